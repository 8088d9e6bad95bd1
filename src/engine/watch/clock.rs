//! Two clocks watched against each other (R26).

use crate::client::Now;
use crate::model::Event;

/// How far the wall clock may move against the monotonic one between two looks, in milliseconds.
const JUMP_MS: u64 = 2_000;
/// How long the engine may not look, in milliseconds: three ticks.
const FREEZE_MS: u64 = 3_000;

/// Watches for steps of the wall clock, and for stretches in which the engine did not run. Look each time
/// the loop wakes, at least once a second, and give the watch what comes of it before it goes on.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    looked: Now,
}

impl Clock {
    /// Begins at `now`.
    pub fn new(now: Now) -> Self {
        Self { looked: now }
    }

    /// What happened to time since the last look. A suspended machine shows as a leap of the wall clock,
    /// because the monotonic one stands still meanwhile; a stopped process as a freeze.
    pub fn look(&mut self, now: Now) -> Vec<Event> {
        let passed = now.mono.saturating_sub(self.looked.mono);
        let by_ms = now.wall.saturating_sub(self.looked.wall).saturating_sub_unsigned(passed);
        self.looked = now;
        let mut events = Vec::new();
        if by_ms.unsigned_abs() > JUMP_MS {
            events.push(Event::ClockJumped { by_ms });
        }
        if passed > FREEZE_MS {
            events.push(Event::Froze { for_ms: passed });
        }
        events
    }
}
