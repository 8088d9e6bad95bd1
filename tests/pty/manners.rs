//! The terminal comes back from every exit as it was (R23), and follows every change of it.

use std::time::Duration;

use rustix::process::Signal;

use crate::drill;
use crate::term::Start;

#[test]
fn leaving_gives_the_terminal_back_and_closes_the_room() {
    let (mut term, folder) = drill("clean-day");
    assert!(term.is_raw());
    term.leave();
    assert_eq!(term.end(), 0);
    term.assert_restored();
    folder.assert_closed();
    assert!(
        String::from_utf8_lossy(&term.bytes()).contains("clean-day.jsonl"),
        "it says where the journal is"
    );
}

#[test]
fn the_picker_starts_a_drill_and_takes_it_back() {
    let mut term = Start::new(&["drill"]).run();
    term.wait_for("Errors after the switch");
    for _ in 0..2 {
        term.type_keys("\r");
        term.wait_for("p95");
        term.leave();
        term.wait_for("Errors after the switch");
    }
    term.type_keys("q");
    assert_eq!(term.end(), 0);
    term.assert_restored();
}

#[test]
fn a_signal_that_ends_it_leaves_no_trace() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP, Signal::QUIT] {
        let (mut term, folder) = drill("clean-day");
        term.kill(signal);
        assert_eq!(term.end(), 0, "{signal:?}");
        term.assert_restored();
        folder.assert_closed();
    }
}

#[test]
fn a_signal_works_over_a_dialog_and_over_an_unread_terminal() {
    let (mut term, folder) = drill("clean-day");
    term.open("S", "SWITCH GREEN");
    term.idle(true);
    for _ in 0..200 {
        term.type_keys("\x0c");
        std::thread::sleep(Duration::from_millis(2));
    }
    term.kill(Signal::TERM);
    std::thread::sleep(Duration::from_millis(500));
    term.idle(false);
    assert_eq!(term.end(), 0);
    folder.assert_closed();
    assert!(!term.is_raw());
}

#[test]
fn a_suspended_console_gives_the_terminal_away_and_paints_all_of_it_afterwards() {
    let (mut term, _folder) = drill("clean-day");
    for _ in 0..2 {
        term.kill(Signal::TSTP);
        term.wait("the stop", |term| term.stat().0 == 'T');
        term.assert_restored();
        term.scribble("\r\n$ SHELLJUNK SHELLJUNK\r\n");
        term.kill(Signal::CONT);
        term.wait_for("p95");
        term.wait_gone("SHELLJUNK");
        term.wait("raw mode", crate::Term::is_raw);
    }
    // Keys work again.
    term.leave();
    assert_eq!(term.end(), 0);
    term.assert_restored();
}

#[test]
fn a_storm_of_resizes_ends_in_the_right_picture() {
    let (mut term, _folder) = drill("clean-day");
    for round in 0..200_u16 {
        let (cols, rows) =
            [(1, 1), (300, 100), (40, 10), (2, 60), (200, 2), (80, 24), (0, 0)][usize::from(round) % 7];
        term.resize(cols, rows);
        std::thread::sleep(Duration::from_millis(10));
    }
    // Nobody asks for a repainting: the last size brings it.
    term.resize(80, 24);
    term.wait_for("DRILL");
    term.wait_for("p95");
    let mut fresh = Start::new(&["drill", "clean-day"]).size(80, 24).run();
    fresh.wait_for("p95");
    // The frame's corners stand where they stand in a console that always had this size.
    let corners = |text: &str| {
        let of = |line: &str| {
            line.chars().map(|c| if "┌┐└┘├┤┬┴".contains(c) { c } else { ' ' }).collect::<String>()
        };
        text.lines().map(|line| of(line).trim_end().to_owned()).collect::<Vec<_>>()
    };
    let wanted = corners(&fresh.text());
    term.wait("the same frames", |term| corners(&term.text()) == wanted);
    for term in [&mut term, &mut fresh] {
        term.leave();
        assert_eq!(term.end(), 0);
    }
}

#[test]
fn a_terminal_of_one_cell_or_none_is_no_error() {
    for (cols, rows) in [(1, 1), (0, 0), (3, 1)] {
        let mut term = Start::new(&["drill", "clean-day"]).size(cols, rows).run();
        term.wait("raw mode", crate::Term::is_raw);
        term.resize(80, 24);
        term.wait_for("p95");
        term.leave();
        assert_eq!(term.end(), 0);
        term.assert_restored();
    }
}

#[test]
fn a_terminal_that_gets_its_size_late_is_painted_whole() {
    // Some pseudo-terminals begin without a size. 80×24 is assumed, which may be what it then gets.
    let mut term = Start::new(&["drill", "clean-day"]).size(0, 0).run();
    term.wait("a few frames", |term| term.sent() > 3_000);
    term.resize(80, 24);
    term.wait_for("p95");
    term.leave();
    assert_eq!(term.end(), 0);
    term.assert_restored();
}

#[test]
#[cfg(debug_assertions)]
fn a_console_that_breaks_gives_the_terminal_back_before_it_says_why() {
    for thread in ["main", "jday-screen"] {
        let folder = crate::Folder::new();
        let start = Start::new(&["drill", "clean-day", "--out", folder.as_str()]);
        let mut term = start.env("JDAY_BREAKS", Some(thread)).run();
        assert_eq!(term.end(), 101, "{thread}");
        term.assert_restored();
        // On the main screen, where it can be read.
        term.wait_for("broken on purpose");
        folder.assert_whole();
    }
}

#[test]
fn a_stopped_console_that_is_ended_leaves_no_trace() {
    let (mut term, folder) = drill("clean-day");
    term.kill(Signal::TSTP);
    term.wait("the stop", |term| term.stat().0 == 'T');
    term.kill(Signal::TERM);
    term.kill(Signal::CONT);
    assert_eq!(term.end(), 0);
    term.assert_restored();
    folder.assert_closed();
}
