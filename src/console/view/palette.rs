//! The palette: what was typed, and everything that it finds.
//!
//! ```text
//! ┌ Palette ────────────────────────────────── 61 found ┐
//! │ : retour▏                                           │
//! │ ► Retour arrière   R    ▲ AGIT    Ouvre le retour … │
//! │   Changer de …     ]    ○ montre  Accélère …        │
//! └─────────────────────────────────────────────────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::frame::{self, Lines};
use super::pen::{Pen, width};
use super::scene::Scene;
use super::{footer, layout, list};
use crate::console::action::{Action, Danger};
use crate::console::messages::palette as say;
use crate::console::palette::{Palette, Row};

/// Widest that the palette gets; longer lines are hard to read.
const WIDEST: u16 = 120;
/// Most rows it shows at once: it lies over the room, it does not replace it.
const MOST_ROWS: u16 = 24;
/// From this inner width on rows have room for a word on why they are off.
const REASONS_FROM: u16 = 60;
/// From this inner width on they have room for sentences.
const SENTENCES_FROM: u16 = 90;
/// Fewest rows that are worth more than a whole sentence.
const LEAST_ROWS: u16 = 1;

/// Draws the palette over the panes. While a theme is tried, most of the screen stays in view.
pub fn draw(scene: &Scene, buf: &mut Buffer, body: Rect, palette: &Palette, themed: bool) {
    let (lang, look) = (scene.lang, scene.theme);
    let found = palette.found();
    let count = found.len();
    let most = if themed { MOST_ROWS / 3 } else { MOST_ROWS };
    let wanted = u16::try_from(count.max(1)).unwrap_or(most).min(most);
    let area = layout::middle(body, WIDEST, wanted + 4);
    // At the top of the body, so that the field stays where it is while the list changes its length.
    let area = Rect { y: body.y, ..area };
    let told = say::found(lang, count);
    let title = (say::title(lang), look.title);
    let inner = frame::over(scene, buf, area, Lines::Single, look.border_focus, title, &[(&told, look.dim)]);
    let (field, rest) = layout::cut(inner, 1);
    // The last line tells the whole sentence of the chosen row, where the rows themselves have no room.
    let told = u16::from(rest.height > LEAST_ROWS);
    let (rows, whole) = layout::cut(rest, rest.height - told);
    query(scene, buf, field, palette);
    if count == 0 {
        Pen::at(buf, rows, 0).text(say::nothing_found(lang, palette.query()), look.dim);
        return;
    }
    let shown = usize::from(rows.height);
    let first = list::first(palette.cursor(), count, shown);
    let columns = Columns::of(scene, rows, palette);
    for (line, row) in found.skip(first).take(shown).enumerate() {
        let chosen = first + line == palette.cursor();
        draw_row(scene, buf, rows, line as u16, row, &columns, chosen);
    }
    sentence(scene, buf, whole, palette);
    list::position(scene, buf, area, palette.cursor(), count, shown);
}

fn query(scene: &Scene, buf: &mut Buffer, field: Rect, palette: &Palette) {
    let look = scene.theme;
    let mut pen = Pen::at(buf, field, 0);
    pen.text(scene.keymap.hint(Action::Palette), look.key).gap(1);
    pen.text(palette.query(), look.strong).text(scene.glyphs.cursor, look.accent);
    if palette.query().is_empty() {
        pen.gap(1).text(say::prompt(scene.lang), look.dim);
    }
}

/// The whole sentence of the chosen row, or why it is off.
fn sentence(scene: &Scene, buf: &mut Buffer, line: Rect, palette: &Palette) {
    let look = scene.theme;
    let Some(row) = palette.found().nth(palette.cursor()) else { return };
    let mut pen = Pen::at(buf, line, 0);
    pen.gap(2);
    match row.entry.action().and_then(|action| footer::why_not(scene, action)) {
        Some(why) => pen.text(scene.glyphs.bad, look.warn).gap(1).text(why, look.warn),
        None => pen.text(&row.help, look.dim),
    };
}

/// The first of a row's keys: the others are in the help.
fn key(row: &Row) -> &str {
    row.keys.split(' ').next().unwrap_or_default()
}

/// How wide each column is, the same for all rows whatever is found, so that nothing jumps.
struct Columns {
    label: u16,
    keys: u16,
    danger: u16,
    reasons: bool,
    sentences: bool,
}

impl Columns {
    fn of(scene: &Scene, area: Rect, palette: &Palette) -> Self {
        let widest =
            |of: &dyn Fn(&Row) -> &str| palette.rows().iter().map(|row| width(of(row))).max().unwrap_or(0);
        let (reasons, sentences) = (area.width >= REASONS_FROM, area.width >= SENTENCES_FROM);
        let share = if sentences {
            area.width / 3
        } else if reasons {
            area.width / 2
        } else {
            area.width.saturating_sub(22)
        };
        let danger = [Danger::Looks, Danger::Records, Danger::Moves]
            .map(|danger| width(word(scene, danger).1))
            .into_iter()
            .max()
            .unwrap_or(0);
        Self {
            label: widest(&|row| &row.label).min(share),
            keys: widest(&key).max(1),
            danger: danger + 2,
            reasons,
            sentences,
        }
    }
}

/// Glyph, word and look of what an action can do to the world.
pub fn word<'g>(scene: &Scene<'g>, danger: Danger) -> (&'g str, &'static str, Style) {
    let (lang, look, glyphs) = (scene.lang, scene.theme, scene.glyphs);
    match danger {
        Danger::Looks => (glyphs.waiting, say::looks(lang), look.dim),
        Danger::Records => (glyphs.info, say::records(lang), look.info),
        Danger::Moves => (glyphs.critical, say::moves(lang), look.bad),
    }
}

fn draw_row(
    scene: &Scene,
    buf: &mut Buffer,
    area: Rect,
    line: u16,
    row: &Row,
    columns: &Columns,
    chosen: bool,
) {
    let look = scene.theme;
    let why = row.entry.action().and_then(|action| footer::why_not(scene, action));
    let off = why.is_some();
    let mut pen = Pen::at(buf, area, line);
    pen.text(if chosen { scene.glyphs.here } else { " " }, look.accent).gap(1);
    pen.left(&row.label, columns.label, if off { look.dim } else { look.strong }).gap(2);
    pen.left(key(row), columns.keys, if off { look.key_off } else { look.key }).gap(2);
    let (glyph, word, style) = word(scene, row.entry.danger());
    let style = if off { look.dim } else { style };
    pen.text(glyph, style).gap(1).left(word, columns.danger.saturating_sub(2), style).gap(2);
    match why {
        Some(why) if columns.reasons => {
            pen.text(scene.glyphs.bad, look.dim).gap(1).text(why, look.dim);
        }
        None if columns.sentences => {
            pen.text(&row.help, look.text);
        }
        _ => {}
    }
    if chosen {
        list::choose(scene, buf, area, line);
    }
}
