//! Events: what else happens to the world.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Anchor, Shift, yes};
use crate::client::sim::fault::Fault;
use crate::model::procedure::PipelineState;
use crate::plan::problem::Problems;
use crate::plan::types::{Id, Millis, Side, TierLevel};
use crate::text::Clean;

/// Something that happens to the world. Exactly one of `alert`, `fault`, `silent`, `clock`, `freeze`
/// and `pipeline` says what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Event {
    /// How long after the anchor.
    #[serde(default)]
    #[deserr(default)]
    pub at: Millis,
    /// The anchor.
    #[serde(default)]
    #[deserr(default)]
    pub after: Anchor,
    /// When it ends, counted from the same anchor: of a fault, a silence, an alert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub until: Option<Millis>,
    /// Another system's alert begins, or ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub alert: Option<Foreign>,
    /// A simulated system misbehaves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub fault: Option<Fault>,
    /// A source of metrics, as named in the plan, does not answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub silent: Option<Id>,
    /// The wall clock leaps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub clock: Option<Shift>,
    /// The machine stands still for so long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub freeze: Option<Millis>,
    /// A step of the watched pipeline changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub pipeline: Option<PipelineChange>,
}

/// Another system's alert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Foreign {
    /// The system, such as `sentry`.
    pub source: Id,
    /// Its name there.
    pub name: Clean,
    /// How grave.
    pub level: TierLevel,
    /// The side it speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub side: Option<Side>,
    /// What it says.
    pub title: Clean,
    /// Whether it is on.
    #[serde(default = "yes")]
    #[deserr(default = yes())]
    pub firing: bool,
}

/// A step of the watched pipeline changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct PipelineChange {
    /// The step, as named in the plan.
    pub step: Id,
    /// Its new state.
    pub state: StepWord,
}

/// The state of a pipeline step, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
#[expect(missing_docs, reason = "the same words as the model's PipelineState")]
pub enum StepWord {
    Queued,
    Running,
    Waiting,
    Succeeded,
    Failed,
    Skipped,
}

impl StepWord {
    /// As the model has it.
    pub fn state(self) -> PipelineState {
        match self {
            Self::Queued => PipelineState::Queued,
            Self::Running => PipelineState::Running,
            Self::Waiting => PipelineState::Waiting,
            Self::Succeeded => PipelineState::Succeeded,
            Self::Failed => PipelineState::Failed,
            Self::Skipped => PipelineState::Skipped,
        }
    }
}
