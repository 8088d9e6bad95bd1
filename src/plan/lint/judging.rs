//! Rules about metrics, triggers and alerts.

use super::super::problem::Place;
use super::super::types::{Absence, Metric, Op, Plan, Scope, Trigger, Unit};
use super::words;

/// One bad value would propose a rollback (RELIABILITY section 5, point 2).
///
/// A count over a window of its own, such as errors per minute, has its hold inside.
pub(super) fn trigger_without_hold(plan: &Plan) -> Vec<(Place, String)> {
    let bare = |trigger: &&(usize, &Trigger)| trigger.1.hold.0 == 0 && !counts(plan, trigger.1);
    let triggers: Vec<(usize, &Trigger)> = plan.triggers.iter().enumerate().collect();
    triggers
        .iter()
        .filter(bare)
        .map(|(n, _)| {
            let message = "one bad sample would propose a rollback; add a length, such as for = \"60s\"";
            (Place::top().key("triggers").index(*n).key("for"), message.to_owned())
        })
        .collect()
}

fn counts(plan: &Plan, trigger: &Trigger) -> bool {
    plan.metric(&trigger.metric).is_some_and(|metric| {
        let counted =
            matches!(metric.unit, Unit::Perminute | Unit::Count) || trigger.absence == Absence::Zero;
        counted && metric.window.is_some()
    })
}

/// A floor for each side's throughput is missed by both while the traffic moves (RELIABILITY section 5,
/// point 7).
pub(super) fn throughput_floor_after_switch(plan: &Plan) -> Vec<(Place, String)> {
    let is_rate = |metric: &Metric| matches!(metric.unit, Unit::Persecond | Unit::Perminute);
    let has_floor =
        |metric: &Metric| metric.target.is_some_and(|target| matches!(target.op, Op::Above | Op::AtLeast));
    plan.metrics
        .iter()
        .enumerate()
        .filter(|(_, metric)| is_rate(metric) && has_floor(metric))
        .filter(|(_, metric)| metric.scope == Scope::Side && !metric.target_on_sum)
        .map(|(n, _)| {
            let message =
                "while the traffic moves neither side reaches it; judge both together: target_on_sum = true";
            (Place::top().key("metrics").index(n).key("target"), message.to_owned())
        })
        .collect()
}

/// An alert names a limit without its number (DESIGN section 4).
pub(super) fn blank_threshold(plan: &Plan) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    for (t, tier) in plan.tiers.iter().enumerate() {
        for (n, alert) in tier.alerts.iter().enumerate() {
            if words::names_limit(alert.title.as_str()) && alert.threshold.is_none() {
                let place = Place::top().key("tiers").index(t).key("alerts").index(n).key("threshold");
                let message = "the title speaks of a limit, but no `metric`, `op` and `threshold` say which";
                found.push((place, message.to_owned()));
            }
        }
    }
    found
}
