//! Plays a journal back: read-only, for nothing executes what it says. It is told how much time passed
//! and what a console asks, and answers what the console is to be told.

use std::path::Path;
use std::sync::Arc;

use super::replay::ReplayError;
use super::timeline::{Moment, Rest, Spot, Timeline};
use crate::model::At;
use crate::text::Clean;
use crate::wire::{Ask, Pace, Seek, Tell, Track, Transport};

/// How far one step goes, in milliseconds of the journal.
const STEP_MS: i64 = 1_000;
/// A jump back while time runs passes over what was on the screen for less than this, in milliseconds:
/// else it would come back to the same mark again and again.
const JUST_SEEN_MS: i64 = 2_000;
/// Lines read before anything is shown: enough for all that happened in the first instant.
const FIRST_LINES: u64 = 256;
/// Most events that are told as one thing.
const BATCH: usize = 4_096;
/// Thousandths of the journal after which its progress is told again.
const PROGRESS: u16 = 25;

/// A journal that is being played.
pub struct Player {
    timeline: Timeline,
    /// What comes next; none once it cannot be read any further.
    rest: Option<Rest>,
    /// The last event that was told, and when it happened.
    seq: u64,
    told: At,
    /// The journal's time in sixteenths of a millisecond, so that slow paces lose nothing.
    clock: i64,
    pace: Pace,
    /// Where to go as soon as it is read.
    heading: Option<Seek>,
    ended: bool,
    progress: u16,
    failure: Option<ReplayError>,
}

/// What became of a wish to go somewhere.
enum Way {
    Open(Moment),
    /// What lies there is not read yet.
    NotYet,
    /// There is no such place.
    Nowhere,
}

impl Player {
    /// Opens the journal; it stands at its beginning and will run at its own pace.
    pub fn open(file: &Path) -> Result<Self, ReplayError> {
        let mut timeline = Timeline::open(file)?;
        timeline.read_on(FIRST_LINES);
        let from = timeline.begins();
        Ok(Self {
            timeline,
            rest: None,
            seq: 0,
            told: from,
            clock: from.0 * 16,
            pace: Pace::REAL,
            heading: None,
            ended: false,
            progress: 0,
            failure: None,
        })
    }

    /// The journal's first instant.
    pub fn begin(&mut self) -> Vec<Tell> {
        let mut tells = self.go(Moment::At(self.told));
        tells.push(self.track());
        tells
    }

    /// Whether all of the journal is read, so that only time and a console bring anything new.
    pub fn is_read(&self) -> bool {
        self.timeline.is_read()
    }

    /// What made the playing end early, if something did.
    pub fn into_failure(self) -> Option<ReplayError> {
        self.failure.or_else(|| self.timeline.into_broken())
    }

    /// Reads some lines more, and goes where a console waits to be as soon as that is known.
    pub fn read_on(&mut self, lines: u64) -> Vec<Tell> {
        let more = self.timeline.read_on(lines);
        let mut tells = Vec::new();
        let came = self.heading.take().map(|seek| self.seek(seek)).unwrap_or_default();
        let arrived = !came.is_empty();
        tells.extend(came);
        let read = self.timeline.share_read();
        if arrived || !more || read >= self.progress.saturating_add(PROGRESS) {
            self.progress = read;
            tells.push(self.track());
        }
        tells
    }

    /// Lets `ms` milliseconds pass in front of the screen.
    pub fn pass(&mut self, ms: u64) {
        if !self.pace.paused {
            let passed = i64::try_from(ms).unwrap_or(i64::MAX);
            self.clock = self.clock.saturating_add(passed.saturating_mul(i64::from(self.pace.sixteenths)));
        }
    }

    /// What happened until the journal's present time and was not told yet.
    pub fn due(&mut self) -> Vec<Tell> {
        let clock = self.clock;
        let mut tells = Vec::new();
        loop {
            let mut due = Vec::new();
            let ended = loop {
                let Some(rest) = &mut self.rest else { break false };
                match rest.next_if(|_, at| at.0 * 16 <= clock) {
                    Ok(Some(envelope)) => {
                        (self.seq, self.told) = (envelope.seq, self.told.max(envelope.at));
                        due.push(Arc::new(envelope));
                        if due.len() == BATCH {
                            break false;
                        }
                    }
                    Ok(None) => break rest.next_at().is_ok_and(|next| next.is_none()),
                    Err(error) => {
                        tells.extend(self.fail(error));
                        break true;
                    }
                }
            };
            let full = due.len() == BATCH;
            if !due.is_empty() {
                tells.push(Tell::Happened(due));
            }
            if ended && !std::mem::replace(&mut self.ended, true) {
                self.clock = self.told.0 * 16;
                self.pace.paused = true;
                tells.extend([Tell::Pace(self.pace), Tell::Over]);
            }
            if !full {
                return tells;
            }
        }
    }

    /// How many milliseconds nothing is due; none if only a console can change that.
    pub fn wait(&mut self) -> Option<u64> {
        if self.pace.paused {
            return None;
        }
        // What cannot be read is to be told at once.
        let Ok(next) = self.rest.as_mut()?.next_at() else { return Some(0) };
        let next = next?;
        let left = (next.0 * 16).saturating_sub(self.clock).max(0) / i64::from(self.pace.sixteenths.max(1));
        u64::try_from(left + 1).ok()
    }

    /// What a console asks. Nobody takes commands here: a replay is read-only by construction.
    pub fn take(&mut self, ask: &Ask) -> Vec<Tell> {
        match ask {
            Ask::Transport(key) => self.transport(*key),
            Ask::Seek(seek) => {
                let mut tells = Vec::new();
                if *seek == Seek::Back && !std::mem::replace(&mut self.pace.paused, true) {
                    tells.push(Tell::Pace(self.pace));
                }
                let was = self.heading.take();
                tells.extend(self.seek(*seek));
                if was != self.heading {
                    tells.push(self.track());
                }
                tells
            }
            Ask::Command { .. } | Ask::Fault { .. } => Vec::new(),
        }
    }

    fn transport(&mut self, key: Transport) -> Vec<Tell> {
        let mut tells = Vec::new();
        if key == Transport::Toggle && self.ended {
            // There is nothing left to play: play it again.
            tells.extend(self.go(Moment::At(self.timeline.begins())));
        }
        self.pace = self.pace.after(key);
        if key == Transport::Step {
            let step = self.clock + STEP_MS * 16;
            let next = self.rest.as_mut().and_then(|rest| rest.next_at().ok().flatten());
            // Where a second holds nothing, a step goes to what comes next.
            self.clock = next.map_or(self.clock, |next| step.max(next.0 * 16));
        }
        tells.push(Tell::Pace(self.pace));
        tells
    }

    fn seek(&mut self, seek: Seek) -> Vec<Tell> {
        match self.way(seek) {
            Way::Open(moment) => self.go(moment),
            Way::NotYet => {
                self.heading = Some(seek);
                Vec::new()
            }
            Way::Nowhere => Vec::new(),
        }
    }

    fn way(&self, seek: Seek) -> Way {
        let moment = match seek {
            Seek::To(at) => Moment::At(at.max(self.timeline.begins())),
            Seek::ToSeq(seq) => Moment::Seq(seq.max(1)),
            Seek::Back => {
                // Where the last second held nothing, a step goes back before what was told last.
                let second = At((self.clock + 15).div_euclid(16) - STEP_MS);
                Moment::At(second.min(At(self.told.0 - 1)).max(self.timeline.begins()))
            }
            Seek::Mark { landmark, forward } => {
                let passed_over = if forward || self.pace.paused {
                    0
                } else {
                    JUST_SEEN_MS * i64::from(self.pace.sixteenths) / 16
                };
                match self.timeline.landmark(landmark, At(self.told.0 - passed_over), forward) {
                    Some(at) => Moment::At(at),
                    None if forward && !self.timeline.is_read() => return Way::NotYet,
                    None => return Way::Nowhere,
                }
            }
        };
        if self.timeline.reaches(moment) { Way::Open(moment) } else { Way::NotYet }
    }

    /// Puts the console at `moment`, in place of wherever it was.
    fn go(&mut self, moment: Moment) -> Vec<Tell> {
        let Spot { state, at, rest } = match self.timeline.spot(moment) {
            Ok(spot) => spot,
            Err(error) => return self.fail(error),
        };
        let end = self.timeline.ends();
        self.clock = match moment {
            Moment::At(moment) => moment.min(end).max(at).0 * 16,
            // A hair before, so that what happened in the same instant after it does not follow at once.
            Moment::Seq(_) => at.0 * 16 - 1,
        };
        (self.seq, self.told, self.rest, self.ended) = (state.seq, at, Some(rest), false);
        let log = self.timeline.log(self.seq).to_vec();
        vec![Tell::Placed { state: Arc::new(state), log }]
    }

    fn fail(&mut self, error: ReplayError) -> Vec<Tell> {
        self.rest = None;
        self.failure = Some(error);
        vec![self.track()]
    }

    fn track(&self) -> Tell {
        let mut track: Track = self.timeline.track();
        track.heading = self.heading;
        if let Some(failure) = &self.failure {
            track.broken = Some(Clean::new(failure.to_string()));
        }
        Tell::Track(Box::new(track))
    }
}
