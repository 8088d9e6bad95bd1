//! The keys of this page, generated from the registry of actions.
//!
//! ```text
//! ┌ Help ─────────────────────────────────────────────┐
//! │ S      Switch       Opens the switch to Green: …   │
//! │ R      Rollback     Opens the rollback to Blue: …  │
//! └────────────────────────────────────── esc close ──┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::frame::{self, Lines};
use super::pen::{Pen, broken, width};
use super::scene::Scene;
use super::{footer, layout};
use crate::console::action::{Action, Context};
use crate::console::keymap::{self, Row};
use crate::console::messages::room;

/// Widest that help gets; longer lines are hard to read.
const WIDEST: u16 = 110;

/// Fewest cells in which what an action does stands beside its name rather than below it.
const BESIDE: u16 = 30;

/// Cells before what stands below.
const BELOW: u16 = 2;

/// One line: the keys and the name where an action begins, and a line of what it does.
struct Line<'a> {
    row: &'a Row,
    begins: bool,
    why_not: bool,
    text: String,
}

/// Draws the help over the panes, scrolled by so many lines; returns by how many it can be.
pub fn draw(scene: &Scene, buf: &mut Buffer, body: Rect, scroll: usize) -> usize {
    let look = scene.theme;
    let rows: Vec<_> = keymap::rows(scene.keymap, scene.lang)
        .into_iter()
        // The sitrep's keys stand in the last line while it is open.
        .filter(|row| !matches!(row.action.info().context, Context::Picker | Context::Sitrep))
        .filter(|row| row.stages.contains(&scene.stage))
        .collect();
    let keys = rows.iter().map(|row| width(&row.keys)).max().unwrap_or(0) + 2;
    let labels = rows.iter().map(|row| width(row.label)).max().unwrap_or(0) + 2;
    let wide = body.width.min(WIDEST).saturating_sub(4);
    let beside = wide >= keys + labels + BESIDE;
    let indent = if beside { keys + labels } else { BELOW };
    let lines: Vec<Line> =
        rows.iter().flat_map(|row| lines_of(scene, row, wide.saturating_sub(indent), beside)).collect();
    let count = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let area = layout::middle(body, WIDEST, count.saturating_add(2));
    let close = format!("{} {}", scene.keymap.hint(Action::Close), Action::Close.label(scene.lang));
    let inner = frame::over(
        scene,
        buf,
        area,
        Lines::Single,
        look.border_focus,
        (room::help(scene.lang), look.title),
        &[(&close, look.dim)],
    );
    let shown = usize::from(inner.height);
    let reach = lines.len().saturating_sub(shown);
    let first = scroll.min(reach);
    for (at, line) in lines.iter().skip(first).take(shown).enumerate() {
        let mut pen = Pen::at(buf, inner, at as u16);
        let (key, name) = if line.why_not { (look.key_off, look.dim) } else { (look.key, look.strong) };
        if line.begins && beside {
            pen.left(&line.row.keys, keys, key).left(line.row.label, labels, name);
        } else if line.begins {
            pen.text(&line.row.keys, key).gap(2).text(line.row.label, name);
        } else {
            pen.gap(indent);
        }
        pen.text(&line.text, if line.why_not { look.dim } else { look.text });
    }
    if first + shown < lines.len() {
        let more = room::more(scene.lang, lines.len() - first - shown);
        frame::foot(buf, area, &more, look.dim);
    }
    reach
}

/// The lines of one action: what it does, or why it is not possible just now, in `room` cells.
fn lines_of<'a>(scene: &Scene, row: &'a Row, room: u16, beside: bool) -> Vec<Line<'a>> {
    let why = footer::why_not(scene, row.action);
    let why_not = why.is_some();
    let text = why.unwrap_or_else(|| row.help.to_owned());
    let texts = broken(&text, usize::from(room));
    let head = (!beside).then(String::new);
    head.into_iter()
        .chain(texts)
        .enumerate()
        .map(|(index, text)| Line { row, begins: index == 0, why_not, text })
        .collect()
}
