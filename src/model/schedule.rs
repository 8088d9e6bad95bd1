//! The schedule against the clock: which slot is next, what is foreseen, and what holds a day back.

pub mod forecast;
pub mod latest;

use chrono::{Days, TimeZone};
use forecast::{Beginning, Fact};

use super::procedure::Run;
use super::state::State;
use super::time::At;
use crate::plan::types::{Day, Phase, Plan, Slot};

/// Where a slot stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlotStanding<'a> {
    /// The slot.
    pub slot: &'a Slot,
    /// Its planned beginning.
    pub planned: At,
    /// The newest run of its procedure, if it has one and that began.
    pub run: Option<&'a Run>,
    /// When it really begins.
    pub begins: Beginning,
    /// Whether the clock says that it is on.
    pub current: bool,
}

/// The planned beginning of `slot` on J-Day.
pub fn planned_at(plan: &Plan, slot: &Slot) -> At {
    clock_at(plan, slot.at)
}

/// The instant of a clock time on J-Day in the plan's zone. An hour that daylight saving skips is
/// taken as UTC, which no African zone of today needs.
pub fn clock_at(plan: &Plan, clock: crate::plan::types::Clock) -> At {
    let local = plan.j_day.0.and_time(clock.0);
    match plan.zone.0.from_local_datetime(&local).earliest() {
        Some(time) => time.with_timezone(&chrono::Utc).into(),
        None => local.and_utc().into(),
    }
}

/// Every slot against the clock, with the forecast of those to come (F16).
pub fn slots(state: &State) -> Vec<SlotStanding<'_>> {
    let facts = facts(state);
    let current = facts.iter().rposition(|fact| fact.planned <= state.now.at);
    let begins = forecast::beginnings(&facts, state.now.at);
    let slots = state.plan.schedule.slots.iter().zip(&facts).zip(begins).enumerate();
    slots
        .map(|(n, ((slot, fact), begins))| SlotStanding {
            slot,
            planned: fact.planned,
            run: run_of(state, slot),
            begins,
            current: current == Some(n),
        })
        .collect()
}

/// The newest run of the procedure that `slot` stands for.
pub fn run_of<'s>(state: &'s State, slot: &Slot) -> Option<&'s Run> {
    let procedure = slot.procedure.as_ref()?;
    state.procedures.runs.values().rev().find(|run| run.procedure == *procedure)
}

fn facts(state: &State) -> Vec<Fact> {
    let plan = &state.plan;
    let starts: Vec<At> = plan.schedule.slots.iter().map(|slot| planned_at(plan, slot)).collect();
    let nexts = starts.iter().skip(1).map(Some).chain([None]);
    let slots = plan.schedule.slots.iter().zip(&starts).zip(nexts);
    slots
        .map(|((slot, planned), next)| {
            let procedure = slot.procedure.as_ref().and_then(|id| plan.procedure(id));
            let length = next.map(|next| u64::try_from(next.0.saturating_sub(planned.0)).unwrap_or(0));
            let budget = procedure.map(|procedure| procedure.budget.0);
            let run = run_of(state, slot);
            Fact {
                planned: *planned,
                needs: budget.into_iter().chain(length).min().unwrap_or(0),
                // What the plan had before this journal began is in no journal that we know.
                recorded: procedure.is_some() && *planned >= state.opened_at.at,
                run: run.map(|run| (run.requested_at.at, forecast::standing(run))),
            }
        })
        .collect()
}

/// What speaks against a switch at one time; empty inside the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutsideWindow {
    /// The hour lies outside the window.
    Hour,
    /// The day of the week is not a recommended one, or is to be avoided.
    Weekday,
    /// A holiday, by name.
    Holiday(crate::text::Clean),
    /// The eve of a holiday, by the holiday's name.
    Eve(crate::text::Clean),
    /// A busy season, by name.
    Season(crate::text::Clean),
}

/// What speaks against a switch at `at`.
pub fn outside_window(plan: &Plan, at: At) -> Vec<OutsideWindow> {
    let local = at.utc().with_timezone(&plan.zone.0).naive_local();
    let window = &plan.schedule.window;
    let mut against = against_day(plan, Day(local.date()));
    if local.time() < window.from.0 || local.time() >= window.to.0 {
        against.insert(0, OutsideWindow::Hour);
    }
    against
}

/// What speaks against a day.
pub fn against_day(plan: &Plan, day: Day) -> Vec<OutsideWindow> {
    let mut against = Vec::new();
    let window = &plan.schedule.window;
    if window.avoid.contains(&day.weekday()) || !window.days.contains(&day.weekday()) {
        against.push(OutsideWindow::Weekday);
    }
    let tomorrow = day.0.checked_add_days(Days::new(1));
    for holiday in &plan.schedule.holidays {
        if holiday.day == day {
            against.push(OutsideWindow::Holiday(holiday.title.clone()));
        } else if Some(holiday.day.0) == tomorrow {
            against.push(OutsideWindow::Eve(holiday.title.clone()));
        }
    }
    for season in &plan.schedule.busy {
        if (season.from..=season.to).contains(&day) {
            against.push(OutsideWindow::Season(season.title.clone()));
        }
    }
    against
}

/// The day on which `phase` begins, and the one on which it ends; none out of the calendar's range.
pub fn days_of(plan: &Plan, phase: &Phase) -> Option<(Day, Day)> {
    let day = |offset: i32| {
        let days = Days::new(u64::from(offset.unsigned_abs()));
        let day = if offset < 0 {
            plan.j_day.0.checked_sub_days(days)
        } else {
            plan.j_day.0.checked_add_days(days)
        };
        day.map(Day)
    };
    Some((day(phase.from)?, day(phase.to)?))
}

/// Today in the plan's zone.
pub fn today(state: &State) -> Day {
    Day(state.now.at.utc().with_timezone(&state.plan.zone.0).date_naive())
}
