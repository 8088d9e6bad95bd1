//! The HTTP API of Prometheus, as servers answer it and as they should not.

mod bad;
mod bounds;
mod reached;

use std::collections::BTreeMap;

use jday::client::{Observed, Polled, Reading, Value};
use jday::plan::types::{Id, Plan, Side};

use crate::fake::{Answer, Asked, Fake};
use crate::net::{BARE, World, plan};

/// What a vector of these values looks like.
pub fn vector(values: &[&str]) -> Answer {
    let element = |(n, value): (usize, &&str)| {
        format!(r#"{{"metric":{{"instance":"{n}"}},"value":[1795354801.858,"{value}"]}}"#)
    };
    let elements: Vec<String> = values.iter().enumerate().map(element).collect();
    Answer::json(format!(
        r#"{{"status":"success","data":{{"resultType":"vector","result":[{}]}}}}"#,
        elements.join(",")
    ))
}

/// The fields of a form that was posted.
pub fn form(asked: &Asked) -> BTreeMap<String, String> {
    let url = reqwest::Url::parse(&format!("http://form/?{}", asked.text())).unwrap();
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// A server that answers ages with `age` and anything else by `script`, which is given the query.
pub fn server(age: &'static str, script: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Fake {
    Fake::start(move |asked| {
        let query = form(asked).remove("query").unwrap_or_default();
        if query.starts_with("time() - ") { vector(&[age]) } else { script(&query) }
    })
}

/// A plan with one source `prometheus` at `url` and these queries; `more` is more of its `api`.
pub fn watching(url: &str, more: &str, queries: &str) -> Plan {
    plan(&format!(
        r#"{BARE}
[[sources]]
id = "prometheus"
interval = "1s"
deadline = "2s"
prometheus = {{ api = {{ url = "{url}"{more} }}, queries = [{queries}] }}
"#
    ))
}

/// The queries of two metrics.
pub const TWO: &str = r#"
{ metric = "errors", query = 'errors{env="$side"}', series = 'requests{env="$side"}' },
{ metric = "throughput", query = 'rate{env="$side"}', series = 'requests{env="$side"}' },
"#;

pub fn observed(polled: Polled) -> Observed {
    polled.answer.unwrap_or_else(|trouble| panic!("{trouble:?}"))
}

pub fn reading(observed: &Observed, metric: &str, side: Option<Side>) -> Reading {
    let wanted = |reading: &&Reading| reading.metric == Id::new(metric) && reading.side == side;
    observed.readings.iter().find(wanted).unwrap_or_else(|| panic!("{metric}: {observed:?}")).clone()
}

/// The value of `errors` on Green where the query for it is answered so.
fn green(answer: Answer) -> (Value, Observed) {
    let fake = server(
        "2.5",
        move |query| {
            if query == r#"errors{env="green"}"# { answer.clone() } else { vector(&["1"]) }
        },
    );
    let observed = observed(World::new(&watching(&fake.url(), "", TWO)).poll("prometheus"));
    let value = reading(&observed, "errors", Some(Side::Green)).value;
    let others = [("errors", Side::Blue), ("throughput", Side::Blue), ("throughput", Side::Green)];
    for (metric, side) in others {
        let other = reading(&observed, metric, Some(side));
        assert_eq!(other.value, Value::Number(1.0), "one query does not fail the others");
    }
    (value, observed)
}

#[test]
fn each_side_is_asked_for_its_own_and_told_with_the_age_of_its_newest_sample() {
    let fake = server("2.5", |query| vector(&[if query.contains("blue") { "0.01" } else { "0.2" }]));
    let observed = observed(World::new(&watching(&fake.url(), "", TWO)).poll("prometheus"));
    let green = reading(&observed, "errors", Some(Side::Green));
    assert_eq!((green.value, green.age_ms), (Value::Number(0.2), 2500));
    assert_eq!(reading(&observed, "errors", Some(Side::Blue)).value, Value::Number(0.01));
    assert!(observed.warnings.is_empty(), "{observed:?}");
    let asked = fake.asked();
    assert_eq!(asked.len(), 6, "four values, and one age for each side's series");
    assert!(asked.iter().all(|one| one.method == "POST" && one.path == "/api/v1/query"), "{asked:?}");
    let kind = asked.first().and_then(|one| one.header("content-type").map(str::to_owned));
    assert_eq!(kind.as_deref(), Some("application/x-www-form-urlencoded"));
}

#[test]
fn values_are_told_as_they_are() {
    for (word, value) in [
        ("0.25", Value::Number(0.25)),
        ("+Inf", Value::Number(f64::INFINITY)),
        ("-Inf", Value::Number(f64::NEG_INFINITY)),
        ("NaN", Value::NotANumber),
        ("1e-3", Value::Number(0.001)),
    ] {
        assert_eq!(green(vector(&[word])).0, value, "{word}");
    }
    assert_eq!(green(vector(&[])).0, Value::NoData);
    let scalar = r#"{"status":"success","data":{"resultType":"scalar","result":[1.5,"7"]}}"#;
    assert_eq!(green(Answer::json(scalar)).0, Value::Number(7.0));
}

#[test]
fn a_shared_metric_is_asked_once_and_belongs_to_no_side() {
    let fake = server("0", |_| vector(&["0.4"]));
    let queries = r#"{ metric = "disk", query = "disk_free", series = "disk_free" }"#;
    let observed = observed(World::new(&watching(&fake.url(), "", queries)).poll("prometheus"));
    assert_eq!(observed.readings.len(), 1);
    assert_eq!(reading(&observed, "disk", None).value, Value::Number(0.4));
}

#[test]
fn what_the_server_says_beside_is_told() {
    let fake = server("0", |_| {
        let body = r#"{"status":"success","data":{"resultType":"vector","result":[]},
            "warnings":["store 3 is away"],"infos":["metric might not be a counter"]}"#;
        Answer::json(body)
    });
    let observed = observed(World::new(&watching(&fake.url(), "", TWO)).poll("prometheus"));
    let told: Vec<_> = observed.warnings.iter().map(jday::text::Clean::as_str).collect();
    assert_eq!(told, ["metric might not be a counter", "store 3 is away"], "each once");
}

#[test]
fn a_series_that_ended_is_told_with_the_age_of_its_last_sample() {
    let fake = Fake::start(|asked| match form(asked)["query"].as_str() {
        query if query.contains("max_over_time") => vector(&["42"]),
        query if query.starts_with("time()") => vector(&[]),
        _ => vector(&["1"]),
    });
    let observed = observed(World::new(&watching(&fake.url(), "", TWO)).poll("prometheus"));
    assert_eq!(reading(&observed, "errors", Some(Side::Green)).age_ms, 42_000);
}

#[test]
fn a_number_of_nothing_is_no_data() {
    let fake =
        Fake::start(
            |asked| {
                if form(asked)["query"].starts_with("time()") { vector(&[]) } else { vector(&["0"]) }
            },
        );
    let observed = observed(World::new(&watching(&fake.url(), "", TWO)).poll("prometheus"));
    assert_eq!(reading(&observed, "errors", Some(Side::Green)).value, Value::NoData);
}
