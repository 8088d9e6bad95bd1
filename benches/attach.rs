//! How long a console that attaches to a room of twelve hours waits for it: both ends' share of the budget of
//! 150 ms to the full screen, and how many bytes cross the socket. Then the same with the program: an
//! engine that takes such a journal up after it was killed, what it weighs, and a console that attaches to it.

#![allow(clippy::expect_used, reason = "in a bench a panic is the report")]
#![allow(clippy::print_stderr, reason = "the bytes go beside criterion's figures")]
#![allow(missing_docs, reason = "criterion makes public items")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "what the tests of live rooms share")]
#![allow(dead_code, reason = "a bench uses its part of what tests share")]

#[path = "../tests/support/fake.rs"]
mod fake;
#[path = "../tests/live/kit.rs"]
mod kit;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use criterion::{Criterion, criterion_group, criterion_main};
use jday::journal::{Draft, Writer};
use jday::model::event::{Actor, Digest, FORMAT, Opened};
use jday::model::metrics::{Reading, Sampled};
use jday::model::{At, Envelope, Event, Mode, State, plan_hash};
use jday::plan::types::{Id, Side};
use jday::wire::{LONGEST_TELL, Lines, Tell, write};

const SECONDS: u64 = 12 * 3_600;

fn envelope(seq: u64, event: Event) -> Envelope {
    let (at, mono) = (At(1_796_000_000_000 + seq as i64 * 1_000), seq * 1_000);
    Envelope { v: FORMAT, seq, at, boot: 0, mono, by: Actor::Engine, event, prev: Digest::default() }
}

/// Twenty series a side, each second, none of them round.
fn room() -> Arc<State> {
    let plan = jday::plan::embedded().clone();
    let plan_hash = plan_hash(&plan);
    let (scenario, seed, low_ttl_since) = (None, None, None);
    let opened =
        Opened { mode: Mode::Live, plan, plan_hash, scenario, seed, live: Side::Blue, low_ttl_since };
    let mut state = State::open(&envelope(1, Event::Opened(Box::new(opened)))).expect("it opens");
    let metrics: Vec<Id> = (0..20).map(|n| Id::new(&format!("metric-{n}"))).collect();
    let mut noise = fastrand::Rng::with_seed(7);
    for second in 0..SECONDS {
        let mut readings = || metrics.iter().map(|id| (id.clone(), Reading::from(noise.f64()))).collect();
        let sampled = Sampled { blue: readings(), green: readings(), ..Sampled::default() };
        state.apply(&envelope(second + 2, Event::Sampled(sampled)));
    }
    Arc::new(state)
}

fn attach(c: &mut Criterion) {
    let state = room();
    // What a day has to look back at.
    let log = (0..5_000).map(|seq| Arc::new(envelope(seq, Event::Noted { text: "a note of a day".into() })));
    let placed = Tell::Placed { state: Arc::clone(&state), log: log.collect() };
    let mut bytes = Vec::new();
    write(&mut bytes, &placed).expect("it is written");
    eprintln!("bytes: {}", bytes.len());
    c.bench_function("engine: the room is copied, on its own thread", |b| b.iter(|| State::clone(&state)));
    c.bench_function("engine: the room is written", |b| {
        b.iter(|| {
            let mut bytes = Vec::new();
            write(&mut bytes, &placed).expect("it is written");
            bytes.len()
        });
    });
    c.bench_function("console: the room is read", |b| {
        b.iter(|| Lines::new(bytes.as_slice(), LONGEST_TELL).read::<Tell>().expect("it is read"));
    });
}

/// A journal of twelve hours that end now, as an engine leaves it that is killed.
fn lived(ground: &kit::Ground) {
    let plan = jday::plan::load::load_file(&ground.plan()).expect("a plan");
    let now =
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_millis() as i64;
    let begins = now - SECONDS as i64 * 1_000;
    let metrics: Vec<Id> = plan.metrics.iter().take(20).map(|metric| metric.id.clone()).collect();
    let day = ground.room().join("2026-01-01");
    std::fs::create_dir_all(&day).expect("a folder");
    let mut journal = Writer::create(&day.join("journal.jsonl")).expect("a journal");
    let plan_hash = plan_hash(&plan);
    let (scenario, seed, low_ttl_since) = (None, None, None);
    let opened =
        Opened { mode: Mode::Live, plan, plan_hash, scenario, seed, live: Side::Blue, low_ttl_since };
    let mut noise = fastrand::Rng::with_seed(7);
    let mut write = |second: u64, event: Event| {
        let at = At(begins + second as i64 * 1_000);
        let draft = Draft { at, boot: 0, mono: second * 1_000, by: Actor::Engine, event };
        journal.append_batch(vec![draft]).expect("it is written");
    };
    write(0, Event::Opened(Box::new(opened)));
    for second in 0..SECONDS {
        let mut readings = || metrics.iter().map(|id| (id.clone(), Reading::from(noise.f64()))).collect();
        let sampled = Sampled { blue: readings(), green: readings(), ..Sampled::default() };
        write(second, Event::Sampled(sampled));
        write(second, Event::Ticked);
    }
}

/// The budgets for such a room, with the program itself.
fn program(_: &mut Criterion) {
    let ground = kit::Ground::new();
    lived(&ground);
    let since = Instant::now();
    let mut engine = ground.engine();
    let opened = since.elapsed();
    engine.signal(rustix::process::Signal::KILL);
    engine.end();
    let since = Instant::now();
    let engine = ground.engine();
    let again = since.elapsed();
    let mut attached: Vec<Duration> = (0..10)
        .map(|_| {
            let since = Instant::now();
            drop(ground.attach());
            since.elapsed()
        })
        .collect();
    attached.sort_unstable();
    let rollup = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", engine.pid())).expect("Linux");
    let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).expect("a sum").trim().to_owned();
    eprintln!(
        "engine: from its start to watching {opened:?}; from kill -9 to watching again {again:?} (budget 1 s)"
    );
    eprintln!("console: attached after {:?}, at worst {:?} (budget 150 ms)", attached[4], attached[9]);
    eprintln!("engine: PSS {pss} (budget 64 MB)");
}

criterion_group! {
    name = all;
    config = Criterion::default().sample_size(10);
    targets = attach, program
}
criterion_main!(all);
