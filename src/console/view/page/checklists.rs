//! All checklists with their items: who, when, note and proof.
//!
//! ```text
//! ┌ 4 Checklists ─────────────────────────────── switch held by 1 ┐
//! │ ▾ ☐ Business validation   ■■■■■■■·· 10/12  holds the switch   │
//! │     Data                                                      │
//! │   ☐ Integrity   consistency of the data                       │
//! │   ☑ Backup      strategy proved                     awa 13:33 │
//! └───────────────────────────────────────────────────────────────┘
//! ```
//! In the largest windows the lists stand to the left and the items of the chosen one to the right.

mod detail;
mod proof;
mod recent;
mod row;
mod tree;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::frame::{self, Piece};
use super::super::layout::{self, Size};
use super::super::list;
use super::super::pen::Pen;
use super::super::scene::Scene;
use super::schedule::gates;
use crate::console::action::Action;
use crate::console::messages::{checklists as say, pages, room};
use crate::console::page::{ChecklistLine, Page, Sight};
use crate::plan::types::{Checklist, Id};
use tree::Line;

/// How many parts the page has.
pub const PARTS: usize = 1;

/// Keys worth a hint on this page.
pub const HINTS: &[Action] = &[Action::Tick, Action::Details, Action::Filter];

/// Cells of the lists' column where the items stand beside it.
const LISTS: u16 = 78;

/// What the chosen line is, for the keys that act on it.
pub enum Chosen<'a> {
    /// A list's head.
    List(&'a Id),
    /// An item.
    Item(&'a Id),
}

/// How many lines `part` has to choose from.
pub fn rows(sight: &Sight, _part: usize) -> usize {
    tree::lines(sight).iter().filter(|line| line.is_choosable()).count()
}

/// The line of `part` that is chosen while nobody chose one by its number.
pub fn initial(sight: &Sight, _part: usize) -> usize {
    tree::chosen(sight, &tree::lines(sight))
}

/// The name of line `number`, by which it stays chosen.
pub fn named(sight: &Sight, number: usize) -> Option<ChecklistLine> {
    tree::choosable(&tree::lines(sight), number).and_then(|(_, line)| line.name())
}

/// What the cursor stands on.
pub fn chosen<'a>(sight: &Sight<'a>) -> Option<Chosen<'a>> {
    let lines = tree::lines(sight);
    let (_, line) = tree::choosable(&lines, super::cursor(sight, 0))?;
    match *line {
        Line::List(list) => Some(Chosen::List(&list.id)),
        Line::Item(_, _, item) => Some(Chosen::Item(&item.id)),
        Line::Section(_) | Line::Later(_) => None,
    }
}

/// Draws the page.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let look = scene.theme;
    let sight = scene.sight();
    let lines = tree::lines(&sight);
    let held = room::switch_waits(scene.lang, blocking(scene));
    let notes: &[Piece] = if blocking(scene) > 0 { &[(held.as_str(), look.warn)] } else { &[] };
    let cursor = super::cursor(&sight, 0);
    let Some((at, line)) = tree::choosable(&lines, cursor) else {
        let inner = frame::page(scene, buf, area, size, Page::Checklists, notes);
        empty(scene, buf, inner);
        return;
    };
    let rows = lines.iter().filter(|line| line.is_choosable()).count();
    if size == Size::Large {
        beside(scene, buf, area, &lines, (at, line), notes);
        return;
    }
    let title = list::titled(&frame::page_title(scene, Page::Checklists), area, size, cursor, rows);
    let inner = frame::part(scene, buf, area, size, true, &title, notes);
    let told = detail::of(scene, line, inner.width);
    let keeps = detail::lines(scene, size, told.len(), inner.height);
    let (list_area, below) = layout::cut(inner, inner.height - keeps);
    row::draw_all(scene, buf, list_area, &lines, at);
    detail::draw(scene, buf, below, &told);
    if size.framed() {
        list::position(scene, buf, area, cursor, rows, shown(list_area, &lines));
    }
}

/// How many of the choosable lines there is room for, as far as the note of the position is concerned.
fn shown(area: Rect, lines: &[Line]) -> usize {
    let choosable = lines.iter().filter(|line| line.is_choosable()).count();
    if lines.len() <= usize::from(area.height) { choosable } else { choosable.saturating_sub(1) }
}

/// The lists to the left, the items of the chosen one to the right, the gates below the lists.
fn beside(
    scene: &Scene,
    buf: &mut Buffer,
    area: Rect,
    lines: &[Line],
    (at, line): (usize, &Line),
    notes: &[Piece],
) {
    let (left, right) = layout::split(area, LISTS, 0);
    let Some(list) = line.list() else { return };
    let heads: Vec<Line> = lines.iter().copied().filter(|line| !is_inside(line)).collect();
    let wanted = u16::try_from(heads.len()).unwrap_or(u16::MAX).saturating_mul(2).saturating_add(1);
    let (top, below) = layout::cut(left, wanted.min(left.height));
    let on_head = matches!(line, Line::List(_));
    let title = frame::page_title(scene, Page::Checklists);
    let inner = frame::part(scene, buf, top, Size::Large, on_head, &title, notes);
    let here = heads.iter().position(|head| head.list().is_some_and(|head| head.id == list.id)).unwrap_or(0);
    row::draw_heads(scene, buf, inner, &heads, here, on_head);
    gates::part(scene, buf, below, Size::Large);
    let (_, below) = layout::cut(below, gates::height(scene, Size::Large));
    recent::draw(scene, buf, below, Size::Large);
    let (done, all) = scene.state.checklists.progress(list);
    let progress = format!("{done}/{all}");
    let notes = [(progress.as_str(), scene.theme.strong)];
    let title = list.title.one_line();
    let inner = frame::part(scene, buf, right, Size::Large, !on_head, &title, &notes);
    let told = detail::of(scene, line, inner.width);
    let keeps = detail::lines(scene, Size::Large, told.len(), inner.height);
    let (items, told_area) = layout::cut(inner, inner.height - keeps);
    // The lists that follow fill what the chosen one leaves.
    let begin = lines.iter().position(|line| matches!(line, Line::List(known) if known.id == list.id));
    let begin = begin.map_or(0, |head| head + 1);
    let after = lines.get(begin..).unwrap_or_default();
    let place = if on_head { usize::MAX } else { at.saturating_sub(begin) };
    if after.first().is_some_and(is_inside) {
        row::draw_all(scene, buf, items, after, place);
    } else {
        let key = scene.keymap.hint(Action::Details);
        Pen::at(buf, items, 0).text(say::folded(scene.lang, key), scene.theme.dim);
    }
    detail::draw(scene, buf, told_area, &told);
}

fn is_inside(line: &Line) -> bool {
    matches!(line, Line::Section(_) | Line::Item(..))
}

/// How many lists hold the switch.
fn blocking(scene: &Scene) -> usize {
    scene.state.plan.checklists.iter().filter(|list| holds_switch(scene, list)).count()
}

/// Whether the switch waits for `list`.
fn holds_switch(scene: &Scene, list: &Checklist) -> bool {
    let (done, all) = scene.state.checklists.progress(list);
    list.gates_switch && done < all
}

fn empty(scene: &Scene, buf: &mut Buffer, inner: Rect) {
    let filter = &scene.places.of(Page::Checklists).filter;
    let text = if filter.is_empty() {
        say::no_lists(scene.lang).to_owned()
    } else {
        pages::nothing_passes(scene.lang, filter, scene.keymap.hint(Action::Filter))
    };
    for (line, text) in
        super::super::pen::wrapped(&text, inner.width, usize::from(inner.height)).iter().enumerate()
    {
        Pen::at(buf, inner, line as u16).text(text, scene.theme.dim);
    }
}
