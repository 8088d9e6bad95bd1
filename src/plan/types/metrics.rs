//! What is measured, with its target.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::problem::Problems;
use super::{Condition, Id, Millis};
use crate::text::Clean;

/// One metric of the plan: what it is called, where it is judged and what is aimed at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Metric {
    /// Name used by triggers, alerts, tracks and panes.
    pub id: Id,
    /// Title on the pane, as the plan's owners say it.
    pub title: Clean,
    /// Which pane it belongs to.
    pub group: Group,
    /// Unit in which values are given.
    pub unit: Unit,
    /// Whether each side has its own value.
    pub scope: Scope,
    /// The target, such as `< 2s`. None where the plan only asks to watch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub target: Option<Condition>,
    /// Whether the target is judged on Blue + Green together (lint `throughput-floor-after-switch`).
    #[serde(default)]
    #[deserr(default)]
    pub target_on_sum: bool,
    /// Name of the source that gives it, as on the source-health board.
    pub source: Id,
    /// How often a new value is expected; stale after twice this (R6).
    pub interval: Millis,
    /// Length of the window over which a rate, ratio or quantile is taken. None for an instant value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub window: Option<Millis>,
    /// Metric that counts the events per second behind this one, for `min_events` and `min_bad` (R3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub volume: Option<Id>,
    /// Whether more than half of such metrics gone blind makes the whole room blind (R1, F7).
    #[serde(default)]
    #[deserr(default)]
    pub gate: bool,
}

/// The pane a metric is shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Group {
    /// Response times, throughput, availability, errors.
    Performance,
    /// Missions, authentications, notifications, GPS.
    Business,
    /// Disk, memory, certificates, database.
    Platform,
}

/// The unit of a metric's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Unit {
    /// 0 … 1, shown as percent.
    Ratio,
    /// Seconds, shown as `ms` below one second.
    Seconds,
    /// Events a second.
    Persecond,
    /// Events a minute.
    Perminute,
    /// A plain count.
    Count,
    /// Days.
    Days,
    /// Metres.
    Metres,
    /// 1 is up, 0 is down.
    Updown,
}

/// Whose value it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Scope {
    /// Blue and Green each have one.
    Side,
    /// One for both, such as the host's disk or the shared database.
    Shared,
}
