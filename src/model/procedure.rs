//! Procedures: runs, their steps, and which moves are legal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::alerts::Delivery;
use super::effect::Outcome;
use super::event::Actor;
use super::time::Stamp;
use crate::plan::types::{Id, Plan, ProcedureKind, Reason, Side, Step, StepKind};
use crate::text::Clean;

/// What a run is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A step of the day.
    Planned,
    /// A trigger proposed it.
    Trigger {
        /// Which.
        trigger: Id,
        /// Of which side it spoke.
        side: Side,
    },
    /// A person asked for it.
    Reason(Reason),
    /// A switch was not confirmed in time (F14).
    Unconfirmed,
}

/// Whether a decider goes on. Declining a gate is "not now", never "go back" (R18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// Go on.
    Approve,
    /// Not now.
    Decline,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepResult {
    /// Done, with evidence.
    Done,
    /// It failed for certain.
    Failed,
    /// Nobody knows (R10).
    Unknown,
    /// Not needed, or declined.
    Skipped,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunResult {
    /// Every step is done.
    Done,
    /// A step failed.
    Failed,
    /// A step's end is unknown.
    Unknown,
    /// A decider said "not now".
    Declined,
    /// Another run took its place, such as a rollback during a switch.
    Superseded,
    /// Somebody stopped it; what its steps had done by then stands.
    Cancelled,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Its turn has not come.
    #[default]
    Waiting,
    /// It is under way.
    Running,
    /// It ended.
    Ended(StepResult),
}

/// What can happen to a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepMove {
    /// It begins.
    Begin,
    /// It ends.
    End(StepResult),
}

/// A move that no step may make. It is a mistake of the program, and named as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a step that is {from:?} cannot {to:?}")]
pub struct IllegalMove {
    /// Where the step stood.
    pub from: StepState,
    /// What was tried.
    pub to: StepMove,
}

impl StepState {
    /// The state after `to`, or why it cannot be.
    pub fn next(self, to: StepMove) -> Result<Self, IllegalMove> {
        match (self, to) {
            (Self::Waiting, StepMove::Begin) => Ok(Self::Running),
            (Self::Running, StepMove::End(result)) => Ok(Self::Ended(result)),
            (Self::Waiting, StepMove::End(StepResult::Skipped)) => Ok(Self::Ended(StepResult::Skipped)),
            (from, to) => Err(IllegalMove { from, to }),
        }
    }
}

/// One step of a run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StepRun {
    /// Where it stands.
    pub state: StepState,
    /// When it began.
    pub began_at: Option<Stamp>,
    /// When it ended.
    pub ended_at: Option<Stamp>,
    /// The evidence in words.
    pub detail: Clean,
    /// What it said while it ran, newest last; bounded.
    pub output: Vec<Clean>,
    /// How its effect ended, for steps that have one.
    pub outcome: Option<Outcome>,
}

/// One run of a procedure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Which procedure.
    pub procedure: Id,
    /// Its kind.
    pub kind: ProcedureKind,
    /// What for.
    pub why: Why,
    /// Who asked.
    pub by: Actor,
    /// Said by the person.
    pub note: Option<Clean>,
    /// When it was asked for: the stopwatch's start.
    pub requested_at: Stamp,
    /// When the breach behind it began, for the *detect* segment.
    pub onset: Option<Stamp>,
    /// When the first message about it reached a channel.
    pub alerted_at: Option<Stamp>,
    /// When a responsible person decided, and who.
    pub decided: Option<(Actor, Stamp, Choice)>,
    /// When the lever's act was accepted.
    pub executed_at: Option<Stamp>,
    /// Its steps.
    pub steps: Vec<StepRun>,
    /// How its messages fared, by step and channel.
    #[serde(with = "super::as_list")]
    pub deliveries: BTreeMap<(usize, Id), Delivery>,
    /// The newest wish that it end before its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<Cancel>,
    /// When and how it ended.
    pub ended: Option<(Stamp, RunResult)>,
}

/// A wish that a run end before its time: who, when and why, and what became of it where something was under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cancel {
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Stamp,
    /// Why.
    pub reason: Clean,
    /// The intent that carries it to whatever runs; none where nothing has to be asked.
    pub intent: Option<u64>,
    /// How that ended.
    pub outcome: Option<Outcome>,
}

impl Cancel {
    /// Whether nothing is to be heard of it any more.
    pub fn is_told(&self) -> bool {
        self.intent.is_none() || self.outcome.is_some()
    }

    /// Whether somebody may ask once more: only where this one did not arrive, or nobody knows.
    pub fn may_repeat(&self) -> bool {
        matches!(self.outcome, Some(Outcome::Refused { .. } | Outcome::Unknown { .. }))
    }
}

impl Run {
    /// Its steps as `plan` has them; none of a procedure that it does not know.
    pub fn planned<'a>(&self, plan: &'a Plan) -> &'a [Step] {
        plan.procedure(&self.procedure).map_or(&[], |procedure| &procedure.steps)
    }

    /// Index of the step at which it stands: the first that has not ended. A message under way holds nothing up
    /// (R20), so that it is passed over for what runs or waits behind it.
    pub fn current(&self, plan: &Plan) -> Option<usize> {
        if self.ended.is_some() {
            return None;
        }
        let steps = self.planned(plan);
        let is_message = |n: usize| steps.get(n).is_some_and(|step| step.action.is_message());
        let open = self.steps.iter().enumerate();
        let mut open = open.filter(|(_, step)| !matches!(step.state, StepState::Ended(_)));
        let holds = |(n, step): &(usize, &StepRun)| step.state == StepState::Waiting || !is_message(*n);
        open.clone().find(holds).or_else(|| open.next()).map(|(n, _)| n)
    }

    /// Index of the step whose decision is awaited, if one is.
    pub fn awaited(&self, plan: &Plan) -> Option<usize> {
        let current = self.current(plan).filter(|_| self.decided.is_none() && self.cancelled.is_none())?;
        let step = self.planned(plan).get(current)?;
        matches!(step.action, StepKind::Decide { .. }).then_some(current)
    }

    /// Steps that acted before the decision that is awaited, the nearest first: what its decider goes by.
    pub fn before_decision<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = (&'a Step, &'a StepRun)> {
        let steps = self.planned(plan);
        let acted = steps.iter().zip(&self.steps).take(self.awaited(plan).unwrap_or(0)).rev();
        acted.filter(|(step, _)| matches!(step.action, StepKind::Command { .. } | StepKind::Pipeline { .. }))
    }

    /// Whether a responsible person (or automation) said "go on".
    pub fn is_approved(&self) -> bool {
        matches!(self.decided, Some((_, _, Choice::Approve)))
    }
}

/// A step of the watched pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PipelineState {
    /// Not begun.
    #[default]
    Queued,
    /// Under way.
    Running,
    /// Waits for a person's approval on the platform.
    Waiting,
    /// Ended well.
    Succeeded,
    /// Ended badly.
    Failed,
    /// Not run.
    Skipped,
}

/// All runs by the sequence number of their request, and the pipeline's steps.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Procedures {
    /// Runs.
    pub runs: BTreeMap<u64, Run>,
    /// Pipeline steps as last seen.
    pub pipeline: BTreeMap<Id, (PipelineState, Stamp)>,
}

impl Procedures {
    /// The newest run of `kind` that has not ended.
    pub fn open_run(&self, kind: ProcedureKind) -> Option<(u64, &Run)> {
        self.runs
            .iter()
            .rev()
            .find(|(_, run)| run.kind == kind && run.ended.is_none())
            .map(|(id, run)| (*id, run))
    }

    /// The newest run of `kind`.
    pub fn last_run(&self, kind: ProcedureKind) -> Option<(u64, &Run)> {
        self.runs.iter().rev().find(|(_, run)| run.kind == kind).map(|(id, run)| (*id, run))
    }
}
