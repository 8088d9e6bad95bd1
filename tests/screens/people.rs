//! Page 8.

use jday::console::lang::Lang;
use jday::model::people::Vote;
use jday::model::sources::{Beside, Source};
use jday::model::{At, State};
use jday::plan::types::Id;

use super::{Desk, Log, Page, drawn, page_at_all_sizes, rooms, text};

#[test]
fn the_team_and_its_poll() {
    page_at_all_sizes("page-people-calm", Page::People, &rooms::calm(), &Log::default(), |_| ());
}

/// The metrics backend is silent, the room is blind, and was blind before.
fn silent() -> State {
    let mut state = rooms::blind();
    let now = state.now;
    state.triggers.was_blind.push((rooms::back(now, 1_900), rooms::back(now, 1_750)));
    let vote = |go, note: Option<&str>| Vote { go, stamp: rooms::back(now, 400), note: note.map(Into::into) };
    state.people.votes.insert(Id::new("moussa"), vote(true, None));
    state.people.votes.insert(Id::new("fatou"), vote(false, Some("Le paiement échoue une fois sur dix")));
    state.people.attached.insert(Id::new("visitor"), (now, "pts/7".into(), 2));
    state
}

#[test]
fn silent_sources_say_what_is_blind_without_them() {
    page_at_all_sizes("page-people-blind", Page::People, &silent(), &Log::default(), |places| {
        places.here_mut().part = 2;
    });
}

/// One source in each state, and what they say beside.
fn every_state() -> State {
    let mut state = rooms::calm();
    let now = state.now;
    let board = &mut state.sources.board;
    let source = |name: &str| Id::new(name);
    let probe = board.get_mut(&source("probe")).unwrap();
    (probe.silent_since, probe.error) = (Some(now), Some("HTTP 429: too many requests".into()));
    probe.beside = Beside { rests_until: Some(At(now.at.0 + 90_000)), limited: true, ..Beside::default() };
    board.get_mut(&source("sentry")).unwrap().last_ok = Some(rooms::back(now, 400));
    let host = board.get_mut(&source("host")).unwrap();
    host.beside = Beside {
        skew_ms: Some(-9_000),
        warnings: vec!["the answer is partial: one store did not reply".into()],
        ..Beside::default()
    };
    let backend = board.get_mut(&source("prometheus")).unwrap();
    backend.last_ok = Some(rooms::back(now, 90));
    (backend.silent_since, backend.error) = (Some(rooms::back(now, 89)), Some("connection refused".into()));
    backend.beside = Beside { rests_until: Some(At(now.at.0 + 15_000)), ..Beside::default() };
    board.insert(source("vercel"), Source::default());
    state
}

#[test]
fn each_state_of_a_source_has_its_word_and_its_reason() {
    page_at_all_sizes("page-people-sources", Page::People, &every_state(), &Log::default(), |places| {
        places.here_mut().part = 2;
    });
    let mut desk = Desk::new();
    desk.places.page = Page::People;
    desk.places.here_mut().part = 2;
    let screen = text(&drawn(&desk.scene(&every_state(), Lang::En), 80, 40));
    for word in [
        "SILENT",
        "error",
        "late",
        "fresh",
        "never read",
        "9s behind",
        "left alone until",
        "asked again at",
        "partial",
    ] {
        assert!(screen.contains(word), "{word}:\n{screen}");
    }
}

#[test]
fn each_part_stands_whole_in_a_small_window() {
    let state = silent();
    for (part, word) in
        [(0, "visitor"), (1, "NO-GO: Fatou Sarr"), (2, "connection refused"), (3, "pagerduty"), (4, "+221")]
    {
        let mut desk = Desk::new();
        desk.places.page = Page::People;
        desk.places.here_mut().part = part;
        let screen = text(&drawn(&desk.scene(&state, Lang::En), 80, 24));
        assert!(screen.contains(word), "part {part} without {word}:\n{screen}");
    }
}

#[test]
fn a_variable_is_named_and_its_value_never_shown() {
    let mut plan = (*rooms::calm().plan).clone();
    plan.environment.variables[0].name = "TOLD_NAME".into();
    plan.environment.variables[0].value = Some("untold-value".into());
    let state = State { plan: plan.into(), ..rooms::calm() };
    let mut desk = Desk::new();
    desk.places.page = Page::People;
    desk.places.here_mut().part = 4;
    let screen = text(&drawn(&desk.scene(&state, Lang::En), 200, 60));
    assert!(screen.contains("TOLD_NAME") && !screen.contains("untold-value"), "{screen}");
}

#[test]
fn details_tell_what_a_role_may_do() {
    let mut desk = Desk::new();
    desk.places.page = Page::People;
    let state = rooms::calm();
    let brief = text(&drawn(&desk.scene(&state, Lang::En), 80, 24));
    desk.places.here_mut().open = true;
    let full = text(&drawn(&desk.scene(&state, Lang::En), 80, 24));
    assert!(!brief.contains("may: switch") && full.contains("may: switch"), "{full}");
}

#[test]
fn only_time_moving_changes_few_cells_of_the_page() {
    let mut state = rooms::calm();
    let mut desk = Desk::new();
    desk.places.page = Page::People;
    let before = drawn(&desk.scene(&state, Lang::Fr), 120, 40);
    state.now = state.now.plus(1_000);
    let after = drawn(&desk.scene(&state, Lang::Fr), 120, 40);
    let changed = before.diff(&after).len();
    assert!((1..=8).contains(&changed), "{changed} cells changed");
}
