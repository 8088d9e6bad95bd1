//! Until when both sides must stay up, who is still on the old one, and what Green has written
//! (F2, F4, R17).
//!
//! ```text
//! ✗ DO NOT STOP Blue before Wed 2 Dec at 14:01
//! DNS tail     ▶ until 14:10:40 · 50s left
//! still Blue   ■·······················  4% · 12/s
//! writes       3,803 on Green
//! ```

use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{cutover as say, room, words};
use crate::console::view::facts;
use crate::console::view::lines::{Line, Lines};
use crate::console::view::metrics::side_look;
use crate::console::view::scene::Scene;
use crate::model::time::{At, Stamp};
use crate::plan::types::{DatabaseTopology, Day, Plan, Side};

/// Cells of a label.
const LABEL: u16 = 13;
/// Widest gauge.
const MOST_GAUGE: u16 = 40;
/// From this share on, what stays on the old side after the tail is worth a word.
const LINGERING: f64 = 0.01;

/// How long both sides must stay up, and what a return would mean: the first line to choose, once
/// something moved.
pub fn push(scene: &Scene, lines: &mut Lines, wide: u16) {
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    keep(scene, lines, wide);
    tail(scene, lines);
    residual(scene, lines, wide);
    writes(scene, lines, wide);
}

fn label(scene: &Scene, text: impl Into<String>) -> Line {
    Line::default().left(text, LABEL, scene.theme.dim)
}

/// Until when caches may still send users to the old side (F4).
fn tail(scene: &Scene, lines: &mut Lines) {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let Some(until) = state.cutover.tail_until else { return };
    let clock = format::clock(until.at, state.plan.zone);
    let left = facts::left(state.now, until);
    let line = label(scene, room::tail(lang));
    lines.push(if left == 0 {
        line.text(scene.glyphs.ok, look.ok).gap(1).text(say::over_at(lang, clock), look.dim)
    } else {
        let left = say::time_left(lang, format::stopwatch(facts::coarse(left)));
        line.text(scene.glyphs.running, look.warn)
            .gap(1)
            .text(say::until(lang, clock), look.strong)
            .text(format!(" {} {left}", scene.glyphs.dot), look.warn)
    });
}

/// How much of the traffic is still on the old side (F4).
fn residual(scene: &Scene, lines: &mut Lines, wide: u16) {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let Some(old) = state.cutover.movement().map(|movement| movement.from) else { return };
    let line = label(scene, say::still_on(lang, words::side(lang, old)));
    let Some((_, share)) = facts::residual(state) else {
        if !facts::is_undone(state) {
            let word = say::share_unknown(lang);
            lines.push(line.text(scene.glyphs.unknown, look.unknown).gap(1).text(word, look.unknown));
        }
        return;
    };
    let mut figures = format::percent(lang, share);
    if let (Some(metric), Some(carried)) = (facts::throughput(&state.plan), facts::carried(state, old)) {
        let carried = format::value(lang, metric.unit, carried);
        figures = format!("{figures} {} {carried}", scene.glyphs.dot);
    }
    let style = if share > 0.0 { side_look(scene, old) } else { look.ok };
    let gauge = wide.saturating_sub(LABEL + 18).min(MOST_GAUGE);
    lines.push(line.gauge(share, gauge, style).gap(1).text(figures, look.strong));
    let over = state.cutover.tail_until.is_some_and(|until| facts::left(state.now, until) == 0);
    if over && share >= LINGERING {
        lines.paragraph(say::lingering(lang), LABEL, wide, look.warn);
    }
}

/// Until when the old side must not be stopped (F4, R17).
fn keep(scene: &Scene, lines: &mut Lines, wide: u16) {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let Some((side, keep)) = facts::keep(state) else { return };
    let name = words::side(lang, side);
    let shut = |text: String| (scene.glyphs.bad, look.bad, text);
    let (mark, style, text) = match keep {
        facts::Keep::Unconfirmed => shut(say::not_confirmed(lang, name)),
        facts::Keep::Until(until) => {
            let clock = moment(lang, &state.plan, state.now, until);
            if facts::left(state.now, until) > 0 {
                shut(say::not_before(lang, name, clock))
            } else {
                (scene.glyphs.ok, look.ok, say::may_stop(lang, name, clock))
            }
        }
    };
    lines.choice_of(&format!("{mark} {text}"), 0, wide, style);
}

/// An instant by its clock, with its day where that is not today.
fn moment(lang: Lang, plan: &Plan, now: Stamp, stamp: Stamp) -> String {
    let day = |at: At| Day(at.utc().with_timezone(&plan.zone.0).date_naive());
    let clock = format::clock(stamp.at, plan.zone);
    if day(stamp.at) == day(now.at) {
        clock
    } else {
        let clock = format::clock_short(stamp.at, plan.zone);
        say::day_clock(lang, format::day_of_year(lang, day(stamp.at)), clock)
    }
}

/// What Green has written, and what a return of the traffic or of the database means for it (F2).
fn writes(scene: &Scene, lines: &mut Lines, wide: u16) {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let Some((metric, number)) = facts::writes(state) else { return };
    let green = words::side(lang, Side::Green);
    let value = format::value(lang, metric.unit, number);
    lines.push(label(scene, room::writes(lang)).text(room::writes_on(lang, value, green), look.text));
    let (text, style) = if state.plan.database.topology == Some(DatabaseTopology::Replicated) {
        (say::traffic_leaves(lang, green), look.warn)
    } else {
        (say::traffic_keeps(lang).to_owned(), look.dim)
    };
    lines.paragraph(&text, LABEL, wide, style);
    lines.paragraph(say::database_loses(lang), LABEL, wide, look.warn);
}
