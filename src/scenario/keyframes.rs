//! Telemetry drawn by hand: numbers at moments, straight lines between them, seeded noise around them.

use deserr::{Deserr, IntoValue, Sequence, Value as Raw, ValueKind, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::types::Whose;
use crate::model::metrics::Value;
use crate::plan::problem::Problems;
use crate::plan::types::{Amount, Id, Millis, Unit, refused, wrong_kind};

/// One metric's keyframes: `[["0s", 0.4], ["2m", 2.5]]`, or a bare number that never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Curve(pub Vec<(Millis, Key)>);

/// What a series shows at a keyframe.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Key {
    /// From here on the series is absent (`"absent"`).
    Absent,
    /// From here on it is NaN, a ratio of nothing (`"nan"`).
    Nan,
    /// From here on its source does not answer (`"error"`).
    Error,
    /// A number; a straight line leads from the number before.
    #[serde(untagged)]
    Number(Amount),
}

impl Deserr<Problems> for Key {
    fn deserialize_from_value<V: IntoValue>(value: Raw<V>, place: ValuePointerRef) -> Result<Self, Problems> {
        let word = if let Raw::String(word) = &value { word.clone() } else { String::new() };
        match word.as_str() {
            "absent" => Ok(Self::Absent),
            "nan" => Ok(Self::Nan),
            "error" => Ok(Self::Error),
            other if other.starts_with(char::is_alphabetic) => refused(
                format!(
                    "read {other:?}; expected a number such as 0.4 or \"3%\", or one of \"absent\", \"nan\", \"error\""
                ),
                place,
            ),
            _ => Amount::deserialize_from_value(value, place).map(Self::Number),
        }
    }
}

impl Deserr<Problems> for Curve {
    fn deserialize_from_value<V: IntoValue>(value: Raw<V>, place: ValuePointerRef) -> Result<Self, Problems> {
        match value {
            Raw::Sequence(list) if list.len() == 0 => {
                refused("a list of keyframes has at least one, such as [[\"0s\", 0.4]]".into(), place)
            }
            Raw::Sequence(list) => {
                let keys: Vec<(Millis, Key)> = Vec::deserialize_from_value(Raw::Sequence::<V>(list), place)?;
                if keys.is_sorted_by(|(a, _), (b, _)| a < b) {
                    return Ok(Self(keys));
                }
                refused("keyframes must stand in the order of their times, none twice".into(), place)
            }
            Raw::String(_) | Raw::Float(_) | Raw::Integer(_) | Raw::NegativeInteger(_) => {
                Key::deserialize_from_value(value, place).map(|key| Self(vec![(Millis(0), key)]))
            }
            actual => wrong_kind(actual, &[ValueKind::Sequence, ValueKind::Float, ValueKind::String], place),
        }
    }
}

impl JsonSchema for Curve {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Curve".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let key = json_schema!({ "type": ["number", "string"] });
        json_schema!({
            "description": "Keyframes [[time, value], …], or one value that never changes.",
            "oneOf": [
                key,
                { "type": "array", "minItems": 1, "items": { "type": "array", "minItems": 2, "maxItems": 2,
                  "prefixItems": [{ "type": "string" }, key] } }
            ],
            "examples": [[["0s", 0.4], ["2m", "3s"]], 1]
        })
    }
}

/// How a unit's numbers behave between two keyframes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A straight line, with noise.
    Line,
    /// A straight line of whole numbers, without noise: a count.
    Whole,
    /// The former value until the next keyframe, without noise: up or down.
    Step,
    /// As `Line`, kept within 0 … 1.
    Ratio,
}

impl Shape {
    /// The shape of a metric with this unit.
    pub fn of(unit: Unit) -> Self {
        match unit {
            Unit::Updown => Self::Step,
            Unit::Count | Unit::Days => Self::Whole,
            Unit::Ratio => Self::Ratio,
            Unit::Seconds | Unit::Persecond | Unit::Perminute | Unit::Metres => Self::Line,
        }
    }
}

impl Curve {
    /// The last keyframe's time.
    pub fn length(&self) -> Millis {
        self.0.last().map_or(Millis(0), |(at, _)| *at)
    }

    /// What the series shows `ms` after the track's beginning, without noise. Before the first keyframe
    /// that keyframe holds, after the last one the last.
    pub fn at(&self, ms: u64, shape: Shape) -> Value {
        let after = self.0.partition_point(|(at, _)| at.0 <= ms);
        let former = self.0.get(after.saturating_sub(1));
        let (Some((from, Key::Number(low))), next) = (former, self.0.get(after)) else {
            return former.map_or(Value::NotRecorded, |(_, key)| key.value());
        };
        let number = match next {
            Some((to, Key::Number(high))) if shape != Shape::Step && ms > from.0 => {
                let way = (ms - from.0) as f64 / to.0.saturating_sub(from.0).max(1) as f64;
                low.0 + (high.0 - low.0) * way
            }
            _ => low.0,
        };
        Value::Number(if shape == Shape::Whole { number.floor() } else { number })
    }
}

impl Key {
    fn value(self) -> Value {
        match self {
            Self::Number(number) => Value::Number(number.0),
            Self::Absent => Value::NoData,
            Self::Nan => Value::NotANumber,
            Self::Error => Value::SourceError,
        }
    }
}

/// A source of noise for one series. It depends on the second only, never on what was asked before.
#[derive(Debug, Clone, Copy)]
pub struct Noise {
    base: u64,
    share: f64,
}

impl Noise {
    /// Noise of up to `share` of the value for `metric` of `whose` under `seed`.
    pub fn new(seed: u64, whose: Whose, metric: &Id, share: Amount) -> Self {
        let start = seed ^ 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(whose as u64 + 1);
        // FNV-1a, because a hash of the standard library may change with its version.
        let base = metric
            .as_str()
            .bytes()
            .fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Self { base, share: share.0 }
    }

    /// `value` moved up or down, the same for the same second.
    pub fn on(&self, value: Value, second: u64, shape: Shape) -> Value {
        let Value::Number(number) = value else { return value };
        if self.share == 0.0 || matches!(shape, Shape::Step | Shape::Whole) {
            return value;
        }
        let dice = split_mix(self.base ^ second.wrapping_mul(0xd134_2543_de82_ef95));
        let unit = (dice >> 11) as f64 / (1_u64 << 53) as f64;
        let moved = number * (1.0 + self.share * (2.0 * unit - 1.0));
        Value::Number(short(if shape == Shape::Ratio { moved.clamp(0.0, 1.0) } else { moved }))
    }
}

/// The mixing step of the generator `SplitMix64`.
fn split_mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Five significant digits: a journal of a day is as long as its numbers.
fn short(number: f64) -> f64 {
    if number == 0.0 || !number.is_finite() {
        return number;
    }
    let digits = 4 - number.abs().log10().floor() as i32;
    // Divided by a whole power of ten, so that the result prints as the short number it is.
    if digits >= 0 {
        let power = 10_f64.powi(digits);
        (number * power).round() / power
    } else {
        let power = 10_f64.powi(-digits);
        (number / power).round() * power
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve() -> Curve {
        Curve(vec![
            (Millis(0), Key::Number(Amount(1.0))),
            (Millis(10_000), Key::Number(Amount(2.0))),
            (Millis(20_000), Key::Absent),
            (Millis(30_000), Key::Number(Amount(5.0))),
        ])
    }

    #[test]
    fn a_line_leads_from_number_to_number_and_words_hold_until_the_next_key() {
        assert_eq!(curve().at(5_000, Shape::Line), Value::Number(1.5));
        assert_eq!(curve().at(15_000, Shape::Line), Value::Number(2.0));
        assert_eq!(curve().at(25_000, Shape::Line), Value::NoData);
        assert_eq!(curve().at(99_000, Shape::Line), Value::Number(5.0));
        assert_eq!(curve().at(5_000, Shape::Step), Value::Number(1.0));
        assert_eq!(curve().at(5_000, Shape::Whole), Value::Number(1.0));
    }

    #[test]
    fn noise_depends_on_seed_series_and_second_alone() {
        let noise = |seed| Noise::new(seed, Whose::Blue, &Id::new("p95"), Amount(0.03));
        let at = |seed, second| noise(seed).on(Value::Number(1.0), second, Shape::Line).number().unwrap();
        assert_eq!(at(1, 7).to_bits(), at(1, 7).to_bits());
        assert_ne!(at(1, 7).to_bits(), at(2, 7).to_bits());
        assert_ne!(at(1, 7).to_bits(), at(1, 8).to_bits());
        for second in 0..1_000 {
            assert!((0.97..=1.03).contains(&at(1, second)));
        }
        let mean = (0..10_000).map(|second| at(1, second)).sum::<f64>() / 10_000.0;
        assert!((mean - 1.0).abs() < 0.001, "the noise leans to one side: {mean}");
    }

    #[test]
    fn numbers_are_short_in_the_journal() {
        assert_eq!(serde_json::to_string(&short(0.123_456_789)).unwrap(), "0.12346");
        assert_eq!(serde_json::to_string(&short(123_456.789)).unwrap(), "123460.0");
    }
}
