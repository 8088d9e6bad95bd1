//! The console's loop: one channel brings keys, signals and events; frames leave through a thread of
//! their own. This thread never waits for the terminal, a lock or a system (R22).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use super::action::{Action, Context, Stage};
use super::app::{App, Wish};
use super::glyphs::Glyphs;
use super::input::{self, Focus, Guard, Input, Meaning, Settled};
use super::keymap::{Key, Keymap};
use super::lang::Lang;
use super::messages::refusal as say;
use super::render::{Drawn, Pace, Screen};
use super::signals;
use super::terminal::{self, Terminal, TerminalError};
use super::theme::Theme;
use super::view::{self, Choice, Picker, Scene, Transport};
use crate::model::{Command, Event};
use crate::plan::types::{Id, TierLevel, Zone};
use crate::source::{Asker, Replica, Source};
use crate::text::Clean;
use crate::wire::Tell;

/// Things under way to this thread. Keys and words share them; a full channel holds the words up for
/// a moment, never this thread.
const BACKLOG: usize = 1_024;
/// Most words that travel as one thing.
const BATCH: usize = 1_024;
/// Fewest milliseconds between two rings of the bell.
const RING_MS: u64 = 10_000;

/// How the console looks.
pub struct Looks {
    /// The language of jday's own words.
    pub lang: Lang,
    /// Colours by meaning, at the terminal's depth.
    pub theme: Theme,
    /// Only ASCII.
    pub ascii: bool,
    /// Glyphs, or their ASCII twins.
    pub glyphs: &'static Glyphs,
    /// Which key does what.
    pub keymap: Keymap,
    /// The zone of whoever looks.
    pub local: Option<Zone>,
    /// The value of `TERM`.
    pub term: Option<String>,
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
    /// From the source of the room with this number; words of a room that was left are dropped.
    Tells(u64, Vec<Tell>),
    /// The source of the room with this number will never say anything more.
    Silent(u64),
}

/// A terminal that is jday's, with its keys and its screen.
pub struct Console {
    looks: Looks,
    screen: Screen,
    guard: Guard,
    pace: Pace,
    start: Instant,
    wakes: Receiver<Wake>,
    waker: SyncSender<Wake>,
    rooms: u64,
    rang: Option<u64>,
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
        let terminal = Terminal::enter(looks.term.as_deref(), title)?;
        let (waker, inbox) = sync_channel(BACKLOG);
        let send = waker.clone();
        let send = move |input| send.send(Wake::Input(input)).is_ok();
        signals::watch(send.clone())?;
        input::listen(start, send.clone())?;
        let done = move |frame: Option<u64>| {
            send(frame.map_or(Input::HungUp, Input::Flushed));
        };
        let screen = Screen::new(terminal::size(), looks.ascii, terminal::write_frame, done)?;
        let mut pace = Pace::default();
        pace.key();
        let guard = Guard::default();
        Ok(Self {
            looks,
            screen,
            guard,
            pace,
            start,
            wakes: inbox,
            waker,
            rooms: 0,
            rang: None,
            busy: false,
            _terminal: terminal,
        })
    }

    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Everything that woke this thread: at least one thing, or nothing within `wait`.
    fn wakes(&self, wait: Option<u64>) -> Vec<Wake> {
        let first = match wait {
            Some(ms) => self.wakes.recv_timeout(Duration::from_millis(ms)),
            None => self.wakes.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        let mut all: Vec<Wake> = first.into_iter().collect();
        while all.len() < BACKLOG
            && let Ok(next) = self.wakes.try_recv()
        {
            all.push(next);
        }
        all
    }

    /// What every page does with what is not a key.
    fn take_common(&mut self, input: &Input) -> Option<Ended> {
        match input {
            Input::Resized => self.pace.key(),
            Input::Resumed => {
                self.screen.repaint();
                self.pace.key();
            }
            Input::Flushed(frame) => {
                self.busy = false;
                self.guard.flushed(*frame, self.now());
            }
            Input::Terminate(signal) => return Some(Ended::Signal(*signal)),
            Input::HungUp => return Some(Ended::HungUp),
            Input::Keys(..) | Input::Paste(_) => {}
        }
        None
    }

    /// Lets a person pick one of `choices`; its index, or why the console ended instead.
    pub fn pick(
        &mut self,
        choices: &[Choice],
        at: usize,
        plan: &Clean,
        trouble: Option<&str>,
    ) -> Result<usize, Ended> {
        let mut cursor = at;
        self.pace.key();
        loop {
            if self.frame_in() == Some(0) {
                let Self { looks, screen, .. } = self;
                let picker = Picker {
                    choices,
                    cursor,
                    plan,
                    theme: &looks.theme,
                    glyphs: looks.glyphs,
                    keymap: &looks.keymap,
                    lang: looks.lang,
                    trouble,
                };
                let drawn = screen.draw(terminal::size(), |frame| view::draw_picker(frame, &picker));
                self.drawn(drawn, false)?;
            }
            for wake in self.wakes(self.frame_in()) {
                let Wake::Input(input) = wake else { continue };
                if let Some(ended) = self.take_common(&input) {
                    return Err(ended);
                }
                let Input::Keys(keys, at) = input else { continue };
                self.pace.key();
                for meaning in self.guard.keys(&keys, at, Focus::Page) {
                    let Meaning::Key(key) = meaning else { continue };
                    let last = choices.len().saturating_sub(1);
                    match self.looks.keymap.action(Context::Picker, Key::from(key)) {
                        Some(Action::Choose) if !choices.is_empty() => return Ok(cursor),
                        Some(Action::Up) => cursor = cursor.saturating_sub(1),
                        Some(Action::Down) => cursor = (cursor + 1).min(last),
                        Some(Action::First | Action::PageUp) => cursor = 0,
                        Some(Action::Last | Action::PageDown) => cursor = last,
                        Some(Action::Quit | Action::Close) => return Err(Ended::Left),
                        Some(Action::Repaint) => self.screen.repaint(),
                        _ => {}
                    }
                }
            }
        }
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

    /// Shows a room until the person leaves it.
    pub fn room(&mut self, source: Source, stage: Stage, me: Option<Id>) -> Ended {
        self.rooms += 1;
        self.guard.closed();
        let Source { asker, tells } = source;
        let room = self.rooms;
        let Some(_left) = forward(room, tells, self.waker.clone()) else { return Ended::Left };
        let app = App::new(self.looks.lang, stage, me, self.looks.keymap.clone());
        let mut seat =
            Seat { app, asker, replica: Replica::default(), held: Vec::new(), opened: false, settled: true };
        self.pace.key();
        loop {
            if let Err(ended) = self.draw_room(&mut seat) {
                return ended;
            }
            let wait = self.wait(&mut seat);
            for wake in self.wakes(wait) {
                let ended = match wake {
                    Wake::Tells(from, tells) if from == room => {
                        for tell in &tells {
                            self.told(&mut seat, tell);
                        }
                        None
                    }
                    Wake::Silent(from) if from == room => self.silent(&mut seat),
                    Wake::Tells(..) | Wake::Silent(_) => None,
                    Wake::Input(input) => self.room_input(&mut seat, input),
                };
                if let Some(ended) = ended {
                    return ended;
                }
            }
            self.send_held(&mut seat);
        }
    }

    /// How long nothing can happen but a wake: until the next frame, a settled key or dialog, or the
    /// end of a passing word.
    fn wait(&mut self, seat: &mut Seat) -> Option<u64> {
        let now = self.now();
        let toast = match seat.app.expire(now) {
            Ok(true) => {
                self.pace.data();
                None
            }
            Ok(false) => None,
            Err(left) => Some(left),
        };
        let held = seat.held.iter().map(|(_, at)| match self.guard.settled(*at, now) {
            Settled::Wait(ms) => ms,
            Settled::Act | Settled::Drop => 0,
        });
        // Before the first event there is nothing to draw.
        let frame = seat.replica.state.as_ref().and_then(|_| self.frame_in()).map(|ms| ms.max(1));
        let settling = self.guard.settles_in(now);
        held.chain(toast).chain(frame).chain(settling).min()
    }

    fn draw_room(&mut self, seat: &mut Seat) -> Result<(), Ended> {
        let now = self.now();
        let settled = self.guard.is_settled(now);
        if settled != seat.settled {
            seat.settled = settled;
            self.pace.key();
        }
        if self.frame_in() != Some(0) {
            return Ok(());
        }
        let Some(state) = &seat.replica.state else { return Ok(()) };
        let Self { looks, screen, .. } = self;
        let app = &seat.app;
        let steered = matches!(app.stage, Stage::Drill | Stage::Replay);
        let pace = seat.replica.pace;
        let scene = Scene {
            state,
            theme: &looks.theme,
            glyphs: looks.glyphs,
            lang: looks.lang,
            stage: app.stage,
            keymap: &app.keymap,
            me: app.me.as_ref(),
            local: looks.local,
            focus: app.focus,
            cursors: app.cursors,
            overlay: app.overlay(state, settled),
            toast: app.toast(),
            transport: steered
                .then(|| Transport { speed: f64::from(pace.sixteenths) / 16.0, paused: pace.paused }),
            journal_trouble: seat.replica.journal_mute.as_ref(),
        };
        let opened = seat.opened;
        if opened {
            screen.await_flush();
        }
        let drawn = screen.draw(terminal::size(), |frame| view::draw(frame, &scene));
        seat.opened = opened && !matches!(drawn, Drawn::Sent(_));
        self.drawn(drawn, opened)
    }

    fn told(&mut self, seat: &mut Seat, tell: &Tell) {
        seat.replica.take(tell);
        self.pace.data();
        let now = self.now();
        let Some(state) = &seat.replica.state else { return };
        match tell {
            Tell::Answered { answer, .. } => {
                seat.app.answered(state, answer, now);
                self.pace.key();
            }
            Tell::Happened(envelope) => {
                if wakes_people(&envelope.event) && self.rang.is_none_or(|rang| now >= rang + RING_MS) {
                    self.rang = Some(now);
                    self.screen.ring();
                }
                seat.app.changed(state);
            }
            _ => {}
        }
    }

    /// The source ended. If it did not say so before, its engine did not mean to: the screen says it and
    /// stays, with everything that is known (R24); a room that never began has nothing to stay for.
    fn silent(&mut self, seat: &mut Seat) -> Option<Ended> {
        if seat.replica.state.is_none() {
            return Some(Ended::Left);
        }
        if !seat.replica.over {
            seat.app.say_from_now_on(say::nobody_listens(seat.app.lang));
            self.pace.key();
        }
        None
    }

    fn room_input(&mut self, seat: &mut Seat, input: Input) -> Option<Ended> {
        if let Some(ended) = self.take_common(&input) {
            return Some(ended);
        }
        let (meanings, at) = match input {
            Input::Keys(keys, at) => {
                let mut meanings = Vec::new();
                // A burst is judged whole; single keys one by one, since each may open a dialog.
                if keys.len() == 1 {
                    meanings.extend(self.guard.keys(&keys, at, seat.app.input_focus()));
                } else {
                    return self.many_keys(seat, &keys, at);
                }
                (meanings, at)
            }
            Input::Paste(text) => {
                let now = self.now();
                (vec![self.guard.paste(&text, now, seat.app.input_focus())], now)
            }
            _ => return None,
        };
        meanings.into_iter().find_map(|meaning| self.meant(seat, meaning, at))
    }

    /// Keys that arrived together: each is meant for what has the focus once the one before is done,
    /// and none for a dialog that one of them opened (R19).
    fn many_keys(&mut self, seat: &mut Seat, keys: &[crossterm::event::KeyEvent], at: u64) -> Option<Ended> {
        let meanings = self.guard.keys(keys, at, seat.app.input_focus());
        let on_page = seat.app.input_focus() == Focus::Page;
        for meaning in meanings {
            if on_page && seat.app.input_focus() != Focus::Page {
                break;
            }
            if let Some(ended) = self.meant(seat, meaning, at) {
                return Some(ended);
            }
        }
        None
    }

    fn meant(&mut self, seat: &mut Seat, meaning: Meaning, at: u64) -> Option<Ended> {
        self.pace.key();
        let now = self.now();
        let state = seat.replica.state.as_ref()?;
        for wish in seat.app.take(meaning, state, now) {
            match wish {
                Wish::Send(command) => send(seat, command, now),
                Wish::SendWhenSettled(command) => seat.held.push((command, at)),
                Wish::Transport(key) => {
                    seat.asker.transport(key);
                }
                Wish::Repaint => self.screen.repaint(),
                Wish::Opened => {
                    self.guard.opened();
                    seat.opened = true;
                    seat.settled = false;
                }
                Wish::Closed => {
                    self.guard.closed();
                    seat.opened = false;
                }
                Wish::Leave => return Some(Ended::Left),
            }
        }
        None
    }

    /// Acts of single keys, once it is certain that no paste began with them.
    fn send_held(&mut self, seat: &mut Seat) {
        let now = self.now();
        for (command, at) in std::mem::take(&mut seat.held) {
            match self.guard.settled(at, now) {
                Settled::Wait(_) => seat.held.push((command, at)),
                Settled::Act => send(seat, command, now),
                Settled::Drop => {}
            }
        }
    }
}

/// True from the moment a room is left: its words are waited for no more.
struct Left(Arc<AtomicBool>);

impl Drop for Left {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Brings the words of a room's source to the UI thread, until one of them ends or the room is left;
/// none if the kernel gives no thread.
fn forward(room: u64, tells: Receiver<Tell>, waker: SyncSender<Wake>) -> Option<Left> {
    let left = Left(Arc::default());
    let is_left = Arc::clone(&left.0);
    let bring = move || {
        // What came together wakes the screen once.
        while let Ok(first) = tells.recv() {
            let all = std::iter::once(first).chain(tells.try_iter().take(BATCH)).collect();
            if !push(&waker, Wake::Tells(room, all), &is_left) {
                return;
            }
        }
        push(&waker, Wake::Silent(room), &is_left);
    };
    std::thread::Builder::new().name("jday-words".into()).spawn(bring).is_ok().then_some(left)
}

/// Hands `wake` over; false if nobody takes it any more. It never waits for a screen that left, which
/// itself waits for the engine to end: the engine must always find an ear or a closed door.
fn push(waker: &SyncSender<Wake>, wake: Wake, is_left: &AtomicBool) -> bool {
    let mut wake = wake;
    while !is_left.load(Ordering::Acquire) {
        wake = match waker.try_send(wake) {
            Ok(()) => return true,
            Err(TrySendError::Full(back)) => back,
            Err(TrySendError::Disconnected(_)) => return false,
        };
        std::thread::sleep(Duration::from_millis(5));
    }
    false
}

/// One person's place in one room.
struct Seat {
    app: App,
    asker: Asker,
    replica: Replica,
    /// Commands of single keys that may still turn out to be a paste, with when they were pressed.
    held: Vec<(Command, u64)>,
    /// Whether a dialog opened that is on no frame yet.
    opened: bool,
    /// Whether the open dialog took keys at the last look.
    settled: bool,
}

fn send(seat: &mut Seat, command: Command, now: u64) {
    let lang = seat.app.lang;
    let asked = seat.app.me.clone().and_then(|me| seat.asker.command(&me, command));
    if asked.is_none() {
        seat.app.say(say::nobody_listens(lang), true, now);
    }
}

/// Events for which the bell rings.
fn wakes_people(event: &Event) -> bool {
    match event {
        Event::Proposed { .. } | Event::Blinded { .. } | Event::Drifted(_) => true,
        Event::AlertRaised(raised) => raised.level == TierLevel::Critical,
        _ => false,
    }
}
