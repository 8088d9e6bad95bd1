//! jday's copy of Prometheus' alert semantics against what real Prometheus servers answered.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "helpers of tests fail as loudly as tests"
)]

use jday::model::golden::{self, CaseOutcome, GoldenError};
use serde_json::Value;

const SHARED: &str = include_str!("../fixtures/golden/golden_rules_shared.json");
const LIVE: &str = include_str!("../fixtures/golden/golden_rules_live.json");

/// The state in force at `at`, from a run-length list.
fn state_at(changes: &[(i64, String)], at: i64) -> &str {
    let before = changes.partition_point(|(since, _)| *since <= at);
    &changes[before.checked_sub(1).expect("a state from the first instant on")].1
}

fn list(changes: &Value) -> Vec<(i64, String)> {
    serde_json::from_value(changes.clone()).unwrap()
}

fn instants(case: &Value) -> Vec<i64> {
    let evaluation = &case["evaluation"];
    match evaluation["at_ms"].as_array() {
        Some(at) => at.iter().map(|at| at.as_i64().unwrap()).collect(),
        None => (0..evaluation["count"].as_i64().unwrap())
            .map(|i| evaluation["start_ms"].as_i64().unwrap() + i * evaluation["step_ms"].as_i64().unwrap())
            .collect(),
    }
}

/// Compares every case of `level` at every instant and answers how many cases and states were compared.
fn compare(text: &str, level: &str) -> (usize, usize) {
    let file: Value = serde_json::from_str(text).unwrap();
    let lines = golden::eval_text(text).unwrap();
    let results: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(results.len(), cases.len(), "one line a case");
    let (mut n_cases, mut n_states) = (0, 0);
    for (case, result) in cases.iter().zip(&results) {
        assert_eq!(case["id"], result["case"]);
        if case["level"] != level {
            continue;
        }
        n_cases += 1;
        let version = case["only_version"].as_str().or(file["primary_version"].as_str()).unwrap();
        let expected = case["expect"][version].as_object().unwrap();
        let states = result["states"].as_object().unwrap();
        assert_eq!(states.len(), expected.len(), "{}", case["id"]);
        for (rule, expected) in expected {
            let want = list(&expected["overall"]);
            let got = list(&states[rule]);
            assert!(got.windows(2).all(|pair| pair[0].1 != pair[1].1), "changes only: {got:?}");
            assert_eq!(got.first().map(|first| first.0), instants(case).first().copied());
            for at in instants(case) {
                let is_ignored = case["ignore_at_ms"]
                    .as_array()
                    .is_some_and(|ignored| ignored.iter().any(|ignored| ignored.as_i64() == Some(at)));
                if !is_ignored {
                    n_states += 1;
                    assert_eq!(state_at(&got, at), state_at(&want, at), "{} {rule} at {at}", case["id"]);
                }
            }
        }
    }
    (n_cases, n_states)
}

#[test]
fn every_gauge_case_of_promtool_is_equal_at_every_instant() {
    let (cases, states) = compare(SHARED, "gauge");
    assert!(cases > 40, "{cases} cases");
    assert!(states > 50_000, "{states} states");
}

#[test]
fn every_gauge_case_of_live_servers_is_equal_at_every_instant() {
    let (cases, states) = compare(LIVE, "gauge");
    assert_eq!(cases, 4);
    assert!(states > 7_000, "{states} states");
}

#[test]
fn every_counter_case_of_promtool_is_equal_at_every_instant() {
    let (cases, states) = compare(SHARED, "counter");
    assert!(cases >= 18, "{cases} cases");
    assert!(states > 9_000, "{states} states");
}

#[test]
fn every_counter_case_of_live_servers_is_equal_at_every_instant() {
    let (cases, states) = compare(LIVE, "counter");
    assert_eq!(cases, 4);
    assert!(states > 7_000, "{states} states");
}

/// A file with one rule `up == 0` (for 2 s) and one case.
fn file(series: &str, evaluation: &str) -> String {
    format!(
        r#"{{"format": "jday-golden-rules/1", "rulesets": {{"r": [{{"alert": "Down", "for_ms": 2000,
        "op": "==", "threshold": 0, "lhs": {{"kind": "instant", "promql": "up"}}}}]}},
        "cases": [{{"id": "c", "level": "gauge", "ruleset": "r", "evaluation": {evaluation}, "series": {series}}}]}}"#
    )
}

#[test]
fn untidy_samples_are_read_as_prometheus_would_store_them() {
    let evaluation = r#"{"start_ms": -2000, "step_ms": 1000, "count": 5}"#;
    for (series, expected) in [
        // Unsorted, with a time before the epoch, and twice at 0, where the later in the list wins.
        (
            r#"[{"labels": {"__name__": "up"}, "samples": [[0, 1], [-2000, 0], [0, 0], [1000, 0]]}]"#,
            r#"[[-2000,"pending"],[0,"firing"]]"#,
        ),
        (
            r#"[{"labels": {"__name__": "up"}, "samples": [[-2000, 0], [0, 0], [0, "NaN"]]}]"#,
            r#"[[-2000,"pending"],[0,"inactive"]]"#,
        ),
        (r#"[{"labels": {"__name__": "up"}, "samples": []}]"#, r#"[[-2000,"inactive"]]"#),
        ("[]", r#"[[-2000,"inactive"]]"#),
        (
            r#"[{"labels": {"__name__": "up"}, "samples": [[-2000, 0], [0, "stale"]]}]"#,
            r#"[[-2000,"pending"],[0,"inactive"]]"#,
        ),
        (r#"[{"labels": {"__name__": "down"}, "samples": [[-2000, 0]]}]"#, r#"[[-2000,"inactive"]]"#),
    ] {
        let line = golden::eval_text(&file(series, evaluation)).unwrap();
        assert_eq!(line, format!("{{\"case\":\"c\",\"states\":{{\"Down\":{expected}}}}}\n"), "{series}");
    }
}

#[test]
fn irregular_instants_are_taken_in_order_of_time() {
    let text = file(
        r#"[{"labels": {"__name__": "up"}, "samples": [[0, 0]]}]"#,
        r#"{"at_ms": [5000, 10, 1990, 2010]}"#,
    );
    let line = golden::eval_text(&text).unwrap();
    assert!(line.contains(r#"[[10,"pending"],[2010,"firing"]]"#), "2010 - 10 is exactly the hold: {line}");
}

#[test]
fn other_left_hand_sides_are_skipped_with_a_reason() {
    let text = file("[]", r#"{"count": 1}"#);
    for (from, to, why) in [
        (r#""instant""#, r#""delta""#, "delta"),
        (r#""instant""#, r#""increase", "metric": "up""#, "range_s"),
        (r#""instant""#, r#""increase", "range_s": 60, "metric": "up{a""#, "closing brace"),
        (r#""promql": "up""#, r#""promql": "sum(up)""#, "sum(up)"),
    ] {
        let golden = golden::parse(&text.replace(from, to)).unwrap();
        let results = golden::eval(&golden).unwrap();
        assert!(
            matches!(&results[0].outcome, CaseOutcome::Skipped(reason) if reason.contains(why)),
            "{results:?}"
        );
    }
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let good = file("[]", r#"{"count": 1}"#);
    golden::eval_text(&good).unwrap();
    for (text, expected) in [
        ("{".into(), "EOF while parsing an object at line 1 column 1"),
        ("[1]".into(), "jday-golden-rules/1"),
        (r#"{"format": "jday-golden-rules/2"}"#.into(), "read \"jday-golden-rules/2\""),
        (good.replace(r#""ruleset": "r""#, r#""ruleset": "q""#), "read \"q\"; expected one of [\"r\"]"),
        (good.replace(r#""op": "==""#, r#""op": "=""#), "line 2"),
        (good.replace(r#""threshold": 0"#, r#""threshold": "stale""#), "read \"stale\""),
        (
            file(r#"[{"labels": {"__name__": "up"}, "samples": [[0, "old"]]}]"#, r#"{"count": 1}"#),
            "read \"old\"",
        ),
        (file(r#"[{"labels": {"__name__": "up"}, "samples": [["0", 1]]}]"#, r#"{"count": 1}"#), "line 3"),
        (file("[]", r#"{"count": 2}"#), "`step_ms` is 0"),
        (file("[]", r#"{"count": 99999999999, "step_ms": 1}"#), "`count` is 99999999999"),
    ] {
        let error: GoldenError = golden::eval_text(&text).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}
