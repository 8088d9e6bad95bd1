//! Names of the plan's parts.

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

/// The name of one part of a plan: lower-case letters, digits, `-`, `_`, `.` and `+`, 1 to 64 of them.
///
/// Cheap to copy, because events name metrics and triggers by the thousand.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Id(#[schemars(regex(pattern = "^[a-z0-9._+-]{1,64}$"))] Arc<str>);

impl Id {
    /// Longest name, in characters.
    pub const MAX: usize = 64;

    /// A name from the program's own text or from a checked source. Foreign characters become `-`,
    /// so that no door is left open beside [`crate::text::Clean`].
    pub fn new(raw: &str) -> Self {
        if Self::is_valid(raw) {
            return Self(raw.into());
        }
        let made: String =
            raw.chars().take(Self::MAX).map(|c| if is_name_char(c) { c } else { '-' }).collect();
        Self(if made.is_empty() { "-".into() } else { made.into() })
    }

    /// Whether `raw` may be a name as it stands.
    pub fn is_valid(raw: &str) -> bool {
        (1..=Self::MAX).contains(&raw.len()) && raw.bytes().all(|byte| is_name_char(char::from(byte)))
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | '+')
}

impl std::str::FromStr for Id {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        if Self::is_valid(raw) {
            Ok(Self(raw.into()))
        } else {
            Err("a name of lower-case letters, digits, `-`, `_`, `.` or `+`, such as \"error-rate\"".into())
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl From<&str> for Id {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::text::read_str(deserializer, "a name", |raw| Ok(Self::new(raw)))
    }
}

super::quantity::deserr_from_text!(Id);
