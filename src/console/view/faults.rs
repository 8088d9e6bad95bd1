//! What a facilitator can break in this drill, and what is broken (F9).
//!
//! ```text
//! ┌ Faults of the drill ──────────────────── 1 on ┐
//! │ ► ✗ broken  lever: accepts and does nothing    │
//! │   ○ intact  Green: one request in five fails   │
//! └────────────────────────────────────────────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::frame::{self, Lines};
use super::pen::{Pen, width};
use super::scene::Scene;
use super::{layout, list};
use crate::console::lang::Lang;
use crate::console::messages::palette as say;
use crate::wire::Offer;

/// Widest that the menu gets.
const WIDEST: u16 = 84;

/// Draws the menu over the panes.
pub fn draw(scene: &Scene, buf: &mut Buffer, body: Rect, offers: &[Offer], cursor: usize) {
    let (lang, look) = (scene.lang, scene.theme);
    let is_on = |offer: &&Offer| scene.state.faults.contains(&offer.id);
    let on = offers.iter().filter(is_on).count();
    let count = u16::try_from(offers.len().max(1)).unwrap_or(u16::MAX);
    let area = layout::middle(body, WIDEST, count.saturating_add(2));
    let told = say::faults_on(lang, on);
    let title = (say::faults(lang), look.title);
    let style = if on > 0 { look.warn } else { look.dim };
    let inner = frame::over(scene, buf, area, Lines::Single, look.border_focus, title, &[(&told, style)]);
    if offers.is_empty() {
        Pen::at(buf, inner, 0).text(say::no_faults(lang), look.dim);
        return;
    }
    let words = [say::fault_on(lang), say::fault_off(lang), say::fault_once(lang)];
    let wide = words.into_iter().map(width).max().unwrap_or(0);
    let cursor = cursor.min(offers.len() - 1);
    let shown = usize::from(inner.height);
    let first = list::first(cursor, offers.len(), shown);
    for (line, offer) in offers.iter().enumerate().skip(first).take(shown) {
        let row = (line - first) as u16;
        let (glyph, word, style) = match (is_on(&offer), offer.lasts) {
            (true, _) => (scene.glyphs.bad, say::fault_on(lang), look.bad),
            (false, true) => (scene.glyphs.waiting, say::fault_off(lang), look.dim),
            (false, false) => (scene.glyphs.to, say::fault_once(lang), look.dim),
        };
        let mut pen = Pen::at(buf, inner, row);
        pen.text(if line == cursor { scene.glyphs.here } else { " " }, look.accent).gap(1);
        pen.text(glyph, style).gap(1).left(word, wide, style).gap(2);
        let words = match lang {
            Lang::Fr => &offer.fr,
            Lang::En => &offer.en,
        };
        pen.text(words.one_line(), if is_on(&offer) { look.strong } else { look.text });
        if line == cursor {
            list::choose(scene, buf, inner, row);
        }
    }
    list::position(scene, buf, area, cursor, offers.len(), shown);
}
