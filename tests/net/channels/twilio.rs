//! SMS by Twilio: never twice, and followed to its end.

use std::sync::Mutex;

use crate::fake::{Answer, Asked, Fake};
use crate::net::World;

use super::{assert_told, message, reconcile, secret, send, told};
use jday::client::Message;

const LIST: &str = "/2010-04-01/Accounts/AC1/Messages.json";

fn twilio(to: &str, script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> (World, Fake) {
    followed("4s", to, script)
}

fn followed(
    follow: &str,
    to: &str,
    script: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
) -> (World, Fake) {
    let (fake, folder) = (Fake::start(script), tempfile::tempdir().unwrap());
    let (token, to) = (secret(folder.path(), "token", "t0k3n"), secret(folder.path(), "to", to));
    let service = format!(
        "twilio]\napi = {{ url = \"{}\", auth = {{ user = \"AC1\", password = \"{token}\" }} }}\n\
         account = \"AC1\"\nfrom = \"+15005550006\"\nto = \"{to}\"\nfollow = \"{follow}\"",
        fake.url()
    );
    (super::world(&service), fake)
}

fn taken(status: &str) -> Answer {
    let body =
        format!(r#"{{"sid":"SM1","status":"{status}","num_segments":"1","error_code":null,"body":"x"}}"#);
    Answer::new(201, "application/json", body)
}

/// A Twilio that delivers at the second look, and keeps what it was sent.
fn delivers() -> impl Fn(&Asked) -> Answer + Send + Sync {
    let looks = Mutex::new(0);
    move |asked| {
        if asked.method == "POST" {
            return taken("queued");
        }
        let mut looks = looks.lock().unwrap();
        *looks += 1;
        if *looks > 1 { taken("delivered") } else { taken("sent") }
    }
}

fn posts(fake: &Fake) -> Vec<String> {
    fake.asked().iter().filter(|asked| asked.method == "POST").map(Asked::text).collect()
}

#[test]
fn a_message_goes_as_a_form_and_is_followed_until_it_is_delivered() {
    let (mut world, fake) = twilio("+221770000042\n", delivers());
    let reply = send(&mut world, &message("k", "Taux d’erreur élevé"));
    assert_told(&reply, "done", "..42 delivered, SM1");
    assert!(told(&reply).1.contains("1 segment"), "{reply:?}");
    let posted = &posts(&fake)[0];
    assert!(
        posted.starts_with("To=%2B221770000042&From=%2B15005550006&Body=Taux+d%27erreur+%C3%A9lev%C3%A9+%23"),
        "{posted}"
    );
    let asked = &fake.asked()[0];
    assert_eq!(asked.path, LIST);
    assert_eq!(asked.header("authorization"), Some("Basic QUMxOnQwazNu"));
    assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
}

#[test]
fn an_sms_that_the_operator_lost_was_not_received() {
    let failed = r#"{"sid":"SM1","status":"undelivered","error_code":30005,"body":"x"}"#;
    let (mut world, _fake) =
        twilio(
            "+221770000042",
            move |asked| {
                if asked.method == "POST" { taken("queued") } else { Answer::json(failed) }
            },
        );
    assert_told(
        &send(&mut world, &message("k", "t")),
        "refused",
        "undelivered (30005: nobody has this number)",
    );
}

/// The operator takes its time: what is lost after the first looks is lost all the same.
#[test]
fn an_sms_is_followed_until_its_time_is_over() {
    let since = std::time::Instant::now();
    let (mut world, _fake) = twilio("+221770000042", move |asked| {
        let late = since.elapsed() > std::time::Duration::from_secs(3);
        if asked.method == "POST" || !late { taken("sent") } else { taken("failed") }
    });
    assert_told(&send(&mut world, &message("k", "t")), "refused", "failed");
}

#[test]
fn what_is_sent_and_not_yet_delivered_is_done_and_says_so() {
    let (mut world, _fake) = twilio("+221770000042", |_| taken("sent"));
    assert_told(&send(&mut world, &message("k", "t")), "done", "sent at Twilio, delivery not confirmed");
}

#[test]
fn a_second_try_looks_first_and_sends_only_what_is_not_there() {
    let (mut world, fake) = twilio("+221770000042", |_| taken("delivered"));
    send(&mut world, &message("k", "t"));
    let body = posts(&fake)[0].clone();
    let mark = body.rsplit("%23").next().unwrap().to_owned();
    for (there, expected) in [(true, 0), (false, 1)] {
        let mark = if there { mark.clone() } else { "other".to_owned() };
        let (mut world, fake) = twilio("+221770000042", move |asked| {
            if asked.method == "GET" && asked.path.starts_with(LIST) {
                let one =
                    format!(r#"{{"sid":"SM9","status":"delivered","body":"t #{mark}","error_code":null}}"#);
                return Answer::json(format!(r#"{{"messages":[{one}]}}"#));
            }
            taken("delivered")
        });
        let reply = send(&mut world, &Message { again: true, ..message("k", "t") });
        assert_told(&reply, "done", if there { "SM9" } else { "SM1" });
        assert_eq!(posts(&fake).len(), expected);
        let list = &fake.asked()[0].path;
        assert!(list.contains("To=%2B221770000042") && list.contains("DateSent%3E="), "{list}");
        let found = if there { "done" } else { "refused" };
        assert_told(&reconcile(&mut world, &message("k", "t")), found, "");
        assert_eq!(posts(&fake).len(), expected, "whoever reconciles sends nothing");
    }
}

/// Whoever asks after a crash has fifteen seconds, and a message that is there is there.
#[test]
fn a_message_that_is_found_is_not_followed_for_a_minute() {
    let mark = Mutex::new(String::new());
    let (mut world, _fake) = followed("1m", "+221770000042", move |asked| {
        let mut mark = mark.lock().unwrap();
        if asked.method == "POST" {
            *mark = asked.text().rsplit("%23").next().unwrap().to_owned();
            return taken("delivered");
        }
        let one = format!(r#"{{"sid":"SM1","status":"sent","body":"t #{mark}","error_code":null}}"#);
        Answer::json(if asked.path.starts_with(LIST) { format!(r#"{{"messages":[{one}]}}"#) } else { one })
    });
    send(&mut world, &message("k", "t"));
    let begun = std::time::Instant::now();
    assert_told(&reconcile(&mut world, &message("k", "t")), "done", "sent at Twilio, delivery not confirmed");
    assert!(begun.elapsed() < std::time::Duration::from_secs(12), "{:?}", begun.elapsed());
}

#[test]
fn without_a_look_there_is_no_second_message() {
    let (mut world, fake) = twilio("+221770000042", |_| Answer::new(503, "text/plain", "down"));
    let again = Message { again: true, ..message("k", "t") };
    assert_told(&send(&mut world, &again), "unknown", "not sent again");
    assert_told(&reconcile(&mut world, &again), "unknown", "503");
    assert!(posts(&fake).is_empty());
}

#[test]
fn one_number_that_fails_keeps_no_other_from_its_message() {
    let (mut world, fake) = twilio("+221770000042, +221770000043 # Awa", |asked| {
        if asked.text().contains("42") {
            let wrong = r#"{"code":21408,"message":"no permission for +221770000042","status":400}"#;
            return Answer::new(400, "application/json", wrong);
        }
        taken("delivered")
    });
    let reply = send(&mut world, &message("k", "t"));
    assert_told(&reply, "done", "..43 delivered");
    assert!(told(&reply).1.contains("Senegal is +221"), "{reply:?}");
    assert!(!told(&reply).1.contains("770000042"), "a number is nobody else's business: {reply:?}");
    assert_eq!(posts(&fake).len(), 2);
}

#[test]
fn each_answer_means_what_it_says() {
    let cases = [
        (400, "application/json", r#"{"code":21211,"message":"bad To"}"#, "refused", "correct the number"),
        (
            401,
            "application/json",
            r#"{"code":20003,"detail":"Authenticate"}"#,
            "refused",
            "token is not accepted",
        ),
        (429, "application/json", r#"{"code":20429,"message":"slow down"}"#, "unknown", "20429"),
        (500, "text/html", "<html>", "unknown", "500"),
        (201, "text/html", "<html>log in", "unknown", "login page"),
        (201, "application/json", r#"{"sid":7}"#, "unknown", "cannot be read"),
    ];
    for (status, kind, body, word, part) in cases {
        let (mut world, _fake) = twilio("+221770000042", move |_| Answer::new(status, kind, body));
        assert_told(&send(&mut world, &message("k", "t")), word, part);
    }
}

#[test]
fn what_it_calls_a_message_leads_the_credentials_nowhere_else() {
    let (mut world, fake) = twilio("+221770000042\n", |asked| {
        let status = if asked.method == "POST" { "queued" } else { "delivered" };
        let body = format!(r#"{{"sid":"../../Keys?x=","status":"{status}","error_code":null,"body":"x"}}"#);
        Answer::new(200, "application/json", body)
    });
    assert_told(&send(&mut world, &message("k", "x")), "done", "delivered");
    let messages = LIST.trim_end_matches(".json");
    assert_eq!(fake.asked()[1].path, format!("{messages}/..%2F..%2FKeys%3Fx%3D.json"));
}
