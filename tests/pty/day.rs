//! A whole J-Day by keys: switch, breach, proposal, decision, traffic back, score.

use std::time::Duration;

use crate::fingers::override_window;
use crate::term::{Folder, Start};

/// The embedded scenario with a short hold and the errors soon after the switch.
fn short() -> String {
    let text = include_str!("../../fixtures/scenarios/errors-after-switch.toml");
    let (head, _) = text.split_once("[[expect]]").unwrap();
    head.replace("lasts = \"14m\"", "lasts = \"9m\"").replace(
        "[targets.throughput]",
        "[triggers.error-rate]\nfor = \"30s\"\nwhy = \"a short test\"\n\n[targets.throughput]",
    )
}

#[test]
fn a_day_by_keys_from_the_switch_to_the_score() {
    let folder = Folder::new();
    let scenario = folder.path().join("short.toml");
    std::fs::write(&scenario, short()).unwrap();
    let mut term = Start::new(&["drill", scenario.to_str().unwrap(), "--out", folder.as_str()]).run();
    term.wait_for("p95");
    override_window(&mut term);
    term.open("S", "Switch the traffic to Green");
    term.answer("SWITCH GREEN");
    term.wait_gone("Switch the traffic to Green");
    for _ in 0..5 {
        term.type_keys("]");
        std::thread::sleep(Duration::from_millis(60));
    }
    term.wait_for("ROLLBACK PROPOSED");
    for _ in 0..3 {
        term.type_keys("[");
        std::thread::sleep(Duration::from_millis(60));
    }
    term.open("R", "Bring the traffic back to Blue");
    term.answer("ROLLBACK BLUE");
    term.wait_gone("Bring the traffic back to Blue");
    for _ in 0..3 {
        term.type_keys("]");
        std::thread::sleep(Duration::from_millis(60));
    }
    term.wait_for("Blue is live");
    term.wait_for("of 100");
    // The score stays, and keys still lead out of it.
    term.leave();
    assert_eq!(term.end(), 0);
    term.assert_restored();
    folder.assert_closed();
    let done: Vec<String> = folder
        .of_people()
        .iter()
        .map(|line| line["event"].as_object().unwrap().keys().next().unwrap().clone())
        .collect();
    assert!(done.len() >= 3, "{done:?}");
}
