//! Whether a histogram's buckets can say what a plan asks of a quantile.

use crate::plan::types::{Metric, Plan};

/// Every value that a metric is compared with, each with who does: its target, its triggers and its alerts.
#[derive(Debug, Clone, Default)]
pub(super) struct Thresholds(pub Vec<(String, f64)>);

impl Thresholds {
    /// Those of `metric`.
    pub fn of(plan: &Plan, metric: &Metric) -> Self {
        let target = metric.target.map(|target| ("its target".to_owned(), target.amount.0));
        let triggers =
            plan.triggers.iter().filter(|trigger| trigger.metric == metric.id).flat_map(|trigger| {
                let named = format!("the trigger {}", trigger.id);
                let clear = trigger.clear_at.map(|clear| (format!("{named} (clear_at)"), clear.0));
                [Some((named, trigger.threshold.0)), clear].into_iter().flatten()
            });
        let alerts = plan.tiers.iter().flat_map(|tier| &tier.alerts);
        let alerts = alerts.filter(|alert| alert.metric.as_ref() == Some(&metric.id)).filter_map(|alert| {
            let threshold = alert.threshold.filter(|_| alert.op.is_some())?;
            Some((format!("the alert {}", alert.id), threshold.0))
        });
        Self(target.into_iter().chain(triggers).chain(alerts).collect())
    }

    /// Why nothing may be made of a quantile whose largest finite bound is `highest`: a quantile never goes above
    /// that, so a rule beyond it would sleep through anything.
    pub fn beyond(&self, highest: f64) -> Option<String> {
        let (who, threshold) = self.0.iter().find(|(_, value)| *value >= highest)?;
        Some(format!(
            "its largest finite bucket is {highest}, so its quantile can never pass the {threshold} of {who}; \
             give the histogram a bucket above that"
        ))
    }
}
