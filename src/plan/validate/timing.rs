//! Days, hours and lengths that run forwards.

use super::super::problem::{Place, Problem};
use super::super::types::{Millis, Plan};
use super::at;

pub(super) fn check(plan: &Plan, found: &mut Vec<Problem>) {
    calendar(plan, found);
    slots(plan, found);
    window(plan, found);
    lengths(plan, found);
}

fn order(place: Place, message: String, found: &mut Vec<Problem>) {
    found.push(Problem::error("out-of-order", place, message));
}

fn calendar(plan: &Plan, found: &mut Vec<Problem>) {
    let schedule = Place::top().key("schedule");
    for (n, phase) in plan.schedule.phases.iter().enumerate() {
        if phase.from > phase.to {
            let place = schedule.clone().key("phases").index(n).key("to");
            order(
                place,
                format!("read {}; expected at least `from`, which is {}", phase.to, phase.from),
                found,
            );
        }
    }
    for (n, season) in plan.schedule.busy.iter().enumerate() {
        if season.from > season.to {
            let place = schedule.clone().key("busy").index(n).key("to");
            order(place, format!("read {}; expected {} or later", season.to, season.from), found);
        }
    }
}

fn slots(plan: &Plan, found: &mut Vec<Problem>) {
    let slots = &plan.schedule.slots;
    for (n, (earlier, later)) in slots.iter().zip(slots.iter().skip(1)).enumerate() {
        if later.at <= earlier.at {
            let place = Place::top().key("schedule").key("slots").index(n + 1).key("at");
            let message =
                format!("read {}; expected later than {:?} at {}", later.at, earlier.id, earlier.at);
            order(place, message, found);
        }
    }
}

fn window(plan: &Plan, found: &mut Vec<Problem>) {
    let window = &plan.schedule.window;
    let place = |field: &str| Place::top().key("schedule").key("window").key(field);
    if window.from >= window.to {
        order(place("to"), format!("read {}; expected later than `from`, {}", window.to, window.from), found);
    }
    if window.days.is_empty() {
        let message = "the list is empty; name the recommended days, such as [\"tue\", \"wed\"]";
        found.push(Problem::error("bad-value", place("days"), message));
    }
    for (n, day) in window.avoid.iter().enumerate() {
        if window.days.contains(day) {
            let message = "this day is recommended in `days` too; keep one of the two";
            found.push(Problem::error("bad-value", place("avoid").index(n), message));
        }
    }
}

/// A length of zero where nothing could ever happen in it (R15).
fn lengths(plan: &Plan, found: &mut Vec<Problem>) {
    let rollback = Place::top().key("rollback").key("budget");
    let mut positive = |length: Millis, place: Place| {
        if length.0 == 0 {
            found.push(Problem::error("bad-value", place, "read 0s; expected a length of time above zero"));
        }
    };
    positive(plan.rollback.budget, rollback);
    positive(plan.gates.readiness_within, Place::top().key("gates").key("readiness_within"));
    for (n, metric) in plan.metrics.iter().enumerate() {
        positive(metric.interval, at("metrics", n).key("interval"));
        if let Some(window) = metric.window {
            positive(window, at("metrics", n).key("window"));
        }
    }
    for (p, procedure) in plan.procedures.iter().enumerate() {
        positive(procedure.budget, at("procedures", p).key("budget"));
        for (n, step) in procedure.steps.iter().enumerate() {
            positive(step.budget, at("procedures", p).key("steps").index(n).key("budget"));
        }
    }
}
