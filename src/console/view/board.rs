//! Pages of several parts: side by side where there is room, the one with the focus first where not.
//!
//! ```text
//! ┌ Sources ─────────── 1 silent ┐      ─ 8 People ──── team · poll · sources · contacts
//! │ ✓ probe   12ms   2 metrics   │      ✓ probe   12ms   2 metrics
//! └──────────────── … 3 more ────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::frame;
use super::layout::{self, Size};
use super::lines::Lines;
use super::list;
use super::page;
use super::pen::Pen;
use super::scene::Scene;
use crate::console::action::Action;
use crate::console::messages::{pages, room};
use crate::console::page::Sight;

/// Fewest lines that a part without the focus keeps, its frame among them.
const LEAST: u16 = 5;

/// One part of a page.
pub struct Part {
    /// Which, in the order of the focus.
    pub index: usize,
    /// Its name in its frame.
    pub title: String,
    /// What its frame says to the right.
    pub note: (String, Style),
    /// What it says.
    pub lines: Lines,
}

impl Part {
    /// Lines it would fill, with its frame.
    pub fn whole(&self, size: Size) -> u16 {
        self.lines.len().saturating_add(size.frame_lines())
    }

    /// Draws it in its frame.
    pub fn draw(&self, scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
        let focused = scene.places.here().part == self.index;
        let notes: &[frame::Piece] =
            if self.note.0.is_empty() { &[] } else { &[(&self.note.0, self.note.1)] };
        let inner = frame::part(scene, buf, area, size, focused, &self.title, notes);
        self.inside(scene, buf, inner);
        let (all, shown) = (usize::from(self.lines.len()), usize::from(inner.height));
        if !size.framed() || all <= shown {
            return;
        }
        let choices = self.lines.choices();
        if focused && choices > 0 {
            let cursor = page::cursor(&scene.sight(), self.index);
            list::position(scene, buf, area, cursor, choices, 0);
        } else {
            frame::foot(buf, area, &room::more(scene.lang, all - shown), scene.theme.dim);
        }
    }

    /// Draws its lines, or says that the filter lets none pass.
    pub fn inside(&self, scene: &Scene, buf: &mut Buffer, inner: Rect) {
        let place = scene.places.here();
        let focused = place.part == self.index;
        if focused && !place.filter.is_empty() && self.lines.choices() == 0 {
            let key = scene.keymap.hint(Action::Filter);
            let text = pages::nothing_passes(scene.lang, &place.filter, key);
            Pen::at(buf, inner, 0).text(text, scene.theme.dim);
            return;
        }
        let cursor = focused.then(|| page::cursor(&scene.sight(), self.index));
        self.lines.draw(scene, buf, inner, cursor);
    }
}

/// What the lines of `part` must hold: a filter hides nothing of parts without the focus, where nobody
/// looks for it and what is red must stay in sight.
pub fn filter<'s>(sight: &Sight<'s>, part: usize) -> &'s str {
    let place = sight.places.here();
    if place.part == part { &place.filter } else { "" }
}

/// Whether the line of `part` numbered `line` of `lines` is told in full.
pub fn is_open(scene: &Scene, part: usize, line: usize, lines: usize) -> bool {
    let place = scene.places.here();
    place.open && place.part == part && page::cursor(&scene.sight(), part).min(lines.max(1) - 1) == line
}

/// Cells that a framed part of this area has for its lines.
pub fn inside(area: Rect) -> u16 {
    area.width.saturating_sub(4)
}

/// Draws parts one below the other; the one with the focus whole, as far as there is room.
pub fn column(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, parts: &[Part]) {
    let focus = parts.iter().position(|part| part.index == scene.places.here().part);
    let wholes: Vec<u16> = parts.iter().map(|part| part.whole(size)).collect();
    for (part, area) in parts.iter().zip(stack(area, &wholes, focus)) {
        part.draw(scene, buf, area, size);
    }
}

/// Draws the part with the focus below a rule that names them all, and below it, while there is room, those
/// that the focus comes to next.
pub fn alone(
    scene: &Scene,
    buf: &mut Buffer,
    area: Rect,
    size: Size,
    (title, strip): (&str, &[frame::Piece]),
    parts: (usize, &dyn Fn(usize) -> Part),
) {
    let (count, part) = parts;
    let focus = scene.places.here().part;
    let first = part(focus);
    let (top, mut rest) = layout::cut(area, first.whole(size).max(LEAST));
    let inner = frame::part(scene, buf, top, size, true, title, strip);
    first.inside(scene, buf, inner);
    for next in (1..count).map(|step| part((focus + step) % count)) {
        let whole = next.whole(size);
        if rest.height < whole.min(LEAST) {
            return;
        }
        let (row, below) = layout::cut(rest, whole);
        if whole <= row.height {
            next.draw(scene, buf, row, size);
        } else {
            let (row, foot) = layout::cut(row, row.height - 1);
            next.draw(scene, buf, row, size);
            let more = room::more(scene.lang, usize::from(whole - row.height));
            Pen::at(buf, foot, 0).text(more, scene.theme.dim);
        }
        rest = below;
    }
}

/// The parts' short names with the one in focus marked, for the rule above a part that stands alone.
pub fn strip<'a>(scene: &Scene<'a>, names: &[&'a str], focus: usize) -> Vec<frame::Piece<'a>> {
    let look = scene.theme;
    let mut out = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            out.push((" ", look.dim));
        }
        let here = index == focus;
        out.push((if here { scene.glyphs.here } else { " " }, look.accent));
        out.push((*name, if here { look.strong } else { look.dim }));
    }
    out
}

/// Cuts `area` into rows for parts that wish for `wholes` lines. Where not all fit, part `first` has
/// its whole and the others share what is left; where more than enough is there, the last gets the rest.
pub fn stack(area: Rect, wholes: &[u16], first: Option<usize>) -> Vec<Rect> {
    let wanted: u16 = wholes.iter().copied().fold(0, u16::saturating_add);
    let mut heights = wholes.to_vec();
    if wanted > area.height {
        let count = u16::try_from(wholes.len()).unwrap_or(u16::MAX);
        let mut left = area.height;
        // In the order in which they are served; what comes later keeps its least.
        let mut order: Vec<usize> = (0..wholes.len()).collect();
        order.sort_by_key(|index| Some(*index) != first);
        for (served, index) in order.into_iter().enumerate() {
            let later = LEAST.saturating_mul(count.saturating_sub(served as u16 + 1));
            let Some(height) = heights.get_mut(index) else { continue };
            *height = (*height).min(left.saturating_sub(later).max(LEAST.min(left)));
            left -= *height;
        }
    }
    let mut rest = area;
    let last = heights.len().saturating_sub(1);
    let mut out = Vec::with_capacity(heights.len());
    for (index, height) in heights.into_iter().enumerate() {
        let (row, below) = layout::cut(rest, if index == last { rest.height } else { height });
        out.push(row);
        rest = below;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_column_and_the_focus_has_its_whole() {
        let area = Rect::new(0, 2, 40, 30);
        let heights = |wholes: &[u16], first| {
            let rows = stack(area, wholes, first);
            assert_eq!(rows.last().map(|row| row.bottom()), Some(area.bottom()));
            rows.iter().map(|row| row.height).collect::<Vec<_>>()
        };
        assert_eq!(heights(&[10, 12], None), [10, 20]);
        assert_eq!(heights(&[20, 20], Some(0)), [20, 10]);
        assert_eq!(heights(&[20, 20], Some(1)), [10, 20]);
        assert_eq!(heights(&[40, 40], Some(1)), [5, 25]);
    }
}
