//! What no server should answer: the source says so, and nothing begins or ends by it.

use std::time::Duration;

use crate::fake::{Answer, Asked, Fake};

use super::world;

/// Answers of which none is one, each with a word of the trouble that it must be.
pub fn bad(elsewhere: &str) -> Vec<(&'static str, Answer)> {
    vec![
        ("broke off", Answer::json(vec![b'['; 400]).cut()),
        ("no end within", Answer::json("[]").after(Duration::from_secs(5))),
        ("cannot be read", Answer::json("}{ garbage")),
        ("login page", Answer::new(200, "text/html", "<html>Please log in</html>")),
        ("not followed", Answer::new(302, "text/plain", "").with("location", elsewhere)),
        ("larger than", Answer::json(vec![b' '; 9 * 1024 * 1024])),
        ("cannot be read", Answer::json(r#""words""#)),
        ("cannot be read", Answer::json(r#"{"incidents":7,"timeSeries":{"a":-1},"ok":"yes"}"#)),
        ("cannot be read", Answer::json(vec![b'[', b'"', 0xff, 0xfe, b'"', b']'])),
        ("not JSON", Answer::new(200, "", "[]")),
        ("503", Answer::new(503, "text/plain", "\u{1b}[31mno\u{1b}[0m\u{202e}")),
        ("credentials", Answer::new(401, "application/json", "{}")),
    ]
}

#[test]
fn a_broken_answer_is_trouble_with_a_reason_and_never_an_empty_list() {
    let elsewhere = Fake::start(|_: &Asked| Answer::json("[]"));
    let feeds = [super::alertmanager::FEED, super::sentry::FEED, super::pagerduty::FEED];
    for feed in feeds {
        for (why, answer) in bad(&elsewhere.url()) {
            let (mut world, _fake) = world(feed, move |_| answer.clone());
            let polled = world.poll_within("it", Duration::from_secs(1));
            let trouble = polled.answer.expect_err(why);
            assert!(trouble.why.as_str().contains(why), "{feed}: {why}: {trouble:?}");
            assert!(!trouble.why.as_str().contains('\u{1b}'));
        }
    }
    assert!(elsewhere.asked().is_empty(), "credentials went elsewhere");
}

#[test]
fn a_refused_connection_is_passing_trouble() {
    for feed in [super::alertmanager::FEED, super::sentry::FEED, super::pagerduty::FEED] {
        let feed = feed.replace("$url", "http://127.0.0.1:9");
        let (mut world, _fake) = world(&feed, |_| Answer::json("[]"));
        let trouble = world.poll("it").answer.unwrap_err();
        assert!(trouble.passing && trouble.why.as_str().contains("refused"), "{trouble:?}");
    }
}

#[test]
fn escape_sequences_and_bad_text_of_an_alert_are_printable() {
    let body = r#"[{"fingerprint":"a","labels":{"alertname":"\u001b[2J\u202eX"},"status":{"state":"active"}},
                   {"fingerprint":"a","labels":{"alertname":"\u001b[2J\u202eX"},"status":{"state":"active"}}]"#;
    let (mut world, _fake) = world(super::alertmanager::FEED, move |_| Answer::json(body));
    for alert in super::observed(&mut world).alerts.unwrap() {
        assert_eq!(alert.name.as_str(), "^[[2J<U+202E>X");
    }
}
