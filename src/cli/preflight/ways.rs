//! What procedures would ask for beside the lever, proved without asking: workflows and the application's way back.

use std::collections::BTreeSet;

use super::Line;
use crate::client::{Proof, Request};
use crate::plan::types::{Plan, Side, StepKind};

/// Every workflow, and every version to which a step would move the application.
pub fn of(plan: &Plan) -> Vec<Request> {
    let Some(live) = &plan.live else { return Vec::new() };
    let deploy = live.workflow.iter().map(|_| Request::Pipeline { workflow: None });
    let named = live.workflows.iter().map(|workflow| Request::Pipeline { workflow: workflow.id.clone() });
    let steps = plan.procedures.iter().flat_map(|procedure| &procedure.steps);
    let versions: BTreeSet<Side> = steps
        .filter_map(|step| match step.action {
            StepKind::Application { to } => Some(to),
            _ => None,
        })
        .collect();
    deploy.chain(named).chain(versions.into_iter().map(|to| Request::Application { to })).collect()
}

/// Area and name of what would be asked for.
pub fn named(request: &Request) -> (&'static str, String) {
    match request {
        Request::Pipeline { workflow: Some(id) } => ("workflow", id.to_string()),
        Request::Application { to } => ("application", format!("to {to}")),
        _ => ("workflow", "deploy".to_owned()),
    }
}

/// One proof. What cannot be told of an alias is an obstacle; of a workflow it is to be known.
pub fn line(request: &Request, proof: &Proof) -> Line {
    let (area, name) = named(request);
    let ok = if area == "application" { proof.ok.or(Some(false)) } else { proof.ok };
    Line::new(area, format!("{name}: {}", proof.name), ok, proof.detail.one_line())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Vec<(&'static str, String)> {
        let plan =
            crate::plan::load::check(text, "live.toml").plan.unwrap_or_else(|| unreachable!("it is a plan"));
        of(&plan).iter().map(named).collect()
    }

    #[test]
    fn every_workflow_and_every_move_of_the_application_is_proved() {
        const EXAMPLE: &str = include_str!("../../../fixtures/plans/onelog-live.toml");
        let workflows = [("workflow", "deploy".to_owned()), ("workflow", "rollback".to_owned())];
        assert_eq!(asked(EXAMPLE), workflows);
        let step = "kind = \"pipeline\", workflow = \"rollback\", dangerous = true";
        let text = EXAMPLE.replace("# [live.application]\n# ", "[live.application]\n");
        let text = text.replace(step, "kind = \"application\", to = \"blue\"");
        assert_eq!(asked(&text)[2], ("application", "to blue".to_owned()));
        assert!(of(crate::plan::embedded()).is_empty(), "a drill's plan has nothing to prove");
    }

    #[test]
    fn what_cannot_be_told_of_an_alias_is_an_obstacle_and_a_missing_mark_is_none() {
        let proof = Proof { name: "lever".into(), ok: None, detail: "no answer within 5 s".into() };
        let alias = line(&Request::Application { to: Side::Blue }, &proof);
        assert_eq!((alias.name.as_str(), alias.ok), ("to blue: lever", Some(false)));
        assert_eq!(line(&Request::Pipeline { workflow: None }, &proof).ok, None);
    }
}
