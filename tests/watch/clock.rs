//! Steps of the wall clock and stretches in which the engine did not run (R26).

use jday::client::{Now, Value};
use jday::engine::watch::clock::Clock;
use jday::model::{Actor, Event};
use jday::plan::types::{Id, Side};

use super::lived::{Lived, MINUTE, SECOND, plan};

fn looks(steps: &[(u64, i64)]) -> Vec<Event> {
    let mut clock = Clock::new(Now { mono: 0, wall: 1_000_000 });
    steps.iter().flat_map(|(mono, wall)| clock.look(Now { mono: *mono, wall: 1_000_000 + wall })).collect()
}

#[test]
fn clocks_that_go_together_tell_nothing() {
    assert_eq!(looks(&[(1_000, 1_000), (1_900, 1_950), (3_000, 2_800), (5_900, 5_900)]), []);
}

#[test]
fn a_step_is_told_once_and_in_its_direction() {
    assert_eq!(looks(&[(1_000, 121_000), (2_000, 122_000)]), [Event::ClockJumped { by_ms: 120_000 }]);
    assert_eq!(looks(&[(1_000, -119_000), (2_000, -118_000)]), [Event::ClockJumped { by_ms: -120_000 }]);
}

#[test]
fn a_stopped_process_froze_and_a_suspended_machine_leapt() {
    assert_eq!(looks(&[(31_000, 31_000)]), [Event::Froze { for_ms: 31_000 }]);
    assert_eq!(looks(&[(1_000, 3_601_000)]), [Event::ClockJumped { by_ms: 3_600_000 }]);
}

/// A hold at four of its five minutes, a step of the wall clock: no proposal before its time, and none lost.
#[test]
fn a_step_of_the_clock_makes_no_proposal_and_loses_none() {
    for by in [120_000_i64, -120_000] {
        let mut lived = Lived::open(plan());
        lived.switched();
        lived.world.value("errors", Side::Green, Value::Number(0.09));
        lived.pass(4 * MINUTE);
        let mut clock = Clock::new(lived.now());
        lived.begins += by;
        let now = lived.now();
        let events = clock.look(now);
        assert_eq!(events, [Event::ClockJumped { by_ms: by }]);
        lived.watch.observe(&Actor::Engine, events, now);
        lived.log.extend(lived.watch.take_told());
        let held = lived.state().triggers.standing(&Id::new("error-rate"), Side::Green).hold;
        assert_eq!(held.running_since, None, "the hold stands still");
        lived.pass(50 * SECOND);
        assert_eq!(lived.proposals(), 0);
        lived.pass(20 * SECOND);
        assert_eq!(lived.proposals(), 1);
    }
}

#[test]
fn a_freeze_counts_for_no_hold() {
    let mut lived = Lived::open(plan());
    lived.switched();
    lived.world.value("errors", Side::Green, Value::Number(0.09));
    lived.pass(4 * MINUTE);
    let mut clock = Clock::new(lived.now());
    lived.at += 20 * SECOND;
    let now = lived.now();
    lived.watch.observe(&Actor::Engine, clock.look(now), now);
    lived.watch.advance(now);
    lived.log.extend(lived.watch.take_told());
    lived.pass(45 * SECOND);
    assert_eq!(lived.proposals(), 0, "twenty seconds were seen by nobody");
    lived.pass(30 * SECOND);
    assert_eq!(lived.proposals(), 1);
    let ticks = lived.count(|event| matches!(event, Event::Ticked));
    assert!((lived.at / SECOND - ticks as u64) > 15, "missed seconds are not made up for");
}
