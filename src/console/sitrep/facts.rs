//! What each line says. Nothing is invented: what was not read lately is called so (R1, R6).

use super::{Line, Report, say};
use crate::console::format;
use crate::console::messages::{common, names, room, words};
use crate::console::view::facts;
use crate::model::confirmed;
use crate::model::decide::decider;
use crate::model::triggers::Phase;
use crate::plan::types::{Group, Id, Metric, Side};

/// Metrics that everybody asks for, if the plan has them.
const ASKED_FOR: [&str; 3] = ["errors", "p95", "availability"];
/// Most alerts that are named; the rest is counted.
const ALERTS: usize = 2;

/// The room's time and day.
pub(super) fn clock(report: &Report) -> Line {
    let (lang, plan, now) = (report.lang, &report.state.plan, report.state.now);
    let mut text = format!(
        "{} {} · {}",
        format::clock(now.at, plan.zone),
        format::zone_name(now.at, plan.zone),
        format::day(lang, plan.j_day)
    );
    if report.state.closed.is_some() {
        text.push_str(" · ");
        text.push_str(say::closed(lang));
    }
    Line::new(say::label_clock(lang), text)
}

/// Which side has the traffic, how sure that is, and since when.
pub(super) fn live(report: &Report) -> Line {
    let (lang, state) = (report.lang, report.state);
    let label = say::label_live(lang);
    let side = words::side(lang, state.cutover.live);
    let Some(movement) = state.cutover.movement() else {
        return Line::new(label, say::live_initial(lang, side));
    };
    if facts::is_undone(state) {
        return Line::grave(label, say::live_undone(lang, side));
    }
    let since = movement.levels.get(2).copied().flatten().or(movement.levels.first().copied().flatten());
    let (Some(level), Some(since)) = (facts::level(movement), since) else {
        return Line::new(label, say::live_initial(lang, side));
    };
    let place = format!("{} {}/5", words::level(lang, level), level.number().min(5));
    let clock = format::clock(since.at, state.plan.zone);
    // The level is that of a movement under way, not of the side that is still live.
    let text = if movement.to == state.cutover.live {
        say::live(lang, side, place, clock)
    } else {
        say::live_still(lang, side, words::side(lang, movement.to), place, clock)
    };
    match movement.missed {
        Some(missed) => {
            Line::grave(label, format!("{text} · {}", say::missed(lang, words::level(lang, missed))))
        }
        None => Line::new(label, text),
    }
}

/// Error rate, p95 and availability of the live side with their targets.
pub(super) fn metrics(report: &Report) -> Line {
    let (lang, state) = (report.lang, report.state);
    let plan = &state.plan;
    let mut chosen: Vec<&Metric> = ASKED_FOR.iter().filter_map(|id| plan.metric(&Id::new(id))).collect();
    if chosen.is_empty() {
        let told = |metric: &&Metric| metric.group == Group::Performance && metric.target.is_some();
        chosen = plan.metrics.iter().filter(told).take(ASKED_FOR.len()).collect();
    }
    let mut off = false;
    let parts = chosen.into_iter().map(|metric| {
        let title = metric.title.one_line();
        let Some(number) = facts::fresh(state, metric, state.cutover.live) else {
            return say::metric_gap(lang, title);
        };
        let value = format::value(lang, metric.unit, number);
        let Some(target) = metric.target else { return say::metric_plain(lang, title, value) };
        let holds = target.holds(number);
        off |= !holds;
        let wanted = format::condition(lang, metric.unit, target);
        if holds {
            say::metric(lang, title, value, wanted)
        } else {
            say::metric_off(lang, title, value, wanted)
        }
    });
    let text = parts.collect::<Vec<_>>().join(" · ");
    let text = if text.is_empty() { common::no_data(lang).to_owned() } else { text };
    Line { label: say::label_metrics(lang), text, grave: off }
}

/// Triggers that counted or fired on the live side, and blindness.
pub(super) fn triggers(report: &Report) -> Line {
    let (lang, state) = (report.lang, report.state);
    let zone = state.plan.zone;
    let mut grave = false;
    let mut parts = Vec::new();
    if let Some((since, _)) = &state.triggers.blind {
        grave = true;
        parts.push(say::blind(lang, format::clock(since.at, zone)));
    }
    for trigger in &state.plan.triggers {
        let standing = state.triggers.standing(&trigger.id, state.cutover.live);
        let title = trigger.title.one_line();
        match standing.phase {
            Phase::Calm => {}
            Phase::Holding => {
                let held = format::stopwatch(standing.hold.at(state.now).min(trigger.hold.0));
                parts.push(say::holds(lang, title, held, format::stopwatch(trigger.hold.0)));
            }
            Phase::Fired => {
                grave = true;
                let clock = standing.fired_at.map_or_else(|| "?".into(), |at| format::clock(at.at, zone));
                parts.push(say::fired(lang, title, clock));
            }
            Phase::Blind => parts.push(say::unsure(lang, title)),
        }
    }
    let text = if parts.is_empty() { say::all_calm(lang).to_owned() } else { parts.join(" · ") };
    Line { label: say::label_triggers(lang), text, grave }
}

/// The decision that is awaited, or what is under way.
pub(super) fn decision(report: &Report) -> Line {
    let (lang, state) = (report.lang, report.state);
    let label = say::label_decision(lang);
    if let Some((_, run)) = facts::proposal(state) {
        let (spent, budget) =
            facts::stopwatch(state).map_or((0, 0), |clock| (clock.total_ms, clock.budget_ms));
        let role = names::role(&state.plan, &decider(state, run));
        let why = words::why(lang, &state.plan, &run.why);
        let [spent, budget] = [spent, budget].map(format::stopwatch);
        return Line::grave(label, say::awaited(lang, why, role, spent, budget));
    }
    if let Some((_, until)) = confirmed::awaited(state) {
        let left = format::length(lang, until.since(state.now));
        return Line::grave(label, say::unconfirmed(lang, left));
    }
    let open = state.procedures.runs.values().rev().find(|run| run.ended.is_none());
    let Some(run) = open else { return Line::new(label, say::no_decision(lang)) };
    let step = run
        .current(&state.plan)
        .and_then(|at| run.planned(&state.plan).get(at))
        .map(|step| step.title.one_line().into_owned());
    let step = step.unwrap_or_else(|| common::no_value(lang).to_owned());
    Line::new(label, say::under_way(lang, names::procedure(&state.plan, &run.procedure), step))
}

/// Alerts that are on and that nobody took on.
pub(super) fn alerts(report: &Report) -> Line {
    let (lang, state) = (report.lang, report.state);
    let firing = state.alerts.firing();
    let open: Vec<_> = firing.iter().filter(|(_, alert)| alert.acknowledged.is_none()).collect();
    let mut parts: Vec<String> = open
        .iter()
        .take(ALERTS)
        .map(|(key, alert)| {
            say::alert_line(lang, words::severity(lang, alert.level), words::alert(lang, key, alert))
        })
        .collect();
    if open.len() > ALERTS {
        parts.push(say::and_more(lang, open.len() - ALERTS));
    }
    let grave = !parts.is_empty();
    let text = if grave { parts.join(" · ") } else { say::none(lang).to_owned() };
    Line { label: say::label_alerts(lang), text, grave }
}

/// The next slot of the day.
pub(super) fn next(report: &Report) -> Line {
    let (lang, state) = (report.lang, report.state);
    let next = facts::day(state).next;
    let slot = next.and_then(|(at, left)| Some((state.plan.schedule.slots.get(at)?, left)));
    let text = slot.map_or_else(
        || say::day_over(lang).to_owned(),
        |(slot, left)| {
            // Seconds of a long wait say nothing in a message that is read minutes later.
            let left = match left {
                120_000..3_600_000 => room::minutes(lang, left / 60_000),
                _ => format::length(lang, left),
            };
            let clock = format::time_of_day(lang, slot.at);
            say::next_slot(lang, clock, slot.title.one_line(), left)
        },
    );
    Line::new(say::label_next(lang), text)
}

/// Whether the way back was proved lately (F1).
pub(super) fn way_back(report: &Report) -> Line {
    let (lang, state) = (report.lang, report.state);
    let label = say::label_back(lang);
    let Some((at, readiness)) = &state.cutover.readiness else {
        return Line::grave(label, say::back_unknown(lang));
    };
    // Before the switch it is the way to Green that is proved.
    let label = if readiness.to == Side::Green { say::label_there(lang) } else { label };
    let to = words::side(lang, readiness.to);
    let age = state.now.since(*at);
    let ago = format::length(lang, age / 1000 * 1000);
    if !readiness.is_green() {
        let bad = readiness.checks.iter().filter(|check| check.ok != Some(true));
        let names: Vec<_> = bad.map(|check| words::check(lang, check.name.as_str())).collect();
        return Line::grave(label, say::back_not_ready(lang, to, names.join(", ")));
    }
    if age > state.plan.gates.readiness_within.0 {
        return Line::grave(label, say::back_old(lang, ago));
    }
    Line::new(label, say::back_ready(lang, to, ago))
}

/// Who is attached.
pub(super) fn here(report: &Report) -> Line {
    let (lang, state) = (report.lang, report.state);
    let names: Vec<String> = state.people.attached.keys().map(|id| names::person(&state.plan, id)).collect();
    let text = if names.is_empty() { say::nobody(lang).to_owned() } else { names.join(", ") };
    Line::new(say::label_here(lang), text)
}
