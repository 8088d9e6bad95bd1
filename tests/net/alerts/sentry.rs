//! Sentry: errors a minute, and fatal issues.

use std::time::{SystemTime, UNIX_EPOCH};

use jday::client::Value;
use jday::plan::types::{Id, Scope, Side};

use crate::fake::{Answer, Asked, Fake};
use crate::net::{BARE, World, plan};

use super::{alerts, observed, world};

pub const FEED: &str = r#"sentry]
api = { url = "$url" }
organization = "acme"
project = "42"
environment = "production"
issues = "critical"
"#;

/// A plan whose metric `sentry-errors` is given by Sentry for each side.
fn counted(script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> (World, Fake) {
    let fake = Fake::start(script);
    let live = format!(
        "{BARE}\n[[sources]]\nid = \"it\"\ninterval = \"1s\"\ndeadline = \"2s\"\n[sources.sentry]\n\
         api = {{ url = \"{}\" }}\norganization = \"acme\"\nproject = \"42\"\nenvironment = \"blue\"\n\
         green_environment = \"green\"\nerrors = \"errors\"\n",
        fake.url()
    );
    let mut plan = plan(&live);
    let known = plan.metrics.iter_mut().find(|metric| metric.scope == Scope::Side).unwrap();
    known.id = Id::new("errors");
    (World::new(&plan), fake)
}

fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// An answer whose buckets are (minutes ago that it began, value, incomplete).
fn minutes(interval: i64, buckets: &[(i64, &str, bool)]) -> Answer {
    let now = now_ms();
    let bucket = |(ago, value, incomplete): &(i64, &str, bool)| {
        let at = now - ago * 60_000;
        format!(r#"{{"timestamp":{at},"value":{value},"incomplete":{incomplete}}}"#)
    };
    let values: Vec<String> = buckets.iter().map(bucket).collect();
    Answer::json(format!(
        r#"{{"meta":{{"dataset":"errors"}},"timeSeries":[{{"yAxis":"count()","values":[{}],"meta":{{"interval":{interval}}}}}]}}"#,
        values.join(",")
    ))
}

/// What is read of both sides: values and warnings.
#[track_caller]
fn read(script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> (Vec<Value>, Vec<String>) {
    let (mut world, _fake) = counted(script);
    let seen = observed(&mut world);
    assert_eq!(seen.alerts, None, "no issues were asked for");
    assert_eq!([seen.readings[0].side, seen.readings[1].side], [Some(Side::Blue), Some(Side::Green)]);
    let warnings = seen.warnings.iter().map(ToString::to_string).collect();
    (seen.readings.iter().map(|reading| reading.value).collect(), warnings)
}

#[test]
fn the_last_whole_minute_counts_and_not_the_one_under_way() {
    let (values, warnings) = read(|asked| {
        let of_green = asked.path.contains("environment=green");
        minutes(60_000, &[(3, "9", false), (2, if of_green { "14" } else { "0" }, false), (1, "1", true)])
    });
    assert_eq!(values, [Value::Number(0.0), Value::Number(14.0)]);
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn its_age_is_that_of_the_minute_s_end() {
    let (mut world, fake) = counted(|_| minutes(60, &[(3, "9", false), (2, "2", true)]));
    let seen = observed(&mut world);
    assert!((118_000..125_000).contains(&seen.readings[0].age_ms), "{:?}", seen.readings);
    assert_eq!(
        fake.asked()[0].path,
        "/api/0/organizations/acme/events-timeseries/?dataset=errors&yAxis=count%28%29&interval=60&statsPeriod=15m&project=42&environment=blue&query=level%3A%5Berror%2Cfatal%5D"
    );
}

#[test]
fn no_series_is_no_data_and_never_zero() {
    let (values, _) = read(|_| Answer::json(r#"{"meta":{},"timeSeries":[]}"#));
    assert_eq!(values, [Value::NoData, Value::NoData]);
    let (values, _) = read(|_| minutes(60_000, &[(2, "null", false)]));
    assert_eq!(values, [Value::NoData, Value::NoData]);
}

#[test]
fn what_cannot_be_a_count_of_a_minute_is_told_and_not_used() {
    let cases = [
        (minutes(300_000, &[(2, "3", false)]), "not over a minute"),
        (minutes(60_000, &[(1, "3", true)]), "no minute is whole"),
        (minutes(60_000, &[(-30, "3", false)]), "future"),
        (minutes(60_000, &[(2, "-3", false)]), "-3"),
    ];
    for (answer, why) in cases {
        let (values, warnings) = read(move |_| answer.clone());
        assert_eq!(values, [Value::SourceError, Value::SourceError], "{why}");
        assert!(warnings[0].contains(why), "{warnings:?}");
    }
}

#[test]
fn a_minute_of_before_all_time_is_old_and_breaks_nothing() {
    let body = format!(
        r#"{{"timeSeries":[{{"values":[{{"timestamp":{},"value":3}}],"meta":{{"interval":60}}}}]}}"#,
        i64::MIN
    );
    let (mut world, _fake) = counted(move |_| Answer::json(body.clone()));
    assert_eq!(observed(&mut world).readings[0].age_ms, u32::MAX);
}

#[test]
fn new_fatal_issues_are_alerts() {
    let (mut world, fake) = world(FEED, |_| {
        Answer::json(
            r#"[{"id":"1","shortId":"ONELOG-1A","title":"TypeError: x","culprit":"map.js","count":"150"}]"#,
        )
    });
    assert_eq!(alerts(&mut world), ["ONELOG-1A critical TypeError: x map.js"]);
    assert!(fake.asked()[0].path.contains("query=is%3Aunresolved+level%3Afatal+firstSeen%3A-24h"));
}

#[test]
fn a_token_that_may_not_read_is_told_what_it_needs() {
    let (mut world, _fake) =
        world(FEED, |_| Answer::new(403, "application/json", r#"{"detail":"You do not have permission"}"#));
    let trouble = world.poll("it").answer.unwrap_err();
    assert!(trouble.why.as_str().contains("needs event:read and org:read"), "{trouble:?}");
}

#[test]
fn a_limit_is_told_before_and_when_it_is_reached() {
    let (_, warnings) =
        read(|_| minutes(60_000, &[(2, "0", false)]).with("x-sentry-rate-limit-remaining", "1"));
    assert!(warnings[0].contains("1 more"), "{warnings:?}");
    let reset = now_ms() / 1000 + 20;
    let (mut world, _fake) = world(FEED, move |_| {
        Answer::new(429, "application/json", "{}").with("x-sentry-rate-limit-reset", &reset.to_string())
    });
    let wait = world.poll("it").answer.unwrap_err().retry_after_ms.unwrap();
    assert!((15_000..=20_000).contains(&wait), "{wait}");
}
