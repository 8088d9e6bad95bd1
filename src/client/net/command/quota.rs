//! How much a program may say: the journal and the people who read it hold more than one program.

use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(1);
/// Most lines and bytes in one window.
const IN_A_WINDOW: (usize, usize) = (40, 16 * 1024);
/// Most lines and bytes of one program.
const IN_ALL: (usize, usize) = (4_000, 512 * 1024);
/// How often progress that is written over is told.
const PROGRESS: Duration = Duration::from_secs(2);

/// What a program said so far.
#[derive(Default)]
pub struct Quota {
    since: Option<Instant>,
    now: (usize, usize),
    all: (usize, usize),
    hidden: usize,
    progressed: Option<Instant>,
}

impl Quota {
    /// Whether a line of `bytes` may be said at `now`; if so, how many were not said since the last.
    pub fn line(&mut self, now: Instant, bytes: usize) -> Option<usize> {
        if self.since.is_none_or(|since| now.duration_since(since) >= WINDOW) {
            (self.since, self.now) = (Some(now), (0, 0));
        }
        let within = |used: (usize, usize), most: (usize, usize)| used.0 < most.0 && used.1 + bytes <= most.1;
        if !within(self.now, IN_A_WINDOW) || !within(self.all, IN_ALL) {
            self.hidden += 1;
            return None;
        }
        for used in [&mut self.now, &mut self.all] {
            *used = (used.0 + 1, used.1 + bytes);
        }
        Some(self.hidden())
    }

    /// Whether progress of `bytes` may be said at `now`. Progress that is not said is not missed.
    pub fn progress(&mut self, now: Instant, bytes: usize) -> Option<usize> {
        if self.progressed.is_some_and(|last| now.duration_since(last) < PROGRESS) {
            return None;
        }
        self.progressed = Some(now);
        self.line(now, bytes)
    }

    /// How many lines were not said since this was last asked.
    pub fn hidden(&mut self) -> usize {
        std::mem::take(&mut self.hidden)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_counted_and_goes_on_in_the_next_second() {
        let (mut quota, start) = (Quota::default(), Instant::now());
        let said = (0..1_000).filter(|_| quota.line(start, 10).is_some()).count();
        assert_eq!(said, IN_A_WINDOW.0);
        assert_eq!(quota.line(start + WINDOW, 10), Some(1_000 - said));
        assert_eq!(quota.line(start + WINDOW, 10), Some(0));
    }

    #[test]
    fn bytes_count_as_well_and_there_is_an_end_to_all() {
        let (mut quota, start) = (Quota::default(), Instant::now());
        assert_eq!(quota.line(start, IN_A_WINDOW.1 + 1), None);
        let second = |n: usize| start + WINDOW * u32::try_from(n).unwrap();
        let said = (0..IN_ALL.0 * 2).filter(|n| quota.line(second(*n), 10).is_some()).count();
        assert_eq!(said, IN_ALL.0);
    }

    #[test]
    fn progress_is_told_now_and_then() {
        let (mut quota, start) = (Quota::default(), Instant::now());
        let said = (0..100).filter(|n| quota.progress(start + WINDOW * *n / 10, 10).is_some()).count();
        assert_eq!(said, 5);
        assert_eq!(quota.hidden(), 0);
    }
}
