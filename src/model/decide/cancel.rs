//! Stopping a run that is under way.

use super::{Refusal, not_blank};
use crate::model::event::Event;
use crate::model::procedure::{Run, StepState};
use crate::model::state::State;
use crate::plan::types::{ProcedureKind, StepKind};
use crate::text::Clean;

/// The end of `run` is asked for. Traffic that moves is never cut short: then the way back is the rollback.
pub(super) fn cancel(state: &State, run: u64, reason: &Clean) -> Result<Vec<Event>, Refusal> {
    may_cancel(state, run)?;
    not_blank(reason)?;
    Ok(vec![Event::CancelAsked { run, reason: reason.clone() }])
}

/// Whether `run` is one that can be stopped now, whoever asks.
///
/// # Errors
/// It is none, is over, moves the traffic, or is asked to end already.
pub fn may_cancel(state: &State, run: u64) -> Result<(), Refusal> {
    let known = state
        .procedures
        .runs
        .get(&run)
        .ok_or_else(|| Refusal::Nothing { what: "run".into(), name: Clean::new(run.to_string()) })?;
    if known.ended.is_some() {
        return Err(Refusal::RunEnded { run });
    }
    if known.kind == ProcedureKind::Rollback && known.decided.is_none() {
        return Err(Refusal::DeclineIt { run });
    }
    if known.kind == ProcedureKind::Rollback || moves(state, known) {
        return Err(Refusal::MovesTraffic { run });
    }
    if known.cancelled.as_ref().is_some_and(|cancel| !cancel.may_repeat()) {
        return Err(Refusal::CancelAsked { run });
    }
    Ok(())
}

/// Whether the order to the lever was given, or will be in this very moment.
fn moves(state: &State, run: &Run) -> bool {
    let Some(procedure) = state.plan.procedure(&run.procedure) else { return false };
    procedure.steps.iter().zip(&run.steps).any(|(step, standing)| {
        matches!(step.action, StepKind::Lever { .. }) && standing.state != StepState::Waiting
    })
}
