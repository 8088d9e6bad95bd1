//! Rules about days and hours.

use std::fmt::Write as _;

use super::super::problem::Place;
use super::super::types::{Clock, Day, Phase, Plan, ProcedureKind, Slot};
use super::words;

/// The slot that runs the switch, or where none says so the one whose title does, with its number.
fn switch_slot(plan: &Plan) -> Option<(usize, &Slot)> {
    let slots = || plan.schedule.slots.iter().enumerate();
    let runs = |slot: &Slot| {
        let procedure = slot.procedure.as_ref().and_then(|id| plan.procedure(id));
        procedure.is_some_and(|procedure| procedure.kind == ProcedureKind::Switch)
    };
    let by_title = || slots().find(|(_, slot)| words::moves_traffic(slot.title.as_str()));
    slots().find(|(_, slot)| runs(slot)).or_else(by_title)
}

/// The switch is planned when the plan itself says not to (RELIABILITY section 5, point 1).
pub(super) fn switch_outside_window(plan: &Plan) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    let window = &plan.schedule.window;
    if let Some((n, slot)) = switch_slot(plan)
        && (slot.at < window.from || slot.at >= window.to)
    {
        let place = Place::top().key("schedule").key("slots").index(n).key("at");
        let message = format!(
            "the switch at {} lies outside the window {}-{}; move it, or expect the gate to ask for a reason",
            slot.at, window.from, window.to
        );
        found.push((place, message));
    }
    if let Some(why) = day_to_avoid(plan, plan.j_day) {
        found.push((Place::top().key("j_day"), format!("{} is {why}; choose another day", plan.j_day)));
    }
    found
}

fn day_to_avoid(plan: &Plan, day: Day) -> Option<String> {
    let schedule = &plan.schedule;
    let weekday = day.weekday();
    if schedule.window.avoid.contains(&weekday) || !schedule.window.days.contains(&weekday) {
        return Some("not one of the window's recommended days".into());
    }
    for holiday in &schedule.holidays {
        if holiday.day == day {
            return Some(format!("a holiday ({})", holiday.title));
        }
        if day.0.succ_opt() == Some(holiday.day.0) {
            return Some(format!("the eve of a holiday ({})", holiday.title));
        }
    }
    let busy = schedule.busy.iter().find(|season| (season.from..=season.to).contains(&day));
    busy.map(|season| format!("in a period to avoid ({})", season.title))
}

/// One piece of work has two dates (DESIGN section 4: "one date each").
///
/// Before J-Day only: afterwards, watching and supporting on several days is the plan. Two tasks are the
/// same work when every telling word of one is in the other. A delay in a phase's title ("J-Day + 2h") is
/// held against the slot of the switch.
pub(super) fn phases_against_calendar(plan: &Plan) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    let phases = &plan.schedule.phases;
    for (n, later) in phases.iter().enumerate() {
        for earlier in phases.iter().take(n) {
            let before = earlier.to < 0 && later.to < 0;
            if before && (earlier.to < later.from || later.to < earlier.from) {
                twice(n, earlier, later, &mut found);
            }
        }
        if let Some(told) = told_hour(plan, later) {
            let place = Place::top().key("schedule").key("phases").index(n).key("title");
            found.push((place, told));
        }
    }
    found
}

fn twice(n: usize, earlier: &Phase, later: &Phase, found: &mut Vec<(Place, String)>) {
    for (t, task) in later.tasks.iter().enumerate() {
        let here = words::telling(task.as_str());
        let same = earlier.tasks.iter().find(|other| {
            let there = words::telling(other.as_str());
            here.len().min(there.len()) >= 2 && (here.is_subset(&there) || there.is_subset(&here))
        });
        if let Some(other) = same {
            let mut message = String::new();
            // Writing into a String cannot fail.
            let _ = write!(message, "day {} here, but {:?} is on day ", later.from, other.as_str());
            let _ = write!(message, "{} in {:?}; give it one date", earlier.from, earlier.id.as_str());
            found.push((Place::top().key("schedule").key("phases").index(n).key("tasks").index(t), message));
        }
    }
}

fn told_hour(plan: &Plan, phase: &Phase) -> Option<String> {
    let hours = words::hours_after(phase.title.as_str())?;
    if phase.from > 0 || phase.to < 0 {
        return None;
    }
    let first = plan.schedule.slots.first()?;
    let (_, switch) = switch_slot(plan)?;
    let told = Clock(first.at.0.overflowing_add_signed(chrono::TimeDelta::hours(hours)).0);
    let message = format!(
        "{hours} h after {} is {told}, but the switch is at {}; write the hour in `slots` only",
        first.at, switch.at
    );
    (told != switch.at).then_some(message)
}

/// Success is judged over more days than anybody watches (DESIGN section 4).
pub(super) fn horizon(plan: &Plan) -> Vec<(Place, String)> {
    let last = plan.schedule.phases.iter().map(|phase| phase.to).max().unwrap_or(0);
    let mut found = Vec::new();
    for (c, checklist) in plan.checklists.iter().enumerate() {
        for (s, section) in checklist.sections.iter().enumerate() {
            for (n, item) in section.items.iter().enumerate() {
                let days = words::number_before(item.detail.as_str(), &["jours", "jour", "days", "day"]);
                if let Some(days) = days.filter(|days| *days > last) {
                    let section = Place::top().key("checklists").index(c).key("sections").index(s);
                    let message = format!(
                        "is judged over {days} days, but the last phase ends on J+{last}; add a phase at J+{days}"
                    );
                    found.push((section.key("items").index(n).key("detail"), message));
                }
            }
        }
    }
    found
}
