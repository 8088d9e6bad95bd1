//! The source-health board (F7): which feeds are fresh, late or silent, and what they said beside.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::metrics::{Answer, Sampled};
use super::state::State;
use super::time::{At, Stamp};
use crate::plan::types::{Id, Metric, Side};
use crate::text::Clean;

/// Skew of a source's clock, in milliseconds, from which people are warned (R26).
pub const SKEW_WARNS_MS: u64 = 5_000;
/// Skew from which nothing that a source says can be placed in time: it counts as unknown (R26).
pub const SKEW_UNKNOWN_MS: u64 = 60_000;

/// One source's health.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Source {
    /// When it last answered.
    pub last_ok: Option<Stamp>,
    /// When it was last asked.
    pub last_asked: Option<Stamp>,
    /// Latency of the last answer, in milliseconds.
    pub latency_ms: Option<u32>,
    /// The last error, while it lasts.
    pub error: Option<Clean>,
    /// Since when it has not answered.
    pub silent_since: Option<Stamp>,
    /// What it said beside with its last answer.
    #[serde(default, skip_serializing_if = "Beside::is_empty")]
    pub beside: Beside,
}

/// What a source said beside its values.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Beside {
    /// By how many milliseconds its clock is ahead of this machine's (R26); none if it told no time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skew_ms: Option<i64>,
    /// Until when it is left alone: it asked for that, or it failed again and again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests_until: Option<At>,
    /// Whether it asked for that rest itself ("too many requests").
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub limited: bool,
    /// Warnings, such as "partial data".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Clean>,
}

impl Beside {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The skew, where it is large enough to warn of.
    pub fn skewed(&self) -> Option<i64> {
        self.skew_ms.filter(|skew| skew.unsigned_abs() > SKEW_WARNS_MS)
    }
}

/// What a source says of something that a checklist item rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Whether it holds; none if the source could not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
    /// The evidence in words.
    pub detail: Clean,
}

/// How a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It answers, and what it brings is young.
    Fresh,
    /// It answers, or did so last, and everything it brought is older than its metrics bear.
    Stale,
    /// It did not answer its last question; what it brought before is still young.
    Error,
    /// It does not answer, and nothing young is left of it.
    Blind,
    /// It was never asked, or never said anything.
    Off,
}

/// Oldest age at which a source that no metric rests on is fresh, in milliseconds.
const UNREAD_MS: u64 = 30_000;

/// How `source` is in `state`.
pub fn health(state: &State, source: &Id) -> Health {
    let Some(known) = state.sources.board.get(source) else { return Health::Off };
    let fed = || state.plan.metrics.iter().filter(|metric| metric.source == *source);
    let bears = fed().map(Metric::stale_after_ms).min().unwrap_or(UNREAD_MS);
    // Asked seldom, it is late when it misses its own rhythm.
    let rhythm = state.plan.live.iter().flat_map(|live| &live.sources).find(|live| live.id == *source);
    let bears = rhythm.map_or(bears, |live| bears.max(live.interval.0.saturating_mul(2)));
    let is_young = known.last_ok.is_some_and(|at| state.now.since(at) <= bears);
    let silent = known.silent_since.map(|since| state.now.since(since));
    match (silent.is_some(), is_young) {
        (true, true) if silent.is_some_and(|silent| silent <= bears) => Health::Error,
        (true, _) => Health::Blind,
        (false, _) if known.last_ok.is_none() => Health::Off,
        (false, true) if fed().next().is_none() || fed().any(|metric| is_current(state, metric)) => {
            Health::Fresh
        }
        (false, _) => Health::Stale,
    }
}

/// Whether anything young is known of `metric`, or it says that there is nothing.
fn is_current(state: &State, metric: &Metric) -> bool {
    Side::BOTH.into_iter().any(|side| {
        let series = state.metrics.series(&metric.id, metric.track(side));
        series
            .and_then(|series| series.last)
            .is_none_or(|(_, reading)| u64::from(reading.age_ms) <= metric.stale_after_ms())
    })
}

/// All sources.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Sources {
    /// By name.
    pub board: BTreeMap<Id, Source>,
    /// Facts by `source.fact`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<Id, Fact>,
}

impl Sources {
    /// Takes one poll round: its answers, what was said beside, and changed facts.
    pub fn apply(&mut self, sampled: &Sampled, stamp: Stamp) {
        for (id, answer) in &sampled.sources {
            let source = self.board.entry(id.clone()).or_default();
            source.last_asked = Some(stamp);
            source.beside = sampled.beside.get(id).cloned().unwrap_or_default();
            match answer {
                Answer::Ok(latency) => {
                    source.last_ok = Some(stamp);
                    source.latency_ms = Some(*latency);
                    source.error = None;
                    source.silent_since = None;
                }
                Answer::Failed(why) => {
                    source.silent_since.get_or_insert(stamp);
                    source.error = Some(why.clone());
                }
            }
        }
        self.facts.extend(sampled.facts.iter().map(|(id, fact)| (id.clone(), fact.clone())));
    }

    /// Sources that answered their last question, and all sources.
    pub fn seen(&self) -> (usize, usize) {
        (self.board.values().filter(|source| source.silent_since.is_none()).count(), self.board.len())
    }

    /// The name under which a checklist item rests on `fact` of `source`.
    pub fn fact(source: &Id, fact: &Id) -> Id {
        Id::new(&format!("{source}.{fact}"))
    }
}
