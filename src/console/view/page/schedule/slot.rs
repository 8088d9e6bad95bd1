//! One slot of the day: planned hour, owner, what really happened or is foreseen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::pen::{Pen, width};
use super::super::super::scene::Scene;
use super::super::super::schedule::ON_TIME_MS;
use super::calendar::{NARROW, WIDE};
use super::facts;
use crate::console::format;
use crate::console::messages::{names, room, schedule as say, words};
use crate::model::procedure::{Run, RunResult};
use crate::model::schedule::SlotStanding;
use crate::model::schedule::forecast::Beginning;

/// Draws one slot.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, standing: &SlotStanding) {
    let (lang, look) = (scene.lang, scene.theme);
    let slot = standing.slot;
    let passed = standing.planned <= scene.state.now.at;
    let (mark, mark_look) = mark(scene, standing);
    let text = if standing.current {
        look.strong
    } else if passed {
        look.dim
    } else {
        look.text
    };
    let (actual, actual_look) = actual(scene, standing, area.width);
    let here = if !standing.current || area.width < NARROW {
        String::new()
    } else if actual.is_empty() {
        say::you_are_here(lang).to_owned()
    } else {
        format!("{} {} ", say::you_are_here(lang), scene.glyphs.dot)
    };
    let mut pen = Pen::at(buf, area, line);
    pen.ending(&[(here.as_str(), look.accent), (actual.as_str(), actual_look)]);
    pen.text(mark, mark_look).gap(1);
    pen.left(format::time_of_day(lang, slot.at), 6, if standing.current { look.accent } else { look.dim });
    let plan = &scene.state.plan;
    let owner = match area.width {
        0..NARROW => String::new(),
        NARROW..WIDE => names::role(plan, &slot.owner),
        WIDE.. => facts::owner(plan, &slot.owner),
    };
    let title = slot.title.one_line();
    if owner.is_empty() {
        pen.text(title, text);
        return;
    }
    let longest = plan.schedule.slots.iter().map(|slot| width(&slot.title.one_line())).max().unwrap_or(0);
    let beside = width(&owner).min(pen.room() / 2);
    pen.left(title, (longest + 2).min(pen.room().saturating_sub(beside)), text).text(owner, look.dim);
}

fn mark<'g>(scene: &Scene<'g>, standing: &SlotStanding) -> (&'g str, Style) {
    let (glyphs, look) = (scene.glyphs, scene.theme);
    if standing.current {
        return (glyphs.here, look.accent);
    }
    match (standing.run.map(|run| run.ended), standing.begins) {
        (Some(Some((_, RunResult::Done))), _) => (glyphs.ok, look.ok),
        (Some(Some(_)), _) => (glyphs.bad, look.warn),
        (Some(None), _) => (glyphs.running, look.accent),
        (None, Beginning::Unrecorded) if standing.slot.procedure.is_some() => (glyphs.unknown, look.unknown),
        (None, Beginning::Unrecorded) => (glyphs.dot, look.dim),
        (None, Beginning::Forecast(_) | Beginning::Known(_)) => (glyphs.waiting, look.dim),
    }
}

/// What really happened in a slot, or when it is foreseen where that is not the plan's hour.
fn actual(scene: &Scene, standing: &SlotStanding, wide: u16) -> (String, Style) {
    let (lang, look) = (scene.lang, scene.theme);
    if let Some(run) = standing.run {
        return ran(scene, standing, run, wide);
    }
    match standing.begins {
        Beginning::Forecast(at) => {
            let late = u64::try_from(at.0.saturating_sub(standing.planned.0)).unwrap_or(0);
            if late >= ON_TIME_MS {
                let clock = format::clock_short(at, scene.state.plan.zone);
                return (say::foreseen(lang, clock, say::rough(lang, late)), look.warn);
            }
            let left = u64::try_from(at.0.saturating_sub(scene.state.now.at.0)).unwrap_or(0);
            (say::begins_in(lang, say::rough(lang, left)), look.dim)
        }
        Beginning::Unrecorded if standing.slot.procedure.is_none() => (String::new(), look.dim),
        Beginning::Unrecorded if standing.planned < scene.state.opened_at.at => {
            (say::before_journal(lang).to_owned(), look.dim)
        }
        Beginning::Unrecorded | Beginning::Known(_) => (say::overtaken(lang).to_owned(), look.warn),
    }
}

/// Beginning and end of a slot's run, how early or late it began, and how it ended.
fn ran(scene: &Scene, standing: &SlotStanding, run: &Run, wide: u16) -> (String, Style) {
    let (lang, look, dot) = (scene.lang, scene.theme, scene.glyphs.dot);
    let zone = scene.state.plan.zone;
    let began = format::clock_short(run.requested_at.at, zone);
    let clock = match run.ended {
        Some((ended, _)) if wide >= NARROW => {
            say::since_until(lang, began, format::clock_short(ended.at, zone))
        }
        _ => began,
    };
    let off = run.requested_at.at.0.saturating_sub(standing.planned.0);
    let by = off.unsigned_abs();
    // Whole minutes: what is over needs no seconds.
    let rough = say::exact(lang, by / 60_000 * 60_000);
    let off = match by {
        0..ON_TIME_MS => None,
        _ if wide < NARROW => Some(format!("{}{rough}", if off > 0 { '+' } else { '-' })),
        _ if off > 0 => Some(room::late(lang, rough)),
        _ => Some(room::early(lang, rough)),
    };
    let how = run.ended.map_or_else(|| say::going_on(lang), |(_, result)| words::run_result(lang, result));
    let well = matches!(run.ended, Some((_, RunResult::Done)));
    let style = match (well, off.is_some()) {
        (true, false) => look.ok,
        (false, false) if run.ended.is_none() => look.accent,
        _ => look.warn,
    };
    let parts: Vec<String> = [Some(clock), off, Some(how.to_owned())].into_iter().flatten().collect();
    (parts.join(&format!(" {dot} ")), style)
}

/// Everything about a slot that its own line has no room for.
pub fn in_full(scene: &Scene, standing: &SlotStanding, with_owner: bool) -> String {
    let (lang, plan, dot) = (scene.lang, &scene.state.plan, scene.glyphs.dot);
    let mut parts = Vec::new();
    if with_owner {
        parts.push(facts::owner(plan, &standing.slot.owner));
    }
    if let Some(procedure) = standing.slot.procedure.as_ref().and_then(|id| plan.procedure(id)) {
        let budget = say::budget(lang, format::length(lang, procedure.budget.0));
        parts.push(format!("{} ({budget})", procedure.title.one_line()));
    }
    if let Some(run) = standing.run {
        let who = words::actor(lang, plan, &run.by);
        let clock = format::clock(run.requested_at.at, plan.zone);
        parts.push(say::asked_by(lang, who, clock, words::why(lang, plan, &run.why)));
    }
    parts.join(&format!(" {dot} "))
}
