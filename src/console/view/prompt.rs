//! The field in which a place of a journal is typed, over the window's last line.
//!
//! ```text
//!  Go to 14:0▏  14:09 · 14:09:30 · +5min · -30s · #1189 · Enter goes · Esc cancels
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pen::{Pen, width};
use super::scene::Scene;
use crate::console::goto::Trouble;
use crate::console::messages::replay as say;

/// Draws the field in which a place is typed over the window's last line, and what was wrong with it.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, typed: &str, trouble: Option<Trouble>) {
    let look = scene.theme;
    let Some(last) = area.height.checked_sub(1) else { return };
    let mut pen = Pen::at(buf, area, last);
    pen.fill(" ", look.text);
    let mut pen = Pen::at(buf, area, last);
    pen.gap(1).text(say::go_to(scene.lang), look.key).gap(1);
    // What is typed now is at the end of it.
    let room = pen.room().saturating_sub(2);
    let mut shown = typed;
    while width(shown) > room {
        let mut rest = shown.chars();
        rest.next();
        shown = rest.as_str();
    }
    pen.text(shown, look.input).text(scene.glyphs.cursor, look.accent).gap(2);
    match trouble {
        Some(trouble) => pen
            .text(scene.glyphs.bad, look.bad)
            .gap(1)
            .text(trouble.sentence(scene.lang, scene.state.plan.zone), look.bad),
        None => pen.text(say::go_to_hint(scene.lang), look.dim),
    };
}
