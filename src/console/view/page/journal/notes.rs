//! The notes, newest first, each whole.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::NOTES;
use crate::console::action::Action;
use crate::console::format;
use crate::console::messages::journal as say;
use crate::console::messages::{pages, words};
use crate::console::page::{Page, Sight};
use crate::console::view::layout::Size;
use crate::console::view::pen::{Pen, broken};
use crate::console::view::scene::Scene;
use crate::console::view::{frame, list};
use crate::console::wanted::Wanted;
use crate::model::people::Note;

/// Cells before a note's own lines.
const INDENT: u16 = 2;

/// The notes that a filter lets through, newest first, by their place in the order in which they came.
pub fn shown(sight: &Sight) -> Vec<usize> {
    let wanted = Wanted::new(&sight.places.of(Page::Journal).filter);
    let plan = &sight.state.plan;
    let passes = |note: &Note| {
        let mut search = wanted.search();
        search.is_over()
            || search.finds(note.text.as_str())
            || search.finds(&words::actor(sight.lang, plan, &note.by))
            || search.finds(&format::clock(note.stamp.at, plan.zone))
    };
    let notes = sight.state.people.notes.iter().enumerate().rev();
    notes.filter(|(_, note)| passes(note)).map(|(place, _)| place).collect()
}

/// Where the cursor stands among the shown ones. It keeps a note's place and not its line, which moves
/// as notes come in above.
fn cursor(sight: &Sight, shown: &[usize]) -> usize {
    let chosen = sight.places.of(Page::Journal).cursor(NOTES);
    chosen.and_then(|chosen| shown.iter().position(|place| *place == chosen)).unwrap_or(0)
}

/// The note under the cursor.
pub fn chosen<'s>(sight: &Sight<'s>) -> Option<&'s Note> {
    let shown = shown(sight);
    sight.state.people.notes.get(*shown.get(cursor(sight, &shown))?)
}

/// The note to which a step of the cursor leads; none for the newest.
pub fn walked(sight: &Sight, to: impl Fn(usize, usize) -> usize) -> Option<usize> {
    let shown = shown(sight);
    let last = shown.len().saturating_sub(1);
    match to(cursor(sight, &shown).min(last), last) {
        0 => None,
        at => shown.get(at.min(last)).copied(),
    }
}

/// Draws the part.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, focused: bool) {
    let (lang, look) = (scene.lang, scene.theme);
    let sight = scene.sight();
    let all = &scene.state.people.notes;
    let shown = shown(&sight);
    let name = format!("{} {}", say::notes(lang), format::count(lang, all.len() as u64));
    let title = if size == Size::Large {
        name
    } else {
        format!("{} {} {name}", frame::page_title(scene, Page::Journal), scene.glyphs.dot)
    };
    let other = say::other_part(lang, say::events(lang), scene.keymap.hint(Action::NextPane));
    let pieces = [(other.as_str(), look.dim)];
    let pieces = if size == Size::Large || size == Size::Tiny { &pieces[..0] } else { &pieces };
    let inner = frame::part(scene, buf, area, size, focused, &title, pieces);
    if shown.is_empty() {
        let filter = &scene.places.of(Page::Journal).filter;
        let text = if all.is_empty() || filter.is_empty() {
            say::no_notes(lang, scene.keymap.hint(Action::Note))
        } else {
            pages::nothing_passes(lang, filter, scene.keymap.hint(Action::Filter))
        };
        for (line, text) in broken(&text, usize::from(inner.width)).iter().enumerate() {
            Pen::at(buf, inner, line as u16).text(text, look.dim);
        }
        return;
    }
    draw_notes(scene, buf, inner, &shown, focused);
}

fn draw_notes(scene: &Scene, buf: &mut Buffer, inner: Rect, shown: &[usize], focused: bool) {
    let look = scene.theme;
    let room = usize::from(inner.width.saturating_sub(INDENT));
    let at = cursor(&scene.sight(), shown);
    let lines_of = |place: &usize| {
        let note = scene.state.people.notes.get(*place)?;
        Some((note, note.text.as_str().split('\n').flat_map(|line| broken(line, room)).collect::<Vec<_>>()))
    };
    // The window begins with the note from which on the chosen one has room too.
    let height = usize::from(inner.height);
    let (mut first, mut used) = (at, 0);
    for (index, place) in shown.iter().enumerate().take(at + 1).rev() {
        used += lines_of(place).map_or(0, |(_, lines)| lines.len() + 2);
        if index < at && used > height + 1 {
            break;
        }
        first = index;
    }
    let mut line = 0;
    for (index, (note, texts)) in
        shown.iter().enumerate().skip(first).filter_map(|(index, place)| Some((index, lines_of(place)?)))
    {
        if line >= inner.height {
            break;
        }
        let clock = format::clock(note.stamp.at, scene.state.plan.zone);
        let who = words::actor(scene.lang, &scene.state.plan, &note.by);
        Pen::at(buf, inner, line)
            .text(scene.glyphs.note, look.info)
            .gap(1)
            .text(clock, look.dim)
            .gap(1)
            .text(who, look.strong);
        if focused && index == at {
            list::choose(scene, buf, inner, line);
        }
        line += 1;
        for text in texts {
            Pen::at(buf, inner, line).gap(INDENT).text(text.trim_end(), look.text);
            line = line.saturating_add(1);
        }
        line = line.saturating_add(1);
    }
}
