//! What another plan's triggers would have said of a recorded day (F8).
//!
//! The recorded observations, decisions and outcomes are applied to a scratch state under the other plan,
//! the recorded verdicts are left out, and the real judge gives its own after each poll round, tick and
//! break in time, as the engine does. Nothing of it ever reaches the state that is replayed. What people
//! did stays as it was: another verdict would have led to other decisions, and those nobody knows.

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::episodes::{Episodes, Spoke, When};
use super::replay::{ReplayError, replay};
use crate::model::metrics::Track;
use crate::model::{Event, Stamp, State, amend, plan_hash, triggers};
use crate::plan::types::{Id, Plan, Side};
use crate::text::Clean;

/// A stretch of blindness; one that has not ended has no end.
pub type Blindness = (When, Option<When>);

/// One trigger on one side, as it was and as it would have been.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdicts {
    /// The trigger.
    pub trigger: Id,
    /// The side.
    pub side: Side,
    /// What it did; none if the recorded plan does not have it.
    pub was: Option<Spoke>,
    /// What it would have done; none if the other plan does not have it.
    pub would: Option<Spoke>,
    /// Its metric under the other plan, if nothing of that was recorded: then nothing can be said.
    pub unrecorded: Option<Id>,
}

impl Verdicts {
    /// Whether the other plan would have said something else.
    pub fn differ(&self) -> bool {
        let episodes = |spoke: &Option<Spoke>| spoke.as_ref().map(|spoke| spoke.episodes.clone());
        episodes(&self.was) != episodes(&self.would)
    }
}

/// A journal judged again.
#[derive(Debug, Clone, Serialize)]
pub struct Rejudged {
    /// The journal.
    pub journal: String,
    /// The plan in force at its end, for its titles.
    #[serde(skip)]
    pub plan: Arc<Plan>,
    /// The other plan.
    #[serde(skip)]
    pub other: Arc<Plan>,
    /// What the other plan has otherwise: `- field = before`, `+ field = after`.
    pub differs: Vec<Clean>,
    /// Every trigger of either plan on both sides.
    pub triggers: Vec<Verdicts>,
    /// When the room was blind.
    pub blind_was: Vec<Blindness>,
    /// When it would have been.
    pub blind_would: Vec<Blindness>,
}

/// The state under the other plan.
struct Scratch {
    state: State,
    episodes: Episodes,
    blind: Vec<Blindness>,
}

impl Scratch {
    fn take(&mut self, envelope: &crate::model::Envelope) {
        // The recorded verdicts are of the recorded plan.
        if matches!(
            envelope.event,
            Event::Judged(_) | Event::Blinded { .. } | Event::Sighted | Event::PlanAmended { .. }
        ) {
            return;
        }
        self.state.apply(envelope);
        if self.state.closed.is_some() {
            return;
        }
        let judged = match envelope.event {
            Event::Sampled(_) | Event::Ticked => triggers::judge_all(&self.state),
            Event::ClockJumped { .. } | Event::Froze { .. } | Event::Resumed { .. } => {
                triggers::freeze_all(&self.state)
            }
            _ => return,
        };
        for judged in judged {
            self.state.triggers.apply(&judged);
            self.episodes.take(&self.state, &judged);
        }
        if matches!(envelope.event, Event::Ticked) {
            self.look();
        }
    }

    /// Whether the room sees, as the engine asks at each tick (F7).
    fn look(&mut self) {
        let blind = triggers::blind_now(&self.state);
        let now = self.state.now;
        match (self.state.triggers.blind.is_some(), blind.is_empty()) {
            (false, false) => {
                self.blind.push((When::of(&self.state, now), None));
                self.state.triggers.blind = Some((now, blind));
            }
            (true, true) => {
                self.state.triggers.blind = None;
                if let Some((_, end)) = self.blind.last_mut() {
                    *end = Some(When::of(&self.state, now));
                }
            }
            _ => {}
        }
    }
}

impl Rejudged {
    /// Reads the journal whole and judges it by `other` beside its own plan.
    pub fn of(file: &Path, other: Plan) -> Result<Self, ReplayError> {
        let other = Arc::new(other);
        let mut scratch: Option<Scratch> = None;
        let mut was = Episodes::default();
        let state = replay(file, |state, envelope| match &mut scratch {
            None => {
                let (plan, plan_hash) = (Arc::clone(&other), plan_hash(&other));
                let state = State { plan, plan_hash, ..state.clone() };
                scratch = Some(Scratch { state, episodes: Episodes::default(), blind: Vec::new() });
            }
            Some(scratch) => {
                scratch.take(envelope);
                if let Event::Judged(judged) = &envelope.event {
                    was.take(state, judged);
                }
            }
        })?
        .state;
        was.end(&state);
        let Some(Scratch { state: would_be, mut episodes, blind }) = scratch else {
            return Err(ReplayError::NotOpened { file: file.to_owned() });
        };
        episodes.end(&would_be);
        Ok(Self {
            journal: file.display().to_string(),
            differs: amend::diff(&state.plan, &other),
            triggers: verdicts(&state, &other, &was.into_all(), &episodes.into_all()),
            blind_was: blindness(&state),
            blind_would: blind,
            plan: state.plan,
            other,
        })
    }
}

fn blindness(state: &State) -> Vec<Blindness> {
    let when = |stamp: Stamp| When::of(state, stamp);
    let ended = state.triggers.was_blind.iter().map(|(from, to)| (when(*from), Some(when(*to))));
    ended.chain(state.triggers.blind.iter().map(|(since, _)| (when(*since), None))).collect()
}

fn verdicts(state: &State, other: &Plan, was: &[Spoke], would: &[Spoke]) -> Vec<Verdicts> {
    let spoke = |plan: &Plan, all: &[Spoke], id: &Id, side: Side| {
        plan.trigger(id)?;
        let found = all.iter().find(|spoke| spoke.trigger == *id && spoke.side == side).cloned();
        Some(found.unwrap_or_else(|| Spoke { trigger: id.clone(), side, episodes: Vec::new() }))
    };
    let ours = state.plan.triggers.iter().map(|trigger| &trigger.id);
    let theirs = other.triggers.iter().map(|trigger| &trigger.id);
    let new = theirs.filter(|id| state.plan.trigger(id).is_none());
    let mut all = Vec::new();
    for id in ours.chain(new) {
        for side in Side::BOTH {
            all.push(Verdicts {
                trigger: id.clone(),
                side,
                was: spoke(&state.plan, was, id, side),
                would: spoke(other, would, id, side),
                unrecorded: unrecorded(state, other, id),
            });
        }
    }
    all
}

/// The metric of `trigger` under `plan`, if the journal holds no sample of it.
fn unrecorded(state: &State, plan: &Plan, trigger: &Id) -> Option<Id> {
    let metric = plan.metric(&plan.trigger(trigger)?.metric)?;
    let tracks = [Track::Side(Side::Blue), Track::Side(Side::Green), Track::Shared];
    let read = tracks.into_iter().any(|track| state.metrics.series(&metric.id, track).is_some());
    (!read).then(|| metric.id.clone())
}
