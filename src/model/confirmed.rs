//! The confirmed switch (F14): it returns by itself unless a person says in time that it stays.
//!
//! Its own return counts as the one automatic return of a run (R16). Unconfirmed *and* blind pages
//! instead of acting (DESIGN section 4).

use super::state::State;
use super::time::Stamp;
use crate::plan::types::{ProcedureKind, Side};

/// The run of a switch that waits for "it stays", and the moment in which it returns by itself.
pub fn awaited(state: &State) -> Option<(u64, Stamp)> {
    let within = state.plan.rollback.confirmed_switch.as_ref()?.within;
    let movement = state.cutover.movement().filter(|movement| movement.to == Side::Green)?;
    let waits = movement.kept.is_none()
        && state.cutover.live == Side::Green
        && state.automatic_returns == 0
        && state.procedures.open_run(ProcedureKind::Rollback).is_none();
    let [.., observed] = movement.levels;
    Some((movement.run, observed.filter(|_| waits)?.plus(within.0)))
}
