//! A source that plays a journal back: read-only, for nothing executes what it says.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

use super::{EngineEnds, Source};
use crate::journal::{JournalError, Reader};
use crate::model::{Digest, Envelope, Event, State};
use crate::wire::{Ask, Pace, Tell, Transport};

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
        let envelope = envelope.map_err(|defect| ReplayError::Defect {
            file: file.to_owned(),
            line: defect.line,
            what: defect.to_string(),
        })?;
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

impl Source {
    /// A source that plays `envelopes` at the pace of their own clock, from a thread of its own.
    pub fn replay(envelopes: Vec<Arc<Envelope>>) -> Self {
        let (source, ends) = Self::channels(true);
        std::thread::spawn(move || play(&envelopes, ends));
        source
    }
}

/// How long the player sleeps between two looks at its clock.
const LOOK_EVERY: Duration = Duration::from_millis(50);

fn play(envelopes: &[Arc<Envelope>], (asks, tells): EngineEnds) {
    let mut pace = Pace::REAL;
    let mut next = 0;
    let mut at = envelopes.first().map_or(0, |first| first.at.0) * 16;
    let mut looked = Instant::now();
    let mut told_end = false;
    while !asks_ended(&asks, &mut pace, &mut at, &tells) {
        let passed = i64::try_from(looked.elapsed().as_millis()).unwrap_or(0);
        looked = Instant::now();
        if !pace.paused {
            at += passed * i64::from(pace.sixteenths);
        }
        while let Some(envelope) = envelopes.get(next).filter(|envelope| is_due(envelope, at)) {
            if tells.send(Tell::Happened(Arc::clone(envelope))).is_err() {
                return;
            }
            next += 1;
        }
        if next == envelopes.len() && !std::mem::replace(&mut told_end, true) && tells.send(Tell::Over).is_err() {
            return;
        }
    }
}

/// The day's first event opens the room; a clock that was set back does not hold the rest up.
fn is_due(envelope: &Envelope, at: i64) -> bool {
    matches!(envelope.event, Event::Opened(_)) || envelope.at.0 * 16 <= at
}

/// Takes what the console asks for one look's length; true when nobody listens any more.
fn asks_ended(asks: &Receiver<Ask>, pace: &mut Pace, at: &mut i64, tells: &SyncSender<Tell>) -> bool {
    match asks.recv_timeout(LOOK_EVERY) {
        Ok(Ask::Transport(key)) => {
            *pace = pace.after(key);
            if key == Transport::Step {
                *at += 16_000;
            }
            tells.send(Tell::Pace(*pace)).is_err()
        }
        Ok(Ask::Command { .. }) | Err(RecvTimeoutError::Timeout) => false,
        Err(RecvTimeoutError::Disconnected) => true,
    }
}
