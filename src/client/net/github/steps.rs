//! Which job or step of a run each step of the plan's pipeline is, and where it stands.

use super::run::Job;
use crate::client::PipelineStep;
use crate::client::net::NetError;
use crate::plan::types::live::Workflow;
use crate::plan::types::{Id, Pipeline};

/// The pipeline's steps and their names on GitHub, in the plan's order.
pub struct Steps(Vec<(Id, String)>);

impl Steps {
    /// Those of `pipeline`; a step that `workflow.steps` does not name is looked for by its title.
    ///
    /// # Errors
    /// A line of `workflow.steps` names no step.
    pub fn new(workflow: &Workflow, pipeline: &Pipeline) -> Result<Self, NetError> {
        let mut steps: Vec<(Id, String)> =
            pipeline.steps.iter().map(|step| (step.id.clone(), step.title.as_str().to_owned())).collect();
        for (n, line) in workflow.steps.iter().enumerate() {
            let named = line.as_str().split_once('=').and_then(|(id, name)| {
                let step = steps.iter_mut().find(|(known, _)| known.as_str() == id.trim())?;
                name.trim().clone_into(&mut step.1);
                Some(())
            });
            if named.is_none() {
                let known: Vec<&str> = pipeline.steps.iter().map(|step| step.id.as_str()).collect();
                let why = format!(
                    "{:?} names no step; write \"step=name on GitHub\" with one of {}",
                    line.as_str(),
                    known.join(", ")
                );
                return Err(NetError::at(format!("live.workflow.steps[{n}]"), why));
            }
        }
        Ok(Self(steps))
    }

    /// Where each step stands in `jobs`. One that is not there yet is left out: GitHub makes jobs as it goes.
    pub fn seen(&self, jobs: &[Job]) -> Vec<PipelineStep> {
        let seen = self.0.iter().filter_map(|(step, name)| {
            Some(PipelineStep { step: step.clone(), state: state_of(jobs, name)? })
        });
        seen.collect()
    }

    /// Steps that a run which is over never had, with their names on GitHub.
    pub fn missing(&self, jobs: &[Job]) -> Vec<(&Id, &str)> {
        let known = self.0.iter().filter(|(_, name)| state_of(jobs, name).is_none());
        known.map(|(step, name)| (step, name.as_str())).collect()
    }
}

/// The state of what is called `name`: a job with all its matrix, else a step of any job.
fn state_of(jobs: &[Job], name: &str) -> Option<&'static str> {
    let of_jobs: Vec<_> = jobs
        .iter()
        .filter(|job| is_called(&job.name, name))
        .map(|job| state(job.status.as_deref(), job.conclusion.as_deref()))
        .collect();
    if !of_jobs.is_empty() {
        return together(&of_jobs);
    }
    let steps = jobs.iter().flat_map(|job| &job.steps).filter(|step| same(&step.name, name));
    let of_steps: Vec<_> =
        steps.map(|step| state(step.status.as_deref(), step.conclusion.as_deref())).collect();
    together(&of_steps)
}

/// Whether a job is the one called `name`, one of its matrix (`name (a, b)`), or what it calls or is called by
/// (`caller / callee`).
fn is_called(job: &str, name: &str) -> bool {
    let bare = |part: &str| part.split_once(" (").map_or(part, |(bare, _)| bare).trim().to_owned();
    same(job, name) || job.split(" / ").any(|part| same(part, name) || same(&bare(part), name))
}

fn same(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}

/// GitHub's words as jday's. A conclusion that nobody knows yet is never taken for a success (R1).
pub fn state(status: Option<&str>, conclusion: Option<&str>) -> &'static str {
    match (status, conclusion) {
        (Some("waiting"), _) | (Some("completed"), Some("action_required")) => "waiting",
        (Some("in_progress"), _) => "running",
        (Some("completed"), Some("success" | "neutral")) => "succeeded",
        (Some("completed"), Some("skipped")) => "skipped",
        (Some("completed"), _) => "failed",
        _ => "queued",
    }
}

/// Several as one: the worst that is certain, then what goes on.
fn together(states: &[&'static str]) -> Option<&'static str> {
    let has = |state: &str| states.contains(&state);
    let word = ["failed", "waiting", "running"].into_iter().find(|word| has(word));
    match word {
        Some(word) => Some(word),
        None if states.is_empty() => None,
        None if has("queued") && has("succeeded") => Some("running"),
        None if has("queued") => Some("queued"),
        None if has("succeeded") => Some("succeeded"),
        None => Some("skipped"),
    }
}
