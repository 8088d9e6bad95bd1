//! Numbers that cannot be meant.

use super::super::problem::{Place, Problem};
use super::super::types::{AlertRule, Analysis, Millis, Op, Plan, Reason, Scope, Trigger, Unit};
use super::at;

/// Longest growth that is compared: single points are kept a little longer than this.
const LONGEST_GROWTH_MS: u64 = 30 * 60 * 1000;

pub(super) fn check(plan: &Plan, found: &mut Vec<Problem>) {
    sides(plan, found);
    lever(plan, found);
    gates(plan, found);
    automation(plan, found);
    for (n, trigger) in plan.triggers.iter().enumerate() {
        trigger_values(plan, trigger, &at("triggers", n), found);
        clearing(trigger, &at("triggers", n), found);
    }
    for (t, tier) in plan.tiers.iter().enumerate() {
        for (n, alert) in tier.alerts.iter().enumerate() {
            whole_alert(alert, &at("tiers", t).key("alerts").index(n), found);
        }
    }
    reasons(plan, found);
    checklists(plan, found);
}

fn wrong(place: Place, message: impl Into<String>, found: &mut Vec<Problem>) {
    found.push(Problem::error("bad-value", place, message));
}

/// A probe tells the sides apart by version, the lever by address.
fn sides(plan: &Plan, found: &mut Vec<Problem>) {
    let green = Place::top().key("sides").key("green");
    let (blue, new) = (&plan.sides.blue, &plan.sides.green);
    if blue.version == new.version {
        let message =
            format!("read {:?}, the version of Blue too; jday could not tell them apart", new.version);
        wrong(green.clone().key("version"), message, found);
    }
    if blue.address == new.address {
        let message =
            format!("read {:?}, the address of Blue too; the lever would move nothing", new.address);
        wrong(green.key("address"), message, found);
    }
}

fn lever(plan: &Plan, found: &mut Vec<Problem>) {
    let lever = &plan.lever;
    let place = |field: &str| Place::top().key("lever").key(field);
    for (field, number) in [("observations", lever.observations), ("paths", lever.paths)] {
        if number == 0 {
            wrong(place(field), "read 0; expected at least 1, else nothing would prove the switch", found);
        }
    }
    if lever.lowered_ttl > lever.ttl {
        let message = format!("read {}; expected at most `ttl`, which is {}", lever.lowered_ttl, lever.ttl);
        wrong(place("lowered_ttl"), message, found);
    }
    if lever.resolvers.is_empty() {
        wrong(place("resolvers"), "the list is empty; name at least one resolver to ask", found);
    }
    let deadlines = [
        ("accepted_within", lever.accepted_within),
        ("authoritative_within", lever.authoritative_within),
        ("observed_within", lever.observed_within),
    ];
    for ((earlier, first), (later, second)) in deadlines.iter().zip(deadlines.iter().skip(1)) {
        if first > second {
            let message = format!("read {second}; expected at least `{earlier}`, which is {first}");
            wrong(place(later), message, found);
        }
    }
}

fn gates(plan: &Plan, found: &mut Vec<Problem>) {
    if plan.gates.votes.is_empty() {
        let place = Place::top().key("gates").key("votes");
        wrong(place, "the list is empty; name at least one role whose \"go\" the switch needs", found);
    }
    if let Some(drained) = plan.gates.drained.as_ref().filter(|drained| drained.hold > Analysis::LONGEST) {
        // Single samples are kept for little longer.
        let message = format!("read {}; expected at most {}", drained.hold, Analysis::LONGEST);
        let place = Place::top().key("gates").key("drained").key("for");
        found.push(Problem::error("bad-value", place, message));
    }
    let Some(analysis) = &plan.gates.analysis else { return };
    let place = |field: &str| Place::top().key("gates").key("analysis").key(field);
    if analysis.metrics.is_empty() {
        wrong(place("metrics"), "the list is empty; name what Green is compared on", found);
    }
    if analysis.over.0 == 0 || analysis.over > Analysis::LONGEST {
        let message =
            format!("read {}; expected more than 0 and at most {}", analysis.over, Analysis::LONGEST);
        wrong(place("over"), message, found);
    }
    if analysis.min_samples < Analysis::FEWEST {
        let message = format!("read {}; expected at least {}", analysis.min_samples, Analysis::FEWEST);
        wrong(place("min_samples"), message, found);
    }
    if !(analysis.confidence.0 > 0.0 && analysis.confidence.0 < 1.0) {
        let message =
            format!("read {}; expected a share between 0 and 1, such as \"98%\"", analysis.confidence.0);
        wrong(place("confidence"), message, found);
    }
    if analysis.tolerance.0 < 0.0 {
        wrong(place("tolerance"), format!("read {}; expected at least 0", analysis.tolerance.0), found);
    }
    for (n, metric) in analysis.metrics.iter().enumerate() {
        if plan.metric(metric).is_some_and(|metric| metric.scope == Scope::Shared) {
            let message =
                format!("read {:?}, which both sides share; name a metric that each has", metric.as_str());
            wrong(place("metrics").index(n), message, found);
        }
    }
}

fn automation(plan: &Plan, found: &mut Vec<Problem>) {
    let automation = &plan.rollback.automation;
    let place = |field: &str| Place::top().key("rollback").key("automation").key(field);
    let available = plan.triggers.iter().map(|t| 1 + u32::from(t.witness.is_some())).max().unwrap_or(0);
    if automation.witnesses == 0 {
        wrong(place("witnesses"), "read 0; expected at least 1, and 2 to act by itself (R5)", found);
    } else if automation.witnesses > available {
        let message = format!(
            "read {}, but no trigger has more than {available}; give a trigger a `witness` or ask for fewer",
            automation.witnesses
        );
        wrong(place("witnesses"), message, found);
    }
    share(automation.blind_share.0, place("blind_share"), found);
}

fn share(value: f64, place: Place, found: &mut Vec<Problem>) {
    if !(value > 0.0 && value <= 1.0) {
        wrong(place, format!("read {value}; expected a share above 0 and at most 1, such as \"50%\""), found);
    }
}

fn trigger_values(plan: &Plan, trigger: &Trigger, place: &Place, found: &mut Vec<Problem>) {
    share(trigger.min_coverage.0, place.clone().key("min_coverage"), found);
    if trigger.min_bad > trigger.min_events && trigger.min_events > 0 {
        let message = format!(
            "read {}; expected at most `min_events`, which is {}",
            trigger.min_bad, trigger.min_events
        );
        wrong(place.clone().key("min_bad"), message, found);
    }
    if trigger.witness.as_ref() == Some(&trigger.metric) {
        let message = "read the trigger's own metric; a witness must be another one (R5)";
        wrong(place.clone().key("witness"), message, found);
    }
    let Some(metric) = plan.metric(&trigger.metric) else { return };
    if trigger.min_events > 0 && (metric.volume.is_none() || metric.window.is_none()) {
        let message = format!(
            "metric {:?} has no `volume` and `window`, so that its events cannot be counted; add them",
            metric.id.as_str()
        );
        wrong(place.clone().key("min_events"), message, found);
    }
    if metric.unit == Unit::Ratio && !(0.0..=1.0).contains(&trigger.threshold.0) {
        let read = trigger.threshold.0;
        let message =
            format!("read {read}; metric {:?} goes from 0 to 1: write \"{read}%\"?", metric.id.as_str());
        wrong(place.clone().key("threshold"), message, found);
    }
}

/// A breach is over on the other side of the threshold, never deeper in it (R4).
fn clearing(trigger: &Trigger, place: &Place, found: &mut Vec<Problem>) {
    let Some(clear_at) = trigger.clear_at else { return };
    let (fits, right) = match trigger.op {
        Op::Above | Op::AtLeast => (clear_at <= trigger.threshold, "at most"),
        Op::Below | Op::AtMost => (clear_at >= trigger.threshold, "at least"),
        Op::Equal | Op::NotEqual => {
            let message = format!("`{}` has no other side to clear at; remove `clear_at`", trigger.op);
            return wrong(place.clone().key("clear_at"), message, found);
        }
    };
    if !fits {
        let message = format!(
            "read {}; with `{}` expected {right} the threshold, which is {}",
            clear_at.0, trigger.op, trigger.threshold.0
        );
        wrong(place.clone().key("clear_at"), message, found);
    }
}

fn whole_alert(alert: &AlertRule, place: &Place, found: &mut Vec<Problem>) {
    let parts = [
        ("metric", alert.metric.is_some()),
        ("op", alert.op.is_some()),
        ("threshold", alert.threshold.is_some()),
    ];
    if parts.iter().any(|(_, there)| *there) {
        for (field, _) in parts.iter().filter(|(_, there)| !there) {
            let message =
                format!("`{field}` is missing; an alert on a metric needs `metric`, `op` and `threshold`");
            found.push(Problem::error("missing-field", place.clone().key(*field), message));
        }
    }
    if alert.on.is_some() && alert.metric.is_some() {
        let message = "an occasion or a metric raises an alert, not both; keep one of `on` and `metric`";
        wrong(place.clone().key("on"), message.to_owned(), found);
    }
    let Some(over) = alert.grown_over else { return };
    let place = place.clone().key("grown_over");
    if alert.metric.is_none() {
        wrong(place, "only a metric grows; name it as `metric`".to_owned(), found);
    } else if alert.hold.0 > 0 {
        wrong(place, "a growth has its own length; remove `for`".to_owned(), found);
    } else if over.0 == 0 || over.0 > LONGEST_GROWTH_MS {
        let longest = Millis(LONGEST_GROWTH_MS);
        wrong(
            place,
            format!("read {over}; expected something longer than nothing, at most {longest}"),
            found,
        );
    }
}

/// `jday rollback --reason` knows four; each needs somebody who decides.
fn reasons(plan: &Plan, found: &mut Vec<Problem>) {
    for reason in Reason::ALL {
        if !plan.reasons.iter().any(|one| one.id == reason) {
            let message = format!("reason {:?} is missing; add it with its decider", reason.word());
            found.push(Problem::error("missing-part", Place::top().key("reasons"), message));
        }
    }
}

fn checklists(plan: &Plan, found: &mut Vec<Problem>) {
    for (n, checklist) in plan.checklists.iter().enumerate() {
        if checklist.gates_switch && checklist.after_rollback {
            let message = "opens only after a rollback and yet the switch waits for it; keep one of the two";
            wrong(at("checklists", n).key("after_rollback"), message, found);
        }
    }
}
