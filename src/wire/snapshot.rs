//! A whole room on a socket, for a console that attaches.
//!
//! The histories are most of it, and say each time of a poll round once for every series. Here the rounds
//! stand once, and each series names them by their place: a sixth of the bytes (`benches/attach.rs`).

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::channels::Channels;
use crate::model::metrics::{Metrics, Minute, Point, Reading, Series};
use crate::model::{Stamp, State};
use crate::plan::types::{Id, Plan};

/// One series; places count in [`Histories::rounds`].
#[derive(Serialize, Deserialize)]
struct Column {
    last: Option<(Stamp, Reading)>,
    last_number: Option<(Stamp, f64)>,
    /// Runs of points in consecutive rounds: where each begins, and its numbers.
    runs: Vec<(u32, Vec<Option<f64>>)>,
    /// Minute, lowest and highest number.
    minutes: Vec<(i64, f64, f64)>,
}

/// All series, and when they were read.
#[derive(Serialize, Deserialize)]
struct Histories {
    /// Wall clock in milliseconds, monotonic clock, boot.
    rounds: Vec<(i64, u64, u32)>,
    tracks: [BTreeMap<Id, Column>; 3],
}

#[derive(Serialize)]
struct WithPlan<'a> {
    plan: &'a Plan,
    channels: &'a Channels,
    #[serde(flatten)]
    state: &'a State,
}

#[derive(Serialize)]
struct Written<'a> {
    histories: Histories,
    state: WithPlan<'a>,
}

#[derive(Deserialize)]
struct Read {
    histories: Histories,
    state: State,
}

pub fn serialize<S: Serializer>(state: &Arc<State>, serializer: S) -> Result<S::Ok, S::Error> {
    let histories = Histories::of(&state.metrics);
    let rest = State { metrics: Metrics::default(), ..(**state).clone() };
    Written { histories, state: WithPlan { plan: &state.plan, channels: &state.channels, state: &rest } }
        .serialize(serializer)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<State>, D::Error> {
    let Read { histories, mut state } = Read::deserialize(deserializer)?;
    state.metrics = histories.metrics();
    Ok(Arc::new(state))
}

impl Histories {
    fn of(metrics: &Metrics) -> Self {
        let tracks = [&metrics.blue, &metrics.green, &metrics.shared];
        let all = tracks.iter().flat_map(|track| track.values());
        let mut rounds: Vec<Stamp> = all.flat_map(|series| &series.points).map(|point| point.stamp).collect();
        rounds.sort_unstable_by_key(|stamp| (stamp.boot, stamp.mono, stamp.at));
        rounds.dedup();
        let place: std::collections::HashMap<Stamp, u32> = rounds.iter().copied().zip(0..).collect();
        let column = |series: &Series| Column::of(series, &place);
        let tracks = tracks
            .map(|track| track.iter().map(|(metric, series)| (metric.clone(), column(series))).collect());
        let rounds = rounds.into_iter().map(|stamp| (stamp.at.0, stamp.mono, stamp.boot)).collect();
        Self { rounds, tracks }
    }

    fn metrics(self) -> Metrics {
        let rounds: Vec<Stamp> = self
            .rounds
            .into_iter()
            .map(|(at, mono, boot)| Stamp { at: crate::model::At(at), mono, boot })
            .collect();
        let [blue, green, shared] = self.tracks.map(|track| {
            track.into_iter().map(|(metric, column)| (metric, column.series(&rounds))).collect()
        });
        Metrics { blue, green, shared }
    }
}

impl Column {
    fn of(series: &Series, place: &std::collections::HashMap<Stamp, u32>) -> Self {
        let mut runs: Vec<(u32, Vec<Option<f64>>)> = Vec::new();
        for point in &series.points {
            let Some(at) = place.get(&point.stamp).copied() else { continue };
            match runs.last_mut() {
                Some((first, numbers)) if u64::from(*first) + numbers.len() as u64 == u64::from(at) => {
                    numbers.push(point.number);
                }
                _ => runs.push((at, vec![point.number])),
            }
        }
        let minutes = series.minutes.iter().map(|minute| (minute.minute, minute.low, minute.high)).collect();
        Self { last: series.last, last_number: series.last_number, runs, minutes }
    }

    /// A place that no round has is left out: the peer is not trusted to count.
    fn series(self, rounds: &[Stamp]) -> Series {
        let mut points = VecDeque::new();
        for (first, numbers) in self.runs {
            let stamps = rounds.get(first as usize..).unwrap_or_default();
            points.extend(stamps.iter().zip(numbers).map(|(stamp, number)| Point { stamp: *stamp, number }));
        }
        let minutes = self.minutes.into_iter().map(|(minute, low, high)| Minute { minute, low, high });
        Series { last: self.last, last_number: self.last_number, points, minutes: minutes.collect() }
    }
}
