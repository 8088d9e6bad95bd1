//! Verdicts, blindness, proposals, and the automatic rollback when the plan allows it.

use super::super::confirmed;
use super::super::event::Event;
use super::super::procedure::{Choice, Why};
use super::super::state::State;
use super::super::triggers::{self, Phase, Verdict};
use crate::plan::types::{Id, ProcedureKind, Side, Trigger};

/// Changed standings.
pub fn judge(state: &State) -> Vec<Event> {
    triggers::judge_all(state).into_iter().map(Event::Judged).collect()
}

/// Holds that stand still over a jump of the clock, a freeze or a restart (R26, R2).
pub fn freeze(state: &State) -> Vec<Event> {
    triggers::freeze_all(state).into_iter().map(Event::Judged).collect()
}

/// The room going blind, or seeing again (F7).
pub fn blindness(state: &State) -> Vec<Event> {
    let blind = triggers::blind_now(state);
    match (&state.triggers.blind, blind.is_empty()) {
        (None, false) => vec![Event::Blinded { blind }],
        (Some(_), true) => vec![Event::Sighted],
        _ => Vec::new(),
    }
}

/// A rollback is proposed when a hold ran out on Green while Green is live. Before the switch and
/// after a return there is nothing to go back to (R16).
pub fn proposals(state: &State) -> Vec<Event> {
    if !state.can_go_back() || state.procedures.open_run(ProcedureKind::Rollback).is_some() {
        return Vec::new();
    }
    let Some(rollback) = state.plan.procedure_of(ProcedureKind::Rollback) else { return Vec::new() };
    let Some(trigger) = state.plan.triggers.iter().find(|trigger| wants_answer(state, trigger)) else {
        return Vec::new();
    };
    let why = Why::Trigger { trigger: trigger.id.clone(), side: Side::Green };
    let mut events = vec![Event::Proposed { trigger: trigger.id.clone(), side: Side::Green }];
    if let Some((run, _)) = state.procedures.open_run(ProcedureKind::Switch) {
        events.push(Event::RunEnded { run, result: super::super::procedure::RunResult::Superseded });
    }
    events.push(Event::RunRequested { procedure: rollback.id.clone(), why, note: None });
    events
}

/// Whether the trigger fired on Green and nobody answered this episode yet (R4, R18).
fn wants_answer(state: &State, trigger: &Trigger) -> bool {
    let standing = state.triggers.standing(&trigger.id, Side::Green);
    let Some(fired_at) = standing.fired_at.filter(|_| standing.phase == Phase::Fired) else { return false };
    !state.procedures.runs.values().any(|run| {
        run.kind == ProcedureKind::Rollback
            && run.requested_at.since(fired_at) == 0
            && run.requested_at == fired_at
            || run.kind == ProcedureKind::Rollback && run.requested_at.since(fired_at) > 0
    })
}

/// The engine decides by itself only if the plan says so, people stayed silent, witnesses agree, the
/// way back is proved, the room sees, nobody paused it, and it never did so before (R5, R16, R20).
pub fn automation(state: &State) -> Vec<Event> {
    let Some((run, open)) = state.procedures.open_run(ProcedureKind::Rollback) else { return Vec::new() };
    let decided = || vec![Event::DecisionMade { run, choice: Choice::Approve, note: None }];
    let Why::Trigger { trigger, side } = &open.why else {
        // A switch that nobody confirmed was decided when the plan asked for confirmation (F14).
        let unconfirmed = open.why == Why::Unconfirmed && open.decided.is_none();
        return if unconfirmed { decided() } else { Vec::new() };
    };
    let silent = state.now.since(open.requested_at) >= state.plan.rollback.automation.silence.0;
    let may = state.plan.rollback.auto
        && open.decided.is_none()
        && silent
        && is_armed(state)
        && witnesses(state, trigger, *side) >= state.plan.rollback.automation.witnesses;
    if may { decided() } else { Vec::new() }
}

/// A switch that nobody confirmed in time returns (F14); a blind room, or one whose automation a
/// person paused, wakes people instead.
pub fn unconfirmed(state: &State) -> Vec<Event> {
    let due = confirmed::awaited(state).filter(|(_, until)| until.since(state.now) == 0);
    let (Some((run, _)), Some(rollback)) = (due, state.plan.procedure_of(ProcedureKind::Rollback)) else {
        return Vec::new();
    };
    if state.triggers.blind.is_some() || is_paused(state) {
        return super::alerts::unconfirmed(state, run);
    }
    vec![Event::RunRequested { procedure: rollback.id.clone(), why: Why::Unconfirmed, note: None }]
}

fn is_paused(state: &State) -> bool {
    state.people.automation_paused_until.is_some_and(|until| until > state.now.at)
}

/// Whether automation could act now.
pub fn is_armed(state: &State) -> bool {
    let ready = state.cutover.readiness.as_ref().is_some_and(|(stamp, readiness)| {
        readiness.is_green() && state.now.since(*stamp) <= state.plan.gates.readiness_within.0
    });
    state.plan.rollback.auto
        && state.automatic_returns == 0
        && state.triggers.blind.is_none()
        && !is_paused(state)
        && ready
}

/// How many independent observers say that `side` is broken: the trigger, and its witness metric.
fn witnesses(state: &State, trigger: &Id, side: Side) -> u32 {
    let fired = state.triggers.standing(trigger, side).phase == Phase::Fired;
    let second = state.plan.trigger(trigger).map(|trigger| triggers::witness(state, trigger, side));
    u32::from(fired) + u32::from(second == Some(Verdict::Breach))
}
