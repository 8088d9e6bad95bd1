//! How long judging takes: one sweep over a room of 20 series, and the golden cases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "helpers of tests fail as loudly as tests"
)]

#[path = "../tests/room/mod.rs"]
mod room;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jday::model::golden;
use jday::model::metrics::Reading;
use jday::model::triggers::judge_all;
use room::{BLUE, Room};
use serde_json::json;

const GOLDEN: &str = include_str!("../fixtures/golden/golden_rules_shared.json");
const N_SERIES: usize = 20;

/// Twenty metrics, each with a trigger that holds, after ten minutes at one sample a second.
fn room_of_20() -> Room {
    let ids: Vec<String> = (0..N_SERIES).map(|i| format!("metric-{i}")).collect();
    let metrics = ids.iter().map(|id| room::metric(id, "seconds", json!({}))).collect();
    let triggers = ids
        .iter()
        .map(|id| room::trigger(json!({"id": format!("{id}-high"), "metric": id, "for": "1h"})))
        .collect();
    let mut room = Room::new(room::plan(&metrics, &triggers));
    let readings: Vec<(&str, Reading)> = ids.iter().map(|id| (id.as_str(), Reading::from(1.0))).collect();
    for _ in 0..600 {
        room.pass(1000);
        room.sample(BLUE, &readings);
    }
    room
}

fn sweep(c: &mut Criterion) {
    let room = room_of_20();
    c.bench_function("judge_all, 20 series", |b| b.iter(|| judge_all(black_box(&room.state))));
}

fn golden_cases(c: &mut Criterion) {
    let parsed = golden::parse(GOLDEN).expect("the golden file");
    let mut group = c.benchmark_group("golden");
    group.sample_size(10);
    group.bench_function("eval", |b| b.iter(|| golden::eval(black_box(&parsed))));
    group.bench_function("read and eval", |b| b.iter(|| golden::eval_text(black_box(GOLDEN))));
    group.finish();
}

criterion_group!(benches, sweep, golden_cases);
criterion_main!(benches);
