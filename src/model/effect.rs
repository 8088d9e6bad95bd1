//! What the engine is asked to do to the world, as data; and how it ended.

use serde::{Deserialize, Serialize};

use super::alerts::AlertKey;
use super::event::Digest;
use crate::plan::types::{Id, Side, TierLevel};
use crate::text::Clean;

/// One act on the outside world. Only the engine executes it, after its intent is on disk (R10).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Points the lever at a side, never "swaps" it.
    Point {
        /// The run.
        run: u64,
        /// Index of its step.
        step: usize,
        /// Where it points now; anything else is refused (R11).
        from: Side,
        /// Where it shall point.
        to: Side,
        /// The plan that was approved (R11).
        plan_hash: Digest,
    },
    /// Tells somebody over one channel.
    Notify {
        /// What it is about.
        about: About,
        /// Which channel.
        channel: Id,
        /// How grave.
        tier: TierLevel,
        /// Same key, same message to the eye (R32).
        key: Clean,
        /// What is said.
        text: Clean,
        /// What it says of the alert's episode.
        #[serde(default, skip_serializing_if = "Told::is_raised")]
        kind: Told,
        /// Whether it was tried before on this channel.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        again: bool,
    },
    /// Runs a command.
    Command {
        /// The run.
        run: u64,
        /// Index of its step.
        step: usize,
        /// Program and arguments.
        argv: Vec<Clean>,
    },
    /// Starts and follows a workflow.
    Pipeline {
        /// The run.
        run: u64,
        /// Index of its step.
        step: usize,
        /// Which of the plan's. None: that of the deploy pipeline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        workflow: Option<Id>,
    },
    /// Moves the application's alias to one of its two versions; it must be at the other (R11).
    Application {
        /// The run.
        run: u64,
        /// Index of its step.
        step: usize,
        /// Which; Blue is the former one.
        to: Side,
    },
    /// Asks for the end of a step's program or pipeline that is under way. It is a request: how the step ends,
    /// its own call says.
    Cancel {
        /// The run.
        run: u64,
        /// Index of its step.
        step: usize,
        /// The intent that is to end.
        intent: u64,
    },
    /// Proves the way back in a dry run (F1).
    ProveReadiness {
        /// The side one would go back to, or forward to.
        to: Side,
    },
}

impl Effect {
    /// The run and step whose end is its own.
    pub fn step(&self) -> Option<(u64, usize)> {
        match self {
            Self::Point { run, step, .. }
            | Self::Command { run, step, .. }
            | Self::Pipeline { run, step, .. }
            | Self::Application { run, step, .. }
            | Self::Notify { about: About::Step { run, step }, .. } => Some((*run, *step)),
            _ => None,
        }
    }

    /// The run and step in whose output stands what it says.
    pub fn told_in(&self) -> Option<(u64, usize)> {
        match self {
            Self::Cancel { run, step, .. } => Some((*run, *step)),
            _ => self.step(),
        }
    }
}

/// What a message says of an alert's episode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// It began; of a step: it says what the plan says.
    #[default]
    Raised,
    /// Somebody took it on.
    Taken,
    /// It ended.
    Ended,
}

impl Told {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    fn is_raised(&self) -> bool {
        *self == Self::Raised
    }
}

/// What a message is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// An alert.
    Alert(AlertKey),
    /// A step of a run.
    Step {
        /// The run.
        run: u64,
        /// Index of its step.
        step: usize,
    },
}

/// How an effect ended. A time-out is `Unknown`, never `Refused` (R10).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It happened.
    Done {
        /// The evidence in words.
        detail: Clean,
    },
    /// It certainly did not happen.
    Refused {
        /// Why.
        why: Clean,
    },
    /// Nobody knows; to be reconciled by reading.
    Unknown {
        /// Why.
        why: Clean,
    },
    /// A message was taken back before it left: nobody needs it any more. It certainly was not sent.
    Withdrawn,
}

impl Outcome {
    /// The evidence, or why not, in words; none of what was taken back.
    pub fn words(&self) -> Option<&Clean> {
        match self {
            Self::Done { detail } => Some(detail),
            Self::Refused { why } | Self::Unknown { why } => Some(why),
            Self::Withdrawn => None,
        }
    }
}
