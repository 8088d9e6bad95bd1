//! What every lever over HTTP has to bear: answers that are none. One table each for reading and for acting.

use std::time::{Duration, Instant};

use jday::plan::types::Side::{Blue, Green};

use super::*;
use crate::fake::{Answer, Asked, Fake};

/// Answers from which nobody can read anything.
fn unreadable(elsewhere: &Fake) -> Vec<(&'static str, Answer)> {
    let login = "<!DOCTYPE html><title>Log in</title>";
    vec![
        ("garbage", Answer::json("}{ \u{0}\u{1b}]0;x\u{7}")),
        ("a login page", Answer::new(200, "text/html", login)),
        ("a login page that says it is JSON", Answer::json(login)),
        ("the wrong types", Answer::json(r#"{"rrsets":7,"result":"x","success":"yes","targets":[],"id":3}"#)),
        ("a list", Answer::json("[]")),
        ("no text", Answer::json(vec![0xff, 0xfe, 0x00, 0xc3, 0x28])),
        ("nothing", Answer::json("")),
        ("a broken body", Answer::json("{\"rrsets\":[],\"success\":true}".repeat(20)).cut()),
        ("a huge body", Answer::json(vec![b' '; 9 * 1024 * 1024])),
        ("a redirect", Answer::new(302, "text/html", "").with("location", &elsewhere.url())),
        ("wrong credentials", Answer::new(401, "text/plain", "Unauthorized \u{1b}[31m")),
        ("no rights", Answer::new(403, "application/json", r#"{"error":{"code":"forbidden"}}"#)),
        ("not found", Answer::new(404, "text/plain", "Not Found")),
        ("an error", Answer::new(500, "text/html", login)),
        ("a limit", Answer::new(429, "text/plain", "slow down").with("retry-after", "3000")),
        (
            "no service",
            Answer::new(503, "text/plain", "").with("retry-after", "Wed, 21 Oct 2099 07:28:00 GMT"),
        ),
    ]
}

/// How an act ended for sure, or that nobody knows.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Ends {
    Refused,
    Unknown,
}

/// Answers to an act, and what is known after them.
fn unsure(elsewhere: &Fake) -> Vec<(&'static str, Answer, Ends)> {
    let login = "<html>Log in";
    vec![
        ("a login page", Answer::new(200, "text/html", login), Ends::Unknown),
        ("garbage", Answer::json("}{"), Ends::Unknown),
        ("a broken body", Answer::json("{\"success\":true}".repeat(30)).cut(), Ends::Unknown),
        ("no text", Answer::json(vec![0xff, 0xfe]), Ends::Unknown),
        ("a huge body", Answer::json(vec![b' '; 9 * 1024 * 1024]), Ends::Unknown),
        ("an error", Answer::new(500, "text/html", login), Ends::Unknown),
        ("a gateway's error", Answer::new(502, "text/html", login), Ends::Unknown),
        ("a gateway's patience", Answer::new(504, "text/html", login), Ends::Unknown),
        ("a redirect", Answer::new(307, "text/html", "").with("location", &elsewhere.url()), Ends::Refused),
        ("wrong credentials", Answer::new(401, "text/plain", "no \u{1b}[31m\u{7}"), Ends::Refused),
        ("no rights", Answer::new(403, "text/plain", "no"), Ends::Refused),
        ("not found", Answer::new(404, "text/plain", "no"), Ends::Refused),
        ("a mistake", Answer::new(422, "application/json", "{\"error\":\"no\"}"), Ends::Refused),
        ("a limit", Answer::new(429, "text/plain", "slow down").with("retry-after", "300"), Ends::Refused),
    ]
}

/// Whatever is answered to a question, nothing is sent after it, and nobody is told that all is well.
pub fn assert_bears_unreadable(lever: impl Fn(&str) -> String) {
    let elsewhere = Fake::start(|_| Answer::json("{}"));
    for (what, answer) in unreadable(&elsewhere) {
        let fake = Fake::start(move |_| answer.clone());
        let mut world = world(&lever(&fake.url()));
        let reply = point(&mut world, Blue, Green);
        assert!(matches!(reply, Reply::Refused(_)), "{what}: {reply:?}");
        assert_says(&reply, &["nothing was sent"]);
        assert_printable(what, &reply);
        let writes: Vec<Asked> = fake.asked().into_iter().filter(|asked| asked.method != "GET").collect();
        assert_eq!(writes, [], "{what}");
        let (ok, detail) = proof(&mut world, Green, "lever");
        assert_ne!(ok, Some(true), "{what}: {detail}");
        let reply = reconcile(&mut world);
        assert!(matches!(reply, Reply::Unknown(_)), "{what}: {reply:?}");
    }
    assert_eq!(elsewhere.asked(), [], "credentials were led elsewhere");
    let mut gone = world(&lever(&format!("http://127.0.0.1:{}", closed_port())));
    assert_refused(&point(&mut gone, Blue, Green), &["nothing was sent"]);
    let silent = Fake::start(|_| Answer::json("{}").after(Duration::from_mins(2)));
    let since = Instant::now();
    assert_refused(&point(&mut world(&lever(&silent.url())), Blue, Green), &["no answer within"]);
    assert!(since.elapsed() < Duration::from_secs(12));
}

/// Whatever is answered to an act, Refused is said only where it certainly did not happen. `fake` answers every
/// question rightly, at Blue, and every act with what it is given.
pub fn assert_bears_unsure(fake: impl Fn(Answer) -> Fake, lever: impl Fn(&str) -> String) {
    let elsewhere = Fake::start(|_| Answer::json("{}"));
    for (what, answer, ends) in unsure(&elsewhere) {
        let fake = fake(answer);
        let mut world = world(&lever(&fake.url()));
        let since = Instant::now();
        let reply = point(&mut world, Blue, Green);
        match ends {
            Ends::Refused => assert!(matches!(reply, Reply::Refused(_)), "{what}: {reply:?}"),
            Ends::Unknown => assert!(matches!(reply, Reply::Unknown(_)), "{what}: {reply:?}"),
        }
        assert_printable(what, &reply);
        assert!(since.elapsed() < Duration::from_secs(5), "{what}: it slept");
        if what == "a limit" {
            assert_says(&reply, &["300 s"]);
        }
        let writes = fake.asked().iter().filter(|asked| asked.method != "GET").count();
        assert_eq!(writes, 1, "{what}: an act is sent once");
    }
    assert_eq!(elsewhere.asked(), [], "credentials were led elsewhere");
    let silent = fake(Answer::json("{}").after(Duration::from_mins(2)));
    let mut world = world(&lever(&silent.url()));
    let reply = world.ask(Request::Point { from: Blue, to: Green }, Duration::from_millis(1500));
    assert_unknown(&reply, &["1500 ms"]);
}

fn assert_printable(what: &str, reply: &Reply) {
    let words = reply.words();
    assert!(!words.chars().any(char::is_control), "{what}: {words}");
    assert!(!words.trim().is_empty() && words.len() < 1_500, "{what}: {words}");
    assert!(!words.contains("canary"), "{what}: a secret in {words}");
}

fn closed_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
