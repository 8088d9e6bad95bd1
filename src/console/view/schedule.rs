//! J-Day hour by hour: planned against actual, and "you are here".
//!
//! ```text
//! ┌ J-Day ────────────────── next in 54 min ┐
//! │ ✓ 12:00 Business validation             │
//! │ ► 14:00 DNS switch          14:02 +2 min │
//! │ ○ 15:00 Close watch               54 min │
//! └──────────────────────────────────────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::facts::{self, Day};
use super::frame;
use super::layout::{Size, Wish};
use super::pen::Pen;
use super::scene::{Pane, Scene};
use crate::console::format;
use crate::console::messages::{room, schedule as say, words};
use crate::model::procedure::RunResult;
use crate::model::schedule;
use crate::plan::types::Slot;

/// A start this late or early is on time.
pub const ON_TIME_MS: u64 = 60_000;

/// Below this width a sign stands for late and early.
const SMALL: u16 = 40;
/// From this width on, the result stands beside how late it was.
const NARROW: u16 = 60;

/// How many lines the pane would fill.
pub fn wish(scene: &Scene, size: Size) -> Wish {
    let heads = size.frame_lines();
    let count = u16::try_from(scene.state.plan.schedule.slots.len()).unwrap_or(u16::MAX).max(1);
    Wish {
        pane: Pane::Schedule,
        least: count.min(3) + heads,
        whole: count.saturating_add(heads),
        grows: false,
    }
}

/// Draws the pane.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let look = scene.theme;
    let slots = &scene.state.plan.schedule.slots;
    let day = facts::day(scene.state);
    let next = day.next.map(|(_, left)| room::next_in(scene.lang, rough(scene, left)));
    let note = next.as_deref().unwrap_or_default();
    let inner =
        frame::pane(scene, buf, area, size, Pane::Schedule, room::schedule(scene.lang), &[(note, look.dim)]);
    if slots.is_empty() {
        Pen::at(buf, inner, 0).text(room::no_slots(scene.lang), look.dim);
        return;
    }
    let shown = usize::from(inner.height);
    let here = day.here.unwrap_or(0);
    let wanted = if scene.focus == Pane::Schedule {
        scene.cursors.get(Pane::Schedule).min(slots.len() - 1)
    } else {
        here
    };
    // One line of what was and the rest of what comes.
    let first = wanted.saturating_sub(1).min(slots.len().saturating_sub(shown));
    for (line, (index, slot)) in slots.iter().enumerate().skip(first).take(shown).enumerate() {
        draw_slot(scene, buf, inner, line as u16, index, slot, day);
        if scene.focus == Pane::Schedule && index == wanted {
            buf.set_style(
                Rect { y: inner.y + line as u16, height: 1, ..inner }.intersection(inner),
                look.selection,
            );
        }
    }
}

fn draw_slot(scene: &Scene, buf: &mut Buffer, inner: Rect, line: u16, index: usize, slot: &Slot, day: Day) {
    let look = scene.theme;
    let is_here = day.here == Some(index);
    let is_past = day.here.is_some_and(|here| index < here);
    let (actual, actual_look) = actual(scene, index, slot, day, inner.width);
    let (mark, mark_look, text) = if is_here {
        (scene.glyphs.here, look.accent, look.strong)
    } else if is_past {
        // The hour has passed; only a run of its procedure proves that the slot was kept.
        let (mark, style) = past_mark(scene, slot);
        (mark, style, look.dim)
    } else {
        (scene.glyphs.waiting, look.dim, look.text)
    };
    let mut pen = Pen::at(buf, inner, line);
    pen.ending(&[(actual.as_str(), actual_look)]);
    pen.text(mark, mark_look).gap(1);
    pen.left(format::time_of_day(scene.lang, slot.at), 6, if is_here { look.accent } else { look.dim });
    pen.text(slot.title.one_line(), text);
}

fn past_mark<'g>(scene: &Scene<'g>, slot: &Slot) -> (&'g str, Style) {
    let (glyphs, look) = (scene.glyphs, scene.theme);
    match (schedule::run_of(scene.state, slot).map(|run| run.ended), &slot.procedure) {
        (Some(Some((_, RunResult::Done))), _) => (glyphs.ok, look.ok),
        (Some(Some(_)), _) => (glyphs.bad, look.warn),
        (Some(None), _) => (glyphs.running, look.accent),
        (None, Some(_)) => (glyphs.unknown, look.warn),
        (None, None) => (glyphs.dot, look.dim),
    }
}

/// What really happened in a slot, or how long until it begins.
fn actual(scene: &Scene, index: usize, slot: &Slot, day: Day, wide: u16) -> (String, Style) {
    let (lang, look) = (scene.lang, scene.theme);
    let run = schedule::run_of(scene.state, slot);
    if let Some((_, left)) = day.next.filter(|(next, _)| *next == index && run.is_none()) {
        return (rough(scene, left), look.dim);
    }
    let Some(run) = run else {
        let due = slot.procedure.is_some() && day.here.is_some_and(|here| index <= here);
        let before = facts::begins(&scene.state.plan, slot).is_some_and(|at| at < scene.state.opened_at.at);
        if due && before {
            // Where it is narrow, the title needs the room, and the sign says that nobody knows.
            return (if wide < SMALL { "" } else { say::before_journal(lang) }.to_owned(), look.dim);
        }
        return if due { (room::not_begun(lang).to_owned(), look.warn) } else { (String::new(), look.dim) };
    };
    let began = format::clock_short(run.requested_at.at, scene.state.plan.zone);
    let planned = facts::begins(&scene.state.plan, slot).map_or(0, |at| at.0);
    let off = run.requested_at.at.0.saturating_sub(planned);
    let ended = run.ended.map(|(_, result)| words::run_result(lang, result)).unwrap_or_default();
    if off.unsigned_abs() < ON_TIME_MS {
        return (format!("{began} {ended}"), look.ok);
    }
    // Whole minutes: what is over needs no seconds.
    let off_ms = off.unsigned_abs();
    let by = if off_ms < 120_000 { room::minutes(lang, off_ms / 60_000) } else { rough(scene, off_ms) };
    let dot = scene.glyphs.dot;
    if wide < SMALL {
        let sign = if off > 0 { '+' } else { '-' };
        return (format!("{began} {sign}{by}"), look.warn);
    }
    let off = if off > 0 { room::late(lang, by) } else { room::early(lang, by) };
    // What ended well needs no word; where it is narrow, the title needs the room.
    let whole = format!("{began} {dot} {off} {dot} {ended}");
    let done = run.ended.is_some_and(|(_, result)| result == RunResult::Done);
    match (wide, done) {
        (NARROW.., _) if !ended.is_empty() => (whole, look.warn),
        (_, true) => (format!("{began} {dot} {off}"), look.warn),
        (_, false) if ended.is_empty() => (format!("{began} {dot} {off}"), look.warn),
        (_, false) => (format!("{began} {ended}"), look.warn),
    }
}

/// A length in the coarsest unit that says enough, so that the screen stays still.
pub fn rough(scene: &Scene, ms: u64) -> String {
    say::rough(scene.lang, ms)
}
