//! A quantile never goes above its largest finite bucket: a threshold there would sleep through anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jday::client::Value;
use jday::plan::types::Side;

use super::{observed, reading, server, vector, watching};
use crate::fake::Answer;
use crate::net::World;

const QUANTILE: &str = r#"
{ metric = "p95", query = 'p95{env="$side"}', series = 'b{env="$side"}', buckets = 'b{env="$side"}' },
"#;

fn buckets(bounds: &[&str]) -> Answer {
    let element = |le: &&str| format!(r#"{{"metric":{{"le":"{le}"}},"value":[1,"1"]}}"#);
    let elements: Vec<String> = bounds.iter().map(element).collect();
    Answer::json(format!(
        r#"{{"status":"success","data":{{"resultType":"vector","result":[{}]}}}}"#,
        elements.join(",")
    ))
}

#[test]
fn a_threshold_that_the_buckets_cannot_reach_is_refused_for_that_side() {
    // The plan's trigger is at 3 s.
    let fake = server("0", |query| match query {
        r#"count by (le) (b{env="blue"})"# => buckets(&["0.1", "5", "+Inf"]),
        r#"count by (le) (b{env="green"})"# => buckets(&["0.1", "2.5", "+Inf"]),
        _ => vector(&["1"]),
    });
    let mut world = World::new(&watching(&fake.url(), "", QUANTILE));
    for round in 0..2 {
        let observed = observed(world.poll("prometheus"));
        assert_eq!(reading(&observed, "p95", Some(Side::Blue)).value, Value::Number(1.0));
        assert_eq!(reading(&observed, "p95", Some(Side::Green)).value, Value::SourceError, "round {round}");
        let told = observed.warnings[0].as_str();
        for part in ["p95 of green", "2.5", "3 of the trigger response-time"] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }
    let asked = fake.asked().iter().filter(|one| one.text().contains("count+by")).count();
    assert_eq!(asked, 2, "bounds are read once and remembered");
}

#[test]
fn bounds_that_are_not_there_yet_are_read_when_they_come() {
    let there = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&there);
    let fake =
        server("0", move |query| match (seen.load(Ordering::Relaxed), query.starts_with("count by")) {
            (false, _) => vector(&[]),
            (true, true) => buckets(&["1", "+Inf"]),
            (true, false) => vector(&["0.5"]),
        });
    let mut world = World::new(&watching(&fake.url(), "", QUANTILE));
    let before = observed(world.poll("prometheus"));
    assert_eq!(reading(&before, "p95", Some(Side::Green)).value, Value::NoData);
    there.store(true, Ordering::Relaxed);
    let after = observed(world.poll("prometheus"));
    assert_eq!(reading(&after, "p95", Some(Side::Green)).value, Value::SourceError);
}

#[test]
fn bounds_that_cannot_be_read_are_no_licence() {
    for answer in [Answer::new(500, "text/plain", "no"), buckets(&["+Inf"]), buckets(&["wide"])] {
        let fake = server(
            "0",
            move |query| {
                if query.starts_with("count by") { answer.clone() } else { vector(&["1"]) }
            },
        );
        let observed = observed(World::new(&watching(&fake.url(), "", QUANTILE)).poll("prometheus"));
        assert_eq!(reading(&observed, "p95", Some(Side::Green)).value, Value::SourceError);
        assert!(observed.warnings[0].as_str().contains("buckets"), "{observed:?}");
    }
}
