//! Pages of metrics, as exporters write them and as they should not.

mod bad;

use std::sync::{Arc, Mutex};

use jday::client::net::Net;
use jday::client::{Observed, Value};
use jday::plan::types::{Plan, Side};

use crate::fake::{Answer, Fake};
use crate::net::{BARE, World, plan};
use crate::prometheus::{observed, reading};

/// A plan with one source that reads these targets (address and side) for these metrics.
pub fn reading_of(targets: &[(&str, &str)], metrics: &str) -> Plan {
    let target = |(url, side): &(&str, &str)| {
        let side = if side.is_empty() { String::new() } else { format!(", side = \"{side}\"") };
        format!("{{ api = {{ url = \"{url}\" }}{side} }}")
    };
    let targets: Vec<String> = targets.iter().map(target).collect();
    plan(&format!(
        r#"{BARE}
[[sources]]
id = "prometheus"
interval = "1s"
deadline = "2s"
exposition = {{ targets = [{}], metrics = [{metrics}] }}
"#,
        targets.join(", ")
    ))
}

/// A page in the text format.
pub fn text(body: impl Into<Vec<u8>>) -> Answer {
    Answer::new(200, "text/plain; version=0.0.4; charset=utf-8", body)
}

/// An exporter whose page a test sets.
pub struct Exporter {
    pub fake: Fake,
    page: Arc<Mutex<Answer>>,
}

impl Exporter {
    pub fn start(page: Answer) -> Self {
        let page = Arc::new(Mutex::new(page));
        let shown = Arc::clone(&page);
        Self { fake: Fake::start(move |_| shown.lock().unwrap().clone()), page }
    }

    pub fn url(&self) -> String {
        format!("{}/metrics", self.fake.url())
    }

    pub fn show(&self, page: Answer) {
        *self.page.lock().unwrap() = page;
    }
}

/// A gauge and a ratio.
pub const METRICS: &str = r#"
{ metric = "gps-accuracy", series = "gps_accuracy", read = "max" },
{ metric = "errors", series = 'requests_total{code=~"5.."}', of = "requests_total", read = "ratio" },
"#;

fn page(accuracy: f64, ok: u64, bad: u64) -> Answer {
    text(format!(
        "# TYPE gps_accuracy gauge\ngps_accuracy {accuracy}\n# TYPE requests_total counter\n\
         requests_total{{code=\"200\"}} {ok}\nrequests_total{{code=\"500\"}} {bad}\n"
    ))
}

fn value(observed: &Observed, metric: &str, side: Side) -> Value {
    reading(observed, metric, Some(side)).value
}

#[test]
fn each_sides_replicas_are_added_up_and_nothing_of_the_other_side() {
    let (one, two, blue) = (
        Exporter::start(page(3.0, 1000, 100)),
        Exporter::start(page(7.0, 50, 5)),
        Exporter::start(page(1.0, 0, 0)),
    );
    let targets = [(one.url(), "green"), (two.url(), "green"), (blue.url(), "blue")];
    let targets: Vec<(&str, &str)> = targets.iter().map(|(url, side)| (url.as_str(), *side)).collect();
    let mut world = World::new(&reading_of(&targets, METRICS));
    let first = observed(world.poll("prometheus"));
    assert_eq!(value(&first, "gps-accuracy", Side::Green), Value::Number(7.0));
    assert_eq!(value(&first, "errors", Side::Green), Value::SourceError, "nothing was counted yet");
    one.show(page(3.0, 1060, 110));
    // This one was started anew.
    two.show(page(7.0, 28, 2));
    blue.show(page(1.0, 99, 1));
    let second = observed(world.poll("prometheus"));
    assert_eq!(value(&second, "errors", Side::Green), Value::Number(12.0 / 100.0));
    assert_eq!(value(&second, "errors", Side::Blue), Value::Number(0.01));
    assert!(second.warnings.is_empty(), "{second:?}");
    let asked = one.fake.asked();
    assert!(asked.iter().all(|one| one.method == "GET" && one.path == "/metrics"), "{asked:?}");
    assert!(asked[0].header("accept").is_some_and(|accept| accept.contains("version=0.0.4")), "{asked:?}");
}

#[test]
fn what_both_share_comes_from_targets_of_no_side() {
    let (host, green) = (Exporter::start(text("disk 0.4\n")), Exporter::start(text("disk 0.9\n")));
    let metrics = r#"{ metric = "disk", series = "disk", read = "min" }"#;
    let urls = [host.url(), green.url()];
    let plan = reading_of(&[(&urls[0], ""), (&urls[1], "green")], metrics);
    let observed = observed(World::new(&plan).poll("prometheus"));
    assert_eq!(observed.readings.len(), 1);
    assert_eq!(reading(&observed, "disk", None).value, Value::Number(0.4));
}

#[test]
fn openmetrics_with_exemplars_and_seconds_is_read() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64();
    let page = format!("gps_accuracy 4.5 {:.3} # {{trace_id=\"x\"}} 1\n# EOF\n", now - 9.0);
    let exporter = Exporter::start(Answer::new(200, "application/openmetrics-text; version=1.0.0", page));
    let url = exporter.url();
    let observed = observed(World::new(&reading_of(&[(&url, "green")], METRICS)).poll("prometheus"));
    let read = reading(&observed, "gps-accuracy", Some(Side::Green));
    assert_eq!(read.value, Value::Number(4.5));
    // Half a second because the server's `Date` is in whole ones, and as much for a slow machine.
    assert!((7_900..11_000).contains(&read.age_ms), "{}", read.age_ms);
}

#[test]
fn metrics_that_cannot_be_made_are_refused_at_the_start() {
    let with = |metric: &str, more: &str| format!(r#"{{ metric = "{metric}", series = "c", {more} }}"#);
    for (metric, why) in [
        (with("throughput", r#"read = "rate""#), "give the metric throughput one"),
        (with("errors", r#"read = "ratio""#), "`of`"),
        (with("errors", r#"read = "sum", of = "c""#), "`of`"),
        (with("p95", r#"read = "quantile""#), "share from 0 to 1"),
        (with("p95", r#"read = "quantile", quantile = 95"#), "share from 0 to 1"),
        (with("p95", r#"read = "sum", quantile = 0.95"#), "`quantile`"),
        (with("nothing", r#"read = "sum""#), "no metric of the plan"),
        (r#"{ metric = "p95", series = "c{", read = "sum" }"#.to_owned(), "closing brace"),
        (r#"{ metric = "p95", series = 'c{a=~"[45].."}', read = "sum" }"#.to_owned(), "not known here"),
    ] {
        let made = Net::new(
            &reading_of(&[("http://127.0.0.1:9", "green")], &metric),
            &"room".into(),
            Arc::new(|| {}),
        );
        let wrong = made.err().unwrap_or_else(|| panic!("{metric} is taken"));
        assert!(wrong.iter().any(|one| one.to_string().contains(why)), "{why}: {wrong:?}");
    }
    let made = Net::new(&reading_of(&[("http://127.0.0.1:9", "")], METRICS), &"room".into(), Arc::new(|| {}));
    assert!(made.is_err_and(|wrong| wrong[0].to_string().contains("each with its side")));
}
