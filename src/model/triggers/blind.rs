//! Blindness as a state (F7, R1): when too little arrives to judge the live side.
//!
//! A metric is blind when the newest number behind it is older than both the gap that its triggers
//! bear and twice its interval; its age when it was read counts, so a frozen exporter blinds though
//! its queries succeed (R6). The room is blind when the share of blind gate metrics reaches the plan's
//! `blind_share`, or when a trigger's metric and its witness are both blind. Few events are not
//! blindness: a quiet night is seen well.

use super::Verdict;
use crate::model::metrics::Value;
use crate::model::state::State;
use crate::plan::types::{Id, Metric, Millis, Side, Trigger};

/// Gap borne by a metric that no trigger judges.
const UNJUDGED_GAP: Millis = Millis::from_secs(30);

/// What makes the room blind now: blind gate metrics, then triggers without metric and witness.
/// Empty while enough is seen.
pub fn blind_now(state: &State) -> Vec<Id> {
    let side = state.cutover.live;
    let is_blind = |metric: &Metric| is_blind(state, metric, side);
    let gates = state.plan.metrics.iter().filter(|metric| metric.gate);
    let blind_gates: Vec<&Metric> = gates.clone().filter(|metric| is_blind(metric)).collect();
    let share = blind_gates.len() as f64 / gates.count().max(1) as f64;
    let is_share_reached = share >= state.plan.rollback.automation.blind_share.0;

    let is_blind_id = |id: &Id| state.plan.metric(id).is_some_and(is_blind);
    let blind_triggers =
        state.plan.triggers.iter().filter(|trigger| {
            is_blind_id(&trigger.metric) && trigger.witness.as_ref().is_some_and(is_blind_id)
        });
    let triggers: Vec<Id> = blind_triggers.map(|trigger| trigger.id.clone()).collect();
    if triggers.is_empty() && !is_share_reached {
        return Vec::new();
    }
    blind_gates.into_iter().map(|metric| metric.id.clone()).chain(triggers).collect()
}

/// Whether nothing young enough is known of `metric` on `side`.
pub fn is_blind(state: &State, metric: &Metric, side: Side) -> bool {
    let series = state.metrics.series(&metric.id, metric.track(side));
    // A side that just got the traffic had nothing to show before: its silence counts from then.
    let serving_ms = state.cutover.live_since(side).map_or(u64::MAX, |since| state.now.since(since));
    let age_ms = match series.and_then(|series| series.last) {
        Some((at, reading)) if matches!(reading.value, Value::Number(_)) => {
            state.now.since(at).saturating_add(u64::from(reading.age_ms))
        }
        _ if counts_absence(state, metric) => return false,
        _ => match series.and_then(|series| series.last_number) {
            Some((at, _)) => state.now.since(at),
            None => state.now.since(state.opened_at),
        },
    };
    age_ms.min(serving_ms) > gap(state, metric).max(metric.stale_after_ms())
}

/// The longest gap that a trigger on `metric` bears.
fn gap(state: &State, metric: &Metric) -> u64 {
    let gaps = triggers_on(state, metric).map(|trigger| trigger.max_gap);
    gaps.max().unwrap_or(UNJUDGED_GAP).0
}

/// Whether absence of the series is a value by the plan, and its source answers.
fn counts_absence(state: &State, metric: &Metric) -> bool {
    let answers = |source: &crate::model::sources::Source| {
        source.last_ok.is_some_and(|at| state.now.since(at) <= metric.stale_after_ms())
    };
    triggers_on(state, metric).any(|trigger| trigger.absence == crate::plan::types::Absence::Zero)
        && state.sources.board.get(&metric.source).is_some_and(answers)
}

fn triggers_on<'a>(state: &'a State, metric: &'a Metric) -> impl Iterator<Item = &'a Trigger> {
    state.plan.triggers.iter().filter(|trigger| trigger.metric == metric.id)
}

/// What the second, independent metric of `trigger` says of `side` now (R5): a breach when a fresh
/// number misses the witness's own target. Unknown without a witness, a target or a fresh number.
pub fn witness(state: &State, trigger: &Trigger, side: Side) -> Verdict {
    let metric = trigger.witness.as_ref().and_then(|id| state.plan.metric(id));
    let Some((metric, target)) = metric.and_then(|metric| Some((metric, metric.target?))) else {
        return Verdict::Unknown;
    };
    let last = state.metrics.series(&metric.id, metric.track(side)).and_then(|series| series.last);
    let Some((at, reading)) = last else { return Verdict::Unknown };
    let is_stale = state.now.since(at).max(u64::from(reading.age_ms)) > metric.stale_after_ms();
    match reading.value.number() {
        Some(number) if !is_stale && target.holds(number) => Verdict::Ok,
        Some(_) if !is_stale => Verdict::Breach,
        _ => Verdict::Unknown,
    }
}
