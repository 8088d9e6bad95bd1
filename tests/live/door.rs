//! Who is let in, what lies in the room's folder, and what strangers say.

use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::time::Duration;

use jday::wire::{Errand, Hello, Lines, PROTOCOL, TurnedAway, Welcome, write};
use rustix::process::Signal;

use crate::kit::{Ground, bare, hello, me, wait_for};

#[test]
fn a_second_engine_of_the_same_room_is_refused_and_told_who_holds_it() {
    let ground = Ground::new();
    let engine = ground.engine();
    let plan = ground.plan().display().to_string();
    let second = ground.jday(&["engine", "--plan", &plan]).output().unwrap();
    assert_eq!(second.status.code(), Some(4));
    let said = String::from_utf8(second.stderr).unwrap();
    assert!(said.contains(&engine.pid().to_string()), "{said}");
    assert_eq!(ground.journals().len(), 1);
}

#[test]
fn a_socket_that_a_killed_engine_left_is_cleaned_and_a_live_one_respected() {
    let ground = Ground::new();
    let mut engine = ground.engine();
    engine.signal(Signal::KILL);
    engine.end();
    assert!(ground.socket().exists(), "nobody took it away");
    let engine = ground.engine();
    let seat = ground.attach();
    assert_eq!(seat.line.welcome.pid, engine.pid());
}

/// Nobody but the owner and the group that a team's folder names reads what people said (R31).
#[test]
fn journal_log_and_socket_are_not_for_everybody() {
    let ground = Ground::new();
    let _engine = ground.engine();
    let journal = ground.journals().remove(0);
    for file in [journal.with_file_name("engine.log"), journal, ground.socket(), ground.room()] {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o007, 0, "{}: {mode:o}", file.display());
    }
}

#[test]
fn a_socket_of_somebody_else_than_the_locks_holder_is_not_talked_to() {
    let ground = Ground::new();
    let _engine = ground.engine();
    let lock = ground.room().join("lock");
    let said = std::fs::read_to_string(&lock).unwrap();
    std::fs::write(&lock, said.replace(&format!("\"login\":\"{}\"", me()), "\"login\":\"awa\"")).unwrap();
    for words in [vec!["status"], vec!["note", "hello"]] {
        let refused = ground.jday(&words).output().unwrap();
        assert_eq!(refused.status.code(), Some(2));
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains("this socket is"), "{said}");
    }
}

#[test]
fn an_engine_that_ends_takes_its_socket_away() {
    let ground = Ground::new();
    let mut engine = ground.engine();
    engine.signal(Signal::TERM);
    assert_eq!(engine.end(), Some(0));
    assert!(!ground.socket().exists());
}

#[test]
fn another_version_is_told_which_program_to_use() {
    let ground = Ground::new();
    let _engine = ground.engine();
    let mut stream = bare(&ground.socket());
    let other = Hello { protocol: PROTOCOL + 1, ..hello(Errand::Sit, None) };
    write(&mut stream, &other).unwrap();
    let answer: Result<Welcome, TurnedAway> = Lines::new(stream, 1 << 20).read().unwrap();
    let why = answer.unwrap_err().to_string();
    assert!(why.contains(env!("CARGO_BIN_EXE_jday")), "{why}");
    // And the program, whose engine is older than it, says the same before it dials.
    let lock = ground.room().join("lock");
    let said = std::fs::read_to_string(&lock).unwrap();
    let protocol = format!("\"protocol\":{PROTOCOL}");
    std::fs::write(&lock, said.replace(&protocol, "\"protocol\":77")).unwrap();
    let status = ground.jday(&["status"]).output().unwrap();
    assert_eq!(status.status.code(), Some(2));
    let said = String::from_utf8(status.stderr).unwrap();
    assert!(said.contains("use that program"), "{said}");
}

#[test]
fn what_strangers_say_ends_their_conversation_and_nothing_else() {
    let ground = Ground::new();
    let _engine = ground.engine();
    let mut seat = ground.attach();
    let greeting = || serde_json::to_vec(&hello(Errand::Sit, None)).unwrap();
    let after_greeting = |more: &[u8]| [greeting(), b"\n".to_vec(), more.to_vec()].concat();
    let lines: [Vec<u8>; 8] = [
        Vec::new(),
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        b"\xff\xfe\x00\n".to_vec(),
        b"{\"protocol\":1}\n".to_vec(),
        vec![b'['; 6 * 1024 * 1024],
        after_greeting(b"{\"command\":{\"ticket\":1,\"person\":\"awa\",\"command\":\"launch\"}}\n"),
        after_greeting(b"{\"command\":{\"ticket\":1,\"person\":\"awa\",\"command\":\"leave\"}}\n\x1b[31m\n"),
        after_greeting(&vec![b'x'; 5 * 1024 * 1024]),
    ];
    for line in lines {
        let mut stream = bare(&ground.socket());
        // The engine may hang up before all of it is said.
        let _ = stream.write_all(&line);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
    }
    let ticks = seat.state().ticks;
    seat.until("the room goes on", |seat| seat.state().ticks > ticks + 1);
    assert_eq!(seat.state().people.attached.values().map(|seat| seat.2).sum::<u32>(), 1, "nobody stayed");
}

#[test]
fn a_greeting_is_short_for_nobody_is_known_at_the_door() {
    let ground = Ground::new();
    let _engine = ground.engine();
    let mut long = serde_json::to_value(hello(Errand::Look, None)).unwrap();
    long["from"] = "x".repeat(1 << 20).into();
    let mut stream = bare(&ground.socket());
    let _ = write(&mut stream, &long);
    let answer = Lines::new(stream, 1 << 20).read::<Result<Welcome, TurnedAway>>();
    assert!(answer.is_err(), "{answer:?}");
}

#[test]
fn a_silent_stranger_is_shown_out() {
    let ground = Ground::new();
    let _engine = ground.engine();
    let mut stream = bare(&ground.socket());
    stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    assert_eq!(stream.read(&mut [0; 16]).unwrap(), 0, "it was not shown out");
}

#[test]
fn a_path_that_no_socket_can_have_is_said_with_what_to_do() {
    let ground = Ground::new();
    let long = ground.rooms().join("x".repeat(120)).display().to_string();
    let plan = ground.plan().display().to_string();
    let refused = ground.jday(&["engine", "--plan", &plan, "--room", &long]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("--room"), "{said}");
}

#[test]
fn a_room_that_nobody_serves_is_not_hung_on() {
    let ground = Ground::new();
    std::fs::create_dir_all(ground.room()).unwrap();
    let _nobody = UnixListener::bind(ground.socket()).unwrap();
    let attach = ground.jday(&["attach"]).output().unwrap();
    assert_eq!(attach.status.code(), Some(2));
    wait_for("the file of the socket stays", || ground.socket().exists());
}
