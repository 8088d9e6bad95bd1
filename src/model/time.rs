//! Two clocks in every record (R26): the wall for the schedule, the monotonic one for durations.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Wall-clock time in milliseconds since the epoch, UTC; written as RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct At(pub i64);

impl At {
    /// As a chrono time; the epoch if the number is out of chrono's range.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

impl From<DateTime<Utc>> for At {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time.timestamp_millis())
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = std::borrow::Cow::<str>::deserialize(deserializer)?;
        DateTime::parse_from_rfc3339(&raw)
            .map(|time| Self(time.timestamp_millis()))
            .map_err(|_| serde::de::Error::custom(format!("{raw:?} is not an RFC 3339 time")))
    }
}

/// One instant on both clocks, and the boot in which the monotonic one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stamp {
    /// Wall clock.
    pub at: At,
    /// Monotonic clock in milliseconds since the engine's start.
    pub mono: u64,
    /// Counts the engine's starts within one journal, from 0.
    pub boot: u32,
}

impl Stamp {
    /// Milliseconds from `earlier` to here: monotonic within a boot, wall clock across boots (R26).
    /// Zero when `earlier` is later.
    pub fn since(self, earlier: Self) -> u64 {
        if self.boot == earlier.boot {
            self.mono.saturating_sub(earlier.mono)
        } else {
            u64::try_from(self.at.0.saturating_sub(earlier.at.0)).unwrap_or(0)
        }
    }

    /// The instant `ms` milliseconds later on both clocks.
    #[must_use]
    pub fn plus(self, ms: u64) -> Self {
        Self {
            at: At(self.at.0.saturating_add_unsigned(ms)),
            mono: self.mono.saturating_add(ms),
            boot: self.boot,
        }
    }
}
