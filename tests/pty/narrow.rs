//! Links that carry little: how many bytes a room costs, and how a console feels at 64 kbit/s with a
//! round trip of 300 ms.

use std::time::{Duration, Instant};

use crate::measured::{self, MOVING, STILL};
use crate::term::{Folder, Link, Start, Term};

fn scenario(folder: &Folder, noise: &str) -> String {
    let file = folder.path().join("measured.toml");
    std::fs::write(&file, measured::scenario(noise)).unwrap();
    file.to_str().unwrap().to_owned()
}

fn start(folder: &Folder, noise: &str, flags: &[&str]) -> Start {
    let file = scenario(folder, noise);
    let args = [&["drill", &file, "--out", folder.as_str()], flags].concat();
    Start::new(&args).env("COLORTERM", Some("truecolor"))
}

/// Bytes a second while `ticks` seconds of the room pass.
fn bytes_a_second(term: &Term, folder: &Folder, ticks: usize) -> usize {
    // The first proofs and surveys are done, and the panes have found their shape.
    term.wait("a calm room", |_| folder.ticks() > 8);
    let (from, before) = (folder.ticks(), term.sent());
    term.wait("the seconds", |_| folder.ticks() >= from + ticks);
    (term.sent() - before) / (folder.ticks() - from)
}

#[test]
fn a_room_costs_few_bytes() {
    // The room's page and the charts, in the most expensive colours, all at once.
    let cases = [
        (STILL, &[][..], 100, '1'),
        (STILL, &[], 100, '2'),
        (MOVING, &[], 2_048, '1'),
        (MOVING, &[], 2_048, '2'),
        (MOVING, &["--low-bandwidth"], 717, '1'),
        (MOVING, &["--low-bandwidth"], 717, '2'),
    ];
    let measured = std::thread::scope(|scope| {
        let rooms = cases.map(|(noise, flags, most, page)| {
            scope.spawn(move || {
                let folder = Folder::new();
                let mut term = start(&folder, noise, flags).run();
                term.wait_for("p95");
                term.type_keys(&page.to_string());
                let cost = bytes_a_second(&term, &folder, 12);
                let what =
                    format!("{} {flags:?} page {page}", if noise == STILL { "still" } else { "moving" });
                (what, cost, most)
            })
        });
        rooms.map(|room| room.join().unwrap())
    });
    for (what, cost, most) in &measured {
        assert!(cost <= most, "{what}: {cost} B/s, at most {most}; all: {measured:?}");
    }
    let is_alive = |(_, cost, _): &&(String, usize, usize)| *cost == 0;
    assert_eq!(measured.iter().find(is_alive), None, "a clock that does not move measures nothing");
}

#[test]
fn a_narrow_link_answers_keys_within_its_round_trip() {
    let folder = Folder::new();
    let mut term = start(&folder, MOVING, &["--low-bandwidth"]).link(Link::NARROW).run();
    term.wait_for("p95");
    term.wait("a calm room", |_| folder.ticks() > 6);
    let mut worst = Duration::ZERO;
    for _ in 0..6 {
        let pressed = Instant::now();
        term.type_keys("?");
        term.wait_for("Closes what lies");
        worst = worst.max(pressed.elapsed());
        term.type_keys("\x1b");
        term.wait_gone("Closes what lies");
        std::thread::sleep(Duration::from_millis(700));
    }
    // The round trip, what a screen of text takes at 8 kB/s, and what a busy machine takes.
    assert!(worst < Duration::from_millis(300 + 1_000 + 400), "{worst:?}");
    // A key that is held down for two seconds ends when it is let go: nothing piles up behind it.
    for _ in 0..12 {
        term.type_keys("\x1b[B");
        term.type_keys("\x1b[A");
    }
    let let_go = Instant::now();
    term.type_keys("?");
    term.wait_for("Closes what lies");
    assert!(let_go.elapsed() < Duration::from_secs(2), "{:?}", let_go.elapsed());
    term.type_keys("\x1b");
    term.wait_gone("Closes what lies");
    term.leave();
    assert_eq!(term.end(), 0);
    folder.assert_closed();
}

#[test]
fn low_bandwidth_holds_no_alert_back() {
    let folder = Folder::new();
    let file = scenario(&folder, MOVING);
    let text = std::fs::read_to_string(&file).unwrap();
    let alert = "[[event]]\nat = \"12s\"\nalert = { source = \"sentry\", name = \"x\", level = \"critical\", side = \"blue\", title = \"EVERYTHING BURNS\" }\n";
    std::fs::write(&file, format!("{text}\n{alert}")).unwrap();
    let mut term = Start::new(&["drill", &file, "--out", folder.as_str(), "--low-bandwidth"]).run();
    let heard =
        |folder: &Folder| folder.events().iter().any(|line| line["event"].get("alert_heard").is_some());
    term.wait("the alert in the journal", |_| heard(&folder));
    let since = Instant::now();
    term.wait_for("EVERYTHING BURNS");
    assert!(since.elapsed() < Duration::from_millis(1_200), "{:?}", since.elapsed());
    term.leave();
    assert_eq!(term.end(), 0);
}
