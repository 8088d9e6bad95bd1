//! Engines that end in the middle and are started again (R2, R10, R26).

use jday::client::{Item, Now, Observed, Request, Value};
use jday::engine::{Watch, take_up};
use jday::journal::{self, Writer};
use jday::model::cutover::{Gate, Level};
use jday::model::procedure::RunResult;
use jday::model::{Command, Effect, Event, Outcome, state_hash};
use jday::plan::types::{Id, ProcedureKind, Side};
use jday::source;

use super::lived::{Lived, MINUTE, SECOND, folder, go_back, plan, switch};
use super::world::Manner;

fn settled(lived: &Lived, is: impl Fn(&Effect) -> bool) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for envelope in &lived.log {
        if let Event::Intended(effect) = &envelope.event
            && is(effect)
        {
            outcomes.extend(lived.log.iter().filter_map(|other| match &other.event {
                Event::Settled { intent, outcome } if *intent == envelope.seq => Some(outcome.clone()),
                _ => None,
            }));
        }
    }
    outcomes
}

fn is_point(effect: &Effect) -> bool {
    matches!(effect, Effect::Point { .. })
}

#[test]
fn a_calm_room_goes_on_and_replays_to_the_same_state() {
    let (_folder, path) = folder();
    let mut lived = Lived::open_on(plan(), Writer::create(&path).unwrap());
    let items = vec![Item { fact: Id::new("secrets"), holds: Some(true), detail: "14 of 14".into() }];
    lived.world.set("sentry", Manner::Says(Box::new(Observed { items, ..Observed::default() })));
    lived.until(MINUTE);
    let mut lived = lived.dies(&path, 5 * SECOND);
    assert_eq!(lived.state().sources.facts[&Id::new("sentry.secrets")].holds, Some(true));
    assert_eq!(lived.state().now.boot, 1);
    assert_eq!(
        lived.count(|event| matches!(event, Event::Resumed { gap_ms } if (4_000..=6_000).contains(gap_ms))),
        1
    );
    lived.until(MINUTE);
    assert_eq!(lived.state().triggers.blind, None);
    assert!(lived.world.asked("prometheus").len() > 110, "questions begin anew");
    let played = source::replay(&path, |_, _| {}).unwrap();
    assert_eq!(state_hash(&played.state), state_hash(lived.state()));
    assert!(journal::verify(&path, None).unwrap().ok);
}

/// The engine dies between the order and its answer; the order arrived.
#[test]
fn an_order_that_was_under_way_is_asked_about_and_its_truth_goes_on() {
    let (_folder, path) = folder();
    let mut lived = Lived::open_on(plan(), Writer::create(&path).unwrap());
    lived.pass(20 * SECOND).gets("awa", &switch());
    assert_eq!(lived.world.points(), 1);
    // Longer away than the whole movement may take: nobody could see it meanwhile, so it has its time again.
    let mut lived = lived.dies(&path, 6 * MINUTE);
    lived.pass(2 * MINUTE);
    assert_eq!(lived.world.points(), 1, "never given twice");
    assert_eq!(lived.points(), 1);
    let outcomes = settled(&lived, is_point);
    assert!(
        matches!(&outcomes[..], [Outcome::Done { detail }] if detail.as_str() == "it points there"),
        "{outcomes:?}"
    );
    let state = lived.state();
    assert_eq!(state.cutover.live, Side::Green);
    let movement = state.cutover.movement().unwrap();
    assert_eq!(movement.missed, None);
    assert!(movement.reached(Level::Confirmed).is_some());
    let (_, run) = state.procedures.last_run(ProcedureKind::Switch).unwrap();
    assert_eq!(run.ended.map(|(_, result)| result), Some(RunResult::Done));
    assert!(state.alerts.feed.keys().any(|key| key.0.as_str() == "engine-away"), "what was missed is said");
    lived.pass(5 * MINUTE);
    // Planned work is told as long as it lasts.
    let is_news = |level| level != jday::plan::types::TierLevel::Info;
    let feed = lived.state().alerts.feed.iter();
    let firing: Vec<_> = feed.filter(|(_, alert)| alert.is_firing() && is_news(alert.level)).collect();
    assert!(firing.is_empty(), "and not for ever: {firing:?}");
}

/// It died before anything left the machine: the reading says so, and a person may ask again.
#[test]
fn an_order_that_never_left_is_refused_by_reading_and_a_person_asks_anew() {
    let (_folder, path) = folder();
    let mut lived = Lived::open_on(plan(), Writer::create(&path).unwrap());
    lived.pass(20 * SECOND).gets("awa", &switch());
    lived.world.with().undo();
    let mut lived = lived.dies(&path, 5 * SECOND);
    lived.pass(10 * SECOND);
    assert!(matches!(&settled(&lived, is_point)[..], [Outcome::Refused { .. }]));
    assert_eq!(lived.state().cutover.live, Side::Blue);
    // The order that came to nothing is an alarm of its own, which the person takes on.
    let reason = "the order never left".into();
    lived.gets("awa", &Command::Override { gate: Gate::CriticalAlert, reason });
    lived.gets("awa", &switch());
    lived.pass(2 * MINUTE);
    assert_eq!(lived.state().cutover.live, Side::Green);
    assert_eq!(lived.world.points(), 2, "one by each press of a key");
}

#[test]
fn a_rollback_under_way_ends_once() {
    let (_folder, path) = folder();
    let mut lived = Lived::open_on(plan(), Writer::create(&path).unwrap());
    lived.switched();
    lived.gets("awa", &go_back());
    let mut lived = lived.dies(&path, 3 * SECOND);
    lived.pass(3 * MINUTE);
    assert_eq!(lived.world.points(), 2);
    assert_eq!(lived.state().cutover.live, Side::Blue);
    let (_, run) = lived.state().procedures.last_run(ProcedureKind::Rollback).unwrap();
    assert_eq!(run.ended.map(|(_, result)| result), Some(RunResult::Done));
    assert!(lived.state().intents.is_empty(), "{:?}", lived.state().intents);
}

#[test]
fn a_hold_counts_no_time_without_an_engine_and_loses_none_before() {
    let (_folder, path) = folder();
    let mut lived = Lived::open_on(plan(), Writer::create(&path).unwrap());
    lived.switched();
    lived.world.value("errors", Side::Green, Value::Number(0.09));
    lived.pass(4 * MINUTE);
    let mut lived = lived.dies(&path, 10 * SECOND);
    lived.until(50 * SECOND);
    assert_eq!(lived.proposals(), 0);
    lived.until(70 * SECOND);
    assert_eq!(lived.proposals(), 1);
}

/// R18: what was approved before the engine was away for long is not carried out when it is back.
#[test]
fn an_approval_does_not_outlive_a_long_absence() {
    for (gap, given) in [(5 * SECOND, 1), (5 * MINUTE, 0)] {
        let (_folder, path) = folder();
        let mut lived = Lived::open_on(plan(), Writer::create(&path).unwrap());
        lived.pass(20 * SECOND).gets("awa", &switch());
        lived.world.with().undo();
        // The line with the order, and what came after it, never reached the disk.
        let text = std::fs::read_to_string(&path).unwrap();
        let before: Vec<&str> =
            text.lines().take_while(|line| !line.contains("\"intended\":{\"point\"")).collect();
        assert!(before.len() < text.lines().count());
        let Lived { watch, world, log, at, begins } = lived;
        drop(watch);
        std::fs::write(&path, before.join("\n") + "\n").unwrap();
        let asked = world.points();
        let taken = take_up(&path, None).unwrap();
        let now = Now { mono: 0, wall: begins + (at + gap) as i64 };
        let watch = Watch::resume(taken, world.clone(), now);
        let mut lived = Lived { watch, world, log, at: 0, begins: now.wall };
        lived.pass(MINUTE);
        assert_eq!(lived.world.points() - asked, given, "{} s away", gap / SECOND);
        let (_, run) = lived.state().procedures.last_run(ProcedureKind::Switch).unwrap();
        assert_eq!(run.ended.map(|(_, result)| result) == Some(RunResult::Failed), given == 0);
    }
}

#[test]
fn a_closed_room_stays_closed() {
    let (_folder, path) = folder();
    let mut lived = Lived::open_on(plan(), Writer::create(&path).unwrap());
    lived.until(10 * SECOND);
    lived.watch.close(lived.now());
    lived.log.extend(lived.watch.take_told());
    let lived = lived.dies(&path, MINUTE);
    assert_eq!(lived.count(|event| matches!(event, Event::Resumed { .. })), 0);
    assert!(lived.state().closed.is_some());
}

#[test]
fn a_torn_tail_is_cut_at_every_byte_and_the_room_goes_on() {
    let (_folder, path) = folder();
    let mut lived = Lived::open_on(plan(), Writer::create(&path).unwrap());
    lived.pass(20 * SECOND).gets("awa", &switch());
    drop(lived.watch);
    let whole = std::fs::read(&path).unwrap();
    let starts: Vec<usize> =
        std::iter::once(0).chain((1..whole.len()).filter(|at| whole[at - 1] == b'\n')).collect();
    let last = starts[starts.len() - 1];
    for cut in last..whole.len() {
        if cut % 7 != 0 && cut + 1 < whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            take_up(&path, None).unwrap_or_else(|error| panic!("cut at {cut}: {error}"));
            continue;
        }
        std::fs::write(&path, &whole[..cut]).unwrap();
        let world = super::world::World::new(&plan());
        let taken = take_up(&path, None).unwrap_or_else(|error| panic!("cut at {cut}: {error}"));
        let mut watch = Watch::resume(taken, world.clone(), Now { mono: 0, wall: lived.begins + 30_000 });
        watch.advance(Now { mono: 1_000, wall: lived.begins + 31_000 });
        assert_eq!(watch.mute(), None);
        // Where the intent itself was torn nobody had been asked, and the person's wish is seconds old.
        let is_torn = cut < whole.len() - 1;
        let points = world.count(|request| matches!(request, Request::Point { .. }));
        assert_eq!(points, usize::from(is_torn), "cut at {cut}");
        drop(watch);
        assert!(journal::verify(&path, None).unwrap().ok, "cut at {cut}");
    }
    std::fs::write(&path, b"{\"v\":1,\"se").unwrap();
    let error = take_up(&path, None).err().unwrap().to_string();
    assert!(error.contains("before its first event"), "{error}");
}
