//! The end of a run before its time: nothing more of it begins, what waits for people is left out, and what is
//! under way is asked to end. How it ends is what its own call says.

use super::super::effect::Effect;
use super::super::event::Event;
use super::super::procedure::{Cancel, Run, RunResult, StepResult, StepState};
use super::super::state::State;
use super::procedure::end_of;
use crate::plan::types::{Procedure, Step, StepKind};
use crate::text::Clean;

/// One move of a run whose end somebody asked for.
pub(super) fn advance(
    state: &State,
    id: u64,
    run: &Run,
    cancel: &Cancel,
    procedure: &Procedure,
) -> Vec<Event> {
    let mut waits = false;
    for (n, (step, standing)) in procedure.steps.iter().zip(&run.steps).enumerate() {
        if standing.state != StepState::Running {
            continue;
        }
        match of_step(state, (id, n), run, cancel, step) {
            Some(event) => return vec![event],
            None => waits = true,
        }
    }
    if waits { Vec::new() } else { vec![Event::RunEnded { run: id, result: result_of(run, procedure) }] }
}

/// What there is to do with one running step; none where it goes on and nothing is to be asked.
fn of_step(state: &State, (id, n): (u64, usize), run: &Run, cancel: &Cancel, step: &Step) -> Option<Event> {
    let ended = |result, detail: Clean| Some(Event::StepEnded { run: id, step: n, result, detail });
    let asks = matches!(step.action, StepKind::Command { .. } | StepKind::Pipeline { .. });
    let waits_for_people = matches!(
        step.action,
        StepKind::Gate {} | StepKind::Decide { .. } | StepKind::Verify {} | StepKind::Checklist { .. }
    );
    if waits_for_people {
        return ended(StepResult::Skipped, "cancelled".into());
    }
    match end_of(state, id, run, n, step) {
        Some((StepResult::Done, detail)) if asks => {
            let detail = format!("{detail}; it was done in spite of the cancel");
            return ended(StepResult::Done, Clean::new(detail));
        }
        Some((result, detail)) => return ended(result, detail),
        None if !asks => return None,
        None => {}
    }
    let open = state.intents.iter().find(|(_, intent)| intent.effect.step() == Some((id, n)));
    match open {
        // An engine that ended between the two lines of its journal asked nobody (R10).
        None => ended(StepResult::Skipped, "cancelled before it was asked for".into()),
        Some((intent, _)) if cancel.intent.is_none() => {
            Some(Event::Intended(Effect::Cancel { run: id, step: n, intent: *intent }))
        }
        Some(_) => None,
    }
}

/// What nobody knows stays unknown, whoever wanted it to end (R10).
fn result_of(run: &Run, procedure: &Procedure) -> RunResult {
    let mut ends = procedure.steps.iter().zip(&run.steps).filter(|(step, _)| !step.action.is_message());
    let unknown = ends.any(|(_, standing)| standing.state == StepState::Ended(StepResult::Unknown));
    if unknown { RunResult::Unknown } else { RunResult::Cancelled }
}
