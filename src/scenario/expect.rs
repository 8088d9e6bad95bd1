//! Whether a drill came to what its scenario expects, judged on the final state and the journal alone.

use serde::Serialize;

use super::script::{moment, names};
use super::types::{
    Cue, Expect, ExpectAlert, ExpectBlind, ExpectLevel, ExpectRun, ExpectTrigger, LevelWord, ResultWord,
};
use crate::model::alerts::{Alert, AlertKey};
use crate::model::cutover::{Level, Movement};
use crate::model::procedure::{Run, RunResult};
use crate::model::time::Stamp;
use crate::model::{Envelope, Event, State};
use crate::plan::types::{Id, Millis, ProcedureKind, Side};
use crate::text::Clean;

/// How one expectation fared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Met {
    /// The expectation.
    pub id: Id,
    /// Whether it came true.
    pub met: bool,
    /// What was seen, in words.
    pub why: Clean,
}

/// Judges every expectation of a scenario.
pub fn check_all(expectations: &[Expect], state: &State, log: &[Envelope]) -> Vec<Met> {
    expectations.iter().map(|expect| check(expect, state, log)).collect()
}

/// Judges `expect` on the final `state` and every envelope that led to it.
pub fn check(expect: &Expect, state: &State, log: &[Envelope]) -> Met {
    let (met, why) = verdict(expect, state, log);
    Met { id: expect.id.clone(), met, why: Clean::new(why) }
}

type Verdict = (bool, String);

fn verdict(expect: &Expect, state: &State, log: &[Envelope]) -> Verdict {
    if let Some(side) = expect.final_side {
        return (state.cutover.live == side, format!("{} is live", state.cutover.live));
    }
    if let Some(wanted) = &expect.trigger {
        return trigger(wanted, state, log);
    }
    if let Some(wanted) = expect.no_proposal {
        let proposed = proposals(log, None);
        return (
            wanted == proposed.is_empty(),
            format!("{} proposed{}", proposed.len(), times(&proposed, state.opened_at)),
        );
    }
    if let Some(wanted) = &expect.blind {
        return blind(wanted, state);
    }
    if let Some(wanted) = &expect.procedure {
        return procedure(wanted, state);
    }
    if let Some(wanted) = &expect.level {
        return level(wanted, state);
    }
    if let Some(wanted) = &expect.alert {
        return alert(wanted, state);
    }
    if let Some(wanted) = expect.drift {
        let drifts = state.cutover.drifts.len();
        return (wanted == (drifts > 0), format!("{drifts} movements that were not jday's"));
    }
    if let Some(wanted) = expect.no_second_return {
        let returns = state.cutover.movements.iter().filter(|movement| movement.to == Side::Blue).count();
        return (wanted == (returns <= 1), format!("the traffic was sent back {returns} times"));
    }
    if let Some(wanted) = expect.clock_jump {
        let jumps: Vec<i64> = log
            .iter()
            .filter_map(|envelope| match envelope.event {
                Event::ClockJumped { by_ms } => Some(by_ms),
                _ => None,
            })
            .collect();
        return (wanted != jumps.is_empty(), format!("leaps noticed, in ms: {jumps:?}"));
    }
    if let Some(limit) = expect.stopwatch_under {
        return stopwatch(limit, state);
    }
    if let Some(wanted) = expect.text_clean {
        let dirty = unclean(state, log);
        let why =
            dirty.as_ref().map_or_else(|| "every text is clean".into(), |text| format!("unclean: {text:?}"));
        return (wanted == dirty.is_none(), why);
    }
    (false, "the expectation says nothing".into())
}

/// When triggers proposed; those of `wanted`, or all.
fn proposals(log: &[Envelope], wanted: Option<&Id>) -> Vec<Stamp> {
    log.iter()
        .filter(|envelope| match &envelope.event {
            Event::Proposed { trigger, .. } => wanted.is_none_or(|wanted| wanted == trigger),
            _ => false,
        })
        .map(Envelope::stamp)
        .collect()
}

fn times(stamps: &[Stamp], from: Stamp) -> String {
    stamps.iter().fold(String::new(), |said, stamp| format!("{said}, at {}", Millis(stamp.since(from))))
}

fn trigger(wanted: &ExpectTrigger, state: &State, log: &[Envelope]) -> Verdict {
    let Some(from) = cue(&wanted.after, state, log) else {
        return (!wanted.proposes, format!("{} never came", wanted.after));
    };
    let after: Vec<Stamp> =
        proposals(log, Some(&wanted.id)).into_iter().filter(|stamp| stamp.mono >= from.mono).collect();
    let inside = after.iter().any(|stamp| within(stamp.since(from), wanted.between));
    let why =
        format!("{} proposed {} times after {}{}", wanted.id, after.len(), wanted.after, times(&after, from));
    (wanted.proposes == inside, why)
}

/// The moment a cue came, with proposals and alerts as the journal tells them.
fn cue(cue: &Cue, state: &State, log: &[Envelope]) -> Option<Stamp> {
    match cue {
        Cue::Proposal(wanted) => proposals(log, wanted.as_ref()).first().copied(),
        _ => moment(cue, state),
    }
}

fn within(ms: u64, between: Option<(Millis, Millis)>) -> bool {
    between.is_none_or(|(early, late)| (early.0..=late.0).contains(&ms))
}

fn blind(wanted: &ExpectBlind, state: &State) -> Verdict {
    let Some(from) = moment(&wanted.after, state) else {
        return (!wanted.is, format!("{} never came", wanted.after));
    };
    let ended = state.triggers.was_blind.iter().map(|(began, _)| *began);
    let began: Vec<Stamp> = ended
        .chain(state.triggers.blind.iter().map(|(began, _)| *began))
        .filter(|began| began.mono >= from.mono)
        .collect();
    let inside = began.iter().any(|began| within(began.since(from), wanted.between));
    (
        wanted.is == inside,
        format!("blind {} times after {}{}", began.len(), wanted.after, times(&began, from)),
    )
}

/// The newest run of a procedure.
fn last_run<'s>(id: &Id, state: &'s State) -> Option<(u64, &'s Run)> {
    state.procedures.runs.iter().rev().find(|(_, run)| run.procedure == *id).map(|(id, run)| (*id, run))
}

fn procedure(wanted: &ExpectRun, state: &State) -> Verdict {
    let Some((_, run)) = last_run(&wanted.id, state) else {
        return (wanted.result == ResultWord::Never, format!("{} was never asked for", wanted.id));
    };
    let Some((ended, result)) = run.ended else {
        return (wanted.result == ResultWord::Open, format!("{} has not ended", wanted.id));
    };
    let took = ended.since(run.requested_at);
    let in_time = wanted.within.is_none_or(|within| took <= within.0);
    let why = format!("{} ended as {} after {}", wanted.id, result_word(result), Millis(took));
    (wanted.result.result() == Some(result) && in_time, why)
}

fn result_word(result: RunResult) -> &'static str {
    match result {
        RunResult::Done => "done",
        RunResult::Failed => "failed",
        RunResult::Unknown => "unknown",
        RunResult::Declined => "declined",
        RunResult::Superseded => "superseded",
    }
}

fn movement<'s>(id: &Id, state: &'s State) -> Option<&'s Movement> {
    let (run, _) = last_run(id, state)?;
    state.cutover.movements.iter().rev().find(|movement| movement.run == run)
}

fn level(wanted: &ExpectLevel, state: &State) -> Verdict {
    let Some(movement) = movement(&wanted.procedure, state) else {
        return (wanted.reached == Some(0), format!("{} moved nothing", wanted.procedure));
    };
    let five = movement.levels.iter().rposition(Option::is_some).map_or(0, |index| index + 1);
    let reached = if movement.confirmed_at.is_some() { 6 } else { five };
    let missed = movement.missed;
    let right = wanted.missed.is_none_or(|word| missed == Some(word.level()));
    let why = match missed {
        Some(level) => {
            format!("{} reached level {reached} and missed level {}", wanted.procedure, level.number())
        }
        None => format!("{} reached level {reached} and missed none", wanted.procedure),
    };
    (wanted.reached.is_none_or(|wanted| usize::from(wanted) == reached) && right, why)
}

impl LevelWord {
    fn level(self) -> Level {
        match self {
            Self::Asked => Level::Asked,
            Self::Accepted => Level::Accepted,
            Self::Authoritative => Level::Authoritative,
            Self::Resolvers => Level::Resolvers,
            Self::Observed => Level::Observed,
            Self::Confirmed => Level::Confirmed,
        }
    }
}

fn alert(wanted: &ExpectAlert, state: &State) -> Verdict {
    let mut found: Vec<(&AlertKey, &Alert)> =
        state.alerts.feed.iter().filter(|(key, _)| names(&wanted.id, key)).collect();
    // Of one alert on both sides the later episode is the one that is meant.
    found.sort_by_key(|(_, alert)| alert.raised_at.mono);
    let Some((key, alert)) = found.last() else {
        return (!wanted.raised, format!("{} was never raised", wanted.id));
    };
    let delivered = |channel: &Id| {
        alert.deliveries.get(channel).is_some_and(crate::model::alerts::Delivery::is_delivered)
    };
    let met = wanted.raised
        && wanted.acknowledged.is_none_or(|wanted| wanted == alert.acknowledged.is_some())
        && wanted.cleared.is_none_or(|wanted| wanted == alert.cleared_at.is_some())
        && wanted.delivered.0.iter().all(delivered)
        && !wanted.undelivered.0.iter().any(delivered);
    let channels: Vec<String> = alert
        .deliveries
        .iter()
        .map(|(channel, delivery)| {
            format!("{channel} {}", if delivery.is_delivered() { "delivered" } else { "not delivered" })
        })
        .collect();
    let why = format!(
        "{key} was raised, {}, {}; {}",
        if alert.acknowledged.is_some() { "acknowledged" } else { "not acknowledged" },
        if alert.cleared_at.is_some() { "is over" } else { "is still on" },
        if channels.is_empty() { "no message was sent".into() } else { channels.join(", ") },
    );
    (met, why)
}

/// Proposal or request to the first observation of the rollback: the plan's "under five minutes".
fn stopwatch(limit: Millis, state: &State) -> Verdict {
    let Some((id, run)) = state.procedures.last_run(ProcedureKind::Rollback) else {
        return (false, "there was no rollback".into());
    };
    let movement = state.cutover.movements.iter().find(|movement| movement.run == id);
    let observed = movement.and_then(|movement| movement.levels.last().copied().flatten());
    let Some(observed) = observed else {
        return (false, "no rollback was observed".into());
    };
    let took = observed.since(run.requested_at);
    (took < limit.0, format!("{} from the request to the observation", Millis(took)))
}

/// The first text of state or journal that [`Clean`] would change.
fn unclean(state: &State, log: &[Envelope]) -> Option<String> {
    let state = serde_json::to_value(state).ok();
    let log = log.iter().filter_map(|envelope| serde_json::to_value(&envelope.event).ok());
    state.into_iter().chain(log).find_map(|value| dirty(&value))
}

fn dirty(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => (Clean::new(text).as_str() != text).then(|| text.clone()),
        serde_json::Value::Array(items) => items.iter().find_map(dirty),
        serde_json::Value::Object(fields) => fields.iter().find_map(|(key, value)| {
            if Clean::new(key).as_str() == key { dirty(value) } else { Some(key.clone()) }
        }),
        _ => None,
    }
}
