//! The analysis before the switch: is Green worse than Blue on the same metrics?
//!
//! As Kayenta's judge: the test of Mann and Whitney, on the samples of the same minutes. A difference counts
//! only where it is hardly chance, where most pairs show it, and where the middle moved by enough to matter:
//! with hundreds of samples the first alone is true of differences that nobody would notice.

mod ranks;

pub use ranks::{Ranked, mann_whitney, median};

use super::metrics::Track;
use super::state::State;
use crate::plan::types::{Analysis, Id, Metric, Op, Side};

/// Share of pairs from which an effect is medium (Vargha and Delaney 2000).
const MEDIUM: f64 = 0.64;

/// What was found of one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The metric.
    pub metric: Id,
    /// How many samples Blue had.
    pub blue: usize,
    /// How many Green had.
    pub green: usize,
    /// What they say.
    pub verdict: Verdict,
}

/// What the samples of one metric say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// Green is not worse.
    NotWorse,
    /// Green is worse.
    Worse {
        /// Share of pairs in which Green's value is the worse one.
        share: f64,
        /// By how much of Blue's median Green's is worse; infinite where Blue's is zero.
        shift: f64,
    },
    /// Too few samples, or only old ones, to say anything.
    TooFew,
}

/// What the samples say of every metric that `wanted` names.
pub fn findings(state: &State, wanted: &Analysis) -> Vec<Finding> {
    let metrics = wanted.metrics.iter().filter_map(|id| state.plan.metric(id));
    metrics.map(|metric| finding(state, metric, wanted)).collect()
}

fn finding(state: &State, metric: &Metric, wanted: &Analysis) -> Finding {
    let of = |side| samples(state, metric, side, wanted.over.0);
    let (blue, green) = (of(Side::Blue), of(Side::Green));
    let enough = blue.len().min(green.len()) >= wanted.min_samples as usize;
    let verdict = if enough { compare(&blue, &green, metric, wanted) } else { Verdict::TooFew };
    Finding { metric: metric.id.clone(), blue: blue.len(), green: green.len(), verdict }
}

/// The numbers of the last `over_ms`; none if the newest is stale, for then all it repeats is the past (R6).
fn samples(state: &State, metric: &Metric, side: Side, over_ms: u64) -> Vec<f64> {
    let Some(series) = state.metrics.series(&metric.id, Track::Side(side)) else { return Vec::new() };
    let is_fresh = series.last.is_some_and(|(at, reading)| {
        state.now.since(at) + u64::from(reading.age_ms) <= metric.stale_after_ms()
    });
    if !is_fresh {
        return Vec::new();
    }
    let recent = series.points.iter().rev().take_while(|point| state.now.since(point.stamp) <= over_ms);
    recent.filter_map(|point| point.number).collect()
}

/// Which way is worse is what the target says; without one, either way is.
fn compare(blue: &[f64], green: &[f64], metric: &Metric, wanted: &Analysis) -> Verdict {
    let (Some(ranked), Some(from), Some(to)) = (mann_whitney(green, blue), median(blue), median(green))
    else {
        return Verdict::TooFew;
    };
    let up = (ranked.share, to - from);
    let down = (1.0 - ranked.share, from - to);
    let (share, moved) = match metric.target.map(|target| target.op) {
        Some(Op::Below | Op::AtMost) => up,
        Some(Op::Above | Op::AtLeast) => down,
        _ if ranked.share >= 0.5 => up,
        _ => down,
    };
    let shift = if moved > 0.0 { moved / from.abs() } else { 0.0 };
    let is_sure = ranked.p < 1.0 - wanted.confidence.0;
    if is_sure && share >= MEDIUM && shift > wanted.tolerance.0 {
        Verdict::Worse { share, shift }
    } else {
        Verdict::NotWorse
    }
}
