//! The sound lines of a journal. A line that was changed shows only by the hash that the next one noted:
//! so each event is held back until the line after it was read.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use crate::journal::{Defect, JournalError, Place, Reader};
use crate::model::Envelope;

/// Gives the events that the line after them vouches for, and the last one, which nothing can.
pub(super) struct Sound {
    reader: Reader<BufReader<File>>,
    held: Option<(Envelope, Place)>,
    defect: Option<Defect>,
}

impl Sound {
    /// From the beginning of the journal at `path`.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { reader: Reader::open(path)?, held: None, defect: None })
    }

    /// From `place` of it on.
    pub fn open_at(path: &Path, place: Place) -> Result<Self, JournalError> {
        Ok(Self { reader: Reader::open_at(path, place)?, held: None, defect: None })
    }

    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.reader.bytes()
    }

    /// The next event and the place behind it; what is wrong, again and again, once something is; none at
    /// the end.
    pub fn next(&mut self) -> Result<Option<(Envelope, Place)>, Defect> {
        while self.defect.is_none() {
            match self.reader.next() {
                None => return Ok(self.held.take()),
                Some(Ok(envelope)) => {
                    let before = self.held.replace((envelope, self.reader.place()));
                    if before.is_some() {
                        return Ok(before);
                    }
                }
                Some(Err(defect)) => {
                    let vouched = self.held.take().filter(|(_, place)| place.line() < defect.line);
                    self.defect = Some(defect);
                    if vouched.is_some() {
                        return Ok(vouched);
                    }
                }
            }
        }
        self.defect.clone().map_or(Ok(None), Err)
    }
}
