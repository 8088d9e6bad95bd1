//! Why a journal could not be written or opened, and what to do.

use std::io;
use std::path::{Path, PathBuf};

use super::{Defect, MAX_LINE};

/// Why a journal could not be written or opened.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// No room is left for the next line; the lines before are whole. Make room, then append again.
    #[error("{}: no space left for the journal; free some space, nothing written so far is lost", file.display())]
    Full {
        /// The journal.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The disk failed.
    #[error("{}: cannot {what} the journal: {source}; check the disk and the file's permissions", file.display())]
    Io {
        /// The journal.
        file: PathBuf,
        /// What was tried.
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// An earlier failure left the end of the file in doubt, so nothing more is written.
    #[error("{}: the journal stopped after a failed write; restart jday on it, which repairs its end", file.display())]
    Broken {
        /// The journal.
        file: PathBuf,
    },
    /// The file is not where it was made.
    #[error("{}: the journal was deleted or moved while it was written; what follows is mirrored elsewhere, put it back before jday starts again", file.display())]
    Gone {
        /// The journal.
        file: PathBuf,
    },
    /// A new journal was to be made and a file is there.
    #[error("{}: this file exists already; resume it or name another one", file.display())]
    Exists {
        /// The journal.
        file: PathBuf,
    },
    /// Another process writes it.
    #[error("{}: another jday writes this journal; attach to that one or end it first", file.display())]
    Locked {
        /// The journal.
        file: PathBuf,
    },
    /// An event too long for a line.
    #[error("{}: an event of {bytes} bytes is longer than a journal's line may be ({MAX_LINE})", file.display())]
    TooLong {
        /// The journal.
        file: PathBuf,
        /// Its length in bytes.
        bytes: usize,
    },
    /// A line is wrong.
    #[error("{}: {defect}", file.display())]
    Defect {
        /// The journal.
        file: PathBuf,
        /// What is wrong.
        defect: Defect,
    },
}

impl JournalError {
    pub(super) fn io(file: &Path, what: &'static str, source: io::Error) -> Self {
        let file = file.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::Full { file, source }
            }
            io::ErrorKind::WouldBlock => Self::Locked { file },
            _ => Self::Io { file, what, source },
        }
    }
}
