//! What one question to a source of `live.sources` brought.

use crate::plan::types::{Id, Side, TierLevel};
use crate::text::Clean;

/// The answer of one source.
#[derive(Debug, Clone, PartialEq)]
pub struct Polled {
    /// Which source.
    pub source: Id,
    /// How long the answer took, in milliseconds.
    pub took_ms: u32,
    /// By how much the source's clock is ahead of this machine's, from its `Date` (R26).
    pub skew_ms: Option<i64>,
    /// What it said, or why it said nothing.
    pub answer: Result<Observed, Trouble>,
}

/// What a source said. What is not in it was not seen; only [`Value::NoData`] says that the source
/// answered and the series was not there (R1).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Observed {
    /// Values of metrics.
    pub readings: Vec<Reading>,
    /// Every alert that is on there now; none if this source tells no alerts. What was told before and is
    /// not in it has ended.
    pub alerts: Option<Vec<Foreign>>,
    /// Steps of the deploy pipeline.
    pub pipeline: Vec<PipelineStep>,
    /// What it says of checklist items that carry its name as `proof`.
    pub items: Vec<Item>,
    /// What it said beside, such as "partial data": shown on the health board.
    pub warnings: Vec<Clean>,
}

/// The value of one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The metric.
    pub metric: Id,
    /// Whose; none for what both sides share.
    pub side: Option<Side>,
    /// The value, or why there is none.
    pub value: Value,
    /// Age of the newest sample behind it, in milliseconds (R6).
    pub age_ms: u32,
}

/// A value, or why there is none (R1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A number in the metric's base unit; may be infinite.
    Number(f64),
    /// The source answered and the series was not there.
    NoData,
    /// The source answered NaN: a ratio of nothing.
    NotANumber,
    /// The source could not tell this one, though it answered others.
    SourceError,
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        if number.is_nan() { Self::NotANumber } else { Self::Number(number) }
    }
}

/// An alert that is on at another system.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreign {
    /// Its name there, the same as long as it is on.
    pub name: Clean,
    /// The side it speaks of.
    pub side: Option<Side>,
    /// How grave.
    pub level: TierLevel,
    /// What it says.
    pub title: Clean,
}

/// One step of the deploy pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct PipelineStep {
    /// The step, as named in the plan.
    pub step: Id,
    /// The word of its state, as in [`super::Report::Pipeline`].
    pub state: &'static str,
}

/// What a source says of something that a checklist item rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Name of the fact, such as `secrets` or `schema`.
    pub fact: Id,
    /// Whether it holds; none if the source could not tell.
    pub holds: Option<bool>,
    /// The evidence in words.
    pub detail: Clean,
}

/// Why a source said nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Trouble {
    /// What happened and what to do, in words; holds no secret.
    pub why: Clean,
    /// How long it asked not to be asked again, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// Whether asking again at once may help: a refused connection, a timeout, a 5xx. Not a wrong
    /// password or a page that is no answer.
    pub passing: bool,
}

impl Trouble {
    /// Trouble that asking again may end.
    pub fn passing(why: impl AsRef<str>) -> Self {
        Self { why: Clean::new(why), retry_after_ms: None, passing: true }
    }

    /// Trouble that somebody must end.
    pub fn lasting(why: impl AsRef<str>) -> Self {
        Self { why: Clean::new(why), retry_after_ms: None, passing: false }
    }
}
