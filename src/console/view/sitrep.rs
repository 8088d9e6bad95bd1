//! The situation report as it would be sent (F17).
//!
//! ```text
//! ┌ Sitrep ─────────────────────────────── fr · text ┐
//! │ [EXERCICE — rien de réel]                        │
//! │ Heure       14:05:32 GMT · …                     │
//! └──────────────────────────────────────────────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::frame::{self, Lines};
use super::layout;
use super::pen::{Pen, width};
use super::scene::Scene;
use crate::console::action::Action;
use crate::console::lang::Lang;
use crate::console::messages::{room, sitrep as say};
use crate::console::sitrep::{Form, LABEL, Report};

/// Widest that the report gets.
const WIDEST: u16 = 110;

/// How the report is shown.
pub struct Shown {
    /// Its language.
    pub lang: Lang,
    /// Its form.
    pub form: Form,
    /// Lines scrolled.
    pub scroll: usize,
    /// Whether one will be printed on exit.
    pub printed: bool,
}

/// Draws the report over the panes; returns by how many lines it can be scrolled.
pub fn draw(scene: &Scene, buf: &mut Buffer, body: Rect, shown: &Shown) -> usize {
    let look = scene.theme;
    let report = Report { lang: shown.lang, stage: scene.stage, state: scene.state, log: scene.log };
    let text = report.text(shown.form);
    let wide = WIDEST.min(body.width).saturating_sub(4);
    let lines: Vec<String> = text.lines().flat_map(|line| broken(line, wide)).collect();
    let count = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let area = layout::middle(body, WIDEST, count.saturating_add(2));
    let form = match shown.form {
        Form::Plain => say::form_plain(scene.lang),
        Form::Slack => say::form_slack(scene.lang),
    };
    let mut how = format!("{} {} {form}", shown.lang, scene.glyphs.dot);
    if shown.printed {
        how = format!("{how} {} {}", scene.glyphs.dot, say::prints(scene.lang));
    }
    let title = (say::title(scene.lang), look.title);
    let inner =
        frame::over(scene, buf, area, Lines::Single, look.border_focus, title, &[(&how, look.strong)]);
    let height = usize::from(inner.height);
    let reach = lines.len().saturating_sub(height);
    let first = shown.scroll.min(reach);
    for (line, text) in lines.iter().enumerate().skip(first).take(height) {
        let mut pen = Pen::at(buf, inner, (line - first) as u16);
        // Labels are what may be overlooked; the mode, which comes first, is what may not.
        let (label, rest) = label(text, shown.form);
        pen.text(label, look.dim).text(rest, if line == 0 { look.strong } else { look.text });
    }
    let left = lines.len().saturating_sub(first + height);
    let foot = if left > 0 { room::more(scene.lang, left) } else { keys(scene) };
    frame::foot(buf, area, &foot, look.dim);
    reach
}

/// A line's label with its gap, if it has one, and the rest.
fn label(line: &str, form: Form) -> (&str, &str) {
    let end = line.char_indices().nth(LABEL).map(|(at, _)| at);
    let split = end.filter(|_| form == Form::Plain).and_then(|at| line.split_at_checked(at));
    split
        .filter(|(label, _)| label.ends_with(' ') && label.trim_end().len() + 1 < label.len())
        .unwrap_or(("", line))
}

/// The way out, for windows without a last line.
fn keys(scene: &Scene) -> String {
    format!("{} {}", scene.keymap.hint(Action::Close), Action::Close.label(scene.lang))
}

/// A line in as many as it needs, each of them under where the first one's text began.
fn broken(line: &str, wide: u16) -> Vec<String> {
    if width(line) <= wide {
        return vec![line.to_owned()];
    }
    // A label and the gap after it, if the line has them.
    let indent = line.find("  ").map_or(0, |at| {
        let rest = line.get(at..).unwrap_or_default();
        at + (rest.len() - rest.trim_start().len())
    });
    let indent = if indent * 2 > usize::from(wide) { 0 } else { indent };
    let (head, rest) = line.split_at_checked(indent).unwrap_or(("", line));
    let room = wide.saturating_sub(width(head)).max(1);
    super::pen::wrapped(rest, room, usize::from(u16::MAX))
        .into_iter()
        .enumerate()
        .map(|(at, text)| {
            let blank = " ".repeat(usize::from(width(head)));
            if at == 0 { format!("{head}{text}") } else { format!("{blank}{text}") }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_told_from_what_it_labels() {
        let line = "En ligne           Green, confirmé";
        assert_eq!(label(line, Form::Plain), ("En ligne           ", "Green, confirmé"));
        assert_eq!(label(line, Form::Slack), ("", line));
        assert_eq!(label("[EXERCICE — rien de réel]", Form::Plain).0, "");
    }

    #[test]
    fn a_long_line_goes_on_under_its_own_text() {
        assert_eq!(broken("Label   one two three", 16), ["Label   one two", "        three"]);
        assert_eq!(broken("short", 14), ["short"]);
        assert!(broken("Label   one two", 0).iter().all(|line| !line.is_empty()));
    }
}
