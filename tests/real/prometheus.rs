//! A Prometheus that scrapes an exporter of the test's, and what jday makes of both.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jday::client::{Observed, Value};
use jday::plan::types::{Id, Millis, Plan, Side};

use crate::fake::{Answer, Fake};
use crate::lab::{Server, free_port};
use crate::net::{BARE, World, plan};
use crate::term::Folder;

/// How long something may take to be seen.
const PATIENCE: Duration = Duration::from_secs(40);
/// What the exporter counts in a second.
const PER_SECOND: f64 = 200.0;

/// An exporter whose counters grow with time; `frozen` makes it accept and stay silent.
fn exporter(frozen: Arc<AtomicBool>) -> Fake {
    let began = Instant::now();
    Fake::start(move |_| {
        let n = began.elapsed().as_secs_f64() * PER_SECOND;
        let mut lines = Vec::new();
        for (env, bad) in [("blue", 0.01), ("green", 0.2)] {
            let (good, bad) = ((n * (1.0 - bad)) as u64, (n * bad) as u64);
            lines.push(format!("requests_total{{env=\"{env}\",code=\"200\"}} {good}"));
            lines.push(format!("requests_total{{env=\"{env}\",code=\"500\"}} {bad}"));
            for (le, share) in [("0.1", 0.4), ("1", 0.8), ("4", 1.0), ("+Inf", 1.0)] {
                lines.push(format!("seconds_bucket{{env=\"{env}\",le=\"{le}\"}} {}", (n * share) as u64));
            }
        }
        let answer = Answer::new(200, "text/plain; version=0.0.4", lines.join("\n") + "\n");
        if frozen.load(Ordering::Relaxed) { answer.after(Duration::from_mins(1)) } else { answer }
    })
}

fn prometheus(folder: &Folder, exporter: &Fake) -> (Server, u16) {
    let path = folder.as_str();
    let config = format!(
        "global: {{scrape_interval: 1s, scrape_timeout: 1s}}\nscrape_configs:\n- job_name: app\n  \
         static_configs: [{{targets: ['{}']}}]\n",
        exporter.address
    );
    std::fs::write(format!("{path}/prometheus.yml"), config).unwrap();
    let port = free_port();
    let args = [
        format!("--config.file={path}/prometheus.yml"),
        format!("--storage.tsdb.path={path}/data"),
        format!("--web.listen-address=127.0.0.1:{port}"),
    ];
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut server = Server::start("prometheus", path.as_ref(), "prometheus", &args);
    server.wait_for_port(port);
    (server, port)
}

/// Both ways to the same numbers: `prometheus` through the server, `host` from the page itself.
fn watching(port: u16, exporter: &Fake) -> Plan {
    let mut plan = plan(&format!(
        r#"{BARE}
[[sources]]
id = "prometheus"
interval = "1s"
deadline = "5s"
[sources.prometheus]
api = {{ url = "http://127.0.0.1:{port}" }}
[[sources.prometheus.queries]]
metric = "throughput"
query = 'sum(rate(requests_total{{env="$side"}}[10s]))'
series = 'requests_total{{env="$side"}}'
[[sources.prometheus.queries]]
metric = "errors"
query = 'sum(rate(requests_total{{env="$side",code=~"5.."}}[10s])) / sum(rate(requests_total{{env="$side"}}[10s]))'
series = 'requests_total{{env="$side"}}'
[[sources.prometheus.queries]]
metric = "p50"
query = 'histogram_quantile(0.5, sum by (le) (rate(seconds_bucket{{env="$side"}}[10s])))'
series = 'seconds_bucket{{env="$side"}}'
buckets = 'seconds_bucket{{env="$side"}}'
[[sources.prometheus.queries]]
metric = "p99"
query = 'histogram_quantile(0.99, sum by (le) (rate(seconds_bucket{{env="$side"}}[10s])))'
series = 'seconds_bucket{{env="$side"}}'
buckets = 'seconds_bucket{{env="$side"}}'
[[sources.prometheus.queries]]
metric = "missions"
query = 'sum(missions_total{{env="$side"}})'
series = 'missions_total{{env="$side"}}'
[[sources.prometheus.queries]]
metric = "auth"
query = 'requests_total{{env="$side"}}'
series = 'requests_total{{env="$side"}}'
[[sources.prometheus.queries]]
metric = "gps-rate"
query = 'sum(rate(x{{env="$side"}}'
series = 'up{{env="$side"}}'

[[sources]]
id = "host"
interval = "1s"
deadline = "5s"
[sources.exposition]
targets = [{{ api = {{ url = "{}/metrics" }}, side = "green" }}]
[[sources.exposition.metrics]]
metric = "throughput"
series = 'requests_total{{env="green"}}'
read = "rate"
[[sources.exposition.metrics]]
metric = "errors"
series = 'requests_total{{env="green",code=~"5.."}}'
of = 'requests_total{{env="green"}}'
read = "ratio"
[[sources.exposition.metrics]]
metric = "p50"
series = 'seconds_bucket{{env="green"}}'
read = "quantile"
quantile = 0.5
"#,
        exporter.url()
    ));
    for metric in &mut plan.metrics {
        metric.window = Some(Millis::from_secs(10));
    }
    plan
}

fn green(observed: &Observed, metric: &str) -> (Value, u32) {
    let wanted =
        |one: &&jday::client::Reading| one.metric == Id::new(metric) && one.side == Some(Side::Green);
    let reading = observed.readings.iter().find(wanted).unwrap_or_else(|| panic!("{metric}: {observed:?}"));
    (reading.value, reading.age_ms)
}

fn number(observed: &Observed, metric: &str) -> Option<f64> {
    match green(observed, metric).0 {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// Polls `source` each half second until `done`.
#[track_caller]
fn until(world: &mut World, source: &str, what: &str, done: impl Fn(&Observed) -> bool) -> Observed {
    let since = Instant::now();
    loop {
        let seen = world.poll(source).answer.unwrap_or_else(|trouble| panic!("{source}: {trouble:?}"));
        if done(&seen) {
            return seen;
        }
        assert!(since.elapsed() < PATIENCE, "waited in vain for {what}: {seen:?}");
        std::thread::sleep(Duration::from_millis(500));
    }
}

fn warned(observed: &Observed, part: &str) -> bool {
    observed.warnings.iter().any(|warning| warning.as_str().contains(part))
}

#[test]
#[ignore = "needs prometheus"]
fn a_real_prometheus_is_read_its_frozen_exporter_ages_and_its_end_is_trouble() {
    let (folder, frozen) = (Folder::new(), Arc::new(AtomicBool::new(false)));
    let exporter = exporter(Arc::clone(&frozen));
    let (server, port) = prometheus(&folder, &exporter);
    let mut world = World::new(&watching(port, &exporter));

    // Both speak of full windows after a while, and then of the same, but for what a rate guesses at its ends.
    let tolerances = [("throughput", 0.1), ("errors", 0.05), ("p50", 0.05)];
    let agree = |read: &Observed, of_server: &Observed| {
        tolerances.iter().all(|(metric, tolerance)| {
            let both = number(of_server, metric).zip(number(read, metric));
            both.is_some_and(|(of_server, read)| (of_server / read - 1.0).abs() < *tolerance)
        })
    };
    let (since, mut agreed) = (Instant::now(), 0);
    let (of_server, read) = loop {
        let of_server =
            until(&mut world, "prometheus", "a rate", |seen| number(seen, "throughput").is_some());
        let read =
            until(&mut world, "host", "a rate of the page", |seen| number(seen, "throughput").is_some());
        agreed = if agree(&read, &of_server) { agreed + 1 } else { 0 };
        if agreed == 10 {
            break (of_server, read);
        }
        assert!(since.elapsed() < PATIENCE, "{of_server:?} of the server, {read:?} of the page");
        std::thread::sleep(Duration::from_millis(500));
    };
    assert!((number(&read, "throughput").unwrap() / PER_SECOND - 1.0).abs() < 0.02, "counted, not guessed");
    assert!(green(&of_server, "throughput").1 < 3_000, "{of_server:?}");
    assert_eq!(green(&of_server, "missions").0, Value::NoData, "nobody counts them");
    assert_eq!(green(&of_server, "auth").0, Value::SourceError);
    assert!(warned(&of_server, "auth of green: the query gives 2 series"), "{of_server:?}");
    assert!(
        warned(&of_server, "gps-rate of green: 400 Bad Request: the query failed: bad_data"),
        "{of_server:?}"
    );
    assert_eq!(green(&of_server, "p99").0, Value::SourceError, "its target is beyond the buckets");
    assert!(warned(&of_server, "p99 of green: its largest finite bucket is 4"), "{of_server:?}");

    frozen.store(true, Ordering::Relaxed);
    let aged = until(&mut world, "prometheus", "a frozen exporter to age", |seen| {
        let (value, age_ms) = green(seen, "throughput");
        matches!(value, Value::Number(_)) && age_ms > 2_000
    });
    let first = green(&aged, "throughput").1;
    until(&mut world, "prometheus", "it to go on ageing or to end", |seen| {
        let (value, age_ms) = green(seen, "throughput");
        value == Value::NoData || age_ms > first
    });

    drop(server);
    let trouble = world.poll("prometheus").answer.expect_err("nobody is there");
    assert!(trouble.passing, "{trouble:?}");
}
