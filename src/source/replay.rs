//! Reading a journal whole: what it amounts to, with nothing decided again and nothing executed.

use std::path::{Path, PathBuf};

use crate::journal::{Defect, JournalError, Reader};
use crate::model::{Digest, Envelope, State};

/// Why a journal cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// It cannot be opened or read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A line is not what was written. `jday journal verify` says more.
    #[error("{}: line {line}: {what}; run `jday journal verify` on it", file.display())]
    Defect {
        /// The journal.
        file: PathBuf,
        /// The line.
        line: u64,
        /// What is wrong with it.
        what: String,
    },
    /// It does not begin as a journal must.
    #[error("{}: the first line opens no room; is this a jday journal?", file.display())]
    NotOpened {
        /// The journal.
        file: PathBuf,
    },
}

impl ReplayError {
    /// `defect` of the journal `file`.
    pub(super) fn defect(file: &Path, defect: &Defect) -> Self {
        Self::Defect { file: file.to_owned(), line: defect.line, what: defect.message.clone() }
    }
}

/// What a whole journal amounts to.
#[derive(Debug)]
pub struct Replayed {
    /// The final state.
    pub state: State,
    /// Lines read.
    pub lines: u64,
    /// Hash of the last line.
    pub head: Digest,
}

/// Reads and hash-checks a journal and applies every event; decides nothing.
pub fn replay(file: &Path, mut each: impl FnMut(&State, &Envelope)) -> Result<Replayed, ReplayError> {
    let mut reader = Reader::open(file)?;
    let mut state: Option<State> = None;
    for envelope in reader.by_ref() {
        let envelope = envelope.map_err(|defect| ReplayError::defect(file, &defect))?;
        match &mut state {
            None => state = State::open(&envelope),
            Some(state) => state.apply(&envelope),
        }
        match &state {
            Some(state) => each(state, &envelope),
            None => return Err(ReplayError::NotOpened { file: file.to_owned() }),
        }
    }
    let state = state.ok_or_else(|| ReplayError::NotOpened { file: file.to_owned() })?;
    Ok(Replayed { state, lines: reader.lines(), head: reader.head() })
}
