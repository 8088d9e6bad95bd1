//! Rules whose verdict proposes a rollback (DESIGN section 6).

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::problem::Problems;
use super::{Amount, Id, Millis, Op};
use crate::text::Clean;

/// One automatic trigger: `metric op threshold`, held for `for`, with what absence means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Trigger {
    /// Name in journal, scenario and screen.
    pub id: Id,
    /// As the plan's owners say it.
    pub title: Clean,
    /// What is judged, on the live side.
    pub metric: Id,
    /// How it is compared.
    pub op: Op,
    /// With what.
    pub threshold: Amount,
    /// How long the breach must hold. `0s`, also where nothing is said: at once (lint `trigger-without-hold`).
    #[serde(default, rename = "for")]
    #[deserr(default, rename = "for")]
    pub hold: Millis,
    /// Where the breach counts as over (R4); the threshold itself if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub clear_at: Option<Amount>,
    /// For how long it must be over (R4).
    #[serde(default)]
    #[deserr(default)]
    pub clear_for: Millis,
    /// What "no sample" means.
    #[serde(default)]
    #[deserr(default)]
    pub absence: Absence,
    /// How long the hold stands still without data before the trigger is blind (R1).
    #[serde(default = "default_max_gap")]
    #[deserr(default = default_max_gap())]
    pub max_gap: Millis,
    /// Fewest events in the metric's window for a verdict (R3). 0: any.
    #[serde(default)]
    #[deserr(default)]
    pub min_events: u32,
    /// Fewest bad events in the metric's window for a breach (R3). 0: any.
    #[serde(default)]
    #[deserr(default)]
    pub min_bad: u32,
    /// Share of the hold that samples must cover for it to count as run out (R2).
    #[serde(default = "default_min_coverage")]
    #[deserr(default = default_min_coverage())]
    pub min_coverage: Amount,
    /// How long after a switch was observed the rule waits before judging the new side (R7).
    #[serde(default)]
    #[deserr(default)]
    pub warm_up: Millis,
    /// A second, independent metric that must breach too before jday may act by itself (R5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub witness: Option<Id>,
    /// True where jday, not the plan's owners, chose a number; the screen marks it.
    #[serde(default)]
    #[deserr(default)]
    pub jday_default: bool,
}

fn default_max_gap() -> Millis {
    Millis::from_secs(30)
}

fn default_min_coverage() -> Amount {
    Amount(0.8)
}

/// What "no sample" means. Never a breach (R1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Absence {
    /// The hold stands still up to `max_gap`, then the trigger is blind.
    #[default]
    Freeze,
    /// Zero, but only if the source answered this round and the series is not in the answer.
    Zero,
    /// Exactly Prometheus: looked back five minutes, a pending hold is dropped.
    Reset,
}
