//! The last line of a headless drill (DESIGN section 8): what came of it, for scripts to read.

use serde::Serialize;

use crate::model::event::Digest;
use crate::model::procedure::{RunResult, Why};
use crate::model::score::Score;
use crate::model::time::{At, Stamp};
use crate::model::triggers::Phase;
use crate::model::{Envelope, Event, State, state_hash};
use crate::plan::types::{Id, Side};
use crate::scenario::expect::Met;
use crate::text::Clean;

/// What came of a drill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Name of the scenario.
    pub scenario: Clean,
    /// The side that was live at the end.
    pub final_side: Side,
    /// Poll rounds.
    pub samples: u64,
    /// Seconds of the drill's time.
    pub ticks: u64,
    /// Every trigger of the plan, whether it spoke or not.
    pub triggers: Vec<TriggerRow>,
    /// Every run of a procedure.
    pub procedures: Vec<ProcedureRow>,
    /// Stretches in which the room was blind; the end is null if it still is.
    pub blind: Vec<(At, Option<At>)>,
    /// Each expectation of the scenario.
    pub expectations: Vec<Met>,
    /// The score sheet.
    pub score: Option<Score>,
    /// SHA-256 of the final state; a replay of the journal gives the same.
    pub state_hash: Digest,
    /// Where the journal is; null if it was kept in memory.
    pub journal: Option<String>,
}

/// One trigger's first episode on Green, or on Blue if it never spoke of Green.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TriggerRow {
    /// The trigger.
    pub id: Id,
    /// When the breach began.
    pub began_at: Option<At>,
    /// When the rollback was proposed.
    pub proposed_at: Option<At>,
    /// When the first message about it was delivered.
    pub alerted_at: Option<At>,
    /// When the breach was over: by its own values, or because a rollback was observed and nobody is
    /// served by that side any more.
    pub cleared_at: Option<At>,
}

/// One run of a procedure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProcedureRow {
    /// The procedure.
    pub id: Id,
    /// The run: sequence number of its request.
    pub run: u64,
    /// When it was asked for.
    pub requested_at: At,
    /// When a responsible person decided.
    pub decided_at: Option<At>,
    /// When the lever's order was accepted.
    pub executed_at: Option<At>,
    /// When each of the five levels was reached.
    pub levels: [Option<At>; 5],
    /// Level 5: the first observation of the run that qualified.
    pub observed_at: Option<At>,
    /// When that run qualified.
    pub confirmed_at: Option<At>,
    /// When the run ended.
    pub ended_at: Option<At>,
    /// How.
    pub result: Option<RunResult>,
}

/// Sums up a drill from its final state and the decided and outcome events that led to it.
pub fn summary(state: &State, log: &[Envelope], expectations: Vec<Met>, journal: Option<String>) -> Summary {
    let closed = |(from, to): &(Stamp, Stamp)| (from.at, Some(to.at));
    let mut blind: Vec<_> = state.triggers.was_blind.iter().map(closed).collect();
    blind.extend(state.triggers.blind.as_ref().map(|(since, _)| (since.at, None)));
    Summary {
        scenario: state.scenario.clone().unwrap_or_default(),
        final_side: state.cutover.live,
        samples: state.samples,
        ticks: state.ticks,
        triggers: state.plan.triggers.iter().map(|trigger| trigger_row(state, log, &trigger.id)).collect(),
        procedures: procedure_rows(state),
        blind,
        expectations,
        score: state.closed.as_ref().and_then(|(_, score)| score.clone()),
        state_hash: state_hash(state),
        journal,
    }
}

fn trigger_row(state: &State, log: &[Envelope], id: &Id) -> TriggerRow {
    let (run_id, run) = state
        .procedures
        .runs
        .iter()
        .find(|(_, run)| matches!(&run.why, Why::Trigger { trigger, .. } if trigger == id))
        .unzip();
    let proposed = log
        .iter()
        .find(|envelope| matches!(&envelope.event, Event::Proposed { trigger, .. } if trigger == id));
    let began = run.and_then(|run| run.onset).or_else(|| first_breach(log, id, Side::Green));
    let began = began.or_else(|| first_breach(log, id, Side::Blue));
    let cleared = log.iter().find_map(|envelope| match &envelope.event {
        Event::Judged(judged) if judged.trigger == *id => {
            judged.standing.cleared_at.filter(|cleared| began.is_none_or(|began| cleared.at >= began.at))
        }
        _ => None,
    });
    let left = run_id.and_then(|run| state.cutover.movements.iter().find(|movement| movement.run == *run));
    let cleared = cleared.or_else(|| left.and_then(|movement| movement.levels.last().copied().flatten()));
    TriggerRow {
        id: id.clone(),
        began_at: began.map(|stamp| stamp.at),
        proposed_at: proposed.map(|envelope| envelope.at),
        alerted_at: run.and_then(|run| run.alerted_at).map(|stamp| stamp.at),
        cleared_at: cleared.map(|stamp| stamp.at),
    }
}

fn first_breach(log: &[Envelope], id: &Id, side: Side) -> Option<Stamp> {
    log.iter().find_map(|envelope| match &envelope.event {
        Event::Judged(judged) if judged.trigger == *id && judged.side == side => judged
            .standing
            .began_at
            .filter(|_| matches!(judged.standing.phase, Phase::Holding | Phase::Fired)),
        _ => None,
    })
}

fn procedure_rows(state: &State) -> Vec<ProcedureRow> {
    let at = |stamp: Option<Stamp>| stamp.map(|stamp| stamp.at);
    state
        .procedures
        .runs
        .iter()
        .map(|(id, run)| {
            let movement = state.cutover.movements.iter().find(|movement| movement.run == *id);
            let levels = movement.map_or([None; 5], |movement| movement.levels.map(at));
            ProcedureRow {
                id: run.procedure.clone(),
                run: *id,
                requested_at: run.requested_at.at,
                decided_at: run.decided.as_ref().map(|(_, stamp, _)| stamp.at),
                executed_at: at(run.executed_at),
                levels,
                observed_at: levels.last().copied().flatten(),
                confirmed_at: movement.and_then(|movement| at(movement.confirmed_at)),
                ended_at: run.ended.map(|(stamp, _)| stamp.at),
                result: run.ended.map(|(_, result)| result),
            }
        })
        .collect()
}
