//! Whether a histogram's buckets can say what a plan asks of a quantile.

use crate::plan::types::{Id, Metric, Op, Plan};

/// Every value that `metric` is compared with: its target, its triggers and its alerts.
fn thresholds(plan: &Plan, metric: &Metric) -> Vec<(String, f64)> {
    let target = metric.target.map(|target| ("its target".to_owned(), target.amount.0));
    let triggers = plan.triggers.iter().filter(|trigger| trigger.metric == metric.id).flat_map(|trigger| {
        let named = format!("the trigger {}", trigger.id);
        let clear = trigger.clear_at.map(|clear| (format!("{named} (clear_at)"), clear.0));
        [Some((named, trigger.threshold.0)), clear].into_iter().flatten()
    });
    let alerts = plan.tiers.iter().flat_map(|tier| &tier.alerts);
    let alerts = alerts.filter(|alert| alert.metric.as_ref() == Some(&metric.id)).filter_map(|alert| {
        let says = alert.op.is_some_and(|op| !matches!(op, Op::Equal | Op::NotEqual));
        alert.threshold.filter(|_| says).map(|threshold| (format!("the alert {}", alert.id), threshold.0))
    });
    target.into_iter().chain(triggers).chain(alerts).collect()
}

/// Why nothing may be made of a quantile of `metric` whose largest finite bound is `highest`: a quantile never
/// goes above that, so a rule beyond it would sleep through anything.
pub(super) fn beyond(plan: &Plan, metric: &Id, highest: f64) -> Option<String> {
    let metric = plan.metric(metric)?;
    let (who, threshold) = thresholds(plan, metric).into_iter().find(|(_, value)| *value >= highest)?;
    Some(format!(
        "the largest finite bucket of {} is {highest}, so its quantile can never pass the {threshold} of \
         {who}; give the histogram a bucket above that",
        metric.id
    ))
}
