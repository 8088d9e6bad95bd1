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
        RunResult::Cancelled => "cancelled",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cutover::{Drift, Streak};
    use crate::model::event::Digest;
    use crate::plan;

    fn envelope(seq: u64, mono: u64, event: &serde_json::Value) -> Envelope {
        let at = crate::model::At(1_796_133_480_000 + mono as i64);
        serde_json::from_value(serde_json::json!({
            "v": 1, "seq": seq, "at": at, "boot": 0, "mono": mono, "by": "engine",
            "event": event, "prev": Digest::default(),
        }))
        .unwrap()
    }

    fn opened() -> State {
        let plan = plan::embedded();
        let event = serde_json::json!({ "opened": {
            "mode": "drill", "plan": plan, "plan_hash": Digest::default(), "live": "blue",
        }});
        State::open(&envelope(1, 0, &event)).unwrap()
    }

    fn stamp(mono: u64) -> Stamp {
        envelope(9, mono, &serde_json::json!("ticked")).stamp()
    }

    fn proposed(at: u64, trigger: &str) -> Envelope {
        envelope(7, at, &serde_json::json!({ "proposed": { "trigger": trigger, "side": "green" } }))
    }

    /// A switch accepted at 20 s and observed at 50 s, a rollback asked for at 460 s and observed at 490 s.
    fn there_and_back() -> State {
        let mut state = opened();
        for (run, id, kind, from, to) in [
            (3, "switch", ProcedureKind::Switch, Side::Blue, 20),
            (5, "rollback", ProcedureKind::Rollback, Side::Green, 460),
        ] {
            let at = |secs: u64| stamp((to + secs) * 1_000);
            let known = serde_json::json!({
                "procedure": id, "kind": kind, "why": "planned", "by": "person/awa", "note": null,
                "requested_at": at(0), "alerted_at": null, "decided": null, "onset": null, "executed_at": at(0), "steps": [],
                "deliveries": [],
                "ended": [at(60), "done"],
            });
            state.procedures.runs.insert(run, serde_json::from_value(known).unwrap());
            state.cutover.movements.push(Movement {
                run,
                from,
                to: from.other(),
                levels: [Some(at(0)), Some(at(0)), Some(at(1)), Some(at(20)), Some(at(30))],
                confirmed_at: Some(at(60)),
                missed: None,
                streak: Streak::default(),
                kept: None,
            });
        }
        state
    }

    #[derive(Debug, deserr::Deserr)]
    #[deserr(error = crate::plan::problem::Problems)]
    struct File {
        expect: Vec<Expect>,
    }

    fn met(expect: &str, state: &State, log: &[Envelope]) -> bool {
        let text = format!("[[expect]]\nid = \"x\"\n{expect}");
        let (file, _) = crate::plan::document::load::<File>(&text, "test").unwrap();
        let all = check_all(&file.expect, state, log);
        assert_eq!(all.len(), 1);
        all.iter().all(|one| one.met)
    }

    #[test]
    fn a_proposal_counts_from_its_cue_and_in_its_time_only() {
        let state = there_and_back();
        let log = [proposed(455_000, "error-rate")];
        let trigger = |rest: &str| met(&format!("trigger = {{ id = \"error-rate\", {rest} }}"), &state, &log);
        assert!(trigger("proposes = true"));
        assert!(trigger("proposes = true, after = \"switch\", between = [\"7m 10s\", \"7m 20s\"]"));
        assert!(
            !trigger("proposes = true, between = [\"7m 10s\", \"7m 20s\"]"),
            "from the start it is later"
        );
        assert!(!trigger("proposes = false"));
        assert!(trigger("proposes = false, after = \"switch\", between = [\"0s\", \"7m\"]"));
        assert!(trigger("proposes = false, after = \"rollback\""), "before the rollback does not count");
        assert!(!met("trigger = { id = \"response-time\", proposes = true }", &state, &log));
        assert!(!met("no_proposal = true", &state, &log));
        assert!(met("no_proposal = true", &state, &[]));
    }

    #[test]
    fn what_never_came_meets_only_what_expects_nothing() {
        let state = opened();
        let log = [proposed(455_000, "error-rate")];
        let after = |proposes| {
            format!("trigger = {{ id = \"error-rate\", proposes = {proposes}, after = \"switch\" }}")
        };
        assert!(!met(&after(true), &state, &log));
        assert!(met(&after(false), &state, &log));
        assert!(met("procedure = { id = \"rollback\", result = \"never\" }", &state, &log));
        assert!(!met("procedure = { id = \"rollback\", result = \"done\" }", &state, &log));
        assert!(!met("stopwatch_under = \"5m\"", &state, &log));
        assert!(met("level = { procedure = \"switch\", reached = 0 }", &state, &log));
        assert!(!met("alert = { id = \"error-rate-high\" }", &state, &log));
        assert!(met("alert = { id = \"error-rate-high\", raised = false }", &state, &log));
    }

    #[test]
    fn runs_levels_and_the_stopwatch() {
        let mut state = there_and_back();
        assert!(met("procedure = { id = \"rollback\", result = \"done\", within = \"60s\" }", &state, &[]));
        assert!(!met("procedure = { id = \"rollback\", result = \"done\", within = \"59s\" }", &state, &[]));
        assert!(met("stopwatch_under = \"31s\"", &state, &[]));
        assert!(!met("stopwatch_under = \"30s\"", &state, &[]));
        assert!(met("no_second_return = true", &state, &[]));
        assert!(met("level = { procedure = \"switch\", reached = 6 }", &state, &[]));
        assert!(!met("level = { procedure = \"switch\", missed = \"resolvers\" }", &state, &[]));
        let stuck = state.cutover.movements.first_mut().unwrap();
        (stuck.levels, stuck.confirmed_at) = ([Some(stamp(1)), Some(stamp(2)), None, None, None], None);
        stuck.missed = Some(Level::Authoritative);
        let expect = "level = { procedure = \"switch\", reached = 2, missed = \"authoritative\" }";
        assert!(met(expect, &state, &[]));
        let again = state.cutover.movements.last().unwrap().clone();
        state.cutover.movements.push(again);
        assert!(!met("no_second_return = true", &state, &[]));
    }

    #[test]
    fn blindness_drift_and_leaps() {
        let mut state = there_and_back();
        assert!(met("blind = { is = false }", &state, &[]));
        assert!(met("drift = false", &state, &[]));
        state.triggers.was_blind.push((stamp(60_000), stamp(240_000)));
        assert!(met("blind = { is = true, after = \"switch\", between = [\"30s\", \"45s\"] }", &state, &[]));
        assert!(!met("blind = { is = true, after = \"switch\", between = [\"0s\", \"39s\"] }", &state, &[]));
        assert!(!met("blind = { is = false }", &state, &[]));
        let drift = Drift {
            from: "ns1".into(),
            expected: Side::Green,
            found: "192.0.2.10".into(),
            side: Some(Side::Blue),
        };
        state.cutover.drifts.push((stamp(1), drift));
        assert!(met("drift = true", &state, &[]));
        let leap = envelope(4, 5, &serde_json::json!({ "clock_jumped": { "by_ms": 120_000 } }));
        assert!(met("clock_jump = true", &state, std::slice::from_ref(&leap)));
        assert!(!met("clock_jump = true", &state, &[]));
        assert!(!met("clock_jump = false", &state, &[leap]));
    }

    #[test]
    fn an_alert_is_judged_on_its_last_episode_and_its_channels() {
        let mut state = opened();
        let delivery = |outcome: serde_json::Value| serde_json::json!({ "stamp": stamp(1), "outcome": outcome, "tries": 1 });
        let alert: Alert = serde_json::from_value(serde_json::json!({
            "origin": "plan", "level": "critical", "title": "t", "side": "green", "raised_at": stamp(1),
            "cleared_at": null, "acknowledged": ["awa", stamp(2)], "silenced_until": null, "episodes": 1,
            "deliveries": {
                "sms": delivery(serde_json::json!({ "done": { "detail": "sent" } })),
                "pagerduty": delivery(serde_json::json!({ "refused": { "why": "403" } })),
            },
        }))
        .unwrap();
        state.alerts.feed.insert(AlertKey::new("error-rate-high", Some(Side::Green)), alert);
        let alert = |rest: &str| met(&format!("alert = {{ id = \"error-rate-high\", {rest} }}"), &state, &[]);
        assert!(alert("delivered = \"sms\", undelivered = [\"pagerduty\"]"));
        assert!(!alert("delivered = [\"sms\", \"pagerduty\"]"));
        assert!(!alert("undelivered = \"sms\""));
        assert!(alert("undelivered = \"slack\""), "a channel that nobody tried delivered nothing");
        assert!(alert("acknowledged = true, cleared = false"));
        assert!(!alert("acknowledged = false"));
        assert!(met("alert = { id = \"error-rate-high@green\" }", &state, &[]));
        assert!(!met("alert = { id = \"error-rate-high@blue\" }", &state, &[]));
    }

    #[test]
    fn a_text_that_a_terminal_would_obey_is_found_wherever_it_hides() {
        for (dirty, clean) in [("\u{1b}[2J", false), ("a\u{202e}b", false), ("Décision", true)] {
            let value = serde_json::json!({ "a": [{ "b": dirty }] });
            assert_eq!(super::dirty(&value).is_none(), clean, "{dirty:?}");
            let key = serde_json::json!({ dirty: 1 });
            assert_eq!(super::dirty(&key).is_none(), clean, "{dirty:?}");
        }
        assert!(met("text_clean = true", &opened(), &[]));
    }
}
