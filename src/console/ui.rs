//! The console's loop: one channel brings keys, signals and events; frames leave through a thread of
//! their own, and words wait in a letterbox. This thread never waits for the terminal or a system (R22).

mod breaks;
mod hands;
mod keep;
mod pick;
mod room;

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use super::glyphs::Glyphs;
use super::input::{self, Guard, Input};
use super::keymap::Keymap;
use super::lang::Lang;
use super::render::{Cause, Drawn, Pace, Screen};
use super::signals;
use super::terminal::{self, Terminal, TerminalError};
use super::theme::Theme;
use super::themes::Themes;
use crate::plan::types::Zone;
use crate::text::Clean;

/// Things under way to this thread. A full channel holds a reader of keys up for a moment, never this
/// thread; words wait in their own letterbox.
const BACKLOG: usize = 1_024;

/// How the console looks.
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Looks {
    /// The language of jday's own words.
    pub lang: Lang,
    /// Colours by meaning, at the terminal's depth.
    pub theme: Theme,
    /// Only ASCII.
    pub ascii: bool,
    /// The link is narrow: the pulse of the room is drawn seldom.
    pub narrow: bool,
    /// Glyphs, or their ASCII twins.
    pub glyphs: &'static Glyphs,
    /// Which key does what.
    pub keymap: Keymap,
    /// The zone of whoever looks.
    pub local: Option<Zone>,
    /// The value of `TERM`.
    pub term: Option<String>,
    /// The themes that the palette offers.
    pub themes: Themes,
    /// Whether each key that acts first says what it would do (F20).
    pub learning: bool,
    /// Whether clicks and the wheel are taken from the terminal.
    pub mouse: bool,
    /// Folder for reports that are written to a file; where the program was started if there is none.
    pub reports: Option<PathBuf>,
}

/// Why a console ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The person left.
    Left,
    /// A signal asked for it.
    Signal(i32),
    /// The terminal is gone: nothing can be shown or printed.
    HungUp,
}

enum Wake {
    Input(Input),
    /// There are words to fetch.
    Words,
    /// A text was kept in a file, or could not be.
    Kept(Result<PathBuf, String>),
}

/// A terminal that is jday's, with its keys and its screen.
pub struct Console {
    looks: Looks,
    screen: Screen,
    guard: Guard,
    pace: Pace,
    start: Instant,
    inbox: Receiver<Wake>,
    waker: SyncSender<Wake>,
    rang: Option<u64>,
    /// What is to be printed once the terminal is given back.
    parting: Option<String>,
    /// Whether the last frame is still on its way: drawing waits for the writer's word.
    busy: bool,
    _terminal: Terminal,
}

impl Console {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// There is no terminal, or one that cannot place text; the message says what to do.
    pub fn open(looks: Looks, title: &Clean) -> Result<Self, TerminalError> {
        let start = Instant::now();
        let terminal = Terminal::enter(looks.term.as_deref(), title, looks.mouse)?;
        let (waker, inbox) = sync_channel(BACKLOG);
        let send = waker.clone();
        let send = move |input| send.send(Wake::Input(input)).is_ok();
        signals::watch(send.clone())?;
        input::listen(start, send.clone())?;
        let done = move |frame: Option<u64>| {
            send(frame.map_or(Input::HungUp, Input::Flushed));
        };
        let mut frames = 0_u64;
        let write = move |frame: &[u8]| {
            frames += 1;
            // With something on the screen already.
            if frames == 3 {
                breaks::break_if_asked();
            }
            terminal::write_frame(frame)
        };
        let screen = Screen::new(terminal::size(), looks.ascii, write, done)?;
        let mut pace = Pace::new(looks.narrow);
        pace.ask(Cause::Person);
        let guard = Guard::default();
        Ok(Self {
            looks,
            screen,
            guard,
            pace,
            start,
            inbox,
            waker,
            rang: None,
            parting: None,
            busy: false,
            _terminal: terminal,
        })
    }

    /// Gives the terminal back, and what is to be printed on it then.
    pub fn close(mut self) -> Option<String> {
        self.parting.take()
    }

    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Everything that woke this thread: at least one thing, or nothing within `wait`.
    fn wakes(&self, wait: Option<u64>) -> Vec<Wake> {
        let first = match wait {
            Some(ms) => self.inbox.recv_timeout(Duration::from_millis(ms)),
            None => self.inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        let mut all: Vec<Wake> = first.into_iter().collect();
        while all.len() < BACKLOG
            && let Ok(next) = self.inbox.try_recv()
        {
            all.push(next);
        }
        all
    }

    /// What every page does with what is not a key.
    fn take_common(&mut self, input: &Input) -> Option<Ended> {
        match input {
            // Whole, for terminals cut and wrap in ways of their own, and one that had no size before
            // may have dropped what it was sent (R25).
            Input::Resized | Input::Resumed => {
                self.screen.repaint();
                self.pace.ask(Cause::Person);
            }
            Input::Flushed(frame) => {
                self.busy = false;
                self.guard.flushed(*frame, self.now());
            }
            Input::Terminate(signal) => return Some(Ended::Signal(*signal)),
            Input::HungUp => return Some(Ended::HungUp),
            Input::Keys(..) | Input::Paste(_) | Input::Click(..) | Input::Wheel(_) => {}
        }
        None
    }

    /// Milliseconds until the next frame may be drawn; none if nothing changed, or if the writer must
    /// be done with the last one first, which it will say.
    fn frame_in(&self) -> Option<u64> {
        if self.busy { None } else { self.pace.wait(self.now()) }
    }

    /// Notes what became of a frame; an error when the terminal is gone.
    fn drawn(&mut self, drawn: Drawn, opened: bool) -> Result<(), Ended> {
        let now = self.now();
        match drawn {
            Drawn::Sent(frame) => {
                if frame == 3 {
                    breaks::break_if_asked();
                }
                self.guard.sent(frame);
                self.pace.drawn(now);
            }
            // A dialog counts from its frame on the terminal; one that changed nothing is sent whole.
            Drawn::Same if opened => self.screen.repaint(),
            Drawn::Same => self.pace.drawn(now),
            Drawn::Busy => self.busy = true,
            Drawn::Gone => return Err(Ended::HungUp),
        }
        Ok(())
    }
}
