//! Steps of the wall clock under an engine that runs, and a process that stood still. Needs `faketime`.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use jday::model::{Command, Event};
use jday::plan::types::Id;
use jday::text::Clean;
use jday::wire::Tell;
use rustix::process::Signal;

use crate::kit::{Ground, PATIENCE, Seat, me};

const FOUR_EYES: &str = "[four_eyes]\nprocedures = [\"deploy\"]\nwithin = \"10m\"\n";

fn library() -> PathBuf {
    let machines = std::fs::read_dir("/usr/lib").unwrap().flatten().map(|entry| entry.path());
    let found =
        machines.map(|machine| machine.join("faketime/libfaketimeMT.so.1")).find(|file| file.exists());
    found.expect("apt-get install faketime")
}

/// Hears until an event of the room says what `wanted` looks for.
fn event<T>(seat: &mut Seat, what: &str, wanted: impl Fn(&Event) -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Tell::Happened(all) = seat.hear()
            && let Some(found) = all.iter().find_map(|envelope| wanted(&envelope.event))
        {
            return found;
        }
        assert!(since.elapsed() < PATIENCE, "never: {what}");
    }
}

fn jump(event: &Event) -> Option<i64> {
    if let Event::ClockJumped { by_ms } = event { Some(*by_ms) } else { None }
}

fn asks_for_a_second_person(seat: &mut Seat) {
    let note = Some(Clean::new("please"));
    seat.ask(Command::Run { procedure: Id::new("deploy"), confirm: None, note }).unwrap();
    assert_eq!(seat.state().approvals.open.len(), 1);
}

#[test]
#[ignore = "needs faketime"]
fn a_clock_that_is_set_is_told_and_cancels_what_waits_for_approval() {
    let ground = Ground::new();
    ground.write_plan(&[&me()], FOUR_EYES);
    let clock = ground.rooms().with_file_name("clock");
    std::fs::write(&clock, "+0").unwrap();
    let plan = ground.plan().display().to_string();
    let mut command = ground.jday(&["engine", "--plan", &plan]);
    command.env("LD_PRELOAD", library()).env("FAKETIME_TIMESTAMP_FILE", &clock);
    // Without these the step would come late, or both clocks would step together and nothing be tested.
    command.env("FAKETIME_NO_CACHE", "1").env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let _engine = Ground::begun(command);
    let mut seat = ground.attach();
    for (set, by) in [("+120", 120_000_i64), ("+0", -120_000)] {
        asks_for_a_second_person(&mut seat);
        let (ticks, mono) = (seat.state().ticks, seat.state().now.mono);
        // In one piece, for the engine reads it at any time.
        let fresh = clock.with_extension("new");
        std::fs::write(&fresh, set).unwrap();
        std::fs::rename(&fresh, &clock).unwrap();
        let told = event(&mut seat, "the step", jump);
        assert!((told - by).abs() < 2_000, "{told} for {by}");
        seat.until("nothing waits any more", |seat| seat.state().approvals.open.is_empty());
        seat.until("it ticks on", |seat| seat.state().ticks > ticks + 2);
        let (passed, ticked) = (seat.state().now.mono - mono, seat.state().ticks - ticks);
        assert!(passed < 30_000 && ticked <= passed / 1_000 + 2, "{ticked} ticks in {passed} ms");
    }
}

#[test]
fn an_engine_that_stood_still_says_how_long_and_cancels_what_waits_for_approval() {
    let ground = Ground::new();
    ground.write_plan(&[&me()], FOUR_EYES);
    let engine = ground.engine();
    let mut seat = ground.attach();
    asks_for_a_second_person(&mut seat);
    let ticks = seat.state().ticks;
    engine.signal(Signal::STOP);
    // It is the length of the stop that is tested.
    std::thread::sleep(Duration::from_secs(5));
    engine.signal(Signal::CONT);
    let froze = |event: &Event| if let Event::Froze { for_ms } = event { Some(*for_ms) } else { None };
    let told = event(&mut seat, "that it stood still", froze);
    assert!((4_000..30_000).contains(&told), "{told}");
    seat.until("nothing waits any more", |seat| seat.state().approvals.open.is_empty());
    assert!(seat.state().ticks < ticks + 4, "missed seconds are not made up for");
}
