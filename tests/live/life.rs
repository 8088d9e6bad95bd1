//! How an engine lives and dies, and what that is to its consoles.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use jday::model::Command;
use jday::model::decide::Refusal;
use jday::source::attach::attach;
use jday::text::Clean;
use jday::wire::{Errand, Tell};
use rustix::process::Signal;

use crate::kit::{Ground, LOOK, PATIENCE, hello, kill, me};

#[test]
fn a_hang_up_is_nothing_to_an_engine_and_a_killed_console_neither() {
    let ground = Ground::new();
    let engine = ground.engine();
    let mut seat = ground.attach();
    engine.signal(Signal::HUP);
    drop(ground.attach());
    let ticks = seat.state().ticks;
    seat.until("it ticks on", |seat| seat.state().ticks > ticks + 1);
}

#[test]
fn sigterm_ends_the_engine_in_order_and_leaves_the_room_open() {
    let ground = Ground::new();
    let mut engine = ground.engine();
    let mut seat = ground.attach();
    seat.ask(Command::Note { text: Clean::new("before the end") }).unwrap();
    let asked = Instant::now();
    engine.signal(Signal::TERM);
    assert_eq!(engine.end(), Some(0));
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    let journal = ground.journals().remove(0).display().to_string();
    let verified = ground.jday(&["journal", "verify", &journal, "--json"]).output().unwrap();
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
    let text = std::fs::read_to_string(&journal).unwrap();
    assert!(text.contains("before the end"));
    assert!(!text.contains("\"closed\""), "the room is not closed: it is taken up again");
}

#[test]
fn a_console_whose_engine_is_killed_says_so_and_attaches_to_the_next_by_itself() {
    let ground = Ground::new();
    let mut engine = ground.engine();
    let (mut source, _) = attach(&ground.socket(), hello(Errand::Sit, None)).unwrap();
    let heard = |what: &str, wanted: &dyn Fn(&Tell) -> bool| {
        let since = Instant::now();
        while !source.tells.fetch().0.iter().any(wanted) {
            assert!(since.elapsed() < PATIENCE, "never heard: {what}");
            std::thread::sleep(LOOK);
        }
    };
    heard("the room", &|tell| matches!(tell, Tell::Placed { .. }));
    engine.signal(Signal::KILL);
    heard("that the engine is lost", &|tell| matches!(tell, Tell::Lost(_)));
    engine.end();
    let me = jday::plan::embedded().people[0].id.clone();
    let ticket = source.asker.command(&me, Command::Leave).unwrap();
    heard(
        "that nobody listens",
        &|tell| matches!(tell, Tell::Answered { ticket: answered, answer: Err(_) } if *answered == ticket),
    );
    let _next = ground.engine();
    heard("the room again", &|tell| matches!(tell, Tell::Placed { .. }));
    heard("it ticks", &|tell| matches!(tell, Tell::Happened(_)));
}

#[test]
fn a_detached_engine_is_in_a_session_of_its_own_and_says_when_it_is_ready() {
    let ground = Ground::new();
    let plan = ground.plan().display().to_string();
    let mut command = ground.jday(&["engine", "--detached", "--plan", &plan]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut word = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut word).unwrap();
    assert_eq!(word, "ready\n");
    let pid = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    assert_eq!(rustix::process::getsid(Some(pid)).unwrap(), pid, "a hang-up of the terminal cannot reach it");
    drop(ground.attach());
    kill(child.id(), Signal::TERM);
    assert!(child.wait().unwrap().success());
}

#[test]
fn status_tells_how_the_room_stands_and_that_nobody_is_there() {
    let ground = Ground::new();
    let plan = ground.plan().display().to_string();
    let none = ground.jday(&["status", "--plan", &plan, "--json"]).output().unwrap();
    assert_eq!(none.status.code(), Some(1));
    let none = ground.jday(&["status", "--json"]).output().unwrap();
    assert_eq!(none.status.code(), Some(1), "the same where no plan is named");
    assert!(String::from_utf8_lossy(&none.stdout).contains("\"engine\":null"));
    let engine = ground.engine();
    let _seat = ground.attach();
    let status = ground.jday(&["status", "--json"]).output().unwrap();
    assert_eq!(status.status.code(), Some(0), "{}", String::from_utf8_lossy(&status.stderr));
    let status: serde_json::Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!(status["engine"]["pid"], engine.pid());
    assert_eq!(status["live"], "blue");
    assert_eq!(
        (&status["undecided"], &status["approvals"]),
        (&serde_json::json!([]), &serde_json::json!([]))
    );
    assert_eq!(status["attached"].as_array().unwrap().len(), 1);
}

#[test]
fn a_killed_engine_is_followed_by_one_that_goes_on_where_it_was() {
    let ground = Ground::new();
    let mut engine = ground.engine();
    let mut seat = ground.attach();
    seat.ask(Command::Note { text: Clean::new("before the kill") }).unwrap();
    let seq = seat.state().seq;
    drop(seat);
    engine.signal(Signal::KILL);
    engine.end();
    let _next = ground.engine();
    let mut seat = ground.attach();
    assert_eq!(ground.journals().len(), 1, "the same journal");
    assert_eq!(seat.state().people.notes.len(), 1);
    assert!(seat.state().seq > seq);
    let past: Vec<u64> = seat.past.iter().map(|envelope| envelope.seq).collect();
    assert!(past.contains(&1) && past.contains(&seat.state().people.notes[0].seq), "{past:?}");
    assert_eq!(seat.state().people.attached.values().map(|seat| seat.2).sum::<u32>(), 1, "nobody of before");
    seat.ask(Command::Note { text: Clean::new("after it") }).unwrap();
    let journal = ground.journals().remove(0).display().to_string();
    let verified = ground.jday(&["journal", "verify", &journal]).output().unwrap();
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
}

/// Whoever only looks at business does not end everybody's watch.
#[test]
fn not_everybody_closes_the_room() {
    let ground = Ground::new();
    let nobody = ["nobody-here", "nobody-here", &me()];
    ground.write_plan(&nobody, "");
    let _engine = ground.engine();
    let mut seat = ground.attach();
    let refused = seat.ask(Command::Close);
    assert!(matches!(refused, Err(Refusal::NotAllowed { .. })), "{refused:?}");
    assert!(seat.state().closed.is_none());
}

#[test]
fn a_closed_room_is_followed_by_another_one_and_one_that_is_given_up_too() {
    let ground = Ground::new();
    let mut engine = ground.engine();
    let mut seat = ground.attach();
    seat.ask(Command::Close).unwrap();
    while !matches!(seat.hear(), Tell::Over) {}
    assert_eq!(engine.end(), Some(0), "a closed room needs no engine");
    let mut second = ground.engine();
    assert_eq!(ground.journals().len(), 2);
    second.signal(Signal::TERM);
    second.end();
    drop(ground.engine());
    assert_eq!(ground.journals().len(), 2, "taken up again");
    drop(ground.engine_with(&["--new"]));
    assert_eq!(ground.journals().len(), 3);
}
