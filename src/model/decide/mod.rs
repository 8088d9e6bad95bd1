//! Deciding: may this person ask for this, now? Answers events, or a refusal that says why.
//!
//! A refused command changes nothing. Roles, phrases and gates are enforced here and nowhere else.

mod cancel;
mod eyes;
mod lead;
mod refusal;

pub use cancel::may_cancel;
pub use refusal::Refusal;

use super::alerts::AlertKey;
use super::approvals;
use super::command::Command;
use super::confirmed;
use super::cutover::{Gate, Phrase};
use super::event::Event;
use super::gates;
use super::people::Attached;
use super::procedure::{Choice, Run, RunResult, StepState, Why};
use super::state::State;
use crate::plan::types::{Id, Procedure, ProcedureKind, Reason, Right, Side, StepKind};
use crate::text::Clean;

/// The right a command needs; none for what everybody may do.
pub fn right_of(command: &Command) -> Option<Right> {
    Some(match command {
        Command::Switch { .. } | Command::Keep => Right::Switch,
        Command::Rollback { .. } => Right::Rollback,
        // The end of a room is the end of everybody's watch.
        Command::Run { .. } | Command::Cancel { .. } | Command::Close => Right::Operate,
        Command::Override { .. } => Right::Override,
        Command::Vote { .. } => Right::Vote,
        Command::Tick { .. } | Command::Untick { .. } => Right::Tick,
        Command::Note { .. } => Right::Note,
        Command::Acknowledge { .. } | Command::Silence { .. } => Right::Acknowledge,
        Command::PauseAutomation { .. } | Command::ResumeAutomation => Right::Automation,
        Command::Amend { .. } => Right::Amend,
        // Which right an approval needs is that of what it approves, and the lead is no right of a role.
        Command::Approve { .. }
        | Command::BreakGlass { .. }
        | Command::Withdraw { .. }
        | Command::HandOver { .. }
        | Command::TakeLead { .. }
        | Command::Decide { .. }
        | Command::Join { .. }
        | Command::Leave => return None,
    })
}

/// Whether `person` may do `command`, and the events it gives.
pub fn decide(state: &State, person: &Id, command: &Command) -> Result<Vec<Event>, Refusal> {
    if state.closed.is_some() && !matches!(command, Command::Leave) {
        return Err(Refusal::Closed);
    }
    allowed(state, person, command)?;
    match command {
        Command::Switch { confirm, note } => switch(state, confirm, note.as_ref()),
        Command::Rollback { confirm, reason, note } => {
            rollback(state, person, confirm, *reason, note.as_ref())
        }
        Command::Run { procedure, confirm, note } => run(state, procedure, confirm.as_ref(), note.as_ref()),
        Command::Decide { run, choice, confirm, note } => {
            if *choice == Choice::Approve
                && let Some(wanted) = phrase_of(state, *run)
            {
                phrase(wanted, &confirm.clone().unwrap_or_default())?;
            }
            decision(state, person, *run, *choice, note.as_ref())
        }
        Command::Cancel { run, reason } => cancel::cancel(state, *run, reason),
        Command::Approve { action, confirm } => eyes::approve(state, person, *action, confirm.as_ref()),
        Command::BreakGlass { action, confirm, reason } => {
            eyes::break_glass(state, person, *action, confirm.as_ref(), reason)
        }
        Command::Withdraw { action } => eyes::withdraw(state, person, *action),
        Command::HandOver { to } => lead::hand_over(state, person, to),
        Command::TakeLead { reason } => lead::take(state, person, reason),
        Command::Keep => match confirmed::awaited(state) {
            Some((run, _)) => Ok(vec![Event::Kept { run }]),
            None => Err(Refusal::NothingToKeep),
        },
        Command::Override { gate, reason } => override_gate(state, gate, reason),
        Command::Vote { go, note } => Ok(vec![Event::Voted { go: *go, note: note.clone() }]),
        Command::Tick { item, note } => tick(state, item, note.as_ref(), true),
        Command::Untick { item, note } => tick(state, item, note.as_ref(), false),
        Command::Note { text } => not_blank(text).map(|()| vec![Event::Noted { text: text.clone() }]),
        Command::Acknowledge { alert } => {
            firing(state, alert).map(|()| vec![Event::Acknowledged { alert: alert.clone() }])
        }
        Command::Silence { alert, length } => firing(state, alert)
            .map(|()| vec![Event::Silenced { alert: alert.clone(), until: state.now.plus(length.0).at }]),
        Command::PauseAutomation { length } => {
            Ok(vec![Event::AutomationPaused { until: state.now.plus(length.0).at }])
        }
        Command::ResumeAutomation if state.people.automation_paused_until.is_none() => {
            Err(Refusal::NotPaused)
        }
        Command::ResumeAutomation => Ok(vec![Event::AutomationResumed]),
        Command::Amend { plan } => super::amend::amend(state, plan),
        Command::Join { from } => {
            Ok(vec![Event::Joined(Attached { person: person.clone(), from: from.clone() })])
        }
        Command::Leave => Ok(vec![Event::Left { person: person.clone() }]),
        Command::Close => {
            lead::may_close(state)?;
            Ok(vec![Event::Closed { score: Some(super::score::of(state)) }])
        }
    }
}

fn allowed(state: &State, person: &Id, command: &Command) -> Result<(), Refusal> {
    right_of(command).map_or(Ok(()), |right| has(state, person, right))
}

fn has(state: &State, person: &Id, right: Right) -> Result<(), Refusal> {
    let known = state.plan.person(person).ok_or_else(|| Refusal::UnknownPerson { person: person.clone() })?;
    if state.plan.may(person, right) {
        Ok(())
    } else {
        Err(Refusal::NotAllowed { role: known.role.clone(), right })
    }
}

fn phrase(phrase: Phrase, typed: &Clean) -> Result<(), Refusal> {
    if phrase.matches(typed.as_str()) { Ok(()) } else { Err(Refusal::WrongPhrase { phrase }) }
}

/// The phrase without which nobody approves `run`: no single key moves traffic or data (R19).
pub fn phrase_of(state: &State, run: u64) -> Option<Phrase> {
    let procedure = state.plan.procedure(&state.procedures.runs.get(&run)?.procedure)?;
    phrase_for(procedure)
}

/// The phrase without which `procedure` does not begin: no single key moves traffic or data (R19).
pub fn phrase_for(procedure: &Procedure) -> Option<Phrase> {
    match procedure.kind {
        ProcedureKind::Switch => Some(Phrase::Switch),
        ProcedureKind::Rollback => Some(Phrase::Rollback),
        _ => is_dangerous(procedure).then_some(Phrase::Danger),
    }
}

/// Whether a procedure other than switch and rollback destroys or overwrites something.
pub fn is_dangerous(procedure: &Procedure) -> bool {
    procedure.steps.iter().any(|step| step.action.is_dangerous())
}

fn not_blank(text: &Clean) -> Result<(), Refusal> {
    if text.is_blank() { Err(Refusal::Blank) } else { Ok(()) }
}

fn requested(state: &State, kind: ProcedureKind, why: Why, note: Option<&Clean>) -> Result<Event, Refusal> {
    let procedure = state.plan.procedure_of(kind).ok_or_else(|| no_procedure(kind))?;
    Ok(Event::RunRequested { procedure: procedure.id.clone(), why, note: note.cloned() })
}

fn switch(state: &State, confirm: &Clean, note: Option<&Clean>) -> Result<Vec<Event>, Refusal> {
    phrase(Phrase::Switch, confirm)?;
    if state.cutover.live == Side::Green {
        return Err(Refusal::AlreadyThere { side: Side::Green });
    }
    for kind in [ProcedureKind::Switch, ProcedureKind::Rollback] {
        if let Some((run, known)) = state.procedures.open_run(kind) {
            return Err(Refusal::UnderWay { run, procedure: known.procedure.clone() });
        }
    }
    let procedure =
        state.plan.procedure_of(ProcedureKind::Switch).ok_or_else(|| no_procedure(ProcedureKind::Switch))?;
    closed_gates(state, procedure)?;
    begin(state, procedure, note)
}

fn no_procedure(kind: ProcedureKind) -> Refusal {
    Refusal::Nothing { what: "procedure".into(), name: Clean::new(format!("{kind:?}")) }
}

/// Refuses a switch while one of its gates is closed; other procedures wait at their own gate steps.
fn closed_gates(state: &State, procedure: &Procedure) -> Result<(), Refusal> {
    if procedure.kind != ProcedureKind::Switch {
        return Ok(());
    }
    let closed = gates::closed(gates::switch(state));
    if closed.is_empty() { Ok(()) } else { Err(Refusal::GatesClosed { gates: closed }) }
}

/// Begins `procedure`, or asks for a second person where the plan wants one (F12).
fn begin(state: &State, procedure: &Procedure, note: Option<&Clean>) -> Result<Vec<Event>, Refusal> {
    if !approvals::needed(state, procedure) {
        return Ok(approvals::granted(state, procedure, note, Vec::new()));
    }
    match state.approvals.of(&procedure.id) {
        Some((action, _)) => Err(Refusal::Awaited { action, procedure: procedure.id.clone() }),
        None => Ok(vec![approvals::ask(state, &procedure.id, note)]),
    }
}

/// Going back is never blocked by a gate, a closed window, blindness or an absent second pair of eyes (R18, R20).
fn rollback(
    state: &State,
    person: &Id,
    confirm: &Clean,
    reason: Option<Reason>,
    note: Option<&Clean>,
) -> Result<Vec<Event>, Refusal> {
    phrase(Phrase::Rollback, confirm)?;
    if let Some((run, open)) = state.procedures.open_run(ProcedureKind::Rollback) {
        if open.decided.is_none() {
            return decision(state, person, run, Choice::Approve, note);
        }
        let why = reason.map_or_else(|| open.why.clone(), Why::Reason);
        if !order_came_to_nothing(state, run) || !is_decider(state, person, &why) {
            return Err(Refusal::UnderWay { run, procedure: open.procedure.clone() });
        }
        let over = Event::RunEnded { run, result: RunResult::Superseded };
        let again = requested(state, ProcedureKind::Rollback, why, note)?;
        let approved =
            Event::DecisionMade { run: state.seq + 2, choice: Choice::Approve, note: note.cloned() };
        return Ok(vec![over, again, approved]);
    }
    let switching = state.procedures.open_run(ProcedureKind::Switch);
    if state.cutover.live == Side::Blue && switching.is_none() && !lever_may_have_moved(state) {
        return Err(Refusal::AlreadyThere { side: Side::Blue });
    }
    let reason = reason.ok_or(Refusal::ReasonNeeded)?;
    let mut events = Vec::new();
    if let Some((run, _)) = switching {
        events.push(Event::RunEnded { run, result: RunResult::Superseded });
    }
    events.push(requested(state, ProcedureKind::Rollback, Why::Reason(reason), note)?);
    let run = state.seq + events.len() as u64;
    if is_decider(state, person, &Why::Reason(reason)) {
        events.push(Event::DecisionMade { run, choice: Choice::Approve, note: note.cloned() });
    }
    Ok(events)
}

/// Whether the order of `run` has ended and no server shows it at the deadline: it was lost, or its system said
/// yes and did nothing. To wait for the end of the verification would cost the budget of the way back, and the
/// order compares before it sets: one that comes late moves nothing twice (R11, R20).
fn order_came_to_nothing(state: &State, run: u64) -> bool {
    let busy = state.intents.values().any(|intent| matches!(intent.effect, super::Effect::Point { .. }));
    !busy
        && state.cutover.movement().is_some_and(|movement| {
            let [_, _, authoritative, ..] = movement.levels;
            movement.run == run && movement.missed.is_some() && authoritative.is_none()
        })
}

/// A movement to Green whose end nobody knows may still arrive; then the way back must be open.
fn lever_may_have_moved(state: &State) -> bool {
    state.cutover.movement().is_some_and(|movement| movement.to == Side::Green)
}

fn run(
    state: &State,
    procedure: &Id,
    confirm: Option<&Clean>,
    note: Option<&Clean>,
) -> Result<Vec<Event>, Refusal> {
    let known = state
        .plan
        .procedure(procedure)
        .ok_or_else(|| Refusal::Nothing { what: "procedure".into(), name: Clean::new(procedure.as_str()) })?;
    let confirm = confirm.cloned().unwrap_or_default();
    match known.kind {
        ProcedureKind::Switch => return switch(state, &confirm, note),
        ProcedureKind::Rollback => return Err(Refusal::ReasonNeeded),
        _ => {}
    }
    if is_dangerous(known) {
        phrase(Phrase::Danger, &confirm)?;
    }
    let open =
        state.procedures.runs.iter().find(|(_, run)| run.procedure == *procedure && run.ended.is_none());
    if let Some((run, _)) = open {
        return Err(Refusal::UnderWay { run: *run, procedure: procedure.clone() });
    }
    begin(state, known, note)
}

fn decision(
    state: &State,
    person: &Id,
    run: u64,
    choice: Choice,
    note: Option<&Clean>,
) -> Result<Vec<Event>, Refusal> {
    if state.plan.person(person).is_none() {
        return Err(Refusal::UnknownPerson { person: person.clone() });
    }
    let known = state
        .procedures
        .runs
        .get(&run)
        .ok_or_else(|| Refusal::Nothing { what: "run".into(), name: Clean::new(run.to_string()) })?;
    if known.decided.is_some() || known.cancelled.is_some() || known.ended.is_some() {
        return Err(Refusal::NothingToDecide { run });
    }
    let role = decider(state, known);
    let reasoned = note.is_some_and(|note| !note.is_blank());
    let may = holds_role(state, person, &role) || (choice == Choice::Approve && reasoned);
    if !may {
        return Err(Refusal::NotDecider { role });
    }
    Ok(vec![Event::DecisionMade { run, choice, note: note.cloned() }])
}

/// The role whose decision a run needs: its decide step's, or the reason's, or the plan's for a proposal.
pub fn decider(state: &State, run: &Run) -> Id {
    let plan = &state.plan;
    let of_step = plan.procedure(&run.procedure).and_then(|procedure| {
        procedure.steps.iter().zip(&run.steps).find_map(|(step, standing)| match &step.action {
            StepKind::Decide { role: Some(role) } if !matches!(standing.state, StepState::Ended(_)) => {
                Some(role.clone())
            }
            _ => None,
        })
    });
    of_step.unwrap_or_else(|| decider_for(state, &run.why))
}

fn decider_for(state: &State, why: &Why) -> Id {
    let plan = &state.plan;
    match why {
        Why::Reason(reason) => {
            plan.reasons.iter().find(|known| known.id == *reason).map(|r| r.decider.clone())
        }
        _ => None,
    }
    .unwrap_or_else(|| plan.rollback.decider.clone())
}

fn is_decider(state: &State, person: &Id, why: &Why) -> bool {
    holds_role(state, person, &decider_for(state, why))
}

/// Whether `person` holds `role` or is one of its deputies.
pub fn holds_role(state: &State, person: &Id, role: &Id) -> bool {
    let Some(person) = state.plan.person(person) else { return false };
    let deputies = state.plan.role(role).map(|role| role.deputies.as_slice()).unwrap_or_default();
    // Who was given the lead, or took it, decides what its role decides (F13).
    let leads = state.people.lead.as_ref().is_some_and(|(lead, _)| *lead == person.id);
    person.role == *role || deputies.contains(&person.role) || leads && *role == state.plan.rollback.decider
}

fn override_gate(state: &State, gate: &Gate, reason: &Clean) -> Result<Vec<Event>, Refusal> {
    not_blank(reason)?;
    let known =
        gates::switch(state).into_iter().chain(gates::teardown(state)).any(|known| known.gate == *gate);
    if known {
        Ok(vec![Event::Overridden { gate: gate.clone(), reason: reason.clone() }])
    } else {
        Err(Refusal::NoSuchGate { gate: gate.clone() })
    }
}

fn tick(state: &State, item: &Id, note: Option<&Clean>, done: bool) -> Result<Vec<Event>, Refusal> {
    let known =
        state.plan.checklists.iter().any(|checklist| checklist.items().any(|known| known.id == *item));
    if !known {
        return Err(Refusal::Nothing { what: "item".into(), name: Clean::new(item.as_str()) });
    }
    let (item, note) = (item.clone(), note.cloned());
    match (done, state.checklists.is_done(&item)) {
        (true, true) => Err(Refusal::AlreadyDone { item }),
        (false, false) => Err(Refusal::NotDone { item }),
        (true, false) => Ok(vec![Event::ItemTicked { item, note }]),
        (false, true) => Ok(vec![Event::ItemUnticked { item, note }]),
    }
}

fn firing(state: &State, key: &AlertKey) -> Result<(), Refusal> {
    match state.alerts.feed.get(key) {
        None => Err(Refusal::Nothing { what: "alert".into(), name: key.0.clone() }),
        Some(alert) if alert.is_firing() || alert.acknowledged.is_none() => Ok(()),
        Some(_) => Err(Refusal::NotFiring { alert: key.clone() }),
    }
}
