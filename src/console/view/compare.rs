//! Two journals side by side, or what another plan would have said; the second column of that is marked as
//! something that never happened (F8).
//!
//! ```text
//! ┌ Two journals of one scenario ──────────────────── 4 differences ┐
//! │                            THIS JOURNAL      THE OTHER           │
//! │ Decisions                                                        │
//! │ ≠ approved · Rollback      +12:03 Awa Diop   +14:40 Awa Diop     │
//! └──────────────────────────────────────────────────── esc close ───┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::frame::{self, Lines};
use super::layout;
use super::pen::{Pen, keeping_end, width};
use super::scene::Scene;
use crate::console::action::Action;
use crate::console::lang::Lang;
use crate::console::messages::{replay as say, room};
use crate::console::sheet::{Row, Sheet};
use crate::source::{Aside, Later};

/// Widest that the sheet gets.
const WIDEST: u16 = 150;

/// How many lines there are to scroll through at most; a narrow screen takes three for some rows.
pub fn rows(lang: Lang, later: &Later) -> usize {
    later.get().and_then(|aside| Sheet::of(lang, aside)).map_or(0, |sheet| sheet.rows.len() * 3)
}

/// Draws what there is to compare over the panes, scrolled by so many rows; returns by how many it can be.
pub fn draw(scene: &Scene, buf: &mut Buffer, body: Rect, later: &Later, scroll: usize) -> usize {
    let lang = scene.lang;
    match later.get() {
        None => say_so(scene, buf, body, say::working(lang)),
        Some(Aside::Failed(why)) => say_so(scene, buf, body, &why.one_line()),
        Some(aside) => {
            if let Some(sheet) = Sheet::of(lang, aside) {
                return draw_sheet(scene, buf, body, &sheet, scroll);
            }
        }
    }
    0
}

fn say_so(scene: &Scene, buf: &mut Buffer, body: Rect, text: &str) {
    let look = scene.theme;
    let area = layout::middle(body, width(text).saturating_add(4).max(30), 3);
    let title = (Action::Compare.label(scene.lang), look.title);
    let inner = frame::over(scene, buf, area, Lines::Single, look.border_focus, title, &[]);
    Pen::at(buf, inner, 0).text(text, look.text);
}

fn draw_sheet(scene: &Scene, buf: &mut Buffer, body: Rect, sheet: &Sheet, scroll: usize) -> usize {
    let (lang, look) = (scene.lang, scene.theme);
    let columns = Columns::of(sheet, body.width.min(WIDEST).saturating_sub(4));
    let all: Vec<Line> = sheet.rows.iter().flat_map(|row| lines(sheet, row, columns)).collect();
    let count = u16::try_from(all.len()).unwrap_or(u16::MAX);
    let area = layout::middle(body, WIDEST, count.saturating_add(3));
    let verdict = sheet.verdict(lang);
    let frame = if sheet.imagined { Lines::Broken } else { Lines::Single };
    let notes = [(verdict.as_str(), look.accent)];
    let inner = frame::over(scene, buf, area, frame, look.border_focus, (sheet.title, look.title), &notes);
    let (head, list) = layout::cut(inner, 1);
    let imagined = if sheet.imagined { look.banner } else { look.title };
    let mut pen = Pen::at(buf, head, 0);
    pen.gap(2 + columns.what + 2).left(sheet.columns[0], columns.here, look.title).gap(2);
    pen.text(sheet.columns[1], imagined);
    let shown = usize::from(list.height);
    let reach = all.len().saturating_sub(shown);
    let first = scroll.min(reach);
    for (at, line) in all.iter().skip(first).take(shown).enumerate() {
        draw_line(scene, &mut Pen::at(buf, list, at as u16), line, columns);
    }
    let more = all.len().saturating_sub(first + shown);
    let close = format!("{} {}", scene.keymap.hint(Action::Close), Action::Close.label(lang));
    let foot = if more > 0 { format!("{} · {close}", room::more(lang, more)) } else { close };
    frame::foot(buf, area, &foot, look.dim);
    reach
}

/// How wide the name of a row and its two sides are.
#[derive(Clone, Copy)]
struct Columns {
    what: u16,
    here: u16,
    there: u16,
}

impl Columns {
    fn of(sheet: &Sheet, wide: u16) -> Self {
        let (what, here) = sheet.widths();
        let room = wide.saturating_sub(6);
        let most = |wanted: usize, share: u16| u16::try_from(wanted).unwrap_or(u16::MAX).min(share);
        let what = most(what, room * 2 / 5);
        let here = most(here, (room - what) / 2);
        Self { what, here, there: room - what - here }
    }
}

/// One line of the sheet. A row whose sides have no room beside its name has a line for each side.
enum Line<'s> {
    Row(&'s Row),
    Name(&'s str, bool),
    Side { name: &'s str, text: &'s str, differs: bool, imagined: bool },
}

fn lines<'s>(sheet: &'s Sheet, row: &'s Row, columns: Columns) -> Vec<Line<'s>> {
    match row {
        Row::Pair { what, here, there } if width(here) > columns.here || width(there) > columns.there => {
            let differs = row.differs();
            let side = |name, text, imagined| Line::Side { name, text, differs, imagined };
            vec![
                Line::Name(what, differs),
                side(sheet.columns[0], here, false),
                side(sheet.columns[1], there, sheet.imagined),
            ]
        }
        row => vec![Line::Row(row)],
    }
}

fn draw_line(scene: &Scene, pen: &mut Pen, line: &Line, columns: Columns) {
    let look = scene.theme;
    let mark = |differs: bool| {
        if differs { (scene.glyphs.differs, look.warn) } else { (" ", look.text) }
    };
    match line {
        Line::Row(Row::Heading(text)) => {
            pen.text(text, look.strong);
        }
        Line::Row(Row::Note(text)) => {
            pen.gap(2).text(text, look.dim);
        }
        Line::Row(row @ Row::Pair { what, here, there }) => {
            let (mark, style) = mark(row.differs());
            pen.text(mark, style)
                .gap(1)
                .left(keeping_end(what, columns.what), columns.what, look.text)
                .gap(2);
            pen.left(here, columns.here, style).gap(2).text(there, style);
        }
        Line::Name(what, differs) => {
            let (mark, style) = mark(*differs);
            pen.text(mark, style).gap(1).text(what, look.text);
        }
        Line::Side { name, text, differs, imagined } => {
            let (_, style) = mark(*differs);
            pen.gap(4).text(name, if *imagined { look.banner } else { look.dim }).gap(1).text(text, style);
        }
    }
}
