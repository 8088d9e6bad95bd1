//! The sitrep's keys (F17).

use super::{App, Layer, Seen, Wish};
use crate::console::action::Action;
use crate::console::lang::Lang;
use crate::console::messages::sitrep as say;
use crate::console::sitrep::{Report, osc52};

impl App {
    /// What a key of the open report does.
    pub(super) fn report(&mut self, action: Action, seen: Seen, now: u64) -> Vec<Wish> {
        let Layer::Sitrep(lang, form, scroll) = self.layer else { return Vec::new() };
        let report = Report { lang, stage: self.stage, state: seen.state, log: seen.log };
        match action {
            Action::SitrepCopy => return self.copy(&report.text(form), now),
            Action::SitrepWrite => return vec![Wish::Keep(report.file_name(), report.text(form))],
            Action::SitrepPrint => {
                self.parting = if self.parting.is_some() { None } else { Some(report.text(form)) };
                let prints = self.parting.is_some();
                let said = if prints { say::will_print(self.lang) } else { say::will_not_print(self.lang) };
                self.say(said, false, now);
            }
            Action::SitrepLanguage => {
                let other = match lang {
                    Lang::Fr => Lang::En,
                    Lang::En => Lang::Fr,
                };
                self.layer = Layer::Sitrep(other, form, scroll);
            }
            Action::SitrepForm => self.layer = Layer::Sitrep(lang, form.other(), scroll),
            _ => {}
        }
        Vec::new()
    }

    fn copy(&mut self, text: &str, now: u64) -> Vec<Wish> {
        let key = self.keymap.hint(Action::SitrepWrite);
        if !self.can_copy {
            self.say(say::cannot_copy(self.lang, key), true, now);
            return Vec::new();
        }
        let Some(bytes) = osc52::copy(text) else {
            self.say(say::too_long(self.lang, key), true, now);
            return Vec::new();
        };
        self.say(say::copied(self.lang), false, now);
        vec![Wish::Copy(bytes)]
    }
}
