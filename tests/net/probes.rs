//! Probes: what is up, what is down, and what nobody can tell from here.

use std::time::Duration;

use jday::client::{Polled, Value};
use jday::plan::types::Side;

use crate::fake::Answer;
use crate::net::{World, plan};
use crate::sides::{BLUE, GREEN, at_home, closed_port, fact, pair, raw, value};

const UP: Value = Value::Number(1.0);
const DOWN: Value = Value::Number(0.0);

/// `[live]` with one probe of `port` and, if given, a control page.
fn live(port: u16, more: &str, control: Option<&str>) -> String {
    let control = control.map_or(String::new(), |url| format!(", control = {url:?}"));
    format!(
        r#"
fingerprint = {{ url = "http://127.0.0.1:9/version", header = "x-version", within = "1s" }}
lever = {{ exec = {{ point = ["true"], read = ["echo", "blue"] }} }}
survey = {{ paths = []{control} }}
[[sources]]
id = "probe"
interval = "1s"
deadline = "1s"
probe = {{ url = "http://localhost:{port}/health?key=s3cret", health = "health", availability = "availability", duration = "p50"{more} }}
"#
    )
}

fn poll(live: &str) -> Polled {
    World::new(&at_home(plan(live))).poll("probe")
}

fn ok(status: u16) -> impl Fn(&crate::fake::Asked) -> Answer + Send + Sync + 'static {
    move |_| Answer::new(status, "text/plain", "all is well")
}

#[test]
fn both_sides_are_asked_by_their_address_under_the_public_name() {
    let (blue, green) = pair(ok(200), ok(503));
    let polled = poll(&live(blue.address.port(), "", None));
    let observed = polled.answer.expect("both were asked");
    assert_eq!(value(&observed, "health", Side::Blue), UP);
    assert_eq!(value(&observed, "health", Side::Green), DOWN);
    assert_eq!(value(&observed, "availability", Side::Green), DOWN);
    assert!(matches!(value(&observed, "p50", Side::Blue), Value::Number(s) if s > 0.0 && s < 1.0));
    assert_eq!(value(&observed, "p50", Side::Green), Value::NoData, "what is down takes no time");
    let asked = green.asked();
    assert_eq!(asked[0].path, "/health?key=s3cret");
    assert_eq!(asked[0].header("host"), Some(format!("localhost:{}", blue.address.port()).as_str()));
    assert!(polled.skew_ms.is_some_and(|skew| skew.abs() < 2_000), "{:?}", polled.skew_ms);
    let (holds, told) = fact(&observed, "blue");
    assert!(holds == Some(true) && told.contains("first byte") && told.contains("whole"), "{told}");
    assert!(fact(&observed, "green").1.contains("503"));
    assert!(fact(&observed, "public").1.contains("DNS"), "the public name was resolved and reached");
    assert!(!format!("{observed:?}").contains("s3cret"), "{observed:?}");
}

#[test]
fn availability_is_the_share_of_good_answers_and_no_connection_is_used_twice() {
    let (blue, _green) = pair(ok(200), {
        let count = std::sync::atomic::AtomicU32::new(0);
        move |_| {
            let n = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Answer::new(if n == 0 { 500 } else { 200 }, "text/plain", "")
        }
    });
    let mut world = World::new(&at_home(plan(&live(blue.address.port(), "", None))));
    let shares: Vec<Value> = (0..4)
        .map(|_| value(&world.poll("probe").answer.expect("asked"), "availability", Side::Green))
        .collect();
    assert_eq!(shares, [0.0, 0.5, 2.0 / 3.0, 0.75].map(Value::Number));
    let asked = blue.asked();
    assert!(asked.len() >= 4);
    assert!(asked.iter().all(|one| one.header("connection") == Some("close")));
}

#[test]
fn status_and_body_are_those_of_the_plan() {
    let (blue, _green) = pair(ok(201), |_| {
        Answer::new(200, "text/html", "<form action=\"/login\"><input type=\"password\"></form>")
    });
    let more = r#", expect = [200, 201], body = "well""#;
    let observed = poll(&live(blue.address.port(), more, None)).answer.expect("asked");
    assert_eq!(value(&observed, "health", Side::Blue), UP);
    assert_eq!(value(&observed, "health", Side::Green), DOWN, "a login page");
}

/// Answers of Green that are none, and what they are: down, up, or not known.
#[test]
fn no_bad_answer_breaks_the_probe_or_passes_for_a_good_one() {
    type Script = fn(&crate::fake::Asked) -> Answer;
    let huge: Script = |_| Answer::new(200, "text/plain", vec![b'x'; 3 * 1024 * 1024]);
    let cases: [(&str, Script, Value, &str); 7] = [
        ("cut", |_| Answer::json("{\"a\": 1}").cut(), DOWN, "broke off"),
        ("late", |_| Answer::json("{}").after(Duration::from_secs(3)), DOWN, "no answer within"),
        (
            "login",
            |_| Answer::new(302, "text/html", "").with("location", "http://127.0.0.1:9/"),
            DOWN,
            "elsewhere",
        ),
        ("huge", huge, UP, "whole"),
        ("teapot", |_| Answer::new(418, "text/plain", "\u{1b}[31mred\u{7}"), DOWN, "418"),
        ("bytes", |_| Answer::new(200, "text/plain", vec![0xff, 0xfe, 0x00]), UP, "200"),
        ("past", |_| Answer::json("{}").with("date", "Thu, 01 Jan 1970 00:00:00 GMT"), UP, "200"),
    ];
    for (name, script, expected, word) in cases {
        let (blue, _green) = pair(ok(200), script);
        let observed = poll(&live(blue.address.port(), "", None)).answer.expect("asked");
        assert_eq!(value(&observed, "health", Side::Green), expected, "{name}");
        assert_eq!(value(&observed, "health", Side::Blue), UP, "{name}: the other side is not touched");
        let (_, told) = fact(&observed, "green");
        assert!(told.contains(word) && !told.contains('\u{1b}'), "{name}: {told}");
    }
}

#[test]
fn what_is_no_http_is_down_and_a_body_too_large_to_search_is_not_known() {
    let blue = crate::fake::Fake::start(ok(200));
    let port = blue.address.port();
    raw(&format!("{GREEN}:{port}"), b"\x00\xff\x1b[2J SSH-2.0-garbage\r\n\r\n", Duration::ZERO);
    let observed = poll(&live(port, "", None)).answer.expect("asked");
    assert_eq!(value(&observed, "health", Side::Green), DOWN);
    assert!(!fact(&observed, "green").1.contains('\u{1b}'));

    let (blue, _green) = pair(|_| Answer::new(200, "text/plain", vec![b'x'; 3 * 1024 * 1024]), ok(200));
    let more = r#", body = "well""#;
    let observed = poll(&live(blue.address.port(), more, None)).answer.expect("asked");
    assert_eq!(value(&observed, "health", Side::Blue), Value::SourceError);
    assert!(fact(&observed, "blue").1.contains("smaller page"));
    assert_eq!(value(&observed, "health", Side::Green), UP);
}

#[test]
fn a_refused_side_is_down_unless_nothing_else_answers_either() {
    let control = crate::fake::Fake::start(ok(404));
    let (port, dead) = (closed_port(), format!("http://127.0.0.1:{}/", closed_port()));
    let alive = poll(&live(port, "", Some(&control.url()))).answer.expect("the control page answers");
    assert_eq!(value(&alive, "health", Side::Blue), DOWN);
    assert_eq!(value(&alive, "health", Side::Green), DOWN);
    assert!(fact(&alive, "blue").1.contains("refused"));
    assert_eq!(control.asked().len(), 1, "once a round");

    let blind = poll(&live(port, "", Some(&dead))).answer.expect_err("this machine reaches nobody");
    assert!(blind.why.as_str().contains("control page") && blind.passing, "{blind:?}");
}

#[test]
fn a_machine_without_a_way_blames_itself() {
    let mut plan = plan(&live(closed_port(), "", None));
    // To the limited broadcast address nobody gets a route for TCP.
    plan.sides.blue.address = "255.255.255.255".into();
    plan.sides.green.address = "no-such-name.invalid".into();
    let trouble = World::new(&plan).poll("probe").answer.expect_err("there is no way");
    assert!(trouble.why.as_str().contains("this machine's fault"), "{trouble:?}");
}

#[test]
fn a_side_that_takes_the_connection_and_stays_silent_is_down() {
    let blue = crate::fake::Fake::start(ok(200));
    let port = blue.address.port();
    raw(&format!("{GREEN}:{port}"), b"", Duration::from_secs(5));
    let observed = poll(&live(port, "", None)).answer.expect("in time, for the deadline is a second");
    assert_eq!(value(&observed, "health", Side::Green), DOWN);
    assert!(fact(&observed, "green").1.contains("no answer within 600 ms"));
}

#[test]
fn a_side_is_reached_over_version_6_as_well() {
    let six = crate::fake::Fake::start_at("[::1]:0", ok(200));
    let mut plan = plan(&live(six.address.port(), "", None));
    plan.sides.blue.address = "::1".into();
    plan.sides.green.address = BLUE.into();
    let observed = World::new(&plan).poll("probe").answer.expect("asked");
    assert_eq!(value(&observed, "health", Side::Blue), UP);
    assert!(fact(&observed, "blue").1.contains("[::1]"));
}
