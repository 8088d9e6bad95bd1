//! A live day replays whole, and drills within what was recorded of it (F8).

use std::path::Path;
use std::process::Command as Process;

use jday::client::Value;
use jday::engine::{Drill, Sync};
use jday::journal::{Reader, Writer};
use jday::model::{self, metrics, state_hash};
use jday::plan::types::{Id, ProcedureKind, Side};
use jday::scenario::lived::{Lived as Day, lived};
use jday::scenario::script::Script;
use jday::scenario::types::{Position, Whose};

use super::lived::{Lived, MINUTE, SECOND, folder, go_back, plan, switch};

/// A day of fourteen minutes: a switch at 20 s, a breach on Green from minute 4, a return in minute 8.
fn day(path: &Path) -> model::Digest {
    let mut lived = Lived::open_on(plan(), Writer::create(path).unwrap());
    lived.switched();
    // What is said beside values comes back from the disk too.
    lived.world.with().skew_ms = Some(9_000);
    lived.until(4 * MINUTE);
    lived.world.value("errors", Side::Green, Value::Number(0.09));
    lived.until(8 * MINUTE);
    lived.gets("awa", &go_back());
    lived.until(14 * MINUTE);
    assert_eq!(lived.state().cutover.live, Side::Blue);
    lived.watch.close(lived.now());
    state_hash(lived.state())
}

fn taken(path: &Path) -> Day {
    lived(Reader::open(path).unwrap().map(Result::unwrap)).unwrap()
}

#[test]
fn a_live_day_replays_whole_in_another_process() {
    let (_folder, path) = folder();
    let hash = day(&path);
    let out = Process::new(env!("CARGO_BIN_EXE_jday"))
        .args(["replay", "--headless", "--json"])
        .arg(&path)
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let said: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(said["state_hash"], hash.to_string());
    assert_eq!(said["final_side"], "blue");
}

#[test]
fn each_side_s_track_says_what_it_covers() {
    let (_folder, path) = folder();
    day(&path);
    let Day { covers, .. } = taken(&path);
    let minutes: Vec<_> = covers
        .iter()
        .map(|cover| {
            (cover.whose, cover.position, (cover.to_ms - cover.from_ms) / MINUTE, cover.share > 0.99)
        })
        .collect();
    assert_eq!(
        minutes,
        [
            (Whose::Shared, Position::Always, 14, true),
            (Whose::Blue, Position::Live, 0, true),
            (Whose::Green, Position::Idle, 0, true),
            (Whose::Blue, Position::Idle, 7, true),
            (Whose::Green, Position::Live, 7, true),
            (Whose::Blue, Position::Live, 6, true),
            (Whose::Green, Position::Idle, 6, true),
        ]
    );
    let said = covers[4].to_string();
    assert!(said.starts_with("Green with the traffic: 2") && said.contains("of 15 metrics"), "{said}");
}

/// The people of the drill switch later than those of the day, see the same breach, and go back by its
/// proposal; where they stay longer than anybody did, nothing is invented.
#[test]
fn a_lived_day_is_drilled_within_what_was_recorded() {
    let (_folder, path) = folder();
    day(&path);
    let Day { loaded, .. } = taken(&path);
    let (scenario, plan) = (&loaded.scenario, &loaded.plan);
    let mut drill =
        Drill::open(scenario, plan, 1, Script::default(), Writer::memory(), Sync::Intents).unwrap();
    let at = |drill: &Drill, metric: &str, side| {
        let series = drill.state().metrics.series(&Id::new(metric), metrics::Track::Side(side));
        series.unwrap().last.unwrap().1.value
    };
    drill.advance(15 * SECOND);
    assert_eq!(at(&drill, "errors", Side::Blue), metrics::Value::Number(0.004));
    drill.command(&Id::new("awa"), &switch(), 15 * SECOND).unwrap();
    drill.advance(5 * MINUTE);
    assert_eq!(drill.state().cutover.live, Side::Green);
    assert_eq!(at(&drill, "errors", Side::Green), metrics::Value::Number(0.09), "the day's own breach");
    assert_eq!(at(&drill, "errors", Side::Blue), metrics::Value::Number(0.004));
    drill.advance(9 * MINUTE);
    assert_eq!(at(&drill, "errors", Side::Green), metrics::Value::NotRecorded, "nobody was there so long");
    drill.command(&Id::new("awa"), &go_back(), 9 * MINUTE).unwrap();
    drill.advance(12 * MINUTE);
    let state = drill.state();
    assert_eq!(state.cutover.live, Side::Blue);
    assert!(state.procedures.last_run(ProcedureKind::Rollback).is_some_and(|(_, run)| run.ended.is_some()));
    assert_eq!(at(&drill, "errors", Side::Blue), metrics::Value::Number(0.004), "from the return on");
}

#[test]
fn what_nobody_saw_is_not_recorded() {
    let (_folder, path) = folder();
    let mut lived = Lived::open_on(plan(), Writer::create(&path).unwrap());
    lived.until(MINUTE);
    let mut lived = lived.dies(&path, 2 * MINUTE);
    lived.until(MINUTE);
    let Day { covers, loaded } = taken(&path);
    assert!((0.45..0.55).contains(&covers[1].share), "half of it: {}", covers[1]);
    let nothing = loaded.scenario.recordings[0].rows.iter().filter(|row| row.blue.is_empty()).count();
    assert!((115..=125).contains(&nothing), "{nothing}");
}

#[test]
fn the_command_line_says_what_is_covered_and_refuses_what_is_no_day() {
    let (folder, path) = folder();
    day(&path);
    let run = |path: &Path| {
        Process::new(env!("CARGO_BIN_EXE_jday"))
            .args(["drill", "--headless", "--from"])
            .arg(path)
            .output()
            .unwrap()
    };
    let out = run(&path);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{said}");
    assert!(said.contains("Green with the traffic:") && said.contains("% recorded"), "{said}");
    let other = folder.path().join("other");
    std::fs::write(&other, "hello\n").unwrap();
    let out = run(&other);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains("other"), "{said}");
}
