use std::sync::{Arc, Mutex};

use jday::plan::types::Side::{Blue, Green};

use super::worse::{assert_bears_unreadable, assert_bears_unsure};
use super::*;
use crate::fake::{Answer, Asked, Fake};

/// What is sent to point one record at Green.
const TO_GREEN: &str =
    r#"{"patches":[{"id":"r1","type":"A","name":"app.example.org","content":"198.51.100.20","ttl":60}]}"#;

fn lever(url: &str) -> String {
    lever_with(url, "192.0.2.10", "198.51.100.20")
}

fn lever_with(url: &str, blue: &str, green: &str) -> String {
    let list = |values: &str| {
        format!("[{}]", values.split(' ').map(|v| format!("\"{v}\"")).collect::<Vec<_>>().join(", "))
    };
    format!(
        "[lever.cloudflare]
        api = {{ url = \"{url}/client/v4\", auth = {{ bearer = \"{}\" }} }}
        zone_id = \"023e105f4ecef8ad9ca31a8372d0c353\"
        [[lever.records]]
        name = \"app.example.org\"
        type = \"A\"
        blue = {}
        green = {}",
        secret(),
        list(blue),
        list(green)
    )
}

/// Rows `r1`, `r2`, … with these values.
fn rows(values: &[&str], more: &str) -> String {
    let row = |(n, value): (usize, &&str)| {
        format!(
            r#"{{"id":"r{}","type":"A","name":"app.example.org","content":"{value}","ttl":60,"proxiable":true,"modified_on":"2026-11-24T13:00:00Z"{more}}}"#,
            n + 1
        )
    };
    values.iter().enumerate().map(row).collect::<Vec<_>>().join(",")
}

fn listed(values: &[&str], more: &str) -> Answer {
    let n = values.len();
    let info = format!(r#"{{"page":1,"per_page":100,"count":{n},"total_count":{n},"total_pages":1}}"#);
    Answer::json(format!(
        r#"{{"success":true,"errors":[],"messages":[],"result":[{}],"result_info":{info}}}"#,
        rows(values, more)
    ))
}

fn batched(values: &[&str]) -> Answer {
    Answer::json(format!(
        r#"{{"success":true,"errors":[],"messages":[],"result":{{"deletes":[],"patches":[{}],"puts":[],"posts":[]}}}}"#,
        rows(values, "")
    ))
}

/// One that stands at `before`, and at the other with each time that it is written to.
fn moving(before: &'static [&'static str], after: &'static [&'static str]) -> Fake {
    let moved = Arc::new(Mutex::new(false));
    Fake::start(move |asked| {
        let mut moved = moved.lock().unwrap();
        if asked.method == "GET" {
            return listed(if *moved { after } else { before }, "");
        }
        *moved = !*moved;
        batched(if *moved { after } else { before })
    })
}

fn written(fake: &Fake) -> Vec<Asked> {
    fake.asked().into_iter().filter(|asked| asked.method != "GET").collect()
}

#[test]
fn one_batch_moves_the_record_and_it_is_read_again() {
    let fake = moving(&["192.0.2.10"], &["198.51.100.20"]);
    let mut world = world(&lever(&fake.url()));
    assert_done(&point(&mut world, Blue, Green), &["200", "read again: at green", "no compare-and-set"]);
    let sent = written(&fake);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].text(), TO_GREEN);
    assert_eq!(sent[0].method, "POST");
    assert_eq!(sent[0].path, "/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/dns_records/batch");
    assert_eq!(sent[0].header("authorization"), Some("Bearer canary-4711"));
    let first = &fake.asked()[0].path;
    assert!(first.ends_with("/dns_records?name.exact=app.example.org&type=A&per_page=100"), "{first}");
}

#[test]
fn sets_of_different_size_grow_and_shrink_and_what_stays_is_not_touched() {
    let both = |fake: &Fake| {
        lever_with(&fake.url(), "192.0.2.10 192.0.2.11", "192.0.2.11 198.51.100.20 198.51.100.21")
    };
    let fake = moving(&["192.0.2.10", "192.0.2.11"], &["198.51.100.20", "192.0.2.11", "198.51.100.21"]);
    let mut world_of = world(&both(&fake));
    assert_done(&point(&mut world_of, Blue, Green), &["read again: at green"]);
    assert_eq!(
        written(&fake)[0].text(),
        r#"{"patches":[{"id":"r1","type":"A","name":"app.example.org","content":"198.51.100.20","ttl":60}],"posts":[{"type":"A","name":"app.example.org","content":"198.51.100.21","ttl":60,"proxied":false}]}"#
    );
    assert_done(&point(&mut world_of, Green, Blue), &["accepted"]);
    assert_eq!(
        written(&fake)[1].text(),
        r#"{"deletes":[{"id":"r3"}],"patches":[{"id":"r1","type":"A","name":"app.example.org","content":"192.0.2.10","ttl":60}]}"#
    );
}

#[test]
fn a_record_too_many_is_not_touched() {
    for (values, says) in [
        (&["192.0.2.10", "192.0.2.11"][..], "neither"),
        (&["192.0.2.10", "198.51.100.20"], "neither"),
        (&["203.0.113.9"], "203.0.113.9"),
        (&[], "not there"),
    ] {
        let fake = Fake::start(move |_| listed(values, ""));
        let mut world = world(&lever(&fake.url()));
        assert_refused(&point(&mut world, Blue, Green), &["nothing was sent", says]);
        assert_eq!(proof(&mut world, Green, "lever").0, Some(false));
        assert_eq!(written(&fake), []);
    }
    let more = r#"{"success":true,"errors":[],"result":[],"result_info":{"total_count":101}}"#;
    let fake = Fake::start(move |_| Answer::json(more));
    assert_refused(&point(&mut world(&lever(&fake.url())), Blue, Green), &["more records"]);
}

#[test]
fn a_no_in_the_body_is_a_no_whatever_the_status_and_is_told_with_its_code() {
    let no = |code: u32| {
        format!(
            r#"{{"success":false,"errors":[{{"code":{code},"message":"why \u001b[31m not"}}],"messages":[],"result":null}}"#
        )
    };
    for (status, code) in [(200, 1004), (400, 81058), (400, 9021), (404, 81044), (403, 10000)] {
        let fake = Fake::start(move |asked| match asked.method.as_str() {
            "GET" => listed(&["192.0.2.10"], ""),
            _ => Answer::new(status, "application/json", no(code)),
        });
        assert_refused(
            &point(&mut world(&lever(&fake.url())), Blue, Green),
            &[&format!("code {code}"), "not"],
        );
        let fake = Fake::start(move |_| Answer::new(status, "application/json", no(code)));
        let reply = point(&mut world(&lever(&fake.url())), Blue, Green);
        assert_refused(&reply, &["nothing was sent", &format!("code {code}")]);
    }
}

#[test]
fn the_limit_that_blocks_every_call_is_told_and_not_slept_through() {
    let fake = Fake::start(|asked| {
        if asked.method == "GET" {
            return listed(&["192.0.2.10"], "");
        }
        let body = r#"{"success":false,"errors":[{"code":971,"message":"Please wait"}],"result":null}"#;
        Answer::new(429, "application/json", body).with("retry-after", "300")
    });
    let reply = point(&mut world(&lever(&fake.url())), Blue, Green);
    assert_refused(&reply, &["429", "code 971", "blocks every call", "300 s"]);
}

#[test]
fn a_yes_to_something_else_is_not_known_and_a_yes_without_effect_is_told() {
    for (answer, says) in [(&["203.0.113.1"][..], None), (&["198.51.100.20"], Some("BUT read again"))] {
        let fake = Fake::start(move |asked| match asked.method.as_str() {
            "GET" => listed(&["192.0.2.10"], ""),
            _ => batched(answer),
        });
        let reply = point(&mut world(&lever(&fake.url())), Blue, Green);
        match says {
            None => assert_unknown(&reply, &["not to what was asked"]),
            Some(says) => assert_done(&reply, &[says, "blue"]),
        }
    }
}

#[test]
fn a_proxied_record_is_told_and_is_wrong_where_name_servers_are_asked() {
    let fake = Fake::start(|_| listed(&["192.0.2.10"], r#","proxied":true"#));
    assert_eq!(proof(&mut world(&lever(&fake.url())), Green, "proxied").0, Some(true));
    let mut asking = plan(&format!(
        "fingerprint = {{ url = \"http://127.0.0.1:9/\", header = \"x-version\", within = \"1s\" }}
        survey = {{ authoritative = [{{ id = \"ns1\", address = \"127.0.0.1:9\" }}], paths = [] }}
        sources = []\n{}",
        lever(&fake.url())
    ));
    asking.lever.resolvers.clear();
    let (ok, detail) = proof(&mut World::new(&asking), Green, "proxied");
    assert_eq!(ok, Some(false));
    assert!(detail.contains("live.survey.authoritative"), "{detail}");
}

#[test]
fn answers_that_are_none_are_borne() {
    assert_bears_unreadable(lever);
    let fake = |act: Answer| {
        Fake::start(move |asked| match asked.method.as_str() {
            "GET" => listed(&["192.0.2.10"], ""),
            _ => act.clone(),
        })
    };
    assert_bears_unsure(fake, lever);
}
