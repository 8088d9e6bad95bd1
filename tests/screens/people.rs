//! Page 8.

use jday::console::lang::Lang;
use jday::model::channels::{Channel, Passed};
use jday::model::people::Vote;
use jday::model::sources::{Beside, Source};
use jday::model::{At, Outcome, State};
use jday::plan::types::{Id, TierLevel};

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

/// One channel in each state, on a day with much to tell.
fn every_channel() -> State {
    let mut state = rooms::proposed();
    let now = state.now;
    let refused = |why: &str| Outcome::Refused { why: why.into() };
    let passed = |ago: u64, took_ms, outcome| Passed {
        stamp: rooms::back(now, ago),
        took_ms,
        tier: TierLevel::Critical,
        text: "[CRITIQUE] Taux d'erreur > 5% pendant 5 minutes VERT 8.4 % (OneLog, 14:07)".into(),
        outcome,
    };
    let done = || Outcome::Done { detail: "202".into() };
    let channel = |last: Vec<Passed>| Channel { sent: 4, last: last.into(), ..Channel::default() };
    let board = &mut state.channels.board;
    board.insert(
        "slack".into(),
        channel(vec![passed(400, 900, done()), passed(130, 700, Outcome::Withdrawn)]),
    );
    let failing = vec![
        passed(700, 2_100, done()),
        passed(118, 900, refused("429: slow down")),
        passed(68, 1_200, refused("403 Forbidden: the credentials are not accepted; check them. no")),
    ];
    let sms = Channel {
        refused: 2,
        failing_since: Some(rooms::back(now, 118)),
        rests_until: Some(At(now.at.0 + 3_500_000)),
        ..channel(failing)
    };
    board.insert("sms".into(), sms);
    let lost = Outcome::Unknown { why: "no answer within 10 s; it may have arrived".into() };
    let pager = Channel {
        unknown: 1,
        failing_since: Some(rooms::back(now, 20)),
        ..channel(vec![passed(20, 10_000, lost)])
    };
    board.insert("pagerduty".into(), pager);
    state
}

#[test]
fn each_channel_says_how_it_is_why_and_who_is_told_instead() {
    let state = every_channel();
    page_at_all_sizes("page-people-channels", Page::People, &state, &Log::default(), |places| {
        places.here_mut().part = 3;
        places.here_mut().choose(3, Some(1));
        places.here_mut().open = true;
    });
    let screen = |part: usize, cursor: usize, filter: &str| {
        let mut desk = Desk::new();
        desk.places.page = Page::People;
        desk.places.here_mut().part = part;
        desk.places.here_mut().choose(part, Some(cursor));
        desk.places.here_mut().open = true;
        desk.places.here_mut().filter = filter.to_owned();
        text(&drawn(&desk.scene(&state, Lang::En), 80, 40))
    };
    let all = screen(3, 0, "");
    for word in [
        "FAILING",
        "NOBODY KNOWS",
        "working",
        "never used",
        "nothing gets through, taken over by",
        "left alone until",
        "1 perhaps",
        "no answer within 10 s",
    ] {
        assert!(all.contains(word), "{word}:\n{all}");
    }
    let found = screen(3, 0, "sms");
    assert!(found.contains("403") && !found.contains("NOBODY KNOWS"), "{found}");
    assert!(screen(3, 9, "mail").contains("equipe@onelog-africa.com"));
}

#[test]
fn the_room_says_which_channels_of_the_critical_tier_are_down() {
    let mut desk = Desk::new();
    for (lang, few, all) in [
        (Lang::En, "✗ 2 down", "✗ pagerduty, sms down"),
        (Lang::Fr, "✗ 2 en panne", "✗ pagerduty, sms en panne"),
    ] {
        for (cols, rows) in [(80, 24), (120, 40), (200, 60)] {
            let screen = text(&drawn(&desk.scene(&every_channel(), lang), cols, rows));
            assert!(screen.contains(few) || screen.contains(all), "{cols}x{rows}:\n{screen}");
        }
    }
    desk.places.page = Page::Alerts;
    let screen = text(&drawn(&desk.scene(&every_channel(), Lang::En), 120, 40));
    assert!(screen.lines().any(|line| line.contains("PagerDuty ✗, SMS ✗")), "{screen}");
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
