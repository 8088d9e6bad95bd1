//! `jday drill --headless`.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::time::Duration;

use super::{command, file, jday, temp, text};

const HEADLESS: [&str; 2] = ["--headless", "--json"];

fn drill(scenario: &str, more: &[&str]) -> super::Ran {
    jday(&[&["drill", scenario], &HEADLESS[..], more].concat())
}

fn keys(object: &serde_json::Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

/// A scenario of two minutes that expects the impossible.
fn impossible() -> String {
    let calm = std::fs::read_to_string("fixtures/scenarios/lever-does-nothing.toml").unwrap();
    let head = calm.split("[[expect]]").next().unwrap();
    format!("{head}\n[[expect]]\nid = \"never\"\nfinal_side = \"green\"\n")
}

#[test]
fn what_is_printed_keeps_to_the_contract() {
    let ran = drill("errors-after-switch", &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let mut lines = ran.lines();
    let summary = lines.pop().unwrap();
    assert_eq!(keys(&summary), ["summary"]);
    let summary = &summary["summary"];
    let mut fields = keys(summary);
    fields.sort_unstable();
    let mut contract = [
        "scenario",
        "final_side",
        "samples",
        "ticks",
        "triggers",
        "procedures",
        "blind",
        "expectations",
        "score",
        "state_hash",
        "journal",
    ];
    contract.sort_unstable();
    assert_eq!(fields, contract);
    assert!(lines.len() > 20);
    let observed = [
        "ticked",
        "sampled",
        "surveyed",
        "alert_heard",
        "pipeline_seen",
        "readiness_proved",
        "clock_jumped",
        "froze",
        "drifted",
        "fault_changed",
        "resumed",
    ];
    for line in &lines {
        let mut fields = keys(line);
        fields.sort_unstable();
        assert_eq!(fields, ["at", "boot", "by", "event", "mono", "prev", "seq", "v"]);
        let event = line["event"].as_str().unwrap_or_else(|| keys(&line["event"])[0]);
        assert!(!observed.contains(&event), "{event} is observed, not decided and no outcome");
    }
    assert_eq!(summary["final_side"], "blue");
    assert_eq!(summary["scenario"], "errors-after-switch");
    assert!(summary["samples"].as_u64() > Some(800) && summary["ticks"] == summary["samples"]);
    assert_eq!(summary["journal"], serde_json::Value::Null, "kept in memory");
    let triggers = summary["triggers"].as_array().unwrap();
    assert_eq!(triggers.len(), 4);
    for row in triggers {
        let mut fields = keys(row);
        fields.sort_unstable();
        assert_eq!(fields, ["alerted_at", "began_at", "cleared_at", "id", "proposed_at"]);
    }
    let fired = triggers.iter().find(|row| row["id"] == "error-rate").unwrap();
    for field in ["began_at", "proposed_at", "alerted_at", "cleared_at"] {
        assert!(fired[field].is_string(), "{field}: {fired}");
    }
    let procedures = summary["procedures"].as_array().unwrap();
    assert_eq!(procedures.len(), 2);
    for row in procedures {
        let mut fields = keys(row);
        fields.sort_unstable();
        let expected = [
            "confirmed_at",
            "decided_at",
            "ended_at",
            "executed_at",
            "id",
            "levels",
            "observed_at",
            "requested_at",
            "result",
            "run",
        ];
        assert_eq!(fields, expected);
        assert_eq!(row["levels"].as_array().unwrap().len(), 5);
        assert_eq!(row["levels"][4], row["observed_at"]);
        assert_eq!(row["result"], "done");
    }
    for met in summary["expectations"].as_array().unwrap() {
        assert_eq!(met["met"], true, "{met}");
    }
    assert_eq!(summary["state_hash"].as_str().unwrap().len(), 64);
}

#[test]
fn a_seed_changes_the_day_and_the_same_seed_does_not() {
    let hash = |seed| drill("slow-burn", &["--seed", seed]).summary()["state_hash"].clone();
    assert_eq!(hash("5"), hash("5"));
    assert_ne!(hash("5"), hash("6"));
}

#[test]
fn an_expectation_that_is_not_met_ends_with_three_and_says_which() {
    let (_folder, folder) = temp();
    let path = file(&folder, "impossible.toml", impossible().as_bytes());
    let ran = drill(&path, &[]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    let expectations = ran.summary()["expectations"].clone();
    assert_eq!(expectations[0]["met"], false);
    assert!(expectations[0]["why"].as_str().is_some_and(|why| !why.is_empty()));
    let people = jday(&["drill", &path, "--headless"]);
    assert_eq!(people.code, 3);
    assert!(people.out.contains("NOT MET"), "{}", people.out);
}

#[test]
fn another_script_is_lived_instead() {
    let (_folder, folder) = temp();
    let calm = file(
        &folder,
        "calm.toml",
        b"[[script]]\nat = \"5s\"\nby = \"awa\"\ndo = \"note\"\nnote = \"nobody switches\"\n",
    );
    let ran = drill("errors-after-switch", &["--script", &calm]);
    let summary = ran.summary();
    assert_eq!((ran.code, &summary["final_side"]), (3, &"blue".into()));
    assert_eq!(summary["procedures"].as_array().unwrap().len(), 0);
    assert_eq!(summary["score"]["points"], serde_json::Value::Null, "unfinished is not scored");

    let wrong = file(&folder, "wrong.toml", b"[[script]]\nat = \"5\"\nby = \"nobody\"\ndo = \"swich\"\n");
    drill("errors-after-switch", &["--script", &wrong]).is_bad_input(&[
        "wrong.toml:2:",
        "wrong.toml:4:",
        "script[0].at",
        "swich",
    ]);
    let missing = text(&folder.join("none.toml"));
    drill("errors-after-switch", &["--script", &missing]).is_bad_input(&["none.toml"]);
}

#[test]
fn a_wrong_name_gets_a_suggestion() {
    drill("errors-after-swich", &[])
        .is_bad_input(&["errors-after-swich", "did you mean `errors-after-switch`?"]);
    drill("nothing-like-it", &[]).is_bad_input(&["nothing-like-it", "clean-day"]);
    drill("no/such/file.toml", &[]).is_bad_input(&["no/such/file.toml", "no such file"]);
}

#[test]
fn a_malformed_scenario_shows_every_problem() {
    let (_folder, folder) = temp();
    let wrong = impossible()
        .replace("starts = \"13:58:00\"", "starts = \"25:00\"")
        .replace("final_side = \"green\"", "final_side = \"grene\"");
    let path = file(&folder, "wrong.toml", wrong.as_bytes());
    drill(&path, &[]).is_bad_input(&["starts", "final_side", "grene", "wrong.toml:"]);
    let check = jday(&["drill", &path, "--check"]);
    check.is_bad_input(&["starts", "grene"]);
}

#[test]
fn what_is_no_text_file_is_said() {
    let (_folder, folder) = temp();
    let latin = file(&folder, "latin.toml", b"id = \"caf\xe9\"\n");
    drill(&latin, &[]).is_bad_input(&["latin.toml", "UTF-8"]);
    drill(&text(&folder), &[]).is_bad_input(&[folder.file_name().unwrap().to_str().unwrap()]);
}

#[test]
fn a_journal_is_never_written_over() {
    let (_folder, folder) = temp();
    let out = text(&folder);
    let first = drill("clean-day", &["--out", &out]);
    assert_eq!(first.code, 0);
    let path = folder.join("clean-day.jsonl");
    assert_eq!(first.summary()["journal"], text(&path));
    let bytes = std::fs::read(&path).unwrap();
    drill("clean-day", &["--out", &out]).is_bad_input(&["clean-day.jsonl", "exists"]);
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let (_folder, folder) = temp();
    let below = file(&folder, "file", b"") + "/below";
    let ran = drill("clean-day", &["--out", &below]);
    assert!(matches!(ran.code, 1 | 2), "{}", ran.code);
    assert!(ran.err.contains(&below) && ran.out.is_empty(), "{}", ran.err);
}

#[test]
fn speeds_are_checked() {
    for wrong in ["0", "-1", "nan", "inf", "fast", ""] {
        drill("clean-day", &[&format!("--speed={wrong}")]).is_bad_input(&["--speed", "max"]);
    }
    assert_eq!(drill("clean-day", &["--speed", "max"]).code, 0);
    jday(&["drill", "clean-day", "--json"]).is_bad_input(&["--headless"]);
    drill("clean-day", &["--seed", "many"]).is_bad_input(&["--seed"]);
}

/// Two minutes and more of drill in some hundredths of a second, and the same day as at full speed.
#[test]
fn a_slowed_drill_is_the_same_day() {
    let (_folder, folder) = temp();
    let short = impossible().replace("lasts = \"8m\"", "lasts = \"2m\"");
    let path = file(&folder, "short.toml", short.as_bytes());
    let fast = drill(&path, &[]).summary();
    let slow = drill(&path, &["--speed", "400"]).summary();
    assert_eq!(fast["state_hash"], slow["state_hash"]);
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let mut child = command(&["drill", "errors-after-switch", "--headless", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut line).unwrap();
    drop(reader);
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    let status = child.wait().unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok());
    assert_eq!(status.code(), Some(0), "{err}");
    assert!(!err.contains("panicked"), "{err}");
}

/// kill -9 in the middle: what is on disk verifies, but for one torn line at most, and replays.
#[test]
fn a_killed_drill_leaves_a_journal_that_replays() {
    let (_folder, folder) = temp();
    let out = text(&folder);
    let path = folder.join("errors-after-switch.jsonl");
    let mut child =
        command(&["drill", "errors-after-switch", "--headless", "--json", "--speed", "50", "--out", &out])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
    std::thread::sleep(Duration::from_millis(1_500));
    child.kill().unwrap();
    child.wait().unwrap();
    let report = jday(&["journal", "verify", &text(&path), "--json"]);
    let report: serde_json::Value = serde_json::from_str(&report.out).unwrap();
    assert!(report["lines"].as_u64() > Some(10), "{report}");
    for defect in report["defects"].as_array().unwrap() {
        assert_eq!(defect["kind"], "torn-tail", "{report}");
    }
    let mut kept = std::fs::read(&path).unwrap();
    kept.truncate(kept.iter().rposition(|byte| *byte == b'\n').unwrap() + 1);
    std::fs::write(&path, kept).unwrap();
    let ran = jday(&["replay", &text(&path), "--headless", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.lines()[0]["last_seq"], report["lines"]);
}

#[test]
fn every_scenario_can_be_had_as_a_schema_and_checked() {
    let schema: serde_json::Value = serde_json::from_str(&jday(&["drill", "--schema"]).out).unwrap();
    assert!(schema["properties"]["track"].is_object());
    assert_eq!(jday(&["drill", "clean-day", "--check"]).code, 0);
    jday(&["drill", "--headless"]).is_bad_input(&["jday scenarios"]);
}

/// DESIGN section 9: the whole day, where the program was built to be fast.
#[test]
#[cfg(not(debug_assertions))]
fn the_whole_day_is_lived_and_replayed() {
    let (_folder, folder) = temp();
    let ran = drill("full-day", &["--out", &text(&folder)]);
    assert_eq!(ran.code, 0, "{:?}", ran.summary()["expectations"]);
    let replay = jday(&["replay", &text(&folder.join("full-day.jsonl")), "--headless", "--json"]);
    assert_eq!(replay.lines()[0]["state_hash"], ran.summary()["state_hash"]);
    assert!(ran.summary()["samples"].as_u64() >= Some(86_400));
}
