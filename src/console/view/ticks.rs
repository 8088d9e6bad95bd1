//! A checklist's items, one of them chosen: what `space` opens.
//!
//! ```text
//! ┌ Technical validation ───────────────────── 12/14 ┐
//! │ Code and tests                                    │
//! │ ☑ Unit tests     100 %, coverage > 80 %  awa 08:12 │
//! │ ☐ E2E tests      all critical scenarios           │
//! └───────────────────────────────────────────────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::frame::{self, Lines};
use super::layout;
use super::pen::{Pen, width};
use super::scene::Scene;
use crate::console::format;
use crate::console::messages::{room, words};
use crate::plan::types::{Checklist, Id, Item};

/// Widest that the list gets.
const WIDEST: u16 = 100;

/// One line of the list.
enum Row<'a> {
    Section(&'a str),
    Item(&'a Item),
}

/// The item that `cursor` chooses in `checklist`, counted over all its sections.
pub fn chosen(checklist: &Checklist, cursor: usize) -> Option<&Item> {
    checklist.items().nth(cursor).or_else(|| checklist.items().last())
}

/// Draws the list over the panes.
pub fn draw(scene: &Scene, buf: &mut Buffer, body: Rect, checklist: &Id, cursor: usize) {
    let look = scene.theme;
    let Some(list) = scene.state.plan.checklist(checklist) else { return };
    let chosen = chosen(list, cursor).map(|item| &item.id);
    let mut rows = Vec::new();
    for section in &list.sections {
        if list.sections.len() > 1 || !section.title.is_blank() {
            rows.push(Row::Section(section.title.as_str()));
        }
        rows.extend(section.items.iter().map(Row::Item));
    }
    let count = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let area = layout::middle(body, WIDEST, count.saturating_add(2));
    let (done, all) = scene.state.checklists.progress(list);
    let title = list.title.one_line();
    let progress = format!("{done}/{all}");
    let notes = [(progress.as_str(), look.strong)];
    let inner = frame::over(scene, buf, area, Lines::Single, look.border_focus, (&title, look.title), &notes);
    let names = list.items().map(|item| width(&item.title.one_line())).max().unwrap_or(0) + 2;
    let at =
        rows.iter().position(|row| matches!(row, Row::Item(item) if Some(&item.id) == chosen)).unwrap_or(0);
    let shown = usize::from(inner.height);
    let first = (at + 2).saturating_sub(shown).min(rows.len().saturating_sub(shown));
    for (line, row) in rows.iter().skip(first).take(shown).enumerate() {
        match row {
            Row::Section(title) => {
                Pen::at(buf, inner, line as u16).text(title.replace('\n', " "), look.accent);
            }
            Row::Item(item) => {
                draw_item(scene, buf, inner, line as u16, item, names.min(inner.width / 3));
                if Some(&item.id) == chosen {
                    let row = Rect { y: inner.y + line as u16, height: 1, ..inner };
                    buf.set_style(row.intersection(inner), look.selection);
                }
            }
        }
    }
}

fn draw_item(scene: &Scene, buf: &mut Buffer, inner: Rect, line: u16, item: &Item, name: u16) {
    let (lang, look) = (scene.lang, scene.theme);
    let mark = scene.state.checklists.marks.get(&item.id);
    let done = mark.is_some_and(|mark| mark.done);
    let (glyph, style) =
        if done { (scene.glyphs.box_done, look.ok) } else { (scene.glyphs.box_empty, look.dim) };
    let who = mark.map(|mark| {
        let by = words::actor(lang, &scene.state.plan, &mark.by);
        let at = format::clock_short(mark.stamp.at, scene.state.plan.zone);
        let note = mark.note.as_ref().map(|note| format!("“{}” ", note.one_line())).unwrap_or_default();
        if mark.done { format!("{note}{by} {at}") } else { room::taken_back(lang, by, at) }
    });
    let mut pen = Pen::at(buf, inner, line);
    pen.ending(&[(who.as_deref().unwrap_or_default(), look.dim)]);
    pen.text(glyph, style).gap(1).left(
        item.title.one_line(),
        name,
        if done { look.dim } else { look.strong },
    );
    pen.text(item.detail.one_line(), look.dim);
}
