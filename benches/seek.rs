//! How long it takes to go anywhere in a journal of twelve hours at one poll round of ten series on each
//! side a second.
//!
//! `cargo bench --bench seek -- --quick`
//!
//! The issue gives a seek 100 ms. Before anything is measured, a hundred seeks to random moments are made
//! and the slowest is held to that; the time until all is read and the memory it takes are printed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "in a bench a panic is the report"
)]
#![allow(clippy::print_stderr, reason = "the budget's figures go beside criterion's")]
#![allow(missing_docs, reason = "criterion makes public items")]

#[path = "../tests/journal/kit.rs"]
#[allow(dead_code, reason = "the bench needs part of the generators")]
mod kit;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use jday::journal::Writer;
use jday::model::At;
use jday::source::{Moment, Player, Replica, Timeline};
use jday::wire::{Ask, Seek, Tell};

const HOURS: u64 = 12;
const SECONDS: u64 = HOURS * 60 * 60;
const SEEK_BUDGET: Duration = Duration::from_millis(100);

/// What this process holds in memory, in MiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn moments(n: u64) -> impl Iterator<Item = At> {
    // A fixed walk over the whole day, far from one moment to the next.
    (1..=n).map(|n| At(kit::START + (n * 7_919_017 % SECONDS) as i64 * 1000))
}

fn told(replica: &mut Replica, tells: &[Tell]) {
    for tell in tells {
        replica.take(tell);
    }
}

fn whole(path: &Path) -> (Player, Replica) {
    let before = resident();
    let began = Instant::now();
    let mut player = Player::open(path).unwrap();
    let mut replica = Replica::default();
    told(&mut replica, &player.begin());
    eprintln!("first frame's state: {:.2?}", began.elapsed());
    while !player.is_read() {
        told(&mut replica, &player.read_on(500));
    }
    eprintln!("all read: {:.2?}, {} MiB more in memory", began.elapsed(), resident().saturating_sub(before));
    (player, replica)
}

fn seek(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("day");
    kit::live(&mut Writer::create(&path).unwrap(), SECONDS);
    let (mut player, mut replica) = whole(&path);
    let mut took: Vec<Duration> = moments(100)
        .map(|at| {
            let began = Instant::now();
            told(&mut replica, &player.take(&Ask::Seek(Seek::To(at))));
            let took = began.elapsed();
            assert_eq!(replica.state.as_ref().unwrap().now.at, at);
            took
        })
        .collect();
    took.sort();
    eprintln!(
        "a seek in {HOURS} h: p50 {:.2?}, p99 {:.2?} (budget {SEEK_BUDGET:?}); {} MiB in memory",
        took[49],
        took[98],
        resident()
    );
    assert!(took[98] <= SEEK_BUDGET, "a seek took {:?}", took[99]);
    drop((player, replica));

    let mut timeline = Timeline::open(&path).unwrap();
    while timeline.read_on(10_000) {}
    let mut at = moments(u64::MAX / 7_919_017);
    c.bench_function("a seek in twelve hours", |b| {
        b.iter(|| black_box(timeline.spot(Moment::At(at.next().unwrap())).unwrap().state.seq));
    });
}

criterion_group!(benches, seek);
criterion_main!(benches);
