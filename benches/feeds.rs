//! A live room's share of a core: 200 metrics at one second, with 8 replicas fed.
//!
//! `cargo bench --bench feeds -- --quick`
//!
//! The engine may have a tenth of a core, its memory may not grow over an hour of virtual time, and a journal of
//! 12 hours of 20 series is taken up within a second. Before anything is measured, each is done once and its
//! budget is held.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a bench a panic is the report")]
#![allow(clippy::print_stderr, reason = "the budgets' figures go beside criterion's")]
#![allow(missing_docs, reason = "criterion makes public items")]

#[allow(dead_code, reason = "a bench uses its part")]
#[path = "../tests/journal/kit.rs"]
mod kit;

use std::collections::VecDeque;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use jday::client::{Call, Clients, Now, Observed, Polled, Reading, Reply, Report, Request, Value};
use jday::engine::{Opening, Watch, take_up};
use jday::journal::Writer;
use jday::model::State;
use jday::plan::types::{Id, Plan, Scope, Side};

const SECOND: u64 = 1_000;
const HOUR: u64 = 3_600 * SECOND;
const BEGINS: i64 = 1_796_117_400_000;
const METRICS: usize = 200;
const REPLICAS: usize = 8;
/// Share of a core, by real time spent for virtual time lived.
const MOST_SHARE: f64 = 0.10;
const TAKE_UP_BUDGET: Duration = Duration::from_secs(1);
/// Bytes that an hour may add once the histories have their length.
const MOST_GROWTH: u64 = 8 << 20;

/// Answers at once: what is measured is the engine.
struct Sources {
    plan: Plan,
    reports: VecDeque<Report>,
}

impl Clients for Sources {
    fn submit(&mut self, call: Call, now: Now) {
        let id = call.id;
        if let Request::Poll { source } = call.request {
            let number = (now.mono % 7_919) as f64 / 7_919.0;
            let metrics = self.plan.metrics.iter().filter(|metric| metric.source == source);
            let readings = metrics.flat_map(|metric| {
                let sides: &[Option<Side>] = match metric.scope {
                    Scope::Side => &[Some(Side::Blue), Some(Side::Green)],
                    Scope::Shared => &[None],
                };
                sides.iter().map(move |side| Reading {
                    metric: metric.id.clone(),
                    side: *side,
                    value: Value::Number(number),
                    age_ms: 350,
                })
            });
            let observed = Observed { readings: readings.collect(), ..Observed::default() };
            let polled = Polled { source, took_ms: 40, skew_ms: None, answer: Ok(observed) };
            self.reports.push_back(Report::Polled(Box::new(polled)));
        }
        self.reports.push_back(Report::Ended { id, reply: Reply::Done("done".into()) });
    }
    fn reports(&mut self, _: Now) -> Vec<Report> {
        self.reports.drain(..).collect()
    }
    fn next_due(&self) -> Option<u64> {
        None
    }
}

/// The embedded plan with as many metrics, from ten sources.
fn plan() -> Plan {
    let mut plan = jday::plan::embedded().clone();
    let pattern = plan.metrics.first().unwrap().clone();
    for n in plan.metrics.len()..METRICS {
        let source = Id::new(&format!("extra-{}", n % 6));
        plan.metrics.push(jday::plan::types::Metric {
            id: Id::new(&format!("metric-{n}")),
            source,
            gate: false,
            volume: None,
            ..pattern.clone()
        });
    }
    let ids = ["prometheus", "probe", "sentry", "host"].map(str::to_owned).into_iter();
    let sources: Vec<String> = ids
        .chain((0..6).map(|n| format!("extra-{n}")))
        .map(|id| format!(r#"{{ id = "{id}", interval = "1s", deadline = "1s", environment = {{}} }}"#))
        .collect();
    let live = format!(
        r#"
        fingerprint = {{ url = "http://127.0.0.1:9/version", header = "x-version", within = "1s" }}
        lever = {{ exec = {{ point = ["true"], read = ["echo", "blue"] }} }}
        survey = {{ paths = [] }}
        sources = [{}]
        "#,
        sources.join(", ")
    );
    plan.live = Some(toml::from_str(&live).unwrap());
    plan
}

struct Room {
    watch: Watch<Sources>,
    at: u64,
    replicas: Vec<State>,
}

impl Room {
    fn open(path: &Path) -> Self {
        let plan = plan();
        let clients = Sources { plan: plan.clone(), reports: VecDeque::new() };
        let opening = Opening { plan, live: Side::Blue, low_ttl_since: None };
        let now = Now { mono: 0, wall: BEGINS };
        let mut watch = Watch::open(opening, Writer::create(path).unwrap(), clients, now).unwrap();
        let first = watch.take_told().remove(0);
        let replicas = (0..REPLICAS).map(|_| State::open(&first).unwrap()).collect();
        Self { watch, at: 0, replicas }
    }

    /// Lives on for `ms`; the time spent in the engine alone. Replicas are fed from the same events, in
    /// processes of their own on the day.
    fn pass(&mut self, ms: u64) -> Duration {
        let (end, mut spent) = (self.at + ms, Duration::ZERO);
        while self.at < end {
            self.at = self.watch.next_due().max(self.at + 1).min(end);
            let now = Now { mono: self.at, wall: BEGINS + self.at as i64 };
            let began = Instant::now();
            self.watch.advance(now);
            self.watch.advance(now);
            // One envelope for each replica is one more owner of it, as the letterboxes do.
            let told = self.watch.take_told();
            let boxes: Vec<_> = (0..REPLICAS).map(|_| told.clone()).collect();
            spent += began.elapsed();
            for (replica, told) in self.replicas.iter_mut().zip(boxes) {
                for envelope in &told {
                    replica.apply(envelope);
                }
            }
        }
        spent
    }
}

/// Memory of this process, in bytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

fn feeds(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let mut room = Room::open(&folder.path().join("room.jsonl"));
    // Until single points have their whole length and their rings went round once; from then on only
    // minutes are added.
    room.pass(75 * 60 * SECOND);
    let before = memory();
    let spent = room.pass(HOUR);
    let grown = memory().saturating_sub(before);
    let share = spent.as_secs_f64() / (HOUR / SECOND) as f64;
    let minutes = (METRICS * 2 * 60 * size_of::<jday::model::metrics::Minute>() * (REPLICAS + 1)) as u64;
    eprintln!("engine's share of a core: {:.2} % (budget {:.0} %)", share * 100.0, MOST_SHARE * 100.0);
    eprintln!("an hour added {} KiB, of which {} KiB are its minutes", grown >> 10, minutes >> 10);
    assert!(share <= MOST_SHARE, "the engine takes {share} of a core");
    assert!(grown <= minutes * 2 + MOST_GROWTH, "an hour added {grown} bytes");
    let replica = room.replicas.first().unwrap();
    assert_eq!(jday::model::state_hash(replica), jday::model::state_hash(room.watch.state()));

    let path = folder.path().join("twelve-hours.jsonl");
    kit::live(&mut Writer::create(&path).unwrap(), 12 * 3_600);
    let best = (0..3).map(|_| {
        let began = Instant::now();
        drop(take_up(&path, None).unwrap());
        began.elapsed()
    });
    let best = best.min().unwrap();
    eprintln!("take up 12 h of 20 series: {best:.2?} (budget {TAKE_UP_BUDGET:?})");
    assert!(best <= TAKE_UP_BUDGET, "taking up took {best:?}");

    let mut group = c.benchmark_group("feeds");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    group.bench_function("a minute of 200 metrics", |b| b.iter(|| room.pass(60 * SECOND)));
    group.bench_function("take up 12 h", |b| b.iter(|| drop(take_up(&path, None).unwrap())));
    group.finish();
}

criterion_group!(benches, feeds);
criterion_main!(benches);
