//! When one source is asked: on a grid of its own, one question at a time, quickly once more after a
//! trouble that may pass, ever more seldom while it fails.

use crate::client::Trouble;
use crate::plan::types::Id;
use crate::plan::types::live::LiveSource;

/// How long after a trouble that may pass it is asked again before anybody is told.
const AGAIN_MS: u64 = 500;
/// How often it is asked again so within one interval.
const MOST_AGAIN: u32 = 2;
/// Longest rest between two questions to a source in passing trouble, unless its own rhythm is slower:
/// a room must see again soon after the source can be asked again.
const REST_MS: u64 = 15_000;
/// The same for trouble that somebody must end, such as a wrong password.
const LASTING_REST_MS: u64 = 60_000;
/// Longest rest that a source may ask for itself.
const ASKED_REST_MS: u64 = 15 * 60_000;
/// How long after its deadline a question that nobody answered is given up.
const GRACE_MS: u64 = 1_000;

/// What follows from a trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// It is asked again at once; nobody needs to know yet.
    Again,
    /// It is told. The next question comes after this many milliseconds.
    Told {
        /// How long it is left alone.
        rest_ms: u64,
    },
}

/// The rhythm of one source.
#[derive(Debug)]
pub struct Rhythm {
    /// Which.
    pub id: Id,
    /// How long one answer may take, in milliseconds.
    pub deadline: u64,
    interval: u64,
    chance: fastrand::Rng,
    /// The grid's next point.
    slot: u64,
    /// When it is asked next; none while it is being asked.
    due: Option<u64>,
    asked_at: u64,
    again: u32,
    failures: u32,
}

impl Rhythm {
    /// The rhythm of `source` from `now` (monotonic) on; the same plan gives the same one.
    pub fn new(source: &LiveSource, seed: u64, now: u64) -> Self {
        let interval = source.interval.0.max(1);
        let mut chance = fastrand::Rng::with_seed(seed);
        // Soon after the second, so that an answer is in hand when the next one is written down.
        let slot = now + chance.u64(0..=(interval / 5).min(200));
        let (id, deadline) = (source.id.clone(), source.deadline.0);
        Self { id, deadline, interval, chance, slot, due: Some(slot), asked_at: now, again: 0, failures: 0 }
    }

    /// When something is to be done about it.
    pub fn next_due(&self) -> u64 {
        self.due.unwrap_or_else(|| self.asked_at.saturating_add(self.deadline).saturating_add(GRACE_MS))
    }

    /// Whether it is to be asked now; it is then being asked.
    pub fn ask(&mut self, now: u64) -> bool {
        let is_due = self.due.is_some_and(|due| due <= now);
        if is_due {
            self.due = None;
            self.asked_at = now;
        }
        is_due
    }

    /// Whether a question was never answered, though each must be by its deadline.
    pub fn is_lost(&self, now: u64) -> bool {
        self.due.is_none() && now >= self.next_due()
    }

    /// It answered.
    pub fn answered(&mut self, now: u64) {
        (self.again, self.failures) = (0, 0);
        self.next_slot(now);
    }

    /// It said nothing.
    pub fn failed(&mut self, trouble: &Trouble, now: u64) -> Follows {
        let soon = now.saturating_add(AGAIN_MS);
        let in_time = soon < self.slot.saturating_add(self.interval / 2);
        if trouble.passing && trouble.retry_after_ms.is_none() && self.again < MOST_AGAIN && in_time {
            self.again += 1;
            self.due = Some(soon);
            return Follows::Again;
        }
        self.again = 0;
        let longest = if trouble.passing { REST_MS } else { LASTING_REST_MS };
        let grown = self.interval.saturating_mul(1 << self.failures.min(16)).min(longest.max(self.interval));
        let asked = trouble.retry_after_ms.unwrap_or(0).min(ASKED_REST_MS);
        self.failures = self.failures.saturating_add(1);
        if asked.max(grown) <= self.interval {
            self.next_slot(now);
        } else {
            self.slot = now.saturating_add(asked.max(grown));
            self.due = Some(self.slot);
        }
        Follows::Told { rest_ms: self.next_due().saturating_sub(now) }
    }

    /// Whether `rest_ms` until its next question is more than its own rhythm.
    pub fn is_resting(&self, rest_ms: u64) -> bool {
        rest_ms > self.interval.saturating_add(self.interval / 2)
    }

    /// The grid's next point after `now`, up to a twentieth of the interval later, so that sources with
    /// one rhythm do not ask in one moment for ever.
    fn next_slot(&mut self, now: u64) {
        let missed = now.saturating_sub(self.slot) / self.interval;
        self.slot += (missed + 1) * self.interval;
        self.due = Some(self.slot + self.chance.u64(0..=self.interval / 20));
    }
}
