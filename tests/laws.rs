//! Laws of the core that hold for every room: nothing refuses an event, a refusal changes nothing, a
//! replay is the state, rules that are asked twice are silent, and absence never proposes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a panic is the report"
)]

#[path = "journal/kinds.rs"]
#[allow(dead_code, reason = "the generators are the journal's")]
mod kinds;
#[path = "journal/kit.rs"]
#[allow(dead_code, reason = "the generators are the journal's")]
mod kit;
mod lived;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jday::journal::Writer;
use jday::model::alerts::AlertKey;
use jday::model::cutover::Phrase;
use jday::model::decide::decide;
use jday::model::metrics::{Answer, Reading, Value};
use jday::model::procedure::Choice;
use jday::model::react::react;
use jday::model::{Actor, At, Class, Command, Envelope, Event, State, state_hash};
use jday::plan::types::{Id, Millis, Reason, Side};
use jday::scenario::script::Script;
use lived::{Lived, MINUTE, SECOND};
use proptest::prelude::*;

/// What a whole drill told, with a switch, a breach and a return in it.
static DRILL: LazyLock<Vec<Envelope>> = LazyLock::new(|| {
    let loaded = lived::scenario("errors-after-switch");
    let mut lived = Lived::open(&loaded, &Script::new(&loaded.scenario.script), 1, Writer::memory());
    lived.finish(loaded.scenario.lasts.0);
    lived.log.iter().map(|envelope| (**envelope).clone()).collect()
});

fn state_of(events: &[Envelope]) -> State {
    let (first, rest) = events.split_first().unwrap();
    let mut state = State::open(first).unwrap();
    for envelope in rest {
        state.apply(envelope);
    }
    state
}

/// Any event with the names and numbers of any other moment: of the drill, or of one event of each kind.
fn garbled() -> impl Strategy<Value = Event> {
    let of_drill = any::<prop::sample::Index>().prop_map(|at| at.get(&DRILL).event.clone());
    let of_each_kind = any::<prop::sample::Index>().prop_map(|at| at.get(&kinds::all()).clone());
    let run = prop_oneof![0_u64..40, any::<u64>()];
    let step = prop_oneof![0_usize..6, any::<usize>()];
    let strange = prop_oneof![
        (run.clone(), step).prop_map(|(run, step)| Event::StepBegan { run, step }),
        run.clone().prop_map(|run| Event::DecisionMade { run, choice: Choice::Approve, note: None }),
        run.clone().prop_map(|intent| Event::Progressed { intent, line: "?".into() }),
        run.prop_map(|run| Event::RunEnded { run, result: jday::model::procedure::RunResult::Done }),
        any::<u64>().prop_map(|gap_ms| Event::Resumed { gap_ms }),
        any::<i64>().prop_map(|by_ms| Event::ClockJumped { by_ms }),
        any::<u64>().prop_map(|for_ms| Event::Froze { for_ms }),
    ];
    prop_oneof![3 => of_drill, 2 => of_each_kind, 3 => strange]
}

/// An envelope whose clocks and author have nothing to do with what came before.
fn envelope() -> impl Strategy<Value = Envelope> {
    let wall = prop_oneof![kit::START..kit::START + 3_600_000, -62_167_219_200_000..253_402_300_800_000_i64];
    let mono = prop_oneof![0_u64..3_600_000, any::<u64>()];
    let by =
        prop_oneof![Just(Actor::Engine), Just(Actor::Person("awa".into())), Just(Actor::Source("x".into()))];
    (any::<u64>(), wall, 0_u32..3, mono, by, garbled()).prop_map(|(seq, at, boot, mono, by, event)| {
        Envelope { v: 1, seq, at: At(at), boot, mono, by, event, prev: jday::model::Digest::default() }
    })
}

/// Any command by anybody, sensible or not.
fn command() -> impl Strategy<Value = Command> {
    let word = prop::sample::select(vec!["", " ", "SWITCH GREEN", "RETOUR BLEU", "EXECUTE", "why"]);
    let id =
        prop::sample::select(vec!["switch", "rollback", "deploy", "teardown", "j-day-database", "nothing"]);
    let gate = prop::sample::select(vec!["window", "votes", "tail", "blind", "checklist:nothing"]);
    prop_oneof![
        word.clone().prop_map(|word| Command::Switch { confirm: word.into(), note: None }),
        (word.clone(), prop::option::of(Just(Reason::Security)))
            .prop_map(|(word, reason)| Command::Rollback { confirm: word.into(), reason, note: None }),
        (id.clone(), word.clone()).prop_map(|(id, word)| Command::Run {
            procedure: Id::new(id),
            confirm: Some(word.into()),
            note: None
        }),
        (0_u64..200, any::<bool>(), word.clone()).prop_map(|(run, go, note)| Command::Decide {
            run,
            choice: if go { Choice::Approve } else { Choice::Decline },
            confirm: Some(Phrase::Rollback.words()[0].into()),
            note: Some(note.into()),
        }),
        (0_u64..200, word.clone()).prop_map(|(run, reason)| Command::Cancel { run, reason: reason.into() }),
        (gate, word.clone()).prop_map(|(gate, reason)| Command::Override {
            gate: gate.parse().unwrap(),
            reason: reason.into()
        }),
        (id.clone(), any::<bool>()).prop_map(|(item, done)| {
            let item = Id::new(item);
            if done { Command::Tick { item, note: None } } else { Command::Untick { item, note: None } }
        }),
        word.prop_map(|text| Command::Note { text: text.into() }),
        Just(Command::Acknowledge { alert: AlertKey::new("error-rate-high", Some(Side::Green)) }),
        any::<u64>().prop_map(|ms| Command::PauseAutomation { length: Millis(ms) }),
        any::<u64>()
            .prop_map(|ms| Command::Silence { alert: AlertKey::new("none", None), length: Millis(ms) }),
        Just(Command::ResumeAutomation),
        Just(Command::Leave),
    ]
}

fn person() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["awa", "moussa", "fatou", "ibrahima", "mallory", ""])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// Nothing refuses an event, whatever its place; and the rules bear what it leads to.
    #[test]
    fn no_event_breaks_a_state(from in 1_usize..60, odd in prop::collection::vec(envelope(), 1..60)) {
        let mut state = state_of(&DRILL[..from * (DRILL.len() / 60)]);
        for envelope in &odd {
            state.apply(envelope);
            let _ = react(&state, &envelope.event);
            let _ = jday::model::gates::switch(&state);
            let _ = jday::model::gates::teardown(&state);
            let _ = jday::model::score::of(&state);
        }
        let json = serde_json::to_string(&state).unwrap();
        prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
    }

    /// The same garbled events give the same state, from memory and from their own JSON.
    #[test]
    fn what_was_written_gives_the_same_state(odd in prop::collection::vec(envelope(), 1..40)) {
        let mut one = state_of(&DRILL[..200]);
        let mut other = state_of(&DRILL[..200]);
        for envelope in &odd {
            one.apply(envelope);
            let line = serde_json::to_string(envelope).unwrap();
            other.apply(&serde_json::from_str(&line).unwrap());
        }
        prop_assert_eq!(state_hash(&one), state_hash(&other));
    }

    /// A refusal changes nothing, and whoever is not of the plan changes nothing either.
    #[test]
    fn a_refused_command_changes_nothing(
        at in 1_u64..14 * 60, asked in prop::collection::vec((person(), command()), 1..12),
    ) {
        let loaded = lived::scenario("errors-after-switch");
        let mut lived = Lived::open(&loaded, &Script::new(&loaded.scenario.script), 1, Writer::memory());
        lived.until(at * SECOND);
        for (person, command) in &asked {
            let (hash, told) = (state_hash(lived.state()), lived.log.len());
            let may = decide(lived.state(), &Id::new(person), command).is_ok();
            let got = lived.ask(person, command).is_ok();
            prop_assert_eq!(may, got);
            if !got {
                prop_assert_eq!(hash, state_hash(lived.state()));
                prop_assert_eq!(told, lived.log.len());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    /// Gaps, NaN, errors and old values in the telemetry of a healthy Green are never a reason to go back.
    #[test]
    fn no_absence_ever_proposes(holes in prop::collection::vec((0_u64..400, 1_u64..200, 0_usize..4), 1..12), share in 0_usize..4) {
        let mut state = on_green();
        let mut proposed = false;
        let metrics: Vec<Id> = state.plan.metrics.iter().map(|metric| metric.id.clone()).collect();
        let start = state.now;
        for second in 1..400_u64 {
            let mut sampled = healthy();
            for (_, _, how) in holes.iter().filter(|(from, length, _)| (*from..from + length).contains(&second)) {
                for (n, metric) in metrics.iter().enumerate().filter(|(n, _)| share == 0 || n % 4 < share) {
                    break_reading(&mut sampled, metric, *how, n);
                }
            }
            for event in [Event::Sampled(sampled), Event::Ticked] {
                settle(&mut state, &[event], start.plus(second * SECOND), &mut proposed);
            }
        }
        prop_assert!(!proposed);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Nothing of a run begins once its end was asked for, its end is asked for once at a time, and it comes.
    #[test]
    fn nothing_begins_after_a_cancel(
        acts in prop::collection::vec((1_u64..40, 0_usize..5, any::<prop::sample::Index>()), 1..16),
        mends in any::<bool>(),
    ) {
        let mut lived = Lived::alone(&lived::scenario("clean-day"));
        for (pause, procedure, which) in acts {
            lived.pass(pause * SECOND);
            let id = ["deploy", "database-backup", "database-migrate", "teardown", "switch"][procedure];
            let confirm = Some(if id == "switch" { "SWITCH GREEN" } else { "EXECUTE" }.into());
            let runs: Vec<u64> = lived.state().procedures.runs.keys().copied().collect();
            let command = match runs.get(which.index(2 * runs.len() + 1)) {
                Some(run) => Command::Cancel { run: *run, reason: "a law".into() },
                None => Command::Run { procedure: Id::new(id), confirm, note: None },
            };
            let _ = lived.ask("awa", &command);
            if mends && let Some((run, _)) = lived.state().procedures.runs.iter().next_back() {
                let confirm = Some("EXECUTE".into());
                let _ = lived.ask("awa", &Command::Decide { run: *run, choice: Choice::Approve, confirm, note: None });
            }
        }
        lived.pass(2 * MINUTE);
        check_cancels(&lived)?;
    }
}

fn check_cancels(lived: &Lived) -> Result<(), TestCaseError> {
    let mut cancelled = BTreeMap::new();
    let mut open: BTreeMap<u64, u64> = BTreeMap::new();
    for line in &lived.log {
        match &line.event {
            Event::CancelAsked { run, .. } => {
                prop_assert!(!open.values().any(|of| of == run), "asked again while the first is under way");
                cancelled.insert(*run, line.seq);
            }
            Event::StepBegan { run, .. } => prop_assert!(!cancelled.contains_key(run), "{line:?}"),
            Event::Intended(jday::model::Effect::Cancel { run, .. }) => {
                prop_assert!(cancelled.contains_key(run) && !open.values().any(|of| of == run));
                open.insert(line.seq, *run);
            }
            Event::Settled { intent, .. } => drop(open.remove(intent)),
            _ => {}
        }
    }
    for run in cancelled.keys() {
        prop_assert!(lived.state().procedures.runs[run].ended.is_some(), "run {run} does not end");
    }
    Ok(())
}

/// Takes a batch into the state and then, event by event, what follows from it, as the engine does.
fn settle(state: &mut State, batch: &[Event], stamp: jday::model::Stamp, proposed: &mut bool) {
    for event in batch {
        let envelope = Envelope {
            v: 1,
            seq: state.seq + 1,
            at: stamp.at,
            boot: stamp.boot,
            mono: stamp.mono,
            by: Actor::Engine,
            event: event.clone(),
            prev: jday::model::Digest::default(),
        };
        *proposed |= matches!(event, Event::Proposed { .. });
        state.apply(&envelope);
    }
    for event in batch {
        let follows: Vec<Event> = react(state, event).into_iter().map(|(_, event)| event).collect();
        if !follows.is_empty() {
            settle(state, &follows, stamp, proposed);
        }
    }
}

/// The drill's state a minute after its switch was observed, while Green is still well.
fn on_green() -> State {
    let observed = DRILL
        .iter()
        .position(|line| {
            matches!(line.event, Event::LevelReached { level: jday::model::cutover::Level::Confirmed, .. })
        })
        .unwrap();
    state_of(&DRILL[..=observed])
}

/// A round in which both sides are well.
fn healthy() -> jday::model::metrics::Sampled {
    let numbers = [
        ("health", 1.0),
        ("errors", 0.001),
        ("p50", 0.05),
        ("p95", 0.3),
        ("p99", 0.6),
        ("throughput", 150.0),
        ("availability", 1.0),
        ("critical-errors", 0.0),
        ("auth", 0.995),
    ];
    let side: BTreeMap<Id, Reading> =
        numbers.iter().map(|(id, n)| (Id::new(id), Reading::from(*n))).collect();
    let sources = ["prometheus", "probe", "sentry", "host"].map(|source| (Id::new(source), Answer::Ok(20)));
    jday::model::metrics::Sampled {
        sources: sources.into(),
        blue: side.clone(),
        green: side,
        shared: BTreeMap::from([(Id::new("database"), Reading::from(1.0))]),
        ..jday::model::metrics::Sampled::default()
    }
}

fn break_reading(sampled: &mut jday::model::metrics::Sampled, metric: &Id, how: usize, n: usize) {
    let Some(reading) = sampled.green.get_mut(metric) else { return };
    match how {
        0 => {
            sampled.green.remove(metric);
        }
        1 => reading.value = Value::NotANumber,
        2 => reading.value = Value::SourceError,
        // A value from before, which would be a breach if it were of now.
        _ => {
            *reading = Reading {
                value: Value::Number(if n.is_multiple_of(2) { 0.0 } else { 900.0 }),
                age_ms: 600_000,
            }
        }
    }
}

/// Rules that are asked twice are silent: no second of a quiet minute decides anything but the proof of
/// the way back.
#[test]
fn a_calm_minute_decides_next_to_nothing() {
    let loaded = lived::scenario("clean-day");
    let mut lived = Lived::open(&loaded, &Script::new(&loaded.scenario.script), 1, Writer::memory());
    lived.until(5 * MINUTE);
    for minute in 5..8 {
        let before = lived.log.len();
        lived.until((minute + 1) * MINUTE);
        let new: Vec<&Arc<Envelope>> = lived.log[before..].iter().collect();
        let decided: Vec<_> = new.iter().filter(|line| line.event.class() == Class::Decided).collect();
        let readiness = |line: &Envelope| {
            matches!(&line.event, Event::Intended(jday::model::Effect::ProveReadiness { .. }))
        };
        let proofs = decided.iter().filter(|line| readiness(line)).count();
        assert!((1..=2).contains(&proofs), "{proofs} proofs in a minute");
        let others: Vec<_> = decided.iter().filter(|line| !readiness(line)).collect();
        assert!(others.len() <= 2, "minute {minute}: {others:#?}");
        assert!(new.len() < 200, "{} lines in a minute", new.len());
    }
}

/// The law about absence is worth something: with errors in the same stream, a return is proposed.
#[test]
fn the_same_stream_with_errors_in_it_proposes() {
    let mut state = on_green();
    let (start, mut proposed) = (state.now, false);
    for second in 1..320_u64 {
        let mut sampled = healthy();
        sampled.green.insert(Id::new("errors"), Reading::from(0.2));
        for event in [Event::Sampled(sampled), Event::Ticked] {
            settle(&mut state, &[event], start.plus(second * SECOND), &mut proposed);
        }
    }
    assert!(proposed);
}
