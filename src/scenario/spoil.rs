//! What a facilitator can do to recorded telemetry (F9): silence a source, or make a side worse.
//!
//! A value that nobody recorded stays unrecorded: only what was read can be made worse.

use crate::model::metrics::{Reading, Value};
use crate::plan::types::{Id, Side};

/// One way in which telemetry is spoilt while a fault lasts.
#[derive(Debug, Clone, PartialEq)]
pub enum Spoil {
    /// A source does not answer.
    Silent(Id),
    /// Metrics of one side read at least this.
    AtLeast {
        /// The side.
        side: Side,
        /// Which.
        metrics: Vec<Id>,
        /// In the metric's base unit.
        number: f64,
    },
    /// Metrics of one side read so many times what they would.
    Times {
        /// The side.
        side: Side,
        /// Which.
        metrics: Vec<Id>,
        /// The factor.
        factor: f64,
    },
}

impl Spoil {
    /// Spoils `reading` of `metric`, which `source` gives for `whose` side, if this concerns it.
    pub(super) fn on(&self, whose: Option<Side>, metric: &Id, source: &Id, reading: &mut Reading) {
        match self {
            Self::Silent(silent) if silent == source => {
                *reading = Reading { value: Value::SourceError, age_ms: 0 };
            }
            Self::AtLeast { side, metrics, number } if whose == Some(*side) && metrics.contains(metric) => {
                if let Value::Number(read) = &mut reading.value {
                    *read = read.max(*number);
                }
            }
            Self::Times { side, metrics, factor } if whose == Some(*side) && metrics.contains(metric) => {
                if let Value::Number(read) = &mut reading.value {
                    *read *= factor;
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoilt(spoil: &Spoil, whose: Option<Side>, value: Value) -> Value {
        let mut reading = Reading { value, age_ms: 0 };
        spoil.on(whose, &Id::new("errors"), &Id::new("prometheus"), &mut reading);
        reading.value
    }

    #[test]
    fn only_what_was_read_on_that_side_gets_worse() {
        let metrics = vec![Id::new("errors")];
        let worse = Spoil::AtLeast { side: Side::Green, metrics: metrics.clone(), number: 0.2 };
        assert_eq!(spoilt(&worse, Some(Side::Green), Value::Number(0.01)), Value::Number(0.2));
        assert_eq!(spoilt(&worse, Some(Side::Green), Value::Number(0.4)), Value::Number(0.4));
        assert_eq!(spoilt(&worse, Some(Side::Blue), Value::Number(0.01)), Value::Number(0.01));
        assert_eq!(spoilt(&worse, None, Value::Number(0.01)), Value::Number(0.01));
        let slower = Spoil::Times { side: Side::Green, metrics, factor: 5.0 };
        assert_eq!(spoilt(&slower, Some(Side::Green), Value::Number(0.5)), Value::Number(2.5));
        for value in [Value::NotRecorded, Value::NoData, Value::SourceError] {
            assert_eq!(spoilt(&slower, Some(Side::Green), value), value, "nothing is invented");
        }
    }

    #[test]
    fn a_silent_source_answers_nothing() {
        let silent = Spoil::Silent(Id::new("prometheus"));
        assert_eq!(spoilt(&silent, None, Value::Number(1.0)), Value::SourceError);
        let other = Spoil::Silent(Id::new("probe"));
        assert_eq!(spoilt(&other, None, Value::Number(1.0)), Value::Number(1.0));
    }
}
