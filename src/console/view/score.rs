//! The drill's score sheet (F10): five segments and every slip; unfinished is not scored (R34).
//!
//! ```text
//! ┌ Drill score ────────────────────────────── 86 of 100 ┐
//! │ rollback 1   02:31/05:00 ██████████░░░░  within budget │
//! │   detect 05:02  alert 00:03  decide 01:10  …           │
//! │ ✓ false returns      0                                 │
//! │ ✗ critical alerts nobody took   1                      │
//! └────────────────────────────────────────────────────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::frame::{self, Lines};
use super::layout;
use super::pen::Pen;
use super::scene::Scene;
use super::triggers::gauge;
use crate::console::format;
use crate::console::messages::{common, room};
use crate::model::score::{RollbackScore, Score};

/// Widest that the sheet gets.
const WIDEST: u16 = 84;
/// From this many points on, a drill went well.
const GOOD: u32 = 80;
/// Below this it went badly.
const POOR: u32 = 50;

/// Draws the sheet over the panes.
pub fn draw(scene: &Scene, buf: &mut Buffer, body: Rect, score: &Score) {
    let (lang, look) = (scene.lang, scene.theme);
    let rollbacks = score.rollbacks.len() as u16;
    let lines = 2
        + 3 * rollbacks.max(1)
        + 4
        + u16::from(score.faults_by_hand > 0)
        + if score.finished { 0 } else { 2 };
    let area = layout::middle(body, WIDEST, lines.saturating_add(2));
    let (points, style) = points(scene, score);
    let title = (common::score_title(lang), look.title);
    let inner = frame::over(scene, buf, area, Lines::Single, look.border_focus, title, &[(&points, style)]);
    // On a low screen blank lines are the first to go, and what even then has no room is counted.
    let blank = u16::from(inner.height >= lines);
    let blanks = 1 + rollbacks.max(1) + u16::from(!score.finished);
    let least = lines.saturating_sub(blanks);
    if inner.height < least {
        frame::foot(buf, area, &room::more(lang, usize::from(least - inner.height)), look.dim);
    }
    let mut left = inner;
    let mut take = |lines: u16| {
        let (top, rest) = layout::cut(left, lines);
        left = rest;
        top
    };
    let scenario = scene.state.scenario.as_ref().map(crate::text::Clean::one_line).unwrap_or_default();
    Pen::at(buf, take(1 + blank), 0).text(scenario, look.strong);
    if score.rollbacks.is_empty() {
        Pen::at(buf, take(1 + blank), 0).text(room::no_rollback(lang), look.dim);
    }
    for (index, rollback) in score.rollbacks.iter().enumerate() {
        draw_rollback(scene, buf, take(2 + blank), index, rollback);
    }
    for (count, what) in [
        (score.false_returns, room::false_returns(lang)),
        (score.missed_returns, room::missed_returns(lang)),
        (score.unacknowledged, room::unacknowledged(lang)),
        (score.unreasoned, room::unreasoned(lang)),
    ] {
        let (mark, style) =
            if count == 0 { (scene.glyphs.ok, look.ok) } else { (scene.glyphs.bad, look.bad) };
        let mut pen = Pen::at(buf, take(1), 0);
        pen.text(mark, style).gap(1).right(count.to_string(), 4, if count == 0 { look.dim } else { style });
        pen.gap(2).text(what, if count == 0 { look.dim } else { look.text });
    }
    if score.faults_by_hand > 0 {
        let text = room::faults_by_hand(lang, score.faults_by_hand);
        Pen::at(buf, take(1), 0).text(scene.glyphs.important, look.info).gap(6).text(text, look.text);
    }
    if !score.finished {
        take(blank);
        Pen::at(buf, take(1), 0).text(room::why_unfinished(lang), look.dim);
    }
}

fn points(scene: &Scene, score: &Score) -> (String, Style) {
    let look = scene.theme;
    match score.points.filter(|_| score.finished) {
        Some(points) => {
            let style = match points {
                GOOD.. => look.ok,
                0..POOR => look.bad,
                _ => look.warn,
            };
            (common::score_points(scene.lang, points), style)
        }
        None => (common::score_unfinished(scene.lang).to_owned(), look.unknown),
    }
}

fn draw_rollback(scene: &Scene, buf: &mut Buffer, area: Rect, index: usize, rollback: &RollbackScore) {
    let (lang, look) = (scene.lang, scene.theme);
    let budget = scene.state.plan.rollback.budget.0;
    let (word, style) = match rollback.within_budget {
        Some(true) => (common::within_budget(lang), look.ok),
        Some(false) => (common::over_budget(lang), look.bad),
        None => (room::not_observed(lang), look.unknown),
    };
    let figure = |ms: Option<u64>| ms.map_or_else(|| common::no_value(lang).to_owned(), format::stopwatch);
    let mut pen = Pen::at(buf, area, 0);
    pen.ending(&[(word, style)]);
    pen.text(room::rollback_number(lang, index + 1), look.strong).gap(2);
    pen.text(figure(rollback.total_ms), style)
        .text(format!("/{}", format::stopwatch(budget)), look.dim)
        .gap(1);
    let share = rollback.total_ms.map_or(0.0, |total| total as f64 / budget.max(1) as f64);
    let room = pen.room().saturating_sub(1);
    gauge(scene, &mut pen, room, share, style);
    let segments = rollback.segments;
    // All five stand on one line of the smallest screen.
    let gap = if area.width >= 80 { 2 } else { 1 };
    let mut pen = Pen::at(buf, area, 1);
    pen.gap(gap);
    for (name, ms) in [
        (common::segment_detect(lang), segments.detect_ms),
        (common::segment_alert(lang), segments.alert_ms),
        (common::segment_decide(lang), segments.decide_ms),
        (common::segment_execute(lang), segments.execute_ms),
        (common::segment_observe(lang), segments.observe_ms),
    ] {
        pen.text(name, look.dim).gap(1).text(figure(ms), look.text).gap(gap);
    }
}
