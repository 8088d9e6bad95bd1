//! Simulated workflows. The deploy pipeline runs its steps one after the other; any other has one job, which
//! bears its name and is told line by line.
//!
//! A fault on a step, or on another workflow, counts when its turn comes: `refuses` (and `half`) fail it and
//! the run with it; `silent`, `lost` and `stuck` leave it waiting for an approval until the fault ends; `slow`
//! makes it longer; `accepts` succeeds and does nothing, which nobody can tell from here.

use super::agenda::Item;
use super::fault::{Fault, How};
use super::{Sim, Step};
use crate::client::{Reply, Report};
use crate::plan::types::Id;
use crate::text::Clean;

/// How long the runner takes to pick a run up, in milliseconds.
const QUEUE_MS: u64 = 1_500;

/// A run of a workflow.
#[derive(Debug, Clone)]
pub(super) struct Run {
    call: u64,
    /// Which; none: the deploy pipeline.
    workflow: Option<Id>,
    /// Place of the step whose turn it is.
    place: usize,
    state: Turn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// All steps are queued.
    Queued,
    /// The step has not begun.
    Ahead,
    /// The step runs.
    Running,
    /// The step waits for an approval.
    Waiting,
}

impl Sim {
    pub(super) fn submit_pipeline(&mut self, id: u64, workflow: Option<Id>, at: u64) {
        let soon = at.saturating_add(self.around(QUEUE_MS));
        if self.runs.iter().any(|run| run.workflow == workflow && self.agenda.is_open(run.call)) {
            let why = Clean::new("a run of this pipeline is under way");
            self.agenda.at(soon, Item::End { id, reply: Reply::Refused(why) });
            return;
        }
        self.runs.retain(|run| run.workflow != workflow);
        self.runs.push(Run { call: id, workflow, place: 0, state: Turn::Queued });
        self.agenda.at(soon, Item::Pipeline { id });
    }

    /// The steps of a run.
    fn steps(&self, run: &Run) -> Vec<Step> {
        match &run.workflow {
            None => self.settings.pipeline.clone(),
            Some(job) => vec![Step { id: job.clone(), watched_only: false }],
        }
    }

    /// How the step of `run` called `step` misbehaves.
    fn misbehaves(&self, run: &Run, step: &Id) -> Option<How> {
        if run.workflow.is_some() { self.faults.workflow(step) } else { self.faults.step(step) }
    }

    /// Takes the run one change further; each call of it reports something.
    pub(super) fn advance_pipeline(&mut self, id: u64, at: u64) {
        let Some(run) = self.runs.iter().find(|run| run.call == id).cloned() else { return };
        let steps = self.steps(&run);
        let Some(step) = steps.get(run.place) else {
            let name = run.workflow.as_ref().map_or("pipeline", Id::as_str);
            self.finish(id, at, Reply::Done(Clean::new(format!("{name} succeeded"))));
            return;
        };
        match run.state {
            Turn::Queued => {
                for step in &steps {
                    self.step_is(&run, &step.id, "queued", at);
                }
                self.go_on(&run, Turn::Ahead, run.place, at);
            }
            Turn::Ahead if step.watched_only => {
                self.step_is(&run, &step.id, "skipped", at);
                self.go_on(&run, Turn::Ahead, run.place + 1, at);
            }
            Turn::Ahead => {
                self.step_is(&run, &step.id, "running", at);
                let (least, most) = self.settings.typical.step;
                let slow = self.misbehaves(&run, &step.id) == Some(How::Slow);
                let late = if slow { self.settings.typical.slow } else { 0 };
                let took = self.between(least, most).saturating_add(late);
                self.go_on(&run, Turn::Running, run.place, at.saturating_add(took));
            }
            Turn::Running | Turn::Waiting => self.end_step(&step.id, &run, at),
        }
    }

    fn end_step(&mut self, step: &Id, run: &Run, at: u64) {
        match self.misbehaves(run, step) {
            Some(How::Refuses | How::Half) => {
                self.step_is(run, step, "failed", at);
                self.finish(run.call, at, Reply::Refused(Clean::new(format!("step {step} failed"))));
            }
            Some(How::Silent | How::Stuck | How::Lost) => {
                self.step_is(run, step, "waiting", at);
                self.stands(run, Turn::Waiting, run.place);
            }
            _ => {
                self.step_is(run, step, "succeeded", at);
                self.go_on(run, Turn::Ahead, run.place + 1, at);
            }
        }
    }

    /// A fault has ended: a step that waited because of it goes on.
    pub(super) fn release_pipeline(&mut self, fault: &Fault, at: u64) {
        let (workflow, step) = match fault {
            Fault::Pipeline { step, .. } => (None, step),
            Fault::Workflow { workflow, .. } => (Some(workflow), workflow),
            _ => return,
        };
        let Some(run) = self.runs.iter().find(|run| run.workflow.as_ref() == workflow).cloned() else {
            return;
        };
        let here = self.steps(&run).get(run.place).is_some_and(|s| s.id == *step);
        if here && run.state == Turn::Waiting && self.agenda.is_open(run.call) {
            self.go_on(&run, Turn::Running, run.place, at.saturating_add(QUEUE_MS));
        }
    }

    /// The run of call `id` ends where it is, as GitHub ends one: what runs has failed, the rest is left out.
    pub(super) fn end_cancelled(&mut self, id: u64, at: u64) {
        let Some(run) = self.runs.iter().find(|run| run.call == id).cloned() else { return };
        for (place, step) in self.steps(&run).into_iter().enumerate().skip(run.place) {
            let runs = place == run.place && matches!(run.state, Turn::Running | Turn::Waiting);
            self.step_is(&run, &step.id, if runs { "failed" } else { "skipped" }, at);
        }
        self.finish(id, at, Reply::Refused(Clean::new("pipeline cancelled")));
    }

    fn step_is(&mut self, run: &Run, step: &Id, state: &'static str, at: u64) {
        let report = match run.workflow {
            None => Report::Pipeline { step: step.clone(), state },
            Some(_) => Report::Said { id: run.call, line: Clean::new(format!("{step}: {state}")) },
        };
        self.agenda.report(at, report);
    }

    fn stands(&mut self, run: &Run, state: Turn, place: usize) {
        if let Some(known) = self.runs.iter_mut().find(|known| known.call == run.call) {
            (known.state, known.place) = (state, place);
        }
    }

    fn go_on(&mut self, run: &Run, state: Turn, place: usize, at: u64) {
        self.stands(run, state, place);
        self.agenda.at(at, Item::Pipeline { id: run.call });
    }

    fn finish(&mut self, id: u64, at: u64, reply: Reply) {
        self.runs.retain(|run| run.call != id);
        self.agenda.end(at, id, reply);
    }
}
