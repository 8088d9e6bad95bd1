//! Applying events: total, without IO, clock or randomness. Nothing refuses an event.
//!
//! **Invariant: the same events in the same order give the same state**, in the engine, in a
//! console and in a replay. So nothing here judges a trigger or decides a step; it only remembers
//! what the journal says was judged and decided.

use std::sync::Arc;

use super::alerts::{Alert, Delivery, Heard, Origin, Raised};
use super::checklist::Mark;
use super::cutover::{Drift, Level, Movement, Streak, Survey};
use super::effect::{About, Effect, Outcome};
use super::event::{Envelope, Event};
use super::people::{Note, Vote};
use super::procedure::{Choice, Run, StepMove, StepRun, Why};
use super::state::{Intent, State};
use super::time::Stamp;
use crate::plan::types::{Id, Side};

/// Lines kept of a step's output; the journal keeps all.
const OUTPUT_LINES: usize = 200;

impl State {
    /// Takes one event into the state.
    pub fn apply(&mut self, envelope: &Envelope) {
        self.seq = envelope.seq;
        self.now = envelope.stamp();
        match &envelope.event {
            Event::Opened(_) | Event::ClockJumped { .. } | Event::Froze { .. } | Event::Proposed { .. } => {}
            Event::Resumed { .. } => self.people.attached.clear(),
            Event::Ticked => self.ticks += 1,
            Event::Sampled(sampled) => {
                self.samples += 1;
                self.metrics.apply(sampled, self.now);
                self.sources.apply(&sampled.sources, self.now);
            }
            Event::Surveyed(survey) => self.apply_survey(survey),
            Event::AlertHeard(heard) => self.apply_heard(heard),
            Event::PipelineSeen { step, state } => {
                self.procedures.pipeline.insert(step.clone(), (*state, self.now));
            }
            Event::ReadinessProved(readiness) => {
                self.cutover.readiness = Some((self.now, readiness.clone()));
            }
            Event::Drifted(drift) => self.apply_drift(drift),
            Event::FaultChanged { fault, begins } => {
                self.faults.retain(|known| known != fault);
                if *begins {
                    self.faults.push(fault.clone());
                }
            }
            Event::Judged(judged) => self.triggers.apply(judged),
            Event::Blinded { blind } => self.triggers.blind = Some((self.now, blind.clone())),
            Event::Sighted => {
                if let Some((since, _)) = self.triggers.blind.take() {
                    self.triggers.was_blind.push((since, self.now));
                }
            }
            Event::Closed { score } => self.closed = Some((self.now, score.clone())),
            Event::PlanAmended { plan, plan_hash, .. } => {
                self.plan = Arc::new((**plan).clone());
                self.plan_hash = *plan_hash;
            }
            _ => self.apply_act(envelope),
        }
    }

    /// What people, rules and effects did.
    fn apply_act(&mut self, envelope: &Envelope) {
        let now = self.now;
        match &envelope.event {
            Event::AlertRaised(raised) => self.apply_raised(raised),
            Event::AlertCleared { alert } => {
                if let Some(alert) = self.alerts.feed.get_mut(alert) {
                    alert.cleared_at = Some(now);
                }
            }
            Event::Acknowledged { alert } => {
                if let (Some(alert), Some(person)) = (self.alerts.feed.get_mut(alert), envelope.by.person()) {
                    alert.acknowledged = Some((person.clone(), now));
                }
            }
            Event::Silenced { alert, until } => {
                if let Some(alert) = self.alerts.feed.get_mut(alert) {
                    alert.silenced_until = Some(*until);
                }
            }
            Event::RunRequested { procedure, why, note } => {
                self.apply_requested(envelope, procedure, why, note.clone());
            }
            Event::StepBegan { run, step } => self.move_step(*run, *step, StepMove::Begin, now),
            Event::StepEnded { run, step, result, detail } => {
                self.move_step(*run, *step, StepMove::End(*result), now);
                if let Some(step) = self.step_mut(*run, *step) {
                    step.detail = detail.clone();
                }
            }
            Event::DecisionMade { run, choice, note } => {
                if let Some(run) = self.procedures.runs.get_mut(run) {
                    run.note = note.clone().or_else(|| run.note.take());
                    run.decided = Some((envelope.by.clone(), now, *choice));
                    if *choice == Choice::Approve && envelope.by == super::Actor::Engine {
                        self.automatic_returns += 1;
                    }
                }
            }
            Event::RunEnded { run, result } => self.apply_run_ended(*run, *result),
            Event::Intended(effect) => self.apply_intended(envelope.seq, effect),
            Event::Settled { intent, outcome } => self.apply_settled(*intent, outcome),
            Event::Progressed { intent, line } => {
                let place = self.intents.get(intent).and_then(|intent| intent.effect.step());
                if let Some(step) = place.and_then(|(run, step)| self.step_mut(run, step)) {
                    step.output.push(line.clone());
                    let surplus = step.output.len().saturating_sub(OUTPUT_LINES);
                    step.output.drain(..surplus);
                }
            }
            Event::LevelReached { run, level, since } => self.apply_level(*run, *level, *since),
            Event::LevelMissed { run, level } => {
                if let Some(movement) = self.movement_mut(*run) {
                    movement.missed.get_or_insert(*level);
                }
            }
            _ => self.apply_people(envelope),
        }
    }

    /// Ticks, notes, votes, presence and automation.
    fn apply_people(&mut self, envelope: &Envelope) {
        let now = self.now;
        let mark = |done, note: &Option<_>, proof| Mark {
            done,
            by: envelope.by.clone(),
            stamp: now,
            note: Option::clone(note),
            proof,
        };
        let person = envelope.by.person();
        match &envelope.event {
            Event::ItemTicked { item, note } => {
                self.checklists.marks.insert(item.clone(), mark(true, note, None));
            }
            Event::ItemUnticked { item, note } => {
                self.checklists.marks.insert(item.clone(), mark(false, note, None));
            }
            Event::ItemProved { item, proof } => {
                self.checklists.marks.insert(item.clone(), mark(proof.holds, &None, Some(proof.clone())));
            }
            Event::Noted { text } => self.people.notes.push(Note {
                seq: envelope.seq,
                by: envelope.by.clone(),
                stamp: now,
                text: text.clone(),
            }),
            Event::Voted { go, note } => {
                if let Some(person) = person {
                    self.people.votes.insert(person.clone(), Vote { go: *go, stamp: now, note: note.clone() });
                }
            }
            Event::Overridden { gate, reason } => {
                self.cutover.overrides.insert(gate.clone(), (envelope.by.clone(), reason.clone()));
            }
            Event::Joined(attached) => {
                let seat = self.people.attached.entry(attached.person.clone());
                let seat = seat.or_insert((now, attached.from.clone(), 0));
                *seat = (now, attached.from.clone(), seat.2 + 1);
            }
            Event::Left { person } => {
                if let Some(seat) = self.people.attached.get_mut(person) {
                    seat.2 = seat.2.saturating_sub(1);
                    if seat.2 == 0 {
                        self.people.attached.remove(person);
                    }
                }
            }
            Event::AutomationPaused { until } => self.people.automation_paused_until = Some(*until),
            Event::AutomationResumed => self.people.automation_paused_until = None,
            _ => {}
        }
    }

    fn apply_survey(&mut self, survey: &Survey) {
        let now = self.now;
        let lowered = self.plan.lever.lowered_ttl.0;
        let answered: Vec<u64> =
            survey.authoritative.iter().filter(|said| said.side.is_some()).map(|said| said.ttl_ms).collect();
        if let Some(highest) = answered.iter().max() {
            self.cutover.highest_ttl_ms = self.cutover.highest_ttl_ms.max(*highest);
            if *highest <= lowered {
                self.cutover.low_ttl_since.get_or_insert(now);
            } else {
                self.cutover.low_ttl_since = None;
            }
        }
        if let Some(movement) = self.cutover.movements.last_mut()
            && movement.confirmed_at.is_none()
        {
            movement.streak.observe(survey, movement.to, now);
        }
        self.cutover.survey = Some((now, survey.clone()));
    }

    fn apply_drift(&mut self, drift: &Drift) {
        if let Some(side) = drift.side {
            self.cutover.live = side;
        }
        self.cutover.drifts.push((self.now, drift.clone()));
    }

    fn apply_heard(&mut self, heard: &Heard) {
        if heard.firing {
            let origin = Origin::Source(heard.source.clone());
            let raised =
                Raised { alert: heard.key(), level: heard.level, title: heard.title.clone(), side: heard.side };
            self.raise(raised, origin);
        } else if let Some(alert) = self.alerts.feed.get_mut(&heard.key()) {
            alert.cleared_at.get_or_insert(self.now);
        }
    }

    fn apply_raised(&mut self, raised: &Raised) {
        self.raise(raised.clone(), Origin::Plan);
    }

    fn raise(&mut self, raised: Raised, origin: Origin) {
        let episodes = self.alerts.feed.get(&raised.alert).map_or(0, |known| known.episodes) + 1;
        let alert = Alert {
            origin,
            level: raised.level,
            title: raised.title,
            side: raised.side,
            raised_at: self.now,
            cleared_at: None,
            acknowledged: None,
            silenced_until: None,
            deliveries: std::collections::BTreeMap::new(),
            episodes,
        };
        self.alerts.feed.insert(raised.alert, alert);
    }

    fn apply_requested(
        &mut self,
        envelope: &Envelope,
        procedure: &Id,
        why: &Why,
        note: Option<crate::text::Clean>,
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
            ended: None,
        };
        self.procedures.runs.insert(envelope.seq, run);
    }

    fn apply_run_ended(&mut self, id: u64, result: super::procedure::RunResult) {
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

    fn apply_intended(&mut self, seq: u64, effect: &Effect) {
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
            }),
            Effect::Notify { about, channel, .. } => {
                if let Some(delivery) = self.delivery_mut(about, channel) {
                    delivery.tries += 1;
                    delivery.stamp = now;
                    delivery.outcome = None;
                }
            }
            _ => {}
        }
        self.intents.insert(seq, Intent { effect: effect.clone(), stamp: now });
    }

    fn apply_settled(&mut self, seq: u64, outcome: &Outcome) {
        let now = self.now;
        let Some(intent) = self.intents.remove(&seq) else {
            self.strays.push((seq, outcome.clone()));
            return;
        };
        let Effect::Notify { about, channel, .. } = &intent.effect else {
            if let Some(step) = intent.effect.step().and_then(|(run, step)| self.step_mut(run, step)) {
                step.outcome = Some(outcome.clone());
            }
            return;
        };
        if let Some(delivery) = self.delivery_mut(about, channel) {
            delivery.outcome = Some(outcome.clone());
            delivery.stamp = now;
        }
        if let (About::Step { run, .. }, Outcome::Done { .. }) = (about, outcome)
            && let Some(run) = self.procedures.runs.get_mut(run)
        {
            run.alerted_at.get_or_insert(now);
        }
    }

    fn delivery_mut(&mut self, about: &About, channel: &Id) -> Option<&mut Delivery> {
        let fresh = Delivery { stamp: self.now, outcome: None, tries: 0 };
        match about {
            About::Alert(key) => {
                let alert = self.alerts.feed.get_mut(key)?;
                Some(alert.deliveries.entry(channel.clone()).or_insert(fresh))
            }
            About::Step { run, step } => {
                let run = self.procedures.runs.get_mut(run)?;
                Some(run.deliveries.entry((*step, channel.clone())).or_insert(fresh))
            }
        }
    }

    fn apply_level(&mut self, run: u64, level: Level, since: Stamp) {
        let now = self.now;
        let highest_ttl = self.cutover.highest_ttl_ms;
        let Some(movement) = self.movement_mut(run) else { return };
        let to = movement.to;
        if level == Level::Confirmed {
            movement.confirmed_at = Some(since);
        } else if let Some(reached) = movement.levels.get_mut(level.number() - 1) {
            reached.get_or_insert(since);
        }
        match level {
            Level::Accepted => {
                if let Some(run) = self.procedures.runs.get_mut(&run) {
                    run.executed_at.get_or_insert(since);
                }
            }
            Level::Authoritative => {
                self.cutover.live = to;
                self.cutover.tail_until = Some(now.plus(highest_ttl));
            }
            _ => {}
        }
    }

    fn movement_mut(&mut self, run: u64) -> Option<&mut Movement> {
        self.cutover.movements.iter_mut().rev().find(|movement| movement.run == run)
    }

    fn step_mut(&mut self, run: u64, step: usize) -> Option<&mut StepRun> {
        self.procedures.runs.get_mut(&run)?.steps.get_mut(step)
    }

    /// An illegal move of a journal that jday did not write so is left out, never half made.
    fn move_step(&mut self, run: u64, step: usize, to: StepMove, now: Stamp) {
        let Some(step) = self.step_mut(run, step) else { return };
        let Ok(next) = step.state.next(to) else { return };
        step.state = next;
        match to {
            StepMove::Begin => step.began_at = Some(now),
            StepMove::End(_) => step.ended_at = Some(now),
        }
    }
}

impl Streak {
    /// Counts one survey. A contrary answer, or none over any path, breaks the run (R13); one path
    /// that is silent while others answer is no answer, neither for nor against.
    fn observe(&mut self, survey: &Survey, to: Side, now: Stamp) {
        if survey.fingerprints.is_empty() {
            return;
        }
        let contrary = survey.fingerprints.iter().any(|print| print.side == Some(to.other()));
        let silent = survey.fingerprints.iter().all(|print| print.side.is_none());
        if contrary || silent {
            *self = Self::default();
            return;
        }
        self.since.get_or_insert(now);
        for print in survey.fingerprints.iter().filter(|print| print.side == Some(to)) {
            self.count += 1;
            if !self.paths.contains(&print.path) {
                self.paths.push(print.path.clone());
            }
        }
    }
}
