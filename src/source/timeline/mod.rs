//! A journal as a place to move about in: read once from the beginning, hash-checked, and from then on
//! any of its moments is a snapshot and a few lines away.
//!
//! What is kept in memory is not the events but what it takes to come back to them: every
//! [`Timeline::EVERY`] events a snapshot without its series ([`history`]), the series' points once, the
//! events that a log keeps, and the marks of the time axis. The lines themselves stay on the disk and are
//! checked again whenever they are read again.
//!
//! Time here never runs backwards: where a wall clock was set back, what follows counts as told at the
//! latest time before it. So "everything that had happened at 14:09" is a beginning of the journal.

mod history;
mod marks;
mod rest;
mod sound;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::history::{History, Thin};
use self::marks::Marks;
pub use self::rest::Rest;
use self::sound::Sound;
use super::replay::ReplayError;
use crate::journal::{self, Place};
use crate::model::{At, Envelope, Event, State};
use crate::text::Clean;
use crate::wire::Pulse;
use crate::wire::{Landmark, Mark, Track};

/// A moment of a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Everything that had happened at this time.
    At(At),
    /// Right after the event of this number.
    Seq(u64),
}

impl Moment {
    /// Whether an event of this number, told at this time, had happened. The first always had.
    fn holds(self, seq: u64, at: At) -> bool {
        match self {
            Self::At(moment) => at <= moment,
            Self::Seq(moment) => seq <= moment,
        }
    }
}

/// The state at one place of the journal.
#[derive(Debug)]
struct Shot {
    place: Place,
    seq: u64,
    at: At,
    thin: Thin,
}

/// A journal that can be moved about in.
pub struct Timeline {
    file: PathBuf,
    bytes: u64,
    reader: Option<Sound>,
    /// The state behind the last line that was read.
    state: State,
    at: At,
    end: At,
    shots: Vec<Shot>,
    history: History,
    notable: Vec<Arc<Envelope>>,
    pulse: Pulse,
    marks: Marks,
    broken: Option<ReplayError>,
}

/// A moment of a journal, whole, and the way on from there.
pub struct Spot {
    /// The state at the moment.
    pub state: State,
    /// When its last event was told.
    pub at: At,
    /// What comes after.
    pub rest: Rest,
}

impl Timeline {
    /// Events between two snapshots: what a seek reads again at most.
    pub const EVERY: u64 = 1_000;

    /// Opens a journal and reads its first line.
    pub fn open(file: &Path) -> Result<Self, ReplayError> {
        let mut reader = Sound::open(file)?;
        let first = reader.next().map_err(|defect| ReplayError::defect(file, &defect))?;
        let not_opened = || ReplayError::NotOpened { file: file.to_owned() };
        let (first, place) = first.ok_or_else(not_opened)?;
        let first = Arc::new(first);
        let state = State::open(&first).ok_or_else(not_opened)?;
        let last = journal::last_line(file).map_or(first.at, |last| last.at);
        let mut timeline = Self {
            file: file.to_owned(),
            bytes: std::fs::metadata(file).map_or(0, |data| data.len()),
            reader: None,
            state,
            at: first.at,
            end: last.max(first.at),
            shots: Vec::new(),
            history: History::default(),
            notable: Vec::new(),
            pulse: Pulse::default(),
            marks: Marks::default(),
            broken: None,
        };
        timeline.notable.push(Arc::clone(&first));
        timeline.shoot(place);
        timeline.reader = Some(reader);
        Ok(timeline)
    }

    /// The journal.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Reads up to `lines` more lines; false once there is nothing more to read.
    pub fn read_on(&mut self, lines: u64) -> bool {
        let Some(mut reader) = self.reader.take() else { return false };
        for _ in 0..lines {
            match reader.next() {
                Ok(Some((envelope, place))) => self.take(envelope, place),
                Ok(None) => {
                    self.end = self.at;
                    return false;
                }
                Err(defect) => {
                    self.broken = Some(ReplayError::defect(&self.file, &defect));
                    self.end = self.at;
                    return false;
                }
            }
        }
        self.reader = Some(reader);
        true
    }

    fn take(&mut self, envelope: Envelope, place: Place) {
        self.state.apply(&envelope);
        self.at = self.at.max(envelope.at);
        self.end = self.end.max(self.at);
        if let Event::Sampled(sampled) = &envelope.event {
            self.history.take(sampled, &self.state);
        }
        self.marks.take(&envelope, self.at);
        let seq = envelope.seq;
        if !self.pulse.takes(&envelope) {
            self.notable.push(Arc::new(envelope));
        }
        if seq.is_multiple_of(Self::EVERY) {
            self.shoot(place);
        }
    }

    fn shoot(&mut self, place: Place) {
        let thin = self.history.thin(&mut self.state);
        self.shots.push(Shot { place, seq: self.state.seq, at: self.at, thin });
    }

    /// The plan in force behind what was read.
    pub fn plan(&self) -> &crate::plan::types::Plan {
        &self.state.plan
    }

    /// When the journal begins.
    pub fn begins(&self) -> At {
        self.state.opened_at.at
    }

    /// When it ends, as far as that is known.
    pub fn ends(&self) -> At {
        self.end
    }

    /// How much of it was read, in thousandths.
    pub fn share_read(&self) -> u16 {
        let share = self.reader.as_ref().map(|reader| reader.bytes() as f64 / self.bytes.max(1) as f64);
        share.map_or(Track::WHOLE, |share| (share * 1000.0).clamp(0.0, 999.0) as u16)
    }

    /// Whether all of it was read.
    pub fn is_read(&self) -> bool {
        self.reader.is_none()
    }

    /// What is wrong with the journal, if its reading came upon something.
    pub fn broken(&self) -> Option<&ReplayError> {
        self.broken.as_ref()
    }

    /// The same, to be told to whoever asked for the journal.
    pub fn into_broken(self) -> Option<ReplayError> {
        self.broken
    }

    /// Whether enough was read to go to `moment`.
    pub fn reaches(&self, moment: Moment) -> bool {
        self.is_read() || !moment.holds(self.state.seq, self.at)
    }

    /// The state at `moment` and the way on. Of a journal that was not read so far, the last moment that
    /// was.
    pub fn spot(&self, moment: Moment) -> Result<Spot, ReplayError> {
        let later = self.shots.partition_point(|shot| moment.holds(shot.seq, shot.at));
        let not_opened = || ReplayError::NotOpened { file: self.file.clone() };
        let shot = self.shots.get(later.saturating_sub(1)).or(self.shots.first()).ok_or_else(not_opened)?;
        let mut state = self.history.whole(&shot.thin);
        let reader = Sound::open_at(&self.file, shot.place)?;
        let mut rest = Rest::new(&self.file, reader, shot.at);
        // No look beyond what was read: there may be damage.
        while state.seq < self.state.seq
            && let Some(envelope) = rest.next_if(|seq, at| moment.holds(seq, at))?
        {
            state.apply(&envelope);
        }
        Ok(Spot { state, at: rest.at(), rest })
    }

    /// What a log holds after the event `seq`, oldest first.
    pub fn log(&self, seq: u64) -> &[Arc<Envelope>] {
        let end = self.notable.partition_point(|envelope| envelope.seq <= seq);
        self.notable.get(..end).unwrap_or_default()
    }

    /// Every mark so far.
    pub fn marks(&self) -> &[Mark] {
        &self.marks.all
    }

    /// When the next landmark after `from`, or the last one before it, is; none if there is none in what
    /// was read.
    pub fn landmark(&self, landmark: Landmark, from: At, forward: bool) -> Option<At> {
        let mut marks = self.marks.all.iter().filter(|mark| mark.sign.landmark() == landmark);
        if forward {
            marks.map(|mark| mark.at).find(|at| *at > from)
        } else {
            marks.rfind(|mark| mark.at < from).map(|mark| mark.at)
        }
    }

    /// The time axis as far as it is known.
    pub fn track(&self) -> Track {
        Track {
            from: self.begins(),
            to: self.end,
            marks: self.marks.all.as_slice().into(),
            blind: self.marks.blind(self.at).collect(),
            read: self.share_read(),
            heading: None,
            broken: self.broken.as_ref().map(|error| Clean::new(error.to_string())),
        }
    }
}
