//! Moving about in the journal, its filters, and the draft of a note.

use std::collections::BTreeSet;

use super::{App, Layer, Seen};
use crate::console::action::Action;
use crate::console::dialog::Step;
use crate::console::messages::dialog as say;
use crate::console::page::Page;
use crate::console::view::page::journal::{NOTES, cursor, lines::Reader, note_walked};
use crate::model::{Actor, Command};
use crate::source::Kind;

impl App {
    /// Moves the cursor of the part that has the focus. On the newest event it follows what comes.
    pub(super) fn walk_journal(&mut self, seen: Seen, to: impl Fn(usize, usize) -> usize) {
        let sight = self.sight(seen);
        if self.places.of(Page::Journal).part == NOTES {
            let note = note_walked(&sight, to);
            self.places.here_mut().choose(NOTES, note);
        } else {
            self.places.event = Reader::new(&sight).walked(self.places.event, to);
        }
    }

    /// A line that was clicked stands for its event from now on.
    pub(super) fn settle_event(&mut self, seen: Seen) {
        if self.places.page == Page::Journal && self.places.here().cursor(0).is_some() {
            self.places.event = cursor(&self.sight(seen));
            self.places.here_mut().choose(0, None);
        }
    }

    /// Only the next kind that occurs, or all again.
    pub(super) fn next_kind(&mut self, seen: Seen) {
        let occur: BTreeSet<Kind> = seen.log.entries().map(|(kind, _)| kind).collect();
        let kinds: Vec<Kind> = occur.into_iter().collect();
        self.places.kind = next(&kinds, self.places.kind.as_ref());
    }

    /// Only the next one who did anything, people first, or everybody again.
    pub(super) fn next_who(&mut self, seen: Seen) {
        let occur: BTreeSet<(bool, &Actor)> =
            seen.log.entries().map(|(_, envelope)| (envelope.by.person().is_none(), &envelope.by)).collect();
        let actors: Vec<Actor> = occur.into_iter().map(|(_, actor)| actor.clone()).collect();
        self.places.who = next(&actors, self.places.who.as_ref());
    }

    /// Keeps what was written of a note that is left, until it is saved or thrown away.
    pub(super) fn keep_draft(&mut self, step: &Step, now: u64) {
        let Layer::Dialog(dialog) = &self.layer else { return };
        if !dialog.is_note() {
            return;
        }
        match step {
            Step::Close => {
                self.draft = dialog.draft();
                if self.draft.is_some() {
                    let text = say::draft_kept(self.lang, self.keymap.hint(Action::Note));
                    self.say(text, false, now);
                }
            }
            Step::Send(Command::Note { text }) => {
                self.draft = None;
                self.sent = Some(text.as_str().to_owned());
            }
            _ => {}
        }
    }
}

/// The one after `at` in `all`; the first after none, none after the last.
fn next<T: Clone + PartialEq>(all: &[T], at: Option<&T>) -> Option<T> {
    let Some(at) = at else { return all.first().cloned() };
    let place = all.iter().position(|known| known == at)?;
    all.get(place + 1).cloned()
}
