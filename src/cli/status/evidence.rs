//! How procedures went and what each step left as its proof, for `jday status`.

use serde_json::{Value, json};

use crate::console::lang::Lang;
use crate::console::messages::dialog::said_before;
use crate::console::messages::evidence;
use crate::model::State;
use crate::model::procedure::{Run, StepRun, StepState};
use crate::plan::types::{Plan, Step};

/// The newest run of each procedure, in the plan's order.
pub(super) fn newest(state: &State) -> impl Iterator<Item = (u64, &Run)> {
    state.plan.procedures.iter().filter_map(|procedure| {
        let mut runs = state.procedures.runs.iter().rev();
        runs.find(|(_, run)| run.procedure == procedure.id).map(|(id, run)| (*id, run))
    })
}

/// Each step of a run with its place in the plan.
pub(super) fn steps<'a>(state: &'a State, run: &'a Run) -> impl Iterator<Item = (&'a Step, &'a StepRun)> {
    run.planned(&state.plan).iter().zip(&run.steps)
}

/// For programs: the newest run of each procedure, with the evidence of its steps.
pub fn json(state: &State) -> Vec<Value> {
    let told = newest(state).map(|(id, run)| {
        let steps: Vec<Value> = steps(state, run)
            .map(|(step, stands)| {
                let ended = stands.ended_at.map(|stamp| stamp.at);
                json!({ "step": step.id, "state": word(stands.state), "ended": ended, "evidence": stands.detail })
            })
            .collect();
        let result = run.ended.map(|(_, result)| result);
        json!({ "run": id, "procedure": run.procedure, "result": result, "steps": steps })
    });
    told.collect()
}

fn word(state: StepState) -> Value {
    match state {
        StepState::Waiting => "waiting".into(),
        StepState::Running => "running".into(),
        StepState::Ended(result) => serde_json::to_value(result).unwrap_or_default(),
    }
}

/// What the steps before a decision said, in the order in which they ran, for whoever decides without a screen.
pub fn before(lang: Lang, plan: &Plan, run: &Run) -> Vec<String> {
    let mut steps: Vec<_> = run.before_decision(plan).collect();
    steps.reverse();
    let told = steps.into_iter().flat_map(|(step, stands)| {
        let output =
            stands.output.iter().flat_map(|text| text.as_str().lines()).map(|line| format!("  {line}"));
        let said = said_before(lang, step.title.one_line(), evidence::told(lang, &stands.detail));
        std::iter::once(said).chain(output)
    });
    told.collect()
}
