//! The picker's loop.

use super::{Console, Ended, Wake};
use crate::console::action::{Action, Context};
use crate::console::input::{self, Focus, Input, Meaning};
use crate::console::keymap::Key;
use crate::console::render::Cause;
use crate::console::view::{self, Choice, Picker};
use crate::console::{signals, terminal};
use crate::text::Clean;

impl Console {
    /// Lets a person pick one of `choices`; its index, or why the console ended instead.
    pub fn pick(
        &mut self,
        choices: &[Choice],
        at: usize,
        plan: &Clean,
        trouble: Option<&str>,
    ) -> Result<usize, Ended> {
        let mut cursor = at;
        self.pace.ask(Cause::Person);
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
                self.pace.ask(Cause::Person);
                for meaning in self.guard.keys(&keys, at, Focus::Page) {
                    let Meaning::Key(key) = meaning else { continue };
                    if input::suspends(key) {
                        signals::suspend();
                    }
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
}
