//! A place in a journal as people type it: `14:09`, `14:09:30`, `+5min`, `-30s`, `#1189`.

use std::time::Duration;

use chrono::{Days, NaiveDate, NaiveTime, Utc};

use super::format;
use super::lang::Lang;
use super::messages::replay as say;
use crate::model::At;
use crate::plan::types::Zone;
use crate::wire::{Seek, Track};

/// Why nobody can go there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It is no place.
    Unreadable,
    /// The journal does not reach there.
    Outside(At, At),
}

impl Trouble {
    /// What is wrong, and what would be right.
    pub fn sentence(self, lang: Lang, zone: Zone) -> String {
        match self {
            Self::Unreadable => say::unreadable(lang).into(),
            Self::Outside(from, to) => say::outside(lang, format::clock(from, zone), format::clock(to, zone)),
        }
    }
}

/// Where `typed` is, for somebody who stands at `now`; a time of day is one in `zone`.
pub fn parse(typed: &str, now: At, zone: Zone, track: &Track) -> Result<Seek, Trouble> {
    let typed = typed.trim();
    if let Some(seq) = typed.strip_prefix('#') {
        return seq.trim().parse().map(Seek::ToSeq).map_err(|_| Trouble::Unreadable);
    }
    if let Some(ahead) = typed.strip_prefix('+') {
        return Ok(Seek::To(At(now.0.saturating_add(millis(ahead)?))));
    }
    // Both the hyphen and the minus sign that some keyboards give.
    if let Some(back) = typed.strip_prefix(['-', '−', '–']) {
        return Ok(Seek::To(At(now.0.saturating_sub(millis(back)?))));
    }
    let clock = clock(typed).ok_or(Trouble::Unreadable)?;
    let inside = days(now, zone, track).into_iter().filter_map(|day| instant(day, clock, zone));
    // To the second, as clocks are read: the journal's first second is inside it.
    let inside = inside.filter(|at| at.0 > track.from.0 - 1000 && *at <= track.to);
    let nearest = inside.min_by_key(|at| at.0.abs_diff(now.0));
    nearest.map(Seek::To).ok_or(Trouble::Outside(track.from, track.to))
}

/// `5min`, `30s`, `1h30m`, and what is usually meant by `1h30`.
fn millis(typed: &str) -> Result<i64, Trouble> {
    let typed = typed.trim();
    let length =
        humantime::parse_duration(typed).or_else(|_| humantime::parse_duration(&format!("{typed}m")));
    let hours = typed.contains('h');
    let length: Duration = match length {
        Ok(length) if hours || typed.chars().any(char::is_alphabetic) => length,
        _ => return Err(Trouble::Unreadable),
    };
    i64::try_from(length.as_millis()).map_err(|_| Trouble::Unreadable)
}

/// `14:09:30`, `14:09`, and as French writes them `14h09`, `14h`.
fn clock(typed: &str) -> Option<NaiveTime> {
    let mut parts = typed.split([':', 'h', 'H']).map(str::trim);
    let mut part = |default: Option<u32>| match parts.next() {
        None | Some("") => default,
        Some(part) if part.len() <= 2 => part.parse().ok(),
        Some(_) => None,
    };
    if !typed.contains([':', 'h', 'H']) {
        return None;
    }
    let (hour, minute, second) = (part(None)?, part(Some(0))?, part(Some(0))?);
    if parts.next().is_some() {
        return None;
    }
    NaiveTime::from_hms_opt(hour, minute, second)
}

/// The days a time of day may be of: each that the journal touches near `now`, and its first and last.
fn days(now: At, zone: Zone, track: &Track) -> Vec<NaiveDate> {
    let of = |at: At| at.utc().with_timezone(&zone.0).date_naive();
    let here = of(now);
    let near = [here.checked_sub_days(Days::new(1)), Some(here), here.checked_add_days(Days::new(1))];
    let mut days: Vec<NaiveDate> = near.into_iter().flatten().chain([of(track.from), of(track.to)]).collect();
    days.sort();
    days.dedup();
    days
}

fn instant(day: NaiveDate, clock: NaiveTime, zone: Zone) -> Option<At> {
    let time = day.and_time(clock).and_local_timezone(zone.0).earliest()?;
    Some(At::from(time.with_timezone(&Utc)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A journal from 13:50:00.4 to 14:20 in Dakar.
    fn track() -> Track {
        let at = |text: &str| At::from(text.parse::<chrono::DateTime<Utc>>().unwrap());
        Track {
            from: at("2026-12-01T13:50:00.400Z"),
            to: at("2026-12-01T14:20:00Z"),
            marks: [].into(),
            blind: [].into(),
            read: Track::WHOLE,
            heading: None,
            broken: None,
        }
    }

    fn went(typed: &str) -> Result<String, Trouble> {
        let zone: Zone = "Africa/Dakar".parse().unwrap();
        let now = At(track().from.0 + 600_000);
        parse(typed, now, zone, &track()).map(|seek| match seek {
            Seek::To(at) => format::clock(at, zone),
            Seek::ToSeq(seq) => format!("#{seq}"),
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn what_people_type_is_a_place() {
        for (typed, place) in [
            ("14:09", "14:09:00"),
            (" 14:09:30 ", "14:09:30"),
            ("14h09", "14:09:00"),
            ("14h", "14:00:00"),
            ("13:50", "13:50:00"),
            ("+5min", "14:05:00"),
            ("+5 min", "14:05:00"),
            ("-30s", "13:59:30"),
            ("−30s", "13:59:30"),
            ("+1h30", "15:30:00"),
            ("+1h30m", "15:30:00"),
            ("#1189", "#1189"),
        ] {
            assert_eq!(went(typed).as_deref(), Ok(place), "{typed}");
        }
    }

    #[test]
    fn what_is_no_place_is_said() {
        for typed in
            ["", "soon", "14", "25:00", "14:61", "1:2:3:4", "+", "+5", "-x", "#", "#x", "1409", "14:123"]
        {
            assert_eq!(went(typed), Err(Trouble::Unreadable), "{typed}");
        }
        for typed in ["13:49", "14:21", "02:00"] {
            assert_eq!(went(typed), Err(Trouble::Outside(track().from, track().to)), "{typed}");
        }
        let zone: Zone = "Africa/Dakar".parse().unwrap();
        let said = Trouble::Outside(track().from, track().to).sentence(Lang::En, zone);
        assert!(said.contains("13:50:00") && said.contains("14:20:00"), "{said}");
    }

    #[test]
    fn a_clock_over_midnight_is_of_the_day_the_journal_holds() {
        let zone: Zone = "Africa/Dakar".parse().unwrap();
        let night = Track { to: At(track().from.0 + 12 * 3_600_000), ..track() };
        let went = parse("01:00", night.from, zone, &night).unwrap();
        assert_eq!(went, Seek::To("2026-12-02T01:00:00Z".parse::<chrono::DateTime<Utc>>().unwrap().into()));
    }
}
