//! Moving about: pages, parts, lines, and the filter.

use crossterm::event::{KeyCode, KeyModifiers};

use super::{App, Layer, Seen};
use crate::console::input::Meaning;
use crate::console::page::Page;
use crate::console::typed;
use crate::console::view::hit::Target;
use crate::console::view::{Pane, checklists, compare, help, page};
use crate::model::State;

/// Most lines of a report, wrapped in the narrowest window.
const SITREP_LINES: usize = 60;
/// Lines of one turn of the wheel.
const WHEEL: usize = 3;
/// Longest filter taken, in characters.
const FILTER_CHARS: usize = 60;

impl App {
    /// Shows `page`, with nothing over it.
    pub(super) fn show(&mut self, page: Page) {
        self.layer = Layer::None;
        self.filtering = false;
        self.places.page = page;
    }

    /// One step back towards the plain page: what lies over it first, then details, then the filter, then
    /// what the journal is narrowed to.
    pub(super) fn step_out(&mut self) {
        if !matches!(self.layer, Layer::None) {
            self.layer = Layer::None;
            return;
        }
        let place = self.places.here_mut();
        if std::mem::take(&mut place.open) || !std::mem::take(&mut place.filter).is_empty() {
            return;
        }
        if self.places.page == Page::Journal && self.places.who.take().is_none() {
            self.places.kind = None;
        }
    }

    /// Gives the focus to the next pane of the room or part of the page, or the one before.
    pub(super) fn next_part(&mut self, by: isize) {
        if self.places.page == Page::Room {
            self.focus = if by > 0 { self.focus.next() } else { self.focus.previous() };
            return;
        }
        let parts = page::parts(self.places.page).max(1);
        let place = self.places.here_mut();
        place.part = (place.part + parts).saturating_add_signed(by) % parts;
    }

    pub(super) fn begin_filter(&mut self) {
        self.layer = Layer::None;
        self.filtering = self.places.page != Page::Room;
    }

    /// Whether page 1 is on the screen and nothing over it: it hides no line and no detail of its own.
    pub(super) fn shows_all(&self) -> bool {
        self.places.page == Page::Room && matches!(self.layer, Layer::None)
    }

    /// Types the filter: the lines follow each letter.
    pub(super) fn filter(&mut self, meaning: Meaning) {
        let filtering = &mut self.filtering;
        let place = self.places.here_mut();
        match meaning {
            Meaning::Text(text) => typed::add(&mut place.filter, &text, FILTER_CHARS),
            Meaning::Key(key) => match key.code {
                KeyCode::Enter => *filtering = false,
                KeyCode::Esc => {
                    *filtering = false;
                    place.filter.clear();
                }
                KeyCode::Backspace => typed::erase(&mut place.filter),
                KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => place.filter.clear(),
                _ => {}
            },
            Meaning::Dropped(_) => {}
        }
        // Another filter, another list: the page chooses anew.
        let part = place.part;
        place.choose(part, None);
    }

    /// A turn of the mouse's wheel: a few lines of whatever is in front, never of a dialog (R19).
    pub fn wheel(&mut self, seen: Seen, down: bool) {
        let to = |at: usize, last: usize| {
            if down { (at + WHEEL).min(last) } else { at.saturating_sub(WHEEL) }
        };
        match &mut self.layer {
            Layer::Dialog(_) | Layer::Lesson(..) => {}
            Layer::Palette(palette) => palette.walk(to),
            _ => self.walk(seen, to),
        }
    }

    /// A click: the page, pane or line that stands there is looked at. It never acts.
    pub fn click(&mut self, seen: Seen, target: Target) {
        match target {
            Target::Page(page) => self.show(page),
            Target::Pane(pane, line) => {
                self.focus = pane;
                match line {
                    Some(line) if pane == Pane::Alerts => self.walk_alerts(seen.state, |_, _| line),
                    Some(line) => self.cursors.set(pane, line),
                    None => {}
                }
            }
            Target::Line(part, line) => {
                self.places.here_mut().part = part;
                self.places = page::choosing(&self.sight(seen), line);
            }
        }
        // What was clicked stays chosen, whatever comes in above it.
        self.settle_alert(seen);
        self.settle_event(seen);
    }

    /// What lies over the page can be scrolled by `reach` lines: a key beyond its end leaves nothing to
    /// take back.
    pub fn scrolled(&mut self, reach: usize) {
        if let Layer::Help(scroll) | Layer::Sitrep(_, _, scroll) | Layer::Compare(_, scroll) = &mut self.layer
        {
            *scroll = (*scroll).min(reach);
        }
    }

    /// Whether a click means anything: nothing lies over the page.
    pub fn is_plain(&self) -> bool {
        matches!(self.layer, Layer::None) && !self.filtering
    }

    pub(super) fn walk(&mut self, seen: Seen, to: impl Fn(usize, usize) -> usize) {
        let state = seen.state;
        match &mut self.layer {
            // Nothing below a sheet moves while nobody sees it.
            Layer::Score => {}
            // The view stops at the last line; no report is longer than this.
            Layer::Sitrep(_, _, scroll) => *scroll = to(*scroll, SITREP_LINES),
            Layer::Faults(cursor) => {
                let last = self.offers.len().saturating_sub(1);
                *cursor = to((*cursor).min(last), last);
            }
            Layer::Help(scroll) => {
                let last = help::entries(self.places.page, self.stage).len();
                *scroll = to(*scroll, last);
            }
            Layer::Compare(later, scroll) => {
                let rows = compare::rows(self.lang, later);
                *scroll = to((*scroll).min(rows), rows);
            }
            Layer::Ticks(checklist, cursor) => {
                let items = state.plan.checklist(checklist).map_or(0, |list| list.items().count());
                *cursor = to((*cursor).min(items.saturating_sub(1)), items.saturating_sub(1));
            }
            _ if self.places.page == Page::Alerts => {
                self.places.alert = page::alerts::walked(&self.sight(seen), to);
                self.places.alert_held = true;
            }
            _ if self.places.page == Page::Journal => self.walk_journal(seen, to),
            _ if self.places.page != Page::Room => {
                let sight = self.sight(seen);
                let last = page::rows(&sight).saturating_sub(1);
                let part = self.places.here().part;
                let line = to(page::cursor(&sight, part).min(last), last);
                self.places = page::choosing(&sight, line);
            }
            _ if self.focus == Pane::Alerts => self.walk_alerts(state, to),
            _ => {
                let last = lines_of(state, self.focus).saturating_sub(1);
                let at = self.cursors.get(self.focus).min(last);
                self.cursors.set(self.focus, to(at, last));
            }
        }
    }
}

/// How many lines a pane has to choose from.
pub fn lines_of(state: &State, pane: Pane) -> usize {
    match pane {
        Pane::Alerts => state.alerts.feed.len(),
        Pane::Checklists => checklists::in_order(state).len(),
        Pane::Triggers => state.plan.triggers.len(),
        Pane::Schedule => state.plan.schedule.slots.len(),
        Pane::Performance | Pane::Business | Pane::Platform | Pane::Cutover => state.plan.metrics.len(),
    }
}
