//! Messages of a live room, over services that are slow, dead or limited, through a kill of its engine (R10, R32).

use std::os::unix::fs::PermissionsExt as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jday::model::alerts::{Alert, AlertKey, Delivery};
use jday::model::channels::{self, Health};
use jday::model::react::own;
use jday::plan::types::Id;
use rustix::process::Signal;

use crate::fake::{Answer, Asked, Fake};
use crate::kit::{Engine, Ground, Seat, me, wait_for};

const QUEUED: &str = r#"{"status":"success","message":"Event processed","dedup_key":"x"}"#;

/// Puts a secret into a file of its owner alone, and says how a plan names it.
fn secret(folder: &std::path::Path, name: &str, value: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, value).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    format!("file:{}", path.display())
}

pub fn pagerduty(folder: &std::path::Path, url: &str) -> String {
    let key = secret(folder, "routing-key", "0123456789abcdef0123456789abcdef");
    format!(
        "{{ id = \"pagerduty\", pagerduty = {{ api = {{ url = \"{url}\" }}, routing_key = \"{key}\" }} }}"
    )
}

fn twilio(folder: &std::path::Path, url: &str) -> String {
    let to = secret(folder, "numbers", "+221770000042");
    format!(
        "{{ id = \"sms\", twilio = {{ api = {{ url = \"{url}\" }}, account = \"AC1\", from = \"MG1\", to = \"{to}\", \
         follow = \"3s\" }} }}"
    )
}

pub fn webhook(folder: &std::path::Path, url: &str) -> String {
    let hook = secret(folder, "hook", url);
    format!("{{ id = \"slack\", slack_webhook = {{ url = \"{hook}\" }} }}")
}

/// A room whose critical tier goes over `pager`, which does not get it through: its lever was moved by somebody else,
/// and the next tier's chat has that.
fn alarmed(folder: &std::path::Path, pager: &Fake) -> (Ground, Engine, Seat, Fake) {
    let chat = Fake::start(|_| Answer::new(200, "text/plain", "ok"));
    let ground = Ground::new();
    let services = [pagerduty(folder, &pager.url()), webhook(folder, &chat.url())].join(", ");
    ground.write_plan(&[&me()], &format!("channels = [{services}]"));
    let engine = ground.engine();
    let mut seat = ground.attach();
    std::fs::write(ground.lever(), "green").unwrap();
    seat.until("the next tier has it", |seat| is_delivered(seat, "slack"));
    (ground, engine, seat, chat)
}

fn moved() -> AlertKey {
    AlertKey::new(own::OUT_OF_BAND, None)
}

fn is_delivered(seat: &Seat, channel: &str) -> bool {
    let alert = seat.state().alerts.feed.get(&moved());
    alert.and_then(|alert| alert.deliveries.get(&Id::new(channel))).is_some_and(Delivery::is_delivered)
}

fn keys(pager: &Fake) -> Vec<String> {
    let key = |asked: &Asked| {
        let event: serde_json::Value = serde_json::from_slice(&asked.body).unwrap();
        event["dedup_key"].as_str().unwrap().to_owned()
    };
    pager.asked().iter().map(key).collect()
}

/// Killed between intent and outcome: where a key makes two one it is sent again, where not it is looked for.
#[test]
fn what_was_under_way_when_the_engine_was_killed_is_said_once_to_the_eye() {
    let folder = tempfile::tempdir().unwrap();
    let first = Mutex::new(true);
    let pager = Fake::start(move |_| {
        let answer = Answer::new(202, "application/json", QUEUED);
        let is_first = std::mem::replace(&mut *first.lock().unwrap(), false);
        if is_first { answer.after(Duration::from_mins(1)) } else { answer }
    });
    let texts: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&texts);
    let operator = Fake::start(move |asked| {
        let mut kept = kept.lock().unwrap();
        if asked.method == "POST" {
            let form = asked.text();
            let mark = form.rsplit("%23").next().unwrap().to_owned();
            kept.push(format!("#{mark}"));
            return Answer::json("{}").after(Duration::from_mins(1));
        }
        let one = |(n, mark)| {
            format!(r#"{{"sid":"SM{n}","status":"delivered","body":"t {mark}","error_code":null}}"#)
        };
        let all: Vec<String> = kept.iter().enumerate().map(one).collect();
        Answer::json(format!(r#"{{"messages":[{}]}}"#, all.join(",")))
    });
    let ground = Ground::new();
    let services =
        [pagerduty(folder.path(), &pager.url()), twilio(folder.path(), &operator.url())].join(", ");
    ground.write_plan(&[&me()], &format!("channels = [{services}]"));
    let mut engine = ground.engine();
    std::fs::write(ground.lever(), "green").unwrap();
    wait_for("both were asked", || !pager.asked().is_empty() && !texts.lock().unwrap().is_empty());
    engine.signal(Signal::KILL);
    engine.end();
    let _engine = ground.engine();
    let mut seat = ground.attach();
    seat.until("both have it", |seat| is_delivered(seat, "pagerduty") && is_delivered(seat, "sms"));
    assert_eq!(texts.lock().unwrap().len(), 1, "a second SMS would be one");
    let keys = keys(&pager);
    assert!(keys.len() >= 2 && keys.iter().all(|key| *key == keys[0]), "{keys:?}");
}

/// The critical tier is dead: the next takes over at once, the screen says so, and `jday status` too; once a message
/// gets through again, it is over.
#[test]
fn a_dead_tier_falls_to_the_next_and_is_said_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let dead = Arc::new(Mutex::new(true));
    let down = Arc::clone(&dead);
    let pager = Fake::start(move |_| {
        if *down.lock().unwrap() {
            Answer::new(400, "application/json", r#"{"status":"invalid key","message":"no","errors":["no"]}"#)
        } else {
            Answer::new(202, "application/json", QUEUED)
        }
    });
    let (ground, _engine, mut seat, _chat) = alarmed(folder.path(), &pager);
    let down = AlertKey::new(own::CHANNELS_DOWN, None);
    seat.until("it is said", |seat| seat.state().alerts.feed.get(&down).is_some_and(Alert::is_firing));
    let health = |seat: &Seat, id: &str| channels::health(seat.state(), &Id::new(id));
    assert_eq!(
        (health(&seat, "pagerduty"), health(&seat, "sms"), health(&seat, "slack")),
        (Health::Failing, Health::Nowhere, Health::Working)
    );
    let status = |more: &[&str]| {
        let out = ground.jday(&[&["status"], more].concat()).output().unwrap();
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    let text = status(&[]);
    assert!(text.contains("pagerduty FAILING since") && text.contains("sms LEADS NOWHERE"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&status(&["--json"])).unwrap();
    let of = |id: &str| json["channels"].as_array().unwrap().iter().find(|one| one["channel"] == id).unwrap();
    assert_eq!((&of("pagerduty")["state"], &of("slack")["state"]), (&"failing".into(), &"working".into()));
    assert!(of("pagerduty")["error"].as_str().is_some_and(|why| why.contains("400")), "{json}");
    *dead.lock().unwrap() = false;
    seat.until("a message got through", |seat| health(seat, "pagerduty") == Health::Working);
    seat.until("it is over", |seat| !seat.state().alerts.feed[&down].is_firing());
}

/// Whoever asks for an hour of rest has it, is not slept through, and the next tier is told at once.
#[test]
fn a_service_that_wants_an_hour_of_rest_is_passed_by() {
    let folder = tempfile::tempdir().unwrap();
    let pager = Fake::start(|_| Answer::new(429, "application/json", "{}").with("retry-after", "3600"));
    let (_ground, _engine, mut seat, _chat) = alarmed(folder.path(), &pager);
    let until = channels::rests_until(seat.state(), &Id::new("pagerduty")).expect("it is on the board");
    let left = until.0 - seat.state().now.at.0;
    assert!((3_500_000..=3_600_000).contains(&left), "{left}");
    let ticks = seat.state().ticks;
    seat.until("more than a retry's time", |seat| seat.state().ticks > ticks + 14);
    assert_eq!(pager.asked().len(), 1, "it is left alone");
}
