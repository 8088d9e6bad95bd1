//! What hands do in a room: keys, pastes, clicks, and what comes of them.

use ratatui::layout::{Position, Rect};

use super::keep::keep;
use super::room::{Seat, scene, seen};
use super::{Console, Ended};
use crate::console::app::{Wish, lines_of};
use crate::console::input::{self, Focus, Input, Meaning, Settled};
use crate::console::messages::refusal as say;
use crate::console::render::Cause;
use crate::console::view::hit;
use crate::console::{signals, terminal};
use crate::model::Command;
use crate::text::Clean;

/// What a single key asked of the room.
pub(super) enum Held {
    Command(Command),
    Fault(Clean, bool),
    Suspend,
}

fn send(seat: &mut Seat, held: Held, now: u64) {
    if matches!(held, Held::Suspend) {
        signals::suspend();
        return;
    }
    let lang = seat.app.lang;
    let engine = &mut seat.asker;
    let asked = seat.app.me.clone().and_then(|me| match held {
        Held::Command(command) => engine.command(&me, command),
        Held::Fault(fault, begins) => engine.fault(&me, fault, begins),
        Held::Suspend => None,
    });
    if asked.is_none() {
        seat.app.say(say::nobody_listens(lang), true, now);
    }
}

impl Console {
    pub(super) fn room_input(&mut self, seat: &mut Seat, input: Input) -> Option<Ended> {
        if let Some(ended) = self.take_common(&input) {
            return Some(ended);
        }
        if input == Input::Resumed && self.guard.resumed() {
            seat.opened = true;
            seat.settled = false;
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
            Input::Click(x, y) => {
                self.clicked(seat, Position { x, y });
                return None;
            }
            Input::Wheel(down) => {
                let seen = seen(&seat.replica, seat.aside.as_ref())?;
                seat.app.wheel(seen, down);
                self.pace.ask(Cause::Person);
                return None;
            }
            Input::Paste(text) => {
                let now = self.now();
                (vec![self.guard.paste(&text, now, seat.app.input_focus())], now)
            }
            _ => return None,
        };
        meanings.into_iter().find_map(|meaning| self.meant(seat, meaning, at))
    }

    /// A click looks at what stands there; it means nothing while anything lies over the page (R19).
    fn clicked(&mut self, seat: &mut Seat, at: Position) {
        if !seat.app.is_plain() {
            return;
        }
        let Some(scene) = scene(&self.looks, seat, true) else { return };
        let area = Rect::from((Position::ORIGIN, terminal::size()));
        let target = hit::target(&scene, area, at, |pane| lines_of(scene.state, pane));
        if let Some(target) = target {
            let Some(seen) = seen(&seat.replica, seat.aside.as_ref()) else { return };
            seat.app.click(seen, target);
            self.pace.ask(Cause::Person);
        }
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
        if matches!(meaning, Meaning::Key(key) if input::suspends(key)) {
            seat.held.push((Held::Suspend, at));
            return None;
        }
        let now = self.now();
        let seen = seen(&seat.replica, seat.aside.as_ref())?;
        for wish in seat.app.take(meaning, seen, now) {
            match wish {
                Wish::Send(command) => send(seat, Held::Command(command), now),
                Wish::SendWhenSettled(command) => seat.held.push((Held::Command(command), at)),
                Wish::FaultWhenSettled(fault, begins) => seat.held.push((Held::Fault(fault, begins), at)),
                Wish::Copy(bytes) => self.screen.also(bytes),
                Wish::Keep(name, text) => keep(self.looks.reports.clone(), name, text, self.waker.clone()),
                Wish::Transport(key) => {
                    seat.asker.transport(key);
                }
                Wish::Seek(place) => {
                    seat.asker.seek(place);
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
    pub(super) fn send_held(&mut self, seat: &mut Seat) {
        let now = self.now();
        for (held, at) in std::mem::take(&mut seat.held) {
            match self.guard.settled(at, now) {
                Settled::Wait(_) => seat.held.push((held, at)),
                Settled::Act => send(seat, held, now),
                Settled::Drop => {}
            }
        }
    }
}
