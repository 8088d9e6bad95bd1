//! How soon a room sees what its order led to (F3).

use jday::client::Request;
use jday::model::alerts::AlertKey;
use jday::model::cutover::{Drift, Level};
use jday::model::decide::Refusal;
use jday::model::procedure::RunResult;
use jday::model::react::own;
use jday::model::{Actor, Effect, Event};
use jday::plan::types::{ProcedureKind, Side};

use super::lived::{Lived, MINUTE, SECOND, go_back, plan, switch};

/// How long after each order settled the servers were seen to follow it.
fn waits(lived: &Lived) -> Vec<u64> {
    let mut waits = Vec::new();
    let mut settled = None;
    for envelope in &lived.log {
        match &envelope.event {
            Event::Settled { intent, .. } => {
                let is_pull = lived.log.iter().any(|asked| {
                    asked.seq == *intent && matches!(asked.event, Event::Intended(Effect::Point { .. }))
                });
                settled = is_pull.then_some(envelope.mono).or(settled);
            }
            Event::LevelReached { level: Level::Authoritative, .. } => {
                waits.extend(settled.take().map(|at| envelope.mono - at));
            }
            _ => {}
        }
    }
    waits
}

#[test]
fn servers_are_asked_at_once_when_the_lever_answered() {
    // At each moment of the rhythm in which they are asked anyway, and with answers under way from before.
    for after in (0..5 * SECOND).step_by(330) {
        let mut lived = Lived::open(plan());
        // Beside the second, so that no survey falls together with the lever's answer by luck.
        lived.world.with().lever_ms = 217;
        lived.pass(20 * SECOND + after).gets("awa", &switch()).pass(15 * SECOND);
        lived.wait_for("it is on Green", 60 * SECOND, |state| state.cutover.live == Side::Green);
        lived.pass(after).gets("awa", &go_back()).pass(15 * SECOND);
        lived.wait_for("it is on Blue", 60 * SECOND, |state| state.cutover.live == Side::Blue);
        let waits = waits(&lived);
        assert_eq!(waits.len(), 2, "after {after} ms");
        // A survey takes 20 ms here; one under way is waited for.
        assert!(waits.iter().all(|wait| *wait <= 40), "after {after} ms: {waits:?}");
    }
}

#[test]
fn a_lever_that_moves_nothing_is_not_asked_about_more_often_than_each_second() {
    let mut lived = Lived::open(plan());
    lived.pass(20 * SECOND).gets("awa", &switch()).pass(5 * SECOND);
    let before = lived.world.count(|request| matches!(request, Request::Survey));
    lived.pass(10 * SECOND);
    let asked = lived.world.count(|request| matches!(request, Request::Survey)) - before;
    assert!(asked <= 11, "{asked}");
}

/// To wait for a verification that can find nothing would cost the budget of the way back (R20).
#[test]
fn an_order_back_that_was_lost_is_given_again_when_a_person_asks() {
    let mut lived = Lived::open(plan());
    lived.switched();
    lived.world.with().lever_ms = 30 * MINUTE;
    lived.gets("awa", &go_back()).pass(5 * SECOND);
    let (lost, _) = lived.state().procedures.last_run(ProcedureKind::Rollback).unwrap();
    let early = lived.ask("awa", &go_back());
    assert!(
        matches!(early, Err(Refusal::UnderWay { run, .. }) if run == lost),
        "it may still arrive: {early:?}"
    );
    lived.wait_for("its deadline", MINUTE, |state| {
        state.cutover.movement().is_some_and(|movement| movement.missed.is_some())
    });
    lived.pass(SECOND);
    lived.world.with().lever_ms = 200;
    let points = lived.world.points();
    let other = lived.ask("ibrahima", &go_back());
    assert!(matches!(other, Err(Refusal::UnderWay { .. } | Refusal::NotAllowed { .. })), "{other:?}");
    lived.gets("awa", &go_back());
    assert_eq!(lived.state().procedures.runs[&lost].ended.unwrap().1, RunResult::Superseded);
    lived.wait_for("it is on Blue", 30 * SECOND, |state| state.cutover.live == Side::Blue);
    assert_eq!(lived.world.points(), points + 1);
    let stuck = |lived: &Lived| lived.state().alerts.feed[&AlertKey::new(own::LEVER_STUCK, None)].is_firing();
    assert!(stuck(&lived), "until it is confirmed");
    let again = lived.ask("awa", &go_back());
    assert!(matches!(again, Err(Refusal::UnderWay { .. })), "servers show it: {again:?}");
    lived.pass(MINUTE);
    assert!(lived.state().cutover.movement().unwrap().confirmed_at.is_some() && !stuck(&lived));
}

/// "Ready, proved" beside a record that somebody just took away would be untrue (F1, F19).
#[test]
fn the_way_back_is_proved_anew_when_somebody_else_moved_the_lever() {
    let mut lived = Lived::open(plan());
    lived.switched().pass(20 * SECOND);
    let proofs = |lived: &Lived| lived.world.count(|request| matches!(request, Request::DryRun { .. }));
    let before = proofs(&lived);
    let drift = Drift { from: "ns".into(), expected: Side::Green, found: "192.0.2.9".into(), side: None };
    lived.watch.observe(&Actor::Source("dns".into()), vec![Event::Drifted(drift)], lived.now());
    lived.pass(3 * SECOND);
    assert!(proofs(&lived) > before, "a minute is too long to say that the way is open");
    assert!(proofs(&lived) <= before + 2, "the end of the alert is one more reason; no other is");
}
