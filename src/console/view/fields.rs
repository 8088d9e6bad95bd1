//! Details of one thing: what each is called to the left, what it is to the right, in as many lines as
//! it takes.
//!
//! ```text
//! began      14:09:29 · lasted 3m 02s
//! message    ✓ PagerDuty to the team on call
//!            ✗ SMS · HTTP 403
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::{Pen, broken, width};
use super::scene::Scene;
use crate::console::messages::room;

/// Widest that the names get; longer ones are cut.
const NAMES: u16 = 16;
/// What stands for the end of a text that no window has room for.
const CUT: &str = "…";

/// One thing to say.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    /// What it is called; blank where it goes on with the field before.
    pub name: &'a str,
    /// A glyph before the text, and its look.
    pub mark: Option<(&'a str, Style)>,
    /// What it is.
    pub text: String,
    /// Its look.
    pub style: Style,
}

impl<'a> Field<'a> {
    /// A field without a mark.
    pub fn new(name: &'a str, text: impl Into<String>, style: Style) -> Self {
        Self { name, mark: None, text: text.into(), style }
    }

    /// The same with a mark.
    #[must_use]
    pub fn marked(self, glyph: &'a str, style: Style) -> Self {
        Self { mark: Some((glyph, style)), ..self }
    }
}

/// How many lines `fields` take in `wide` cells.
pub fn lines(fields: &[Field], wide: u16) -> u16 {
    let names = names(fields, wide);
    let lines: usize = fields.iter().map(|field| text_lines(field, wide, names).len()).sum();
    u16::try_from(lines).unwrap_or(u16::MAX)
}

/// Draws them from the top; what has no room is left out, and the last line says how much that is.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, fields: &[Field]) {
    let names = names(fields, area.width);
    let all = lines(fields, area.width);
    let shown = if all > area.height { area.height.saturating_sub(1) } else { all };
    let mut line = 0;
    for field in fields {
        for (index, text) in text_lines(field, area.width, names).iter().enumerate() {
            if line >= shown {
                let more = room::more(scene.lang, usize::from(all - shown));
                Pen::at(buf, area, shown).text(more, scene.theme.dim);
                return;
            }
            let mut pen = Pen::at(buf, area, line);
            pen.left(if index == 0 { field.name } else { "" }, names, scene.theme.dim).gap(1);
            if let Some((glyph, style)) = field.mark {
                pen.left(if index == 0 { glyph } else { " " }, 1, style).gap(1);
            }
            pen.text(text.trim_end(), field.style);
            line += 1;
        }
    }
}

fn names(fields: &[Field], wide: u16) -> u16 {
    let widest = fields.iter().map(|field| width(field.name)).max().unwrap_or(0);
    widest.min(NAMES).min(wide / 3)
}

fn text_lines(field: &Field, wide: u16, names: u16) -> Vec<String> {
    let mark = if field.mark.is_some() { 2 } else { 0 };
    let room = usize::from(wide.saturating_sub(names + 1 + mark));
    // More than one window can show is not worth the breaking.
    let end = field.text.char_indices().nth(room.saturating_mul(100)).map(|(at, _)| at);
    let cut = end.and_then(|end| Some(format!("{}{CUT}", field.text.get(..end)?)));
    let text = cut.as_deref().unwrap_or(&field.text);
    text.split('\n').flat_map(|line| broken(line, room)).collect()
}
