//! What a trigger is judged by, gathered from the state.

use super::Because;
use super::judge::is_later;
use crate::model::metrics::{Reading, Series, Track, Value};
use crate::model::state::State;
use crate::model::time::Stamp;
use crate::plan::types::{Absence, Id, Metric, Scope, Side, Trigger};

/// What is known of one trigger's metric on one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Input {
    /// The newest reading and when it was read; a source that failed, or answered without the series,
    /// is a reading too.
    pub reading: Option<(Stamp, Reading)>,
    /// When the reading before it was read.
    pub previous: Option<Stamp>,
    /// Events per second behind the metric, or why they are not known.
    pub volume: Result<f64, Because>,
    /// Since when this side serves, while it is the live one (R7).
    pub observed: Option<Stamp>,
    /// Since when anybody could have read something.
    pub watched_since: Stamp,
}

impl Input {
    /// What `state` knows for `rule` on `side`.
    pub fn of(state: &State, rule: &Trigger, metric: &Metric, side: Side) -> Self {
        let (reading, previous) = newest(state, rule, metric, side);
        Self {
            reading,
            previous,
            volume: volume(state, metric, side),
            observed: state.cutover.live_since(side),
            watched_since: state.opened_at,
        }
    }
}

impl Metric {
    /// Age from which a value is stale, in milliseconds: twice its interval (R6).
    pub fn stale_after_ms(&self) -> u64 {
        self.interval.0.saturating_mul(2)
    }

    /// Whose series holds this metric's values for `side`.
    pub fn track(&self, side: Side) -> Track {
        match self.scope {
            Scope::Side => Track::Side(side),
            Scope::Shared => Track::Shared,
        }
    }
}

fn newest(
    state: &State,
    rule: &Trigger,
    metric: &Metric,
    side: Side,
) -> (Option<(Stamp, Reading)>, Option<Stamp>) {
    let series = state.metrics.series(&metric.id, metric.track(side));
    let last = series.and_then(|series| series.last);
    let Some(source) = state.sources.board.get(&metric.source) else {
        return (last, series.and_then(before_last));
    };
    let last_at = last.map(|(at, _)| at);
    let is_newer = |at: Stamp| last_at.is_none_or(|last| is_later(at, last));
    // Where absence means zero, an answer without the series was a good sample.
    let counted = if rule.absence == Absence::Zero { source.last_ok } else { None };
    if let Some(failed) = source.silent_since.filter(|failed| is_newer(*failed)) {
        return (Some((failed, blank(Value::SourceError))), counted.or(last_at));
    }
    let is_missed =
        |at: &Stamp| last_at.is_none_or(|last| is_newer(*at) && at.since(last) > metric.stale_after_ms());
    match source.last_ok.filter(is_missed) {
        Some(answered) => (Some((answered, blank(Value::NoData))), counted.or(last_at)),
        None => (last, series.and_then(before_last)),
    }
}

fn blank(value: Value) -> Reading {
    Reading { value, age_ms: 0 }
}

fn before_last(series: &Series) -> Option<Stamp> {
    series.points.iter().rev().nth(1).map(|point| point.stamp)
}

/// The rate behind `metric`, or why it is not known.
fn volume(state: &State, metric: &Metric, side: Side) -> Result<f64, Because> {
    let volume = metric.volume.as_ref().and_then(|id| state.plan.metric(id));
    let Some(volume) = volume else { return Err(Because::LowVolume) };
    let (at, reading) = last(state, &volume.id, volume.track(side)).ok_or(Because::LowVolume)?;
    if u64::from(reading.age_ms) > volume.stale_after_ms() || state.now.since(at) > volume.stale_after_ms() {
        return Err(Because::Stale);
    }
    match reading.value {
        Value::Number(number) => Ok(number),
        // No series of requests is no request.
        Value::NoData => Err(Because::LowVolume),
        Value::NotANumber => Err(Because::NotANumber),
        Value::SourceError => Err(Because::SourceError),
        Value::NotRecorded => Err(Because::NotRecorded),
    }
}

fn last(state: &State, metric: &Id, track: Track) -> Option<(Stamp, Reading)> {
    state.metrics.series(metric, track)?.last
}
