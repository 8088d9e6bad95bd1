//! Palette, sitrep, faults and mouse in a real terminal.

use std::time::Duration;

use rustix::process::Signal;
use vt100::MouseProtocolMode;

use crate::drill;
use crate::term::{Folder, Start, Term};

/// A click of the left button at a column and row, from 1, as terminals send it.
fn click(term: &mut Term, column: usize, row: usize) {
    term.type_keys(&format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"));
}

/// Where `text` stands on the screen: column and row, from 1.
fn place(term: &Term, text: &str) -> (usize, usize) {
    let screen = term.text();
    let found = screen.lines().enumerate().find_map(|(row, line)| {
        line.split_once(text).map(|(before, _)| (before.chars().count() + 1, row + 1))
    });
    assert!(found.is_some(), "no {text:?} on\n{screen}");
    found.unwrap()
}

fn asks_for_mouse(term: &Term) -> bool {
    String::from_utf8_lossy(&term.bytes()).contains("\x1b[?1000h")
}

#[test]
fn the_sitrep_is_copied_whole_behind_a_frame_written_once_and_printed_on_exit() {
    let (folder, state) = (Folder::new(), Folder::new());
    let start = Start::new(&["drill", "clean-day", "--out", folder.as_str()]);
    let mut term = start.env("XDG_STATE_HOME", Some(state.as_str())).run();
    term.wait_for("p95");
    term.type_keys("y");
    term.wait_for("nothing here is real");
    term.type_keys("c");
    term.wait_for("tmux needs");
    let bytes = term.bytes();
    let begin = b"\x1b[?2026l\x1b]52;c;";
    let at = bytes.windows(begin.len()).position(|part| part == begin).expect("behind a whole frame");
    let rest = &bytes[at + begin.len()..];
    let coded = &rest[..rest.iter().position(|byte| *byte == 0x07).expect("it ends")];
    let copied = String::from_utf8(data_encoding::BASE64.decode(coded).unwrap()).unwrap();
    assert!(copied.starts_with("[DRILL") && copied.contains("Way back"), "{copied}");
    // The screen behind it is the sitrep still: nothing of the sequence was shown.
    assert!(!term.text().contains("52;c;"));
    term.type_keys("w");
    term.wait_for("written:");
    let written: Vec<_> = std::fs::read_dir(state.path().join("jday/sitreps")).unwrap().collect();
    assert_eq!(written.len(), 1);
    term.type_keys("p");
    term.wait_for("will be printed");
    term.type_keys("\x1b");
    term.wait_gone("nothing here is real");
    std::thread::sleep(Duration::from_millis(150));
    term.leave();
    assert_eq!(term.end(), 0);
    term.assert_restored();
    term.wait_for("[DRILL");
}

#[test]
fn a_log_pasted_into_the_palette_is_text_and_does_nothing() {
    for bracketed in [true, false] {
        let (mut term, folder) = drill("clean-day");
        term.type_keys(":");
        term.wait_for("Enter does what the key does");
        let log = "2026-12-01 14:03 ERROR switch R S tick note\r".repeat(200);
        let paste = if bracketed { format!("\x1b[200~{log}\x1b[201~") } else { log };
        term.type_keys(&paste);
        term.wait_for(": 2026-12-01");
        // Esc in the midst of a paste is part of it; on a busy machine the paste takes its time.
        for _ in 0..120 {
            std::thread::sleep(Duration::from_millis(300));
            if !term.text().contains("0 found") {
                break;
            }
            term.type_keys("\x1b");
        }
        term.wait_gone("0 found");
        std::thread::sleep(Duration::from_millis(150));
        term.leave();
        assert_eq!(term.end(), 0);
        assert_eq!(folder.of_people(), Vec::<serde_json::Value>::new());
    }
}

#[test]
fn the_palette_changes_language_and_opens_the_guarded_dialog() {
    let (mut term, _folder) = drill("clean-day");
    term.type_keys(":");
    term.wait_for("Enter does what the key does");
    term.type_keys("french");
    term.wait_for("1 found");
    term.type_keys("\r");
    term.wait_for("EXERCICE");
    // Faster than this no hand types, and what is faster is a paste.
    std::thread::sleep(Duration::from_millis(100));
    term.type_keys(":");
    term.wait_for("Entrée fait ce que fait la touche");
    term.type_keys("rollback");
    term.wait_for("► Retour");
    // Eight letters at once are nearly a paste, whose Enter would not count yet.
    std::thread::sleep(Duration::from_millis(400));
    term.type_keys("\r");
    term.wait_for("Ramener le trafic vers Blue");
    term.wait_for("lisez d'abord");
}

#[test]
fn a_fault_by_hand_is_journalled_in_the_facilitators_name_and_ends_with_the_drill() {
    let (mut term, folder) = drill("clean-day");
    term.type_keys("F");
    term.wait_for("Faults of the drill");
    term.type_keys("\r");
    term.wait_for("1 on");
    term.close("Faults of the drill");
    term.leave();
    assert_eq!(term.end(), 0);
    folder.assert_closed();
    let done = folder.of_people();
    assert_eq!(done.len(), 1, "{done:?}");
    assert_eq!(done[0]["event"]["fault_changed"]["begins"], true);
    let events = folder.events();
    let last = events.iter().rev().find(|line| line["event"].get("fault_changed").is_some()).unwrap();
    assert_eq!(last["event"]["fault_changed"]["begins"], false, "{last}");
    term.wait_for("put in by hand");
}

#[test]
fn the_mouse_looks_and_never_acts_and_is_given_back() {
    let folder = Folder::new();
    let mut term = Start::new(&["drill", "clean-day", "--mouse", "--out", folder.as_str()]).run();
    term.wait_for("p95");
    assert!(asks_for_mouse(&term));
    let (column, row) = place(&term, "5 Alerts");
    click(&mut term, column, row);
    term.wait_gone("Cutover ─");
    let (column, row) = place(&term, "1 Room");
    click(&mut term, column, row);
    term.wait_for("Performance");
    // Over a dialog it means nothing, wherever it lands.
    term.open("S", "SWITCH GREEN");
    for row in 1..40 {
        click(&mut term, 60, row);
    }
    std::thread::sleep(Duration::from_millis(200));
    assert!(term.text().contains("SWITCH GREEN"), "{}", term.text());
    term.close("SWITCH GREEN");
    for row in 1..40 {
        click(&mut term, 30, row);
        term.type_keys("\x1b[<65;30;20M");
    }
    std::thread::sleep(Duration::from_millis(300));
    term.kill(Signal::TERM);
    assert_eq!(term.end(), 0);
    term.assert_restored();
    assert_eq!(folder.of_people(), Vec::<serde_json::Value>::new());
}

#[test]
fn nobody_who_did_not_ask_loses_the_terminals_own_selection() {
    let (mut term, _folder) = drill("clean-day");
    assert!(!asks_for_mouse(&term));
    // Even if it sends clicks all the same, they only look.
    click(&mut term, 20, 20);
    term.leave();
    assert_eq!(term.end(), 0);
    assert_eq!(term.mouse(), MouseProtocolMode::None);
}

#[test]
fn learning_mode_shows_first_and_costs_one_key() {
    let folder = Folder::new();
    let mut term = Start::new(&["drill", "clean-day", "--learn", "--out", folder.as_str()]).run();
    term.wait_for("LEARNING");
    term.type_keys("S");
    term.wait_for("S or Enter goes on");
    term.wait_for("moves traffic or data");
    term.open("S", "SWITCH GREEN");
    term.close("SWITCH GREEN");
    term.leave();
    assert_eq!(term.end(), 0);
}
