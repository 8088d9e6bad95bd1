//! Small values that only scenarios write: signed shifts, lists that may be one word, bilingual text.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use deserr::{DeserializeError, Deserr, IntoValue, Map as _, Value, ValueKind, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::plan::problem::Problems;
use crate::plan::types::{Id, Millis, read_text, refused, wrong_kind};
use crate::text::Clean;

/// The same text in both languages of the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Words {
    /// In French.
    pub fr: Clean,
    /// In English.
    pub en: Clean,
}

/// A signed length of time, written `+2m` or `-45s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// Milliseconds, positive for a leap forward.
    pub ms: i64,
}

impl FromStr for Shift {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        let right = || "a signed length of time, such as \"+2m\" or \"-45s\"".to_owned();
        let (sign, rest) = match (raw.strip_prefix('+'), raw.strip_prefix('-')) {
            (Some(rest), _) => (1, rest),
            (None, Some(rest)) => (-1, rest),
            (None, None) => return Err(right()),
        };
        let Millis(ms) = rest.trim().parse().map_err(|_| right())?;
        let ms = i64::try_from(ms).map_err(|_| right())?;
        Ok(Self { ms: sign * ms })
    }
}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.ms < 0 { '-' } else { '+' };
        write!(f, "{sign}{}", Millis(self.ms.unsigned_abs()))
    }
}

/// When something happened in the drill, to which script lines, events and expectations refer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cue {
    /// The drill began.
    #[default]
    Start,
    /// The lever really moved to Green.
    Switch,
    /// It really moved back to Blue.
    Rollback,
    /// Fresh connections reached Green (level 5).
    SwitchObserved,
    /// They reached Blue again (level 5).
    RollbackObserved,
    /// A trigger proposed a rollback; the named one, or the first.
    Proposal(Option<Id>),
    /// An alert began, by its name, or by `name@green`.
    Alert(Clean),
}

impl FromStr for Cue {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        Ok(match (raw, raw.split_once(':')) {
            ("start", _) => Self::Start,
            ("switch", _) => Self::Switch,
            ("rollback", _) => Self::Rollback,
            ("switch-observed", _) => Self::SwitchObserved,
            ("rollback-observed", _) => Self::RollbackObserved,
            ("proposal", _) => Self::Proposal(None),
            (_, Some(("proposal", id))) if Id::is_valid(id) => Self::Proposal(Some(Id::new(id))),
            (_, Some(("alert", name))) if !name.trim().is_empty() => Self::Alert(Clean::new(name)),
            _ => {
                return Err("one of \"start\", \"switch\", \"switch-observed\", \"rollback\", \
                            \"rollback-observed\", \"proposal\", \"proposal:TRIGGER\", \"alert:NAME\""
                    .into());
            }
        })
    }
}

impl fmt::Display for Cue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => f.write_str("start"),
            Self::Switch => f.write_str("switch"),
            Self::Rollback => f.write_str("rollback"),
            Self::SwitchObserved => f.write_str("switch-observed"),
            Self::RollbackObserved => f.write_str("rollback-observed"),
            Self::Proposal(None) => f.write_str("proposal"),
            Self::Proposal(Some(id)) => write!(f, "proposal:{id}"),
            Self::Alert(name) => write!(f, "alert:{name}"),
        }
    }
}

/// Names, written as a list; a single one may stand without brackets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Names(pub Vec<Id>);

impl Names {
    /// Whether the one word `word` stands for the whole list.
    pub fn is(&self, word: &str) -> bool {
        matches!(self.0.as_slice(), [only] if only.as_str() == word)
    }
}

impl Deserr<Problems> for Names {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        place: ValuePointerRef,
    ) -> Result<Self, Problems> {
        match value {
            Value::String(raw) => read_text(Value::<V>::String(raw), place).map(|id| Self(vec![id])),
            Value::Sequence(list) => Vec::deserialize_from_value(Value::Sequence::<V>(list), place).map(Self),
            actual => wrong_kind(actual, &[ValueKind::Sequence, ValueKind::String], place),
        }
    }
}

/// A table whose keys are names of the plan.
///
/// deserr's own reading of a map drops the mistakes inside it; this one keeps them all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct ByName<T>(pub BTreeMap<Id, T>);

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> std::ops::Deref for ByName<T> {
    type Target = BTreeMap<Id, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T: Deserr<Problems>> Deserr<Problems> for ByName<T> {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        place: ValuePointerRef,
    ) -> Result<Self, Problems> {
        let table = match value {
            Value::Map(table) => table,
            actual => return wrong_kind(actual, &[ValueKind::Map], place),
        };
        let mut read = BTreeMap::new();
        let mut problems = Problems::default();
        for (key, value) in table.into_iter() {
            let place = place.push_key(&key);
            let name: Result<Id, Problems> = key
                .parse()
                .or_else(|right| refused(format!("read {key:?} as a name; expected {right}"), place));
            match (name, T::deserialize_from_value(value.into_value(), place)) {
                (Ok(name), Ok(value)) => {
                    read.insert(name, value);
                }
                (name, value) => {
                    let found = [name.err(), value.err()].into_iter().flatten();
                    problems.0.extend(found.flat_map(|found| found.0));
                }
            }
        }
        if problems.0.is_empty() { Ok(Self(read)) } else { Err(problems) }
    }
}

/// Serde, JSON Schema and deserr for a type that is written as one string.
macro_rules! text_type {
    ($type:ty, $name:literal, $description:literal, $example:literal) => {
        impl Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
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
        impl<E: DeserializeError> Deserr<E> for $type {
            fn deserialize_from_value<V: IntoValue>(value: Value<V>, place: ValuePointerRef) -> Result<Self, E> {
                read_text(value, place)
            }
        }
    };
}

text_type!(Shift, "Shift", "A signed length of time.", "+2m");
text_type!(Cue, "Cue", "When something happened in the drill.", "switch-observed");
