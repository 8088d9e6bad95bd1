//! What a room says each second although nothing happened.

use std::collections::BTreeSet;

use crate::model::state::Intent;
use crate::model::{Effect, Envelope, Event, State};

/// Tells the pulse of a room from the rest, event after event: ticks, samples, surveys, and the proofs of the
/// way back with their ends. No console keeps those to look back at.
#[derive(Debug, Clone, Default)]
pub struct Pulse {
    /// Dry runs of the way back that have not ended: their ends are of the pulse too.
    proofs: BTreeSet<u64>,
}

impl Pulse {
    /// The pulse of a room that stands at `state`.
    pub fn of(state: &State) -> Self {
        let is_proof = |intent: &Intent| matches!(intent.effect, Effect::ProveReadiness { .. });
        let open = state.intents.iter().filter(|(_, intent)| is_proof(intent));
        Self { proofs: open.map(|(seq, _)| *seq).collect() }
    }

    /// Whether the next event is of the pulse.
    pub fn takes(&mut self, envelope: &Envelope) -> bool {
        match &envelope.event {
            Event::Intended(Effect::ProveReadiness { .. }) => {
                self.proofs.insert(envelope.seq);
                true
            }
            Event::Settled { intent, .. } => self.proofs.remove(intent),
            Event::Ticked | Event::Sampled(_) | Event::Surveyed(_) | Event::ReadinessProved(_) => true,
            _ => false,
        }
    }
}
