//! How soon a room sees what its order led to (F3).

use jday::client::Request;
use jday::model::cutover::Level;
use jday::model::{Effect, Event};
use jday::plan::types::Side;

use super::lived::{Lived, SECOND, go_back, plan, switch};

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
