//! What an action would do, before it does it (F20).
//!
//! ```text
//! ┌ R · Rollback ──────────────────────────────── ▲ MOVES ┐
//! │ Opens the rollback to Blue: reason, effect, a phrase. │
//! │                                                       │
//! │ Effect  moves traffic or data …                       │
//! │ Who     Tech Lead, DevOps …                           │
//! │ Then    a dialog opens: nothing happens before …      │
//! │         What would happen: …                          │
//! └─────────────────────── R or Enter goes on · esc … ────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::frame::{self, Lines};
use super::layout;
use super::palette::word;
use super::pen::{Pen, width, wrapped};
use super::scene::Scene;
use crate::console::action::{Action, Danger, Press};
use crate::console::dialog::{Line, Mark, open};
use crate::console::messages::{palette as say, room};
use crate::model::gates;

/// Widest that a lesson gets.
const WIDEST: u16 = 90;

/// One line: what stands before it, the line itself, its look.
type Told = (&'static str, String, Style);

/// Draws the lesson of `action` over the panes.
pub fn draw(scene: &Scene, buf: &mut Buffer, body: Rect, action: Action) {
    let (lang, look) = (scene.lang, scene.theme);
    let wide = WIDEST.min(body.width).saturating_sub(4);
    let labels = [say::lesson_does(lang), say::lesson_who(lang), say::lesson_next(lang)];
    let column = labels.into_iter().map(width).max().unwrap_or(0) + 2;
    let beside = wide.saturating_sub(column).max(1);
    let mut lines: Vec<Told> = wrapped(action.help(lang), wide.max(1), usize::MAX)
        .into_iter()
        .map(|text| ("", text, look.strong))
        .collect();
    let head = lines.len();
    for (label, text, style) in told(scene, action) {
        for (at, part) in wrapped(&text, beside, usize::MAX).into_iter().enumerate() {
            lines.push((if at == 0 { label } else { "" }, part, style));
        }
    }
    let count = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let area = layout::middle(body, WIDEST, count.saturating_add(3));
    let key = scene.keymap.hint(action);
    let title = say::lesson(lang, &key, action.label(lang));
    let (glyph, danger, style) = word(scene, action.info().danger);
    let (kind, border) = if action.info().danger == Danger::Moves {
        (Lines::Double, look.danger)
    } else {
        (Lines::Single, look.border_focus)
    };
    let notes = [(glyph, style), (" ", look.text), (danger, style)];
    let inner = frame::over(scene, buf, area, kind, border, (&title, look.title), &notes);
    let height = usize::from(inner.height);
    let gap = u16::from(height > lines.len());
    // The last line says how many have no room.
    let shown = if lines.len() > height { height.saturating_sub(1) } else { lines.len() };
    if shown < lines.len() {
        let more = room::more(lang, lines.len() - shown);
        Pen::at(buf, inner, shown as u16).text(more, look.dim);
    }
    for (at, (label, text, style)) in lines.iter().take(shown).enumerate() {
        let line = at as u16 + if at >= head { gap } else { 0 };
        let mut pen = Pen::at(buf, inner, line);
        if at >= head {
            pen.left(label, column, look.dim);
        }
        pen.text(text, *style);
    }
    let close = scene.keymap.hint(Action::Close);
    frame::foot(buf, area, &say::lesson_go(lang, key, close), look.dim);
}

/// Effect, who may, what follows.
fn told(scene: &Scene, action: Action) -> Vec<Told> {
    let (lang, look) = (scene.lang, scene.theme);
    let info = action.info();
    let effect = match info.danger {
        Danger::Looks => say::lesson_looks(lang),
        Danger::Records => say::lesson_records(lang),
        Danger::Moves => say::lesson_moves(lang),
    };
    let next = match info.press {
        Press::Acts => say::lesson_acts(lang),
        Press::Asks => say::lesson_asks(lang),
    };
    let mut out = vec![
        (say::lesson_does(lang), effect.to_owned(), look.text),
        (say::lesson_who(lang), who(scene, action), look.text),
        (say::lesson_next(lang), next.to_owned(), look.text),
    ];
    out.extend(dry_run(scene, action).into_iter().map(|line| {
        let (glyph, style) = match line.mark {
            Mark::None => (" ", look.dim),
            Mark::Good => (scene.glyphs.ok, look.ok),
            Mark::Bad => (scene.glyphs.bad, look.bad),
            Mark::Overridden => (scene.glyphs.overridden, look.warn),
            Mark::Unknown => (scene.glyphs.unknown, look.unknown),
            Mark::Warn => (scene.glyphs.critical, look.warn),
        };
        ("", format!("{glyph} {}", line.text), style)
    }));
    out
}

/// The roles that may, by their titles in the plan.
fn who(scene: &Scene, action: Action) -> String {
    let rights = action.info().rights;
    if rights.is_empty() {
        return say::lesson_everybody(scene.lang).to_owned();
    }
    let roles = scene.state.plan.roles.iter();
    let may = roles.filter(|role| rights.iter().any(|right| role.may.contains(right)));
    let titles: Vec<_> = may.map(|role| role.title.one_line().into_owned()).collect();
    if titles.is_empty() { say::lesson_nobody(scene.lang).to_owned() } else { titles.join(", ") }
}

/// What the dialog would say that the action opens, where it has a dry run.
fn dry_run(scene: &Scene, action: Action) -> Vec<Line> {
    let (lang, state) = (scene.lang, scene.state);
    match action {
        Action::Switch => open::switch(lang, state, &gates::switch(state)).lines,
        Action::Rollback => open::rollback(lang, state).lines,
        _ => Vec::new(),
    }
}
