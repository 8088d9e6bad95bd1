//! The automatic triggers: verdict, progress of the hold, and why or why not (F6).
//!
//! ```text
//! ┌ Rollback triggers ───────────────────────── propose only ┐
//! │ ▲ Error rate > 5%      HOLDING  ████████░░░░ 03:12/05:00 │
//! │   8.4% meets > 5%; proposes in 01:48                     │
//! └──────────────────────────────────────────────────────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::facts::{self, Automation};
use super::frame;
use super::layout::{Size, Wish};
use super::pen::{Pen, width, wrapped};
use super::scene::{Pane, Scene};
use crate::console::format;
use crate::console::messages::{room, words};
use crate::model::triggers::{Because, Evidence, Phase, Standing, Verdict};
use crate::plan::types::{Trigger, Unit};

/// From this share of its hold on, a breach is shown hot.
const HOT: f64 = 0.75;

/// Lines of one trigger.
fn lines_each(size: Size) -> u16 {
    match size {
        Size::Large => 3,
        Size::Medium => 2,
        Size::Small | Size::Narrow | Size::Tiny => 1,
    }
}

/// How many lines the pane would fill.
pub fn wish(scene: &Scene, size: Size) -> Wish {
    let count = u16::try_from(scene.state.plan.triggers.len()).unwrap_or(u16::MAX).max(1);
    let heads = size.frame_lines();
    let whole = count.saturating_mul(lines_each(size)).saturating_add(heads);
    Wish { pane: Pane::Triggers, least: whole.min(12), whole, grows: false }
}

/// Draws the pane.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let look = scene.theme;
    let (word, style) = match facts::automation(scene.state) {
        Automation::Armed => (room::acts_alone(scene.lang), look.warn),
        _ => (room::proposes_only(scene.lang), look.dim),
    };
    let title = room::triggers(scene.lang);
    let inner = frame::pane(scene, buf, area, size, Pane::Triggers, title, &[(word, style)]);
    let triggers = &scene.state.plan.triggers;
    if triggers.is_empty() {
        Pen::at(buf, inner, 0).text(room::no_triggers(scene.lang), look.dim);
        return;
    }
    let each = match inner.height / u16::try_from(triggers.len()).unwrap_or(u16::MAX) {
        0 | 1 => 1,
        lines => lines.min(lines_each(size)),
    };
    let shown = usize::from(inner.height / each);
    let cursor = scene.cursors.get(Pane::Triggers).min(triggers.len() - 1);
    let first = if scene.focus == Pane::Triggers { (cursor + 1).saturating_sub(shown) } else { 0 };
    for (line, trigger) in triggers.iter().skip(first).take(shown).enumerate() {
        let row = Rect { y: inner.y + line as u16 * each, height: each, ..inner }.intersection(inner);
        let standing = scene.state.triggers.standing(&trigger.id, scene.state.cutover.live);
        draw_trigger(scene, buf, row, trigger, &standing);
    }
}

/// Draws one trigger: its rule with its hold, and why or why not where there is a second line.
pub fn draw_trigger(scene: &Scene, buf: &mut Buffer, row: Rect, trigger: &Trigger, standing: &Standing) {
    let look = scene.theme;
    let (mark, style) = mark(scene, standing);
    let calm = standing.phase == Phase::Calm && standing.verdict == Verdict::Ok;
    let title = if calm { look.text } else { look.strong };
    let mut pen = Pen::at(buf, row, 0);
    pen.text(mark, style).gap(1);
    let counts = matches!(standing.phase, Phase::Holding | Phase::Fired) && trigger.hold.0 > 0;
    let beside = if counts { (pen.room() * 9 / 20).max(18) } else { width(&rule(scene, trigger)) + 1 };
    let name = pen.room().saturating_sub(beside);
    let word =
        if row.height > 1 { phase_word(scene, standing).to_owned() } else { value(scene, trigger, standing) };
    let wide = if row.height > 1 { width(&word) + 1 } else { 9 };
    pen.left(trigger.title.one_line(), name.saturating_sub(wide + 1), title);
    pen.right(word, wide, style).gap(1);
    hold(scene, &mut pen, trigger, standing);
    if row.height > 1 {
        let why = why(scene, trigger, standing);
        let lines = usize::from(row.height - 1);
        for (line, text) in wrapped(&why, row.width.saturating_sub(2), lines).iter().enumerate() {
            Pen::at(buf, row, 1 + line as u16).gap(2).text(text, if calm { look.dim } else { look.text });
        }
    }
}

/// The hold's progress, and its figures; only the rule while nothing counts.
fn hold(scene: &Scene, pen: &mut Pen, trigger: &Trigger, standing: &Standing) {
    let look = scene.theme;
    // Without a hold there is no progress to show.
    if matches!(standing.phase, Phase::Calm | Phase::Blind) || trigger.hold.0 == 0 {
        let fired = standing.phase == Phase::Fired;
        pen.right(rule(scene, trigger), pen.room(), if fired { look.bad } else { look.dim });
        return;
    }
    let held = standing.hold.at(scene.state.now).min(trigger.hold.0);
    let share = held as f64 / trigger.hold.0 as f64;
    let hot = standing.phase == Phase::Fired || share >= HOT;
    let frozen = standing.phase == Phase::Holding && standing.hold.running_since.is_none();
    let figures = format!("{}/{}", format::stopwatch(held), format::stopwatch(trigger.hold.0));
    let bar = pen.room().saturating_sub(width(&figures) + 1);
    gauge(scene, pen, bar, share, if hot { look.gauge_hot } else { look.gauge });
    if frozen {
        pen.text(scene.glyphs.paused, look.unknown);
    } else {
        pen.gap(1);
    }
    pen.text(figures, if hot { look.bad } else { look.text });
}

/// A bar of `wide` cells, `share` of it full.
pub fn gauge(scene: &Scene, pen: &mut Pen, wide: u16, share: f64, style: Style) {
    let full = (f64::from(wide) * share.clamp(0.0, 1.0)).floor() as u16;
    // What has begun shows at least one cell.
    let full = if share > 0.0 { full.max(1) } else { 0 }.min(wide);
    for cell in 0..wide {
        // Squares with air between them: solid blocks would be the loudest thing on the screen.
        let (glyph, style) = if cell < full {
            (scene.glyphs.level_reached, style)
        } else {
            (scene.glyphs.dot, scene.theme.gauge_empty)
        };
        pen.text(glyph, style);
    }
}

fn mark<'g>(scene: &Scene<'g>, standing: &Standing) -> (&'g str, Style) {
    let (glyphs, look) = (scene.glyphs, scene.theme);
    match (standing.phase, standing.verdict) {
        (Phase::Fired, _) => (glyphs.critical, look.bad),
        (Phase::Holding, _) => (glyphs.important, look.warn),
        (Phase::Blind, _) | (Phase::Calm, Verdict::Unknown) => (glyphs.unknown, look.unknown),
        (Phase::Calm, Verdict::Ok) => (glyphs.ok, look.ok),
        (Phase::Calm, Verdict::Breach) => (glyphs.bad, look.warn),
    }
}

fn phase_word(scene: &Scene, standing: &Standing) -> &'static str {
    match (standing.phase, standing.verdict) {
        (Phase::Calm, verdict) => words::verdict(scene.lang, verdict),
        (phase, _) => words::phase(scene.lang, phase),
    }
}

/// The figures of the verdict, with the newest number in place of the one that began it: an event is
/// written only when the verdict changes, and the pane beside shows what was read since.
fn evidence(scene: &Scene, trigger: &Trigger, standing: &Standing) -> Evidence {
    let told = standing.evidence;
    let judged =
        matches!(told.because, Because::WithinThreshold | Because::BeyondThreshold | Because::NotYetClear);
    let metric = scene.state.plan.metric(&trigger.metric);
    let newest = metric.and_then(|metric| facts::fresh(scene.state, metric, scene.state.cutover.live));
    // A number of the other side of the threshold is judged with the next round.
    match newest.filter(|_| judged) {
        Some(value) => Evidence { value: Some(value), ..told },
        None => told,
    }
}

/// The value that was judged.
fn value(scene: &Scene, trigger: &Trigger, standing: &Standing) -> String {
    let unit = scene.state.plan.metric(&trigger.metric).map(|metric| metric.unit);
    let value =
        evidence(scene, trigger, standing).value.map(|value| format::value_or_plain(scene.lang, unit, value));
    value.unwrap_or_else(|| phase_word(scene, standing).to_owned())
}

/// The rule itself: `> 5% · 5m 00s`.
fn rule(scene: &Scene, trigger: &Trigger) -> String {
    let unit = scene.state.plan.metric(&trigger.metric).map(|metric| metric.unit);
    let threshold = format::value_or_plain(scene.lang, unit, trigger.threshold.0);
    let star = if trigger.jday_default { "*" } else { "" };
    let condition =
        if unit == Some(Unit::Updown) { threshold } else { format!("{} {threshold}", trigger.op) };
    if trigger.hold.0 == 0 {
        return format!("{condition}{star}");
    }
    format!("{condition} {} {}{star}", scene.glyphs.dot, format::stopwatch(trigger.hold.0))
}

/// Why it says what it says, and what comes next.
fn why(scene: &Scene, trigger: &Trigger, standing: &Standing) -> String {
    let lang = scene.lang;
    let because = words::because(lang, &scene.state.plan, trigger, &evidence(scene, trigger, standing));
    let held = standing.hold.at(scene.state.now);
    let next = match standing.phase {
        Phase::Holding if standing.hold.running_since.is_none() => room::hold_stands(lang).to_owned(),
        Phase::Holding if held < trigger.hold.0 => {
            let left = format::stopwatch(trigger.hold.0 - held);
            if facts::acts_alone(scene.state, trigger) {
                room::proposes_and_acts_in(lang, left)
            } else {
                room::proposes_in(lang, left)
            }
        }
        Phase::Fired => room::proposed_at(lang, clock(scene, standing)),
        _ => return because,
    };
    format!("{because} {} {next}", scene.glyphs.dot)
}

fn clock(scene: &Scene, standing: &Standing) -> String {
    standing.fired_at.map_or_else(|| "?".to_owned(), |fired| format::clock(fired.at, scene.state.plan.zone))
}
