//! One queue for a channel: the gravest first, what only informs together.

use std::time::{Duration, Instant};

use jday::client::{Call, Clients as _, Kind, Message, Now, Reply, Report};
use jday::plan::types::TierLevel;

use crate::fake::{Answer, Fake};

use super::{message, notify, secret};

/// Everything submitted at once; the texts in the order of their arrival, and how many replies were "done".
fn burst(messages: &[Message], answer: Answer) -> (Vec<String>, usize, Duration) {
    let fake = Fake::start(move |_| answer.clone());
    let folder = tempfile::tempdir().unwrap();
    let url = secret(folder.path(), "url", &fake.url());
    let live = format!(
        "{}\nsources = []\n[[channels]]\nid = \"sms\"\n[channels.slack_webhook]\nurl = \"{url}\"",
        crate::net::BARE
    );
    let plan = crate::net::plan(&live);
    let mut net = jday::client::net::Net::new(&plan, &"r".into(), std::sync::Arc::new(|| {}))
        .unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let since = Instant::now();
    for (id, message) in messages.iter().enumerate() {
        let call = Call { id: id as u64, request: notify(message), deadline_ms: 9_000 };
        net.submit(call, Now::default());
        // The order of arrival is that of the calls.
        std::thread::sleep(Duration::from_millis(30));
    }
    let mut replies = Vec::new();
    while replies.len() < messages.len() {
        assert!(since.elapsed() < Duration::from_secs(15), "{replies:?}");
        replies.extend(net.reports(Now::default()).into_iter().filter_map(|report| match report {
            Report::Ended { reply, .. } => Some(reply),
            _ => None,
        }));
        std::thread::sleep(Duration::from_millis(5));
    }
    let texts = fake.asked().into_iter().map(|asked| {
        let body: serde_json::Value = serde_json::from_slice(&asked.body).unwrap();
        body["text"].as_str().unwrap().split(" #").next().unwrap().to_owned()
    });
    let done = replies.iter().filter(|reply| matches!(reply, Reply::Done(_))).count();
    (texts.collect(), done, since.elapsed())
}

fn of(tier: TierLevel, text: &str) -> Message {
    Message { tier, kind: Kind::Step, ..message(text, text) }
}

#[test]
fn what_only_informs_goes_together_and_what_is_critical_goes_before_it() {
    let messages = [
        of(TierLevel::Info, "one"),
        of(TierLevel::Info, "two"),
        of(TierLevel::Info, "three"),
        of(TierLevel::Important, "soon"),
        of(TierLevel::Critical, "NOW"),
    ];
    let (texts, done, took) = burst(&messages, Answer::new(200, "text/plain", "ok"));
    assert_eq!(texts, ["one", "NOW", "soon", "two\nthree"]);
    assert_eq!(done, 5, "each message has its own end");
    assert!(took >= Duration::from_millis(2_900), "one a second: {took:?}");
}

#[test]
fn a_channel_that_is_slow_to_answer_keeps_the_next_message_no_longer_than_the_gap() {
    let slow = Answer::new(200, "text/plain", "ok").after(Duration::from_secs(4));
    let (texts, done, took) = burst(&[of(TierLevel::Info, "one"), of(TierLevel::Critical, "NOW")], slow);
    assert_eq!((texts.len(), done), (2, 2));
    assert!(took < Duration::from_secs(7), "{took:?}");
}
