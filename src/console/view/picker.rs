//! The scenario picker: what a drill without a name opens.
//!
//! ```text
//!   jday · OneLog Africa
//!   Choose a drill
//! ┌ Drills ─────────────────┬ story ─────────────────────┐
//! │ ► Errors after the swit │ Green answers 8 % errors   │
//! │   A clean day           │ four minutes after …       │
//! └─────────────────────────┴────────────────────────────┘
//!  enter choose · ↑↓ move · q quit
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::layout;
use super::pen::{Pen, width, wrapped};
use crate::console::action::Action;
use crate::console::glyphs::Glyphs;
use crate::console::keymap::Keymap;
use crate::console::lang::Lang;
use crate::console::messages::{palette, room, schedule};
use crate::console::theme::Theme;
use crate::text::Clean;

/// One drill to choose, in the console's language already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its name on the command line.
    pub id: String,
    /// Its title.
    pub title: Clean,
    /// What it tells, without giving the end away.
    pub story: Clean,
    /// Length of the recorded time in milliseconds.
    pub length_ms: u64,
}

/// Everything one drawing of the picker needs.
pub struct Picker<'a> {
    /// The drills, in order.
    pub choices: &'a [Choice],
    /// Index of the chosen one.
    pub cursor: usize,
    /// The plan's title.
    pub plan: &'a Clean,
    /// Colours by meaning.
    pub theme: &'a Theme,
    /// Glyphs, or their ASCII twins.
    pub glyphs: &'a Glyphs,
    /// Which key does what.
    pub keymap: &'a Keymap,
    /// The language of jday's own words.
    pub lang: Lang,
    /// What went wrong with the last choice.
    pub trouble: Option<&'a str>,
}

/// From this width on the story stands beside the list.
const BESIDE_FROM: u16 = 76;
/// From this many lines on the story stands below the list.
const LEAST_BOTH: u16 = 14;
/// Widest that the list gets.
const WIDEST_LIST: u16 = 56;

/// Draws the picker.
pub fn draw(picker: &Picker, buf: &mut Buffer, area: Rect) {
    let look = picker.theme;
    buf.set_style(area, look.text);
    let (head, rest) = layout::cut(area, if area.height >= 12 { 4 } else { 1 });
    let (body, foot) = layout::cut(rest, rest.height.saturating_sub(1));
    heading(picker, buf, head);
    let inner = Rect { x: body.x + 2.min(body.width), width: body.width.saturating_sub(4), ..body };
    if picker.choices.is_empty() {
        Pen::at(buf, inner, 0).text(room::no_drills(picker.lang), look.dim);
    } else if inner.width >= BESIDE_FROM {
        let list = list_width(picker).clamp(inner.width * 45 / 100, inner.width * 58 / 100).min(WIDEST_LIST);
        choices(picker, buf, Rect { width: list, ..inner });
        let rule = Rect { x: inner.x + list + 1, width: 1, ..inner };
        for line in 0..rule.height {
            Pen::at(buf, rule, line).text(picker.glyphs.bar, look.border);
        }
        story(picker, buf, Rect { x: inner.x + list + 4, width: inner.width - list - 4, ..inner });
    } else {
        // Below that many lines a story would be cut to its heading, which the list shows already.
        let told = if inner.height < LEAST_BOTH { 0 } else { inner.height / 2 };
        let (list, below) = layout::cut(inner, inner.height - told);
        choices(picker, buf, list);
        if told > 0 {
            // The list shows the title already, so that the story begins at once.
            told_in(picker, buf, layout::cut(below, 1).1);
        }
    }
    keys(picker, buf, foot);
}

fn heading(picker: &Picker, buf: &mut Buffer, area: Rect) {
    let look = picker.theme;
    let line = u16::from(area.height > 2);
    let mut pen = Pen::at(buf, area, line);
    pen.gap(2).text(format!(" {} ", room::drill_badge(picker.lang)), look.frame_drill).gap(2);
    pen.text(picker.plan.one_line(), look.strong);
    if area.height > 2 {
        Pen::at(buf, area, 2).gap(2).text(room::choose_drill(picker.lang), look.dim);
    }
}

fn choices(picker: &Picker, buf: &mut Buffer, area: Rect) {
    let look = picker.theme;
    let cursor = picker.cursor.min(picker.choices.len() - 1);
    let shown = usize::from(area.height.max(1));
    let first = (cursor + 1).saturating_sub(shown);
    for (line, choice) in picker.choices.iter().skip(first).take(shown).enumerate() {
        let chosen = first + line == cursor;
        let length = length(picker, choice);
        let mut pen = Pen::at(buf, area, line as u16);
        pen.ending(&[(&length, look.dim)]);
        pen.text(if chosen { picker.glyphs.here } else { " " }, look.accent).gap(1);
        pen.text(choice.title.one_line(), if chosen { look.strong } else { look.text });
        if chosen {
            let row = Rect { y: area.y + line as u16, height: 1, ..area };
            buf.set_style(row.intersection(area), look.selection);
        }
    }
}

/// How long a drill is, in whole minutes.
fn length(picker: &Picker, choice: &Choice) -> String {
    schedule::exact(picker.lang, choice.length_ms.div_ceil(60_000) * 60_000)
}

/// Cells in which every title and length of the list stands whole.
fn list_width(picker: &Picker) -> u16 {
    let wide = |choice: &Choice| width(&choice.title.one_line()) + width(&length(picker, choice)) + 4;
    picker.choices.iter().map(wide).max().unwrap_or(0)
}

fn story(picker: &Picker, buf: &mut Buffer, area: Rect) {
    let look = picker.theme;
    let Some(choice) = picker.choices.get(picker.cursor.min(picker.choices.len() - 1)) else { return };
    Pen::at(buf, area, 0).text(choice.title.one_line(), look.strong);
    told_in(picker, buf, layout::cut(area, 2).1);
}

/// What the chosen drill tells, and its command.
fn told_in(picker: &Picker, buf: &mut Buffer, area: Rect) {
    let look = picker.theme;
    let Some(choice) = picker.choices.get(picker.cursor.min(picker.choices.len() - 1)) else { return };
    let lines = usize::from(area.height.saturating_sub(2));
    let story = wrapped(choice.story.as_str(), area.width.min(72), lines);
    for (line, text) in story.iter().enumerate() {
        Pen::at(buf, area, line as u16).text(text, look.text);
    }
    let command = format!("jday drill {}", choice.id);
    Pen::at(buf, area, 1 + story.len() as u16).text(command, look.dim);
}

fn keys(picker: &Picker, buf: &mut Buffer, area: Rect) {
    let look = picker.theme;
    let mut pen = Pen::at(buf, area, 0);
    pen.gap(2);
    if let Some(trouble) = picker.trouble {
        pen.text(picker.glyphs.bad, look.bad).gap(1).text(trouble, look.bad);
        return;
    }
    for action in [Action::Choose, Action::Up, Action::Down, Action::Quit] {
        key(&mut pen, picker, action, look.key);
    }
    let learn = palette::learn_hint(picker.lang, picker.keymap.hint(Action::Learn));
    if width(&learn) < pen.room() {
        pen.text(picker.glyphs.dot, look.dim).gap(2).text(learn, look.dim);
    }
}

fn key(pen: &mut Pen, picker: &Picker, action: Action, style: Style) {
    let (key, label) = (picker.keymap.hint(action), action.label(picker.lang));
    if width(&key) + width(label) + 3 <= pen.room() {
        pen.text(key, style).gap(1).text(label, picker.theme.dim).gap(2);
    }
}
