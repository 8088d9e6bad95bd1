//! Two clocks in every record (R26): the wall for the schedule, the monotonic one for durations.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Timelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::read_str;

/// Wall-clock time in milliseconds since the epoch, UTC; written as RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct At(pub i64);

impl At {
    /// As a chrono time; the epoch if the number is out of chrono's range.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// The time in RFC 3339. By hand, because a journal of a day writes and reads this each 0.5 s of it,
    /// and chrono's formatter is the slowest part of a line.
    fn written(self) -> String {
        let time = self.utc();
        let Some(year) = u32::try_from(time.year()).ok().filter(|year| *year <= 9999) else {
            return time.to_rfc3339_opts(SecondsFormat::Millis, true);
        };
        let mut text = String::with_capacity(24);
        let parts = [
            (year, 1000, '-'),
            (time.month(), 10, '-'),
            (time.day(), 10, 'T'),
            (time.hour(), 10, ':'),
            (time.minute(), 10, ':'),
            (time.second(), 10, '.'),
            (time.timestamp_subsec_millis(), 100, 'Z'),
        ];
        for (number, mut power, end) in parts {
            while power > 0 {
                text.push(char::from(b'0' + (number / power % 10) as u8));
                power /= 10;
            }
            text.push(end);
        }
        text
    }

    /// Reads what [`Self::written`] wrote; other forms of RFC 3339 are chrono's.
    fn read(raw: &str) -> Option<Self> {
        let [
            y1,
            y2,
            y3,
            y4,
            b'-',
            o1,
            o2,
            b'-',
            d1,
            d2,
            b'T',
            h1,
            h2,
            b':',
            m1,
            m2,
            b':',
            s1,
            s2,
            b'.',
            f1,
            f2,
            f3,
            b'Z',
        ] = *raw.as_bytes()
        else {
            return None;
        };
        let number = |digits: &[u8]| {
            digits
                .iter()
                .try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
        };
        let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
        let date = NaiveDate::from_ymd_opt(year, number(&[o1, o2])?, number(&[d1, d2])?)?;
        let (hour, minute, second) = (number(&[h1, h2])?, number(&[m1, m2])?, number(&[s1, s2])?);
        let time = date.and_hms_milli_opt(hour, minute, second, number(&[f1, f2, f3])?)?;
        Some(Self(time.and_utc().timestamp_millis()))
    }
}

impl From<DateTime<Utc>> for At {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time.timestamp_millis())
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written())
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written())
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_str(deserializer, "an RFC 3339 time", |raw| {
            Self::read(raw)
                .or_else(|| DateTime::parse_from_rfc3339(raw).ok().map(|time| Self(time.timestamp_millis())))
                .ok_or_else(|| format!("{raw:?} is not an RFC 3339 time"))
        })
    }
}

/// One instant on both clocks, and the boot in which the monotonic one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
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
