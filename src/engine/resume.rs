//! Taking up a room again whose engine ended: the journal is checked whole, its end repaired, and the
//! state is what its events amount to (R2, R28). What was under way then is asked about, never done again
//! (R10): that is the watch's, which goes on from here.

use std::path::Path;
use std::sync::Arc;

use super::{Past, RoomError, mirror};
use crate::journal::{Repair, Writer};
use crate::model::{Envelope, State};

/// A room's journal and the state it amounts to.
pub struct TakenUp {
    /// The journal, open for its one author.
    pub(super) journal: Writer,
    /// What its events amount to.
    pub(super) state: State,
    /// What was done to its end.
    pub repair: Repair,
    /// What those who come late are told of it.
    pub past: Past,
}

impl TakenUp {
    /// What its events amount to. The plan in it is the one that goes on (R30).
    pub fn state(&self) -> &State {
        &self.state
    }
}

/// Takes up the journal at `path`. What an engine with a dead disk wrote to mirrors in `mirrors` is taken
/// into it first.
///
/// # Errors
/// Another engine writes it, or anything but its end is wrong: what is in doubt is not continued.
pub fn take_up(path: &Path, mirrors: Option<&Path>) -> Result<TakenUp, RoomError> {
    if let Some(folder) = mirrors {
        mirror::put_back(path, folder);
    }
    let mut state: Option<State> = None;
    let mut past = Past::default();
    let mut apply = |envelope: Envelope| {
        match &mut state {
            Some(state) => state.apply(&envelope),
            none => *none = State::open(&envelope),
        }
        past.take(&Arc::new(envelope));
    };
    let (mut journal, repair) = Writer::resume_with(path, &mut apply)?;
    if let Some(folder) = mirrors {
        mirror::take_in(&mut journal, folder, &mut apply)?;
    }
    let state = state.ok_or_else(|| RoomError::Empty { file: path.to_owned() })?;
    Ok(TakenUp { journal, state, repair, past })
}
