//! The two sides, what moves the traffic between them, and what may hold it back.

use std::fmt;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::problem::Problems;
use super::{Amount, Id, Millis};
use crate::text::Clean;

/// One of the two production environments.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, Deserr,
)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Side {
    /// What runs today.
    Blue,
    /// The new version.
    Green,
}

impl Side {
    /// Both, Blue first.
    pub const BOTH: [Self; 2] = [Self::Blue, Self::Green];

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Blue => Self::Green,
            Self::Green => Self::Blue,
        }
    }

    /// The word used in files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Green => "green",
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Both sides' facts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Sides {
    /// Today's environment.
    pub blue: SideInfo,
    /// The new one.
    pub green: SideInfo,
}

impl Sides {
    /// The facts of `side`.
    pub fn get(&self, side: Side) -> &SideInfo {
        match side {
            Side::Blue => &self.blue,
            Side::Green => &self.green,
        }
    }
}

/// One side's facts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct SideInfo {
    /// Version that runs there, which is also its fingerprint.
    pub version: Clean,
    /// Value the lever has when it points here: an address or a name.
    pub address: Clean,
}

/// What moves the traffic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Lever {
    /// What it is.
    pub kind: LeverKind,
    /// The public name whose traffic it moves.
    pub name: Clean,
    /// Usual time to live of its answers.
    pub ttl: Millis,
    /// Time to live that must be in force before the switch (lint `no-ttl-lowering`).
    pub lowered_ttl: Millis,
    /// Resolvers asked for level 4.
    pub resolvers: Vec<Resolver>,
    /// How many observations in a row make level 5 (R13).
    pub observations: u32,
    /// Over how many different paths at least (R13).
    pub paths: u32,
    /// For how long no contrary answer may have been seen (R13).
    pub quiet: Millis,
    /// Deadline from the request to level 2.
    pub accepted_within: Millis,
    /// Deadline from the request to level 3.
    pub authoritative_within: Millis,
    /// Deadline from the request to level 5.
    pub observed_within: Millis,
}

/// The kind of lever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum LeverKind {
    /// A DNS record set.
    Dns,
    /// A platform's alias.
    Alias,
}

/// A resolver asked for level 4 of a switch's truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Resolver {
    /// Name on the screen.
    pub id: Id,
    /// Its address.
    pub address: Clean,
}

/// How the two sides share their data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Database {
    /// Shared or replicated (lint `database-topology`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub topology: Option<DatabaseTopology>,
    /// Most lag at which the switch gate stays open, for a replicated database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub max_lag: Option<Millis>,
    /// Metric that is the seconds a replica lags behind; `replica-lag` if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub lag: Option<Id>,
    /// Metric that counts the writes a database return would lose (F2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub writes: Option<Id>,
}

/// Shared or replicated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum DatabaseTopology {
    /// Both sides write to one database.
    Shared,
    /// Green has a replica that is promoted.
    Replicated,
}

/// What may stand between a request to switch and the lever.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Gates {
    /// Roles whose "go" the switch needs.
    pub votes: Vec<Id>,
    /// How old a proof of rollback readiness may be (F1).
    pub readiness_within: Millis,
    /// Whether an unacknowledged critical alert closes the gate.
    pub critical_alerts: bool,
    /// Whether the window closes the gate.
    pub window: bool,
    /// Procedures whose last run must have succeeded: smoke, load or functional tests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[deserr(default)]
    pub procedures: Vec<Id>,
    /// When Blue counts as drained, before it is stopped. None: the tail and the point of no return suffice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub drained: Option<Drained>,
    /// Whether Green must be no worse than Blue first. None: nobody compares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub analysis: Option<Analysis>,
}

/// When Blue counts as drained: connections that are kept open do not follow the DNS, so that users stay on
/// Blue long after the tail (R14, R17).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Drained {
    /// Metric of both sides that counts what users do, such as requests a second.
    pub metric: Id,
    /// Blue's must be below this.
    pub below: Amount,
    /// For so long.
    #[serde(rename = "for")]
    #[deserr(rename = "for")]
    pub hold: Millis,
}

/// How Green is compared with Blue before the switch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Analysis {
    /// Metrics of both sides. What their target asks for says which way is worse.
    pub metrics: Vec<Id>,
    /// Samples of how long before now are compared; at most [`Analysis::LONGEST`].
    pub over: Millis,
    /// Fewest samples of each side for a verdict; at least [`Analysis::FEWEST`].
    #[serde(default = "default_min_samples")]
    #[deserr(default = default_min_samples())]
    pub min_samples: u32,
    /// How sure a difference must be.
    #[serde(default = "default_confidence")]
    #[deserr(default = default_confidence())]
    pub confidence: Amount,
    /// By how much of Blue's median Green's may be worse.
    #[serde(default = "default_tolerance")]
    #[deserr(default = default_tolerance())]
    pub tolerance: Amount,
}

impl Analysis {
    /// Single samples are kept for little longer.
    pub const LONGEST: Millis = Millis::from_secs(30 * 60);
    /// Below this the normal approximation of the test says too much.
    pub const FEWEST: u32 = 20;
}

fn default_min_samples() -> u32 {
    50
}

/// That of Kayenta's judge.
fn default_confidence() -> Amount {
    Amount(0.98)
}

fn default_tolerance() -> Amount {
    Amount(0.1)
}

/// What a rollback may do, and how fast it must be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Rollback {
    /// From the proposal or request to `observed_at`.
    pub budget: Millis,
    /// Role that decides a proposal of a trigger.
    pub decider: Id,
    /// Whether jday may act by itself. Off unless the plan says so (lint `automatic-or-decided`).
    #[serde(default)]
    #[deserr(default)]
    pub auto: bool,
    /// What it needs for that.
    pub automation: Automation,
    /// A switch that returns by itself unless confirmed (F14). None: off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub confirmed_switch: Option<ConfirmedSwitch>,
    /// Time after the switch from which Blue may no longer be the way back (R17).
    pub point_of_no_return: Millis,
}

/// What an automatic rollback needs (R5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Automation {
    /// How long people stay silent before jday acts.
    pub silence: Millis,
    /// How many independent witnesses must agree.
    pub witnesses: u32,
    /// Share of gate metrics that may be blind before the whole room is (R1).
    pub blind_share: Amount,
}

/// A switch that returns by itself unless confirmed (F14).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ConfirmedSwitch {
    /// How long after `observed_at` the confirmation may take.
    pub within: Millis,
}
