//! What steps run on other systems: workflows, and the application's own way back.

use std::collections::BTreeSet;

use super::super::problem::{Place, Problem, suggestion};
use super::super::types::live::{Worked, Workflow};
use super::super::types::{Id, Live, Plan, StepKind};
use super::at;

pub(super) fn check(plan: &Plan, found: &mut Vec<Problem>) {
    let Some(live) = &plan.live else { return };
    deploy(live, found);
    named(live, found);
    application(live, found);
    steps(plan, live, found);
}

fn place(part: &str) -> Place {
    Place::top().key("live").key(part)
}

fn wrong(place: Place, message: impl Into<String>) -> Problem {
    Problem::error("live-workflow", place, message)
}

fn deploy(live: &Live, found: &mut Vec<Problem>) {
    let Some(workflow) = &live.workflow else { return };
    let at = place("workflow");
    if workflow.id.is_some() {
        let message = "the deploy workflow has no name; leave it out, or move it to [[live.workflows]]";
        found.push(wrong(at.clone().key("id"), message));
    }
    written(workflow, &at, found);
}

fn named(live: &Live, found: &mut Vec<Problem>) {
    let mut seen: BTreeSet<&Id> = BTreeSet::new();
    for (n, workflow) in live.workflows.iter().enumerate() {
        let at = place("workflows").index(n);
        match &workflow.id {
            None => found.push(wrong(at.clone(), "it has no `id`, by which steps name it; add one")),
            Some(id) if !seen.insert(id) => {
                let message = format!("read {:?} again; each workflow has a name of its own", id.as_str());
                found.push(Problem::error("duplicate-name", at.clone().key("id"), message));
            }
            Some(_) => {}
        }
        if !workflow.steps.is_empty() {
            let message = "the plan lists the steps of the deploy workflow alone; leave it out, and each job is \
                           told by its name on GitHub";
            found.push(wrong(at.clone().key("steps"), message));
        }
        written(workflow, &at, found);
    }
}

/// That names and inputs are written as GitHub takes them.
fn written(workflow: &Workflow, at: &Place, found: &mut Vec<Problem>) {
    let repository = workflow.repository.as_str();
    let parts = repository.split_once('/');
    if parts.is_none_or(|(owner, name)| owner.is_empty() || name.is_empty() || name.contains('/')) {
        let message = format!("{repository:?} is no repository; write \"owner/name\"");
        found.push(wrong(at.clone().key("repository"), message));
    }
    for (field, text, example) in
        [("file", &workflow.file, "rollback.yml"), ("git_ref", &workflow.git_ref, "main")]
    {
        if text.is_blank() {
            found.push(wrong(at.clone().key(field), format!("it is empty; write for example {example:?}")));
        }
    }
    let mut names = BTreeSet::new();
    names.extend(workflow.nonce_input.as_ref().map(|name| name.as_str().trim()));
    for (n, line) in workflow.inputs.iter().enumerate() {
        let place = at.clone().key("inputs").index(n);
        match line.as_str().split_once('=').map(|(name, _)| name.trim()) {
            None | Some("") => {
                let message = format!("{:?} is no input; write \"name=value\"", line.as_str());
                found.push(wrong(place, message));
            }
            Some(name) if !names.insert(name) => {
                let message = format!("the input {name:?} is given twice; keep one (nonce_input counts)");
                found.push(wrong(place, message));
            }
            Some(_) => {}
        }
    }
}

/// One lever alone moves traffic, and one place alone says where the application is.
fn application(live: &Live, found: &mut Vec<Problem>) {
    let Some(application) = &live.application else { return };
    let at = place("application");
    if matches!(live.lever.worked()[..], [Worked::Vercel(_)]) {
        let message = "the lever is a Vercel alias already, so the rollback itself brings the former version \
                       back; leave [live.application] out";
        found.push(Problem::error("live-application", at.clone(), message));
    }
    if application.vercel.blue == application.vercel.green {
        let message = "blue (the former version) and green (the new one) are two deployments";
        found.push(Problem::error("live-application", at.key("vercel").key("blue"), message));
    }
}

/// A step that runs what is nowhere would be refused on the day.
fn steps(plan: &Plan, live: &Live, found: &mut Vec<Problem>) {
    let known: Vec<&str> =
        live.workflows.iter().filter_map(|workflow| Some(workflow.id.as_ref()?.as_str())).collect();
    for (p, procedure) in plan.procedures.iter().enumerate() {
        for (n, step) in procedure.steps.iter().enumerate() {
            let action = at("procedures", p).key("steps").index(n).key("action");
            match &step.action {
                StepKind::Pipeline { workflow: None, .. } if live.workflow.is_none() => {
                    let message = "it follows the deploy workflow, which is nowhere; add [live.workflow], or name \
                                   another with `workflow`";
                    found.push(wrong(action, message));
                }
                StepKind::Pipeline { workflow: Some(id), .. } if !known.contains(&id.as_str()) => {
                    let right =
                        if known.is_empty() { "add it".to_owned() } else { suggestion(id.as_str(), &known) };
                    let message =
                        format!("read {:?}, which is none of [[live.workflows]]; {right}", id.as_str());
                    found.push(Problem::error("unknown-name", action.key("workflow"), message));
                }
                StepKind::Application { .. } if live.application.is_none() => {
                    let message =
                        "it moves the application, and nothing says by what; add [live.application]";
                    found.push(Problem::error("live-application", action, message));
                }
                _ => {}
            }
        }
    }
}
