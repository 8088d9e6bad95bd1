//! `jday live` and `jday attach` as people see them, in terminals.

use rustix::process::Signal;

use crate::kit::{Ground, kill, wait_for};
use crate::term::Start;

fn start(ground: &Ground, args: &[&str]) -> Start {
    let rooms = ground.rooms().display().to_string();
    Start::new(args).env("JDAY_ROOM", Some(&rooms)).env("XDG_STATE_HOME", Some(&rooms))
}

fn owner(ground: &Ground) -> u32 {
    let lock = std::fs::read_to_string(ground.room().join("lock")).unwrap();
    serde_json::from_str::<serde_json::Value>(&lock).unwrap()["pid"].as_u64().unwrap() as u32
}

#[test]
fn live_starts_the_engine_and_leaving_the_console_leaves_it_running() {
    let ground = Ground::new();
    let plan = ground.plan().display().to_string();
    let mut term = start(&ground, &["live", "--plan", &plan]).run();
    term.wait_for("LIVE");
    term.wait_for("Blue");
    let engine = owner(&ground);
    // A second console of the same room, started by the same word.
    let mut second = start(&ground, &["live", "--plan", &plan]).run();
    second.wait_for("LIVE");
    assert_eq!(owner(&ground), engine, "one engine");
    term.leave();
    assert_eq!(term.end(), 0);
    second.hang_up();
    let third = start(&ground, &["attach"]).run();
    third.wait_for("LIVE");
    kill(engine, Signal::TERM);
    third.wait_for("ENGINE LOST");
    wait_for("the socket is gone", || !ground.socket().exists());
    let _next = ground.engine();
    third.wait_gone("ENGINE LOST");
}

#[test]
fn a_killed_console_is_nothing_to_the_engine() {
    let ground = Ground::new();
    let _engine = ground.engine();
    let mut seat = ground.attach();
    let term = start(&ground, &["attach"]).run();
    term.wait_for("LIVE");
    kill(term.pid(), Signal::KILL);
    let me = jday::plan::embedded().people[0].id.clone();
    seat.until("it left", |seat| seat.state().people.attached[&me].2 == 1);
    let ticks = seat.state().ticks;
    seat.until("it ticks on", |seat| seat.state().ticks > ticks);
}

#[test]
fn a_served_drill_is_lived_by_several_and_scored_once() {
    let ground = Ground::new();
    let mut lead = start(&ground, &["drill", "clean-day", "--serve"]).run();
    lead.wait_for("DRILL");
    let mut second = start(&ground, &["attach", "--drill", "--as", "moussa"]).run();
    second.wait_for("DRILL");
    lead.wait_for("+1");
    lead.leave();
    assert_eq!(lead.end(), 0);
    lead.wait_for("journal");
    assert!(!lead.text().contains("goes on"), "it ends with whoever served it: {}", lead.text());
    second.hang_up();
}
