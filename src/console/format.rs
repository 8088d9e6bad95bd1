//! Numbers, lengths, ages and times as each language writes them.
//!
//! French: `0,05 %`, `1 234`, `5 min 00 s`; English: `0.05%`, `1,234`, `5m 00s`. The spaces inside a
//! French number are ordinary no-break spaces, one column wide.

use chrono::{Timelike, Utc};

use super::lang::Lang;
use crate::model::time::At;
use crate::plan::types::{Clock, Condition, Day, Unit, Weekday, Zone};

/// Between thousands and before `%` in French: U+00A0, which every terminal font has.
const NO_BREAK: char = '\u{a0}';

/// `number` with `decimals` digits after the separator, thousands grouped.
pub fn number(lang: Lang, number: f64, decimals: usize) -> String {
    if number.is_nan() {
        return "?".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { "∞".into() } else { "-∞".into() };
    }
    let plain = format!("{number:.decimals$}");
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    // A value that rounds to nothing must not read "-0".
    let sign = if digits.chars().any(|c| c.is_ascii_digit() && c != '0') { sign } else { "" };
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(match lang {
                Lang::Fr => NO_BREAK,
                Lang::En => ',',
            });
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push(match lang {
            Lang::Fr => ',',
            Lang::En => '.',
        });
        out.push_str(fraction);
    }
    out
}

/// A whole count.
pub fn count(lang: Lang, count: u64) -> String {
    number(lang, count as f64, 0)
}

/// `ratio` (0 … 1) in percent, with as many digits as it takes to tell it from a threshold nearby.
pub fn percent(lang: Lang, ratio: f64) -> String {
    let value = ratio * 100.0;
    // Near 0 and near 100 the digits that matter come late: 0.05 %, 99.95 %.
    let edge = value.min(100.0 - value).abs();
    let decimals = if edge < 1e-9 {
        0
    } else if edge < 1.0 {
        2
    } else {
        usize::from(edge < 10.0)
    };
    let written = number(lang, value, decimals);
    match lang {
        Lang::Fr => format!("{written}{NO_BREAK}%"),
        Lang::En => format!("{written}%"),
    }
}

/// `value` of a metric in `unit`, with its unit.
pub fn value(lang: Lang, unit: Unit, value: f64) -> String {
    match unit {
        Unit::Ratio => percent(lang, value),
        Unit::Seconds => seconds(lang, value),
        Unit::Persecond => with_unit(&short(lang, value), "/s"),
        Unit::Perminute => with_unit(&short(lang, value), "/min"),
        Unit::Count => short(lang, value),
        Unit::Days => match lang {
            Lang::Fr => format!("{}{NO_BREAK}j", short(lang, value)),
            Lang::En => format!("{}d", short(lang, value)),
        },
        Unit::Metres => format!("{}{}m", short(lang, value), gap(lang)),
        Unit::Updown => updown(lang, value).into(),
    }
}

/// [`value`], or the bare number where the unit is not known.
pub fn value_or_plain(lang: Lang, unit: Option<Unit>, number: f64) -> String {
    unit.map_or_else(|| short(lang, number), |unit| value(lang, unit, number))
}

/// A target such as `< 2 s`.
pub fn condition(lang: Lang, unit: Unit, condition: Condition) -> String {
    match unit {
        // "> 0" or "== 1" of a probe reads as a word.
        Unit::Updown => updown(lang, 1.0).into(),
        unit => format!("{} {}", condition.op, value(lang, unit, condition.amount.0)),
    }
}

fn updown(lang: Lang, value: f64) -> &'static str {
    match (lang, value >= 0.5) {
        (Lang::Fr, true) => "debout",
        (Lang::Fr, false) => "à terre",
        (Lang::En, true) => "up",
        (Lang::En, false) => "down",
    }
}

fn with_unit(number: &str, unit: &str) -> String {
    format!("{number}{unit}")
}

fn gap(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "\u{a0}",
        Lang::En => "",
    }
}

/// Three telling digits: `1 234`, `123`, `12,3`, `1,23`; whole numbers without a fraction.
fn short(lang: Lang, value: f64) -> String {
    let size = value.abs();
    let decimals = if size >= 100.0 || value.fract().abs() < 1e-9 {
        0
    } else if size >= 10.0 {
        1
    } else {
        2
    };
    number(lang, value, decimals)
}

/// Seconds as a measured time: `ms` below one second.
fn seconds(lang: Lang, value: f64) -> String {
    if !value.is_finite() {
        return number(lang, value, 0);
    }
    let gap = gap(lang);
    if value.abs() < 1.0 {
        let ms = value * 1000.0;
        let decimals = usize::from(ms.abs() < 10.0 && ms.fract().abs() > 1e-9);
        return format!("{}{gap}ms", number(lang, ms, decimals));
    }
    let decimals = if value.abs() >= 100.0 || value.fract().abs() < 1e-9 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        2
    };
    format!("{}{gap}s", number(lang, value, decimals))
}

/// A length of time in words: `45 s`, `5 min`, `5 min 03 s`, `2 h 05 min`, `1 j`, `3 j 04 h`.
pub fn length(lang: Lang, ms: u64) -> String {
    let secs = ms / 1000;
    let (days, hours, mins, rest) = (secs / 86_400, secs / 3600 % 24, secs / 60 % 60, secs % 60);
    match lang {
        // Zero seconds after whole minutes are noise in a budget, and budgets are most of what this tells.
        _ if (60..3600).contains(&secs) && rest == 0 => format!("{mins}{NO_BREAK}min"),
        Lang::Fr if secs == 0 && ms > 0 => format!("{ms}{NO_BREAK}ms"),
        Lang::Fr if secs < 60 => format!("{rest}{NO_BREAK}s"),
        Lang::Fr if secs < 3600 => format!("{mins}{NO_BREAK}min{NO_BREAK}{rest:02}{NO_BREAK}s"),
        Lang::Fr if secs.is_multiple_of(86_400) && secs > 0 => format!("{days}{NO_BREAK}j"),
        Lang::En if secs.is_multiple_of(86_400) && secs > 0 => format!("{days}d"),
        Lang::Fr if secs < 86_400 => format!("{hours}{NO_BREAK}h{NO_BREAK}{mins:02}{NO_BREAK}min"),
        Lang::Fr => format!("{days}{NO_BREAK}j{NO_BREAK}{hours:02}{NO_BREAK}h"),
        Lang::En if secs == 0 && ms > 0 => format!("{ms}ms"),
        Lang::En if secs < 60 => format!("{rest}s"),
        Lang::En if secs < 3600 => format!("{mins}m {rest:02}s"),
        Lang::En if secs < 86_400 => format!("{hours}h {mins:02}m"),
        Lang::En => format!("{days}d {hours:02}h"),
    }
}

/// How old a value is: nothing while it is fresh (draw the fresh glyph), a coarse number once late.
///
/// Coarse steps keep the screen still, which is what keeps a slow link quiet.
pub fn age(lang: Lang, age_ms: u64, interval_ms: u64) -> Option<String> {
    // Fresh is up to twice the interval (R6), and never less than two seconds.
    if age_ms <= interval_ms.saturating_mul(2).max(2_000) {
        return None;
    }
    let secs = age_ms / 1000;
    let coarse = match secs {
        0..10 => secs,
        10..60 => secs / 5 * 5,
        60..600 => secs / 30 * 30,
        _ => secs / 60 * 60,
    };
    let gap = gap(lang);
    Some(match coarse {
        0..60 => format!("{coarse}{gap}s"),
        60..3600 if coarse % 60 != 0 => format!("{}:{:02}", coarse / 60, coarse % 60),
        60..3600 => format!("{}{gap}min", coarse / 60),
        _ => format!("{}{gap}h", coarse / 3600),
    })
}

/// A stopwatch: `04:59`, `1:04:59`.
pub fn stopwatch(ms: u64) -> String {
    let secs = ms / 1000;
    if secs < 3600 {
        format!("{:02}:{:02}", secs / 60, secs % 60)
    } else {
        format!("{}:{:02}:{:02}", secs / 3600, secs / 60 % 60, secs % 60)
    }
}

/// A countdown to an instant `ms` away: `T-00:12:34` before it, `T+00:00:05` after.
pub fn countdown(ms: i64) -> String {
    let secs = ms.unsigned_abs() / 1000;
    let sign = if ms >= 1000 { '-' } else { '+' };
    let (days, hours, mins, rest) = (secs / 86_400, secs / 3600 % 24, secs / 60 % 60, secs % 60);
    if days > 0 {
        format!("T{sign}{days}d{hours:02}:{mins:02}:{rest:02}")
    } else {
        format!("T{sign}{hours:02}:{mins:02}:{rest:02}")
    }
}

/// The time of day `at` in the plan's zone: `14:00:05`.
pub fn clock(at: At, zone: Zone) -> String {
    at.utc().with_timezone(&zone.0).format("%H:%M:%S").to_string()
}

/// The same without seconds: `14:00`.
pub fn clock_short(at: At, zone: Zone) -> String {
    at.utc().with_timezone(&zone.0).format("%H:%M").to_string()
}

/// A slot's time of day, as French and English write it: `14 h 00`, `14:00`.
pub fn time_of_day(lang: Lang, clock: Clock) -> String {
    let (hour, minute) = (clock.0.hour(), clock.0.minute());
    match lang {
        Lang::Fr => format!("{hour:02}h{minute:02}"),
        Lang::En => format!("{hour:02}:{minute:02}"),
    }
}

/// How the plan's zone is named at `at`: `GMT`, `+01`.
pub fn zone_name(at: At, zone: Zone) -> String {
    at.utc().with_timezone(&zone.0).format("%Z").to_string()
}

/// A calendar day: `mar. 1 déc. 2026`, `Tue 1 Dec 2026`.
pub fn day(lang: Lang, day: Day) -> String {
    use chrono::Datelike;
    format!("{} {}", day_of_year(lang, day), day.0.year())
}

/// The same without its year: `mar. 1 déc.`, `Tue 1 Dec`.
pub fn day_of_year(lang: Lang, day: Day) -> String {
    use chrono::Datelike;
    let months = match lang {
        Lang::Fr => [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
        ],
        Lang::En => ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    };
    let month = months.get(day.0.month0() as usize).copied().unwrap_or_default();
    format!("{} {} {month}", weekday(lang, day.weekday()), day.0.day())
}

/// A day of the week, short.
pub fn weekday(lang: Lang, day: Weekday) -> &'static str {
    match lang {
        Lang::Fr => match day {
            Weekday::Mon => "lun.",
            Weekday::Tue => "mar.",
            Weekday::Wed => "mer.",
            Weekday::Thu => "jeu.",
            Weekday::Fri => "ven.",
            Weekday::Sat => "sam.",
            Weekday::Sun => "dim.",
        },
        Lang::En => match day {
            Weekday::Mon => "Mon",
            Weekday::Tue => "Tue",
            Weekday::Wed => "Wed",
            Weekday::Thu => "Thu",
            Weekday::Fri => "Fri",
            Weekday::Sat => "Sat",
            Weekday::Sun => "Sun",
        },
    }
}

/// The instant at which `clock` strikes on `day` in `zone`; the earlier one where it strikes twice.
pub fn instant(day: Day, clock: Clock, zone: Zone) -> Option<At> {
    day.0
        .and_time(clock.0)
        .and_local_timezone(zone.0)
        .earliest()
        .map(|time| At::from(time.with_timezone(&Utc)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No-break spaces made visible as plain ones.
    fn plain(text: &str) -> String {
        text.replace(NO_BREAK, " ")
    }

    #[test]
    fn numbers_read_as_the_language_writes_them() {
        assert_eq!(plain(&percent(Lang::Fr, 0.0005)), "0,05 %");
        assert_eq!(percent(Lang::En, 0.0005), "0.05%");
        assert_eq!(plain(&percent(Lang::Fr, 0.999)), "99,90 %");
        assert_eq!(percent(Lang::En, 1.0), "100%");
        assert_eq!(plain(&number(Lang::Fr, 1234.0, 0)), "1 234");
        assert_eq!(number(Lang::En, 1_234_567.5, 1), "1,234,567.5");
        assert_eq!(number(Lang::En, -0.001, 2), "0.00");
        assert_eq!(number(Lang::En, -1234.5, 1), "-1,234.5");
    }

    #[test]
    fn values_carry_their_unit() {
        assert_eq!(value(Lang::En, Unit::Seconds, 0.412), "412ms");
        assert_eq!(plain(&value(Lang::Fr, Unit::Seconds, 2.34)), "2,34 s");
        assert_eq!(value(Lang::En, Unit::Persecond, 123.4), "123/s");
        assert_eq!(plain(&value(Lang::Fr, Unit::Days, 62.0)), "62 j");
        assert_eq!(value(Lang::Fr, Unit::Updown, 0.0), "à terre");
        assert_eq!(value(Lang::En, Unit::Count, f64::INFINITY), "∞");
    }

    #[test]
    fn lengths_read_aloud() {
        assert_eq!(plain(&length(Lang::Fr, 300_000)), "5 min");
        assert_eq!(plain(&length(Lang::En, 300_000)), "5 min");
        assert_eq!(plain(&length(Lang::Fr, 303_000)), "5 min 03 s");
        assert_eq!(length(Lang::En, 303_000), "5m 03s");
        assert_eq!(plain(&length(Lang::Fr, 0)), "0 s");
        assert_eq!(plain(&length(Lang::Fr, 7_500_000)), "2 h 05 min");
        assert_eq!(length(Lang::En, 900), "900ms");
    }

    #[test]
    fn an_age_is_silent_while_fresh_and_coarse_once_late() {
        assert_eq!(age(Lang::En, 9_000, 5_000), None);
        assert_eq!(age(Lang::En, 23_900, 5_000).as_deref(), Some("20s"));
        assert_eq!(age(Lang::En, 24_900, 5_000), age(Lang::En, 20_000, 5_000), "the screen stays still");
        assert_eq!(age(Lang::Fr, 95_000, 5_000).as_deref(), Some("1:30"));
        assert_eq!(age(Lang::En, 3_700_000, 5_000).as_deref(), Some("1h"));
    }

    #[test]
    fn clocks_count_down_and_up() {
        assert_eq!(countdown(754_000), "T-00:12:34");
        assert_eq!(countdown(-5_000), "T+00:00:05");
        assert_eq!(countdown(90_000_000), "T-1d01:00:00");
        assert_eq!(stopwatch(299_999), "04:59");
        assert_eq!(stopwatch(3_899_000), "1:04:59");
    }

    #[test]
    fn a_slot_strikes_in_the_plans_zone() {
        let zone: Zone = "Africa/Dakar".parse().unwrap();
        let at = instant("2026-12-01".parse().unwrap(), "14:00".parse().unwrap(), zone).unwrap();
        assert_eq!(clock(at, zone), "14:00:00");
        assert_eq!(at.to_string(), "2026-12-01T14:00:00.000Z");
        assert_eq!(plain(&day(Lang::Fr, "2026-12-01".parse().unwrap())), "mar. 1 déc. 2026");
    }
}
