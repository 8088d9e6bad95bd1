//! What keeps a message from leaving: a queue, somebody who needs it no more, a service that asked for rest.

use std::time::{Duration, Instant};

use jday::client::net::Net;
use jday::client::{Call, Clients as _, Kind, Message, Now, Reply, Report};
use jday::plan::types::TierLevel;

use crate::fake::{Answer, Asked, Fake};

use super::{message, notify, secret};

/// A channel on a webhook that answers by `script`.
struct Channel {
    net: Net,
    fake: Fake,
    ended: Vec<(u64, Reply)>,
    rests: Vec<(u64, u64)>,
}

impl Channel {
    fn new(script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let fake = Fake::start(script);
        let folder = tempfile::tempdir().unwrap();
        let url = secret(folder.path(), "url", &fake.url());
        let plan = crate::net::plan(&format!(
            "{}\nsources = []\n[[channels]]\nid = \"sms\"\n[channels.slack_webhook]\nurl = \"{url}\"",
            crate::net::BARE
        ));
        let net = Net::new(&plan, &"r".into(), std::sync::Arc::new(|| {}));
        let net = net.unwrap_or_else(|wrong| panic!("{wrong:?}"));
        Self { net, fake, ended: Vec::new(), rests: Vec::new() }
    }

    fn submit(&mut self, id: u64, message: &Message) {
        self.net.submit(Call { id, request: notify(message), deadline_ms: 50_000 }, Now::default());
        // The order of arrival is that of the calls.
        std::thread::sleep(Duration::from_millis(10));
    }

    /// Waits until message `id` ended.
    fn end_of(&mut self, id: u64) -> Reply {
        let since = Instant::now();
        loop {
            for report in self.net.reports(Now::default()) {
                match report {
                    Report::Ended { id, reply } => self.ended.push((id, reply)),
                    Report::Rests { id, for_ms } => self.rests.push((id, for_ms)),
                    _ => {}
                }
            }
            if let Some((_, reply)) = self.ended.iter().find(|(known, _)| *known == id) {
                return reply.clone();
            }
            assert!(since.elapsed() < Duration::from_secs(40), "no end of {id}: {:?}", self.ended);
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn texts(&self) -> Vec<String> {
        let text = |asked: &Asked| {
            let body: serde_json::Value = serde_json::from_slice(&asked.body).unwrap();
            body["text"].as_str().unwrap().to_owned()
        };
        self.fake.asked().iter().map(text).collect()
    }
}

fn of(tier: TierLevel, text: &str) -> Message {
    Message { tier, ..message(text, text) }
}

fn ok() -> Answer {
    Answer::new(200, "text/plain", "ok")
}

#[test]
fn what_is_critical_never_waits_behind_fifty_that_only_inform_on_a_slow_channel() {
    let mut slack = Channel::new(|_| ok().after(Duration::from_secs(5)));
    for n in 0..50 {
        slack.submit(n, &of(TierLevel::Info, &format!("info {n}.")));
    }
    let since = Instant::now();
    slack.submit(50, &of(TierLevel::Critical, "NOW"));
    let left = |slack: &Channel| slack.texts().iter().position(|text| text.starts_with("NOW"));
    while left(&slack).is_none() {
        assert!(since.elapsed() < Duration::from_secs(30), "{:?}", slack.texts());
        std::thread::sleep(Duration::from_millis(5));
    }
    // By turns it would be the fifty-first, one a second.
    assert!(since.elapsed() < Duration::from_secs(10), "it left after {:?}", since.elapsed());
    let before = left(&slack).unwrap();
    assert!(before <= 2, "{:?}", slack.texts());
    for n in 0..=50 {
        assert!(matches!(slack.end_of(n), Reply::Done(_)), "{n}");
    }
    let texts = slack.texts();
    assert!(texts.len() <= 4, "what informs goes together: {texts:?}");
    let all = texts.join("\n");
    assert!((0..50).all(|n| all.contains(&format!("info {n}."))), "each is said: {all}");
    assert_eq!(all.matches('#').count(), 51, "each has its own mark, by which it is found: {all}");
}

#[test]
fn what_nobody_needs_any_more_is_taken_back_from_the_queue() {
    let mut slack = Channel::new(|_| ok());
    for (id, text) in [(1, "first"), (2, "second"), (3, "third")] {
        slack.submit(id, &of(TierLevel::Important, text));
    }
    slack.net.withdraw(3);
    slack.net.withdraw(1);
    assert_eq!(slack.end_of(3), Reply::Withdrawn);
    assert!(matches!(slack.end_of(1), Reply::Done(_)), "it had left");
    assert!(matches!(slack.end_of(2), Reply::Done(_)));
    // Taken back before it came into the queue at all.
    slack.net.withdraw(4);
    slack.submit(4, &of(TierLevel::Important, "fourth"));
    assert_eq!(slack.end_of(4), Reply::Withdrawn);
    let texts = slack.texts();
    assert!(texts.len() == 2 && !texts.iter().any(|text| text.contains("third")), "{texts:?}");
}

#[test]
fn a_rest_of_an_hour_is_told_and_kept_and_never_slept_through() {
    let mut slack = Channel::new(|_| Answer::new(429, "text/plain", "slow down").with("retry-after", "3600"));
    let since = Instant::now();
    slack.submit(1, &of(TierLevel::Critical, "one"));
    assert!(matches!(slack.end_of(1), Reply::Unknown(why) if why.as_str().contains("3600 s")));
    assert_eq!(slack.rests, [(1, 3_600_000)]);
    slack.submit(2, &of(TierLevel::Critical, "two"));
    assert!(matches!(slack.end_of(2), Reply::Refused(why) if why.as_str().contains("left alone")));
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    assert_eq!(slack.fake.asked().len(), 1, "it is left alone");
    assert!(slack.rests.last().is_some_and(|(id, ms)| *id == 2 && *ms > 3_500_000), "{:?}", slack.rests);
}

#[test]
fn a_message_whose_turn_does_not_come_is_known_not_to_have_left() {
    let mut slack = Channel::new(|_| ok());
    for n in 0..20 {
        slack.submit(n, &of(TierLevel::Important, &format!("important {n}.")));
    }
    let ends: Vec<Reply> = (0..20).map(|n| slack.end_of(n)).collect();
    let refused: Vec<&Reply> = ends.iter().filter(|end| matches!(end, Reply::Refused(_))).collect();
    assert!(!refused.is_empty() && refused.iter().all(|end| end.words().contains("its turn did not come")));
    assert!(ends.iter().all(|end| !matches!(end, Reply::Unknown(_))), "{ends:?}");
    let texts = slack.texts();
    assert_eq!(texts.len() + refused.len(), 20, "what is refused was not sent: {texts:?}");
}

#[test]
fn an_incident_is_not_begun_again_after_its_end() {
    let queued = r#"{"status":"success","message":"Event processed","dedup_key":"x"}"#;
    let fake = Fake::start(move |_| Answer::new(202, "application/json", queued));
    let folder = tempfile::tempdir().unwrap();
    let key = secret(folder.path(), "key", "0123456789abcdef0123456789abcdef");
    let mut world =
        super::world(&format!("pagerduty]\napi = {{ url = \"{}\" }}\nrouting_key = \"{key}\"", fake.url()));
    let raised = message("k-1-pagerduty", "t");
    super::assert_told(&super::send(&mut world, &raised.cleared()), "done", "queued");
    let late = [raised.clone(), Message { kind: Kind::Taken, ..raised.clone() }];
    for message in late {
        super::assert_told(&super::send(&mut world, &message), "refused", "the end of its episode");
    }
    super::assert_told(&super::send(&mut world, &message("k-2-pagerduty", "t")), "done", "queued");
    assert_eq!(fake.asked().len(), 2);
}
