//! Terminals of every kind, and none.

use std::process::{Command, Stdio};

use crate::term::Start;

#[test]
fn a_terminal_that_cannot_place_text_is_told_what_to_do() {
    for term in [Some("dumb"), None] {
        let mut term = Start::new(&["drill", "clean-day"]).env("TERM", term).run();
        assert_eq!(term.end(), 2);
        term.wait_for("set TERM (for example xterm-256color)");
    }
}

#[test]
fn without_a_terminal_it_says_so_and_leaves_no_journal() {
    let folder = crate::Folder::new();
    let output = Command::new(env!("CARGO_BIN_EXE_jday"))
        .args(["drill", "clean-day", "--out", folder.as_str()])
        .env("TERM", "xterm-256color")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("--headless --json") && said.contains("terminal"), "{said}");
    assert!(output.stdout.is_empty());
    assert!(folder.events().is_empty(), "a drill that never began left a journal");
}

#[test]
fn it_starts_in_the_terminals_that_people_have() {
    for name in ["linux", "screen", "tmux-256color", "xterm", "vt220"] {
        let mut term = Start::new(&["drill", "clean-day"]).env("TERM", Some(name)).run();
        term.wait_for("p95");
        let bytes = String::from_utf8_lossy(&term.bytes()).into_owned();
        assert_eq!(bytes.contains("\x1b]"), name != "linux", "{name}: the window's title");
        // It asks the terminal nothing: no status report, no attributes, no keyboard query.
        for question in ["\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[?u"] {
            assert!(!bytes.contains(question), "{name}: {question:?}");
        }
        term.leave();
        assert_eq!(term.end(), 0);
        term.assert_restored();
    }
}

/// Parameters of every SGR sequence.
fn colours(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let sgr = text.split("\x1b[").filter_map(|part| part.split_once('m'));
    let parameters =
        sgr.map(|(all, _)| all).filter(|all| all.chars().all(|c| c.is_ascii_digit() || c == ';'));
    let codes = parameters.flat_map(|all| all.split(';').map(str::to_owned).collect::<Vec<_>>());
    codes
        .filter(|code| {
            code.parse::<u16>()
                .is_ok_and(|code| (30..=48).contains(&code) && code != 39 || (90..=107).contains(&code))
        })
        .collect()
}

#[test]
fn no_color_means_no_colour_and_still_weight() {
    let mut term = Start::new(&["drill", "clean-day"]).env("NO_COLOR", Some("1")).run();
    term.wait_for("p95");
    term.open("S", "SWITCH GREEN");
    term.close("SWITCH GREEN");
    term.leave();
    assert_eq!(term.end(), 0);
    assert_eq!(colours(&term.bytes()), Vec::<String>::new());
    assert!(String::from_utf8_lossy(&term.bytes()).contains("\x1b[1"), "bold and reverse still speak");
}

#[test]
fn the_c_locale_gets_ascii_and_nothing_else() {
    let mut term = Start::new(&["drill", "clean-day"]).env("LANG", Some("C")).run();
    term.wait_for("p95");
    term.open("S", "SWITCH GREEN");
    term.close("SWITCH GREEN");
    term.leave();
    assert_eq!(term.end(), 0);
    let odd: Vec<u8> = term.bytes().into_iter().filter(|byte| !byte.is_ascii()).collect();
    assert_eq!(odd, Vec::<u8>::new());
}
