//! Incidents by `PagerDuty`'s REST API.

use crate::fake::Answer;

use super::{alerts, world};

pub const FEED: &str = "pagerduty]\napi = { url = \"$url\" }\nservices = [\"P1\", \"P2\"]\n";

fn incident(number: u32, urgency: &str, key: &str) -> String {
    format!(
        r#"{{"id":"Q{number}","incident_number":{number},"title":"Boom {number}","status":"triggered",
            "urgency":"{urgency}","incident_key":{key},"service":{{"id":"P1","summary":"OneLog"}}}}"#
    )
}

#[test]
fn open_incidents_are_told_page_by_page() {
    let (mut world, fake) = world(FEED, |asked| {
        let first = asked.path.contains("offset=0");
        let (one, more) =
            if first { (incident(7, "low", "null"), true) } else { (incident(8, "high", "\"x\""), false) };
        Answer::json(format!(r#"{{"incidents":[{one}],"limit":100,"offset":0,"more":{more},"total":null}}"#))
    });
    assert_eq!(
        alerts(&mut world),
        ["PD-8 critical Boom 8 (OneLog, triggered)", "PD-7 important Boom 7 (OneLog, triggered)"]
    );
    let asked = fake.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(
        asked[1].path,
        "/incidents?statuses%5B%5D=triggered&statuses%5B%5D=acknowledged&limit=100&offset=100&service_ids%5B%5D=P1&service_ids%5B%5D=P2"
    );
    assert_eq!(asked[0].header("accept"), Some("application/vnd.pagerduty+json;version=2"));
}

#[test]
fn what_jday_itself_opened_there_is_no_news() {
    let own = incident(9, "high", "\"jday/onelog/error-rate@green-1-pagerduty\"");
    let (mut world, _fake) =
        world(FEED, move |_| Answer::json(format!(r#"{{"incidents":[{own}],"more":false}}"#)));
    assert_eq!(alerts(&mut world), Vec::<String>::new());
}

#[test]
fn a_service_that_never_ends_is_not_read_for_ever() {
    let (mut world, fake) = world(FEED, |_| {
        Answer::json(format!(r#"{{"incidents":[{}],"more":true}}"#, incident(1, "high", "null")))
    });
    let polled = world.poll("it").answer.unwrap();
    assert!(polled.warnings[0].as_str().contains("name the services"));
    assert!(fake.asked().len() < 10);
}

#[test]
fn a_limit_is_told_with_its_end() {
    let (mut world, _fake) =
        world(FEED, |_| Answer::new(429, "application/json", "{}").with("ratelimit-reset", "17"));
    let trouble = world.poll("it").answer.unwrap_err();
    assert_eq!((trouble.retry_after_ms, trouble.passing), (Some(17_000), true));
}
