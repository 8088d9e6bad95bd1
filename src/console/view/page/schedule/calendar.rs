//! The slots of J-Day, planned against actual and foreseen, and the phases around it.
//!
//! ```text
//! ✓ 12:00 Business validation      Product Owner
//! ► 14:00 DNS switch  ◄ you are here  Tech Lead · Awa    14:02 · 2 min late
//! ○ 15:00 Watch                    DevOps Engineer       expected 15:12 · +12 min
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::super::layout::{self, Size};
use super::super::super::pen::{Pen, wrapped};
use super::super::super::scene::Scene;
use super::super::super::schedule::ON_TIME_MS;
use super::super::super::{facts as day, frame, list};
use super::{facts, phase, slot};
use crate::console::messages::{room, schedule as say};
use crate::console::page::{Page, Sight, passes};
use crate::model::schedule::forecast::Beginning;
use crate::model::schedule::{self, SlotStanding};
use crate::plan::types::Phase;
use crate::text::Clean;

/// Below this width nobody's name stands beside a slot.
pub const NARROW: u16 = 66;
/// From this width on, the people stand beside the role.
pub const WIDE: u16 = 84;
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
    let is_today = |entry: &Entry| matches!(entry, Entry::Phase(phase) if phase::is_on(scene, phase, today));
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
        (Entry::Slot(slot), _) => wrapped(&slot::in_full(scene, slot, wide + TOLD < WIDE), wide, most),
        // The pen cuts what is longer, at the letter.
        (Entry::Phase(phase), 1) => phase.tasks.iter().map(|task| task.one_line().into_owned()).collect(),
        (Entry::Phase(phase), _) => {
            phase.tasks.iter().flat_map(|task| wrapped(task.as_str(), wide, most)).collect()
        }
    }
}

fn draw_row(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, row: &Row) {
    let look = scene.theme;
    match row {
        Row::Entry(_, Entry::Slot(slot)) => slot::draw(scene, buf, area, line, slot),
        Row::Entry(_, Entry::Phase(phase)) => phase::draw(scene, buf, area, line, phase),
        Row::Heading => {
            let mut pen = Pen::at(buf, area, line);
            pen.text(say::phases(scene.lang), look.accent);
        }
        Row::Task(text) => {
            Pen::at(buf, area, line).gap(TOLD).text(text, look.dim);
        }
    }
}
