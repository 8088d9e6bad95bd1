//! Answers that are none: a reason, never a crash, never a value.

use std::time::{Duration, Instant};

use jday::client::Value;
use jday::plan::types::Side;

use super::{TWO, form, green, observed, reading, server, vector, watching};
use crate::fake::{Answer, Fake};
use crate::net::World;

/// Bad answers, what is told of them, and whether asking again may help.
fn bad() -> Vec<(Answer, &'static str, bool)> {
    let success = |data: &str| Answer::json(format!(r#"{{"status":"success","data":{data}}}"#));
    let one = |element: &str| success(&format!(r#"{{"resultType":"vector","result":[{element}]}}"#));
    let said = r#"{"status":"error","errorType":"bad_data","error":"1:5: parse error"}"#;
    let mut raw = vector(&["1"]);
    raw.body = b"{\"status\":\"suc\xff\xfe\"}".to_vec();
    vec![
        (Answer::new(400, "application/json", said), "bad_data: 1:5: parse error", false),
        (Answer::new(422, "application/json", said), "422", false),
        (Answer::new(503, "application/json", said), "bad_data", true),
        (Answer::new(502, "text/html", "<h1>Bad gateway</h1>"), "502 Bad Gateway", true),
        (Answer::new(401, "text/plain", "no"), "credentials are not accepted", false),
        (Answer::new(404, "text/plain", "404 page not found"), "404", false),
        (Answer::new(302, "text/plain", "").with("location", "http://127.0.0.1:1/"), "not followed", false),
        (Answer::new(200, "text/html", "<form>log in</form>"), "login page", false),
        (Answer::json("garbage"), "cannot be read", false),
        (Answer::json(vec![b' '; 9 * 1024 * 1024]), "larger than 8 MiB", false),
        (raw, "cannot be read", false),
        (vector(&["1"]).cut(), "broke off", true),
        (success(r#"{"resultType":"matrix","result":[]}"#), "range of values", false),
        (success(r#"{"resultType":"string","result":[1,"x"]}"#), "not a number", false),
        (success(r#"{"resultType":"vector","result":{}}"#), "cannot be read", false),
        (Answer::json(r#"{"status":"success"}"#), "no data", false),
        (Answer::json(said), "parse error", false),
        (one(r#"{"metric":{},"histogram":[1,{"count":"1"}]}"#), "native histogram", false),
        (one(r#"{"metric":{}}"#), "no value", false),
        (one(r#"{"metric":{},"value":[1,"one"]}"#), "is no number", false),
        (one(r#"{"metric":{},"value":[1,2]}"#), "cannot be read", false),
        (one(r#"{"metric":{},"value":[-1,"\u001b[31m"]}"#), r"\u{1b}[31m", false),
    ]
}

#[test]
fn one_bad_answer_costs_its_own_metric_and_says_why() {
    for (answer, why, _) in bad() {
        let (value, observed) = green(answer);
        assert_eq!(value, Value::SourceError, "{why}");
        let told: Vec<_> = observed.warnings.iter().map(jday::text::Clean::as_str).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("errors of green: ") && told[0].contains(why), "{why}: {told:?}");
    }
}

#[test]
fn bad_answers_alone_are_the_sources_trouble() {
    for (answer, why, passing) in bad() {
        let fake = Fake::start(move |_| answer.clone());
        let polled = World::new(&watching(&fake.url(), "", TWO)).poll("prometheus");
        match polled.answer {
            Err(trouble) => {
                assert!(trouble.why.as_str().contains(why), "{why}: {trouble:?}");
                assert_eq!(trouble.passing, passing, "{trouble:?}");
            }
            // What a query gives is looked at after its answer is known to be one.
            Ok(seen) => panic!("{why}: {seen:?}"),
        }
    }
}

#[test]
fn several_series_are_an_error_that_names_them() {
    let (value, observed) = green(vector(&["1", "2"]));
    assert_eq!(value, Value::SourceError);
    assert!(
        observed.warnings[0].as_str().contains(r#"2 series ({instance="0"} {instance="1"}"#),
        "{observed:?}"
    );
}

#[test]
fn samples_from_the_future_are_not_believed() {
    for (age, value) in [("-30", Value::SourceError), ("-1", Value::Number(1.0)), ("NaN", Value::SourceError)]
    {
        let fake = server(age, |_| vector(&["1"]));
        let observed = observed(World::new(&watching(&fake.url(), "", TWO)).poll("prometheus"));
        assert_eq!(reading(&observed, "errors", Some(Side::Green)).value, value, "{age}");
    }
    let fake = server("1e30", |_| vector(&["1"]));
    let observed = observed(World::new(&watching(&fake.url(), "", TWO)).poll("prometheus"));
    assert_eq!(reading(&observed, "errors", Some(Side::Green)).age_ms, u32::MAX, "as old as can be told");
}

#[test]
fn an_unknown_age_is_no_fresh_value() {
    let fake = Fake::start(|asked| {
        if form(asked)["query"].starts_with("time()") {
            Answer::new(500, "text/plain", "no")
        } else {
            vector(&["1"])
        }
    });
    let observed = observed(World::new(&watching(&fake.url(), "", TWO)).poll("prometheus"));
    assert_eq!(reading(&observed, "errors", Some(Side::Green)).value, Value::SourceError);
}

#[test]
fn a_refused_connection_and_a_silent_server_are_trouble() {
    let gone = crate::fake::Fake::start(|_| vector(&[])).url();
    let polled = World::new(&watching(&gone, "", TWO)).poll("prometheus");
    let trouble = polled.answer.expect_err("nobody is there");
    let peer = gone.trim_start_matches("http://");
    let why = format!("cannot connect to {peer}: Connection refused (os error 111)");
    assert_eq!(
        (trouble.why.as_str(), trouble.passing),
        (why.as_str(), true),
        "which peer, and no more of its URL"
    );

    let fake = Fake::start(|_| vector(&["1"]).after(Duration::from_secs(30)));
    let since = Instant::now();
    let polled = World::new(&watching(&fake.url(), "", TWO)).poll("prometheus");
    assert!(since.elapsed() < Duration::from_secs(4), "it waited {:?}", since.elapsed());
    let trouble = polled.answer.expect_err("nobody answers");
    assert!(trouble.passing && trouble.why.as_str().contains("no answer in time"), "{trouble:?}");
}

#[test]
fn a_slow_query_costs_its_own_metric_alone() {
    let (value, observed) = green(vector(&["1"]).after(Duration::from_secs(30)));
    assert_eq!(value, Value::SourceError);
    assert!(observed.warnings[0].as_str().contains("no answer in time"), "{observed:?}");
}

#[test]
fn how_long_a_server_wants_to_be_left_alone_is_told() {
    let fake = Fake::start(|_| Answer::new(429, "text/plain", "later").with("retry-after", "7"));
    let polled = World::new(&watching(&fake.url(), "", TWO)).poll("prometheus");
    let trouble = polled.answer.expect_err("it refuses");
    assert_eq!((trouble.retry_after_ms, trouble.passing), (Some(7000), true));
}
