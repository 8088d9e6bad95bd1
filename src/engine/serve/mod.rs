//! A room with its door open: an engine that outlives every console (F13).
//!
//! One thread lives the room; each console has two of its own, which wait for the socket so that the engine
//! never does. What an engine hears, from sockets, clients and signals, comes by one way: [`Knock`].

mod door;
mod host;
mod identity;
mod notify;
mod place;
mod rehearsal;
mod seats;

pub use door::{Door, DoorError};
pub use host::{Host, Left};
pub use identity::{login_of, peer};
pub use notify::Manager;
pub use place::{Lock, Owner, Place, PlaceError};
pub use rehearsal::Rehearsal;

use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use self::identity::Peer;
use crate::client::{Clients, Now};
use crate::engine::Watch;
use crate::engine::watch::clock::Clock;
use crate::model::decide::Refusal;
use crate::model::{Actor, Command, Envelope, Event, State};
use crate::plan::types::Id;
use crate::text::Clean;
use crate::wire::{Ask, Hello, Offer, Pace, Teller, Transport, TurnedAway, Welcome};

/// Most things under way to an engine. Whoever says more waits for it.
const BACKLOG: usize = 1_024;

/// What reaches an engine.
pub enum Knock {
    /// Its clients have something to collect.
    Woke,
    /// Somebody is at the door and waits for an answer.
    Came(Box<Came>),
    /// Somebody who sits asks something.
    Asked {
        /// The seat.
        seat: u64,
        /// What.
        ask: Ask,
    },
    /// A seat is empty.
    Left {
        /// Which.
        seat: u64,
    },
    /// The process is asked to end.
    End,
}

/// Somebody at the door.
pub struct Came {
    seat: u64,
    peer: Peer,
    hello: Hello,
    /// Their letterbox.
    teller: Teller,
    /// Where they wait.
    answer: SyncSender<Result<Welcome, TurnedAway>>,
}

/// The way to an engine.
#[derive(Clone)]
pub struct Knocker(SyncSender<Knock>);

/// The engine's end of it.
pub type Knocks = std::sync::mpsc::Receiver<Knock>;

/// A new way to an engine.
pub fn knocks() -> (Knocker, Knocks) {
    let (knock, knocks) = std::sync::mpsc::sync_channel(BACKLOG);
    (Knocker(knock), knocks)
}

impl Knocker {
    /// Wakes the engine without waiting; where the way is full, it is awake.
    pub fn wake(&self) {
        let _ = self.0.try_send(Knock::Woke);
    }

    /// Asks the engine to end; what is in flight is still written down.
    pub fn end(&self) {
        let _ = self.0.send(Knock::End);
    }

    /// Waits until the engine has room; false if it is gone.
    fn knock(&self, knock: Knock) -> bool {
        self.0.send(knock).is_ok()
    }
}

/// A room that a [`Host`] can live in real time.
pub trait Lived {
    /// The state so far.
    fn state(&self) -> &State;
    /// Everything committed since the last call, oldest first.
    fn take_told(&mut self) -> Vec<Arc<Envelope>>;
    /// Why the journal takes no more, if so (R28).
    fn mute(&self) -> Option<&Clean>;
    /// Lets everything happen that is due by `now`.
    fn advance(&mut self, now: Now);
    /// How many milliseconds nothing is due; none if nothing ever is.
    fn wait(&self, now: Now) -> Option<u64>;
    /// Takes a person's command.
    fn command(&mut self, person: &Id, command: &Command, now: Now) -> Result<(), Refusal>;
    /// Takes what was observed.
    fn observe(&mut self, by: &Actor, events: Vec<Event>, now: Now);
    /// Waits until everything written is on the disk.
    fn flush(&mut self);
    /// What a facilitator can break here.
    fn offers(&self) -> Vec<Offer> {
        Vec::new()
    }
    /// Breaks or mends something.
    fn fault(&mut self, _person: &Id, fault: &Clean, _begins: bool, _now: Now) -> Result<(), Refusal> {
        Err(Refusal::Nothing { what: "fault".into(), name: fault.clone() })
    }
    /// Another pace, where there is one.
    fn transport(&mut self, _key: Transport, _now: Now) -> Option<Pace> {
        None
    }
}

/// A live room, and what tells it that a clock leapt.
pub struct Live<C> {
    watch: Watch<C>,
    clock: Clock,
}

impl<C: Clients> Live<C> {
    /// A room on the real world, looked at from `now` on.
    pub fn new(watch: Watch<C>, now: Now) -> Self {
        Self { watch, clock: Clock::new(now) }
    }
}

impl<C: Clients> Lived for Live<C> {
    fn state(&self) -> &State {
        self.watch.state()
    }
    fn take_told(&mut self) -> Vec<Arc<Envelope>> {
        self.watch.take_told()
    }
    fn mute(&self) -> Option<&Clean> {
        self.watch.mute()
    }
    fn advance(&mut self, now: Now) {
        let leapt = self.clock.look(now);
        self.watch.observe(&Actor::Engine, leapt, now);
        self.watch.advance(now);
    }
    fn wait(&self, now: Now) -> Option<u64> {
        Some(self.watch.next_due().saturating_sub(now.mono))
    }
    fn command(&mut self, person: &Id, command: &Command, now: Now) -> Result<(), Refusal> {
        self.watch.command(person, command, now)
    }
    fn observe(&mut self, by: &Actor, events: Vec<Event>, now: Now) {
        self.watch.observe(by, events, now);
    }
    fn flush(&mut self) {
        self.watch.flush();
    }
}
