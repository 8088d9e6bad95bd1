//! The thread that lives a drill in real time and serves its console.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::Drill;
use crate::wire::{Ask, Pace, Tell, Teller, Transport};

/// Longest wait between two looks at the clock: more than a second, so that a tick needs one.
const LONGEST_WAIT: Duration = Duration::from_millis(1_500);
/// Shortest wait: what is due within it happens together, each at its own time of the drill.
const SHORTEST_WAIT: Duration = Duration::from_millis(20);
/// How far one press of "step" goes, in milliseconds.
const STEP_MS: u64 = 1_000;

/// Lives `drill` until its `lasts` milliseconds are over or nobody listens, and gives it back closed.
pub fn host(drill: Drill, lasts: u64, asks: Receiver<Ask>, tells: Teller) -> JoinHandle<Drill> {
    std::thread::spawn(move || {
        let mut host = Host {
            drill,
            lasts,
            tells,
            pace: Pace::REAL,
            at_sixteenths: 0,
            looked: Instant::now(),
            mute: false,
        };
        host.run(&asks);
        host.drill
    })
}

struct Host {
    drill: Drill,
    lasts: u64,
    tells: Teller,
    pace: Pace,
    /// The drill's time in sixteenths of a millisecond, so that slow paces lose nothing.
    at_sixteenths: u64,
    looked: Instant,
    mute: bool,
}

impl Host {
    fn run(&mut self, asks: &Receiver<Ask>) {
        let mut listens = self.tell() && self.tells.send(Tell::Offers(self.drill.offers())).is_ok();
        while listens {
            let ask = asks.recv_timeout(self.wait());
            self.look();
            listens = match ask {
                Ok(Ask::Command { ticket, person, command }) => {
                    let answer = self.drill.command(&person, &command, self.at());
                    self.tell() && self.tells.send(Tell::Answered { ticket, answer }).is_ok()
                }
                Ok(Ask::Fault { ticket, person, fault, begins }) => {
                    let answer = self.drill.fault(&person, &fault, begins, self.at());
                    self.tell() && self.tells.send(Tell::Answered { ticket, answer }).is_ok()
                }
                Ok(Ask::Transport(key)) => self.transport(key),
                // What is lived cannot be gone back in.
                Ok(Ask::Seek(_)) => true,
                Err(RecvTimeoutError::Timeout) => self.tell(),
                Err(RecvTimeoutError::Disconnected) => false,
            };
        }
        self.drill.close(self.at());
        let _ = self.tell();
    }

    fn at(&self) -> u64 {
        self.at_sixteenths / 16
    }

    /// Moves the drill's time by the real time that passed, and lets happen what is due. A machine that
    /// stood still for longer than a few looks held the people up too: the drill waits for them.
    fn look(&mut self) {
        let passed = self.looked.elapsed().min(2 * LONGEST_WAIT);
        let passed = u64::try_from(passed.as_micros()).unwrap_or(0);
        self.looked = Instant::now();
        if !self.pace.paused {
            self.go_on(passed * u64::from(self.pace.sixteenths) / 1_000);
        }
    }

    fn go_on(&mut self, sixteenths: u64) {
        let end = self.lasts * 16;
        self.at_sixteenths = (self.at_sixteenths + sixteenths).min(end.max(self.at_sixteenths));
        self.drill.advance(self.at());
        if self.at() >= self.lasts {
            self.drill.close(self.at());
        }
    }

    fn transport(&mut self, key: Transport) -> bool {
        self.pace = self.pace.after(key);
        if key == Transport::Step {
            self.go_on(STEP_MS * 16);
        }
        self.tell() && self.tells.send(Tell::Pace(self.pace)).is_ok()
    }

    /// How long nothing is due.
    fn wait(&self) -> Duration {
        if self.pace.paused {
            return LONGEST_WAIT;
        }
        let Some(due) = self.drill.next_due() else { return LONGEST_WAIT };
        let sixteenths = (due * 16).saturating_sub(self.at_sixteenths);
        // A moment later rather than sooner, or it would wake twice for one thing.
        let ms = sixteenths / u64::from(self.pace.sixteenths.max(1)) + 1;
        Duration::from_millis(ms).clamp(SHORTEST_WAIT, LONGEST_WAIT)
    }

    /// Tells everything that was committed; false if nobody listens any more.
    fn tell(&mut self) -> bool {
        if let Some(why) = self.drill.mute().cloned()
            && !std::mem::replace(&mut self.mute, true)
            && self.tells.send(Tell::JournalMute(why)).is_err()
        {
            return false;
        }
        let told = self.drill.take_told();
        told.is_empty() || self.tells.send(Tell::Happened(told)).is_ok()
    }
}
