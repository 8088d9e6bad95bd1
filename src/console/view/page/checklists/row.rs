//! One line of the lists: a head with its progress, a section, an item with who, when and proof.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::frame::Piece;
use super::super::super::list;
use super::super::super::pen::{Pen, width};
use super::super::super::scene::Scene;
use super::super::super::triggers::gauge;
use super::proof;
use super::tree::Line;
use crate::console::format;
use crate::console::messages::{checklists as say, common, room, words};
use crate::model::checklist::Mark;
use crate::plan::types::{Checklist, Item};

/// Below this width an item has no room for its detail beside who ticked it.
const NARROW: u16 = 60;
/// From this width on, a mark's note stands on its item's line.
const NOTED: u16 = 100;
/// In a window of more lines than this, the head of the first items stays in sight.
const STICKY: usize = 5;
/// Cells of a progress bar.
const BAR: u16 = 10;

/// Draws the window of `lines` around the chosen one; a place past the end chooses none.
pub fn draw_all(scene: &Scene, buf: &mut Buffer, area: Rect, lines: &[Line], at: usize) {
    let shown = usize::from(area.height);
    let chosen = lines.get(at).is_some();
    let first = if chosen { list::first(at, lines.len(), shown) } else { 0 };
    // Whose items the first lines are, where their list's head is above the window.
    let above = lines.iter().take(first + 1).rev().find_map(|line| match line {
        Line::List(list) => Some(*list),
        _ => None,
    });
    let names = lines.iter().filter_map(|line| match line {
        Line::Item(_, _, item) => Some(width(&item.title.one_line())),
        _ => None,
    });
    let name = (names.max().unwrap_or(0) + 2).min(area.width / 3);
    for (line, (index, row)) in lines.iter().enumerate().skip(first).take(shown).enumerate() {
        let line = line as u16;
        match row {
            Line::List(checklist) => head(scene, buf, area, line, checklist),
            Line::Section(section) => {
                Pen::at(buf, area, line).gap(4).text(section.title.one_line(), scene.theme.accent);
            }
            Line::Item(checklist, _, item) => draw_item(scene, buf, area, line, (checklist, item), name),
            Line::Later(checklist) => later(scene, buf, area, line, checklist),
        }
        if index == at {
            list::choose(scene, buf, area, line);
        }
    }
    let inside = lines.iter().skip(first).take(2).all(|line| !matches!(line, Line::List(_)));
    if let Some(above) = above.filter(|_| first > 0 && shown > STICKY && inside) {
        let row = Rect { height: 1, ..area };
        Pen::at(buf, row, 0).fill(" ", scene.theme.text);
        head(scene, buf, row, 0, above);
    }
}

/// Draws the heads alone, two lines each where there is room, with the first open item under each.
pub fn draw_heads(scene: &Scene, buf: &mut Buffer, area: Rect, heads: &[Line], here: usize, on_head: bool) {
    let each = if usize::from(area.height) + 1 >= 2 * heads.len() { 2 } else { 1 };
    let shown = usize::from(area.height / each).max(1);
    let first = list::first(here, heads.len(), shown);
    for (line, (index, row)) in heads.iter().enumerate().skip(first).take(shown).enumerate() {
        let line = line as u16 * each;
        match row {
            Line::List(checklist) => {
                head(scene, buf, area, line, checklist);
                if each > 1 {
                    first_open(scene, buf, area, line + 1, checklist);
                }
            }
            Line::Later(checklist) => later(scene, buf, area, line, checklist),
            Line::Section(_) | Line::Item(..) => {}
        }
        if index == here {
            if on_head {
                list::choose(scene, buf, area, line);
            } else {
                Pen::at(buf, area, line).text(scene.glyphs.here, scene.theme.accent);
            }
        }
    }
}

fn first_open(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, checklist: &Checklist) {
    let marks = &scene.state.checklists;
    if let Some(item) = checklist.items().find(|item| !marks.is_done(&item.id)) {
        let text = say::next(scene.lang, item.title.one_line());
        Pen::at(buf, area, line).gap(4).text(text, scene.theme.dim);
    }
}

/// A list's head: its progress, and whether the switch waits for it.
fn head(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, checklist: &Checklist) {
    let (look, glyphs) = (scene.theme, scene.glyphs);
    let (done, all) = scene.state.checklists.progress(checklist);
    let complete = done >= all;
    let holds = super::holds_switch(scene, checklist);
    let (mark, style) = match (complete, holds || checklist.after_rollback) {
        (true, _) => (glyphs.box_done, look.ok),
        (false, true) => (glyphs.box_empty, look.warn),
        (false, false) => (glyphs.box_empty, look.dim),
    };
    let fold = if scene.places.folded.contains(&checklist.id) { glyphs.folded } else { glyphs.unfolded };
    let word = state_word(scene, checklist, holds);
    let mut pen = Pen::at(buf, area, line);
    pen.text(fold, look.dim).gap(1).text(mark, style).gap(1);
    let narrow = area.width < NARROW;
    let words = if narrow { 0 } else { WORDS };
    let bar = if narrow { 0 } else { BAR };
    let title = pen.room().saturating_sub(words + bar + 8).min(TITLE);
    pen.left(checklist.title.one_line(), title, if complete { look.dim } else { look.strong }).gap(1);
    let share = if all == 0 { 1.0 } else { done as f64 / all as f64 };
    gauge(scene, &mut pen, bar, share, if complete { look.ok } else { look.gauge });
    pen.right(format!("{done}/{all}"), 6, if complete { look.dim } else { look.text });
    if !narrow {
        pen.gap(2).text(word.0, word.1);
    }
}

/// Cells for what a list does to the switch, with the gap before it.
const WORDS: u16 = 20;
/// Most cells of a list's title: its progress stands close by.
const TITLE: u16 = 44;

fn state_word(scene: &Scene, checklist: &Checklist, holds: bool) -> (String, Style) {
    let (lang, look) = (scene.lang, scene.theme);
    if let Some(opened) = scene.state.checklists.opened.get(&checklist.id) {
        let at = format::clock_short(opened.at, scene.state.plan.zone);
        return (say::opened_at(lang, at), look.warn);
    }
    let (done, all) = scene.state.checklists.progress(checklist);
    if holds {
        (say::holds_switch(lang).to_owned(), look.warn)
    } else if done >= all {
        (say::complete(lang).to_owned(), look.dim)
    } else {
        (String::new(), look.dim)
    }
}

fn later(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, checklist: &Checklist) {
    let text = say::opens_later(scene.lang, checklist.title.one_line());
    let mut pen = Pen::at(buf, area, line);
    pen.gap(2).text(scene.glyphs.waiting, scene.theme.dim).gap(1).text(text, scene.theme.dim);
}

fn draw_item(
    scene: &Scene,
    buf: &mut Buffer,
    area: Rect,
    line: u16,
    (checklist, item): (&Checklist, &Item),
    name: u16,
) {
    let look = scene.theme;
    let awaited = checklist.gates_switch || checklist.after_rollback;
    let mark = scene.state.checklists.marks.get(&item.id);
    let done = mark.is_some_and(|mark| mark.done);
    let (glyph, style) = match (done, awaited) {
        (true, _) => (scene.glyphs.box_done, look.ok),
        (false, true) => (scene.glyphs.box_empty, look.warn),
        (false, false) => (scene.glyphs.box_empty, look.text),
    };
    let ending = ending(scene, item, mark, area.width);
    let pieces: Vec<Piece> = ending.iter().map(|(text, style)| (text.as_str(), *style)).collect();
    let title = if done { look.dim } else { look.strong };
    let mut pen = Pen::at(buf, area, line);
    pen.ending(&pieces);
    pen.gap(2).text(glyph, style).gap(1);
    if area.width < NARROW {
        pen.text(item.title.one_line(), title);
        return;
    }
    pen.left(item.title.one_line(), name, title).text(item.detail.one_line(), look.dim);
}

/// Who ticked an item and when, or what proves it.
fn ending(scene: &Scene, item: &Item, mark: Option<&Mark>, wide: u16) -> Vec<(String, Style)> {
    let look = scene.theme;
    let Some(mark) = mark else {
        return proof::pending(scene, item, wide);
    };
    if let Some(told) = &mark.proof {
        return proof::told(scene, mark, told, wide);
    }
    let by = words::actor(scene.lang, &scene.state.plan, &mark.by);
    let at = format::clock_short(mark.stamp.at, scene.state.plan.zone);
    let text = match (mark.done, wide < NARROW) {
        (true, true) => at,
        (true, false) => format!("{by} {at}"),
        (false, true) => say::unticked(scene.lang, at),
        (false, false) => room::taken_back(scene.lang, by, at),
    };
    let note = mark
        .note
        .as_ref()
        .filter(|_| wide >= NOTED)
        .map(|note| format!("{} ", common::quoted(scene.lang, note.one_line())));
    vec![(note.unwrap_or_default(), look.dim), (text, if mark.done { look.dim } else { look.warn })]
}
