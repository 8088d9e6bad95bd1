//! A journal played back in a real terminal: jumps, a place that is typed, nothing that acts.

use std::process::Command;
use std::time::Duration;

use crate::term::{Folder, Start};

/// The journal of a drill that was lived without a screen.
fn journal(folder: &Folder) -> String {
    let mut drill = Command::new(env!("CARGO_BIN_EXE_jday"));
    drill.args(["drill", "errors-after-switch", "--headless", "--out", folder.as_str()]);
    assert!(drill.output().unwrap().status.success());
    format!("{}/errors-after-switch.jsonl", folder.as_str())
}

#[test]
fn a_journal_is_gone_about_in_and_nothing_in_it_can_be_changed() {
    let folder = Folder::new();
    let journal = journal(&folder);
    let before = std::fs::read(&journal).unwrap();
    let mut term = Start::new(&["replay", &journal, "--against", &journal]).run();
    term.wait_for("p95");
    term.wait_for("REPLAY");
    term.type_keys("\\");
    std::thread::sleep(Duration::from_millis(60));
    term.type_keys("t");
    term.wait_for("Go to");
    term.answer("14:05:40");
    term.wait_for("14:05:40 GMT");
    term.wait_for("ROLLBACK PROPOSED");
    std::thread::sleep(Duration::from_millis(60));
    term.type_keys(",");
    term.wait_for("14:05:39 GMT");
    // Back before the proposal, as if it had never been.
    term.type_keys("t");
    term.wait_for("Go to");
    term.answer("14:01");
    term.wait_for("14:01:00 GMT");
    term.wait_gone("ROLLBACK PROPOSED");
    term.type_keys("R");
    term.wait_for("a replay only shows");
    std::thread::sleep(Duration::from_millis(60));
    term.type_keys("c");
    term.wait_for("no difference");
    term.close("no difference");
    term.type_keys("t");
    term.wait_for("Go to");
    term.answer("14:12");
    term.wait_for("end of the journal");
    term.leave();
    assert_eq!(term.end(), 0);
    term.assert_restored();
    assert_eq!(std::fs::read(&journal).unwrap(), before);
}

#[test]
fn a_damaged_journal_is_shown_up_to_the_damage_and_ends_as_bad_input() {
    let folder = Folder::new();
    let journal = journal(&folder);
    let text = std::fs::read_to_string(&journal).unwrap();
    let forged: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(n, line)| if n == 1_000 { line.replacen("\"mono\":", "\"mono\":1", 1) } else { line.into() })
        .collect();
    std::fs::write(&journal, forged.join("\n") + "\n").unwrap();
    let mut term = Start::new(&["replay", &journal]).run();
    term.wait_for("p95");
    term.wait_for("journal damaged");
    term.leave();
    assert_eq!(term.end(), 2);
    assert!(term.text().contains("line 1001"), "{}", term.text());
}
