//! Whether the way back exists, how long both sides must stay up, and who else moved the lever
//! (F1, F2, F4, F19, R17).
//!
//! ```text
//! ✓ ready, proved   to Blue             at 14:06:22 · next 14:07:22
//! ✓ lever                ok
//! DNS tail      until 14:10:40 · 50s left
//! still Blue    ■·······················  4% · 12/s
//! ✗ DO NOT STOP Blue before Wed 2 Dec at 14:01
//! ```

use super::{WAY_BACK, gates as gate_lines};
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{cutover as say, room, words};
use crate::console::page::{Sight, passes};
use crate::console::view::board::{Part, is_open};
use crate::console::view::lines::{Line, Lines};
use crate::console::view::metrics::side_look;
use crate::console::view::pen::width;
use crate::console::view::scene::Scene;
use crate::console::view::{cutover as pane, facts};
use crate::model::cutover::{Check, Drift, GateState, Readiness};
use crate::model::gates;
use crate::model::time::{At, Stamp};
use crate::plan::types::{DatabaseTopology, Day, Plan, Side};

/// Cells of a label, and of a check's name.
const LABEL: u16 = 13;
const NAME: u16 = 24;
/// Widest gauge.
const MOST_GAUGE: u16 = 40;

/// From this share on, what stays on the old side after the tail is worth a word.
const LINGERING: f64 = 0.01;

/// One line to choose.
#[derive(Debug)]
pub enum Item<'a> {
    /// A proof of the way back.
    Check(&'a Check),
    /// What must be open before a side is stopped, or before the switch is tried again.
    Gate(GateState),
    /// Somebody else moved the lever.
    Drift(&'a Stamp, &'a Drift),
}

/// Checks, gates and moves outside jday, as far as they pass the filter.
pub fn items<'s>(sight: &Sight<'s>) -> Vec<Item<'s>> {
    let (state, lang, filter) = (sight.state, sight.lang, &sight.places.here().filter);
    let checks = state.cutover.readiness.iter().flat_map(|(_, readiness)| &readiness.checks);
    let checks = checks.filter(|check| {
        let name = words::check(lang, check.name.as_str());
        passes(filter, &format!("{name} {}", check.detail.one_line()))
    });
    let mut all: Vec<Item> = checks.map(Item::Check).collect();
    let drifts = state.cutover.drifts.iter().rev();
    let drifts = drifts.filter(|(at, drift)| {
        let clock = format::clock(at.at, state.plan.zone);
        passes(filter, &format!("{clock} {}", drifted(lang, drift)))
    });
    all.extend(drifts.map(|(at, drift)| Item::Drift(at, drift)));
    // Before anything moved, the switch's gates stand in the first part.
    if !state.cutover.movements.is_empty() {
        let gates = if state.can_go_back() { gates::teardown(state) } else { gates::switch(state) };
        all.extend(gate_lines::in_order(sight, gates).into_iter().map(Item::Gate));
    }
    all
}

/// The part, in `wide` cells.
pub fn part(scene: &Scene, wide: u16) -> Part {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let items = items(&scene.sight());
    let mut lines = Lines::default();
    let note = headline(scene, &mut lines, wide);
    for item in &items {
        if let Item::Check(check) = item {
            check_line(scene, &mut lines, wide, check);
        }
    }
    if !state.cutover.drifts.is_empty() {
        drifts(scene, &mut lines, wide, &items);
    }
    if state.cutover.movement().is_some() {
        lines.push(Line::default());
        tail(scene, &mut lines);
        residual(scene, &mut lines, wide);
        keep(scene, &mut lines, wide);
        writes(scene, &mut lines, wide);
    }
    if items.iter().any(|item| matches!(item, Item::Gate(_))) {
        let before = if state.can_go_back() {
            say::before_stopping(lang, words::side(lang, Side::Blue))
        } else {
            say::before_switching(lang).to_owned()
        };
        lines.heading(before, look.accent);
    }
    for (index, item) in items.iter().enumerate() {
        if let Item::Gate(gate) = item {
            gate_lines::push(scene, &mut lines, wide, gate, told(scene, index, &items));
        }
    }
    if state.cutover.drifts.is_empty() {
        lines.heading(say::outside(lang), look.accent);
        let line = Line::default().text(scene.glyphs.ok, look.ok).gap(1);
        lines.push(line.text(say::outside_none(lang), look.dim));
    }
    Part { index: WAY_BACK, title: say::way_back(lang).into(), note, lines }
}

fn told(scene: &Scene, index: usize, items: &[Item]) -> bool {
    is_open(scene, WAY_BACK, index, items.len())
}

/// Whether the way back is proved, when it was and when it will be again (F1); returned for the frame too.
fn headline(scene: &Scene, lines: &mut Lines, wide: u16) -> (String, ratatui::style::Style) {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let Some((at, readiness)) = &state.cutover.readiness else {
        let note = format!("{} {}", scene.glyphs.unknown, room::never_proved(lang));
        lines.paragraph(&note, 0, wide, look.unknown);
        lines.paragraph(say::how_proved(lang), 0, wide, look.dim);
        return (note, look.unknown);
    };
    let old = state.now.since(*at) > state.plan.gates.readiness_within.0;
    let (mark, style, word) = pane::verdict(scene, readiness, old);
    let zone = state.plan.zone;
    let proved = say::proved_at(lang, format::clock(at.at, zone));
    let next = say::next_proof(lang, format::clock(at.plus(Readiness::EVERY_MS).at, zone));
    let to = say::way_to(lang, words::side(lang, readiness.to));
    let times = format!("{proved} {} {next}", scene.glyphs.dot);
    let beside = width(word) + width(&to) + width(&times) + 5 <= wide;
    let line = Line::default().text(mark, style).gap(1).text(word, style).gap(1);
    let line = line.text(to, side_look(scene, readiness.to));
    if beside {
        lines.push(line.end(times, look.dim));
    } else {
        lines.push(line);
        lines.push(Line::indented(2).text(times, look.dim));
    }
    if readiness.to == Side::Green {
        lines.paragraph(&say::way_there(lang, words::side(lang, Side::Blue)), 2, wide, look.dim);
    }
    (format!("{mark} {word}"), style)
}

/// Whether a check's evidence has room beside its name.
fn fits(check: &Check, wide: u16) -> bool {
    2 + NAME + width(&check.detail.one_line()) <= wide
}

/// One proof with its evidence, beside its name or below it.
fn check_line(scene: &Scene, lines: &mut Lines, wide: u16, check: &Check) {
    let (lang, look, glyphs) = (scene.lang, scene.theme, scene.glyphs);
    let (mark, style, text) = match check.ok {
        Some(true) => (glyphs.ok, look.ok, look.text),
        Some(false) => (glyphs.bad, look.bad, look.bad),
        None => (glyphs.unknown, look.unknown, look.unknown),
    };
    let detail = if check.ok == Some(true) { look.dim } else { text };
    let line =
        Line::default().text(mark, style).gap(1).left(words::check(lang, check.name.as_str()), NAME, text);
    if fits(check, wide) {
        lines.choice(line.text(check.detail.one_line(), detail));
    } else {
        lines.choice(line);
        lines.paragraph(&check.detail.one_line(), 2, wide, detail);
    }
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
    lines.paragraph(&format!("{mark} {text}"), 0, wide, style);
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

fn drifted(lang: Lang, drift: &Drift) -> String {
    let expected = words::side(lang, drift.expected);
    let found = match drift.side {
        Some(side) => format!("{} ({})", words::side(lang, side), drift.found.one_line()),
        None => drift.found.one_line().into_owned(),
    };
    say::drifted(lang, drift.from.as_str(), found, expected)
}

/// Every move of the lever that was not jday's (F19).
fn drifts(scene: &Scene, lines: &mut Lines, wide: u16, items: &[Item]) {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    lines.heading(say::outside(lang), look.accent);
    for (index, item) in items.iter().enumerate() {
        let Item::Drift(at, drift) = item else { continue };
        let text = drifted(lang, drift);
        lines.choice(
            Line::default()
                .text(scene.glyphs.important, look.bad)
                .gap(1)
                .text(format::clock(at.at, state.plan.zone), look.text)
                .gap(1)
                .text(&text, look.bad),
        );
        if told(scene, index, items) {
            lines.paragraph(&text, 2, wide, look.text);
        }
    }
}
