//! How long a console that attaches to a room of twelve hours waits for it: both ends' share of the budget of
//! 150 ms to the full screen (issue 6), and how many bytes cross the socket.

#![allow(clippy::expect_used, reason = "in a bench a panic is the report")]
#![allow(clippy::print_stderr, reason = "the bytes go beside criterion's figures")]
#![allow(missing_docs, reason = "criterion makes public items")]

use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
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

criterion_group! {
    name = all;
    config = Criterion::default().sample_size(10);
    targets = attach
}
criterion_main!(all);
