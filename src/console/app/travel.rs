//! Moving about in a journal: jumps, the place that is typed, and what stands beside the journal.

use crossterm::event::{KeyCode, KeyModifiers};

use super::{App, Layer, Seen, Wish};
use crate::console::goto;
use crate::console::input::Meaning;
use crate::console::messages::replay as say;
use crate::console::typed;
use crate::wire::{Landmark, Seek, Track};

/// Longest place taken, in characters.
const PLACE_CHARS: usize = 24;

impl App {
    /// To the next landmark or the one before; where there is none, it says so.
    pub(super) fn jump(&mut self, landmark: Landmark, forward: bool, seen: Seen, now: u64) -> Vec<Wish> {
        let Some(track) = seen.track else { return Vec::new() };
        let here = seen.state.now.at;
        let mut marks = track.marks.iter().filter(|mark| mark.sign.landmark() == landmark);
        let known = marks.any(|mark| if forward { mark.at > here } else { mark.at < here });
        // What lies ahead and is not read yet may still hold one.
        if !known && (!forward || track.read == Track::WHOLE) {
            self.say(none_there(self.lang, landmark, forward), false, now);
            return Vec::new();
        }
        vec![Wish::Seek(Seek::Mark { landmark, forward })]
    }

    /// Types a place; Enter goes there, or says why nobody can.
    pub(super) fn go_to(&mut self, meaning: Meaning, seen: Seen) -> Vec<Wish> {
        let Layer::GoTo(typed, trouble) = &mut self.layer else { return Vec::new() };
        match meaning {
            Meaning::Text(text) => {
                *trouble = None;
                typed::add(typed, &text, PLACE_CHARS);
            }
            Meaning::Key(key) => match key.code {
                KeyCode::Esc => self.layer = Layer::None,
                KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                    self.layer = Layer::None;
                }
                KeyCode::Backspace => {
                    *trouble = None;
                    typed::erase(typed);
                }
                KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => typed.clear(),
                KeyCode::Enter => {
                    let Some(track) = seen.track else { return Vec::new() };
                    match goto::parse(typed, seen.state.now.at, seen.state.plan.zone, track) {
                        Ok(place) => {
                            self.layer = Layer::None;
                            return vec![Wish::Seek(place)];
                        }
                        Err(why) => *trouble = Some(why),
                    }
                }
                _ => {}
            },
            Meaning::Dropped(_) => {}
        }
        Vec::new()
    }

    /// Shows what there is to compare with, or says how to have something.
    pub(super) fn compare(&mut self, seen: Seen, now: u64) {
        match seen.aside {
            Some(later) => self.toggle(Layer::Compare(later.clone(), 0)),
            None => self.say(say::nothing_beside(self.lang), true, now),
        }
    }
}

fn none_there(lang: crate::console::lang::Lang, landmark: Landmark, forward: bool) -> &'static str {
    match (landmark, forward) {
        (Landmark::Decision, true) => say::no_decision_after(lang),
        (Landmark::Decision, false) => say::no_decision_before(lang),
        (Landmark::Alert, true) => say::no_alert_after(lang),
        (Landmark::Alert, false) => say::no_alert_before(lang),
        (Landmark::Step, true) => say::no_step_after(lang),
        (Landmark::Step, false) => say::no_step_before(lang),
    }
}
