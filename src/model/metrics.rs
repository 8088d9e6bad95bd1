//! Samples and their history.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::sources::{Beside, Fact};
use super::time::Stamp;
use crate::plan::types::{Id, Side};
use crate::text::Clean;

/// Every value of one poll round, by metric.
pub type Readings = BTreeMap<Id, Reading>;

/// All samples of one poll round, and whether each source answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Sampled {
    /// How each polled source answered.
    pub sources: BTreeMap<Id, Answer>,
    /// Blue's own values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub blue: Readings,
    /// Green's own values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub green: Readings,
    /// Values of what both share.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shared: Readings,
    /// What sources said beside their values, where there is something to say.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub beside: BTreeMap<Id, Beside>,
    /// Facts that checklist items rest on, where they changed; named `source.fact`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<Id, Fact>,
}

impl Sampled {
    /// The readings of `track`.
    pub fn readings(&self, track: Track) -> &Readings {
        match track {
            Track::Side(Side::Blue) => &self.blue,
            Track::Side(Side::Green) => &self.green,
            Track::Shared => &self.shared,
        }
    }
}

/// How a source answered one poll.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It answered; latency in milliseconds.
    Ok(u32),
    /// It did not, and why.
    Failed(Clean),
}

/// Whose history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Track {
    /// One side's own.
    Side(Side),
    /// What both share.
    Shared,
}

/// One value and how old it was when it was read (R6).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The value, or why there is none.
    pub value: Value,
    /// Age of the newest sample behind it, in milliseconds.
    pub age_ms: u32,
}

/// A value, or why there is none (R1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A number in the metric's base unit; may be infinite, never NaN.
    Number(f64),
    /// The source answered and the series was not there.
    NoData,
    /// The source answered NaN: a ratio of nothing.
    NotANumber,
    /// The source did not answer, so nothing is known.
    SourceError,
    /// A drill came to a side and time that nobody recorded.
    NotRecorded,
}

impl Value {
    /// The number, if there is one.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }
}

impl From<f64> for Reading {
    fn from(number: f64) -> Self {
        let value = if number.is_nan() { Value::NotANumber } else { Value::Number(number) };
        Self { value, age_ms: 0 }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) if number.is_finite() => serializer.serialize_f64(*number),
            Self::Number(number) => serializer.serialize_str(if *number > 0.0 { "+inf" } else { "-inf" }),
            Self::NoData => serializer.serialize_none(),
            Self::NotANumber => serializer.serialize_str("nan"),
            Self::SourceError => serializer.serialize_str("error"),
            Self::NotRecorded => serializer.serialize_str("unrecorded"),
        }
    }
}

impl Value {
    /// The value that a word stands for.
    fn from_word(word: &str) -> Result<Self, String> {
        match word {
            "+inf" => Ok(Self::Number(f64::INFINITY)),
            "-inf" => Ok(Self::Number(f64::NEG_INFINITY)),
            "nan" | "NaN" => Ok(Self::NotANumber),
            "error" => Ok(Self::SourceError),
            "unrecorded" => Ok(Self::NotRecorded),
            other => Err(format!(
                "{other:?} is not a value; expected a number, null, \"nan\", \"+inf\", \"-inf\", \"error\" or \"unrecorded\""
            )),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl serde::de::Visitor<'_> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("a number, null or a word")
    }
    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Reading::from(number).value)
    }
    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }
    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::NoData)
    }
    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Value, E> {
        Value::from_word(word).map_err(E::custom)
    }
}

/// For a bare `f64` in an event. JSON knows no infinity: without this an infinite number becomes `null`,
/// and the journal could not be read again.
pub mod written {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Reading, Value};

    /// Writes the number as [`Value`] does.
    pub fn serialize<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        Reading::from(*number).value.serialize(serializer)
    }

    /// Reads it back.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        optional::deserialize(deserializer)?.ok_or_else(|| serde::de::Error::custom("a number is missing"))
    }

    /// The same for an `Option`, of which `None` is `null` or left out.
    pub mod optional {
        use super::{Deserialize, Deserializer, Serializer, Value};

        /// Writes the number, or `null`.
        pub fn serialize<S: Serializer>(number: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
            match number {
                Some(number) => super::serialize(number, serializer),
                None => serializer.serialize_none(),
            }
        }

        /// Reads it back.
        pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
            match Value::deserialize(deserializer)? {
                Value::Number(number) => Ok(Some(number)),
                Value::NotANumber => Ok(Some(f64::NAN)),
                _ => Ok(None),
            }
        }
    }
}

/// A fresh reading is written as its bare value, an old one as `[value, age_ms]`.
impl Serialize for Reading {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.age_ms == 0 {
            self.value.serialize(serializer)
        } else {
            (self.value, self.age_ms).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Reading {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ReadingVisitor)
    }
}

struct ReadingVisitor;

impl<'de> serde::de::Visitor<'de> for ReadingVisitor {
    type Value = Reading;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("a value, or [value, age in milliseconds]")
    }
    fn visit_f64<E>(self, number: f64) -> Result<Reading, E> {
        Ok(number.into())
    }
    fn visit_u64<E>(self, number: u64) -> Result<Reading, E> {
        Ok((number as f64).into())
    }
    fn visit_i64<E>(self, number: i64) -> Result<Reading, E> {
        Ok((number as f64).into())
    }
    fn visit_unit<E>(self) -> Result<Reading, E> {
        Ok(Reading { value: Value::NoData, age_ms: 0 })
    }
    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Reading, E> {
        let value = Value::from_word(word).map_err(E::custom)?;
        Ok(Reading { value, age_ms: 0 })
    }
    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Reading, A::Error> {
        let missing = || serde::de::Error::custom("expected [value, age in milliseconds]");
        let value = seq.next_element()?.ok_or_else(missing)?;
        let age_ms = seq.next_element()?.ok_or_else(missing)?;
        Ok(Reading { value, age_ms })
    }
}

/// How long single points are kept; longer ago, a minute's lowest and highest stand for it.
pub const KEEP_POINTS_MS: u64 = 35 * 60 * 1000;

/// One point of a history. `None` is a gap, never zero.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// When it was read.
    pub stamp: Stamp,
    /// The number, or a gap.
    pub number: Option<f64>,
}

/// A minute's extremes, for charts of hours.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Minute {
    /// Minutes since the epoch.
    pub minute: i64,
    /// Lowest number of the minute.
    pub low: f64,
    /// Highest number of the minute.
    pub high: f64,
}

/// One series' history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Series {
    /// The last reading, whatever it was.
    pub last: Option<(Stamp, Reading)>,
    /// The last number, to be shown struck through when it is stale.
    pub last_number: Option<(Stamp, f64)>,
    /// Points of the last [`KEEP_POINTS_MS`].
    pub points: VecDeque<Point>,
    /// Minutes of the whole day.
    pub minutes: Vec<Minute>,
}

/// All histories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Metrics {
    /// Blue's series by metric.
    pub blue: BTreeMap<Id, Series>,
    /// Green's series by metric.
    pub green: BTreeMap<Id, Series>,
    /// Shared series by metric.
    pub shared: BTreeMap<Id, Series>,
}

impl Metrics {
    /// The series of `metric` on `track`.
    pub fn series(&self, metric: &Id, track: Track) -> Option<&Series> {
        self.tracks(track).get(metric)
    }

    fn tracks(&self, track: Track) -> &BTreeMap<Id, Series> {
        match track {
            Track::Side(Side::Blue) => &self.blue,
            Track::Side(Side::Green) => &self.green,
            Track::Shared => &self.shared,
        }
    }

    /// Takes one poll round into the histories.
    pub fn apply(&mut self, sampled: &Sampled, stamp: Stamp) {
        for (readings, histories) in [
            (&sampled.blue, &mut self.blue),
            (&sampled.green, &mut self.green),
            (&sampled.shared, &mut self.shared),
        ] {
            for (metric, reading) in readings {
                match histories.get_mut(metric) {
                    Some(series) => series.push(stamp, *reading),
                    None => histories.entry(metric.clone()).or_default().push(stamp, *reading),
                }
            }
        }
    }
}

impl Series {
    fn push(&mut self, stamp: Stamp, reading: Reading) {
        let number = reading.value.number().filter(|number| number.is_finite());
        self.last = Some((stamp, reading));
        if let Some(number) = number {
            self.last_number = Some((stamp, number));
            let minute = stamp.at.0.div_euclid(60_000);
            match self.minutes.last_mut() {
                Some(last) if last.minute == minute => {
                    last.low = last.low.min(number);
                    last.high = last.high.max(number);
                }
                _ => self.minutes.push(Minute { minute, low: number, high: number }),
            }
        }
        self.points.push_back(Point { stamp, number });
        while self.points.front().is_some_and(|point| stamp.since(point.stamp) > KEEP_POINTS_MS) {
            self.points.pop_front();
        }
    }
}
