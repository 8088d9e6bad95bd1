//! The cutover as a picture: who carries the traffic, how true that is, and the way back.
//!
//! ```text
//! ┌ Cutover ────────────────────────── api.example.com ┐
//! │   Blue 2.3.1    12/s  4%        96%  280/s  Green ► │
//! │ ███░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ │
//! │ → Green              resolvers                      │
//! │ ■ 1 asked   14:00:00   ✓ one    Green   34s         │
//! │ ■ 2 accepted   +0.8s   ✓ two    Green   12s         │
//! │ way back  ✓ proved                                  │
//! │ stopwatch 02:31/05:00 ████████░░░░░░░               │
//! └─────────────────────────────────────────────────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::layout::{Size, Wish};
use super::metrics::side_look;
use super::pen::{Pen, width};
use super::scene::{Pane, Scene};
use super::spark::columns;
use super::{facts, frame, held, levels, stopwatch};
use crate::console::format;
use crate::console::messages::{common, evidence, room, words};
use crate::model::cutover::Readiness;
use crate::model::metrics::Track;
use crate::model::time::Stamp;
use crate::plan::types::{DatabaseTopology, Side};

/// How much of the past the share's picture shows.
pub const SPAN_MS: u64 = 10 * 60 * 1000;
/// Fewest and most lines of that picture.
const LEAST_CHART: u16 = 4;
const MOST_CHART: u16 = 20;

/// From this width on "left" stands behind the tail's time.
const LEFT_FROM: u16 = 60;

/// Below this width the tail is told in fewer words.
const NARROW: u16 = 40;

/// How wide the labels of the lower lines are.
pub const LABEL: u16 = 11;

/// How many lines the pane would fill.
pub fn wish(scene: &Scene, size: Size) -> Wish {
    let heads = size.frame_lines();
    let clock = facts::stopwatch(scene.state).map_or(0, |_| stopwatch::LINES);
    let whole = 2
        + held_lines(scene)
        + levels::lines(scene, size)
        + missed_lines(scene, size)
        + tail_lines(scene)
        + 1
        + writes_lines(scene, size)
        + clock
        + heads;
    // Sides, share, levels: without these three it is no picture.
    let least = held_lines(scene) + if size.framed() { 6 } else { 4 };
    Wish { pane: Pane::Cutover, least: whole.min(least + heads), whole, grows: size == Size::Large }
}

/// Draws the pane. What matters most in the present state comes first, because the last lines are
/// the first to be cut.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let look = scene.theme;
    let lever = scene.state.plan.lever.name.one_line();
    let title = room::cutover(scene.lang);
    let mut left = frame::pane(scene, buf, area, size, Pane::Cutover, title, &[(&lever, look.dim)]);
    let mut take = |lines: u16| {
        let (top, rest) = super::layout::cut(left, lines);
        left = rest;
        top
    };
    sides(scene, buf, take(1));
    share(scene, buf, take(1));
    let running = facts::stopwatch(scene.state).filter(|clock| clock.running);
    if let Some(clock) = &running {
        stopwatch::draw(scene, buf, take(stopwatch::LINES), clock);
    }
    let gates = held::waiting(scene);
    if !gates.is_empty() {
        held::in_one_line(scene, buf, take(1), &gates);
    }
    levels::draw(scene, buf, take(levels::lines(scene, size)), size);
    missed(scene, buf, take(missed_lines(scene, size)));
    tail(scene, buf, take(tail_lines(scene)));
    readiness(scene, buf, take(1));
    writes(scene, buf, take(writes_lines(scene, size)));
    if let (Some(clock), None) = (facts::stopwatch(scene.state), running) {
        stopwatch::draw(scene, buf, take(stopwatch::LINES), &clock);
    }
    if !gates.is_empty() {
        // Nothing has moved, so there is no course of the share to show: the room is the gates'.
        held::in_lines(scene, buf, super::layout::cut(left, 1).1, &gates);
    } else if left.height >= LEAST_CHART + 2 {
        let (_, rest) = super::layout::cut(left, 1);
        let (head, chart) = super::layout::cut(rest, 1);
        let span = format::length(scene.lang, SPAN_MS);
        Pen::at(buf, head, 0).text(room::share_over(scene.lang, span), look.dim);
        history(scene, buf, super::layout::cut(chart, MOST_CHART).0);
    }
}

/// Green's share over the last minutes, where there is room for a picture of it.
pub fn history(scene: &Scene, buf: &mut Buffer, chart: Rect) {
    let look = scene.theme;
    let Some(metric) = facts::throughput(&scene.state.plan) else { return };
    let columns = |side| {
        let series = scene.state.metrics.series(&metric.id, Track::Side(side));
        series
            .map(|series| columns(series, metric, scene.state.now, SPAN_MS, chart.width))
            .unwrap_or_default()
    };
    let rows = chart.height;
    let sparks = scene.glyphs.sparks();
    for (column, (blue, green)) in columns(Side::Blue).into_iter().zip(columns(Side::Green)).enumerate() {
        let (Some(blue), Some(green)) = (blue, green) else { continue };
        let share = green / (blue + green);
        if !share.is_finite() {
            continue;
        }
        let mut eighths = (share.clamp(0.0, 1.0) * f64::from(rows) * 8.0).round() as u16;
        for line in (0..rows).rev() {
            let part = eighths.min(8);
            eighths -= part;
            // The edge is bright and the areas are faint: a full block of colour would be the loudest
            // thing of the screen for hours.
            let edge = part > 0 && eighths == 0;
            let (glyph, style) = match usize::from(part).checked_sub(1).and_then(|part| sparks.get(part)) {
                Some(glyph) if edge => (*glyph, look.green),
                Some(_) => (scene.glyphs.idle, look.green),
                None => (scene.glyphs.dot, look.blue),
            };
            Pen::at(buf, chart, line).gap(column as u16).text(glyph, style);
        }
    }
}

/// Both sides' names, versions and loads, the live one marked.
fn sides(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let look = scene.theme;
    let live = scene.state.cutover.live;
    let green_share = facts::green_share(scene.state);
    let side = |side: Side| {
        let name = words::side(scene.lang, side);
        let version = scene.state.plan.sides.get(side).version.one_line();
        let share = green_share.map(|green| if side == Side::Green { green } else { 1.0 - green });
        let share = share.map_or_else(|| "?".to_owned(), |share| format::percent(scene.lang, share));
        (name, version, share, if side == live { side_look(scene, side) } else { look.dim })
    };
    let (blue, blue_version, blue_share, blue_look) = side(Side::Blue);
    let (green, green_version, green_share, green_look) = side(Side::Green);
    let here = |side| if side == live { scene.glyphs.here } else { " " };
    let half = area.width / 2;
    let mut pen = Pen::at(buf, Rect { width: half, ..area }, 0);
    pen.text(here(Side::Blue), blue_look).gap(1).text(blue, blue_look).gap(1);
    pen.ending(&[(&blue_share, if live == Side::Blue { look.strong } else { look.dim })]);
    // A version cut in half misleads; it is left out where it does not fit whole.
    if width(&blue_version) <= pen.room() {
        pen.text(&blue_version, look.dim);
    }
    let mut pen = Pen::at(buf, Rect { x: area.x + half, width: area.width - half, ..area }, 0);
    pen.ending(&[(green, green_look), (" ", look.dim), (here(Side::Green), green_look)]);
    pen.gap(2).text(&green_share, if live == Side::Green { look.strong } else { look.dim }).gap(1);
    let room = pen.room();
    if width(&green_version) <= room {
        pen.right(&green_version, room, look.dim);
    }
}

/// The traffic in two colours; a broken line where the shares are not known.
fn share(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let look = scene.theme;
    let mut pen = Pen::at(buf, area, 0);
    let Some(green) = facts::green_share(scene.state) else {
        let word = room::share_unknown(scene.lang);
        pen.ending(&[(word, look.unknown)]).fill(scene.glyphs.gauge_empty, look.gauge_empty);
        return;
    };
    let wide = area.width;
    let mut greens = (green * f64::from(wide)).round() as u16;
    // A trickle stays visible: residual Blue is exactly what must not be overlooked (F4).
    if green > 0.0 && green < 1.0 {
        greens = greens.clamp(1.min(wide), wide.saturating_sub(1).max(1));
    }
    let blues = wide.saturating_sub(greens);
    for cell in 0..wide {
        let side = if cell < blues { Side::Blue } else { Side::Green };
        let glyph = if side == scene.state.cutover.live { scene.glyphs.live } else { scene.glyphs.idle };
        pen.text(glyph, side_look(scene, side));
    }
}

/// The line that says what holds the switch.
fn held_lines(scene: &Scene) -> u16 {
    u16::from(scene.state.cutover.movement().is_none())
}

fn missed_lines(scene: &Scene, size: Size) -> u16 {
    let missed = scene.state.cutover.movement().is_some_and(|movement| movement.missed.is_some());
    if size.framed() && missed { 2 } else { 0 }
}

/// What a level that did not come means, and what to do about it (R12).
fn missed(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let (lang, look) = (scene.lang, scene.theme);
    Pen::at(buf, area, 0).text(scene.glyphs.bad, look.bad).gap(1).text(room::level_means(lang), look.bad);
    Pen::at(buf, area, 1).text(scene.glyphs.to, look.dim).gap(1).text(room::level_remedy(lang), look.text);
}

fn tail_lines(scene: &Scene) -> u16 {
    u16::from(scene.state.cutover.tail_until.is_some())
}

/// Until when caches may still send users to the old side (F4).
fn tail(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let (lang, look) = (scene.lang, scene.theme);
    let Some(until) = scene.state.cutover.tail_until.filter(|_| area.height > 0) else { return };
    let left = facts::left(scene.state.now, until);
    let mut pen = label(scene, buf, area, room::tail(lang));
    if left == 0 {
        let word = if area.width < NARROW { room::over(lang) } else { room::tail_over(lang) };
        pen.text(scene.glyphs.ok, look.ok).gap(1).text(word, look.dim);
    } else {
        pen.text(scene.glyphs.running, look.warn).gap(1).text(format::stopwatch(left), look.strong);
        if area.width >= LEFT_FROM {
            pen.gap(1).text(room::left(lang), look.dim);
        }
    }
    if let Some((old, residual)) = facts::residual(scene.state) {
        let (share, old_name) = (format::percent(lang, residual), words::side(lang, old));
        let whole = room::residual(lang, &share, old_name);
        let text = if width(&whole) + 3 <= pen.room() { whole } else { format!("{share} {old_name}") };
        pen.text(format!(" {} ", scene.glyphs.dot), look.dim).text(text, side_look(scene, old));
    }
}

fn writes_lines(scene: &Scene, size: Size) -> u16 {
    u16::from(size.framed() && facts::writes(scene.state).is_some())
}

/// What Green has written, and what a return would mean for it (F2).
fn writes(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let (lang, look) = (scene.lang, scene.theme);
    let Some((metric, number)) = facts::writes(scene.state).filter(|_| area.height > 0) else { return };
    let green = words::side(lang, Side::Green);
    let value = format::value(lang, metric.unit, number);
    let mut pen = label(scene, buf, area, room::writes(lang));
    pen.text(room::writes_on(lang, value, green), look.text);
    let replicated = scene.state.plan.database.topology == Some(DatabaseTopology::Replicated);
    let (after, style) = if replicated {
        (room::writes_stay(lang, green), look.warn)
    } else {
        (room::writes_kept(lang).to_owned(), look.dim)
    };
    pen.text(format!(" {} {after}", scene.glyphs.dot), style);
}

/// Whether the way back exists, and how old the proof is (F1).
fn readiness(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let (lang, look) = (scene.lang, scene.theme);
    let mut pen = label(scene, buf, area, room::way_back(lang));
    let Some((at, readiness)) = &scene.state.cutover.readiness else {
        pen.text(scene.glyphs.unknown, look.unknown).gap(1).text(room::never_proved(lang), look.unknown);
        return;
    };
    let old = scene.state.now.since(*at) > scene.state.plan.gates.readiness_within.0;
    let (mark, style, word) = verdict(scene, readiness, old);
    pen.text(mark, style).gap(1).text(word, style);
    pen.text(aged(scene, *at), look.dim);
    for check in readiness.checks.iter().filter(|check| check.ok != Some(true)) {
        let name = words::check(lang, check.name.as_str());
        let text = format!(" {} {name} : {}", scene.glyphs.dot, evidence::told(lang, &check.detail));
        pen.text(text, look.bad);
    }
}

/// What a proof of the way back says, in a sign and a word (F1).
pub fn verdict<'g>(scene: &Scene<'g>, readiness: &Readiness, old: bool) -> (&'g str, Style, &'static str) {
    let (lang, look) = (scene.lang, scene.theme);
    if !readiness.is_green() {
        return (scene.glyphs.bad, look.bad, room::not_ready(lang));
    }
    if old {
        return (scene.glyphs.stale, look.warn, room::proof_too_old(lang));
    }
    (scene.glyphs.ok, look.ok, room::ready(lang))
}

/// How old a proof is, in steps coarse enough to keep the screen still.
fn aged(scene: &Scene, at: Stamp) -> String {
    let interval = scene.state.plan.gates.readiness_within.0 / 2;
    let age = format::age(scene.lang, scene.state.now.since(at), interval);
    age.map(|age| format!(" {} {}", scene.glyphs.dot, common::late_by(scene.lang, age))).unwrap_or_default()
}

/// Begins a line with its label.
pub fn label<'b>(scene: &Scene, buf: &'b mut Buffer, area: Rect, label: &str) -> Pen<'b> {
    let mut pen = Pen::at(buf, area, 0);
    let wide = LABEL.max(width(label) + 1).min(area.width);
    pen.left(label, wide, scene.theme.dim);
    pen
}
