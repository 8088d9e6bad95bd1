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
    let secret = secret(folder.path(), "secret", "+221770000042");
    for (why, answer) in bad(&elsewhere.url()) {
        let fake = Fake::start(move |_| answer.clone());
        let url = fake.url();
        let hook = super::secret(folder.path(), "hook", &url);
        let services = [
            format!("pagerduty]\napi = {{ url = \"{url}\" }}\nrouting_key = \"{secret}\""),
            format!("slack]\napi = {{ url = \"{url}\" }}\nchannel = \"C1\""),
            format!("slack_webhook]\nurl = \"{hook}\""),
            format!(
                "twilio]\napi = {{ url = \"{url}\" }}\naccount = \"A\"\nfrom = \"MG1\"\nto = \"{secret}\""
            ),
        ];
        for service in services {
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
