//! What can be wrong with a line of a journal.

use serde::Serialize;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DefectKind {
    /// Not an event: no JSON, not UTF-8, too long, or an event this jday does not know.
    BadJson,
    /// The line is not the one that its successor was written after.
    BrokenChain,
    /// Numbers are missing or out of order.
    SequenceGap,
    /// A number comes a second time.
    Duplicate,
    /// Written in a format this jday does not read.
    UnknownVersion,
    /// The last line was not finished.
    TornTail,
    /// The first event does not open a room.
    NotOpened,
    /// The last line is not the one whose hash was noted.
    HeadMismatch,
    /// There is no event.
    Empty,
    /// The disk did not give the line.
    Unreadable,
}

/// One bad line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct Defect {
    /// Number of the line, from 1.
    pub line: u64,
    /// What is wrong.
    pub kind: DefectKind,
    /// What was found, what would be right, and what to do.
    pub message: String,
}

impl Defect {
    pub(super) fn new(line: u64, kind: DefectKind, message: impl Into<String>) -> Self {
        Self { line, kind, message: message.into() }
    }
}
