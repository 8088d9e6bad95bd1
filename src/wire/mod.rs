//! What an engine and its consoles say to each other: over a letterbox within one process, and as lines of
//! JSON over a socket when the engine runs apart.

mod frame;
mod greeting;
mod pulse;
mod snapshot;
mod track;

pub use frame::{LONGEST_ASK, LONGEST_HELLO, LONGEST_TELL, Lines, WireError, write};
pub use greeting::{Errand, Hello, PROTOCOL, TurnedAway, Welcome};
pub use pulse::Pulse;

pub use track::{Landmark, Mark, Seek, Sign, Track};

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::decide::Refusal;
use crate::model::{Command, Envelope, State};
use crate::plan::types::Id;
use crate::text::Clean;

mod words;

pub use words::{BACKLOG, Deaf, Teller, Words, words};

/// What a console asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// A command of a person; the answer bears the ticket.
    Command {
        /// Chosen by the console, to know the answer by.
        ticket: u64,
        /// Who asks. Over a socket the engine puts whom it knows the asker to be in its place (F12).
        person: Id,
        /// What.
        command: Command,
    },
    /// A drill's or replay's transport.
    Transport(Transport),
    /// A drill's facilitator breaks something, or mends it (F9); answered like a command.
    Fault {
        /// Chosen by the console, to know the answer by.
        ticket: u64,
        /// Who asks; it is journalled in their name.
        person: Id,
        /// Which of the [`Tell::Offers`].
        fault: Clean,
        /// Whether it begins.
        begins: bool,
    },
    /// Go elsewhere in time; only a replay can.
    Seek(Seek),
}

/// Something that a drill can break, for its facilitator to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its name in the journal and in [`crate::model::State::faults`].
    pub id: Clean,
    /// What happens, in French.
    pub fr: Clean,
    /// The same in English.
    pub en: Clean,
    /// Whether it lasts until it is ended; otherwise it happens once.
    pub lasts: bool,
}

/// How a drill or replay moves through time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// Stop or go on.
    Toggle,
    /// Half the speed.
    Slower,
    /// Twice the speed.
    Faster,
    /// One second on, while stopped.
    Step,
}

/// How fast a drill or replay runs now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pace {
    /// Virtual seconds a real second, in sixteenths: 16 is real time.
    pub sixteenths: u32,
    /// Whether it stands still.
    pub paused: bool,
}

impl Pace {
    /// Real time, running.
    pub const REAL: Self = Self { sixteenths: 16, paused: false };

    /// Slowest and fastest, in sixteenths.
    const RANGE: (u32, u32) = (4, 16 * 64);

    /// The pace after a transport key.
    #[must_use]
    pub fn after(self, key: Transport) -> Self {
        let (least, most) = Self::RANGE;
        match key {
            Transport::Toggle => Self { paused: !self.paused, ..self },
            Transport::Slower => Self { sixteenths: (self.sixteenths / 2).max(least), ..self },
            Transport::Faster => Self { sixteenths: (self.sixteenths * 2).min(most), ..self },
            Transport::Step => Self { paused: true, ..self },
        }
    }
}

/// What an engine tells.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tell {
    /// Things happened: what was committed together travels together, oldest first, and wakes a
    /// console once.
    Happened(Vec<Arc<Envelope>>),
    /// The room as it stands at another time, in place of everything told before.
    Placed {
        /// The whole state.
        #[serde(with = "snapshot")]
        state: Arc<State>,
        /// What happened until then, without the pulse of the room, oldest first.
        log: Vec<Arc<Envelope>>,
    },
    /// The time axis of a replay, as far as it is known. It never leaves its process.
    #[serde(skip)]
    Track(Box<Track>),
    /// A command was taken, or refused and why.
    Answered {
        /// The console's ticket.
        ticket: u64,
        /// The answer.
        answer: Result<(), Refusal>,
    },
    /// What a facilitator can break here, once at the beginning.
    Offers(Vec<Offer>),
    /// The pace changed.
    Pace(Pace),
    /// The journal's disk does not take any more (R28).
    JournalMute(Clean),
    /// The engine is not there any more, for now, and why: what is known stands still until the next
    /// [`Tell::Placed`]. It never leaves its process.
    #[serde(skip)]
    Lost(Clean),
    /// Nothing more will happen.
    Over,
}
