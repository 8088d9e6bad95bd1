//! Progress of the checklists: what the switch waits for first, with what is missing.
//!
//! ```text
//! ┌ Checklists ─────────── the switch waits for 2 ┐
//! │ ☐ Technical validation   ████████░░ 12/14 DNS │
//! │ ☑ Business validation    ██████████   9/9     │
//! └────────────────────────────────────────────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::frame;
use super::layout::{Size, Wish};
use super::pen::Pen;
use super::scene::{Pane, Scene};
use super::triggers::gauge;
use crate::console::messages::room;
use crate::model::State;
use crate::plan::types::Checklist;

/// The checklists in the order of the screen: what a rollback opened, what the switch waits for,
/// the rest; complete ones after incomplete ones. The console's cursor counts in this order.
pub fn in_order(state: &State) -> Vec<&Checklist> {
    let marks = &state.checklists;
    let mut lists: Vec<&Checklist> = state
        .plan
        .checklists
        .iter()
        .filter(|list| !list.after_rollback || marks.opened.contains_key(&list.id))
        .collect();
    lists.sort_by_key(|list| {
        let (done, all) = marks.progress(list);
        (!list.after_rollback, !list.gates_switch, done >= all)
    });
    lists
}

/// Fewest cells in which the title of what is missing says something.
const LEAST_MISSING: u16 = 14;

/// How many lines the pane would fill.
pub fn wish(scene: &Scene, size: Size) -> Wish {
    let heads = size.frame_lines();
    let count = u16::try_from(in_order(scene.state).len()).unwrap_or(u16::MAX).max(1);
    Wish {
        pane: Pane::Checklists,
        least: count.min(3) + heads,
        whole: count.saturating_add(heads),
        grows: size == Size::Large,
    }
}

/// Draws the pane.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let look = scene.theme;
    let lists = in_order(scene.state);
    let marks = &scene.state.checklists;
    let gating = lists.iter().filter(|list| {
        let (done, all) = marks.progress(list);
        // Once Green has the traffic, nothing holds the switch any more.
        list.gates_switch && done < all && !scene.state.can_go_back()
    });
    let gating = gating.count();
    let note = room::switch_waits(scene.lang, gating);
    let notes: &[frame::Piece] = if gating > 0 { &[(note.as_str(), look.warn)] } else { &[] };
    let inner = frame::pane(scene, buf, area, size, Pane::Checklists, room::checklists(scene.lang), notes);
    if lists.is_empty() {
        Pen::at(buf, inner, 0).text(room::no_checklists(scene.lang), look.dim);
        return;
    }
    let shown = usize::from(inner.height);
    if shown > lists.len() {
        with_items(scene, buf, inner, &lists);
        return;
    }
    let focused = scene.focus == Pane::Checklists;
    let cursor = scene.cursors.get(Pane::Checklists).min(lists.len() - 1);
    let first = if focused { (cursor + 1).saturating_sub(shown) } else { 0 };
    for (line, list) in lists.iter().skip(first).take(shown).enumerate() {
        draw_list(scene, buf, inner, line as u16, list, true);
        if focused && first + line == cursor {
            buf.set_style(
                Rect { y: inner.y + line as u16, height: 1, ..inner }.intersection(inner),
                look.selection,
            );
        }
    }
}

/// All lists, and under those that are not complete what is still open, as far as there is room.
fn with_items(scene: &Scene, buf: &mut Buffer, inner: Rect, lists: &[&Checklist]) {
    let look = scene.theme;
    let marks = &scene.state.checklists;
    let cursor = scene.cursors.get(Pane::Checklists).min(lists.len().saturating_sub(1));
    let mut spare = inner.height.saturating_sub(lists.len() as u16);
    let mut line = 0;
    for (index, list) in lists.iter().enumerate() {
        draw_list(scene, buf, inner, line, list, false);
        if scene.focus == Pane::Checklists && index == cursor {
            let row = Rect { y: inner.y + line, height: 1, ..inner };
            buf.set_style(row.intersection(inner), look.selection);
        }
        line += 1;
        for item in list.items().filter(|item| !marks.is_done(&item.id)) {
            if spare == 0 {
                break;
            }
            let mut pen = Pen::at(buf, inner, line);
            pen.gap(2).text(scene.glyphs.box_empty, look.dim).gap(1).text(item.title.one_line(), look.dim);
            line += 1;
            spare -= 1;
        }
    }
}

fn draw_list(scene: &Scene, buf: &mut Buffer, inner: Rect, line: u16, list: &Checklist, first_open: bool) {
    let look = scene.theme;
    let marks = &scene.state.checklists;
    let (done, all) = marks.progress(list);
    let complete = done >= all;
    let (mark, style) = match (complete, list.gates_switch || list.after_rollback) {
        (true, _) => (scene.glyphs.box_done, look.ok),
        (false, true) => (scene.glyphs.box_empty, look.warn),
        (false, false) => (scene.glyphs.box_empty, look.dim),
    };
    let title = if complete { look.dim } else { look.text };
    let mut pen = Pen::at(buf, inner, line);
    pen.text(mark, style).gap(1);
    let missing = if first_open { inner.width.saturating_sub(38) / 2 } else { 0 };
    let missing = if missing < LEAST_MISSING { 0 } else { missing };
    let bar = if inner.width >= 40 { 8 } else { 0 };
    // A complete list has no gauge: its title takes that room, and the room of what is missing stays free,
    // so that the numbers stand below each other.
    let bar = if complete { 0 } else { bar };
    let name = pen.room().saturating_sub(bar + 7 + missing);
    pen.left(list.title.one_line(), name, title).gap(1);
    let share = if all == 0 { 1.0 } else { done as f64 / all as f64 };
    if !complete {
        gauge(scene, &mut pen, bar, share, look.gauge);
    }
    pen.right(format!("{done}/{all}"), 6, if complete { look.dim } else { look.text });
    if !complete && missing > 0 {
        let first = list.items().find(|item| !marks.is_done(&item.id));
        pen.gap(1).text(first.map(|item| item.title.one_line()).unwrap_or_default(), look.dim);
    }
}
