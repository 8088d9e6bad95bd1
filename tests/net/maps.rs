//! The key of Google Maps: what it is worth, and that nobody ever reads it.

use jday::client::{Polled, Value};

use crate::fake::{Answer, Fake};
use crate::net::{BARE, World, plan};

const KEY: &str = "AIzaS3cretKey";

fn world(fake: &Fake, folder: &tempfile::TempDir, interval: &str) -> World {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.path().join("key");
    std::fs::write(&path, format!("{KEY}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let source = format!(
        "[[sources]]\nid = \"maps\"\ninterval = {interval:?}\ndeadline = \"1s\"\n\
         maps = {{ url = {:?}, key = \"file:{}\", metric = \"database\" }}\n",
        fake.url(),
        path.display()
    );
    World::new(&plan(&format!("{BARE}\n{source}")))
}

fn poll(script: impl Fn(&crate::fake::Asked) -> Answer + Send + Sync + 'static) -> Polled {
    let (fake, folder) = (Fake::start(script), tempfile::tempdir().unwrap());
    world(&fake, &folder, "1h").poll("maps")
}

#[test]
fn the_words_of_the_answer_count_and_not_its_status() {
    let bound = "API keys with referer restrictions cannot be used with this API.";
    let cases = [
        ("OK", "", Some((Value::Number(1.0), Some(true)))),
        ("ZERO_RESULTS", "", Some((Value::Number(1.0), Some(true)))),
        ("REQUEST_DENIED", "The provided API key is invalid.", Some((Value::Number(0.0), Some(false)))),
        ("OVER_DAILY_LIMIT", "billing is off", Some((Value::Number(0.0), Some(false)))),
        ("REQUEST_DENIED", bound, Some((Value::NoData, None))),
        ("OVER_QUERY_LIMIT", "", None),
        ("UNKNOWN_ERROR", "", None),
        ("INVALID_REQUEST", "", None),
        ("SOMETHING_NEW", "", None),
    ];
    for (status, message, expected) in cases {
        let body = format!("{{\"results\": [], \"status\": {status:?}, \"error_message\": {message:?}}}");
        let answer = poll(move |_| Answer::json(body.clone())).answer;
        let told = answer.as_ref().ok().map(|it| (it.readings[0].value, it.items[0].holds));
        assert_eq!(told, expected, "{status}: {answer:?}");
        if status == "INVALID_REQUEST" {
            assert!(!answer.unwrap_err().passing, "asking again does not help");
        }
    }
}

#[test]
fn the_key_is_sent_and_never_told() {
    let echo = |asked: &crate::fake::Asked| {
        assert!(asked.path.contains(KEY), "{}", asked.path);
        Answer::json(format!("{{\"status\": \"REQUEST_DENIED\", \"error_message\": \"{KEY} is bad\"}}"))
    };
    let told = format!("{:?}", poll(echo));
    assert!(told.contains("[secret] is bad") && !told.contains(KEY), "{told}");
    for answer in [
        Answer::new(403, "text/plain", format!("no such key {KEY}")),
        Answer::new(200, "text/html", format!("<html>{KEY}")),
        Answer::json("{").cut(),
        Answer::json(vec![0xff; 20]),
        Answer::new(302, "text/plain", "").with("location", "http://127.0.0.1:9/"),
        Answer::json(vec![b' '; 9 * 1024 * 1024]),
    ] {
        let polled = poll(move |_| answer.clone());
        assert!(polled.answer.is_err(), "{polled:?}");
        assert!(!format!("{polled:?}").contains(KEY), "{polled:?}");
    }
}

#[test]
fn it_is_not_asked_again_before_its_time() {
    let fake = Fake::start(|_| Answer::json("{\"status\": \"OK\"}"));
    let folder = tempfile::tempdir().unwrap();
    let mut world = world(&fake, &folder, "1h");
    world.poll("maps").answer.expect("asked");
    std::thread::sleep(std::time::Duration::from_millis(20));
    let again = world.poll("maps").answer.expect("remembered");
    assert_eq!(fake.asked().len(), 1, "each is billed");
    assert!(again.readings[0].age_ms >= 20, "and it is as old as it is");
}
