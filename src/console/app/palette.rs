//! The palette's keys, and what running an entry means.

use std::sync::Arc;

use super::{App, Layer, Seen, Wish};
use crate::console::action::{Action, Context};
use crate::console::dialog::open;
use crate::console::input::Meaning;
use crate::console::lang::Lang;
use crate::console::lookup::Lookup;
use crate::console::page::Page;
use crate::console::palette::{Edit, Entry, Palette, edit, remember};
use crate::model::{State, gates};

impl App {
    /// Opens the palette, and with it the question what to do.
    pub(super) fn open_palette(&mut self, state: &State) {
        let palette = Palette::new(self.lang, &state.plan, &self.keymap, &self.themes, &self.recent);
        self.tried = None;
        self.layer = Layer::Palette(Box::new(palette));
    }

    /// Takes one key or text of the open palette: the list follows each letter, the screen each theme.
    pub(super) fn find(&mut self, meaning: Meaning, seen: Seen, now: u64) -> Vec<Wish> {
        let Layer::Palette(palette) = &mut self.layer else { return Vec::new() };
        match meaning {
            Meaning::Text(text) => palette.insert(&text),
            Meaning::Key(key) => match edit(palette, key) {
                Edit::Done => {}
                Edit::Close => {
                    self.layer = Layer::None;
                    return Vec::new();
                }
                Edit::Run => {
                    let Some(entry) = palette.chosen().cloned() else { return Vec::new() };
                    return self.run(entry, seen, now);
                }
            },
            Meaning::Dropped(_) => {}
        }
        self.try_on();
        Vec::new()
    }

    /// Shows the chosen theme, if it is one that is chosen.
    fn try_on(&mut self) {
        let Layer::Palette(palette) = &self.layer else { return };
        self.tried = match palette.chosen() {
            Some(Entry::Theme(name)) => self.themes.theme(name),
            _ => None,
        };
    }

    /// Does what the entry's key would do. What is not possible now says why, and the palette stays.
    fn run(&mut self, entry: Entry, seen: Seen, now: u64) -> Vec<Wish> {
        let state = seen.state;
        if let Some(why) = entry.action().and_then(|action| self.why_not(action, state)) {
            self.say(why, true, now);
            return Vec::new();
        }
        remember(&mut self.recent, entry.clone());
        self.layer = Layer::None;
        match entry {
            Entry::Act(action) => {
                if let Some(page) = home(action) {
                    self.show(page);
                }
                return self.perform(action, seen, now);
            }
            Entry::Procedure(id) => {
                let dialog = open::procedure(self.lang, state, &id, &gates::switch(state));
                return self.open(Box::new(dialog));
            }
            Entry::Checklist(id) => self.tick_list(&id, state),
            Entry::Zoom(zoom) => {
                self.show(Page::Metrics);
                self.places.zoom = zoom;
            }
            Entry::Language(lang) => self.speak(lang, seen),
            Entry::Theme(name) => {
                if let Some(theme) = self.themes.theme(&name) {
                    self.worn = theme;
                }
            }
        }
        Vec::new()
    }

    /// Another language; what a filter looks through is written anew in its words.
    fn speak(&mut self, lang: Lang, seen: Seen) {
        self.lang = lang;
        let mut lookup = Lookup::default();
        lookup.follow(lang, &seen.state.plan, seen.log);
        self.places.lookup = Arc::new(lookup);
    }
}

/// The page on which alone an action means something.
fn home(action: Action) -> Option<Page> {
    match action.info().context {
        Context::Metrics => Some(Page::Metrics),
        Context::Alerts => Some(Page::Alerts),
        Context::Journal => Some(Page::Journal),
        Context::Everywhere | Context::Room | Context::Sitrep | Context::Picker => None,
    }
}
