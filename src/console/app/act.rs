//! What each action does on this screen.

use super::{App, Layer, Seen, Wish};
use crate::console::action::Action;
use crate::console::dialog::{self, eyes, open};
use crate::console::messages::{pages, refusal as say};
use crate::console::page::Page;
use crate::console::sitrep::Form;
use crate::console::view::{Pane, checklists, ticks};
use crate::model::{State, gates};
use crate::wire::{Landmark, Seek, Transport};

/// Lines of one page.
const PAGE: usize = 10;

impl App {
    pub(super) fn act(&mut self, action: Action, seen: Seen, now: u64) -> Vec<Wish> {
        let state = seen.state;
        if let Some(page) = Page::ALL.into_iter().find(|page| page.action() == action) {
            self.show(page);
            return Vec::new();
        }
        match action {
            Action::Details if matches!(self.layer, Layer::Faults(_)) => return self.break_or_mend(state),
            Action::Filter | Action::Details if self.shows_all() => {
                self.say(pages::whole(self.lang), true, now);
            }
            Action::Palette => self.open_palette(state),
            Action::Learn => self.learn(now),
            Action::Fault => self.toggle(Layer::Faults(0)),
            Action::Sitrep => self.toggle(Layer::Sitrep(self.lang, Form::default(), 0)),
            Action::SitrepCopy
            | Action::SitrepWrite
            | Action::SitrepPrint
            | Action::SitrepLanguage
            | Action::SitrepForm => return self.report(action, seen, now),
            Action::Help => self.toggle(Layer::Help(0)),
            Action::Close => self.step_out(),
            Action::NextPane => self.next_part(1),
            Action::PreviousPane => self.next_part(-1),
            Action::Filter => self.begin_filter(),
            Action::Details => self.details(seen),
            Action::Closer => self.places.zoom = self.places.zoom.closer(),
            Action::Wider => self.places.zoom = self.places.zoom.wider(),
            Action::Group => self.places.grouped = !self.places.grouped,
            Action::Up => self.walk(seen, |at, _| at.saturating_sub(1)),
            Action::Down => self.walk(seen, |at, last| (at + 1).min(last)),
            Action::PageUp => self.walk(seen, |at, _| at.saturating_sub(PAGE)),
            Action::PageDown => self.walk(seen, |at, last| (at + PAGE).min(last)),
            Action::First => self.walk(seen, |_, _| 0),
            Action::Last => self.walk(seen, |_, last| last),
            Action::Tick => return self.tick(seen, now),
            Action::Acknowledge => return self.acknowledge(seen, now),
            Action::Silence => return self.silence(seen, now),
            Action::NextKind => self.next_kind(seen),
            Action::NextWho => self.next_who(seen),
            Action::Repaint => return vec![Wish::Repaint],
            Action::Slower => return vec![Wish::Transport(Transport::Slower)],
            Action::Faster => return vec![Wish::Transport(Transport::Faster)],
            Action::PlayPause => return vec![Wish::Transport(Transport::Toggle)],
            Action::StepForward => return vec![Wish::Transport(Transport::Step)],
            Action::StepBack => return vec![Wish::Seek(Seek::Back)],
            Action::NextDecision => return self.jump(Landmark::Decision, true, seen, now),
            Action::PreviousDecision => return self.jump(Landmark::Decision, false, seen, now),
            Action::NextAlert => return self.jump(Landmark::Alert, true, seen, now),
            Action::PreviousAlert => return self.jump(Landmark::Alert, false, seen, now),
            Action::NextStep => return self.jump(Landmark::Step, true, seen, now),
            Action::PreviousStep => return self.jump(Landmark::Step, false, seen, now),
            Action::GoTo => self.layer = Layer::GoTo(String::new(), None),
            Action::Compare => self.compare(seen, now),
            Action::Choose => {}
            _ => return self.ask(action, state, now),
        }
        Vec::new()
    }

    /// Keys that open a dialog.
    fn ask(&mut self, action: Action, state: &State, now: u64) -> Vec<Wish> {
        let lang = self.lang;
        let dialog = match action {
            Action::Note => open::note(lang, self.draft.as_deref()),
            Action::Vote => open::vote(lang),
            Action::Switch => open::switch(lang, state, &gates::switch(state)),
            Action::Rollback => open::rollback(lang, state),
            Action::Override => open::overrides(lang, &state.plan, &gates::now(state)),
            Action::Automation => open::automation(lang, state),
            Action::Procedure => open::procedures(lang, state, &gates::switch(state)),
            Action::Cancel => match dialog::cancel(lang, state) {
                Ok(dialog) => dialog,
                Err(why) => {
                    self.say(why, true, now);
                    return Vec::new();
                }
            },
            Action::Lead => eyes::lead(lang, state, self.me.as_ref()),
            Action::CloseRoom => open::close(lang),
            Action::Quit => open::quit(lang, self.stage),
            Action::Decide => {
                let second = eyes::second(lang, state, self.me.as_ref());
                let Some(dialog) = second.or_else(|| open::decide(lang, state)) else {
                    self.say(say::nothing_to_decide(lang), true, now);
                    return Vec::new();
                };
                dialog
            }
            _ => return Vec::new(),
        };
        self.open(Box::new(dialog))
    }

    /// On the page of the checklists it ticks the chosen item. Elsewhere the first press opens a checklist,
    /// the next ones tick and untick its items.
    pub(super) fn tick(&mut self, seen: Seen, now: u64) -> Vec<Wish> {
        let state = seen.state;
        if let Layer::Ticks(checklist, cursor) = &self.layer {
            let chosen = state.plan.checklist(checklist).and_then(|list| ticks::chosen(list, *cursor));
            let Some(item) = chosen.map(|item| item.id.clone()) else { return Vec::new() };
            return vec![super::checklists::tick_or_untick(state, item)];
        }
        if self.places.page == Page::Checklists {
            return self.tick_chosen(seen, now);
        }
        let lists = checklists::in_order(state);
        let at = if self.focus == Pane::Checklists { self.cursors.get(Pane::Checklists) } else { 0 };
        let Some(list) = lists.get(at).or_else(|| lists.last()) else {
            self.say(say::no_checklist(self.lang), true, now);
            return Vec::new();
        };
        self.tick_list(&list.id.clone(), state);
        Vec::new()
    }
}
