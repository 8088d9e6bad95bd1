//! The slots of J-Day, planned against actual and foreseen, and the phases around it.
//!
//! ```text
//! ✓ 12:00 Business validation      Product Owner
//! ► 14:00 DNS switch  ◄ you are here  Tech Lead · Awa    14:02 · 2 min late
//! ○ 15:00 Watch                    DevOps Engineer       expected 15:12 · +12 min
//! ```

use chrono::Datelike;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::layout::{self, Size};
use super::super::super::pen::{Pen, width, wrapped};
use super::super::super::scene::Scene;
use super::super::super::{facts as day, frame, list};
use super::facts;
use crate::console::format;
use crate::console::messages::{room, schedule as say, words};
use crate::console::page::{Page, Sight, passes};
use crate::model::procedure::{Run, RunResult};
use crate::model::schedule::forecast::Beginning;
use crate::model::schedule::{self, SlotStanding};
use crate::plan::types::{Day, Phase};
use crate::text::Clean;

/// A beginning this late or early is on time.
const ON_TIME_MS: u64 = 60_000;
/// Below this width nobody's name stands beside a slot.
const NARROW: u16 = 66;
/// From this width on, the people stand beside the role.
const WIDE: u16 = 84;
/// Cells before what is told of an entry.
const TOLD: u16 = 8;
/// Most lines of a text that is told in full.
const WHOLE: usize = 4;

/// A line that can be chosen.
pub enum Entry<'a> {
    /// A slot of the day.
    Slot(SlotStanding<'a>),
    /// A phase around it.
    Phase(&'a Phase),
}

/// In how many lines at most each text about an entry is told; none: nothing but the entry's own line.
type Tells<'f> = &'f dyn Fn(usize, &Entry) -> usize;

/// A line of the screen.
enum Row<'e, 'a> {
    Entry(usize, &'e Entry<'a>),
    Heading,
    Task(String),
}

/// Slots, then phases, as far as they pass the filter.
pub fn entries<'a>(sight: &Sight<'a>) -> Vec<Entry<'a>> {
    let plan = &*sight.state.plan;
    let filter = sight.places.of(Page::Schedule).filter.as_str();
    let slots = schedule::slots(sight.state).into_iter().filter(|standing| {
        let slot = standing.slot;
        passes(filter, &format!("{} {} {}", slot.title, facts::owner(plan, &slot.owner), slot.at))
    });
    let phases = plan.schedule.phases.iter().filter(|phase| {
        let tasks = phase.tasks.iter().map(Clean::as_str).collect::<Vec<_>>().join(" ");
        passes(filter, &format!("{} {} {tasks}", phase.id, phase.title))
    });
    slots.map(Entry::Slot).chain(phases.map(Entry::Phase)).collect()
}

/// Where the day is: the slot that is on, else the phase.
pub fn here(sight: &Sight) -> usize {
    let today = schedule::today(sight.state);
    let entries = entries(sight);
    let slot = entries.iter().position(|entry| matches!(entry, Entry::Slot(slot) if slot.current));
    let phase = || {
        entries.iter().position(|entry| {
            let Entry::Phase(phase) = entry else { return false };
            schedule::days_of(&sight.state.plan, phase).is_some_and(|(from, to)| (from..=to).contains(&today))
        })
    };
    slot.or_else(phase).unwrap_or(0)
}

/// Draws the part.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, focused: bool) {
    let (lang, look) = (scene.lang, scene.theme);
    let next = day::day(scene.state).next.map(|(_, left)| room::next_in(lang, say::rough(lang, left)));
    let drift = drift(scene).map(|late| format!("{}  ", say::drift(lang, say::rough(lang, late))));
    let note =
        [(drift.as_deref().unwrap_or_default(), look.warn), (next.as_deref().unwrap_or_default(), look.dim)];
    let sight = scene.sight();
    let entries = entries(&sight);
    let cursor = super::super::cursor(&sight, super::CALENDAR).min(entries.len().saturating_sub(1));
    let title = list::titled(&frame::page_title(scene, Page::Schedule), area, size, cursor, entries.len());
    let inner = frame::part(scene, buf, area, size, focused, &title, &note);
    if entries.is_empty() {
        super::nothing(scene, buf, inner, say::no_calendar(lang));
        return;
    }
    let told: Vec<_> = facts::lines(scene, inner.width)
        .into_iter()
        .flat_map(|(text, style)| wrapped(&text, inner.width, 3).into_iter().map(move |line| (line, style)))
        .collect();
    // In the smallest windows every line is the list's.
    let keeps = if size == Size::Tiny { 0 } else { told.len() as u16 + 1 };
    let (upper, lower) = layout::cut(inner, inner.height.saturating_sub(keeps.min(inner.height / 2)));
    let rows = rows(scene, &entries, cursor, upper);
    let at = rows.iter().position(|row| matches!(row, Row::Entry(index, _) if *index == cursor)).unwrap_or(0);
    let shown = usize::from(upper.height);
    let first = list::first(at, rows.len(), shown);
    for (line, (index, row)) in rows.iter().enumerate().skip(first).take(shown).enumerate() {
        draw_row(scene, buf, upper, line as u16, row);
        if index == at && focused {
            list::choose(scene, buf, upper, line as u16);
        }
    }
    Pen::at(buf, lower, 0).fill(scene.glyphs.line, look.border);
    for (line, (text, style)) in told.iter().enumerate() {
        Pen::at(buf, lower, 1 + line as u16).text(text, *style);
    }
    if size.framed() {
        list::position(scene, buf, area, at, rows.len(), shown);
    }
}

/// How much later than planned the slots to come will begin at most; none on a day that is on time (F16).
fn drift(scene: &Scene) -> Option<u64> {
    let slots = schedule::slots(scene.state).into_iter();
    let late = slots.filter_map(|slot| match slot.begins {
        Beginning::Forecast(at) => u64::try_from(at.0.saturating_sub(slot.planned.0)).ok(),
        Beginning::Known(_) | Beginning::Unrecorded => None,
    });
    late.max().filter(|late| *late >= ON_TIME_MS)
}

/// All lines: a heading between slots and phases, and what there is to tell of an entry below it: of the
/// chosen one once it is opened, and of as many as there is room for.
fn rows<'e, 'a>(scene: &Scene, entries: &'e [Entry<'a>], cursor: usize, area: Rect) -> Vec<Row<'e, 'a>> {
    let all = |open: Tells| {
        let mut rows = Vec::new();
        let mut headed = false;
        for (index, entry) in entries.iter().enumerate() {
            if matches!(entry, Entry::Phase(_)) && !std::mem::replace(&mut headed, true) {
                rows.push(Row::Heading);
            }
            rows.push(Row::Entry(index, entry));
            rows.extend(told(scene, entry, (area.width, open(index, entry))).into_iter().map(Row::Task));
        }
        rows
    };
    let chosen = |index: usize| if index == cursor { WHOLE } else { 0 };
    if scene.places.here().open {
        return all(&|index, _| chosen(index));
    }
    let today = schedule::today(scene.state);
    let is_today = |entry: &Entry| matches!(entry, Entry::Phase(phase) if is_on(scene, phase, today));
    let is_phase = |entry: &Entry| matches!(entry, Entry::Phase(_));
    let tells: [Tells; 4] = [
        &|index, entry| if is_phase(entry) { WHOLE } else { chosen(index) },
        &|index, entry| if is_today(entry) { WHOLE } else { chosen(index) },
        &|index, entry| if is_today(entry) { 1 } else { chosen(index) },
        &|index, _| chosen(index),
    ];
    let room = usize::from(area.height);
    tells.into_iter().map(all).find(|rows| rows.len() <= room).unwrap_or_else(|| all(&|_, _| 0))
}

/// What there is to tell of an entry in `wide` cells, in at most so many lines a text.
fn told(scene: &Scene, entry: &Entry, (wide, most): (u16, usize)) -> Vec<String> {
    let wide = wide.saturating_sub(TOLD);
    match (entry, most) {
        (_, 0) => Vec::new(),
        (Entry::Slot(slot), _) => wrapped(&in_full(scene, slot, wide + TOLD < WIDE), wide, most),
        // The pen cuts what is longer, at the letter.
        (Entry::Phase(phase), 1) => phase.tasks.iter().map(|task| task.one_line().into_owned()).collect(),
        (Entry::Phase(phase), _) => {
            phase.tasks.iter().flat_map(|task| wrapped(task.as_str(), wide, most)).collect()
        }
    }
}

/// Whether `day` lies in `phase`.
fn is_on(scene: &Scene, phase: &Phase, day: Day) -> bool {
    schedule::days_of(&scene.state.plan, phase).is_some_and(|(from, to)| (from..=to).contains(&day))
}

fn draw_row(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, row: &Row) {
    let look = scene.theme;
    match row {
        Row::Entry(_, Entry::Slot(slot)) => draw_slot(scene, buf, area, line, slot),
        Row::Entry(_, Entry::Phase(phase)) => draw_phase(scene, buf, area, line, phase),
        Row::Heading => {
            let mut pen = Pen::at(buf, area, line);
            pen.text(say::phases(scene.lang), look.accent);
        }
        Row::Task(text) => {
            Pen::at(buf, area, line).gap(TOLD).text(text, look.dim);
        }
    }
}

fn draw_slot(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, standing: &SlotStanding) {
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
        NARROW..WIDE => facts::role(plan, &slot.owner),
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
fn in_full(scene: &Scene, standing: &SlotStanding, with_owner: bool) -> String {
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

fn draw_phase(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, phase: &Phase) {
    let (lang, look) = (scene.lang, scene.theme);
    let today = schedule::today(scene.state);
    let days = schedule::days_of(&scene.state.plan, phase);
    let is_today = is_on(scene, phase, today);
    let (mark, mark_look) = match days {
        _ if is_today => (scene.glyphs.here, look.accent),
        Some((_, to)) if to < today => (scene.glyphs.dot, look.dim),
        _ => (scene.glyphs.waiting, look.dim),
    };
    let ending = match days {
        _ if is_today => say::today(lang).to_owned(),
        Some((from, to)) if from == to || area.width < NARROW => day_of(scene, from),
        Some((from, to)) => format!("{} – {}", day_of(scene, from), day_of(scene, to)),
        None => String::new(),
    };
    let style = if is_today { look.strong } else { look.text };
    let mut pen = Pen::at(buf, area, line);
    pen.ending(&[(ending.as_str(), if is_today { look.accent } else { look.dim })]);
    pen.text(mark, mark_look).gap(1);
    pen.left(offset(phase), 9, if is_today { look.accent } else { look.dim })
        .text(phase.title.one_line(), style);
}

/// A day, without the year where that is J-Day's.
fn day_of(scene: &Scene, day: Day) -> String {
    let text = format::day(scene.lang, day);
    match text.rsplit_once(' ') {
        Some((short, _)) if day.0.year() == scene.state.plan.j_day.0.year() => short.to_owned(),
        _ => text,
    }
}

/// `J-14`, `J-Day`, `J+1…+7`.
fn offset(phase: &Phase) -> String {
    match (phase.from, phase.to) {
        (0, 0) => "J-Day".to_owned(),
        (from, to) if from == to => format!("J{from:+}"),
        (from, to) => format!("J{from:+}…{to:+}"),
    }
}
