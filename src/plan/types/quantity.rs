//! Quantities as people write them: `5m`, `5%`, `< 2s`, `14:00`, `2026-12-01`, `Africa/Dakar`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{Datelike, NaiveDate, NaiveTime};
use deserr::{DeserializeError, Deserr, ErrorKind, IntoValue, Value, ValueKind, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Refuses `value` at `place`: it is of another kind than `accepted`.
pub(crate) fn wrong_kind<T, E: DeserializeError, V: IntoValue>(
    actual: Value<V>,
    accepted: &[ValueKind],
    place: ValuePointerRef,
) -> Result<T, E> {
    match E::error(None, ErrorKind::IncorrectValueKind { actual, accepted }, place) {
        std::ops::ControlFlow::Continue(e) | std::ops::ControlFlow::Break(e) => Err(e),
    }
}

/// Refuses the value at `place` with a sentence of our own.
pub(crate) fn refused<T, E: DeserializeError>(msg: String, place: ValuePointerRef) -> Result<T, E> {
    match E::error::<std::convert::Infallible>(None, ErrorKind::Unexpected { msg }, place) {
        std::ops::ControlFlow::Continue(e) | std::ops::ControlFlow::Break(e) => Err(e),
    }
}

/// Reads a type from a TOML string through its `FromStr`, whose error says what would be right.
macro_rules! deserr_from_text {
    ($type:ty) => {
        impl<E: deserr::DeserializeError> deserr::Deserr<E> for $type {
            fn deserialize_from_value<V: deserr::IntoValue>(
                value: deserr::Value<V>,
                place: deserr::ValuePointerRef,
            ) -> Result<Self, E> {
                $crate::plan::types::quantity::read_text(value, place)
            }
        }
    };
}
pub(super) use deserr_from_text;

/// A TOML string read by `FromStr`; the message names what was read and what would be right.
pub(crate) fn read_text<T: FromStr<Err = String>, E: DeserializeError, V: IntoValue>(
    value: Value<V>,
    place: ValuePointerRef,
) -> Result<T, E> {
    match value {
        Value::String(raw) => match raw.parse() {
            Ok(read) => Ok(read),
            Err(right) => refused(format!("read {raw:?}; expected {right}"), place),
        },
        actual => wrong_kind(actual, &[ValueKind::String], place),
    }
}

/// Serde and JSON Schema for a type that is written as one string.
macro_rules! text_type {
    ($type:ty, $name:literal, $description:literal, $example:literal) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                std::borrow::Cow::<str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
        impl JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "description": $description, "examples": [$example] })
            }
        }
        deserr_from_text!($type);
    };
}

pub(super) use text_type;

/// A length of time in milliseconds, written `300ms`, `5m`, `1h 30m`, `14d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Millis(pub u64);

impl Millis {
    /// So many whole seconds.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * 1000)
    }

    /// As seconds, with their fraction.
    pub fn secs(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

impl FromStr for Millis {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        let right = "a length of time with its unit, such as \"300ms\", \"60s\", \"5m\" or \"1h 30m\"";
        let read = humantime::parse_duration(raw).map_err(|_| right.to_owned())?;
        u64::try_from(read.as_millis()).map(Self).map_err(|_| right.to_owned())
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", humantime::format_duration(Duration::from_millis(self.0)))
    }
}

text_type!(Millis, "Duration", "A length of time with its unit.", "5m");

/// A number in base units, written bare (`0.05`) or with a unit (`5%`, `500ms`, `3s`, `100/s`).
///
/// Percent become ratios and times become seconds, so that a threshold and its metric compare.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Amount(pub f64);

impl FromStr for Amount {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        let right = || {
            "a number, or a number with `%`, `ms`, `s`, `m`, `d`, `/s` or `/min`, such as \"5%\"".to_owned()
        };
        let text = raw.trim();
        let digits = text.find(|c: char| !(c.is_ascii_digit() || ".-+_".contains(c))).unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(digits).ok_or_else(right)?;
        let number: f64 = number.replace('_', "").parse().map_err(|_| right())?;
        if !number.is_finite() {
            return Err(right());
        }
        // Divided, because 5.0 / 100.0 is exactly the number that "0.05" is and 5.0 * 0.01 is not.
        match unit.trim() {
            "" | "s" | "/s" | "/min" | "d" => Ok(Self(number)),
            "%" => Ok(Self(number / 100.0)),
            "ms" => Ok(Self(number / 1000.0)),
            "m" => Ok(Self(number * 60.0)),
            _ => Err(right()),
        }
    }
}

impl<E: DeserializeError> Deserr<E> for Amount {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, place: ValuePointerRef) -> Result<Self, E> {
        match value {
            Value::Float(number) if number.is_finite() => Ok(Self(number)),
            Value::Float(number) => refused(format!("read {number}; expected a number such as 0.05"), place),
            Value::Integer(number) => Ok(Self(number as f64)),
            Value::NegativeInteger(number) => Ok(Self(number as f64)),
            Value::String(raw) => match raw.parse() {
                Ok(read) => Ok(read),
                Err(right) => refused(format!("read {raw:?}; expected {right}"), place),
            },
            actual => wrong_kind(actual, &[ValueKind::Integer, ValueKind::String], place),
        }
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["number", "string"],
            "description": "A number in base units, or with a unit: \"5%\", \"500ms\", \"3s\".",
            "examples": ["5%", 0.05, "3s"]
        })
    }
}

/// How a value is compared with a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
}

impl Op {
    /// IEEE-754 comparison: a NaN on either side is false for all but `!=` (golden README, rule 2).
    #[expect(clippy::float_cmp, reason = "the comparison a rule asks for is exact")]
    pub fn holds(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::Above => value > threshold,
            Self::AtLeast => value >= threshold,
            Self::Below => value < threshold,
            Self::AtMost => value <= threshold,
            Self::Equal => value == threshold,
            Self::NotEqual => value != threshold,
        }
    }

    /// As a person writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
        }
    }
}

impl FromStr for Op {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        Ok(match raw.trim() {
            ">" => Self::Above,
            ">=" => Self::AtLeast,
            "<" => Self::Below,
            "<=" => Self::AtMost,
            "==" => Self::Equal,
            "!=" => Self::NotEqual,
            _ => return Err("one of \">\", \">=\", \"<\", \"<=\", \"==\", \"!=\"".into()),
        })
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

text_type!(Op, "Op", "How a value is compared with a threshold.", ">");

/// A comparison with a value, written `< 2s` or `> 99.9%`: what a target asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Condition {
    /// The comparison.
    pub op: Op,
    /// What it compares with, in base units.
    pub amount: Amount,
}

impl Condition {
    /// Whether `value` meets the condition.
    pub fn holds(self, value: f64) -> bool {
        self.op.holds(value, self.amount.0)
    }
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        let right = || "a comparison and a value, such as \"< 2s\" or \"> 99.9%\"".to_owned();
        let text = raw.trim();
        let at = text.find(|c: char| !"<>=!".contains(c)).ok_or_else(right)?;
        let (op, amount) = text.split_at_checked(at).ok_or_else(right)?;
        Ok(Self { op: op.parse().map_err(|_| right())?, amount: amount.parse().map_err(|_| right())? })
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.op, self.amount.0)
    }
}

text_type!(Condition, "Condition", "A comparison and a value.", "< 2s");

/// A time of day in the plan's zone, written `14:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock(pub NaiveTime);

impl FromStr for Clock {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        NaiveTime::parse_from_str(raw, "%H:%M")
            .or_else(|_| NaiveTime::parse_from_str(raw, "%H:%M:%S"))
            .map(Self)
            .map_err(|_| "a time of day such as \"14:00\"".into())
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use chrono::Timelike;
        let format = if self.0.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
        write!(f, "{}", self.0.format(format))
    }
}

text_type!(Clock, "Clock", "A time of day in the plan's zone.", "14:00");

/// A calendar day, written `2026-12-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl Day {
    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        match self.0.weekday() {
            chrono::Weekday::Mon => Weekday::Mon,
            chrono::Weekday::Tue => Weekday::Tue,
            chrono::Weekday::Wed => Weekday::Wed,
            chrono::Weekday::Thu => Weekday::Thu,
            chrono::Weekday::Fri => Weekday::Fri,
            chrono::Weekday::Sat => Weekday::Sat,
            chrono::Weekday::Sun => Weekday::Sun,
        }
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        NaiveDate::parse_from_str(raw, "%Y-%m-%d")
            .map(Self)
            .map_err(|_| "a day such as \"2026-12-01\"".into())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

text_type!(Day, "Day", "A calendar day.", "2026-12-01");

/// A time zone by its IANA name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(pub chrono_tz::Tz);

impl FromStr for Zone {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        raw.parse().map(Self).map_err(|_| "an IANA time zone such as \"Africa/Dakar\"".into())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

text_type!(Zone, "Zone", "An IANA time zone.", "Africa/Dakar");

/// A day of the week.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, deserr::Deserr,
)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
#[expect(missing_docs, reason = "the seven days need no explanation")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_become_base_units() {
        for (raw, value) in [
            ("5%", 0.05),
            ("0.05", 0.05),
            ("500ms", 0.5),
            ("3s", 3.0),
            ("100/s", 100.0),
            ("99.9%", 0.999),
            ("2m", 120.0),
        ] {
            assert!((raw.parse::<Amount>().unwrap().0 - value).abs() < 1e-12, "{raw}");
        }
        for raw in ["", "%", "5 percent", "NaN", "--5", "1e400"] {
            assert!(raw.parse::<Amount>().is_err(), "{raw}");
        }
    }

    #[test]
    fn conditions_read_as_written() {
        assert!("> 99.9%".parse::<Condition>().unwrap().holds(0.9995));
        assert!(!"< 2s".parse::<Condition>().unwrap().holds(2.0));
        assert!("2s".parse::<Condition>().is_err());
    }

    #[test]
    fn a_nan_meets_nothing_but_inequality() {
        assert!(!Op::Above.holds(f64::NAN, 0.0));
        assert!(!Op::Equal.holds(f64::NAN, f64::NAN));
        assert!(Op::NotEqual.holds(f64::NAN, 0.0));
    }

    #[test]
    fn durations_write_and_read_the_same() {
        for raw in ["300ms", "5m", "1h 30m", "14days"] {
            let read: Millis = raw.parse().unwrap();
            assert_eq!(read.to_string().parse::<Millis>().unwrap(), read);
        }
        assert!("300".parse::<Millis>().is_err(), "a bare number names no unit");
    }
}
