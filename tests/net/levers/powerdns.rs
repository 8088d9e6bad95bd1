use std::sync::{Arc, Mutex};

use jday::plan::types::Side::{Blue, Green};

use super::worse::{assert_bears_unreadable, assert_bears_unsure};
use super::*;
use crate::fake::{Answer, Asked, Fake};

/// What is sent to point both records at Green.
const TO_GREEN: &str = r#"{"rrsets":[{"name":"app.example.org.","type":"A","ttl":60,"changetype":"REPLACE","records":[{"content":"198.51.100.20","disabled":false}]},{"name":"www.example.org.","type":"CNAME","ttl":60,"changetype":"REPLACE","records":[{"content":"green.example.net.","disabled":false}]}]}"#;

fn lever(url: &str) -> String {
    format!(
        "[lever.powerdns]
        api = {{ url = \"{url}/api/v1\", auth = {{ header = \"X-API-Key\", secret = \"{}\" }} }}
        zone = \"example.org\"
        {RECORDS}
        [[lever.records]]
        name = \"www.example.org.\"
        type = \"CNAME\"
        blue = [\"blue.example.net\"]
        green = [\"green.example.net.\"]",
        secret()
    )
}

fn set(asked: &Asked, app: &str, www: &str) -> Answer {
    let is_www = asked.path.contains("rrset_type=CNAME");
    let (kind, name, content) = if is_www { ("CNAME", "www", www) } else { ("A", "app", app) };
    Answer::json(format!(
        r#"{{"name":"example.org.","serial":1,"rrsets":[{{"name":"{name}.example.org.","type":"{kind}","ttl":60,"records":[{content}],"comments":[]}}]}}"#
    ))
}

fn at_blue(asked: &Asked) -> Answer {
    set(
        asked,
        r#"{"content":"192.0.2.10","disabled":false}"#,
        r#"{"content":"blue.example.net.","disabled":false}"#,
    )
}

fn at_green(asked: &Asked) -> Answer {
    set(
        asked,
        r#"{"content":"198.51.100.20","disabled":false}"#,
        r#"{"content":"green.example.net.","disabled":false}"#,
    )
}

fn no_content() -> Answer {
    Answer { headers: Vec::new(), ..Answer::new(204, "", "") }
}

#[test]
fn both_records_move_in_one_request_and_are_read_again() {
    let moved = Arc::new(Mutex::new(false));
    let fake = Fake::start(move |asked| {
        let mut moved = moved.lock().unwrap();
        match (asked.method.as_str(), *moved) {
            ("GET", false) => at_blue(asked),
            ("GET", true) => at_green(asked),
            _ => {
                *moved = true;
                no_content()
            }
        }
    });
    let mut world = world(&lever(&fake.url()));
    assert_done(&point(&mut world, Blue, Green), &["204", "read again: at green", "no compare-and-set"]);
    let asked = fake.asked();
    let patches: Vec<&Asked> = asked.iter().filter(|asked| asked.method == "PATCH").collect();
    assert_eq!(patches.len(), 1);
    assert_eq!(patches[0].text(), TO_GREEN);
    assert_eq!(patches[0].path, "/api/v1/servers/localhost/zones/example.org.");
    assert_eq!(patches[0].header("x-api-key"), Some("canary-4711"));
    let question = "/api/v1/servers/localhost/zones/example.org.?rrset_name=app.example.org.&rrset_type=A";
    assert!(asked.iter().any(|asked| asked.path == question), "{asked:?}");
    assert_done(&reconcile(&mut world), &["points at green"]);
    assert_refused(&point(&mut world, Blue, Green), &["nothing was sent", "points at green"]);
}

#[test]
fn a_dry_run_makes_what_would_be_sent_and_sends_nothing() {
    let fake = Fake::start(at_blue);
    let (ok, detail) = proof(&mut world(&lever(&fake.url())), Green, "lever");
    assert_eq!(ok, Some(true));
    assert!(detail.contains(&format!("{} bytes", TO_GREEN.len())), "{detail}");
    assert!(fake.asked().iter().all(|asked| asked.method == "GET"));
}

#[test]
fn an_answer_that_did_nothing_is_accepted_and_told() {
    let fake = Fake::start(|asked| if asked.method == "GET" { at_blue(asked) } else { no_content() });
    let reply = point(&mut world(&lever(&fake.url())), Blue, Green);
    assert_done(&reply, &["BUT read again it still points at blue"]);
}

#[test]
fn a_set_that_is_not_exactly_a_side_s_is_not_touched() {
    let blue = r#"{"content":"192.0.2.10","disabled":false}"#;
    let www = r#"{"content":"blue.example.net.","disabled":false}"#;
    let foreign = r#"{"content":"203.0.113.9","disabled":false}"#;
    let disabled = r#"{"content":"192.0.2.77","disabled":true}"#;
    let cases = [
        (foreign.to_owned(), "203.0.113.9"),
        (format!("{blue},{foreign}"), "neither"),
        (format!("{blue},{disabled}"), "disabled"),
        (String::new(), "not there"),
        (r#"{"content":"198.51.100.20"}"#.to_owned(), "disagree"),
    ];
    for (app, says) in cases {
        let fake = Fake::start(move |asked| set(asked, &app, www));
        let mut world = world(&lever(&fake.url()));
        assert_refused(&point(&mut world, Blue, Green), &["nothing was sent", says]);
        assert_eq!(proof(&mut world, Green, "lever").0, Some(false));
        assert!(fake.asked().iter().all(|asked| asked.method == "GET"), "{says}");
    }
}

#[test]
fn answers_that_are_none_are_borne() {
    assert_bears_unreadable(lever);
    let fake = |act: Answer| {
        Fake::start(move |asked| if asked.method == "GET" { at_blue(asked) } else { act.clone() })
    };
    assert_bears_unsure(fake, lever);
}
