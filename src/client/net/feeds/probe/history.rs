//! The last answers of each side, counted.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::client::Value;
use crate::plan::types::Side;

/// Answers of both sides over one window.
pub struct History {
    window: Duration,
    blue: VecDeque<(Instant, bool)>,
    green: VecDeque<(Instant, bool)>,
}

impl History {
    /// Nothing yet.
    pub fn new(window: Duration) -> Self {
        Self { window, blue: VecDeque::new(), green: VecDeque::new() }
    }

    /// Adds an answer, good or bad, or none where nobody could tell; gives the share of good ones over the window
    /// and the age of the newest in milliseconds. Without any there is no share (R1).
    pub fn add(&mut self, side: Side, is_up: Option<bool>, now: Instant) -> (Value, u32) {
        let answers = match side {
            Side::Blue => &mut self.blue,
            Side::Green => &mut self.green,
        };
        if let Some(is_up) = is_up {
            answers.push_back((now, is_up));
        }
        while answers.front().is_some_and(|(at, _)| now.duration_since(*at) >= self.window) {
            answers.pop_front();
        }
        let Some((newest, _)) = answers.back() else {
            return (Value::SourceError, 0);
        };
        let good = answers.iter().filter(|(_, is_up)| *is_up).count();
        let share = good as f64 / answers.len() as f64;
        let age = now.duration_since(*newest).as_millis();
        (Value::Number(share), u32::try_from(age).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::History;
    use crate::client::Value;
    use crate::plan::types::Side;

    #[test]
    fn only_answers_of_the_window_count_and_each_side_for_itself() {
        let begin = Instant::now();
        let at = |s| begin + Duration::from_secs(s);
        let mut history = History::new(Duration::from_secs(10));
        assert_eq!(history.add(Side::Blue, None, at(0)), (Value::SourceError, 0), "nobody told");
        assert_eq!(history.add(Side::Blue, Some(false), at(1)), (Value::Number(0.0), 0));
        assert_eq!(history.add(Side::Green, Some(true), at(1)), (Value::Number(1.0), 0));
        assert_eq!(history.add(Side::Blue, Some(true), at(2)), (Value::Number(0.5), 0));
        assert_eq!(
            history.add(Side::Blue, None, at(5)),
            (Value::Number(0.5), 3000),
            "a look that failed here"
        );
        assert_eq!(history.add(Side::Blue, None, at(11)), (Value::Number(1.0), 9000), "the bad one is past");
        assert_eq!(history.add(Side::Blue, None, at(12)), (Value::SourceError, 0));
    }
}
