//! Certificates: how long they last, for whom they are and who vouches, each for itself and on each address.

use std::time::Duration;

use jday::client::{Observed, Polled, Value};
use jday::plan::types::{Plan, Side};

use crate::net::{World, plan};
use crate::sides::{BLUE, GREEN, at_home, closed_port, fact, raw, value};
use crate::tls::{Authority, Certified, TlsServer};

const HOST: &str = "api.example.com";
/// Years in which certificates of these tests are good.
const GOOD: (i32, i32) = (2020, 2090);

fn live(port: u16, ca: &str, more: &str) -> String {
    format!(
        r#"
fingerprint = {{ url = "http://127.0.0.1:9/version", header = "x-version", within = "1s" }}
lever = {{ exec = {{ point = ["true"], read = ["echo", "blue"] }}{more} }}
survey = {{ paths = [] }}
[[sources]]
id = "tls"
interval = "1s"
deadline = "2s"
certificates = {{ host = "{HOST}", port = {port}, ca_file = {ca:?}, days = "certificate" }}
"#
    )
}

struct Ground {
    authority: Authority,
    folder: tempfile::TempDir,
}

impl Ground {
    fn new() -> Self {
        let ground = Self { authority: Authority::new("ours"), folder: tempfile::tempdir().unwrap() };
        std::fs::write(ground.ca(), ground.authority.pem()).unwrap();
        ground
    }

    fn ca(&self) -> String {
        self.folder.path().join("ca.pem").to_str().unwrap().to_owned()
    }

    fn plan(&self, port: u16, more: &str) -> Plan {
        at_home(plan(&live(port, &self.ca(), more)))
    }

    fn poll(&self, port: u16) -> Polled {
        World::new(&self.plan(port, "")).poll("tls")
    }

    /// What is seen of Green with `certified`, while Blue is well.
    fn green(&self, certified: Certified) -> Observed {
        let blue = TlsServer::start("127.0.0.1:0", self.authority.certify(HOST, GOOD));
        let port = blue.address.port();
        let _green = TlsServer::start(&format!("{GREEN}:{port}"), certified);
        let observed = self.poll(port).answer.expect("both show one");
        assert!(
            matches!(value(&observed, "certificate", Side::Blue), Value::Number(days) if days > 15_000.0)
        );
        assert_eq!(fact(&observed, "blue").0, Some(true));
        observed
    }
}

fn days(observed: &Observed) -> f64 {
    match value(observed, "certificate", Side::Green) {
        Value::Number(days) => days,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_way_in_which_a_certificate_is_wrong_is_seen_and_told() {
    let ground = Ground::new();
    let stranger = Authority::new("stranger");
    let by = |authority: &Authority, host, years| authority.certify(host, years);
    let cases = [
        ("expired", by(&ground.authority, HOST, (2020, 2021)), vec!["expired on"], -365.0),
        ("early", by(&ground.authority, HOST, (2080, 2090)), vec!["not valid before"], 0.1),
        ("host", by(&ground.authority, "other.example.com", GOOD), vec!["not for api.example.com"], 0.1),
        ("stranger", by(&stranger, HOST, GOOD), vec!["vouches"], 0.1),
        (
            "all of it",
            by(&stranger, "other.example.com", (2020, 2021)),
            vec!["expired", "not for", "vouches"],
            -365.0,
        ),
        ("itself", Certified::by_itself(HOST, GOOD), vec!["vouches"], 0.1),
    ];
    for (name, certified, words, below) in cases {
        let observed = ground.green(certified);
        assert!(days(&observed) < below, "{name}: {}", days(&observed));
        assert_eq!(fact(&observed, "green").0, Some(false), "{name}");
        let warned: Vec<&str> = observed.warnings.iter().map(jday::text::Clean::as_str).collect();
        let warned = warned.join("\n");
        for word in &words {
            assert!(warned.contains(word), "{name}: {warned}");
        }
        assert_eq!(warned.lines().count(), words.len(), "{name}: nothing else is wrong: {warned}");
        assert!(warned.lines().all(|line| line.starts_with("green")), "{warned}");
    }
}

#[test]
fn a_certificate_for_every_name_below_is_for_this_one() {
    let ground = Ground::new();
    let observed = ground.green(ground.authority.certify("*.example.com", GOOD));
    assert!(days(&observed) > 15_000.0 && observed.warnings.is_empty(), "{observed:?}");
}

#[test]
fn a_side_is_as_good_as_the_worst_of_its_addresses() {
    let ground = Ground::new();
    let blue = TlsServer::start("127.0.0.1:0", ground.authority.certify(HOST, GOOD));
    let port = blue.address.port();
    let _good = TlsServer::start(&format!("{GREEN}:{port}"), ground.authority.certify(HOST, GOOD));
    let _other = TlsServer::start(&format!("127.0.0.3:{port}"), ground.authority.certify(HOST, (2020, 2021)));
    let _six = TlsServer::start(&format!("[::1]:{port}"), ground.authority.certify(HOST, GOOD));
    let records = r#", records = [
{ name = "API.example.com.", type = "A", blue = ["127.0.0.1"], green = ["127.0.0.2", "127.0.0.3"] },
{ name = "api.example.com", type = "AAAA", blue = ["::1"], green = ["::1"] },
{ name = "elsewhere.example.com", type = "A", blue = ["127.0.0.9"], green = ["127.0.0.9"] } ]"#;
    let plan = ground.plan(port, &records.replace('\n', ""));
    let observed = World::new(&plan).poll("tls").answer.expect("all show one");
    assert!(days(&observed) < -365.0, "{observed:?}");
    let (holds, told) = fact(&observed, "green");
    assert!(holds == Some(false) && told.contains("127.0.0.2") && told.contains("127.0.0.3"), "{told}");
    assert!(told.contains("[::1]") && !told.contains("127.0.0.9"), "{told}");
    assert_eq!(fact(&observed, "blue").0, Some(true));
}

#[test]
fn what_cannot_be_looked_at_has_not_expired() {
    let ground = Ground::new();
    let trouble = ground.poll(closed_port()).answer.expect_err("nobody listens");
    assert!(trouble.why.as_str().contains("refused") && trouble.passing, "{trouble:?}");

    // No TLS: garbage, silence, a page that is not encrypted.
    let html: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n<html>\x1b[31m";
    for (bytes, after) in [(b"\x00\xff\x1b[2J garbage".as_slice(), 0), (b"", 5), (html, 0)] {
        let blue = TlsServer::start("127.0.0.1:0", ground.authority.certify(HOST, GOOD));
        let port = blue.address.port();
        raw(&format!("{GREEN}:{port}"), bytes, Duration::from_secs(after));
        let observed = ground.poll(port).answer.expect("Blue shows one");
        assert_eq!(value(&observed, "certificate", Side::Green), Value::SourceError);
        let (holds, told) = fact(&observed, "green");
        assert!(holds.is_none() && told.contains("no TLS") && !told.contains('\u{1b}'), "{told}");
    }
}

#[test]
fn a_probe_of_a_page_behind_a_bad_certificate_is_down_and_behind_a_good_one_is_up() {
    let ground = Ground::new();
    let blue = TlsServer::start("127.0.0.1:0", ground.authority.certify(HOST, GOOD));
    let port = blue.address.port();
    let _green = TlsServer::start(&format!("{GREEN}:{port}"), ground.authority.certify(HOST, (2020, 2021)));
    let live = live(port, &ground.ca(), "");
    let (head, _) = live.split_once("certificates").unwrap();
    let probe = format!(
        "{head}probe = {{ url = \"https://{HOST}:{port}/\", ca_file = {:?}, body = \"ok\", health = \"health\" }}",
        ground.ca()
    );
    let observed = World::new(&at_home(plan(&probe))).poll("tls").answer.expect("both take connections");
    assert_eq!(value(&observed, "health", Side::Blue), Value::Number(1.0), "{observed:?}");
    assert!(fact(&observed, "blue").1.contains("TLS") && fact(&observed, "blue").1.contains(BLUE));
    assert_eq!(value(&observed, "health", Side::Green), Value::Number(0.0));
    assert!(fact(&observed, "green").1.contains("expired"), "{observed:?}");
}
