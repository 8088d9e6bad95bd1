//! R2, R10: a room that was cut off goes on from its journal. Downtime counts for no hold, resets
//! none, and an open intent is never executed again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a panic is the report"
)]

mod lived;

use jday::journal::{Draft, Writer};
use jday::model::react::react;
use jday::model::triggers::Phase;
use jday::model::{Actor, At, Effect, Envelope, Event, Stamp, State, state_hash};
use jday::plan::types::{Id, ProcedureKind, Side};
use jday::scenario::{Feed, Stage};
use jday::{journal, source};
use lived::{Lived, MINUTE, SECOND};

const SCENARIO: &str = "errors-after-switch";

/// An engine taken up again: the journal, the state it amounts to, and the clock of a new boot.
struct Resumed {
    writer: Writer,
    state: State,
    log: Vec<Envelope>,
    /// Milliseconds since the new boot.
    mono: u64,
    wall: i64,
}

impl Resumed {
    fn from(path: &std::path::Path, gap_ms: u64) -> Self {
        let (writer, _) = Writer::resume(path).unwrap();
        let state = source::replay(path, |_, _| {}).unwrap().state;
        let wall = state.now.at.0 + gap_ms as i64;
        let mut resumed = Self { writer, state, log: Vec::new(), mono: 0, wall };
        resumed.commit(Actor::Engine, Event::Resumed { gap_ms });
        resumed
    }

    /// Writes an event and everything that follows from it by rule, as the engine does.
    fn commit(&mut self, by: Actor, event: Event) {
        let draft = Draft { at: At(self.wall), boot: 1, mono: self.mono, by, event };
        let written = self.writer.append_batch([draft]).unwrap();
        for envelope in written {
            self.state.apply(&envelope);
            let follows = react(&self.state, &envelope.event);
            self.log.push(envelope);
            for (by, event) in follows {
                self.commit(by, event);
            }
        }
    }

    /// Lives one second of the scenario's telemetry, `at` milliseconds into the drill.
    fn second(&mut self, feed: &Feed, stage: &Stage, at: u64) {
        self.mono += SECOND;
        self.wall += SECOND as i64;
        self.commit(Actor::Source(Id::new("feeds")), Event::Sampled(feed.round(at, stage)));
        self.commit(Actor::Engine, Event::Ticked);
    }

    fn proposed(&self) -> bool {
        self.state.procedures.open_run(ProcedureKind::Rollback).is_some()
    }
}

/// Lives the drill until Green's error trigger has counted 4:50 of its 5:00, and drops it there.
/// Gives the moment in the drill, how far the hold was, and where telemetry stands.
fn cut(path: &std::path::Path) -> (u64, u64, Stage) {
    let loaded = lived::scenario(SCENARIO);
    let mut lived = Lived::scripted(&loaded, loaded.scenario.seed, path);
    let error_rate = Id::new("error-rate");
    let held = |state: &State| state.triggers.standing(&error_rate, Side::Green).hold.at(state.now);
    lived.wait_for("4:50 of the hold", 12 * MINUTE, |state| held(state) >= 290 * SECOND);
    let moved = lived.state().cutover.movement().unwrap().levels[2].unwrap();
    let mut stage = Stage::new(Side::Blue);
    stage.moved(Side::Green, moved.mono);
    (lived.at, held(lived.state()), stage)
}

fn feed() -> Feed {
    let loaded = lived::scenario(SCENARIO);
    Feed::new(&loaded.scenario, &loaded.plan, loaded.scenario.seed).unwrap()
}

#[test]
fn a_hold_at_4_50_goes_on_after_a_short_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("room.jsonl");
    let (at, held, stage) = cut(&path);
    assert!((290 * SECOND..=291 * SECOND).contains(&held));
    let feed = feed();
    let gap = 5 * SECOND;
    let mut resumed = Resumed::from(&path, gap);
    let mut seconds = 0;
    while !resumed.proposed() {
        seconds += 1;
        assert!(
            seconds < 60,
            "the hold began again: {:?}",
            resumed.state.triggers.standing(&Id::new("error-rate"), Side::Green)
        );
        resumed.second(&feed, &stage, at + gap + seconds * SECOND);
    }
    // Ten seconds were missing, and the first sample after the gap only starts the count again.
    assert!((10..=12).contains(&seconds), "fired {seconds} s after the restart");
    drop(resumed.writer);
    assert!(journal::verify(&path, None).unwrap().ok);
    let replayed = source::replay(&path, |_, _| {}).unwrap();
    assert_eq!(state_hash(&replayed.state), state_hash(&resumed.state));
}

#[test]
fn after_twenty_minutes_nothing_is_proposed_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("room.jsonl");
    let (at, _, stage) = cut(&path);
    let feed = feed();
    let gap = 20 * MINUTE;
    let mut resumed = Resumed::from(&path, gap);
    let standing = resumed.state.triggers.standing(&Id::new("error-rate"), Side::Green);
    assert_eq!(standing.phase, Phase::Blind, "the gap is blindness");
    resumed.commit(Actor::Engine, Event::Ticked);
    assert!(resumed.state.triggers.blind.is_some(), "and the room says so");
    for seconds in 1..=290 {
        resumed.second(&feed, &stage, at + gap + seconds * SECOND);
        assert!(!resumed.proposed(), "proposed {seconds} s after the restart");
    }
    for seconds in 291..=330 {
        resumed.second(&feed, &stage, at + gap + seconds * SECOND);
    }
    assert!(resumed.proposed(), "the breach after the gap counts from its own beginning");
}

/// R10: the engine dies between the order and its answer. The intent is still open after a replay, and
/// nothing that follows by rule gives the order again.
#[test]
fn an_open_order_is_not_given_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("room.jsonl");
    let loaded = lived::scenario(SCENARIO);
    let mut lived = Lived::scripted(&loaded, loaded.scenario.seed, &path);
    lived.until(20 * SECOND + 100);
    assert_eq!(lived.points().len(), 1);
    assert!(
        lived.count(|event| matches!(event, Event::Settled { .. }))
            < lived.count(|event| matches!(event, Event::Intended(_)))
    );
    drop(lived);
    let mut resumed = Resumed::from(&path, 5 * SECOND);
    let is_point = |effect: &Effect| matches!(effect, Effect::Point { .. });
    assert!(resumed.state.intents.values().any(|intent| is_point(&intent.effect)), "it is known to be open");
    let (feed, stage) = (feed(), Stage::new(Side::Blue));
    for seconds in 1..=120 {
        resumed.second(&feed, &stage, 25 * SECOND + seconds * SECOND);
    }
    let again =
        resumed.log.iter().filter(|line| matches!(&line.event, Event::Intended(effect) if is_point(effect)));
    assert_eq!(again.count(), 0);
}

/// Cut anywhere, a journal amounts to the state that the drill had there.
#[test]
fn a_journal_cut_anywhere_is_the_state_of_that_moment() {
    let loaded = lived::scenario(SCENARIO);
    let mut lived = Lived::open(
        &loaded,
        &jday::scenario::script::Script::new(&loaded.scenario.script),
        1,
        Writer::memory(),
    );
    lived.finish(loaded.scenario.lasts.0);
    let (first, rest) = lived.log.split_first().unwrap();
    let mut state = State::open(first).unwrap();
    for (n, envelope) in rest.iter().enumerate() {
        state.apply(envelope);
        if n % 500 == 0 {
            let mut again = State::open(first).unwrap();
            rest[..=n].iter().for_each(|envelope| again.apply(envelope));
            assert_eq!(state_hash(&again), state_hash(&state));
            let stamp: Stamp = envelope.stamp();
            assert_eq!((state.seq, state.now), (envelope.seq, stamp));
        }
    }
    assert_eq!(state_hash(&state), state_hash(lived.state()));
}
