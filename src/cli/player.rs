//! The thread that plays a journal back to a console: read-only, for nothing executes what it says.

use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use crate::model::{Envelope, Event};
use crate::source::{EngineEnds, Source};
use crate::wire::{Ask, Pace, Tell, Teller, Transport};

/// A source that plays `envelopes` at the pace of their own clock.
pub fn source(envelopes: Vec<Arc<Envelope>>) -> Source {
    let (source, ends) = Source::read_only();
    std::thread::spawn(move || play(&envelopes, ends));
    source
}

/// Longest wait for a word of the console while nothing else is due.
const IDLE: Duration = Duration::from_mins(1);
/// How far one press of "step" goes, in sixteenths of a millisecond.
const STEP: i64 = 16_000;

fn play(envelopes: &[Arc<Envelope>], (asks, tells): EngineEnds) {
    let mut player = Player {
        envelopes,
        next: 0,
        at: envelopes.first().map_or(0, |first| first.at.0) * 16,
        pace: Pace::REAL,
        looked: Instant::now(),
        told_end: false,
    };
    while player.tell(&tells) {
        let ask = asks.recv_timeout(player.wait());
        player.look();
        match ask {
            Ok(Ask::Transport(key)) => {
                player.pace = player.pace.after(key);
                if key == Transport::Step {
                    player.at += STEP;
                }
                if tells.send(Tell::Pace(player.pace)).is_err() {
                    return;
                }
            }
            // Nobody takes commands here: a replay is read-only by construction.
            Ok(Ask::Command { .. }) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

struct Player<'a> {
    envelopes: &'a [Arc<Envelope>],
    next: usize,
    /// The day's time in sixteenths of a millisecond, so that slow paces lose nothing.
    at: i64,
    pace: Pace,
    looked: Instant,
    told_end: bool,
}

impl Player<'_> {
    /// Moves the day's time by the real time that passed.
    fn look(&mut self) {
        let passed = i64::try_from(self.looked.elapsed().as_millis()).unwrap_or(0);
        self.looked = Instant::now();
        if !self.pace.paused {
            self.at += passed * i64::from(self.pace.sixteenths);
        }
    }

    /// Tells all that is due; false if nobody listens any more.
    fn tell(&mut self, tells: &Teller) -> bool {
        let rest = self.envelopes.get(self.next..).unwrap_or_default();
        let due: Vec<_> = rest.iter().take_while(|envelope| self.is_due(envelope)).cloned().collect();
        self.next += due.len();
        if !due.is_empty() && tells.send(Tell::Happened(due)).is_err() {
            return false;
        }
        let ends = self.next == self.envelopes.len() && !std::mem::replace(&mut self.told_end, true);
        !ends || tells.send(Tell::Over).is_ok()
    }

    /// The first event opens the room; a clock that was set back does not hold the rest up.
    fn is_due(&self, envelope: &Envelope) -> bool {
        matches!(envelope.event, Event::Opened(_)) || envelope.at.0 * 16 <= self.at
    }

    /// How long nothing is due.
    fn wait(&self) -> Duration {
        match self.envelopes.get(self.next).filter(|_| !self.pace.paused) {
            None => IDLE,
            Some(envelope) => {
                let left = (envelope.at.0 * 16 - self.at).max(1) / i64::from(self.pace.sixteenths.max(1));
                Duration::from_millis(u64::try_from(left + 1).unwrap_or(1)).min(IDLE)
            }
        }
    }
}
