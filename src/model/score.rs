//! The score sheet of a drill (F10): five segments and every slip; unfinished is not scored (R34).

use serde::{Deserialize, Serialize};

/// The five segments of a rollback in milliseconds (F5); none where it did not come to that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Segments {
    /// Onset of the breach to the proposal. Shown and scored beside the five minutes.
    pub detect_ms: Option<u64>,
    /// Proposal or request to the first message delivered.
    pub alert_ms: Option<u64>,
    /// To the decision.
    pub decide_ms: Option<u64>,
    /// To the lever's acceptance.
    pub execute_ms: Option<u64>,
    /// To the first observation of the run that qualified.
    pub observe_ms: Option<u64>,
}

/// One rollback of the drill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollbackScore {
    /// The run.
    pub run: u64,
    /// Its segments.
    pub segments: Segments,
    /// Proposal or request to the observation: the "< 5 minutes" of the plan.
    pub total_ms: Option<u64>,
    /// Whether that met the plan's budget.
    pub within_budget: Option<bool>,
}

/// The score sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Score {
    /// Whether everything that had to happen happened; if not, there are no points.
    pub finished: bool,
    /// 0 … 100; none when unfinished.
    pub points: Option<u32>,
    /// Every rollback.
    pub rollbacks: Vec<RollbackScore>,
    /// Rollbacks decided without any breach or stated reason.
    pub false_returns: u32,
    /// Proposals that nobody answered.
    pub missed_returns: u32,
    /// Critical alerts that nobody acknowledged.
    pub unacknowledged: u32,
    /// Decisions, overrides and declines without a reason.
    pub unreasoned: u32,
    /// Faults that a facilitator put in by hand: not a slip, but who compares two scores must know.
    #[serde(default, skip_serializing_if = "super::state::is_zero")]
    pub faults_by_hand: u32,
}

use super::alerts::Origin;
use super::event::Actor;
use super::procedure::{Choice, Run, Why};
use super::state::State;
use super::time::Stamp;
use crate::plan::types::{ProcedureKind, TierLevel};

/// Points lost for each slip. jday's own choice: what costs users most costs most.
mod lost {
    /// A rollback that took longer than the plan's budget.
    pub const OVER_BUDGET: u32 = 25;
    /// A proposal that nobody answered.
    pub const MISSED: u32 = 40;
    /// A return that nothing asked for.
    pub const FALSE: u32 = 40;
    /// A critical alert that nobody took on.
    pub const UNACKNOWLEDGED: u32 = 5;
    /// A decision without a reason.
    pub const UNREASONED: u32 = 5;
}

/// The score of everything so far.
pub fn of(state: &State) -> Score {
    let rollbacks: Vec<(u64, &Run)> = runs(state, ProcedureKind::Rollback).collect();
    let mut score = Score {
        finished: is_finished(state),
        points: None,
        rollbacks: rollbacks
            .iter()
            .filter(|(_, run)| run.is_approved())
            .map(|(id, run)| rollback(state, *id, run))
            .collect(),
        false_returns: count(rollbacks.iter().filter(|(_, run)| is_false_return(state, run))),
        missed_returns: count(rollbacks.iter().filter(|(_, run)| run.decided.is_none())),
        unacknowledged: count(state.alerts.feed.values().filter(|alert| {
            alert.origin == Origin::Plan && alert.level == TierLevel::Critical && alert.acknowledged.is_none()
        })),
        unreasoned: count(rollbacks.iter().filter(|(_, run)| is_unreasoned(run))),
        faults_by_hand: state.faults_by_hand,
    };
    if score.finished {
        score.points = Some(points(&score));
    }
    score
}

fn points(score: &Score) -> u32 {
    let over = count(score.rollbacks.iter().filter(|rollback| rollback.within_budget != Some(true)));
    let lost = over * lost::OVER_BUDGET
        + score.missed_returns * lost::MISSED
        + score.false_returns * lost::FALSE
        + score.unacknowledged * lost::UNACKNOWLEDGED
        + score.unreasoned * lost::UNREASONED;
    100u32.saturating_sub(lost)
}

fn count<T>(of: impl Iterator<Item = T>) -> u32 {
    u32::try_from(of.count()).unwrap_or(u32::MAX)
}

fn runs(state: &State, kind: ProcedureKind) -> impl Iterator<Item = (u64, &Run)> {
    state.procedures.runs.iter().filter(move |(_, run)| run.kind == kind).map(|(id, run)| (*id, run))
}

/// Nothing is under way, something was moved, and a breach that was proposed was answered (R34).
fn is_finished(state: &State) -> bool {
    let open = state.procedures.runs.values().any(|run| {
        matches!(run.kind, ProcedureKind::Switch | ProcedureKind::Rollback) && run.ended.is_none()
    });
    !open && !state.cutover.movements.is_empty()
}

fn rollback(state: &State, id: u64, run: &Run) -> RollbackScore {
    let movement = state.cutover.movements.iter().find(|movement| movement.run == id);
    let observed = movement.and_then(|movement| movement.levels.last().copied().flatten());
    let decided = run.decided.as_ref().map(|(_, stamp, _)| *stamp);
    let between = |from: Option<Stamp>, to: Option<Stamp>| Some(to?.since(from?));
    // A decision may come before the first message arrived; the alert segment then ends with it.
    let alerted = match (run.alerted_at, decided) {
        (Some(alerted), Some(decided)) if decided.since(alerted) == 0 => Some(decided),
        (alerted, decided) => alerted.or(decided),
    };
    let segments = Segments {
        detect_ms: between(run.onset, Some(run.requested_at)),
        alert_ms: between(Some(run.requested_at), alerted),
        decide_ms: between(alerted, decided),
        execute_ms: between(decided, run.executed_at),
        observe_ms: between(run.executed_at, observed),
    };
    let total_ms = between(Some(run.requested_at), observed);
    let within_budget = total_ms.map(|total| total <= state.plan.rollback.budget.0);
    RollbackScore { run: id, segments, total_ms, within_budget }
}

/// A person went back although no trigger had counted and no words say why.
fn is_false_return(state: &State, run: &Run) -> bool {
    let breached = state.plan.triggers.iter().any(|trigger| {
        let standing = state.triggers.standing(&trigger.id, crate::plan::types::Side::Green);
        standing.began_at.is_some_and(|began| run.requested_at.since(began) > 0)
    });
    matches!(run.why, Why::Reason(_)) && run.is_approved() && !breached && is_wordless(run)
}

fn is_wordless(run: &Run) -> bool {
    run.note.as_ref().is_none_or(crate::text::Clean::is_blank)
}

/// Declining a proposal, or going back for a stated kind of reason, deserves words.
fn is_unreasoned(run: &Run) -> bool {
    let by_person = matches!(run.decided, Some((Actor::Person(_), _, _)));
    let declined = matches!(run.decided, Some((_, _, Choice::Decline)));
    by_person && is_wordless(run) && (declined || matches!(run.why, Why::Reason(_)))
}
