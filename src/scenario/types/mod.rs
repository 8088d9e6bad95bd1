//! A scenario as it is written in its file.

use std::sync::Arc;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod event;
mod expect;
mod script;
mod track;

pub use event::{Event, Foreign, PipelineChange, StepWord};
pub use expect::{
    Expect, ExpectAlert, ExpectBlind, ExpectLevel, ExpectRun, ExpectTrigger, LevelWord, ResultWord,
};
pub use script::{Act, Line};
pub use track::{Anchor, Position, Track, Whose};

pub use super::keyframes::{Curve, Key};
use super::recording::Recording;
pub use super::words::{ByName, Cue, Names, Shift, Words};
use crate::plan::problem::Problems;
use crate::plan::types::{Amount, Clock, Condition, Id, Millis, Side};
use crate::text::Clean;

/// One J-Day to rehearse.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Scenario {
    /// Name on the command line and in journals.
    pub id: Id,
    /// One line for the picker.
    pub title: Words,
    /// What happens and what is to be learnt, in a few sentences.
    pub story: Words,
    /// Time of day on J-Day, in the plan's zone, at which the drill begins.
    pub starts: Clock,
    /// Length of a headless run in the drill's own time.
    pub lasts: Millis,
    /// Plan file beside the scenario; the embedded plan if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub plan: Option<Clean>,
    /// Seed of noise and of the simulators' delays; `--seed` wins.
    #[serde(default)]
    #[deserr(default)]
    pub seed: u64,
    /// Changed targets, by metric.
    #[serde(default, skip_serializing_if = "empty")]
    #[deserr(default)]
    pub targets: ByName<TargetChange>,
    /// Changed triggers, by trigger.
    #[serde(default, skip_serializing_if = "empty")]
    #[deserr(default)]
    pub triggers: ByName<TriggerChange>,
    /// Changed rules of the rollback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub rollback: Option<RollbackChange>,
    /// What is already done when the drill begins.
    #[serde(default)]
    #[deserr(default)]
    pub start: Start,
    /// What each side's telemetry shows.
    #[serde(default, rename = "track")]
    #[deserr(default, rename = "track")]
    pub tracks: Vec<Track>,
    /// What else happens to the world.
    #[serde(default, rename = "event")]
    #[deserr(default, rename = "event")]
    pub events: Vec<Event>,
    /// What operators do in a headless run.
    #[serde(default, rename = "script")]
    #[deserr(default, rename = "script")]
    pub script: Vec<Line>,
    /// What must and what must not come of it.
    #[serde(default, rename = "expect")]
    #[deserr(default, rename = "expect")]
    pub expect: Vec<Expect>,
    /// Recordings beside those of the program: a lived day. No file can hold them.
    #[serde(skip)]
    #[deserr(skip)]
    pub recordings: Vec<Arc<Recording>>,
}

/// A script in its own file (`--script`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ScriptFile {
    /// What operators do.
    #[serde(default, rename = "script")]
    #[deserr(default, rename = "script")]
    pub script: Vec<Line>,
}

/// Another target for one metric, for a laboratory that is smaller than production.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct TargetChange {
    /// The target, such as `> 40/s`.
    pub target: Condition,
    /// Why it differs from the plan.
    pub why: Clean,
}

/// Other figures for one trigger. What is not named stays as in the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct TriggerChange {
    /// The threshold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub threshold: Option<Amount>,
    /// How long the breach must hold.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    #[deserr(default, rename = "for")]
    pub hold: Option<Millis>,
    /// How long the hold stands still without data before the trigger is blind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub max_gap: Option<Millis>,
    /// Fewest events in the metric's window for a verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub min_events: Option<u32>,
    /// Fewest bad events in the metric's window for a breach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub min_bad: Option<u32>,
    /// How long after a switch the rule waits before it judges the new side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub warm_up: Option<Millis>,
    /// Why it differs from the plan.
    pub why: Clean,
}

/// Other rules for the rollback. What is not named stays as in the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct RollbackChange {
    /// Whether jday may act by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub auto: Option<bool>,
    /// How long people stay silent before it acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub silence: Option<Millis>,
    /// A switch returns by itself unless confirmed within this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub confirm_within: Option<Millis>,
    /// Why it differs from the plan.
    pub why: Clean,
}

/// What is already done when the drill begins. Everything, unless said otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Start {
    /// The side that is live.
    #[serde(default = "blue")]
    #[deserr(default = blue())]
    pub live: Side,
    /// Checklists or items already ticked; `all-gating` for every checklist the switch waits for.
    #[serde(default = "all_gating")]
    #[deserr(default = all_gating())]
    pub ticked: Names,
    /// People who already voted "go"; `all` for one person of each role whose vote the switch needs.
    #[serde(default = "all")]
    #[deserr(default = all())]
    pub votes: Names,
    /// Time to live that the authoritative servers give; the plan's lowered one if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub ttl: Option<Millis>,
    /// For how long they have given it.
    #[serde(default = "a_day")]
    #[deserr(default = a_day())]
    pub ttl_for: Millis,
}

impl Default for Start {
    fn default() -> Self {
        Self { live: blue(), ticked: all_gating(), votes: all(), ttl: None, ttl_for: a_day() }
    }
}

fn blue() -> Side {
    Side::Blue
}

fn all_gating() -> Names {
    Names(vec![Id::new("all-gating")])
}

fn all() -> Names {
    Names(vec![Id::new("all")])
}

fn a_day() -> Millis {
    Millis::from_secs(24 * 3600)
}

fn empty<T>(table: &ByName<T>) -> bool {
    table.is_empty()
}

fn yes() -> bool {
    true
}
