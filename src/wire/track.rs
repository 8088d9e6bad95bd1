//! A journal's time axis: where a replay may go, and what stands there.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::At;
use crate::plan::types::{Side, TierLevel};
use crate::text::Clean;

/// Where a replay is asked to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seek {
    /// To everything that had happened at this time.
    To(At),
    /// Right after the event of this number.
    ToSeq(u64),
    /// One step back, and stand still there.
    Back,
    /// To the next landmark, or the one before.
    Mark {
        /// Of which sort.
        landmark: Landmark,
        /// Whether forward in time.
        forward: bool,
    },
}

/// What people jump to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Landmark {
    /// Somebody decided, asked, voted or overrode; a trigger proposed; the lever moved.
    Decision,
    /// An alert was raised.
    Alert,
    /// A step of a procedure began, or a run ended.
    Step,
}

/// What stands at one place of the axis, the least grave first: where two fall together, the graver one
/// is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// A step of a procedure began, or a run ended.
    Step,
    /// An alert for the record.
    Info,
    /// A person decided, voted, overrode or paused.
    Decision,
    /// An important alert.
    Important,
    /// A critical alert.
    Critical,
    /// A trigger proposed a rollback.
    Proposal,
    /// The lever was asked to move to this side.
    Moved(Side),
}

impl Sign {
    /// What people jump to by it.
    pub fn landmark(self) -> Landmark {
        match self {
            Self::Step => Landmark::Step,
            Self::Info | Self::Important | Self::Critical => Landmark::Alert,
            Self::Decision | Self::Proposal | Self::Moved(_) => Landmark::Decision,
        }
    }
}

impl From<TierLevel> for Sign {
    fn from(level: TierLevel) -> Self {
        match level {
            TierLevel::Critical => Self::Critical,
            TierLevel::Important => Self::Important,
            TierLevel::Info => Self::Info,
        }
    }
}

/// One mark of the axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// When; never earlier than the mark before, even where the wall clock was set back.
    pub at: At,
    /// The event's number.
    pub seq: u64,
    /// What.
    pub sign: Sign,
}

/// The axis as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// When the journal begins.
    pub from: At,
    /// When it ends; of one that is still being read, when its last line was written.
    pub to: At,
    /// Marks in order.
    pub marks: Arc<[Mark]>,
    /// Stretches of blindness.
    pub blind: Arc<[(At, At)]>,
    /// How much of the journal is read, in thousandths; 1000 once all is.
    pub read: u16,
    /// Where a seek is on its way to while what lies before it is still being read.
    pub heading: Option<Seek>,
    /// What is wrong with the journal from some line on, where it is not whole.
    pub broken: Option<Clean>,
}

impl Track {
    /// [`Self::read`] of a journal that was read to its end.
    pub const WHOLE: u16 = 1000;
}
