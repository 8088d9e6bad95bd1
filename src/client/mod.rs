//! The only door to the outside world: the shared client module.
//!
//! The engine asks through [`Clients`] and never waits inside a call: it [`Clients::submit`]s a
//! request and later collects [`Report`]s. That makes one trait serve the simulators of a drill
//! ([`sim`]), which answer in virtual time, and the network clients, which answer from their own
//! threads; and a slow system never stops the watch (R15, R22).
//!
//! Nothing here knows an event. A drill's engine is generic over the simulators alone, so no
//! network client exists in its type (R33).

mod message;
pub mod net;
mod polled;
pub mod sim;

pub use message::{Kind, Message};
pub use polled::{Foreign, Item, Observed, PipelineStep, Polled, Reading, Trouble, Value};

use crate::plan::types::{Id, Side};
use crate::text::Clean;

/// "Now" on both clocks, in milliseconds, as the engine sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Now {
    /// Monotonic milliseconds since the engine's start.
    pub mono: u64,
    /// Wall-clock milliseconds since the epoch.
    pub wall: i64,
}

/// One act asked of the outside world.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Names the call; the report bears it. The engine uses the intent's sequence number.
    pub id: u64,
    /// What to do.
    pub request: Request,
    /// Milliseconds after which the answer is [`Reply::Unknown`] (R15).
    pub deadline_ms: u64,
}

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Point the lever at `to`, if it points at `from` now; refused otherwise (R11).
    Point {
        /// Where it must point now.
        from: Side,
        /// Where it shall point.
        to: Side,
    },
    /// Prove that it could be pointed at `to`, without doing it (F1).
    DryRun {
        /// Where it would point.
        to: Side,
    },
    /// Say something over `channel`.
    Notify {
        /// The channel.
        channel: Id,
        /// What.
        message: Message,
    },
    /// Run a program with arguments, without a shell.
    Command {
        /// Program and arguments.
        argv: Vec<Clean>,
    },
    /// Start a workflow and follow it to its end.
    Pipeline {
        /// Which of the plan's. None: that of the deploy pipeline.
        workflow: Option<Id>,
    },
    /// Move the application's alias to `to`, if it is at the other version now; refused otherwise (R11).
    Application {
        /// Where it shall point; Blue is the former version.
        to: Side,
    },
    /// Prove that a workflow or the application's way back could be used, without using it.
    Prove {
        /// What would be asked.
        request: Box<Request>,
    },
    /// Ask every authoritative server, resolver and path about the lever.
    Survey,
    /// Ask one source of `live.sources`; its answer is a [`Report::Polled`].
    Poll {
        /// Which.
        source: Id,
    },
    /// Ask for the end of a call that is under way. It is a request: how that call ends, its own report says.
    Cancel {
        /// The call.
        id: u64,
        /// What it was made for.
        request: Box<Request>,
    },
    /// Find out by reading alone what became of a request whose end nobody knows (R10): `Done` it
    /// happened, `Refused` it certainly did not, `Unknown` nobody can tell. Never does it again.
    Reconcile {
        /// The request.
        request: Box<Request>,
        /// The call it was made with.
        id: u64,
        /// How long it may still be on its way, in milliseconds: only what has not happened by then does not.
        settles_ms: u64,
    },
}

/// What came back. Each call has exactly one [`Report::Ended`], by its deadline; what it proved or
/// surveyed comes before that.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// A call ended.
    Ended {
        /// The call.
        id: u64,
        /// How.
        reply: Reply,
    },
    /// A running call said something.
    Said {
        /// The call.
        id: u64,
        /// What.
        line: Clean,
    },
    /// The channel of a message asked to be left alone.
    Rests {
        /// The call.
        id: u64,
        /// For how long, in milliseconds.
        for_ms: u64,
    },
    /// A dry run, or another proof, ended.
    Proved {
        /// The call.
        id: u64,
        /// Each thing that was proved.
        checks: Vec<Proof>,
    },
    /// A survey's answers.
    Surveyed(Answers),
    /// A source was asked.
    Polled(Box<Polled>),
    /// A pipeline step changed: its name and its state's word (`queued`, `running`, `waiting`,
    /// `succeeded`, `failed`, `skipped`).
    Pipeline {
        /// Name of the step.
        step: Id,
        /// Its state.
        state: &'static str,
    },
}

/// How a call ended. A time-out is `Unknown`, never `Refused` (R10).
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// It happened, with the evidence in words.
    Done(Clean),
    /// It certainly did not happen, and why.
    Refused(Clean),
    /// Nobody knows, and why.
    Unknown(Clean),
    /// A message was taken back before it left ([`Clients::withdraw`]).
    Withdrawn,
}

impl Reply {
    /// Why, or the evidence, in words.
    pub fn words(&self) -> &str {
        match self {
            Self::Done(words) | Self::Refused(words) | Self::Unknown(words) => words.as_str(),
            Self::Withdrawn => "taken back before it left",
        }
    }
}

/// One thing a dry run proved.
#[derive(Debug, Clone, PartialEq)]
pub struct Proof {
    /// `lever`, `target-health`, `credentials`.
    pub name: Id,
    /// Whether it holds; none if nobody could tell.
    pub ok: Option<bool>,
    /// The evidence in words.
    pub detail: Clean,
}

/// A survey's answers, by server, resolver and path.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answers {
    /// Authoritative servers.
    pub authoritative: Vec<Said>,
    /// Resolvers.
    pub resolvers: Vec<Said>,
    /// Fresh connections: path, side seen, HTTP status (0 without an answer).
    pub fingerprints: Vec<(Id, Option<Side>, u16)>,
}

/// What one server or resolver said.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Which.
    pub from: Id,
    /// The side its value belongs to.
    pub side: Option<Side>,
    /// The value, or the error in words.
    pub value: Clean,
    /// Time to live left, in milliseconds.
    pub ttl_ms: u64,
}

/// The outside world as the engine sees it.
pub trait Clients {
    /// Starts a call and returns at once.
    fn submit(&mut self, call: Call, now: Now);

    /// Takes back message `id`, which nobody needs any more: if it has not left, it never will, and its call ends
    /// with [`Reply::Withdrawn`]. One that has left ends as it would.
    fn withdraw(&mut self, id: u64) {
        // Where nothing waits, nothing can be taken back.
        let _ = id;
    }

    /// Everything that came back since the last call, oldest first.
    fn reports(&mut self, now: Now) -> Vec<Report>;

    /// When the next report is due, in monotonic milliseconds, where that is known: a virtual clock
    /// jumps there. Network clients answer `None` and wake the engine themselves.
    fn next_due(&self) -> Option<u64>;
}
