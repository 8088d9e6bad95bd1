//! Page 6.

use jday::console::lang::Lang;
use jday::console::view::facts::{self, Keep};
use jday::model::State;
use jday::model::cutover::{Drift, Level};
use jday::plan::types::{Id, Side};

use super::{Desk, Log, Page, drawn, page_at_all_sizes, rooms, text};

#[test]
fn before_the_switch_its_gates_stand_where_its_levels_will() {
    page_at_all_sizes("page-cutover-calm", Page::Cutover, &rooms::calm(), &Log::default(), |_| ());
}

#[test]
fn a_rollback_rises_level_by_level() {
    let state = rooms::rolling_back();
    page_at_all_sizes("page-cutover-rolling-back", Page::Cutover, &state, &Log::default(), |_| ());
}

#[test]
fn after_the_switch_the_way_back_stands_open() {
    page_at_all_sizes("page-cutover-holding", Page::Cutover, &rooms::holding(), &Log::default(), |places| {
        places.here_mut().part = 2;
    });
}

/// A switch whose servers never changed, a way back that fails, and somebody else at the lever.
fn astray() -> State {
    let mut state = rooms::holding();
    let now = state.now;
    state.cutover.live = Side::Blue;
    if let Some(movement) = state.cutover.movements.last_mut() {
        movement.levels = [Some(rooms::back(now, 95)), Some(rooms::back(now, 94)), None, None, None];
        movement.confirmed_at = None;
        movement.missed = Some(Level::Authoritative);
    }
    if let Some((_, readiness)) = &mut state.cutover.readiness {
        readiness.checks[1].ok = Some(false);
        readiness.checks[1].detail = "HTTP 503 from 192.0.2.10 after 2 s, three times in a row".into();
        readiness.checks[2].ok = None;
        readiness.checks[2].detail = "the provider did not answer".into();
    }
    let drift =
        |found: &str, side| Drift { from: Id::new("ns1"), expected: Side::Blue, found: found.into(), side };
    state.cutover.drifts = vec![
        (rooms::back(now, 4_000), drift("203.0.113.9", None)),
        (rooms::back(now, 40), drift("192.0.2.20", Some(Side::Green))),
    ];
    state
}

#[test]
fn what_went_wrong_is_loud() {
    page_at_all_sizes("page-cutover-astray", Page::Cutover, &astray(), &Log::default(), |places| {
        places.here_mut().part = 2;
        places.here_mut().open = true;
        places.here_mut().choose(2, Some(2));
    });
    let mut desk = Desk::new();
    desk.places.page = Page::Cutover;
    let screen = text(&drawn(&desk.scene(&astray(), Lang::En), 80, 24));
    assert!(screen.contains("not in 30s") && screen.contains("check the zone"), "{screen}");
}

#[test]
fn the_side_that_was_left_stays_up_until_nothing_needs_it() {
    let confirmed = rooms::holding();
    let movement = confirmed.cutover.movement().unwrap().clone();
    let back = movement.confirmed_at.unwrap().plus(confirmed.plan.rollback.point_of_no_return.0);
    assert_eq!(facts::keep(&confirmed), Some((Side::Blue, Keep::Until(back))), "Blue is the way back");

    let mut going_back = rooms::rolling_back();
    assert_eq!(facts::keep(&going_back), Some((Side::Green, Keep::Unconfirmed)));
    going_back.cutover.movements.last_mut().unwrap().confirmed_at = Some(going_back.now);
    let tail = going_back.cutover.tail_until.unwrap();
    assert_eq!(facts::keep(&going_back), Some((Side::Green, Keep::Until(tail))), "only caches need Green");

    assert_eq!(facts::keep(&rooms::calm()), None, "nothing was left yet");
}

#[test]
fn what_was_moved_back_by_somebody_else_is_no_remainder() {
    let mut state = rooms::holding();
    let (side, share) = facts::residual(&state).unwrap();
    assert!(side == Side::Blue && (0.01..0.1).contains(&share), "{share}");
    state.cutover.live = Side::Blue;
    assert_eq!(facts::residual(&state), None);
}

#[test]
fn a_countdown_moves_in_steps_until_its_last_seconds() {
    let moves = |ms: std::ops::Range<u64>| {
        let shown: std::collections::BTreeSet<u64> = ms.map(|secs| facts::coarse(secs * 1000)).collect();
        shown.len()
    };
    assert_eq!((moves(0..10), moves(10..60), moves(60..300)), (10, 10, 24));
}

#[test]
fn each_rollback_keeps_its_own_onset() {
    let mut state = rooms::proposed();
    let asked = state.procedures.runs[&77].requested_at;
    state.procedures.runs.get_mut(&77).unwrap().onset = Some(rooms::back(asked, 100));
    let trigger = Id::new("error-rate");
    state.triggers.green.get_mut(&trigger).unwrap().began_at = Some(rooms::back(state.now, 3));
    let clock = facts::stopwatch(&state).unwrap();
    assert_eq!(clock.detect_ms, Some(100_000), "the trigger's newest episode is another one");
}

#[test]
fn the_live_side_shows_without_colour() {
    let mut desk = Desk::new();
    desk.theme = jday::console::theme::Theme::built_in("mono").unwrap();
    desk.places.page = Page::Cutover;
    let screen = |state: &State| text(&drawn(&desk.scene(state, Lang::En), 120, 40));
    let (calm, switched) = (screen(&rooms::calm()), screen(&rooms::holding()));
    assert!(calm.contains("╔ ► Blue") && calm.contains("┌ Green"), "{calm}");
    assert!(switched.contains("┌ Blue") && switched.contains("╔ ► Green"), "{switched}");
}

#[test]
fn each_part_stands_whole_in_a_small_window() {
    let state = rooms::rolling_back();
    for (part, word) in [(0, "authoritative"), (1, "HTTP 200"), (2, "DO NOT STOP Green"), (3, "observe")] {
        let mut desk = Desk::new();
        desk.places.page = Page::Cutover;
        desk.places.here_mut().part = part;
        let screen = text(&drawn(&desk.scene(&state, Lang::En), 80, 24));
        assert!(screen.contains(word), "part {part} without {word}:\n{screen}");
    }
}

#[test]
fn only_time_moving_changes_few_cells_of_the_page() {
    let mut state = rooms::holding();
    let mut desk = Desk::new();
    desk.places.page = Page::Cutover;
    let before = drawn(&desk.scene(&state, Lang::Fr), 120, 40);
    state.now = state.now.plus(1_000);
    let after = drawn(&desk.scene(&state, Lang::Fr), 120, 40);
    let changed = before.diff(&after).len();
    assert!((1..=16).contains(&changed), "{changed} cells changed");
}

#[test]
fn a_filter_leaves_only_the_lines_that_hold_its_words() {
    let mut desk = Desk::new();
    desk.places.page = Page::Cutover;
    desk.places.here_mut().part = 1;
    desk.places.here_mut().filter = "quad9".into();
    let state = rooms::holding();
    let screen = text(&drawn(&desk.scene(&state, Lang::En), 80, 24));
    assert!(screen.contains("quad9") && !screen.contains("google"), "{screen}");
    desk.places.here_mut().filter = "nobody".into();
    let screen = text(&drawn(&desk.scene(&state, Lang::En), 80, 24));
    assert!(screen.contains("nothing holds “nobody”"), "{screen}");
    let state = astray();
    let screen = text(&drawn(&desk.scene(&state, Lang::En), 120, 40));
    assert!(
        screen.contains("203.0.113.9"),
        "a move outside jday is hidden by another part's filter:\n{screen}"
    );
}
