//! Messages: sent at least once, once to the eye; a dead channel is tried again, a dead tier is
//! replaced by the next one (R32).

use super::super::alerts::{Alert, AlertKey, Delivery, Raised};
use super::super::effect::{About, Effect, Outcome};
use super::super::event::Event;
use super::super::state::State;
use super::alerts::own;
use super::procedure::messages;
use crate::plan::types::{Id, TierLevel};
use crate::text::Clean;

/// How often a message is tried on one channel.
const TRIES: u32 = 3;
/// How long after a failure it is tried again.
const RETRY_MS: u64 = 10_000;

/// The messages of an alert that began, over the channels of its tier.
pub fn announce(state: &State, raised: &Raised) -> Vec<Event> {
    let about = About::Alert(raised.alert.clone());
    messages(state, &about, raised.level, &raised.title, &episode(state, &raised.alert))
}

/// One name for one episode of one alert, so that a repeated message is known as such.
fn episode(state: &State, key: &AlertKey) -> String {
    let episodes = state.alerts.feed.get(key).map_or(0, |alert| alert.episodes);
    format!("{key}-{episodes}")
}

/// Messages to try again, and tiers to leave for the next.
pub fn due(state: &State) -> Vec<Event> {
    let mut events = Vec::new();
    let mut lost_tiers: Vec<TierLevel> = Vec::new();
    for (key, alert) in state.alerts.feed.iter().filter(|(_, alert)| wants_messages(state, alert)) {
        let about = About::Alert(key.clone());
        for (channel, _) in alert.deliveries.iter().filter(|(_, delivery)| is_due(state, delivery)) {
            events.push(again(alert, &about, channel, &episode(state, key)));
        }
        if is_lost(state, alert) {
            lost_tiers.push(alert.level);
            if let Some(next) = next_tier(alert.level) {
                events.extend(
                    messages(state, &about, next, &alert.title, &episode(state, key))
                        .into_iter()
                        .filter(|event| !is_tried(alert, event)),
                );
            }
        }
    }
    events.extend(tier_down(state, &lost_tiers));
    events
}

/// Nobody is told again once somebody took the alert on, silenced it, or it ended.
fn wants_messages(state: &State, alert: &Alert) -> bool {
    alert.is_firing()
        && alert.acknowledged.is_none()
        && alert.silenced_until.is_none_or(|until| until <= state.now.at)
        && !alert.deliveries.is_empty()
}

fn is_due(state: &State, delivery: &Delivery) -> bool {
    let failed = matches!(delivery.outcome, Some(Outcome::Refused { .. } | Outcome::Unknown { .. }));
    failed && delivery.tries < TRIES && state.now.since(delivery.stamp) >= RETRY_MS
}

fn again(alert: &Alert, about: &About, channel: &Id, key: &str) -> Event {
    Event::Intended(Effect::Notify {
        about: about.clone(),
        channel: channel.clone(),
        tier: alert.level,
        key: Clean::new(format!("{key}-{channel}")),
        text: alert.title.clone(),
    })
}

/// Whether every channel of the alert's own tier has failed at least once.
fn is_lost(state: &State, alert: &Alert) -> bool {
    let Some(tier) = state.plan.tier(alert.level) else { return false };
    tier.channels.iter().all(|channel| {
        alert.deliveries.get(channel).is_some_and(|delivery| {
            matches!(delivery.outcome, Some(Outcome::Refused { .. } | Outcome::Unknown { .. }))
        })
    })
}

fn is_tried(alert: &Alert, event: &Event) -> bool {
    matches!(event, Event::Intended(Effect::Notify { channel, .. }) if alert.deliveries.contains_key(channel))
}

fn next_tier(level: TierLevel) -> Option<TierLevel> {
    match level {
        TierLevel::Critical => Some(TierLevel::Important),
        TierLevel::Important => Some(TierLevel::Info),
        TierLevel::Info => None,
    }
}

fn tier_down(state: &State, lost: &[TierLevel]) -> Vec<Event> {
    let key = AlertKey::new(own::CHANNELS_DOWN, None);
    let on = state.alerts.feed.get(&key).is_some_and(Alert::is_firing);
    let Some(level) = lost.iter().min().filter(|_| !on) else { return Vec::new() };
    let channels: Vec<&str> = state
        .plan
        .tier(*level)
        .map(|tier| tier.channels.iter().map(Id::as_str).collect())
        .unwrap_or_default();
    let title = Clean::new(channels.join(", "));
    let level = next_tier(*level).unwrap_or(TierLevel::Info);
    vec![Event::AlertRaised(Raised { alert: key, level, title, side: None })]
}
