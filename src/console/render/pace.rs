//! When to draw: what a person did at once, what the room did as often as the link can bear.

/// What asks for a frame, from what can wait to what cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The pulse of the room: a tick, samples, ages.
    Pulse,
    /// Something happened: an alert, a step, a verdict.
    News,
    /// A person did something, or is answered.
    Person,
}

/// When to draw: a key's frame at once, news at most ten times a second, nothing when nothing changed.
///
/// On a narrow link the pulse of the room waits longest: it moves many cells and says little.
#[derive(Debug, Default, Clone, Copy)]
pub struct Pace {
    last: Option<u64>,
    cause: Option<Cause>,
    narrow: bool,
}

impl Pace {
    /// Fewest milliseconds between two frames that only data asked for.
    const DATA_MS: u64 = 100;
    /// The same on a narrow link, for news and for the pulse.
    const NARROW_NEWS_MS: u64 = 500;
    const NARROW_PULSE_MS: u64 = 3_000;

    /// For a link that is `narrow`, or one like any other.
    pub fn new(narrow: bool) -> Self {
        Self { narrow, ..Self::default() }
    }

    /// Something asks for a frame.
    pub fn ask(&mut self, cause: Cause) {
        self.cause = self.cause.max(Some(cause));
    }

    /// Milliseconds until the next frame may be drawn at `now` (0: at once); none if nothing changed.
    pub fn wait(&self, now: u64) -> Option<u64> {
        let least = match (self.cause?, self.narrow) {
            (Cause::Person, _) => 0,
            (_, false) => Self::DATA_MS,
            (Cause::News, true) => Self::NARROW_NEWS_MS,
            (Cause::Pulse, true) => Self::NARROW_PULSE_MS,
        };
        Some(self.last.map_or(0, |last| (last + least).saturating_sub(now)))
    }

    /// A frame was drawn at `now` (not for [`super::Drawn::Busy`]: the wish stays).
    pub fn drawn(&mut self, now: u64) {
        self.last = Some(now);
        self.cause = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_drawn_at_once_and_data_ten_times_a_second() {
        let mut pace = Pace::default();
        assert_eq!(pace.wait(0), None);
        pace.ask(Cause::Pulse);
        assert_eq!(pace.wait(5), Some(0));
        pace.drawn(5);
        assert_eq!(pace.wait(6), None, "nothing changed");
        pace.ask(Cause::Pulse);
        assert_eq!(pace.wait(30), Some(75));
        pace.ask(Cause::Person);
        pace.ask(Cause::Pulse);
        assert_eq!(pace.wait(30), Some(0), "a later tick does not take a key's frame away");
    }

    #[test]
    fn on_a_narrow_link_only_the_pulse_waits() {
        let mut pace = Pace::new(true);
        pace.ask(Cause::Pulse);
        assert_eq!(pace.wait(0), Some(0), "the first frame");
        pace.drawn(0);
        pace.ask(Cause::Pulse);
        assert_eq!(pace.wait(1_000), Some(2_000));
        pace.ask(Cause::News);
        assert_eq!(pace.wait(400), Some(100));
        pace.ask(Cause::Person);
        assert_eq!(pace.wait(400), Some(0));
    }
}
