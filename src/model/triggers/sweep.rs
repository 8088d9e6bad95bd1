//! Every trigger on both sides at once.

use super::{Input, Judged, Standing, judge};
use crate::model::state::State;
use crate::model::time::Stamp;
use crate::plan::types::{Metric, Side, Trigger};

/// Every standing that changed since it was last journalled; ask after each poll round and each tick.
///
/// Answers nothing when asked a second time once its events were applied.
pub fn judge_all(state: &State) -> Vec<Judged> {
    sweep(state, judge::judge)
}

/// Every standing that a break in time stops: ask once after the engine took up a journal, was frozen,
/// or saw the wall clock leap (R2, R26). Time over the break counts for no hold.
pub fn freeze_all(state: &State) -> Vec<Judged> {
    sweep(state, judge::freeze)
}

fn sweep(state: &State, rule: fn(&Trigger, &Metric, &Standing, &Input, Stamp) -> Standing) -> Vec<Judged> {
    let mut changes = Vec::new();
    for trigger in &state.plan.triggers {
        // A plan without the metric is refused when it is loaded.
        let Some(metric) = state.plan.metric(&trigger.metric) else { continue };
        for side in Side::BOTH {
            let before = state.triggers.standing(&trigger.id, side);
            let input = Input::of(state, trigger, metric, side);
            let standing = rule(trigger, metric, &before, &input, state.now);
            if standing != before {
                changes.push(Judged { trigger: trigger.id.clone(), side, standing });
            }
        }
    }
    changes
}
