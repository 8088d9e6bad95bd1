//! The stopwatch of every rollback of the day: five segments, one after the other, against the budget (F5).
//!
//! ```text
//! rollback 1 · 14:08:30        proposed by “Errors”
//!   total      ■■■■■■■■··················  01:32/05:00 within budget
//!   detect     ■■■■■■■■■■■■■■■■■■■■■■■■■■  05:00       not in the budget
//!   alert      ■·························  00:03
//!   decide     ·■■■■■····················  00:48
//! ```

use ratatui::style::Style;

use super::ROLLBACKS;
use crate::console::action::Action;
use crate::console::format;
use crate::console::messages::{common, cutover as say, words};
use crate::console::page::{Sight, passes};
use crate::console::view::board::{self, Part, is_open};
use crate::console::view::facts::{self, Stopwatch};
use crate::console::view::lines::{Line, Lines};
use crate::console::view::scene::Scene;
use crate::console::view::stopwatch;
use crate::model::State;
use crate::model::procedure::Run;
use crate::plan::types::ProcedureKind;

/// Cells of a segment's name, and of what stands behind its bar.
const NAME: u16 = 12;
const FIGURES: u16 = 14;
/// Widest bar.
const MOST_BAR: u16 = 48;
/// From this width on a bar has words behind it.
const WORDS_FROM: u16 = 62;

/// Every rollback with its number of the day.
fn all(state: &State) -> impl Iterator<Item = (usize, u64, &Run)> {
    let rollbacks = state.procedures.runs.iter().filter(|(_, run)| run.kind == ProcedureKind::Rollback);
    rollbacks.enumerate().map(|(index, (id, run))| (index + 1, *id, run))
}

/// Every rollback that passes the filter, newest first.
pub fn items<'s>(sight: &Sight<'s>) -> Vec<(usize, u64, &'s Run)> {
    let (state, filter) = (sight.state, board::filter(sight, ROLLBACKS));
    let mut found: Vec<_> = all(state)
        .filter(|(number, _, run)| {
            let why = words::why(sight.lang, &state.plan, &run.why);
            passes(filter, &format!("{} {why}", name(sight, *number, run)))
        })
        .collect();
    found.reverse();
    found
}

fn name(sight: &Sight, number: usize, run: &Run) -> String {
    say::rollback(sight.lang, number, format::clock(run.requested_at.at, sight.state.plan.zone))
}

/// The part, in `wide` cells.
pub fn part(scene: &Scene, wide: u16) -> Part {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let sight = scene.sight();
    let items = items(&sight);
    let mut lines = Lines::default();
    let mut note = (String::new(), look.dim);
    if all(state).next().is_none() {
        let key = scene.keymap.hint(Action::Rollback);
        let budget = format::stopwatch(state.plan.rollback.budget.0);
        lines.paragraph(&say::no_rollback(lang, key, budget), 0, wide, look.dim);
    }
    for (index, (number, id, run)) in items.iter().enumerate() {
        let clock = facts::stopwatch_of(state, *id, run);
        if index > 0 {
            lines.push(Line::default());
        } else {
            note = total(scene, &clock);
        }
        let why = words::why(lang, &state.plan, &run.why);
        let line = Line::default().text(name(&sight, *number, run), look.strong).gap(2).text(why, look.dim);
        lines.choice(match run.ended {
            Some((_, result)) => line.end(words::run_result(lang, result), look.dim),
            None => line.end(format!("{} {}", scene.glyphs.running, say::under_way(lang)), look.warn),
        });
        if is_open(scene, ROLLBACKS, index, items.len()) {
            told(scene, &mut lines, wide, run);
        }
        segments(scene, &mut lines, wide, &clock);
    }
    Part { index: ROLLBACKS, title: say::rollbacks(lang).into(), note, lines }
}

/// Who asked, who decided, and what they wrote.
fn told(scene: &Scene, lines: &mut Lines, wide: u16, run: &Run) {
    let (lang, plan) = (scene.lang, &scene.state.plan);
    let mut parts =
        vec![say::asked_by(lang, words::actor(lang, plan, &run.by), words::why(lang, plan, &run.why))];
    if let Some((who, stamp, choice)) = &run.decided {
        let clock = format::clock(stamp.at, plan.zone);
        parts.push(say::decided_by(lang, words::actor(lang, plan, who), clock, words::choice(lang, *choice)));
    }
    parts.extend(run.note.as_ref().map(|note| note.one_line().into_owned()));
    lines.paragraph(&parts.join(&format!(" {} ", scene.glyphs.dot)), 2, wide, scene.theme.text);
}

/// The total against the budget, and its look.
fn total(scene: &Scene, clock: &Stopwatch) -> (String, Style) {
    let text = format!("{}/{}", format::stopwatch(clock.total_ms), format::stopwatch(clock.budget_ms));
    (text, stopwatch::total_look(scene, clock, stopwatch::share(clock)))
}

/// The total, then a bar for each segment on the same scale, each beginning where the one before ended.
fn segments(scene: &Scene, lines: &mut Lines, wide: u16, clock: &Stopwatch) {
    let (lang, look) = (scene.lang, scene.theme);
    let worded = wide >= WORDS_FROM;
    let bar = wide.saturating_sub(2 + NAME + FIGURES + if worded { 16 } else { 0 }).min(MOST_BAR);
    let scale = clock.budget_ms.max(clock.total_ms).max(1) as f64;
    let row = |name: &str| Line::indented(2).left(name, NAME, look.dim);
    let (figures, style) = total(scene, clock);
    let word = stopwatch::word(scene, clock);
    let line = row(say::total(lang)).gauge(clock.total_ms as f64 / scale, bar, style).gap(1);
    lines.push(line.left(figures, FIGURES, style).text(if worded { word } else { "" }, style));
    if let Some(ms) = clock.detect_ms {
        let line = row(common::segment_detect(lang)).stretch(0.0, ms as f64 / scale, bar, look.dim);
        let line = line.gap(1).left(format::stopwatch(ms), FIGURES, look.text);
        lines.push(line.text(if worded { say::beside_budget(lang) } else { "" }, look.dim));
    }
    let names = stopwatch::segment_names(lang);
    let waits = clock.segments.iter().position(Option::is_none).filter(|_| clock.running);
    let mut from = 0;
    for (index, (name, segment)) in names.into_iter().zip(clock.segments).enumerate() {
        let here = waits == Some(index);
        let length = segment.or_else(|| here.then(|| clock.total_ms.saturating_sub(from)));
        let style = if here { look.accent } else { look.gauge };
        let to = from + length.unwrap_or(0);
        let line = row(name).stretch(from as f64 / scale, to as f64 / scale, bar, style).gap(1);
        lines.push(match (length, here) {
            (Some(ms), true) => {
                line.text(format!("{} {}", scene.glyphs.running, format::stopwatch(ms)), style)
            }
            (Some(ms), false) => line.text(format::stopwatch(ms), look.text),
            (None, _) => line.text(common::no_value(lang), look.dim),
        });
        from = to;
    }
}
