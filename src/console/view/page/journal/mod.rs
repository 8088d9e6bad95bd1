//! The journal as it grows: who decided what and when; and the notes.
//!
//! ```text
//! ┌ 7 Journal & notes ──────────────────────────────── follows ┐┌ Notes ─────────────┐
//! │ 14:09:01 ▲ jday        critical alert: Error rate > 5%     ││ 14:09:40 Awa       │
//! │ 14:09:29 ■ jday        ROLLBACK PROPOSED · Error rate      ││   Green answers    │
//! │ 14:09:52 ■ Awa Ndiaye  APPROVES: Rollback                  ││   slowly since …   │
//! └────────────────────────────────────────────────────────────┘└────────────────────┘
//! ```

mod details;
mod events;
pub mod lines;
mod notes;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::console::action::Action;
use crate::console::messages::journal as say;
use crate::console::page::{Page, Sight};
use crate::console::view::frame;
use crate::console::view::layout::{self, Size};
use crate::console::view::scene::Scene;
use crate::model::Envelope;
use lines::Reader;
pub use notes::walked as note_walked;

/// How many parts the page has: events and notes.
pub const PARTS: usize = 2;
/// The part of the notes.
pub const NOTES: usize = 1;

/// Keys worth a hint on this page.
pub const HINTS: &[Action] =
    &[Action::Details, Action::Filter, Action::NextKind, Action::NextWho, Action::NextPane];

/// How many lines `part` has to choose from; of events every one is a line.
pub fn rows(sight: &Sight, part: usize) -> usize {
    if part == NOTES { notes::shown(sight).len() } else { sight.log.len() }
}

/// Where the cursor of `part` stands: among the events that are kept, or among the notes in the order in
/// which they came; on the newest while nobody chose one.
pub fn initial(sight: &Sight, part: usize) -> usize {
    if part == NOTES {
        return sight.state.people.notes.len().saturating_sub(1);
    }
    let last = sight.log.len().saturating_sub(1);
    cursor(sight).map_or(last, |seq| sight.log.place_of(seq).min(last))
}

/// The event under the cursor; none: the newest, which is followed. A place that was clicked counts until
/// it is known which event that is.
pub fn cursor(sight: &Sight) -> Option<u64> {
    let Some(place) = sight.places.of(Page::Journal).cursor(0) else { return sight.places.event };
    let clicked = sight.log.get(place).filter(|_| place + 1 < sight.log.len());
    clicked.map(|(_, envelope)| envelope.seq)
}

/// Draws the page.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let place = scene.places.of(Page::Journal);
    let on_notes = place.part == NOTES;
    if size == Size::Large {
        let left = area.width * 62 / 100;
        let right = Rect { x: area.x + left, width: area.width - left, ..area };
        events::draw(scene, buf, Rect { width: left, ..area }, size, !on_notes);
        let (notes, told) = if place.open { half(scene, right, size) } else { (right, empty(right)) };
        if notes.height > 0 {
            notes::draw(scene, buf, notes, size, on_notes);
        }
        tell(scene, buf, told, size, false);
        return;
    }
    let (list, told) = match (place.open, size) {
        (false, _) => (area, empty(area)),
        (true, Size::Tiny) => (empty(area), area),
        (true, _) => half(scene, area, size),
    };
    if list.height > 0 {
        if on_notes {
            notes::draw(scene, buf, list, size, true);
        } else {
            events::draw(scene, buf, list, size, true);
        }
    }
    tell(scene, buf, told, size, list.height == 0);
}

fn empty(area: Rect) -> Rect {
    Rect { height: 0, ..area }
}

/// The list above, the details below.
fn half(scene: &Scene, area: Rect, size: Size) -> (Rect, Rect) {
    let wanted = told_event(scene).map_or(1, |event| {
        details::lines(scene, event, area.width.saturating_sub(if size.framed() { 4 } else { 0 }))
    });
    layout::told(area, wanted.saturating_add(size.frame_lines()))
}

fn tell(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, alone: bool) {
    if area.height == 0 {
        return;
    }
    let title = frame::told_title(scene, Page::Journal, alone, say::details(scene.lang));
    let inner = frame::part(scene, buf, area, size, alone, &title, &[]);
    if let Some(event) = told_event(scene) {
        details::draw(scene, buf, inner, event);
    }
}

/// The event under the cursor of the part that has the focus.
fn told_event<'a>(scene: &Scene<'a>) -> Option<&'a Envelope> {
    let sight = scene.sight();
    if scene.places.of(Page::Journal).part == NOTES {
        return notes::chosen(&sight).and_then(|note| scene.log.event(note.seq));
    }
    Reader::new(&sight).line(cursor(&sight)).map(|line| line.newest)
}
