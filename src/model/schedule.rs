//! The schedule against the clock: which slot is next, and what holds a day back.

use chrono::{Days, TimeZone};

use super::state::State;
use super::time::{At, Stamp};
use crate::plan::types::{Day, Plan, Slot};

/// Where a slot stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlotStanding<'a> {
    /// The slot.
    pub slot: &'a Slot,
    /// Its planned beginning.
    pub planned: At,
    /// When its procedure began, if it has one and it did.
    pub began: Option<Stamp>,
    /// When its procedure ended well.
    pub ended: Option<Stamp>,
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

/// Every slot against the clock.
pub fn slots(state: &State) -> Vec<SlotStanding<'_>> {
    let plan = &state.plan;
    let starts: Vec<At> = plan.schedule.slots.iter().map(|slot| planned_at(plan, slot)).collect();
    let current = starts.iter().rposition(|at| *at <= state.now.at);
    plan.schedule
        .slots
        .iter()
        .zip(&starts)
        .enumerate()
        .map(|(n, (slot, planned))| {
            let run = slot
                .procedure
                .as_ref()
                .and_then(|id| state.procedures.runs.values().rev().find(|run| run.procedure == *id));
            SlotStanding {
                slot,
                planned: *planned,
                began: run.map(|run| run.requested_at),
                ended: run.and_then(|run| run.ended).map(|(stamp, _)| stamp),
                current: current == Some(n),
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
