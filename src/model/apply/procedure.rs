//! Runs, their steps, the intents behind them and how those ended.

use std::sync::Arc;

use super::super::alerts::Delivery;
use super::super::cutover::{Movement, Streak};
use super::super::effect::{About, Effect, Outcome, Told};
use super::super::event::Envelope;
use super::super::procedure::{Cancel, Run, RunResult, StepMove, StepRun, Why};
use super::super::state::{Intent, State};
use super::super::time::Stamp;
use crate::plan::types::Id;
use crate::text::Clean;

/// Lines kept of a step's output; the journal keeps all.
const OUTPUT_LINES: usize = 200;

impl State {
    pub(super) fn apply_requested(
        &mut self,
        envelope: &Envelope,
        procedure: &Id,
        why: &Why,
        note: Option<Clean>,
    ) {
        let Some(known) = self.plan.procedure(procedure) else { return };
        let onset = match why {
            Why::Trigger { trigger, side } => self.triggers.standing(trigger, *side).began_at,
            _ => None,
        };
        let run = Run {
            procedure: procedure.clone(),
            kind: known.kind,
            why: why.clone(),
            by: envelope.by.clone(),
            note,
            requested_at: self.now,
            onset,
            alerted_at: None,
            decided: None,
            executed_at: None,
            steps: vec![StepRun::default(); known.steps.len()],
            deliveries: std::collections::BTreeMap::new(),
            cancelled: None,
            ended: None,
        };
        self.procedures.runs.insert(envelope.seq, run);
    }

    pub(super) fn apply_run_ended(&mut self, id: u64, result: RunResult) {
        use crate::plan::types::ProcedureKind::Rollback;
        let now = self.now;
        let Some(run) = self.procedures.runs.get_mut(&id) else { return };
        run.ended = Some((now, result));
        if run.kind == Rollback && run.is_approved() {
            let plan = Arc::clone(&self.plan);
            for checklist in plan.checklists.iter().filter(|checklist| checklist.after_rollback) {
                self.checklists.opened.entry(checklist.id.clone()).or_insert(now);
            }
        }
    }

    pub(super) fn apply_intended(&mut self, seq: u64, effect: &Effect) {
        let now = self.now;
        match effect {
            Effect::Point { run, from, to, .. } => self.cutover.movements.push(Movement {
                run: *run,
                from: *from,
                to: *to,
                levels: [Some(now), None, None, None, None],
                confirmed_at: None,
                missed: None,
                streak: Streak::default(),
                kept: None,
            }),
            Effect::Notify { about, channel, kind, .. } => {
                if let Some(delivery) = self.delivery_mut(about, channel, *kind) {
                    delivery.tries += 1;
                    delivery.stamp = now;
                    delivery.outcome = None;
                }
            }
            Effect::Cancel { run, .. } => {
                if let Some(cancel) = self.cancel_mut(*run) {
                    cancel.intent = Some(seq);
                }
            }
            _ => {}
        }
        self.intents.insert(seq, Intent { effect: effect.clone(), stamp: now });
    }

    pub(super) fn apply_settled(&mut self, seq: u64, outcome: &Outcome) {
        let now = self.now;
        let Some(intent) = self.intents.remove(&seq) else {
            self.strays.push((seq, outcome.clone()));
            return;
        };
        if let Effect::Cancel { run, step, .. } = intent.effect {
            return self.apply_cancel_settled(seq, (run, step), outcome);
        }
        self.channels.settled(&intent, outcome, now);
        let Effect::Notify { about, channel, kind, .. } = &intent.effect else {
            if let Some(step) = intent.effect.step().and_then(|(run, step)| self.step_mut(run, step)) {
                step.outcome = Some(outcome.clone());
            }
            return;
        };
        if let Some(delivery) = self.delivery_mut(about, channel, *kind) {
            delivery.outcome = Some(outcome.clone());
            delivery.stamp = now;
        }
        if let (About::Step { run, .. }, Outcome::Done { .. }) = (about, outcome)
            && let Some(run) = self.procedures.runs.get_mut(run)
        {
            run.alerted_at.get_or_insert(now);
        }
    }

    pub(super) fn apply_cancel_asked(&mut self, envelope: &Envelope, id: u64, reason: &Clean) {
        let (by, at) = (envelope.by.clone(), self.now);
        if let Some(run) = self.procedures.runs.get_mut(&id) {
            let reason = reason.clone();
            run.cancelled = Some(Cancel { by, at, reason, intent: None, outcome: None });
        }
    }

    /// The outcome of a wish is no step's outcome: it stands among what the step said.
    fn apply_cancel_settled(&mut self, seq: u64, (run, step): (u64, usize), outcome: &Outcome) {
        self.say_in((run, step), outcome.words().cloned().unwrap_or_default());
        if let Some(cancel) = self.cancel_mut(run).filter(|cancel| cancel.intent == Some(seq)) {
            cancel.outcome = Some(outcome.clone());
        }
    }

    /// Keeps a line of a step's output.
    pub(super) fn say_in(&mut self, (run, step): (u64, usize), line: Clean) {
        let Some(step) = self.step_mut(run, step) else { return };
        step.output.push(line);
        let surplus = step.output.len().saturating_sub(OUTPUT_LINES);
        step.output.drain(..surplus);
    }

    fn cancel_mut(&mut self, run: u64) -> Option<&mut Cancel> {
        self.procedures.runs.get_mut(&run)?.cancelled.as_mut()
    }

    pub(super) fn delivery_mut(&mut self, about: &About, channel: &Id, kind: Told) -> Option<&mut Delivery> {
        let fresh = Delivery { stamp: self.now, outcome: None, tries: 0 };
        match about {
            About::Alert(key) => {
                let alert = self.alerts.feed.get_mut(key)?;
                Some(alert.told_mut(kind).entry(channel.clone()).or_insert(fresh))
            }
            About::Step { run, step } => {
                let run = self.procedures.runs.get_mut(run)?;
                Some(run.deliveries.entry((*step, channel.clone())).or_insert(fresh))
            }
        }
    }

    pub(super) fn step_mut(&mut self, run: u64, step: usize) -> Option<&mut StepRun> {
        self.procedures.runs.get_mut(&run)?.steps.get_mut(step)
    }

    /// An illegal move of a journal that jday did not write so is left out, never half made.
    pub(super) fn move_step(&mut self, run: u64, step: usize, to: StepMove, now: Stamp) {
        let Some(step) = self.step_mut(run, step) else { return };
        let Ok(next) = step.state.next(to) else { return };
        step.state = next;
        match to {
            StepMove::Begin => step.began_at = Some(now),
            StepMove::End(_) => step.ended_at = Some(now),
        }
    }
}
