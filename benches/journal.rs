//! How fast events reach the disk and come back.
//!
//! `cargo bench --bench journal -- --quick`
//!
//! The day is 24 h at one tick and one poll round of 20 series a second; DESIGN section 8 gives its
//! hash-checked replay 2 s in all, of which reading may take well under 1.2 s.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a bench a panic is the report")]
#![allow(missing_docs, reason = "criterion makes public items")]

#[path = "../tests/journal/kit.rs"]
mod kit;

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jday::journal::{Reader, Writer, verify};

const DAY: u64 = 24 * 60 * 60;

fn append(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let mut group = c.benchmark_group("append");
    let mut writer = Writer::create(&folder.path().join("unsynced")).unwrap();
    writer.append_batch([kit::engine(0, kit::opened())]).unwrap();
    let round = || kit::engine(1, kit::sampled(1));
    group.bench_function("a poll round", |b| {
        b.iter_batched(round, |draft| writer.append_batch([draft]).unwrap(), BatchSize::SmallInput);
    });
    let mut memory = Writer::memory();
    group.bench_function("a poll round, in memory", |b| {
        b.iter_batched(round, |draft| memory.append_batch([draft]).unwrap(), BatchSize::SmallInput);
    });
    let mut synced = Writer::create(&folder.path().join("synced")).unwrap();
    let note = || kit::engine(1, kit::note("go"));
    group.bench_function("a decision, synced", |b| {
        let write = |draft| {
            synced.append_batch([draft]).unwrap();
            synced.sync().unwrap();
        };
        b.iter_batched(note, write, BatchSize::SmallInput);
    });
    group.finish();
}

fn read(path: &Path) -> u64 {
    Reader::open(path).unwrap().map(|item| black_box(item.unwrap()).seq).last().unwrap()
}

fn open(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("day");
    kit::live(&mut Writer::create(&path).unwrap(), DAY);
    let mut group = c.benchmark_group("open");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    group.throughput(Throughput::Bytes(std::fs::metadata(&path).unwrap().len()));
    group.bench_function("read a day", |b| b.iter(|| assert_eq!(read(&path), 2 * DAY + 1)));
    group.bench_function("verify a day", |b| b.iter(|| assert!(verify(&path, None).unwrap().ok)));
    group.finish();
}

criterion_group!(benches, append, open);
criterion_main!(benches);
