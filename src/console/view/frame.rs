//! What surrounds a pane: a frame where there is room, a single rule where there is not.
//!
//! ```text
//! ┌ Alerts ──────────── 2 to take ┐      ─ Alerts ───────────── 2 to take
//! │ ▲ 14:03 error rate            │      ▲ 14:03 error rate
//! └───────────────────────────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::layout::Size;
use super::pen::{Pen, width};
use super::scene::{Pane, Scene};
use crate::console::page::Page;

/// A piece of text and its look.
pub type Piece<'a> = (&'a str, Style);

/// Draws the surroundings of `pane` and returns where its own lines go.
pub fn pane(
    scene: &Scene,
    buf: &mut Buffer,
    area: Rect,
    size: Size,
    pane: Pane,
    title: &str,
    notes: &[Piece],
) -> Rect {
    part(scene, buf, area, size, scene.focus == pane, title, notes)
}

/// Draws the surroundings of one part of a page and returns where its own lines go.
pub fn part(
    scene: &Scene,
    buf: &mut Buffer,
    area: Rect,
    size: Size,
    focused: bool,
    title: &str,
    notes: &[Piece],
) -> Rect {
    let style = if focused { scene.theme.border_focus } else { scene.theme.border };
    if size.framed() {
        framed(scene, buf, area, Lines::Single, style, (title, scene.theme.title), notes)
    } else {
        ruled(scene, buf, area, style, (title, scene.theme.title), notes)
    }
}

/// Draws the surroundings of a page that is one part: its number and name, and the filter if one is on.
pub fn page(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, page: Page, notes: &[Piece]) -> Rect {
    let title = page_title(scene, page);
    part(scene, buf, area, size, true, &title, notes)
}

/// A page's number and name, and the filter if one is on, for the title of its first part.
pub fn page_title(scene: &Scene, page: Page) -> String {
    let filter = &scene.places.of(page).filter;
    let name = page.title(scene.lang);
    if filter.is_empty() {
        return format!("{} {name}", page.number());
    }
    format!("{} {name} / {filter}", page.number())
}

/// The title of the details of a page's chosen line: with the page's own where they stand `alone`.
pub fn told_title(scene: &Scene, page: Page, alone: bool, details: &str) -> String {
    if !alone {
        return details.to_owned();
    }
    format!("{} {} {details}", page_title(scene, page), scene.glyphs.dot)
}

/// Which lines a frame is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// Single.
    Single,
    /// Double, for what must not be mistaken.
    Double,
    /// Single with gaps, for what is not happening now.
    Broken,
}

/// Draws a frame and returns what is inside, a cell of air on either side.
pub fn framed(
    scene: &Scene,
    buf: &mut Buffer,
    area: Rect,
    lines: Lines,
    style: Style,
    title: Piece,
    notes: &[Piece],
) -> Rect {
    let glyphs = scene.glyphs;
    if area.width < 4 || area.height < 2 {
        return Rect { width: 0, height: 0, ..area };
    }
    let (flat, upright) = match lines {
        Lines::Double => (glyphs.double_line, glyphs.double_bar),
        Lines::Single | Lines::Broken => (glyphs.line, glyphs.bar),
    };
    let bottom = area.height - 1;
    Pen::at(buf, area, 0).fill(flat, style);
    Pen::at(buf, area, bottom).fill(flat, style);
    for line in 1..bottom {
        Pen::at(buf, area, line).text(upright, style);
        Pen::at(buf, area, line).gap(area.width - 1).text(upright, style);
    }
    if lines == Lines::Broken {
        for line in [0, bottom] {
            for column in (2..area.width - 1).step_by(3) {
                Pen::at(buf, area, line).gap(column).text(" ", style);
            }
        }
    }
    let corners = match lines {
        Lines::Double => [
            (0, glyphs.double_top_left, glyphs.double_top_right),
            (bottom, glyphs.double_bottom_left, glyphs.double_bottom_right),
        ],
        Lines::Single | Lines::Broken => {
            [(0, glyphs.top_left, glyphs.top_right), (bottom, glyphs.bottom_left, glyphs.bottom_right)]
        }
    };
    for (line, left, right) in corners {
        Pen::at(buf, area, line).text(left, style);
        Pen::at(buf, area, line).gap(area.width - 1).text(right, style);
    }
    let heading = Rect { x: area.x + 1, width: area.width - 2, ..area };
    head(buf, heading, style, title, notes, flat);
    Rect { x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height - 2 }
}

fn ruled(scene: &Scene, buf: &mut Buffer, area: Rect, style: Style, title: Piece, notes: &[Piece]) -> Rect {
    Pen::at(buf, area, 0).fill(scene.glyphs.line, style);
    head(buf, area, style, title, notes, scene.glyphs.line);
    Rect { y: area.y.saturating_add(1), height: area.height.saturating_sub(1), ..area }
}

/// Title to the left, notes to the right, on a line that is already drawn.
fn head(buf: &mut Buffer, area: Rect, style: Style, title: Piece, notes: &[Piece], line: &str) {
    let mut pen = Pen::at(buf, area, 0);
    let wide: u16 = notes.iter().map(|(text, _)| width(text)).fold(0, u16::saturating_add);
    let room = pen.room();
    if wide > 0 && wide.saturating_add(width(title.0)).saturating_add(6) <= room {
        let mut end = Pen::at(buf, area, 0);
        end.gap(room - wide - 3).text(" ", style);
        for (text, look) in notes {
            end.text(text, *look);
        }
        end.text(" ", style).text(line, style);
        pen = Pen::at(buf, Rect { width: room - wide - 3, ..area }, 0);
    }
    if !title.0.is_empty() && pen.room() > 4 {
        let most = pen.room() - 3;
        pen.text(" ", style).left(title.0, width(title.0).min(most), title.1).text(" ", style);
    }
}

/// Draws a frame that lies over what is already there; the ground below it is cleared.
pub fn over(
    scene: &Scene,
    buf: &mut Buffer,
    area: Rect,
    lines: Lines,
    style: Style,
    title: Piece,
    notes: &[Piece],
) -> Rect {
    let area = area.intersection(buf.area);
    for position in area.positions() {
        if let Some(cell) = buf.cell_mut(position) {
            cell.reset();
        }
    }
    buf.set_style(area, scene.theme.text);
    framed(scene, buf, area, lines, style, title, notes)
}

/// Writes into the right end of a frame's lower line.
pub fn foot(buf: &mut Buffer, area: Rect, text: &str, style: Style) {
    let line = area.height.saturating_sub(1);
    let wide = width(text).saturating_add(2);
    Pen::at(buf, area, line).gap(area.width.saturating_sub(wide + 2)).text(format!(" {text} "), style);
}
