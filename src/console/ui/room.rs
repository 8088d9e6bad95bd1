//! A room's loop: what one person sees and asks until they leave it.

use super::{Console, Ended, Wake};
use crate::console::action::Stage;
use crate::console::app::{App, Seen, Wish};
use crate::console::input::{Focus, Input, Meaning, Settled};
use crate::console::messages::refusal as say;
use crate::console::render::{Cause, Drawn};
use crate::console::terminal;
use crate::console::view::{self, Scene, Transport};
use crate::model::{Command, Event, State};
use crate::plan::types::{Id, ProcedureKind, TierLevel};
use crate::source::{Asker, Kind, Replica, Source};
use crate::wire::{Tell, Words};

/// Fewest milliseconds between two rings of the bell.
const RING_MS: u64 = 10_000;

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
    /// Whether the source will say nothing more.
    silent: bool,
}

fn send(seat: &mut Seat, command: Command, now: u64) {
    let lang = seat.app.lang;
    let asked = seat.app.me.clone().and_then(|me| seat.asker.command(&me, command));
    if asked.is_none() {
        seat.app.say(say::nobody_listens(lang), true, now);
    }
}

/// Events after which nothing that was read before may be confirmed (R26).
fn breaks_time(event: &Event) -> bool {
    matches!(event, Event::ClockJumped { .. } | Event::Froze { .. })
}

/// Events for which the bell rings.
fn wakes_people(event: &Event) -> bool {
    match event {
        Event::Proposed { .. } | Event::Blinded { .. } | Event::Drifted(_) => true,
        Event::AlertRaised(raised) => raised.level == TierLevel::Critical,
        _ => false,
    }
}

/// How soon a word must be seen: while traffic is being moved or somebody must decide, the seconds are
/// news themselves.
fn urgency(tell: &Tell, state: Option<&State>) -> Cause {
    match tell {
        Tell::Answered { .. } => Cause::Person,
        Tell::Happened(envelopes) => {
            let is_news = envelopes.iter().any(|envelope| Kind::of(&envelope.event).is_some());
            let is_open = |state: &State| {
                [ProcedureKind::Rollback, ProcedureKind::Switch]
                    .iter()
                    .any(|kind| state.procedures.open_run(*kind).is_some())
            };
            if is_news || state.is_some_and(is_open) { Cause::News } else { Cause::Pulse }
        }
        Tell::Pace(_) | Tell::JournalMute(_) | Tell::Over => Cause::News,
    }
}

impl Console {
    /// Shows a room until the person leaves it.
    pub fn room(&mut self, source: Source, stage: Stage, me: Option<Id>) -> Ended {
        self.guard.closed();
        let Source { asker, tells } = source;
        let waker = self.waker.clone();
        // Where the channel is full, this thread is awake anyway, and fetches words before it sleeps.
        tells.wake_with(move || drop(waker.try_send(Wake::Words)));
        let app = App::new(self.looks.lang, stage, me, self.looks.keymap.clone());
        let mut seat = Seat {
            app,
            asker,
            replica: Replica::default(),
            held: Vec::new(),
            opened: false,
            settled: true,
            silent: false,
        };
        self.pace.ask(Cause::Person);
        loop {
            if let Err(ended) = self.draw_room(&mut seat) {
                return ended;
            }
            let wait = self.wait(&mut seat);
            let all = self.wakes(wait);
            // Words before keys: time that leapt must close a dialog before a key of it counts (R26).
            if let Some(ended) = self.fetch(&mut seat, &tells) {
                return ended;
            }
            for wake in all {
                let Wake::Input(input) = wake else { continue };
                if let Some(ended) = self.room_input(&mut seat, input) {
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
                self.pace.ask(Cause::News);
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
            self.pace.ask(Cause::Person);
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
            places: &app.places,
            log: &seat.replica.log,
            filtering: app.filtering,
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

    fn fetch(&mut self, seat: &mut Seat, tells: &Words) -> Option<Ended> {
        let (all, silent) = tells.fetch();
        for tell in &all {
            self.told(seat, tell);
        }
        if silent && !std::mem::replace(&mut seat.silent, true) { self.silent(seat) } else { None }
    }

    fn told(&mut self, seat: &mut Seat, tell: &Tell) {
        seat.replica.take(tell);
        self.pace.ask(urgency(tell, seat.replica.state.as_ref()));
        let now = self.now();
        let Some(state) = &seat.replica.state else { return };
        match tell {
            Tell::Answered { answer, .. } => {
                seat.app.answered(state, answer, now);
                self.pace.ask(Cause::Person);
            }
            Tell::Happened(envelopes) => {
                let any = |is: fn(&Event) -> bool| envelopes.iter().any(|envelope| is(&envelope.event));
                if any(wakes_people) && self.rang.is_none_or(|rang| now >= rang + RING_MS) {
                    self.rang = Some(now);
                    self.screen.ring();
                }
                seat.app.changed(state);
                if any(breaks_time) && seat.app.cancel_confirmation(now) {
                    self.guard.closed();
                    seat.opened = false;
                }
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
            self.pace.ask(Cause::Person);
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
        self.pace.ask(Cause::Person);
        let now = self.now();
        let seen = Seen { state: seat.replica.state.as_ref()?, log: &seat.replica.log };
        for wish in seat.app.take(meaning, seen, now) {
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
