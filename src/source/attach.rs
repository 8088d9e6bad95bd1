//! A source that is an engine in another process, over its socket. Where the engine is lost it attaches again
//! by itself, for as long as the console stays (R24); the room as it stands then takes the place of all before.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Source;
use crate::model::Mode;
use crate::model::decide::Refusal;
use crate::text::Clean;
use crate::wire::{self, Ask, Hello, LONGEST_TELL, Lines, Tell, Teller, TurnedAway, Welcome, WireError};

/// How long an engine may take to answer a greeting, or to take a word.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a live engine may say nothing: it ticks each second.
const SILENCE: Duration = Duration::from_secs(10);
/// The first wait before attaching again, and the longest.
const AGAIN: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// Why nobody can attach.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// There is no engine at this socket.
    #[error("{}: no engine answers: {why}", socket.display())]
    Nobody {
        /// Where.
        socket: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// The engine does not let this console in.
    #[error(transparent)]
    TurnedAway(#[from] TurnedAway),
    /// What it says cannot be understood.
    #[error("the engine broke off: {0}")]
    Wire(#[from] WireError),
}

/// A greeted connection: what comes from the engine, and whom it sees in this console.
pub struct Line {
    lines: Lines<UnixStream>,
    stream: UnixStream,
    /// What the engine said to the greeting.
    pub welcome: Welcome,
}

impl Line {
    /// Greets the engine at `socket`.
    ///
    /// # Errors
    /// Nobody is there, or they turn this console away.
    pub fn dial(socket: &Path, hello: &Hello) -> Result<Self, AttachError> {
        let nobody = |why| AttachError::Nobody { socket: socket.to_owned(), why };
        let mut stream = UnixStream::connect(socket).map_err(nobody)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(nobody)?;
        stream.set_write_timeout(Some(PATIENCE)).map_err(nobody)?;
        wire::write(&mut stream, hello)?;
        let mut lines = Lines::new(stream.try_clone().map_err(nobody)?, LONGEST_TELL);
        let welcome = lines.read::<Result<Welcome, TurnedAway>>()??;
        // A drill may stand still; a live engine may not.
        let silence = (welcome.mode == Mode::Live).then_some(SILENCE);
        stream.set_read_timeout(silence).map_err(nobody)?;
        Ok(Self { lines, stream, welcome })
    }

    /// What the engine says next.
    ///
    /// # Errors
    /// It is gone, or says nothing any more.
    pub fn hear(&mut self) -> Result<Tell, WireError> {
        self.lines.read()
    }

    /// Asks the engine.
    ///
    /// # Errors
    /// It is gone.
    pub fn ask(&mut self, ask: &Ask) -> Result<(), WireError> {
        wire::write(&mut self.stream, ask)
    }
}

/// A source that is the engine at `socket`, and what that said to the greeting.
///
/// # Errors
/// Nobody is there, or they turn this console away.
pub fn attach(socket: &Path, hello: Hello) -> Result<(Source, Welcome), AttachError> {
    let line = Line::dial(socket, &hello)?;
    let welcome = line.welcome.clone();
    let (source, (asks, tells)) = Source::local();
    let shared = Arc::new(Link { way: Mutex::default(), left: AtomicBool::new(false), tells });
    let asking = Arc::clone(&shared);
    let thread = |name: &str| std::thread::Builder::new().name(name.into());
    let nobody = |why| AttachError::Nobody { socket: socket.to_owned(), why };
    thread("jday-asks").spawn(move || asking.forward(&asks)).map_err(nobody)?;
    let hearing = socket.to_owned();
    thread("jday-attach").spawn(move || shared.hear(line, &hearing, &hello)).map_err(nobody)?;
    Ok((source, welcome))
}

/// What the two threads of an attached console share.
struct Link {
    way: Mutex<Way>,
    /// Whether the console left.
    left: AtomicBool,
    tells: Teller,
}

#[derive(Default)]
struct Way {
    /// None while the engine is lost.
    stream: Option<UnixStream>,
    /// What was asked and not answered.
    tickets: BTreeSet<u64>,
}

impl Link {
    fn way(&self) -> MutexGuard<'_, Way> {
        self.way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries what the console asks to the engine, until the console leaves.
    fn forward(&self, asks: &Receiver<Ask>) {
        while let Ok(ask) = asks.recv() {
            let ticket = match &ask {
                Ask::Command { ticket, .. } | Ask::Fault { ticket, .. } => Some(*ticket),
                Ask::Transport(_) | Ask::Seek(_) => None,
            };
            let Some(mut stream) = self.way_for(ticket) else {
                self.refuse(ticket, &Refusal::NobodyListens);
                continue;
            };
            if wire::write(&mut stream, &ask).is_err() {
                // The other thread notices, and says of each ticket that nobody knows.
                hang_up(&stream);
            }
        }
        self.left.store(true, Ordering::SeqCst);
        if let Some(stream) = &self.way().stream {
            hang_up(stream);
        }
    }

    /// The way to the engine, and that an answer to `ticket` is awaited; none while the engine is lost.
    fn way_for(&self, ticket: Option<u64>) -> Option<UnixStream> {
        let mut way = self.way();
        let stream = way.stream.as_ref()?.try_clone().ok()?;
        way.tickets.extend(ticket);
        Some(stream)
    }

    fn refuse(&self, tickets: impl IntoIterator<Item = u64>, why: &Refusal) {
        for ticket in tickets {
            let _ = self.tells.send(Tell::Answered { ticket, answer: Err(why.clone()) });
        }
    }

    /// Hears the engine, attaches again where it is lost, until the console leaves or the room is closed.
    fn hear(&self, first: Line, socket: &Path, hello: &Hello) {
        let mut line: Result<Line, AttachError> = Ok(first);
        let mut wait = AGAIN.0;
        while !self.left.load(Ordering::SeqCst) {
            let why = match line {
                Ok(mut line) => {
                    wait = AGAIN.0;
                    match self.listen(&mut line) {
                        Ok(()) => return,
                        Err(error) => Clean::new(error.to_string()),
                    }
                }
                Err(error) => Clean::new(error.to_string()),
            };
            let tickets = {
                let mut way = self.way();
                way.stream = None;
                std::mem::take(&mut way.tickets)
            };
            self.refuse(tickets, &Refusal::Unanswered);
            if self.left.load(Ordering::SeqCst) || self.tells.send(Tell::Lost(why)).is_err() {
                return;
            }
            std::thread::sleep(wait);
            wait = (wait * 2).min(AGAIN.1);
            line = Line::dial(socket, hello);
        }
    }

    /// Hands on all that the engine says until it is lost; returns where nothing more is to be said.
    fn listen(&self, line: &mut Line) -> Result<(), WireError> {
        self.way().stream = Some(line.stream.try_clone()?);
        let mut next = None;
        loop {
            let tell = line.hear()?;
            match &tell {
                Tell::Placed { state, .. } => next = Some(state.seq + 1),
                Tell::Happened(all) => {
                    for envelope in all {
                        // With a hole a console would show a lie.
                        if next != Some(envelope.seq) {
                            return Err(WireError::Hole(envelope.seq));
                        }
                        next = Some(envelope.seq + 1);
                    }
                }
                Tell::Answered { ticket, .. } => {
                    self.way().tickets.remove(ticket);
                }
                _ => {}
            }
            let over = matches!(tell, Tell::Over);
            if self.tells.send(tell).is_err() || over {
                return Ok(());
            }
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = self.stream.flush();
        hang_up(&self.stream);
    }
}

/// Ends a conversation in both directions, so that whoever waits on either end notices.
fn hang_up(stream: &UnixStream) {
    let _ = rustix::net::shutdown(stream, rustix::net::Shutdown::Both);
}
