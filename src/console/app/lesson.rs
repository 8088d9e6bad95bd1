//! Learning mode (F20): a key that acts first says what it would do; the same key, or Enter, goes on.

use crossterm::event::{KeyCode, KeyEvent};

use super::{App, Layer, Seen, Wish};
use crate::console::action::{Action, Danger};
use crate::console::keymap::Key;
use crate::console::messages::palette as say;

impl App {
    /// Turns learning mode on or off.
    pub(super) fn learn(&mut self, now: u64) {
        self.learning = !self.learning;
        let text = if self.learning { say::learning_on(self.lang) } else { say::learning_off(self.lang) };
        self.say(text, false, now);
    }

    /// Opens the lesson of an action that acts; false for one that only looks.
    pub(super) fn teach(&mut self, action: Action) -> bool {
        if action.info().danger == Danger::Looks {
            return false;
        }
        let under = std::mem::take(&mut self.layer);
        self.layer = Layer::Lesson(action, Box::new(under));
        true
    }

    /// A key while a lesson is open. One that means something else is taken at its word: in an emergency
    /// nobody should have to close a lesson first.
    pub(super) fn taught(&mut self, key: KeyEvent, seen: Seen, now: u64) -> Vec<Wish> {
        let Layer::Lesson(action, under) = std::mem::take(&mut self.layer) else { return Vec::new() };
        self.layer = *under;
        let meant = self.meant(Key::from(key));
        if key.code == KeyCode::Enter || meant == Some(action) {
            // Since the lesson opened, the room may have changed.
            if let Some(why) = self.why_not(action, seen.state) {
                self.say(why, true, now);
                return Vec::new();
            }
            return self.act(action, seen, now);
        }
        match meant {
            None | Some(Action::Close) => Vec::new(),
            Some(other) => self.perform(other, seen, now),
        }
    }
}
