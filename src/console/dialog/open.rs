//! How each dialog is filled from the room's state.

use super::{Dialog, Line, Mark, Step, Stop, Tone, Wish, before, say};
use crate::console::action::Stage;
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::schedule::exact;
use crate::console::messages::{common, evidence, names, words};
use crate::model::Command;
use crate::model::approvals;
use crate::model::confirmed;
use crate::model::cutover::{Gate, GateState, Phrase};
use crate::model::procedure::{Choice, Why};
use crate::model::state::State;
use crate::plan::types::{DatabaseTopology, Id, Millis, Plan, Procedure, ProcedureKind, Side, StepKind};

/// Steps of a procedure shown in a dry run; more would push the phrase off a small screen.
const STEPS_SHOWN: usize = 6;

/// The switch to Green. `gates` are the switch's gates as they stand now.
pub fn switch(lang: Lang, state: &State, gates: &[GateState]) -> Dialog {
    let stops = vec![Stop::Cancel, Stop::Phrase, Stop::Confirm];
    let mut dialog = Dialog::new(lang, say::switch_title(lang).into(), Tone::Danger, Wish::Switch, stops);
    dialog.phrase = Some(Phrase::Switch);
    let (open, closed): (Vec<_>, Vec<_>) =
        gates.iter().partition(|gate| gate.open && gate.overridden.is_none());
    let shut = closed.iter().filter(|gate| gate.overridden.is_none()).count();
    if shut > 0 {
        dialog.lines.push(Line::new(Mark::Warn, say::gates_closed(lang, shut)));
    }
    // What is not simply open must be seen on the smallest screen, which cuts the end.
    dialog.lines.extend(closed.into_iter().map(|gate| gate_line(lang, &state.plan, gate)));
    dialog.lines.extend(movement(lang, state, Side::Green));
    let procedure = state.plan.procedure_of(ProcedureKind::Switch);
    if procedure.is_some_and(|procedure| approvals::needed(state, procedure)) {
        dialog.lines.push(Line::new(Mark::Warn, say::eyes_needed(lang)));
    }
    if let Some(confirmed) = &state.plan.rollback.confirmed_switch {
        let within = format::length(lang, confirmed.within.0);
        dialog.lines.push(Line::new(Mark::Warn, say::would_return(lang, within)));
    }
    dialog.lines.extend(open.into_iter().map(|gate| gate_line(lang, &state.plan, gate)));
    dialog.lines.extend(steps(lang, state.plan.procedure_of(ProcedureKind::Switch)));
    dialog
}

/// The rollback to Blue: asks for a reason unless a trigger proposed it.
pub fn rollback(lang: Lang, state: &State) -> Dialog {
    let proposed = proposal(state);
    let mut stops = vec![Stop::Cancel];
    if proposed.is_none() {
        stops.push(Stop::Reason);
    }
    stops.extend([Stop::Phrase, Stop::Line, Stop::Confirm]);
    let mut dialog = Dialog::new(lang, say::rollback_title(lang).into(), Tone::Danger, Wish::Rollback, stops);
    dialog.phrase = Some(Phrase::Rollback);
    dialog.label = say::why_optional(lang).into();
    if let Some((title, ago)) = proposed {
        dialog.lines.push(Line::new(Mark::Warn, say::proposed_by(lang, title, format::length(lang, ago))));
    } else {
        dialog.reasons = state
            .plan
            .reasons
            .iter()
            .map(|reason| {
                let word = words::reason(lang, reason.id);
                (reason.id, say::reason_line(lang, word, reason.title.one_line()))
            })
            .collect();
    }
    dialog.lines.extend(movement(lang, state, Side::Blue));
    dialog.lines.push(writes(lang, state));
    dialog.lines.extend(steps(lang, state.plan.procedure_of(ProcedureKind::Rollback)));
    dialog
}

/// Title of the trigger whose proposal waits, and how long ago it came.
fn proposal(state: &State) -> Option<(String, u64)> {
    let (_, run) = state.procedures.open_run(ProcedureKind::Rollback)?;
    let Why::Trigger { trigger, .. } = &run.why else { return None };
    if run.decided.is_some() {
        return None;
    }
    Some((names::trigger(&state.plan, trigger), state.now.since(run.requested_at)))
}

pub(super) fn movement(lang: Lang, state: &State, to: Side) -> Vec<Line> {
    let plan = &state.plan;
    let mut lines = vec![Line::new(Mark::None, say::would(lang))];
    if state.cutover.live == to {
        lines.push(Line::new(Mark::Warn, say::already_there(lang, words::side(lang, to))));
    }
    let shown = |side| format!("{} {}", words::side(lang, side), plan.sides.get(side).address.one_line());
    lines.push(Line::new(
        Mark::None,
        say::would_point(lang, plan.lever.name.one_line(), shown(to.other()), shown(to)),
    ));
    let tail = state.cutover.highest_ttl_ms.max(plan.lever.lowered_ttl.0);
    lines.push(Line::new(Mark::None, say::would_tail(lang, format::length(lang, tail))));
    lines.extend(proofs(lang, state, to));
    lines
}

fn proofs(lang: Lang, state: &State, to: Side) -> Vec<Line> {
    match &state.cutover.readiness {
        Some((_, readiness)) if readiness.to == to => readiness
            .checks
            .iter()
            .map(|check| {
                let mark = match check.ok {
                    Some(true) => Mark::Good,
                    Some(false) => Mark::Bad,
                    None => Mark::Unknown,
                };
                let name = words::check(lang, check.name.as_str());
                Line::new(mark, say::proof(lang, name, evidence::told(lang, &check.detail)))
            })
            .collect(),
        _ => vec![Line::new(Mark::Unknown, say::no_proof(lang))],
    }
}

/// What a traffic rollback means for the writes made on Green (F2).
fn writes(lang: Lang, state: &State) -> Line {
    let plan = &state.plan;
    let counted = plan.database.writes.as_ref().and_then(|id| plan.metric(id)).and_then(|metric| {
        let series = state.metrics.green.get(&metric.id).or_else(|| state.metrics.shared.get(&metric.id))?;
        let (_, number) = series.last_number?;
        Some((metric.title.one_line(), format::value(lang, metric.unit, number)))
    });
    match (plan.database.topology, counted) {
        (Some(DatabaseTopology::Replicated), Some((title, value))) => {
            Line::new(Mark::Warn, say::would_keep_writes(lang, title, value))
        }
        _ => Line::new(Mark::Good, say::would_lose_nothing(lang)),
    }
}

pub(super) fn steps(lang: Lang, procedure: Option<&Procedure>) -> Vec<Line> {
    let steps = procedure.map_or(&[][..], |procedure| &procedure.steps);
    steps
        .iter()
        .take(STEPS_SHOWN)
        .enumerate()
        .map(|(index, step)| Line::new(Mark::None, say::would_step(lang, index + 1, step.title.one_line())))
        .collect()
}

fn gate_line(lang: Lang, plan: &Plan, state: &GateState) -> Line {
    let gate = words::gate(lang, plan, &state.gate);
    if let Some((who, reason)) = &state.overridden {
        let who = words::actor(lang, plan, who);
        return Line::new(Mark::Overridden, say::gate_overridden(lang, gate, who, reason.one_line()));
    }
    let text = if state.evidence.is_blank() {
        gate
    } else {
        say::gate_line(lang, gate, words::evidence(lang, state.evidence.one_line().as_ref()))
    };
    Line::new(if state.open { Mark::Good } else { Mark::Bad }, text)
}

/// A procedure other than the switch and the rollback, which have their own dialogs.
pub fn procedure(lang: Lang, state: &State, id: &Id, gates: &[GateState]) -> Dialog {
    let found = state.plan.procedure(id);
    match found.map(|procedure| procedure.kind) {
        Some(ProcedureKind::Switch) => return switch(lang, state, gates),
        Some(ProcedureKind::Rollback) => return rollback(lang, state),
        _ => {}
    }
    let dangerous = found.is_some_and(is_dangerous);
    let title = names::procedure(&state.plan, id);
    let mut stops = vec![Stop::Cancel];
    if dangerous {
        stops.push(Stop::Phrase);
    }
    stops.extend([Stop::Line, Stop::Confirm]);
    let tone = if dangerous { Tone::Danger } else { Tone::Plain };
    let mut dialog = Dialog::new(lang, say::run_title(lang, title), tone, Wish::Run(id.clone()), stops);
    dialog.phrase = dangerous.then_some(Phrase::Danger);
    dialog.label = say::why_optional(lang).into();
    dialog.lines.push(Line::new(Mark::None, say::would(lang)));
    dialog.lines.extend(steps(lang, found));
    dialog
}

/// Whether a procedure moves traffic or data.
pub fn is_dangerous(procedure: &Procedure) -> bool {
    let by_kind = matches!(
        procedure.kind,
        ProcedureKind::Switch
            | ProcedureKind::Rollback
            | ProcedureKind::Databasereturn
            | ProcedureKind::Teardown
    );
    by_kind
        || procedure
            .steps
            .iter()
            .any(|step| step.action.is_dangerous() || matches!(step.action, StepKind::Lever { .. }))
}

/// A menu: choices, with "cancel" in the focus.
pub(super) fn menu(lang: Lang, title: String, tone: Tone, options: Vec<(String, Step)>) -> Dialog {
    let mut stops: Vec<_> = (0..options.len()).map(Stop::Option).collect();
    stops.push(Stop::Cancel);
    let mut dialog = Dialog::new(lang, title, tone, Wish::Nothing, stops);
    dialog.at = options.len();
    dialog.options = options;
    dialog
}

/// One line of text in answer to something already chosen; the focus begins in the field.
pub(super) fn prompt(lang: Lang, title: String, wish: Wish, required: bool) -> Dialog {
    let tone = if required { Tone::Danger } else { Tone::Plain };
    let mut dialog = Dialog::new(lang, title, tone, wish, vec![Stop::Line, Stop::Confirm, Stop::Cancel]);
    dialog.required = required;
    dialog.label = if required { say::why_label(lang) } else { say::why_optional(lang) }.into();
    dialog
}

/// Which procedure to run.
pub fn procedures(lang: Lang, state: &State, gates: &[GateState]) -> Dialog {
    let options = state
        .plan
        .procedures
        .iter()
        .map(|found| {
            let next = procedure(lang, state, &found.id, gates);
            (found.title.one_line().into_owned(), Step::Open(Box::new(next)))
        })
        .collect();
    menu(lang, say::procedure_title(lang).into(), Tone::Plain, options)
}

/// Go or no-go; a no-go says why.
pub fn vote(lang: Lang) -> Dialog {
    let why = prompt(lang, say::vote_title(lang).into(), Wish::Vote(false), true);
    let options = vec![
        (say::vote_go(lang).to_owned(), Step::Send(Command::Vote { go: true, note: None })),
        (say::vote_no_go(lang).to_owned(), Step::Open(Box::new(why))),
    ];
    menu(lang, say::vote_title(lang).into(), Tone::Plain, options)
}

/// The decision that waits, if one does: a rollback's approval asks for its phrase.
///
/// Declining says "not now", never "go back", and gives a reason (R18).
pub fn decide(lang: Lang, state: &State) -> Option<Dialog> {
    awaited(lang, state).or_else(|| keep(lang, state))
}

/// A switch that returns by itself unless somebody says that it stays (F14).
fn keep(lang: Lang, state: &State) -> Option<Dialog> {
    let (_, until) = confirmed::awaited(state)?;
    let options = vec![(say::keep(lang).to_owned(), Step::Send(Command::Keep))];
    let mut dialog = menu(lang, say::keep_title(lang).into(), Tone::Danger, options);
    let left = format::length(lang, until.since(state.now));
    dialog.lines.push(Line::new(Mark::Warn, say::returns_in(lang, left)));
    Some(dialog)
}

fn awaited(lang: Lang, state: &State) -> Option<Dialog> {
    let mut runs = state.procedures.runs.iter().rev();
    let (run, found) = runs.find(|(_, run)| run.awaited(&state.plan).is_some())?;
    let title = say::decide_title(lang, names::procedure(&state.plan, &found.procedure));
    let approve = match found.why {
        Why::Trigger { .. } if found.kind == ProcedureKind::Rollback => {
            Step::Open(Box::new(rollback(lang, state)))
        }
        _ => approve(lang, state, *run, &found.procedure, &title),
    };
    let decline = prompt(lang, title.clone(), Wish::Decide(*run, Choice::Decline), true);
    let options = vec![
        (say::approve(lang).to_owned(), approve),
        (say::decline(lang).to_owned(), Step::Open(Box::new(decline))),
    ];
    let mut dialog = menu(lang, title, Tone::Danger, options);
    dialog.lines.push(Line::new(Mark::None, words::why(lang, &state.plan, &found.why)));
    dialog.lines.extend(before::said(lang, state, *run));
    Some(dialog)
}

/// Approval of `run`: what moves traffic or data asks the approver for the phrase too.
fn approve(lang: Lang, state: &State, run: u64, procedure: &Id, title: &str) -> Step {
    let found = state.plan.procedure(procedure);
    if !found.is_some_and(is_dangerous) {
        return Step::Send(Command::Decide { run, choice: Choice::Approve, confirm: None, note: None });
    }
    let stops = vec![Stop::Cancel, Stop::Phrase, Stop::Confirm];
    let wish = Wish::Decide(run, Choice::Approve);
    let mut dialog = Dialog::new(lang, title.to_owned(), Tone::Danger, wish, stops);
    match found.map(|procedure| procedure.kind) {
        Some(ProcedureKind::Switch) => {
            dialog.phrase = Some(Phrase::Switch);
            dialog.lines = movement(lang, state, Side::Green);
        }
        Some(ProcedureKind::Rollback) => {
            dialog.phrase = Some(Phrase::Rollback);
            dialog.lines = movement(lang, state, Side::Blue);
        }
        _ => dialog.phrase = Some(Phrase::Danger),
    }
    dialog.lines.extend(before::said(lang, state, run));
    dialog.lines.extend(steps(lang, found));
    Step::Open(Box::new(dialog))
}

/// Which closed gate to open with a reason; a dialog that says so where none is closed.
pub fn overrides(lang: Lang, plan: &Plan, gates: &[GateState]) -> Dialog {
    let closed = gates.iter().filter(|gate| !gate.open && gate.overridden.is_none());
    let options: Vec<_> = closed
        .map(|gate| {
            let mut why = override_reason(lang, plan, &gate.gate);
            why.lines.push(gate_line(lang, plan, gate));
            (words::gate(lang, plan, &gate.gate), Step::Open(Box::new(why)))
        })
        .collect();
    let empty = options.is_empty();
    let mut dialog = menu(lang, say::override_title(lang).into(), Tone::Danger, options);
    if empty {
        dialog.lines.push(Line::new(Mark::Good, say::nothing_closed(lang)));
    }
    dialog
}

/// The reason for opening `gate`.
pub fn override_reason(lang: Lang, plan: &Plan, gate: &Gate) -> Dialog {
    let title = format!("{} · {}", say::override_title(lang), words::gate(lang, plan, gate));
    prompt(lang, title, Wish::Override(gate.clone()), true)
}

/// Pauses automation for a while, or lets it work again.
pub fn automation(lang: Lang, state: &State) -> Dialog {
    let mut options: Vec<_> = [15, 30, 60]
        .map(|minutes: u64| {
            let length = Millis::from_secs(minutes * 60);
            let label = say::pause_for(lang, exact(lang, length.0));
            (label, Step::Send(Command::PauseAutomation { length }))
        })
        .into();
    if state.people.automation_paused_until.is_some_and(|until| until > state.now.at) {
        options.insert(0, (say::resume(lang).to_owned(), Step::Send(Command::ResumeAutomation)));
    }
    let mut dialog = menu(lang, say::automation_title(lang).into(), Tone::Danger, options);
    dialog.lines.push(Line::new(Mark::None, say::automation_explained(lang)));
    dialog
}

/// A note of many lines, or the one that was begun and left.
pub fn note(lang: Lang, draft: Option<&str>) -> Dialog {
    let stops = vec![Stop::Area, Stop::Confirm, Stop::Cancel];
    let mut dialog = Dialog::new(lang, say::note_title(lang).into(), Tone::Plain, Wish::Note, stops);
    dialog.confirm = common::send(lang).into();
    dialog.cancel = say::discard(lang).into();
    if let Some(draft) = draft {
        dialog.area.insert_str(draft);
    }
    dialog
}

/// The end of the room: everybody's watch ends with it, so it asks for its phrase.
pub fn close(lang: Lang) -> Dialog {
    let stops = vec![Stop::Cancel, Stop::Phrase, Stop::Confirm];
    let mut dialog = Dialog::new(lang, say::close_title(lang).into(), Tone::Danger, Wish::Close, stops);
    dialog.phrase = Some(Phrase::Close);
    dialog.lines.push(Line::new(Mark::Warn, say::close_means(lang)));
    dialog
}

/// Whether to leave; says what goes on without this console.
pub fn quit(lang: Lang, stage: Stage) -> Dialog {
    let options = vec![(say::leave(lang).to_owned(), Step::Leave)];
    let mut dialog = menu(lang, say::quit_title(lang).into(), Tone::Plain, options);
    let after = match stage {
        Stage::Live => say::leave_live(lang),
        Stage::Drill => say::leave_drill(lang),
        Stage::Replay => say::leave_replay(lang),
    };
    dialog.lines.push(Line::new(Mark::None, after));
    dialog
}
