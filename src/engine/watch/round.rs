//! What sources said since the last second, as one event (R6) and as what follows beside it.

use crate::client::{self, Observed, Polled, Trouble};
use crate::engine::execute::pipeline_state;
use crate::model::metrics::{Answer, Reading, Readings, Sampled, Value};
use crate::model::procedure::PipelineState;
use crate::model::sources::{Beside, Fact, SKEW_UNKNOWN_MS, Sources};
use crate::model::{Event, State};
use crate::plan::types::{Id, Metric, Scope, Side};
use crate::text::Clean;

/// Most warnings of one answer that are written down: each second has one line of the journal for all sources.
const MOST_WARNINGS: usize = 20;

/// An answer that cannot be placed in time is none: with a clock that far off, ages and alerts mean
/// nothing, and neither does "now" if it is this machine's clock (R26).
pub fn in_time(polled: &mut Polled) {
    if let Some(skew) = polled.skew_ms.filter(|skew| skew.unsigned_abs() > SKEW_UNKNOWN_MS) {
        let (seconds, word) = (skew.unsigned_abs() / 1_000, if skew > 0 { "ahead of" } else { "behind" });
        polled.answer = Err(Trouble::lasting(format!(
            "its clock is {seconds} s {word} this machine's; set the one that is wrong (chronyc tracking)"
        )));
    }
}

/// Takes an answer into the round.
pub fn answered(round: &mut Sampled, state: &State, polled: &Polled, observed: &Observed) {
    let source = &polled.source;
    round.sources.insert(source.clone(), Answer::Ok(polled.took_ms));
    note(
        round,
        source,
        Beside {
            skew_ms: polled.skew_ms.filter(|skew| *skew != 0),
            warnings: few(&observed.warnings),
            ..Beside::default()
        },
    );
    for reading in &observed.readings {
        let Some(metric) = state.plan.metric(&reading.metric).filter(|known| known.source == *source) else {
            tracing::warn!(%source, metric = %reading.metric, "a value that nobody asked this source for");
            continue;
        };
        if let Some(readings) = track(round, metric, reading.side) {
            let value = value_of(reading.value);
            readings.insert(metric.id.clone(), Reading { value, age_ms: reading.age_ms });
        }
    }
    for item in &observed.items {
        let name = Sources::fact(source, &item.fact);
        let fact = Fact { holds: item.holds, detail: item.detail.clone() };
        if state.sources.facts.get(&name) == Some(&fact) {
            round.facts.remove(&name);
        } else {
            round.facts.insert(name, fact);
        }
    }
}

fn few(warnings: &[Clean]) -> Vec<Clean> {
    let mut few: Vec<Clean> = warnings.iter().take(MOST_WARNINGS).cloned().collect();
    if warnings.len() > MOST_WARNINGS {
        few.push(Clean::new(format!("and {} more", warnings.len() - MOST_WARNINGS)));
    }
    few
}

/// Takes a trouble into the round. Values that are still young stay what they are; of the others
/// nothing is known (R1).
pub fn failed(round: &mut Sampled, state: &State, source: &Id, why: &Clean, beside: Beside) {
    round.sources.insert(source.clone(), Answer::Failed(why.clone()));
    note(round, source, beside);
    for metric in state.plan.metrics.iter().filter(|metric| metric.source == *source) {
        for side in Side::BOTH {
            let known = state.metrics.series(&metric.id, metric.track(side));
            let is_old = known
                .and_then(|series| series.last_number)
                .is_some_and(|(at, _)| state.now.since(at) > metric.stale_after_ms());
            if is_old && let Some(readings) = track(round, metric, Some(side)) {
                readings.insert(metric.id.clone(), Reading { value: Value::SourceError, age_ms: 0 });
            }
        }
    }
}

/// Steps of the deploy pipeline that changed.
pub fn pipeline(state: &State, observed: &Observed) -> Vec<Event> {
    let seen = observed.pipeline.iter().map(|step| (&step.step, pipeline_state(step.state)));
    let known = |step: &Id| state.procedures.pipeline.get(step).map(|(known, _)| *known);
    let news = |(step, now): &(&Id, PipelineState)| {
        state.plan.pipeline.steps.iter().any(|planned| planned.id == **step) && known(step) != Some(*now)
    };
    seen.filter(news).map(|(step, state)| Event::PipelineSeen { step: step.clone(), state }).collect()
}

fn note(round: &mut Sampled, source: &Id, beside: Beside) {
    if beside.is_empty() {
        round.beside.remove(source);
    } else {
        round.beside.insert(source.clone(), beside);
    }
}

/// Where a value of `metric` belongs; none where the source did not say whose it is.
fn track<'a>(round: &'a mut Sampled, metric: &Metric, side: Option<Side>) -> Option<&'a mut Readings> {
    match (metric.scope, side) {
        (Scope::Shared, _) => Some(&mut round.shared),
        (Scope::Side, Some(Side::Blue)) => Some(&mut round.blue),
        (Scope::Side, Some(Side::Green)) => Some(&mut round.green),
        (Scope::Side, None) => None,
    }
}

fn value_of(value: client::Value) -> Value {
    match value {
        client::Value::Number(number) if number.is_nan() => Value::NotANumber,
        client::Value::Number(number) => Value::Number(number),
        client::Value::NoData => Value::NoData,
        client::Value::NotANumber => Value::NotANumber,
        client::Value::SourceError => Value::SourceError,
    }
}
