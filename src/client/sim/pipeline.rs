//! The simulated deploy pipeline: its steps run one after the other.
//!
//! A fault on a step counts when its turn comes: `refuses` (and `half`) fail it and the pipeline with
//! it; `silent`, `lost` and `stuck` leave it waiting for an approval until the fault ends; `slow`
//! makes it longer; `accepts` succeeds and does nothing, which nobody can tell from here.

use super::Sim;
use super::agenda::Item;
use super::fault::{Fault, How};
use crate::client::{Reply, Report};
use crate::plan::types::Id;
use crate::text::Clean;

/// How long the runner takes to pick the pipeline up, in milliseconds.
const QUEUE_MS: u64 = 1_500;

/// A run of the pipeline.
#[derive(Debug, Clone)]
pub(super) struct Run {
    call: u64,
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
    pub(super) fn submit_pipeline(&mut self, id: u64, at: u64) {
        let soon = at.saturating_add(self.around(QUEUE_MS));
        if self.run.as_ref().is_some_and(|run| self.agenda.is_open(run.call)) {
            let why = Clean::new("a run of this pipeline is under way");
            self.agenda.at(soon, Item::End { id, reply: Reply::Refused(why) });
            return;
        }
        self.run = Some(Run { call: id, place: 0, state: Turn::Queued });
        self.agenda.at(soon, Item::Pipeline { id });
    }

    /// Takes the run one change further; each call of it reports something.
    pub(super) fn advance_pipeline(&mut self, id: u64, at: u64) {
        let Some(run) = self.run.clone().filter(|run| run.call == id) else { return };
        let Some(step) = self.settings.pipeline.get(run.place).cloned() else {
            self.finish(id, at, Reply::Done(Clean::new("pipeline succeeded")));
            return;
        };
        match run.state {
            Turn::Queued => {
                for step in self.settings.pipeline.clone() {
                    self.step_is(&step.id, "queued", at);
                }
                self.go_on(Turn::Ahead, run.place, at, id);
            }
            Turn::Ahead if step.watched_only => {
                self.step_is(&step.id, "skipped", at);
                self.go_on(Turn::Ahead, run.place + 1, at, id);
            }
            Turn::Ahead => {
                self.step_is(&step.id, "running", at);
                let (least, most) = self.settings.typical.step;
                let slow = self.faults.step(&step.id) == Some(How::Slow);
                let late = if slow { self.settings.typical.slow } else { 0 };
                let took = self.between(least, most).saturating_add(late);
                self.go_on(Turn::Running, run.place, at.saturating_add(took), id);
            }
            Turn::Running | Turn::Waiting => self.end_step(&step.id, &run, at),
        }
    }

    fn end_step(&mut self, step: &Id, run: &Run, at: u64) {
        match self.faults.step(step) {
            Some(How::Refuses | How::Half) => {
                self.step_is(step, "failed", at);
                self.finish(run.call, at, Reply::Refused(Clean::new(format!("step {step} failed"))));
            }
            Some(How::Silent | How::Stuck | How::Lost) => {
                self.step_is(step, "waiting", at);
                self.run = Some(Run { state: Turn::Waiting, ..run.clone() });
            }
            _ => {
                self.step_is(step, "succeeded", at);
                self.go_on(Turn::Ahead, run.place + 1, at, run.call);
            }
        }
    }

    /// A fault has ended: a step that waited because of it goes on.
    pub(super) fn release_pipeline(&mut self, fault: &Fault, at: u64) {
        let Fault::Pipeline { step, .. } = fault else { return };
        let Some(run) = self.run.clone() else { return };
        let here = self.settings.pipeline.get(run.place).is_some_and(|s| s.id == *step);
        if here && run.state == Turn::Waiting && self.agenda.is_open(run.call) {
            self.go_on(Turn::Running, run.place, at.saturating_add(QUEUE_MS), run.call);
        }
    }

    /// The run of call `id` ends where it is, as GitHub ends one: what runs has failed, the rest is left out.
    pub(super) fn end_cancelled(&mut self, id: u64, at: u64) {
        let Some(run) = self.run.clone().filter(|run| run.call == id) else { return };
        for (place, step) in self.settings.pipeline.clone().into_iter().enumerate().skip(run.place) {
            let runs = place == run.place && matches!(run.state, Turn::Running | Turn::Waiting);
            self.step_is(&step.id, if runs { "failed" } else { "skipped" }, at);
        }
        self.finish(id, at, Reply::Refused(Clean::new("pipeline cancelled")));
    }

    fn step_is(&mut self, step: &Id, state: &'static str, at: u64) {
        self.agenda.report(at, Report::Pipeline { step: step.clone(), state });
    }

    fn go_on(&mut self, state: Turn, place: usize, at: u64, call: u64) {
        self.run = Some(Run { call, place, state });
        self.agenda.at(at, Item::Pipeline { id: call });
    }

    fn finish(&mut self, id: u64, at: u64, reply: Reply) {
        self.run = None;
        self.agenda.end(at, id, reply);
    }
}
