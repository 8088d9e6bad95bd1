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
use super::pen::{Pen, width};
use super::scene::Scene;
use super::{footer, layout};
use crate::console::action::{Action, Context};
use crate::console::keymap;
use crate::console::messages::room;

/// Widest that help gets; longer lines are hard to read.
const WIDEST: u16 = 110;

/// Draws the help over the panes, scrolled by so many lines.
pub fn draw(scene: &Scene, buf: &mut Buffer, body: Rect, scroll: usize) {
    let look = scene.theme;
    let rows: Vec<_> = keymap::rows(scene.keymap, scene.lang)
        .into_iter()
        // The sitrep's keys stand in the last line while it is open.
        .filter(|row| !matches!(row.action.info().context, Context::Picker | Context::Sitrep))
        .filter(|row| row.stages.contains(&scene.stage))
        .collect();
    let count = u16::try_from(rows.len()).unwrap_or(u16::MAX);
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
    let keys = rows.iter().map(|row| width(&row.keys)).max().unwrap_or(0) + 2;
    let labels = rows.iter().map(|row| width(row.label)).max().unwrap_or(0) + 2;
    let shown = usize::from(inner.height);
    let first = scroll.min(rows.len().saturating_sub(shown));
    for (line, row) in rows.iter().skip(first).take(shown).enumerate() {
        let why = footer::why_not(scene, row.action);
        let mut pen = Pen::at(buf, inner, line as u16);
        pen.left(&row.keys, keys, if why.is_some() { look.key_off } else { look.key });
        pen.left(row.label, labels, if why.is_some() { look.dim } else { look.strong });
        match why {
            Some(why) => pen.text(why, look.dim),
            None => pen.text(row.help, look.text),
        };
    }
    if first + shown < rows.len() {
        let more = room::more(scene.lang, rows.len() - first - shown);
        frame::foot(buf, area, &more, look.dim);
    }
}
