//! Slack, by webhook and by its Web API.

use serde_json::Value;

use crate::fake::{Answer, Asked, Fake};
use crate::net::World;

use super::{assert_told, message, reconcile, secret, send, told};

const PATH: &str = "/services/T0001/B0002/SeCrEtPaRt";

fn webhook(script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> (World, Fake) {
    let (fake, folder) = (Fake::start(script), tempfile::tempdir().unwrap());
    let url = secret(folder.path(), "url", &format!("{}{PATH}\n", fake.url()));
    (super::world(&format!("slack_webhook]\nurl = \"{url}\"")), fake)
}

fn bot(script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> (World, Fake) {
    let (fake, folder) = (Fake::start(script), tempfile::tempdir().unwrap());
    let token = secret(folder.path(), "token", "xoxb-1");
    let service = format!(
        "slack]\napi = {{ url = \"{}\", auth = {{ bearer = \"{token}\" }} }}\nchannel = \"C1\"",
        fake.url()
    );
    (super::world(&service), fake)
}

fn body(fake: &Fake) -> Value {
    serde_json::from_slice(&fake.asked()[0].body).unwrap()
}

#[test]
fn nothing_in_a_text_pings_anybody_or_forges_a_link() {
    let hostile = "<!channel> <@U1> <https://evil|login> a & b &lt;";
    let safe = "&lt;!channel&gt; &lt;@U1&gt; &lt;https://evil|login&gt; a &amp; b &amp;lt; #";
    let (mut world, fake) = webhook(|_| Answer::new(200, "text/html", "ok"));
    assert_told(&send(&mut world, &message("k", hostile)), "done", "posted");
    assert_eq!(fake.asked()[0].path, PATH);
    let (mut world, other) = bot(|_| Answer::json(r#"{"ok":true,"ts":"1503435956.000247"}"#));
    assert_told(&send(&mut world, &message("k", hostile)), "done", "1503435956.000247");
    let asked = &other.asked()[0];
    assert_eq!(
        (asked.path.as_str(), asked.header("authorization")),
        ("/chat.postMessage", Some("Bearer xoxb-1"))
    );
    assert_eq!(asked.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(body(&other)["channel"], "C1");
    for body in [body(&fake), body(&other)] {
        assert!(body["text"].as_str().unwrap().starts_with(safe), "{body}");
        assert_eq!((&body["parse"], &body["link_names"]), (&Value::from("none"), &Value::from(false)));
    }
}

#[test]
fn a_webhook_says_in_words_what_it_thinks() {
    let cases = [
        (404, "no_service", "refused", "make a new webhook"),
        (400, "invalid_payload", "refused", "invalid_payload"),
        (500, "rollup_error", "unknown", "rollup_error"),
        (200, "<html>log in</html>", "unknown", "log in"),
        (302, "", "refused", "not followed"),
    ];
    for (status, text, word, part) in cases {
        let (mut world, _fake) = webhook(move |_| Answer::new(status, "text/plain", text));
        assert_told(&send(&mut world, &message("k", "t")), word, part);
    }
}

#[test]
fn the_web_api_refuses_with_status_200() {
    let cases = [
        ("not_in_channel", "refused", "invite the app"),
        ("invalid_auth", "refused", "make a new one"),
        ("ratelimited", "unknown", "ratelimited"),
        ("internal_error", "unknown", "internal_error"),
    ];
    for (error, word, part) in cases {
        let (mut world, _fake) = bot(move |_| Answer::json(format!(r#"{{"ok":false,"error":"{error}"}}"#)));
        assert_told(&send(&mut world, &message("k", "t")), word, part);
    }
}

#[test]
fn a_limit_is_told_with_its_end_and_not_slept_through() {
    let limited = || Answer::new(429, "application/json", r#"{"ok":false}"#).with("retry-after", "30");
    let (mut world, _fake) = bot(move |_| limited());
    let since = std::time::Instant::now();
    assert_told(&send(&mut world, &message("k", "t")), "unknown", "30 s");
    assert!(since.elapsed().as_secs() < 5);
}

#[test]
fn the_address_of_a_webhook_is_told_nowhere() {
    let echo = |asked: &Asked| Answer::new(404, "text/plain", format!("Cannot POST {}", asked.path));
    let (mut world, _fake) = webhook(echo);
    let replies = [send(&mut world, &message("k", "t")), reconcile(&mut world, &message("k", "t"))];
    for reply in &replies {
        assert!(!told(reply).1.contains("SeCrEtPaRt") && !told(reply).1.contains("B0002"), "{reply:?}");
    }
    assert_told(&replies[0], "refused", "Cannot POST");
    assert_told(&replies[1], "unknown", "look in the channel for #");
}
