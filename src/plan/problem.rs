//! What is wrong with a plan or a scenario, collected: every mistake of a file in one reading.
//!
//! Types report a *path* (`triggers[1].for`); [`super::load`] turns paths into lines and columns.

use std::fmt;
use std::ops::ControlFlow;

use deserr::{DeserializeError, ErrorKind, IntoValue, MergeWithError, ValueKind, ValuePointerRef};

/// One step of a path into a TOML document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hop {
    /// Into a table.
    Key(String),
    /// Into an array, counted from zero.
    Index(usize),
}

/// A place in a TOML document, such as `triggers[1].for`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(pub Vec<Hop>);

impl Place {
    /// The top of the document.
    pub fn top() -> Self {
        Self::default()
    }

    /// This place's field `key`.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.0.push(Hop::Key(key.into()));
        self
    }

    /// This place's element `index`.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.push(Hop::Index(index));
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, hop) in self.0.iter().enumerate() {
            match hop {
                Hop::Key(key) if n == 0 => write!(f, "{key}")?,
                Hop::Key(key) => write!(f, ".{key}")?,
                Hop::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// Error or warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// It can, and somebody should know (lint, F15).
    Warning,
}

impl Severity {
    /// The word used in messages and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One mistake at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Error or warning.
    pub severity: Severity,
    /// Short name: `unknown-field`, `missing-field`, `wrong-type`, `bad-value`, or a lint rule's name.
    pub rule: String,
    /// Where.
    pub place: Place,
    /// What was read and what would be right, in one sentence.
    pub message: String,
}

impl Problem {
    /// An error at `place`.
    pub fn error(rule: &str, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, rule: rule.into(), place, message: message.into() }
    }

    /// A warning at `place`.
    pub fn warning(rule: &str, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, rule: rule.into(), place, message: message.into() }
    }
}

/// Every mistake found so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl MergeWithError<Self> for Problems {
    fn merge(self_: Option<Self>, other: Self, _: ValuePointerRef) -> ControlFlow<Self, Self> {
        let mut all = self_.unwrap_or_default();
        all.0.extend(other.0);
        ControlFlow::Continue(all)
    }
}

impl DeserializeError for Problems {
    fn error<V: IntoValue>(
        self_: Option<Self>,
        error: ErrorKind<V>,
        location: ValuePointerRef,
    ) -> ControlFlow<Self, Self> {
        let mut all = self_.unwrap_or_default();
        let place = place_of(location);
        all.0.push(match error {
            ErrorKind::MissingField { field } => Problem::error(
                "missing-field",
                place.key(field),
                format!("`{field}` is missing; add it here"),
            ),
            ErrorKind::UnknownKey { key, accepted } => Problem::error(
                "unknown-field",
                place.key(key),
                format!("`{key}` is not a field here; {}", suggestion(key, accepted)),
            ),
            ErrorKind::UnknownValue { value, accepted } => {
                Problem::error("bad-value", place, format!("read {value:?}; {}", suggestion(value, accepted)))
            }
            ErrorKind::IncorrectValueKind { actual, accepted } => Problem::error(
                "wrong-type",
                place,
                format!("read {}; expected {}", kind_name(actual.kind()), kind_names(accepted)),
            ),
            ErrorKind::BadSequenceLen { expected, .. } => {
                Problem::error("bad-value", place, format!("expected exactly {expected} elements"))
            }
            ErrorKind::Unexpected { msg } => Problem::error("bad-value", place, msg),
        });
        ControlFlow::Continue(all)
    }
}

fn place_of(pointer: ValuePointerRef) -> Place {
    let mut hops = Vec::new();
    let mut at = &pointer;
    loop {
        match at {
            ValuePointerRef::Origin => break,
            ValuePointerRef::Key { key, prev } => {
                hops.push(Hop::Key((*key).to_owned()));
                at = prev;
            }
            ValuePointerRef::Index { index, prev } => {
                hops.push(Hop::Index(*index));
                at = prev;
            }
        }
    }
    hops.reverse();
    Place(hops)
}

/// "did you mean …" where one name is near, else the list of names.
fn suggestion(read: &str, accepted: &[&str]) -> String {
    let near = accepted.iter().map(|name| (strsim::damerau_levenshtein(read, name), name)).min();
    match near {
        Some((far, name)) if far <= 2 && far < read.len().max(1) => format!("did you mean `{name}`?"),
        _ => format!(
            "expected one of {}",
            accepted.iter().map(|a| format!("`{a}`")).collect::<Vec<_>>().join(", ")
        ),
    }
}

fn kind_names(kinds: &[ValueKind]) -> String {
    kinds.iter().map(|kind| kind_name(*kind)).collect::<Vec<_>>().join(" or ")
}

fn kind_name(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Null => "nothing",
        ValueKind::Boolean => "true or false",
        ValueKind::Integer | ValueKind::NegativeInteger => "a whole number",
        ValueKind::Float => "a number",
        ValueKind::String => "text in quotes",
        ValueKind::Sequence => "a list",
        ValueKind::Map => "a table",
    }
}
