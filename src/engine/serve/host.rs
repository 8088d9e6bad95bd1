//! The thread that lives a room in real time and tells all who sit in it.

use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::seats::{Seat, Seats};
use super::{Came, Knock, Knocks, Lived, Manager, identity};
use crate::client::Now;
use crate::engine::Past;
use crate::model::decide::Refusal;
use crate::model::people::Attached;
use crate::model::{Actor, Command, Effect, Event, State};
use crate::plan::types::Id;
use crate::text::Clean;
use crate::wire::{Ask, Errand, Tell, TurnedAway, Welcome};

/// Longest wait between two looks at the clock.
const LONGEST_WAIT: u64 = 1_500;
/// Most knocks taken between two looks at the clock, so that no flood of them holds a tick up.
const MOST_KNOCKS: usize = 64;
/// Most characters of what a console says of where it sits: a terminal and an address.
const LONGEST_FROM: usize = 80;
/// How long an act that is under way may still take once the process is asked to end. What has not ended by
/// then stands in the journal as intended, and the next start finds out by reading (R10).
const LAST_ACTS_MS: u64 = 10_000;

/// Why a host's life ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// The process was asked to end; the room stays open in its journal.
    Asked,
    /// The room was closed.
    Closed,
}

/// A room, who sits in it, and the clocks.
pub struct Host<R> {
    room: R,
    seats: Seats,
    manager: Manager,
    version: Clean,
    journal: Option<Clean>,
    start: Instant,
    mute: bool,
    ending_since: Option<u64>,
}

impl<R: Lived> Host<R> {
    /// A host whose monotonic clock began at `start`. `past` is what happened before; `journal` is told to
    /// those who attach.
    pub fn new(
        room: R,
        past: Past,
        start: Instant,
        manager: Manager,
        version: Clean,
        journal: Option<Clean>,
    ) -> Self {
        let seats = Seats::new(past);
        Self { room, seats, manager, version, journal, start, mute: false, ending_since: None }
    }

    /// Lives the room until it is closed or the process is asked to end, and gives it back.
    pub fn run(mut self, knocks: &Knocks) -> (R, Left) {
        let why = loop {
            let now = self.now();
            self.room.advance(now);
            self.tell();
            self.manager.beat(now.mono);
            if let Some(why) = self.ends(now) {
                break why;
            }
            let wait = self.room.wait(now).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
            let first = match knocks.recv_timeout(Duration::from_millis(wait.max(1))) {
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => break Left::Asked,
            };
            let rest = knocks.try_iter().take(MOST_KNOCKS);
            for knock in std::iter::once(first).chain(rest) {
                self.take(knock);
            }
        };
        self.room.flush();
        self.tell();
        if why == Left::Closed {
            self.seats.tell(&Tell::Over);
        }
        self.manager.stopping();
        (self.room, why)
    }

    fn now(&self) -> Now {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let mono = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        Now { mono, wall: i64::try_from(wall).unwrap_or(i64::MAX) }
    }

    /// Whether nothing keeps the engine any more: the room is closed, or it was asked to end and no act
    /// waits for its outcome.
    fn ends(&self, now: Now) -> Option<Left> {
        if self.room.state().closed.is_some() {
            return Some(Left::Closed);
        }
        let since = self.ending_since?;
        let late = now.mono.saturating_sub(since) > LAST_ACTS_MS;
        (late || !acts(self.room.state())).then_some(Left::Asked)
    }

    fn take(&mut self, knock: Knock) {
        match knock {
            Knock::Woke => {}
            Knock::Came(came) => self.came(*came),
            Knock::Asked { seat, ask } => self.asked(seat, ask),
            Knock::Left { seat } => self.left(seat),
            Knock::End => {
                let now = self.now();
                self.ending_since.get_or_insert(now.mono);
            }
        }
    }

    /// Tells what was committed, and why the journal is mute if it is; those too far behind lose their seat.
    fn tell(&mut self) {
        loop {
            let told = self.room.take_told();
            let mut deaf = self.seats.happened(told);
            if let Some(why) = self.room.mute().cloned()
                && !std::mem::replace(&mut self.mute, true)
            {
                deaf.extend(self.seats.tell(&Tell::JournalMute(why)));
            }
            if deaf.is_empty() {
                break;
            }
            // Whose leaving the others are told, in turn.
            for seat in deaf {
                self.left(seat);
            }
        }
    }

    fn came(&mut self, came: Came) {
        let Came { seat, peer, hello, teller, answer } = came;
        let state = self.room.state();
        let known = identity::whom(&state.plan, state.mode, &peer.login, &hello);
        let (person, claimed) = match known {
            Ok(known) => known,
            Err(why) => return drop(answer.send(Err(why))),
        };
        let welcome = Welcome {
            version: self.version.clone(),
            pid: std::process::id(),
            person: person.clone(),
            claimed,
            login: peer.login.clone(),
            mode: state.mode,
            plan_hash: state.plan_hash,
            journal: self.journal.clone(),
        };
        if answer.send(Ok::<_, TurnedAway>(welcome)).is_err() {
            return;
        }
        let sits = hello.errand == Errand::Sit && person.is_some();
        if let Some(person) = person.as_ref().filter(|_| sits) {
            let from = from(&peer.login, claimed, &hello.from);
            let attached = Attached { person: person.clone(), from };
            let now = self.now();
            self.room.observe(&Actor::Person(person.clone()), vec![Event::Joined(attached)], now);
        }
        self.tell();
        self.seats.sit(seat, Seat::new(person, peer.login, sits, teller), self.room.state());
        if let Some(why) = self.room.mute() {
            self.seats.tell_one(seat, Tell::JournalMute(why.clone()));
        }
        let offers = self.room.offers();
        if !offers.is_empty() {
            self.seats.tell_one(seat, Tell::Offers(offers));
        }
    }

    fn left(&mut self, seat: u64) {
        let Some(gone) = self.seats.leave(seat) else { return };
        if let Some(person) = gone.person.filter(|_| gone.sits) {
            let now = self.now();
            let left = Event::Left { person: person.clone() };
            self.room.observe(&Actor::Person(person), vec![left], now);
        }
    }

    fn asked(&mut self, number: u64, ask: Ask) {
        let Some(seat) = self.seats.get(number) else { return };
        let now = self.now();
        // What is due by now happens first: nobody decides on what is past.
        let person = seat.person.clone().ok_or_else(|| unknown(&seat.login));
        self.room.advance(now);
        let (ticket, answer) = match ask {
            // Coming and going is what a socket does, not what a console says.
            Ask::Command { command: Command::Join { .. } | Command::Leave, .. } | Ask::Seek(_) => return,
            Ask::Command { ticket, command, .. } => {
                (ticket, person.and_then(|person| self.command(&person, &command, now)))
            }
            Ask::Fault { ticket, fault, begins, .. } => {
                (ticket, person.and_then(|person| self.room.fault(&person, &fault, begins, now)))
            }
            Ask::Transport(key) => {
                let pace = person.ok().and_then(|_| self.room.transport(key, now));
                self.tell();
                pace.map(|pace| self.seats.tell(&Tell::Pace(pace)));
                return;
            }
        };
        // What it led to before the answer to it: whoever is told "done" sees it done.
        self.tell();
        self.seats.tell_one(number, Tell::Answered { ticket, answer });
    }

    fn command(&mut self, person: &Id, command: &Command, now: Now) -> Result<(), Refusal> {
        if self.ending_since.is_some() {
            return Err(Refusal::NobodyListens);
        }
        self.room.command(person, command, now)
    }
}

/// Whether an act waits for its outcome; a proof of the way back only reads.
fn acts(state: &State) -> bool {
    state.intents.values().any(|intent| !matches!(intent.effect, Effect::ProveReadiness { .. }))
}

/// An id that says whom the kernel sees, for the refusal of somebody whom the plan does not name.
fn unknown(login: &Clean) -> Refusal {
    let name: String = login
        .as_str()
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    Refusal::UnknownPerson { person: Id::new(&name) }
}

/// Where somebody sits, as the others read it: what the kernel vouches for first.
fn from(login: &Clean, claimed: bool, said: &Clean) -> Clean {
    let claimed = if claimed { " (claimed)" } else { "" };
    let said: String = said.one_line().chars().take(LONGEST_FROM).collect();
    Clean::new(format!("{}{claimed} {said}", login.one_line()))
}
