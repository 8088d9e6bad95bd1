//! The unit behind a number fits its metric: `5%` of a time would silently become 0.05 s.

use super::super::document::Document;
use super::super::problem::{Place, Problem};
use super::super::types::{Id, Plan, Unit};
use super::at;

pub(super) fn check(plan: &Plan, document: &Document, found: &mut Vec<Problem>) {
    let mut fits = |metric: Option<&Id>, place: Place| {
        let Some(metric) = metric.and_then(|id| plan.metric(id)) else { return };
        let Some(written) = document.text_at(&place) else { return };
        let unit = written.trim_start_matches(|c: char| !c.is_alphabetic() && c != '%' && c != '/').trim();
        let accepted = accepted(metric.unit);
        if !unit.is_empty() && !accepted.contains(&unit) {
            let right = match accepted {
                [] => "a bare number".to_owned(),
                units => format!("a number with {}", units.join(" or ")),
            };
            let message = format!("read {written:?}; metric {:?} expects {right}", metric.id.as_str());
            found.push(Problem::error("wrong-unit", place, message));
        }
    };
    for (n, metric) in plan.metrics.iter().enumerate() {
        fits(Some(&metric.id), at("metrics", n).key("target"));
    }
    for (n, trigger) in plan.triggers.iter().enumerate() {
        fits(Some(&trigger.metric), at("triggers", n).key("threshold"));
        fits(Some(&trigger.metric), at("triggers", n).key("clear_at"));
    }
    for (t, tier) in plan.tiers.iter().enumerate() {
        for (n, alert) in tier.alerts.iter().enumerate() {
            fits(alert.metric.as_ref(), at("tiers", t).key("alerts").index(n).key("threshold"));
        }
    }
}

fn accepted(unit: Unit) -> &'static [&'static str] {
    match unit {
        Unit::Ratio => &["%"],
        Unit::Seconds => &["ms", "s", "m"],
        Unit::Persecond => &["/s"],
        Unit::Perminute => &["/min"],
        Unit::Days => &["d"],
        Unit::Count | Unit::Metres | Unit::Updown => &[],
    }
}
