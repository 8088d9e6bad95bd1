//! Fingers, pastes and type-ahead (R19): nothing acts that was not meant for what was on the screen.

use std::time::{Duration, Instant};

use crate::drill;

/// A log with every letter that is a key somewhere.
fn log() -> String {
    let line = "2026-12-01T14:03:11Z qaSRgvopAny [] GET /missions 500 SWITCH GREEN\rROLLBACK BLUE\r y \r";
    line.repeat(120)
}

#[test]
fn a_pasted_log_file_does_nothing() {
    let (mut term, folder) = drill("clean-day");
    let log = log();
    term.type_keys(&log);
    term.type_keys(&format!("\x1b[200~{log}\x1b[201~"));
    // In pieces, as a slow link brings it.
    for piece in log.as_bytes().chunks(300).take(40) {
        term.type_keys(std::str::from_utf8(piece).unwrap());
        std::thread::sleep(Duration::from_millis(3));
    }
    let ticks = folder.ticks();
    term.wait("two more seconds", |_| folder.ticks() > ticks + 2);
    assert_eq!(folder.of_people(), Vec::<serde_json::Value>::new());
    term.close("Type SWITCH GREEN");
    term.leave();
    assert_eq!(term.end(), 0);
    assert_eq!(folder.of_people(), Vec::<serde_json::Value>::new());
    folder.assert_closed();
}

#[test]
fn a_pasted_megabyte_does_nothing_and_leaves_the_keys_alive() {
    let (mut term, folder) = drill("clean-day");
    let log = log();
    let megabyte = log.repeat(1_000_000 / log.len() + 1);
    for paste in [megabyte.clone(), format!("\x1b[200~{megabyte}\x1b[201~")] {
        let ticks = folder.ticks();
        term.type_keys(&paste);
        term.wait("the next seconds", |_| folder.ticks() > ticks + 1);
        // Keys that come with the end of a paste belong to it.
        std::thread::sleep(Duration::from_millis(500));
        term.open("?", "Help");
        term.close("Closes what lies");
    }
    assert_eq!(folder.of_people(), Vec::<serde_json::Value>::new());
    term.leave();
    assert_eq!(term.end(), 0);
    folder.assert_closed();
}

#[test]
fn what_was_typed_ahead_of_a_dialog_does_not_answer_it() {
    let (mut term, folder) = drill("clean-day");
    // All at once, and as fast as a link that hung delivers it.
    term.type_keys("SSWITCH GREEN\r");
    std::thread::sleep(Duration::from_millis(100));
    term.type_keys("S");
    let began = Instant::now();
    for key in "SWITCH GREEN\r".chars() {
        std::thread::sleep(Duration::from_millis(25));
        term.type_keys(&key.to_string());
    }
    // On a machine that is too busy to type in time, Enter may count: for "cancel", which has the focus.
    let in_time = began.elapsed() < Duration::from_millis(450);
    let ticks = folder.ticks();
    term.wait("two more seconds", |_| folder.ticks() > ticks + 2);
    assert_eq!(folder.of_people(), Vec::<serde_json::Value>::new());
    assert!(!in_time || term.text().contains("Switch the traffic to Green"), "the dialog still waits");
    term.close("Switch the traffic to Green");
    term.leave();
    assert_eq!(term.end(), 0);
}

#[test]
fn the_phrase_needs_no_tab_and_enter_waits_for_it() {
    let (mut term, folder) = drill("clean-day");
    term.open("S", "Switch the traffic to Green");
    for key in "SWITCH GREEN".chars() {
        term.type_keys(&key.to_string());
        std::thread::sleep(Duration::from_millis(30));
    }
    // Too soon after the last letter: a hint, no act.
    term.type_keys("\r");
    term.wait_for("Enter counts a moment after the last letter");
    assert_eq!(folder.of_people(), Vec::<serde_json::Value>::new());
    std::thread::sleep(Duration::from_millis(350));
    term.type_keys("\r");
    term.wait_gone("Switch the traffic to Green");
    // The window is still closed, so the room refuses; what counts here is that it was asked.
    term.wait("a refusal", |term| term.text().contains("refused") || term.text().contains("window"));
    term.leave();
    assert_eq!(term.end(), 0);
}

#[test]
fn hostile_text_never_reaches_the_terminal_as_orders() {
    let (mut term, _folder) = drill("hostile-text");
    override_window(&mut term);
    term.open("S", "Switch the traffic to Green");
    term.answer("SWITCH GREEN");
    for _ in 0..5 {
        term.type_keys("]");
        std::thread::sleep(Duration::from_millis(60));
    }
    term.wait_for("ALL CLEAR");
    term.wait_for("owned");
    term.type_keys("\\");
    for page in "2345678".chars() {
        for (cols, rows) in [(40, 10), (80, 24), (200, 60), (120, 40)] {
            term.resize(cols, rows);
            std::thread::sleep(Duration::from_millis(60));
            let before = term.sent();
            term.type_keys(&page.to_string());
            term.type_keys("\x0c");
            term.wait("a frame", |term| term.sent() > before);
            // Wide text moves no frame: what begins with a border ends with one in the last column.
            term.wait("straight borders", |term| straight(&term.lines(), usize::from(cols)));
        }
    }
    let bytes = term.bytes();
    let text = String::from_utf8_lossy(&bytes);
    for order in ["\x1b[2J\x1b[31m", "\x1b]0;owned", "\x1b]52;", "\x1bc", "\u{9b}", "\u{202e}", "\u{200b}"] {
        assert!(!text.contains(order), "{order:?}");
    }
    term.leave();
    assert_eq!(term.end(), 0);
    term.assert_restored();
}

/// Whether every line that begins with a border ends with one, `cols` columns wide.
fn straight(lines: &[String], cols: usize) -> bool {
    let is_border = |c: Option<char>| c.is_some_and(|c| "│┌┐└┘├┤║╔╗╚╝╠╣".contains(c));
    let width = |line: &str| unicode_width::UnicodeWidthStr::width(line);
    let bordered: Vec<&String> = lines.iter().filter(|line| is_border(line.chars().next())).collect();
    bordered.iter().all(|line| is_border(line.chars().last()) && width(line) == cols)
}

/// Opens the window's gate with a reason.
pub fn override_window(term: &mut crate::Term) {
    // The first seconds prove the way back.
    term.wait_for("ready, proved");
    term.open("o", "Override a gate");
    // From "cancel" around to the first closed gate.
    term.type_keys("\x1b[B");
    std::thread::sleep(Duration::from_millis(60));
    term.type_keys("\r");
    term.wait_for("Reason (required");
    term.wait_gone("keys count in a moment");
    term.answer("agreed with the product owner");
    term.wait_gone("Reason (required");
}
