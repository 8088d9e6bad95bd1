//! The journal under fire, with the program running (R20, R28).

use std::path::{Path, PathBuf};
use std::process::Command;
use std::process::Output;

use jday::model::Command as Asked;
use jday::plan::types::Side;
use jday::text::Clean;
use jday::wire::Tell;

use crate::kit::{Ground, Seat};

/// Hears until the engine says that the journal takes no more, writing all the while.
fn mute(seat: &mut Seat) -> String {
    let since = std::time::Instant::now();
    loop {
        seat.send(Asked::Note { text: Clean::new("x".repeat(20_000)) });
        if let Tell::JournalMute(why) = seat.hear() {
            return why.to_string();
        }
        assert!(since.elapsed() < crate::kit::PATIENCE, "nobody says it");
    }
}

fn go_back(ground: &Ground) -> Output {
    let plan = ground.plan().display().to_string();
    let words = [
        "rollback",
        "--reason",
        "security",
        "--within",
        "25s",
        "--confirm",
        "ROLLBACK BLUE",
        "--plan",
        &plan,
    ];
    ground.jday(&words).output().unwrap()
}

fn assert_went_back(ground: &Ground, done: &Output) {
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(ground.pulled(), ["blue"]);
}

/// All files below the state folder whose text holds `words`.
fn kept(folder: &Path, words: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries
        .flat_map(|path| if path.is_dir() { kept(&path, words) } else { vec![path] })
        .filter(|file| std::fs::read_to_string(file).is_ok_and(|text| text.contains(words)))
        .collect()
}

fn state(ground: &Ground) -> PathBuf {
    ground.rooms().with_file_name("state")
}

fn assert_whole(ground: &Ground) {
    let journal = ground.journals().remove(0).display().to_string();
    let verified = ground.jday(&["journal", "verify", &journal]).output().unwrap();
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
}

#[test]
fn a_journal_that_may_grow_no_more_is_told_mirrored_and_people_go_back() {
    let ground = Ground::served("green");
    let plan = ground.plan().display().to_string();
    let jday = ground.jday(&[]);
    let mut command = Command::new("/bin/sh");
    // In blocks of 512 bytes: the plan fits, and a few notes.
    let line = "ulimit -f 600; exec \"$0\" engine --plan \"$1\"";
    command.args(["-c", line]).arg(jday.get_program()).arg(&plan);
    command.envs(jday.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut engine = Ground::begun(command);
    let mut seat = ground.attach();
    let why = mute(&mut seat);
    assert!(why.contains("mirrored"), "{why}");
    seat.until("nothing acts by itself", |seat| seat.state().people.automation_paused_until.is_some());
    assert_went_back(&ground, &go_back(&ground));
    seat.until("Blue is live", |seat| seat.state().cutover.live == Side::Blue);
    assert!(!kept(&state(&ground), "\"lever\"").is_empty(), "it is mirrored");
    engine.signal(rustix::process::Signal::TERM);
    assert_eq!(engine.end(), Some(0));
    // Where there is room again, the journal takes in what it missed.
    let _next = ground.engine();
    assert_eq!(ground.attach().state().cutover.live, Side::Blue);
    assert_whole(&ground);
}

#[test]
fn a_deleted_journal_is_told_and_put_back_by_the_next_engine() {
    let ground = Ground::served("green");
    let mut engine = ground.engine();
    let mut seat = ground.attach();
    std::fs::remove_file(ground.journals().remove(0)).unwrap();
    assert!(mute(&mut seat).contains("deleted or moved"));
    assert_went_back(&ground, &go_back(&ground));
    engine.signal(rustix::process::Signal::KILL);
    engine.end();
    assert!(ground.journals().is_empty());
    let _next = ground.engine();
    let seat = ground.attach();
    assert!(!seat.state().people.notes.is_empty(), "it is the same room");
    assert_eq!(seat.state().cutover.live, Side::Blue);
    assert_whole(&ground);
}

#[test]
fn a_dead_disk_and_no_engine_are_no_reason_to_stay() {
    // The room's folder cannot be, or its journal is damaged in its middle.
    for damaged in [false, true] {
        let ground = Ground::served("green");
        if damaged {
            drop(ground.engine());
            let journal = ground.journals().remove(0);
            let text = std::fs::read_to_string(&journal).unwrap();
            std::fs::write(&journal, text.replacen("\"boot\":0", "\"boot\":7", 1) + &text).unwrap();
        } else {
            std::fs::create_dir(ground.rooms()).unwrap();
            std::fs::write(ground.room(), "no folder").unwrap();
        }
        let done = go_back(&ground);
        assert_went_back(&ground, &done);
        assert!(String::from_utf8_lossy(&done.stderr).contains("goes on without it"));
        let journal = kept(&state(&ground), "\"lever\"");
        assert!(
            journal.iter().any(|file| file.ends_with("journal.jsonl")),
            "its journal is there: {journal:?}"
        );
    }
}
