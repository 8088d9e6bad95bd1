//! Messages: sent at least once, once to the eye; a dead channel is tried again, a dead tier is
//! replaced by the next one (R32).

use super::super::alerts::{Alert, AlertKey, Delivery, Origin, Raised};
use super::super::channels::{self, next_tier};
use super::super::effect::{About, Effect, Outcome, Told};
use super::super::event::{Actor, Event};
use super::super::procedure::StepState;
use super::super::state::State;
use super::alerts::own;
use super::wording::{self, Said};
use crate::plan::types::{ChannelKind, Id, StepKind, TierLevel};
use crate::text::Clean;

/// How often a message is tried on one channel.
const TRIES: u32 = 3;
/// How long after the first failure it is tried again; twice as long after each further one.
const RETRY_MS: u64 = 10_000;

/// The messages of an alert that began, over the channels of its tier.
pub fn announce(state: &State, raised: &Raised) -> Vec<Event> {
    let Some(alert) = state.alerts.feed.get(&raised.alert) else { return Vec::new() };
    if !alert.is_to_be_told(state.now.at) {
        return Vec::new();
    }
    over_tier(state, &raised.alert, alert, alert.level)
}

/// The messages of a step that tells people, over the channels of `tier`.
pub fn step(state: &State, run: u64, n: usize, tier: TierLevel, text: &Clean) -> Vec<Event> {
    let channels: &[Id] = state.plan.tier(tier).map(|tier| tier.channels.as_slice()).unwrap_or_default();
    channels.iter().map(|channel| of_step(state, run, n, tier, text, channel, false)).collect()
}

/// Messages to try again, and tiers to leave for the next.
pub fn due(state: &State) -> Vec<Event> {
    let mut events = Vec::new();
    let mut lost: Vec<TierLevel> = Vec::new();
    for (key, alert) in &state.alerts.feed {
        events.extend(follow(state, key, alert));
        if alert.origin != Origin::Plan || !alert.is_to_be_told(state.now.at) {
            continue;
        }
        if alert.deliveries.is_empty() {
            // It began in silence, and the silence is over.
            if alert.silenced_until.is_some() {
                events.extend(over_tier(state, key, alert, alert.level));
            }
            continue;
        }
        let again = alert.deliveries.iter().filter(|(channel, delivery)| is_due(state, channel, delivery));
        for (channel, _) in again {
            events.push(of_alert(state, key, alert, channel, Told::Raised));
        }
        if let Some(next) = last_resort(state, alert, &mut lost) {
            events.extend(over_tier(state, key, alert, next));
        }
    }
    events.extend(steps_again(state));
    events.extend(tier_down(state, &lost));
    events
}

/// What a channel that keeps incidents is told once somebody took the alert on, or once it ended: nobody is
/// to be woken for it again there either.
pub fn follow(state: &State, key: &AlertKey, alert: &Alert) -> Vec<Event> {
    let kind = if !alert.is_firing() {
        Told::Ended
    } else if alert.acknowledged.is_some() {
        Told::Taken
    } else {
        return Vec::new();
    };
    let may_know = |delivery: &Delivery| {
        delivery.tries > 1 || !matches!(delivery.outcome, Some(Outcome::Refused { .. } | Outcome::Withdrawn))
    };
    let wanted = |channel: &Id| match alert.told(kind).get(channel) {
        None => true,
        Some(delivery) => is_due(state, channel, delivery),
    };
    alert
        .deliveries
        .iter()
        .filter(|(channel, delivery)| {
            keeps_incidents(state, channel) && may_know(delivery) && wanted(channel)
        })
        .map(|(channel, _)| of_alert(state, key, alert, channel, kind))
        .collect()
}

fn keeps_incidents(state: &State, channel: &Id) -> bool {
    state.plan.channel(channel).is_some_and(|channel| channel.kind == ChannelKind::Pagerduty)
}

/// Whether it is to be tried again now: what was taken back at once, what failed after a while, and never
/// before the end of the rest that the channel asked for.
fn is_due(state: &State, channel: &Id, delivery: &Delivery) -> bool {
    if delivery.is_withdrawn() {
        return true;
    }
    let wait = RETRY_MS << delivery.tries.saturating_sub(1).min(TRIES);
    delivery.has_failed()
        && delivery.tries < TRIES
        && state.now.since(delivery.stamp) >= wait
        && channels::rests_until(state, channel).is_none()
}

/// Messages under way that nobody needs any more after `event`: somebody took the alert on, silenced it, or it
/// ended; or the room was closed. What has not left yet need not.
pub fn moot<'a>(state: &'a State, event: &'a Event) -> Box<dyn Iterator<Item = u64> + 'a> {
    let told = |of: &'a AlertKey, kinds: &'static [Told]| {
        state.intents.iter().filter(move |(_, intent)| match &intent.effect {
            Effect::Notify { about: About::Alert(alert), kind, .. } => alert == of && kinds.contains(kind),
            _ => false,
        })
    };
    match event {
        Event::Acknowledged { alert } => Box::new(told(alert, &[Told::Raised]).map(|(seq, _)| *seq)),
        Event::Silenced { alert, until } if *until > state.now.at => {
            Box::new(told(alert, &[Told::Raised]).map(|(seq, _)| *seq))
        }
        Event::AlertCleared { alert } => {
            Box::new(told(alert, &[Told::Raised, Told::Taken]).map(|(seq, _)| *seq))
        }
        Event::Closed { .. } => {
            let all = state.intents.iter();
            Box::new(all.filter(|(_, intent)| is_message(&intent.effect)).map(|(seq, _)| *seq))
        }
        _ => Box::new(std::iter::empty()),
    }
}

fn is_message(effect: &Effect) -> bool {
    matches!(effect, Effect::Notify { .. })
}

/// Whether `effect` tells of an episode of which nobody is to be told now: to ask what became of it could send
/// it again.
pub fn is_moot(state: &State, effect: &Effect) -> bool {
    let Effect::Notify { about: About::Alert(key), kind: Told::Raised, .. } = effect else { return false };
    !state.alerts.feed.get(key).is_some_and(|alert| alert.is_to_be_told(state.now.at))
}

/// The silences that go on although their alert begins anew in `batch`: a silence is of the rule and side until
/// its time, whatever ends and begins meanwhile. One that begins anew graver than it was silenced speaks.
pub fn still_silenced(state: &State, batch: &[(Actor, Event)]) -> Vec<(Actor, Event)> {
    let begins = batch.iter().filter_map(|(_, event)| match event {
        Event::AlertRaised(raised) => Some((raised.alert.clone(), raised.level)),
        Event::AlertHeard(heard) if heard.firing => Some((heard.key(), heard.level)),
        _ => None,
    });
    begins
        .filter_map(|(alert, level)| {
            let known = state.alerts.feed.get(&alert)?;
            let until = known.silenced_until.filter(|until| *until > state.now.at && level >= known.level)?;
            Some((Actor::Engine, Event::Silenced { alert, until }))
        })
        .collect()
}

/// One message for each channel of a tier that was not tried yet.
fn over_tier(state: &State, key: &AlertKey, alert: &Alert, tier: TierLevel) -> Vec<Event> {
    let channels: &[Id] = state.plan.tier(tier).map(|tier| tier.channels.as_slice()).unwrap_or_default();
    let fresh = channels.iter().filter(|channel| !alert.deliveries.contains_key(*channel));
    fresh.map(|channel| of_alert(state, key, alert, channel, Told::Raised)).collect()
}

/// One name for one episode of one alert on one channel, so that a repeated message is known as such.
fn of_alert(state: &State, key: &AlertKey, alert: &Alert, channel: &Id, kind: Told) -> Event {
    let said = Said { title: &alert.title, tier: alert.level, side: alert.side, kind, alert: Some(key) };
    Event::Intended(Effect::Notify {
        about: About::Alert(key.clone()),
        channel: channel.clone(),
        tier: alert.level,
        key: Clean::new(format!("{key}-{}-{channel}", alert.episodes)),
        text: wording::text(state, &said),
        kind,
        again: alert.told(kind).contains_key(channel),
    })
}

fn of_step(
    state: &State,
    run: u64,
    n: usize,
    tier: TierLevel,
    text: &Clean,
    channel: &Id,
    again: bool,
) -> Event {
    let said = Said { title: text, tier, side: None, kind: Told::Raised, alert: None };
    Event::Intended(Effect::Notify {
        about: About::Step { run, step: n },
        channel: channel.clone(),
        tier,
        key: Clean::new(format!("run-{run}-{n}-{channel}")),
        text: wording::text(state, &said),
        kind: Told::Raised,
        again,
    })
}

/// Messages of steps that failed. Only once their step has ended, so that no run waits for them (R20).
fn steps_again(state: &State) -> Vec<Event> {
    let mut events = Vec::new();
    for (id, run) in &state.procedures.runs {
        let failed =
            run.deliveries.iter().filter(|((_, channel), delivery)| is_due(state, channel, delivery));
        for ((n, channel), _) in failed {
            let has_ended = run.steps.get(*n).is_some_and(|step| matches!(step.state, StepState::Ended(_)));
            let known = state.plan.procedure(&run.procedure).and_then(|procedure| procedure.steps.get(*n));
            if let Some(StepKind::Notify { tier, text }) =
                known.map(|step| &step.action).filter(|_| has_ended)
            {
                events.push(of_step(state, *id, *n, *tier, text, channel, true));
            }
        }
    }
    events
}

/// The tier that must take over, because every channel of the alert's own, and of those after it, has failed
/// at least once; the tiers that are lost are added to `lost`.
fn last_resort(state: &State, alert: &Alert, lost: &mut Vec<TierLevel>) -> Option<TierLevel> {
    let mut level = alert.level;
    let mut next = None;
    while is_lost(state, alert, level) {
        lost.push(level);
        level = next_tier(level)?;
        next = Some(level);
    }
    next
}

fn is_lost(state: &State, alert: &Alert, level: TierLevel) -> bool {
    let Some(tier) = state.plan.tier(level) else { return false };
    tier.channels.iter().all(|channel| alert.deliveries.get(channel).is_some_and(Delivery::has_failed))
}

/// A tier over which nothing gets through raises an alert, which ends when something does again.
fn tier_down(state: &State, lost: &[TierLevel]) -> Vec<Event> {
    let key = AlertKey::new(own::CHANNELS_DOWN, None);
    let named = |level: TierLevel| {
        let tier = state.plan.tier(level).filter(|tier| channels::is_down(state, tier))?;
        Some(Clean::new(tier.channels.iter().map(Id::as_str).collect::<Vec<_>>().join(", ")))
    };
    if let Some(on) = state.alerts.feed.get(&key).filter(|alert| alert.is_firing()) {
        let levels = [TierLevel::Critical, TierLevel::Important, TierLevel::Info];
        let is_down = levels.into_iter().any(|level| named(level).as_ref() == Some(&on.title));
        return if is_down { Vec::new() } else { vec![Event::AlertCleared { alert: key }] };
    }
    let down = lost.iter().filter_map(|level| Some((*level, named(*level)?))).min();
    let Some((level, title)) = down else { return Vec::new() };
    let level = next_tier(level).unwrap_or(TierLevel::Info);
    vec![Event::AlertRaised(Raised { alert: key, level, title, side: None })]
}
