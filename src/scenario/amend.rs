//! The plan as a scenario changes it.

use super::types::Scenario;
use crate::plan::types::{ConfirmedSwitch, Plan};

impl Scenario {
    /// `plan` with this scenario's changed targets, triggers and rollback rules.
    pub fn amend(&self, plan: &Plan) -> Plan {
        let mut plan = plan.clone();
        for metric in &mut plan.metrics {
            if let Some(change) = self.targets.get(&metric.id) {
                metric.target = Some(change.target);
            }
        }
        for trigger in &mut plan.triggers {
            let Some(change) = self.triggers.get(&trigger.id) else { continue };
            trigger.threshold = change.threshold.unwrap_or(trigger.threshold);
            // A point of clearance on the wrong side of the new threshold would keep a breach for ever.
            if change.threshold.is_some() {
                trigger.clear_at = None;
            }
            trigger.hold = change.hold.unwrap_or(trigger.hold);
            trigger.max_gap = change.max_gap.unwrap_or(trigger.max_gap);
            trigger.min_events = change.min_events.unwrap_or(trigger.min_events);
            trigger.min_bad = change.min_bad.unwrap_or(trigger.min_bad);
            trigger.warm_up = change.warm_up.unwrap_or(trigger.warm_up);
        }
        if let Some(change) = &self.rollback {
            plan.rollback.auto = change.auto.unwrap_or(plan.rollback.auto);
            plan.rollback.automation.silence = change.silence.unwrap_or(plan.rollback.automation.silence);
            if let Some(within) = change.confirm_within {
                plan.rollback.confirmed_switch = Some(ConfirmedSwitch { within });
            }
        }
        plan
    }
}
