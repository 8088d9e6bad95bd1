//! What comes after a moment of a journal.

use std::path::{Path, PathBuf};

use super::super::replay::ReplayError;
use super::sound::Sound;
use crate::model::{At, Envelope};

/// The events after some moment, read when they are asked for.
pub struct Rest {
    file: PathBuf,
    reader: Sound,
    next: Option<Envelope>,
    at: At,
}

impl Rest {
    /// What `reader` has still to give of `file`, after events told until `at`.
    pub(super) fn new(file: &Path, reader: Sound, at: At) -> Self {
        Self { file: file.to_owned(), reader, next: None, at }
    }

    /// When the last event that it gave was told.
    pub(super) fn at(&self) -> At {
        self.at
    }

    /// When the next event is to be told; none at the end.
    pub fn next_at(&mut self) -> Result<Option<At>, ReplayError> {
        if self.next.is_none() {
            let next = self.reader.next().map_err(|defect| ReplayError::defect(&self.file, &defect))?;
            self.next = next.map(|(envelope, _)| envelope);
        }
        Ok(self.next.as_ref().map(|next| next.at.max(self.at)))
    }

    /// The next event, if `wanted` says so of its number and its time.
    pub fn next_if(&mut self, wanted: impl FnOnce(u64, At) -> bool) -> Result<Option<Envelope>, ReplayError> {
        let at = self.next_at()?;
        let (Some(at), Some(next)) = (at, self.next.take()) else { return Ok(None) };
        if wanted(next.seq, at) {
            self.at = at;
            return Ok(Some(next));
        }
        self.next = Some(next);
        Ok(None)
    }
}
