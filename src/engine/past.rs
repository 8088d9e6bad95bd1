//! What a console that comes late is told of the past.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::model::Envelope;
use crate::wire::Pulse;

/// Most past events that are kept for those who come late; the journal has all.
const KEEP: usize = 5_000;

/// The newest events worth looking back at, oldest first.
#[derive(Debug, Default)]
pub struct Past {
    events: VecDeque<Arc<Envelope>>,
    pulse: Pulse,
}

impl Past {
    /// Takes the next event, unless it is of the room's pulse.
    pub fn take(&mut self, envelope: &Arc<Envelope>) {
        if self.pulse.takes(envelope) {
            return;
        }
        if self.events.len() == KEEP {
            self.events.pop_front();
        }
        self.events.push_back(Arc::clone(envelope));
    }

    /// All of it.
    pub fn events(&self) -> Vec<Arc<Envelope>> {
        self.events.iter().cloned().collect()
    }
}
