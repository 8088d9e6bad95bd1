//! `PagerDuty` Events v2.

use jday::client::{Kind, Message};
use jday::plan::types::{Side, TierLevel};
use serde_json::Value;

use crate::fake::{Answer, Asked, Fake};
use crate::net::World;

use super::{assert_told, message, reconcile, secret, send, told};

const KEY: &str = "0123456789abcdef0123456789abcdef";
const QUEUED: &str = r#"{"status":"success","message":"Event processed","dedup_key":"x"}"#;

fn pager(script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> (World, Fake) {
    let (fake, folder) = (Fake::start(script), tempfile::tempdir().unwrap());
    let key = secret(folder.path(), "key", KEY);
    let world =
        super::world(&format!("pagerduty]\napi = {{ url = \"{}\" }}\nrouting_key = \"{key}\"", fake.url()));
    (world, fake)
}

fn sent(fake: &Fake) -> Vec<Value> {
    fake.asked().iter().map(|asked| serde_json::from_slice(&asked.body).unwrap()).collect()
}

#[test]
fn an_episode_is_one_incident_from_its_trigger_to_its_end() {
    let (mut world, fake) = pager(|_| Answer::new(202, "application/json", QUEUED));
    let raised =
        Message { side: Some(Side::Green), ..message("errors@green-1-pagerduty", "5 % d'erreurs\nplus") };
    assert_told(&send(&mut world, &raised), "done", "queued");
    send(&mut world, &Message { kind: Kind::Taken, ..raised.clone() });
    send(&mut world, &raised.cleared());
    let sent = sent(&fake);
    let actions: Vec<&str> = sent.iter().map(|event| event["event_action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["trigger", "acknowledge", "resolve"]);
    for event in &sent {
        assert_eq!(event["dedup_key"], "jday/test-room/errors@green-1-pagerduty");
        assert_eq!(event["routing_key"], KEY);
    }
    assert_eq!(sent[0]["payload"]["summary"], "5 % d'erreurs");
    assert_eq!(sent[0]["payload"]["severity"], "critical");
    assert_eq!(sent[0]["payload"]["component"], "green");
    assert!(fake.asked().iter().all(|asked| asked.path == "/v2/enqueue"));
}

#[test]
fn a_step_that_needs_nobody_to_act_wakes_nobody() {
    let (mut world, fake) = pager(|_| Answer::new(202, "application/json", QUEUED));
    let step = Message { kind: Kind::Step, tier: TierLevel::Info, ..message("run-7-1", "Bascule faite") };
    assert_told(&send(&mut world, &step), "done", "queued");
    assert_eq!(fake.asked()[0].path, "/v2/change/enqueue");
    assert_eq!(sent(&fake)[0]["event_action"], Value::Null);
}

#[test]
fn each_answer_means_what_it_says() {
    let wrong = r#"{"status":"Unrecognized object","message":"Event object format is unrecognized","errors":["JSON parse error"]}"#;
    let cases = [
        (400, "application/json", wrong, "refused", "JSON parse error"),
        (403, "text/html", "no", "refused", "403"),
        (429, "application/json", "{}", "unknown", "429"),
        (500, "text/plain", "oops", "unknown", "500"),
        (202, "text/html", "<html>log in</html>", "unknown", "login page"),
        (200, "application/json", QUEUED, "unknown", "200"),
        (307, "text/plain", "", "refused", "not followed"),
    ];
    for (status, kind, body, word, part) in cases {
        let (mut world, _fake) = pager(move |_| Answer::new(status, kind, body));
        assert_told(&send(&mut world, &message("k", "t")), word, part);
    }
}

#[test]
fn a_key_that_is_said_back_is_not_told() {
    let (mut world, _fake) =
        pager(|asked| Answer::new(400, "text/plain", format!("cannot take {}", asked.text())));
    let reply = send(&mut world, &message("k", "t"));
    assert_told(&reply, "refused", "cannot take");
    assert!(!told(&reply).1.contains(KEY), "{reply:?}");
}

#[test]
fn what_nobody_knows_is_settled_by_the_same_key() {
    let (mut world, fake) = pager(|_| Answer::new(202, "application/json", QUEUED));
    assert_told(&reconcile(&mut world, &message("k", "t")), "done", "queued");
    assert_eq!(sent(&fake)[0]["dedup_key"], "jday/test-room/k");
}
