//! Steps: which begins, which ends and with what evidence.

use super::super::effect::{Effect, Outcome};
use super::super::event::Event;
use super::super::gates;
use super::super::procedure::{Choice, Run, RunResult, StepResult, StepState};
use super::super::state::State;
use super::cutover::{last_answer, watched};
use super::outbox;
use crate::plan::types::{Procedure, ProcedureKind, Side, Step, StepKind};
use crate::text::Clean;

/// One move of every run that has not ended.
pub fn advance(state: &State) -> Vec<Event> {
    let open = state.procedures.runs.iter().filter(|(_, run)| run.ended.is_none());
    open.flat_map(|(id, run)| advance_run(state, *id, run)).collect()
}

fn advance_run(state: &State, id: u64, run: &Run) -> Vec<Event> {
    let Some(procedure) = state.plan.procedure(&run.procedure) else { return Vec::new() };
    if matches!(run.decided, Some((_, _, Choice::Decline))) {
        return vec![Event::RunEnded { run: id, result: RunResult::Declined }];
    }
    if let Some(cancel) = &run.cancelled {
        return super::cancel::advance(state, id, run, cancel, procedure);
    }
    let mut messages_under_way = false;
    for (n, (step, standing)) in procedure.steps.iter().zip(&run.steps).enumerate() {
        match standing.state {
            StepState::Ended(StepResult::Failed) if !step.action.is_message() => {
                return vec![Event::RunEnded { run: id, result: RunResult::Failed }];
            }
            // An order whose end is unknown is settled by reading, which is the next step's work (R10).
            StepState::Ended(StepResult::Unknown)
                if !step.action.is_message() && !matches!(step.action, StepKind::Lever { .. }) =>
            {
                return vec![Event::RunEnded { run: id, result: RunResult::Unknown }];
            }
            StepState::Ended(_) => {}
            StepState::Running => {
                let unasked = unasked(state, id, run, n, step, procedure);
                if !unasked.is_empty() {
                    return unasked;
                }
                if let Some((result, detail)) = end_of(state, id, run, n, step) {
                    return vec![Event::StepEnded { run: id, step: n, result, detail }];
                }
                // Nothing waits for a message: a dead pager must not hold a rollback up (R20).
                if !step.action.is_message() {
                    return Vec::new();
                }
                messages_under_way = true;
            }
            // One order to the lever at a time: what another run asked for must end first, and it does,
            // by its deadline (R9, R15).
            StepState::Waiting if matches!(step.action, StepKind::Lever { .. }) && is_lever_busy(state) => {
                return Vec::new();
            }
            StepState::Waiting => return begin(state, id, n, step, procedure),
        }
    }
    if messages_under_way {
        Vec::new()
    } else {
        vec![Event::RunEnded { run: id, result: result_of(run, procedure) }]
    }
}

fn is_lever_busy(state: &State) -> bool {
    state.intents.values().any(|intent| matches!(intent.effect, Effect::Point { .. }))
}

/// A run is done if its steps are; a lever whose order was unknown is judged by the reading after it.
fn result_of(run: &Run, procedure: &Procedure) -> RunResult {
    let read_after = procedure.steps.iter().any(|step| matches!(step.action, StepKind::Verify {}));
    let unknown = run.steps.iter().any(|step| step.state == StepState::Ended(StepResult::Unknown));
    if unknown && !read_after { RunResult::Unknown } else { RunResult::Done }
}

fn begin(state: &State, run: u64, n: usize, step: &Step, procedure: &Procedure) -> Vec<Event> {
    let mut events = vec![Event::StepBegan { run, step: n }];
    events.extend(orders(state, run, n, step, procedure));
    events
}

/// How long an approval is worth something to an engine that was away (R18), in milliseconds.
const APPROVAL_MS: u64 = 120_000;

/// Whether what a person approved is too long ago for an engine that took the room up since.
fn is_outlived(state: &State, run: u64) -> bool {
    let decided = state.procedures.runs.get(&run).and_then(|run| run.decided.as_ref());
    decided.is_some_and(|(_, at, _)| at.boot != state.now.boot && state.now.since(*at) > APPROVAL_MS)
}

/// Whether the traffic is where a switch is to bring it before it was ordered there.
fn was_overtaken(state: &State, procedure: &Procedure, to: Side) -> bool {
    procedure.kind == ProcedureKind::Switch && state.cutover.live == to
}

/// What a running step has to ask for and has not: an engine that ended between the two lines of its
/// journal asked nobody, for nothing is asked before it is on the disk (R10).
fn unasked(state: &State, id: u64, run: &Run, n: usize, step: &Step, procedure: &Procedure) -> Vec<Event> {
    let is_notice = step.action.is_message();
    let is_open = || state.intents.values().any(|intent| intent.effect.step() == Some((id, n)));
    if !is_notice && (run.steps.get(n).is_none_or(|step| step.outcome.is_some()) || is_open()) {
        return Vec::new();
    }
    let is_told = |event: &Event| {
        matches!(event, Event::Intended(Effect::Notify { channel, .. })
            if run.deliveries.contains_key(&(n, channel.clone())))
    };
    let mut orders = orders(state, id, n, step, procedure);
    orders.retain(|event| !is_told(event));
    orders
}

/// What a step asks of the world.
fn orders(state: &State, run: u64, n: usize, step: &Step, procedure: &Procedure) -> Vec<Event> {
    let mut events = Vec::new();
    match &step.action {
        StepKind::Notify { tier, text } => {
            events.extend(outbox::step(state, run, n, *tier, text));
        }
        StepKind::Lever { .. } | StepKind::Application { .. } if is_outlived(state, run) => {
            events.push(Event::StepEnded {
                run,
                step: n,
                result: StepResult::Failed,
                detail: "approved before the engine was away: ask again".into(),
            });
        }
        // It was seen to move after it was decided, and not by jday: back to whoever decides (R11).
        StepKind::Lever { to } if was_overtaken(state, procedure, *to) => events.push(Event::StepEnded {
            run,
            step: n,
            result: StepResult::Failed,
            detail: Clean::new(format!("nothing was sent: it points at {to} already, and not by jday")),
        }),
        StepKind::Lever { to } => events.push(Event::Intended(Effect::Point {
            run,
            step: n,
            // A rollback goes back from wherever Green got to; a switch leaves from what is live.
            from: if procedure.kind == ProcedureKind::Rollback { to.other() } else { state.cutover.live },
            to: *to,
            plan_hash: state.plan_hash,
        })),
        StepKind::Command { argv, .. } => {
            events.push(Event::Intended(Effect::Command { run, step: n, argv: argv.clone() }));
        }
        StepKind::Pipeline { workflow, .. } => {
            let workflow = workflow.clone();
            events.push(Event::Intended(Effect::Pipeline { run, step: n, workflow }));
        }
        StepKind::Application { to } => {
            events.push(Event::Intended(Effect::Application { run, step: n, to: *to }));
        }
        StepKind::Gate {} | StepKind::Decide { .. } | StepKind::Verify {} | StepKind::Checklist { .. } => {}
    }
    events
}

/// How a running step ended, with its evidence; none while it goes on.
pub(super) fn end_of(
    state: &State,
    id: u64,
    run: &Run,
    n: usize,
    step: &Step,
) -> Option<(StepResult, Clean)> {
    match &step.action {
        StepKind::Gate {} => {
            let all = gates::of(state, run.kind);
            let overridden: Vec<String> = all
                .iter()
                .filter(|gate| !gate.open && gate.overridden.is_some())
                .map(|g| g.gate.word())
                .collect();
            gates::closed(all.clone()).is_empty().then(|| {
                (
                    StepResult::Done,
                    Clean::new(format!("{}/{} {}", all.len(), all.len(), overridden.join(", "))),
                )
            })
        }
        StepKind::Decide { .. } => {
            let (who, _, _) = run.decided.as_ref().filter(|_| run.is_approved())?;
            Some((StepResult::Done, Clean::new(who.to_string())))
        }
        StepKind::Notify { .. } => messages_end(run, n),
        StepKind::Lever { .. }
        | StepKind::Command { .. }
        | StepKind::Pipeline { .. }
        | StepKind::Application { .. } => run.steps.get(n)?.outcome.as_ref().map(effect_end),
        StepKind::Verify {} => verify_end(state, id),
        StepKind::Checklist { checklist } => {
            let (done, all) = state.checklists.progress(state.plan.checklist(checklist)?);
            (done == all).then(|| (StepResult::Done, Clean::new(format!("{done}/{all}"))))
        }
    }
}

fn effect_end(outcome: &Outcome) -> (StepResult, Clean) {
    match outcome {
        Outcome::Done { detail } => (StepResult::Done, detail.clone()),
        Outcome::Refused { why } => (StepResult::Failed, why.clone()),
        Outcome::Unknown { why } => (StepResult::Unknown, why.clone()),
        Outcome::Withdrawn => (StepResult::Skipped, Clean::default()),
    }
}

/// Every message ended: done if one arrived.
fn messages_end(run: &Run, n: usize) -> Option<(StepResult, Clean)> {
    let mut arrived = Vec::new();
    for ((_, channel), delivery) in run.deliveries.iter().filter(|((step, _), _)| *step == n) {
        delivery.outcome.as_ref()?;
        if delivery.is_delivered() {
            arrived.push(channel.as_str());
        }
    }
    let result = if arrived.is_empty() { StepResult::Failed } else { StepResult::Done };
    Some((result, Clean::new(arrived.join(", "))))
}

/// Confirmed is done; past the deadline it has failed, and the evidence says what is read instead (R12).
fn verify_end(state: &State, id: u64) -> Option<(StepResult, Clean)> {
    let movement = state.cutover.movements.iter().rev().find(|movement| movement.run == id)?;
    let [asked, ..] = movement.levels;
    if let Some(confirmed) = movement.confirmed_at {
        let seconds = confirmed.since(asked?) / 1000;
        return Some((
            StepResult::Done,
            Clean::new(format!("{seconds} s, {} / {}", movement.streak.count, movement.streak.paths.len())),
        ));
    }
    let deadline = state.plan.lever.observed_within.0 + state.plan.lever.quiet.0;
    (watched(state, asked?) >= deadline).then(|| (StepResult::Failed, last_answer(state)))
}
