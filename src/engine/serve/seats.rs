//! Who sits in the room, and what each is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use crate::engine::Past;
use crate::model::{Envelope, State};
use crate::plan::types::Id;
use crate::text::Clean;
use crate::wire::{Tell, Teller};

/// One console.
pub(super) struct Seat {
    /// Whom it speaks for; nobody may only look.
    pub(super) person: Option<Id>,
    /// The login that the kernel vouches for.
    pub(super) login: Clean,
    /// Whether it counts as a person being there.
    pub(super) sits: bool,
    teller: Teller,
}

/// All of them, and what somebody who comes late must know.
#[derive(Default)]
pub(super) struct Seats {
    taken: BTreeMap<u64, Seat>,
    past: Past,
    /// The room as it stood for the last who came: many who come at once share it.
    stood: Weak<State>,
}

impl Seats {
    /// Nobody sits yet; `past` is told to whoever comes.
    pub(super) fn new(past: Past) -> Self {
        Self { past, ..Self::default() }
    }

    /// Keeps what happened for those who come later, and tells it to all who sit. The seats of those who
    /// are too far behind to be told.
    pub(super) fn happened(&mut self, told: Vec<Arc<Envelope>>) -> Vec<u64> {
        if told.is_empty() {
            return Vec::new();
        }
        for envelope in &told {
            self.past.take(envelope);
        }
        self.tell(&Tell::Happened(told))
    }

    /// Tells everybody; the seats of those who are too far behind.
    pub(super) fn tell(&self, tell: &Tell) -> Vec<u64> {
        let deaf = self.taken.iter().filter(|(_, seat)| seat.teller.send(tell.clone()).is_err());
        deaf.map(|(seat, _)| *seat).collect()
    }

    /// Tells one; whether they hear it.
    pub(super) fn tell_one(&self, seat: u64, tell: Tell) -> bool {
        self.taken.get(&seat).is_some_and(|seat| seat.teller.send(tell).is_ok())
    }

    /// Seats somebody: first the room as it stands, then what comes after it, without a gap and without
    /// anything twice. Whatever was committed must have been told before.
    pub(super) fn sit(&mut self, number: u64, seat: Seat, state: &State) {
        let shared = self.stood.upgrade().filter(|stood| stood.seq == state.seq);
        let stood = shared.unwrap_or_else(|| Arc::new(state.clone()));
        self.stood = Arc::downgrade(&stood);
        let log = self.past.events();
        if seat.teller.send(Tell::Placed { state: stood, log }).is_ok() {
            self.taken.insert(number, seat);
        }
    }

    /// Frees a seat; who sat there.
    pub(super) fn leave(&mut self, number: u64) -> Option<Seat> {
        self.taken.remove(&number)
    }

    /// Who sits at `number`.
    pub(super) fn get(&self, number: u64) -> Option<&Seat> {
        self.taken.get(&number)
    }
}

impl Seat {
    /// A seat that is told by `teller`.
    pub(super) fn new(person: Option<Id>, login: Clean, sits: bool, teller: Teller) -> Self {
        Self { person, login, sits, teller }
    }
}
