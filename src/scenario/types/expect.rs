//! Expectations: what must and what must not come of a drill.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cue, Names, yes};
use crate::model::procedure::RunResult;
use crate::plan::problem::Problems;
use crate::plan::types::{Id, Millis, Side};
use crate::text::Clean;

/// Something that must, or must not, come of the drill. Exactly one field beside `id` says what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Expect {
    /// Name in the summary.
    pub id: Id,
    /// The side that is live at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub final_side: Option<Side>,
    /// Whether and when a trigger proposes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub trigger: Option<ExpectTrigger>,
    /// `true`: no trigger proposes anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub no_proposal: Option<bool>,
    /// Whether and when the room is blind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub blind: Option<ExpectBlind>,
    /// How a procedure's last run ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub procedure: Option<ExpectRun>,
    /// How far the truth of a movement rises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub level: Option<ExpectLevel>,
    /// What becomes of an alert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub alert: Option<ExpectAlert>,
    /// Whether somebody is seen to move the lever behind jday's back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub drift: Option<bool>,
    /// `true`: the traffic goes back to Blue at most once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub no_second_return: Option<bool>,
    /// Whether a leap of the wall clock is noticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub clock_jump: Option<bool>,
    /// The last rollback is observed in less than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub stopwatch_under: Option<Millis>,
    /// `true`: no text of state or journal holds anything that a terminal would obey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub text_clean: Option<bool>,
}

/// Whether and when a trigger proposes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ExpectTrigger {
    /// The trigger.
    pub id: Id,
    /// Whether it proposes.
    pub proposes: bool,
    /// The cue `between` counts from.
    #[serde(default)]
    #[deserr(default)]
    pub after: Cue,
    /// Earliest and latest time after the cue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub between: Option<(Millis, Millis)>,
}

/// Whether and when the room is blind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ExpectBlind {
    /// Whether it is.
    pub is: bool,
    /// The cue `between` counts from.
    #[serde(default)]
    #[deserr(default)]
    pub after: Cue,
    /// Earliest and latest beginning of the blindness after the cue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub between: Option<(Millis, Millis)>,
}

/// How a procedure's last run ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ExpectRun {
    /// The procedure, as named in the plan.
    pub id: Id,
    /// How the run ends.
    pub result: ResultWord,
    /// From the request to its end, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub within: Option<Millis>,
}

/// How a run ends, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum ResultWord {
    /// Every step is done.
    Done,
    /// A step failed.
    Failed,
    /// A step's end is unknown.
    Unknown,
    /// A decider said "not now".
    Declined,
    /// Another run took its place.
    Superseded,
    /// Somebody stopped it.
    Cancelled,
    /// It was asked for and has not ended.
    Open,
    /// It was never asked for.
    Never,
}

impl ResultWord {
    /// The ended run's result this word stands for.
    pub fn result(self) -> Option<RunResult> {
        match self {
            Self::Done => Some(RunResult::Done),
            Self::Failed => Some(RunResult::Failed),
            Self::Unknown => Some(RunResult::Unknown),
            Self::Declined => Some(RunResult::Declined),
            Self::Superseded => Some(RunResult::Superseded),
            Self::Cancelled => Some(RunResult::Cancelled),
            Self::Open | Self::Never => None,
        }
    }
}

/// How far the truth of a procedure's movement rises.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ExpectLevel {
    /// The procedure, as named in the plan.
    pub procedure: Id,
    /// The highest level reached, 0 to 6 (6: confirmed).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub reached: Option<u8>,
    /// The first level that was missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub missed: Option<LevelWord>,
}

/// A level of truth, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
#[expect(missing_docs, reason = "the same words as the model's Level")]
pub enum LevelWord {
    Asked,
    Accepted,
    Authoritative,
    Resolvers,
    Observed,
    Confirmed,
}

/// What becomes of an alert. What is not named does not matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ExpectAlert {
    /// Its name in the feed, or `name@green`.
    pub id: Clean,
    /// Whether it begins at all.
    #[serde(default = "yes")]
    #[deserr(default = yes())]
    pub raised: bool,
    /// Whether somebody takes it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub acknowledged: Option<bool>,
    /// Whether it is over at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub cleared: Option<bool>,
    /// Channels that certainly took its message.
    #[serde(default)]
    #[deserr(default)]
    pub delivered: Names,
    /// Channels that did not, or of which nobody knows.
    #[serde(default)]
    #[deserr(default)]
    pub undelivered: Names,
}
