//! Events on disk: one hash-chained JSON line each, with one author.
//!
//! A line is a compact [`Envelope`](crate::model::Envelope) and a line feed. `prev` holds the SHA-256
//! of the line before without its line feed, `seq` counts from 1 without a gap. So an edit, a gap, a
//! doubled or a torn line shows by itself. A cleanly cut or a wholly rewritten file looks like any
//! other journal: it shows only against a hash of the last line that was noted elsewhere, which is why
//! the close-out prints [`Writer::head`] and [`verify`] takes it.
//!
//! When to sync is the caller's: [`needs_sync`] says for which events nobody may be told before
//! [`Writer::sync`] returned (R10, R28).

mod chain;
mod defect;
mod error;
mod lines;
mod reader;
mod repair;
mod verify;
mod writer;

pub use chain::hash;
pub use defect::{Defect, DefectKind};
pub use error::JournalError;
pub use reader::{Place, Reader, Tail, last_line};
pub use repair::Repair;
pub use verify::{Report, verify};
pub use writer::{Draft, Sink, Writer};

use crate::model::{Class, Event};

/// Rights of journals and of what is kept beside them: a team's folder names the group that may read.
pub const RIGHTS: u32 = 0o640;

/// Longest line that is read or written, in bytes. A plan of thousands of items fits many times; what is
/// longer is not a journal, and must not fill the memory.
pub const MAX_LINE: usize = 16 * 1024 * 1024;

/// Whether `event` must be on the disk before anybody is told or anything is done because of it (R28):
/// decisions, intents and outcomes. Observations are written at once and synced at least each second.
pub fn needs_sync(event: &Event) -> bool {
    event.class() != Class::Observed
}
