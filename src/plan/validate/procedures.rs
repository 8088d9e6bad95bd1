//! Procedures that can do what their kind promises.

use super::super::problem::{Place, Problem};
use super::super::types::{Plan, Procedure, ProcedureKind, Side, StepKind};
use super::at;

pub(super) fn check(plan: &Plan, found: &mut Vec<Problem>) {
    for (kind, word) in [(ProcedureKind::Switch, "switch"), (ProcedureKind::Rollback, "rollback")] {
        exactly_one(plan, kind, word, found);
    }
    for (n, procedure) in plan.procedures.iter().enumerate() {
        let place = at("procedures", n);
        if procedure.steps.is_empty() {
            let message = "the list is empty; a procedure has at least one step";
            found.push(Problem::error("bad-value", place.clone().key("steps"), message));
        }
        steps(procedure, &place, found);
        match procedure.kind {
            ProcedureKind::Switch => moves(procedure, Side::Green, &place, found),
            ProcedureKind::Rollback => moves(procedure, Side::Blue, &place, found),
            _ => {}
        }
    }
}

/// The keys `S` and `R` start one procedure each.
fn exactly_one(plan: &Plan, kind: ProcedureKind, word: &str, found: &mut Vec<Problem>) {
    let mut of_kind = plan.procedures.iter().enumerate().filter(|(_, procedure)| procedure.kind == kind);
    if of_kind.next().is_none() {
        let message = format!("no procedure has kind \"{word}\"; add one");
        found.push(Problem::error("missing-part", Place::top().key("procedures"), message));
    }
    for (n, _) in of_kind {
        let message = format!("a second procedure has kind \"{word}\"; keep one");
        found.push(Problem::error("duplicate", at("procedures", n).key("kind"), message));
    }
}

fn steps(procedure: &Procedure, place: &Place, found: &mut Vec<Problem>) {
    for (n, step) in procedure.steps.iter().enumerate() {
        let action = place.clone().key("steps").index(n).key("action");
        match &step.action {
            StepKind::Lever { .. } | StepKind::Verify {}
                if !matches!(procedure.kind, ProcedureKind::Switch | ProcedureKind::Rollback) =>
            {
                let message = format!(
                    "a `{}` step belongs to the switch or the rollback; remove it or change the procedure's kind",
                    step.action.word()
                );
                found.push(Problem::error("step-not-allowed", action.key("kind"), message));
            }
            StepKind::Application { .. }
                if matches!(procedure.kind, ProcedureKind::Switch | ProcedureKind::Rollback) =>
            {
                let message = "the traffic has its lever; move the application in a procedure of its own, such as \
                               one of kind \"applicationreturn\"";
                found.push(Problem::error("step-not-allowed", action.key("kind"), message));
            }
            StepKind::Gate {} if procedure.kind == ProcedureKind::Rollback => {
                let message = "nothing may close the way back; remove the gate";
                found.push(Problem::error("step-not-allowed", action.key("kind"), message));
            }
            StepKind::Command { argv, .. } if argv.first().is_none_or(crate::text::Clean::is_blank) => {
                let message =
                    "names no program; write it and its arguments, such as [\"pg_dump\", \"onelog\"]";
                found.push(Problem::error("bad-value", action.key("argv"), message));
            }
            _ => {}
        }
    }
}

/// A switch or rollback is decided before it pulls its lever, once, to the right side, and then verified.
fn moves(procedure: &Procedure, to: Side, place: &Place, found: &mut Vec<Problem>) {
    let place = place.clone().key("steps");
    let position = |word: &str| procedure.steps.iter().position(|step| step.action.word() == word);
    let Some(lever) = position("lever") else {
        let message = format!("no step pulls the lever; add one with kind = \"lever\", to = \"{to}\"");
        found.push(Problem::error("missing-part", place, message));
        return;
    };
    for (n, step) in procedure.steps.iter().enumerate() {
        let action = place.clone().index(n).key("action");
        match step.action {
            StepKind::Lever { to: side } if side != to => {
                let message = format!("read \"{side}\"; this procedure moves the traffic to \"{to}\"");
                found.push(Problem::error("bad-value", action.key("to"), message));
            }
            StepKind::Lever { .. } if n != lever => {
                let message = "the lever is pulled a second time; keep one such step";
                found.push(Problem::error("duplicate", action.key("kind"), message));
            }
            _ => {}
        }
    }
    if position("decide").is_none_or(|decide| decide > lever) {
        let message = "no step with kind = \"decide\" comes before the lever; add one";
        found.push(Problem::error("missing-part", place.clone(), message));
    }
    if to == Side::Green && position("gate").is_none_or(|gate| gate > lever) {
        let message = "no step with kind = \"gate\" comes before the lever; add one";
        found.push(Problem::error("missing-part", place.clone(), message));
    }
    if position("verify").is_none_or(|verify| verify < lever) {
        let message = "no step with kind = \"verify\" comes after the lever; add one";
        found.push(Problem::error("missing-part", place, message));
    }
}
