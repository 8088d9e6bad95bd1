//! Rules about the lever, the database and who decides.

use super::super::problem::Place;
use super::super::types::{DatabaseTopology, LeverKind, Millis, Plan, Procedure, ProcedureKind, StepKind};
use super::{commands, words};

/// Longest time to live with which a rollback within five minutes can be observed (DESIGN section 4).
const LOW_TTL: Millis = Millis::from_secs(60);

/// Fewest witnesses and least silence with which jday may act by itself (R5, DESIGN section 4).
const WITNESSES: u32 = 2;
const SILENCE: Millis = Millis::from_secs(120);

/// Nobody lowers the time to live beforehand (R14; RELIABILITY section 5, point 3).
pub(super) fn no_ttl_lowering(plan: &Plan) -> Vec<(Place, String)> {
    let lever = &plan.lever;
    let mut found = Vec::new();
    if lever.kind != LeverKind::Dns || lever.ttl <= LOW_TTL {
        return found;
    }
    if lever.lowered_ttl > LOW_TTL {
        let message = format!(
            "with {} caches keep the old side longer than a rollback may take; lower it to {LOW_TTL} or less",
            lever.lowered_ttl
        );
        found.push((Place::top().key("lever").key("lowered_ttl"), message));
    }
    let before = plan.schedule.phases.iter().filter(|phase| phase.to < 0);
    let mut tasks = before.flat_map(|phase| &phase.tasks);
    if !tasks
        .any(|task| task.as_str().to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|w| w == "ttl"))
    {
        let message = format!("no task before J-Day lowers the TTL of {}; add one at J-1", lever.name);
        found.push((Place::top().key("schedule").key("phases"), message));
    }
    found
}

/// Something else moves traffic behind jday's back (RELIABILITY section 5, point 4).
pub(super) fn two_levers(plan: &Plan) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    for (n, step) in plan.pipeline.steps.iter().enumerate() {
        let moves = words::moves_traffic(&format!("{} {}", step.title, step.detail));
        if moves && !step.watched_only {
            let message = format!(
                "the pipeline would move traffic beside the lever {}; let jday do it: watched_only = true",
                plan.lever.name
            );
            found.push((Place::top().key("pipeline").key("steps").index(n).key("title"), message));
        }
    }
    found.extend(second_ways(plan));
    for (place, argv) in commands::argvs(plan) {
        let moves = match argv.program() {
            "vercel" => ["promote", "rollback", "alias"].iter().any(|word| argv.has(word)),
            "nsupdate" | "knsupdate" => true,
            "aws" => argv.has("change-resource-record-sets"),
            _ => false,
        };
        if moves {
            let message = format!(
                "{} moves traffic beside the lever {}; redeploy without moving it, or make it the lever",
                argv.program(),
                plan.lever.name
            );
            found.push((place, message));
        }
    }
    found
}

/// Steps that move the application although its alias is the lever, and workflows that say they move traffic.
fn second_ways(plan: &Plan) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    for (p, procedure) in plan.procedures.iter().enumerate() {
        for (n, step) in procedure.steps.iter().enumerate() {
            let action = Place::top().key("procedures").index(p).key("steps").index(n).key("action");
            match &step.action {
                StepKind::Application { .. } if plan.lever.kind == LeverKind::Alias => {
                    let message = format!(
                        "moves an alias beside the lever {}, which is one; the rollback itself brings the former \
                         version back",
                        plan.lever.name
                    );
                    found.push((action.key("kind"), message));
                }
                StepKind::Pipeline { workflow: Some(id), .. }
                    if words::moves_traffic(&format!("{id} {}", step.title)) =>
                {
                    let message = format!(
                        "the workflow {id} would move traffic beside the lever {}; let jday do it",
                        plan.lever.name
                    );
                    found.push((action.key("workflow"), message));
                }
                _ => {}
            }
        }
    }
    found
}

/// Data are given back, and what was written since is lost, without a decision of its own (RELIABILITY
/// section 5, point 5).
pub(super) fn lossy_database_return(plan: &Plan) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    let mut returns = false;
    for (p, procedure) in plan.procedures.iter().enumerate() {
        let Some(n) = first_loss(procedure) else { continue };
        returns = true;
        let steps = Place::top().key("procedures").index(p).key("steps").index(n);
        if procedure.kind != ProcedureKind::Databasereturn {
            let message =
                "loses what was written since the dump; move it to a procedure of kind \"databasereturn\"";
            found.push((steps.clone().key("action"), message.to_owned()));
        }
        let decided =
            procedure.steps.iter().take(n).any(|step| matches!(step.action, StepKind::Decide { .. }));
        if !decided {
            let message =
                "loses what was written since the dump; add a step with kind = \"decide\" before it";
            found.push((steps.key("action"), message.to_owned()));
        }
    }
    if returns && plan.database.writes.is_none() {
        let message =
            "name the metric that counts the writes a return would lose, so that its decider sees it";
        found.push((Place::top().key("database").key("writes"), message.to_owned()));
    }
    found
}

/// The first step of `procedure` that gives old data back, or in a database return the first that destroys.
fn first_loss(procedure: &Procedure) -> Option<usize> {
    procedure.steps.iter().position(|step| match &step.action {
        StepKind::Command { dangerous: true, .. } | StepKind::Pipeline { dangerous: true, .. }
            if procedure.kind == ProcedureKind::Databasereturn =>
        {
            true
        }
        StepKind::Command { argv, .. } => commands::Argv::of(argv).restores(),
        _ => false,
    })
}

/// Returns "by itself" and "decided by the responsible person" at once (RELIABILITY section 5, point 6).
pub(super) fn automatic_or_decided(plan: &Plan) -> Vec<(Place, String)> {
    let rollback = &plan.rollback;
    let needs = &rollback.automation;
    let decides = plan.procedure_of(ProcedureKind::Rollback).is_some_and(|rollback| {
        rollback.steps.iter().any(|step| matches!(step.action, StepKind::Decide { .. }))
    });
    let people_first = needs.witnesses >= WITNESSES && needs.silence >= SILENCE;
    if rollback.auto && decides && !people_first {
        let message = format!(
            "jday acts by itself, yet the rollback waits for a decision; set auto = false, or ask for at least \
             {WITNESSES} witnesses and {SILENCE} of silence"
        );
        return vec![(Place::top().key("rollback").key("auto"), message)];
    }
    Vec::new()
}

/// Whether a switch back loses data depends on it (DESIGN section 4).
pub(super) fn database_topology(plan: &Plan) -> Vec<(Place, String)> {
    let place = |field: &str| Place::top().key("database").key(field);
    match (plan.database.topology, plan.database.max_lag) {
        (None, _) => {
            let message =
                "not said whether both sides share one database; write \"shared\" or \"replicated\"";
            vec![(place("topology"), message.to_owned())]
        }
        (Some(DatabaseTopology::Replicated), None) => {
            let message = "a replica that lags loses writes at the switch; add the most lag, such as \"5s\"";
            vec![(place("max_lag"), message.to_owned())]
        }
        _ => Vec::new(),
    }
}
