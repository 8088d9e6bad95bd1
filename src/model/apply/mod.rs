//! Applying events: total, without IO, clock or randomness. Nothing refuses an event.
//!
//! **Invariant: the same events in the same order give the same state**, in the engine, in a
//! console and in a replay. So nothing here judges a trigger or decides a step; it only remembers
//! what the journal says was judged and decided.

mod cutover;
mod people;
mod procedure;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::alerts::{Alert, Heard, Origin, Raised};
use super::event::{Envelope, Event};
use super::procedure::{Choice, StepMove};
use super::state::State;

impl State {
    /// Takes one event into the state.
    pub fn apply(&mut self, envelope: &Envelope) {
        self.seq = envelope.seq;
        self.now = envelope.stamp();
        // Only where people really sit: journals of drills are hashed as they always were.
        if let Some(person) = envelope.by.person().filter(|_| self.mode == super::Mode::Live) {
            self.people.last_act.insert(person.clone(), self.now);
        }
        match &envelope.event {
            Event::Opened(_) | Event::ClockJumped { .. } | Event::Froze { .. } | Event::Proposed { .. } => {}
            Event::Resumed { .. } => {
                self.people.attached.clear();
                self.nobody();
            }
            Event::Ticked => self.ticks += 1,
            Event::Sampled(sampled) => {
                self.samples += 1;
                self.metrics.apply(sampled, self.now);
                self.sources.apply(sampled, self.now);
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
                    self.faults_by_hand += u32::from(envelope.by.person().is_some());
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
            Event::Kept { run } => self.apply_kept(*run, envelope),
            Event::CancelAsked { run, reason } => self.apply_cancel_asked(envelope, *run, reason),
            Event::RunEnded { run, result } => self.apply_run_ended(*run, *result),
            Event::Intended(effect) => self.apply_intended(envelope.seq, effect),
            Event::Settled { intent, outcome } => self.apply_settled(*intent, outcome),
            Event::ChannelRests { channel, until } => self.channels.rests(channel, *until),
            Event::Progressed { intent, line } => {
                let place = self.intents.get(intent).and_then(|intent| intent.effect.told_in());
                if let Some(place) = place {
                    self.say_in(place, line.clone());
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

    fn apply_heard(&mut self, heard: &Heard) {
        if heard.firing {
            let origin = Origin::Source(heard.source.clone());
            let raised = Raised {
                alert: heard.key(),
                level: heard.level,
                title: heard.title.clone(),
                side: heard.side,
            };
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
            deliveries: BTreeMap::new(),
            told_taken: BTreeMap::new(),
            told_ended: BTreeMap::new(),
            episodes,
        };
        self.alerts.feed.insert(raised.alert, alert);
    }
}
