//! What no service should answer, the same for all that speak HTTP.

use std::time::Duration;

use crate::alerts::bad;
use crate::fake::{Answer, Asked, Fake};

use super::{message, notify, secret, told};

/// Whatever comes back, a message that may have been taken is never called refused, and none that is not
/// proved is called done.
#[test]
fn a_broken_answer_never_says_done() {
    let elsewhere = Fake::start(|_: &Asked| Answer::json("{}"));
    let folder = tempfile::tempdir().unwrap();
    for (why, answer) in bad(&elsewhere.url()) {
        let fake = Fake::start(move |_| answer.clone());
        for service in services(folder.path(), &fake.url()) {
            let mut world = super::world(&service);
            let reply = world.ask(notify(&message("k", "t")), Duration::from_secs(1));
            let expected = if ["not followed", "credentials"].contains(&why) { "refused" } else { "unknown" };
            assert_eq!(told(&reply).0, expected, "{why}: {service}: {reply:?}");
            assert!(!told(&reply).1.contains('\u{1b}') && !told(&reply).1.contains("770000042"), "{reply:?}");
        }
    }
    assert!(elsewhere.asked().is_empty(), "credentials went elsewhere");
}

#[test]
fn a_refused_connection_is_a_refusal_for_nothing_was_sent() {
    let folder = tempfile::tempdir().unwrap();
    let hook = secret(folder.path(), "hook", "http://127.0.0.1:9/services/SeCrEt");
    let services = [
        format!("slack_webhook]\nurl = \"{hook}\""),
        "slack]\napi = { url = \"http://127.0.0.1:9\" }\nchannel = \"C1\"".to_owned(),
    ];
    for service in services {
        let reply = super::send(&mut super::world(&service), &message("k", "t"));
        super::assert_told(&reply, "refused", "nothing was sent");
        assert!(!told(&reply).1.contains("SeCrEt"), "{reply:?}");
    }
}

/// Every service that speaks HTTP, at `url`.
fn services(folder: &std::path::Path, url: &str) -> Vec<String> {
    let secret = secret(folder, "secret", "+221770000042");
    let hook = super::secret(folder, "hook", url);
    vec![
        format!("pagerduty]\napi = {{ url = \"{url}\" }}\nrouting_key = \"{secret}\""),
        format!("slack]\napi = {{ url = \"{url}\" }}\nchannel = \"C1\""),
        format!("slack_webhook]\nurl = \"{hook}\""),
        format!("twilio]\napi = {{ url = \"{url}\" }}\naccount = \"A\"\nfrom = \"MG1\"\nto = \"{secret}\""),
    ]
}

/// One that takes the connection and says nothing: its message may have arrived, and nobody waits longer than for
/// any other.
#[test]
fn a_silent_service_is_unknown_within_its_time() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let begun = std::time::Instant::now();
    let ends: Vec<_> = services(folder.path(), &url)
        .into_iter()
        .map(|service| {
            let mut world = super::world(&service);
            std::thread::spawn(move || {
                (world.ask(notify(&message("k", "t")), Duration::from_secs(16)), service)
            })
        })
        .collect();
    for end in ends {
        let (reply, service) = end.join().unwrap();
        assert_eq!(told(&reply).0, "unknown", "{service}: {reply:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(19), "{:?}", begun.elapsed());
}

#[test]
fn a_rest_that_is_asked_for_is_told_by_every_service() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start(|_| Answer::new(429, "application/json", "{}").with("retry-after", "3600"));
    for service in services(folder.path(), &fake.url()) {
        let mut world = super::world(&service);
        let begun = std::time::Instant::now();
        let reply = super::send(&mut world, &message("k", "t"));
        assert_eq!(told(&reply).0, "unknown", "{service}: {reply:?}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{service}");
        let rest = world.beside.iter().find_map(|report| match report {
            jday::client::Report::Rests { for_ms, .. } => Some(*for_ms),
            _ => None,
        });
        assert_eq!(rest, Some(3_600_000), "{service}");
        let asked = fake.asked().len();
        super::assert_told(&super::send(&mut world, &message("k2", "t")), "refused", "left alone");
        assert_eq!(fake.asked().len(), asked, "{service}: it is left alone");
    }
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_said() {
    let sink = super::sink::Sink::start(super::sink::Manner::TlsFirst);
    let url = format!("https://localhost:{}", sink.port);
    let folder = tempfile::tempdir().unwrap();
    for service in services(folder.path(), &url) {
        let reply = super::send(&mut super::world(&service), &message("k", "t"));
        super::assert_told(&reply, "refused", "nothing was sent");
        assert!(told(&reply).1.contains("certificate"), "{service}: {reply:?}");
    }
    assert!(sink.said().is_empty(), "{:?}", sink.said());
}
