//! The lever whole: both sides as a picture, five levels of truth, who answers what, the way back, and
//! the stopwatch of every rollback.
//!
//! ```text
//! ┌ 6 Cutover ────────────────────────────────────────────┐
//! │ ┌ Blue ───┐ ◄── 4% ──■══ 96% ══► ╔ Green ─ LIVE ════╗ │
//! └───────────────────────────────────────────────────────┘
//! ┌ Levels of truth ──────────┐┌ Who answers what ────────┐
//! │ ■ 1 asked     14:00:40    ││ ✓ google   Green    34s  │
//! └───────────────────────────┘└──────────────────────────┘
//! ┌ Rollback stopwatch ───────┐┌ Way back ────────────────┐
//! └───────────────────────────┘└──────────────────────────┘
//! ```

mod answers;
mod both_sides;
pub mod gates;
mod picture;
mod readiness;
mod rollbacks;
mod truth;
mod way_back;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

use super::super::board::{self, Part};
use super::super::layout::{self, Size};
use super::super::scene::Scene;
use super::super::{cutover as pane, frame};
use crate::console::action::Action;
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{cutover as say, room, words};
use crate::console::page::{Page, Sight};
use crate::plan::types::Side;

/// How many parts the page has.
pub const PARTS: usize = 4;

/// Keys worth a hint on this page.
pub const HINTS: &[Action] = &[Action::NextPane, Action::Details, Action::Filter];

/// The parts, in the order of the focus.
const TRUTH: usize = 0;
const ANSWERS: usize = 1;
const WAY_BACK: usize = 2;
const ROLLBACKS: usize = 3;

/// Fewest lines in which a chart of the shares says something.
const LEAST_CHART: u16 = 6;

/// How many lines `part` has to choose from.
pub fn rows(sight: &Sight, part: usize) -> usize {
    match part {
        TRUTH => truth::rows(sight),
        ANSWERS => answers::items(sight).len(),
        WAY_BACK => way_back::items(sight).len(),
        _ => rollbacks::items(sight).len(),
    }
}

/// The line of `part` that is chosen while nobody chose one: the newest, or the first.
pub fn initial(_sight: &Sight, _part: usize) -> usize {
    0
}

fn part(scene: &Scene, index: usize, wide: u16) -> Part {
    match index {
        TRUTH => truth::part(scene, wide, false),
        ANSWERS => answers::part(scene, wide),
        WAY_BACK => way_back::part(scene, wide),
        _ => rollbacks::part(scene, wide),
    }
}

fn names(lang: Lang) -> [&'static str; PARTS] {
    [say::part_truth(lang), say::part_answers(lang), say::part_way_back(lang), say::part_rollbacks(lang)]
}

/// Draws the page.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let (top, rest) = layout::cut(area, picture::lines(size));
    picture::draw(scene, buf, top, size);
    match size {
        Size::Tiny | Size::Narrow | Size::Small => alone(scene, buf, rest, size),
        Size::Medium => two_columns(scene, buf, rest, size),
        Size::Large => three_columns(scene, buf, rest, size),
    }
}

/// The part with the focus first; in the smallest windows nothing else.
fn alone(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let index = scene.places.here().part;
    if size == Size::Tiny {
        let tiny = if index == TRUTH {
            truth::part(scene, area.width, true)
        } else {
            part(scene, index, area.width)
        };
        tiny.inside(scene, buf, area);
        return;
    }
    let title = part(scene, index, area.width).title;
    let names = names(scene.lang);
    let strip = board::strip(scene, &names, index);
    let parts = |index| part(scene, index, area.width);
    board::alone(scene, buf, area, size, (&title, &strip), (PARTS, &parts));
}

fn two_columns(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let [left, right] = Layout::horizontal([Constraint::Percentage(56), Constraint::Fill(1)]).areas(area);
    for (column, parts) in [(left, [TRUTH, ROLLBACKS]), (right, [ANSWERS, WAY_BACK])] {
        board::column(
            scene,
            buf,
            column,
            size,
            &parts.map(|index| part(scene, index, board::inside(column))),
        );
    }
}

/// Truth, answers and the way back side by side; below them the stopwatches and the shares over time.
fn three_columns(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let thirds = |area| {
        Layout::horizontal([Constraint::Percentage(36), Constraint::Percentage(28), Constraint::Fill(1)])
            .areas::<3>(area)
    };
    let columns = thirds(area);
    let parts = [(TRUTH, 0), (ANSWERS, 1), (WAY_BACK, 2)].map(|(index, column)| {
        part(scene, index, columns.get(column).map_or(0, |area| board::inside(*area)))
    });
    let tallest = parts.iter().map(|part| part.whole(size)).max().unwrap_or(0);
    let (upper, lower) = layout::cut(area, tallest.min(area.height.saturating_sub(LEAST_CHART + 2)));
    for (part, area) in parts.iter().zip(thirds(upper)) {
        part.draw(scene, buf, area, size);
    }
    let [left, middle, right] = thirds(lower);
    part(scene, ROLLBACKS, board::inside(left)).draw(scene, buf, left, size);
    let chart = middle.union(right);
    let title = room::share_over(scene.lang, format::length(scene.lang, pane::SPAN_MS));
    let [blue, green] = [Side::Blue, Side::Green].map(|side| words::side(scene.lang, side));
    let (glyphs, look) = (scene.glyphs, scene.theme);
    let (blue, green) = (format!("  {} {blue}", glyphs.dot), format!("{} {green}", glyphs.idle));
    let notes = [(green.as_str(), look.green), (blue.as_str(), look.blue)];
    let inner = frame::part(scene, buf, chart, size, false, &title, &notes);
    if inner.height >= LEAST_CHART {
        pane::history(scene, buf, inner);
    }
}

/// The title of the page for its first frame.
fn title(scene: &Scene) -> String {
    frame::page_title(scene, Page::Cutover)
}
