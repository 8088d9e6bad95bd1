//! The keys of this page, then those that count everywhere, generated from the registry of actions.
//!
//! ```text
//! ┌ Help · 2 Metrics ──────────────────────── esc Close ┐
//! │ + z    Zoom in      Shows a shorter past: …         │
//! │ Everywhere                                          │
//! │ 1      Room         Page 1: the whole room …        │
//! └───────────────────────────────────────── … 20 more ─┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::frame::{self, Lines};
use super::pen::{Pen, width, wrapped};
use super::scene::Scene;
use super::{footer, layout, page};
use crate::console::action::{Action, Context, Stage};
use crate::console::messages::room;
use crate::console::page::Page;

/// Widest that help gets; longer lines are hard to read.
const WIDEST: u16 = 110;
/// Below this width each action shows one key, so that there is room for what it does.
const ALL_KEYS_FROM: u16 = 100;
/// Below this width the names have no room beside what they do.
const LABELS_FROM: u16 = 60;
/// Most lines that one action's help takes.
const MOST_LINES: usize = 3;
/// What the room's keys are there for, in the order of a hard day.
const ROOM: &[Action] = &[
    Action::Switch,
    Action::Rollback,
    Action::Decide,
    Action::Override,
    Action::Acknowledge,
    Action::Tick,
    Action::Vote,
    Action::Note,
];

/// The actions that help shows on `page`: its own, `None` for the heading between, and the others. Keys
/// of other pages are left out, for they do nothing here.
pub fn entries(page: Page, stage: Stage) -> Vec<Option<Action>> {
    let there = |action: &Action| action.info().stages.contains(&stage);
    let context = page.context();
    let hints = if page == Page::Room { ROOM } else { page::hints(page) };
    let mut own: Vec<Action> = hints.iter().copied().filter(there).collect();
    let more = Action::ALL
        .iter()
        .filter(|action| context != Context::Room && action.info().context == context && there(action));
    for action in more {
        if !own.contains(action) {
            own.push(*action);
        }
    }
    let others = Action::ALL.iter().filter(|action| {
        matches!(action.info().context, Context::Everywhere | Context::Room)
            && there(action)
            && !own.contains(action)
    });
    let others: Vec<Option<Action>> = others.copied().map(Some).collect();
    own.into_iter().map(Some).chain([None]).chain(others).collect()
}

/// One entry in the lines that it takes.
enum Row<'a> {
    Heading,
    Action { keys: String, label: &'a str, told: Vec<String>, off: bool },
}

impl Row<'_> {
    fn height(&self) -> usize {
        match self {
            Self::Heading => 1,
            Self::Action { told, .. } => told.len().max(1),
        }
    }
}

/// Draws the help over the panes, the first `scroll` entries above its upper edge; returns how many can be.
pub fn draw(scene: &Scene, buf: &mut Buffer, body: Rect, scroll: usize) -> usize {
    let (lang, look) = (scene.lang, scene.theme);
    let entries = entries(scene.places.page, scene.stage);
    let wide = body.width.min(WIDEST);
    let keys_of = |action| match wide {
        ALL_KEYS_FROM.. => scene.keymap.all_hints(action),
        _ => scene.keymap.hint(action),
    };
    let known = || entries.iter().flatten();
    let keys = known().map(|action| width(&keys_of(*action))).max().unwrap_or(0) + 2;
    let labels = known().map(|action| width(action.label(lang))).max().unwrap_or(0) + 2;
    let labels = if wide < LABELS_FROM { 0 } else { labels };
    // The frame and its margins take four.
    let room = wide.saturating_sub(4 + keys + labels).max(1);
    let row = |entry: &Option<Action>| {
        let Some(action) = *entry else { return Row::Heading };
        let why = footer::why_not(scene, action);
        let off = why.is_some();
        let told = wrapped(&why.unwrap_or_else(|| action.help(lang).to_owned()), room, MOST_LINES);
        Row::Action { keys: keys_of(action), label: action.label(lang), told, off }
    };
    let rows: Vec<Row> = entries.iter().map(row).collect();
    let lines: usize = rows.iter().map(Row::height).sum();
    let area = layout::middle(body, WIDEST, u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2));
    let close = format!("{} {}", scene.keymap.hint(Action::Close), Action::Close.label(lang));
    let dot = scene.glyphs.dot;
    let title = format!("{} {dot} {}", room::help(lang), frame::page_title(scene, scene.places.page));
    let title = (title.as_str(), look.title);
    let inner = frame::over(scene, buf, area, Lines::Single, look.border_focus, title, &[(&close, look.dim)]);
    let reach = reach(&rows, usize::from(inner.height));
    let first = scroll.min(reach);
    let mut line = 0;
    let mut shown = first;
    for row in rows.iter().skip(first) {
        if line + row.height() > usize::from(inner.height) {
            break;
        }
        draw_row(scene, buf, inner, line as u16, row, (keys, labels));
        line += row.height();
        shown += 1;
    }
    if shown < rows.len() {
        frame::foot(buf, area, &room::more(lang, rows.len() - shown), look.dim);
    }
    reach
}

/// How many entries may stand above the upper edge before the rest would leave lines empty.
fn reach(rows: &[Row], height: usize) -> usize {
    let mut left = height;
    let fitting = rows.iter().rev().take_while(|row| {
        let fits = row.height() <= left;
        left = left.saturating_sub(row.height());
        fits
    });
    rows.len() - fitting.count()
}

fn draw_row(scene: &Scene, buf: &mut Buffer, inner: Rect, line: u16, row: &Row, (keys, labels): (u16, u16)) {
    let look = scene.theme;
    match row {
        Row::Heading => {
            Pen::at(buf, inner, line).text(room::help_everywhere(scene.lang), look.title);
        }
        Row::Action { keys: key, label, told, off } => {
            let mut pen = Pen::at(buf, inner, line);
            pen.left(key, keys, if *off { look.key_off } else { look.key });
            if labels > 0 {
                pen.left(label, labels, if *off { look.dim } else { look.strong });
            }
            for (below, text) in told.iter().enumerate() {
                let mut pen = Pen::at(buf, inner, line + below as u16);
                pen.gap(keys + labels).text(text, if *off { look.dim } else { look.text });
            }
        }
    }
}
