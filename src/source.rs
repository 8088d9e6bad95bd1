//! Where a console's events come from. A console is a replica: a state fed from a source, and the
//! source is all that differs between a drill, a live room and a replay.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError};

use crate::model::{Command, Envelope, State};
use crate::plan::types::Id;
use crate::wire::{self, Ask, Pace, Seek, Tell, Teller, Track, Transport, Words};

mod aside;
pub mod attach;
pub mod compare;
mod decisions;
mod episodes;
mod log;
mod player;
pub mod rejudge;
mod replay;
mod timeline;

pub use aside::{Aside, Later};
pub use episodes::{Episode, Spoke, When};
pub use log::{Kind, Log};
pub use player::Player;
pub use replay::{ReplayError, replay};
pub use timeline::{Moment, Rest, Spot, Timeline};

/// A source of events, and the way to ask its engine.
#[derive(Debug)]
pub struct Source {
    /// What the console may ask.
    pub asker: Asker,
    /// What it is told.
    pub tells: Words,
    /// What there is to compare a replay with.
    pub aside: Option<Later>,
}

/// The way to ask an engine.
#[derive(Debug)]
pub struct Asker {
    asks: SyncSender<Ask>,
    next_ticket: u64,
    read_only: bool,
}

/// The engine's ends of a source's two ways.
pub type EngineEnds = (Receiver<Ask>, Teller);

impl Source {
    /// A source within this process, and the engine's ends of it.
    pub fn local() -> (Self, EngineEnds) {
        Self::channels(false)
    }

    /// A source that takes no commands, for a player of journals.
    pub fn read_only() -> (Self, EngineEnds) {
        Self::channels(true)
    }

    fn channels(read_only: bool) -> (Self, EngineEnds) {
        let (ask, asks) = std::sync::mpsc::sync_channel(256);
        let (teller, tells) = wire::words();
        let asker = Asker { asks: ask, next_ticket: 1, read_only };
        (Self { asker, tells, aside: None }, (asks, teller))
    }
}

impl Asker {
    /// Asks for a command; the ticket under which the answer comes, or none if nobody listens or
    /// the source is read-only by construction.
    pub fn command(&mut self, person: &Id, command: Command) -> Option<u64> {
        if self.read_only {
            return None;
        }
        let ticket = self.ticket();
        self.ask(Ask::Command { ticket, person: person.clone(), command }).then_some(ticket)
    }

    /// Asks a drill to break or mend something in `person`'s name; the ticket, as for a command.
    pub fn fault(&mut self, person: &Id, fault: crate::text::Clean, begins: bool) -> Option<u64> {
        if self.read_only {
            return None;
        }
        let ticket = self.ticket();
        self.ask(Ask::Fault { ticket, person: person.clone(), fault, begins }).then_some(ticket)
    }

    fn ticket(&mut self) -> u64 {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        ticket
    }

    /// Asks for another pace; false if nobody listens.
    pub fn transport(&self, key: Transport) -> bool {
        self.ask(Ask::Transport(key))
    }

    /// Asks to go elsewhere in time; false if nobody listens.
    pub fn seek(&self, seek: Seek) -> bool {
        self.ask(Ask::Seek(seek))
    }

    fn ask(&self, ask: Ask) -> bool {
        match self.asks.try_send(ask) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => false,
        }
    }
}

/// A state fed from a source, and what the source said beside events.
#[derive(Debug)]
pub struct Replica {
    /// The state; none before the first event.
    pub state: Option<State>,
    /// How fast time runs.
    pub pace: Pace,
    /// Why the journal takes no more, if so.
    pub journal_mute: Option<crate::text::Clean>,
    /// Whether nothing more will come.
    pub over: bool,
    /// Why the engine is not there, while it is not: what is known stands still.
    pub lost: Option<crate::text::Clean>,
    /// What happened so far, to look back at.
    pub log: Log,
    /// The time axis, in a replay.
    pub track: Option<Track>,
}

impl Default for Replica {
    fn default() -> Self {
        Self {
            state: None,
            pace: Pace::REAL,
            journal_mute: None,
            over: false,
            lost: None,
            log: Log::default(),
            track: None,
        }
    }
}

impl Replica {
    /// Takes one word. Answers to commands and what can be broken are the caller's.
    pub fn take(&mut self, tell: &Tell) {
        match tell {
            Tell::Happened(envelopes) => envelopes.iter().for_each(|envelope| self.happened(envelope)),
            Tell::Placed { state, log } => {
                self.state = Some((**state).clone());
                self.log = Log::at(state, log);
                self.over = false;
                self.lost = None;
            }
            Tell::Track(track) => self.track = Some((**track).clone()),
            Tell::Pace(pace) => self.pace = *pace,
            Tell::JournalMute(why) => self.journal_mute = Some(why.clone()),
            Tell::Over => self.over = true,
            Tell::Lost(why) => self.lost = Some(why.clone()),
            Tell::Answered { .. } | Tell::Offers(_) => {}
        }
    }

    fn happened(&mut self, envelope: &Arc<Envelope>) {
        match &mut self.state {
            None => self.state = State::open(envelope),
            Some(state) => state.apply(envelope),
        }
        self.log.push(envelope);
    }
}
