//! A drill with its door open: the same seats, roles and approvals, in the drill's own time.

use std::sync::Arc;

use super::Lived;
use crate::client::Now;
use crate::engine::Drill;
use crate::model::decide::Refusal;
use crate::model::{Actor, Command, Envelope, Event, State};
use crate::plan::types::Id;
use crate::text::Clean;
use crate::wire::{Offer, Pace, Transport};

/// How far one press of "step" goes, in milliseconds.
const STEP_MS: u64 = 1_000;
/// Longest time that passes for the drill between two looks: a machine that stood still held the people up too.
const LONGEST_LOOK_MS: u64 = 3_000;

/// A drill that several people live.
pub struct Rehearsal {
    drill: Drill,
    lasts: u64,
    pace: Pace,
    /// The drill's time in sixteenths of a millisecond, so that slow paces lose nothing.
    at_sixteenths: u64,
    looked: u64,
}

impl Rehearsal {
    /// Of `drill`, for its `lasts` milliseconds.
    pub fn new(drill: Drill, lasts: u64) -> Self {
        Self { drill, lasts, pace: Pace::REAL, at_sixteenths: 0, looked: 0 }
    }

    /// Ends it, and gives it back closed.
    pub fn end(mut self) -> Drill {
        self.drill.close(self.at());
        self.drill
    }

    fn at(&self) -> u64 {
        self.at_sixteenths / 16
    }

    fn go_on(&mut self, sixteenths: u64) {
        let end = self.lasts * 16;
        self.at_sixteenths = (self.at_sixteenths + sixteenths).min(end.max(self.at_sixteenths));
        self.drill.advance(self.at());
        if self.at() >= self.lasts {
            self.drill.close(self.at());
        }
    }
}

impl Lived for Rehearsal {
    fn state(&self) -> &State {
        self.drill.state()
    }
    fn take_told(&mut self) -> Vec<Arc<Envelope>> {
        self.drill.take_told()
    }
    fn mute(&self) -> Option<&Clean> {
        self.drill.mute()
    }
    fn advance(&mut self, now: Now) {
        let passed = now.mono.saturating_sub(self.looked).min(LONGEST_LOOK_MS);
        self.looked = now.mono;
        if !self.pace.paused {
            self.go_on(passed * u64::from(self.pace.sixteenths));
        }
    }
    fn wait(&self, _now: Now) -> Option<u64> {
        if self.pace.paused {
            return None;
        }
        let left = (self.drill.next_due()? * 16).saturating_sub(self.at_sixteenths);
        Some(left / u64::from(self.pace.sixteenths.max(1)) + 1)
    }
    fn command(&mut self, person: &Id, command: &Command, _now: Now) -> Result<(), Refusal> {
        self.drill.command(person, command, self.at())
    }
    fn observe(&mut self, by: &Actor, events: Vec<Event>, _now: Now) {
        let now = self.drill.now(self.at());
        self.drill.room.observe(by, events, now);
    }
    fn flush(&mut self) {
        self.drill.room.flush();
    }
    fn offers(&self) -> Vec<Offer> {
        self.drill.offers()
    }
    fn fault(&mut self, person: &Id, fault: &Clean, begins: bool, _now: Now) -> Result<(), Refusal> {
        self.drill.fault(person, fault, begins, self.at())
    }
    fn transport(&mut self, key: Transport, _now: Now) -> Option<Pace> {
        self.pace = self.pace.after(key);
        if key == Transport::Step {
            self.go_on(STEP_MS * 16);
        }
        Some(self.pace)
    }
}
