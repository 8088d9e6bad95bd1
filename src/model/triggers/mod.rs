//! Triggers: verdict, hold, and why or why not (F6).

mod blind;
mod input;
mod judge;
pub mod prometheus;
mod sweep;

pub use blind::{blind_now, is_blind, witness};
pub use input::Input;
pub use judge::{freeze, judge};
pub use sweep::{freeze_all, judge_all};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::time::Stamp;
use crate::plan::types::{Id, Side};

/// What a trigger says of one side (R1: no data is a third value).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The condition does not hold.
    Ok,
    /// It holds.
    Breach,
    /// Too little data to say.
    #[default]
    Unknown,
}

/// Where the trigger stands on one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing to see.
    #[default]
    Calm,
    /// A breach is counting towards its hold.
    Holding,
    /// The hold ran out; latched until a human answers and the breach cleared (R4).
    Fired,
    /// Without data for longer than `max_gap` (F7).
    Blind,
}

/// Why the verdict is what it is; the screen says it in words (F6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// The value is on the good side of the threshold.
    WithinThreshold,
    /// The value is on the bad side; the hold counts.
    BeyondThreshold,
    /// It was beyond and is not yet over `clear_at` for `clear_for` (R4).
    NotYetClear,
    /// Nothing was read yet.
    #[default]
    NeverRead,
    /// The source answered without the series.
    NoData,
    /// The source answered NaN.
    NotANumber,
    /// The source did not answer.
    SourceError,
    /// The value is older than twice its interval (R6).
    Stale,
    /// Fewer events than `min_events`, or fewer bad ones than `min_bad` (R3).
    LowVolume,
    /// Samples cover less of the hold than `min_coverage` (R2).
    LowCoverage,
    /// The side was switched to less than `warm_up` ago (R7).
    WarmingUp,
    /// The drill came to a time that nobody recorded.
    NotRecorded,
}

/// The figures behind a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// Why.
    pub because: Because,
    /// The value that was judged.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::metrics::written::optional")]
    pub value: Option<f64>,
    /// Events in the metric's window, where the plan names its volume.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::metrics::written::optional")]
    pub events: Option<f64>,
    /// Share of the hold that samples cover, 0 … 1.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::metrics::written::optional")]
    pub coverage: Option<f64>,
}

/// A hold: how long the breach has counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hold {
    /// Milliseconds counted before `running_since`.
    pub held_ms: u64,
    /// The last breaching sample from which it counts on; none while it stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub running_since: Option<Stamp>,
}

impl Hold {
    /// Milliseconds counted at `now`.
    pub fn at(&self, now: Stamp) -> u64 {
        self.held_ms + self.running_since.map_or(0, |since| now.since(since))
    }
}

/// One trigger on one side: what it says now.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Standing {
    /// The verdict.
    pub verdict: Verdict,
    /// Where it stands.
    pub phase: Phase,
    /// The figures.
    pub evidence: Evidence,
    /// The hold's count.
    pub hold: Hold,
    /// When the breach of this episode began; of a fired one it stays until the next begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began_at: Option<Stamp>,
    /// When the hold ran out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fired_at: Option<Stamp>,
    /// When the last sample that could be judged was read; exact while the verdict is unknown,
    /// otherwise the sample that made this standing (later ones changed nothing).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged_at: Option<Stamp>,
    /// Since when the value has been past `clear_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clearing_since: Option<Stamp>,
    /// When the last fired episode cleared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleared_at: Option<Stamp>,
}

/// A trigger's standing changed on one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The trigger.
    pub trigger: Id,
    /// The side.
    pub side: Side,
    /// What it says now.
    pub standing: Standing,
}

/// Every trigger's standing on both sides, and the room's blindness.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Triggers {
    /// Blue's standings by trigger.
    pub blue: BTreeMap<Id, Standing>,
    /// Green's standings by trigger.
    pub green: BTreeMap<Id, Standing>,
    /// Since when the room is blind, with what is blind (F7).
    pub blind: Option<(Stamp, Vec<Id>)>,
    /// Stretches of blindness that ended.
    pub was_blind: Vec<(Stamp, Stamp)>,
}

impl Triggers {
    /// What `trigger` says of `side`.
    pub fn standing(&self, trigger: &Id, side: Side) -> Standing {
        let standings = match side {
            Side::Blue => &self.blue,
            Side::Green => &self.green,
        };
        standings.get(trigger).copied().unwrap_or_default()
    }

    /// Takes a changed standing.
    pub fn apply(&mut self, judged: &Judged) {
        let standings = match judged.side {
            Side::Blue => &mut self.blue,
            Side::Green => &mut self.green,
        };
        standings.insert(judged.trigger.clone(), judged.standing);
    }
}
