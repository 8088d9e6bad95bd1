//! Silencing an alert for a while: each length says until when.

use super::open::menu;
use super::{Dialog, Line, Mark, Step, Tone};
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{dialog as say, room, words};
use crate::model::alerts::{Alert, AlertKey};
use crate::model::{At, Command, State};
use crate::plan::types::{Clock, Day, Millis, TierLevel, Zone};

/// Lengths that are offered, in minutes.
const MINUTES: [u64; 3] = [15, 60, 240];

/// The silence of `alert`, or its end.
pub fn silence(lang: Lang, state: &State, key: &AlertKey, alert: &Alert) -> Dialog {
    let (now, zone) = (state.now.at, state.plan.zone);
    let send = |length| Step::Send(Command::Silence { alert: key.clone(), length });
    let today = end_of_day(now, zone);
    let mut options: Vec<(String, Step)> = MINUTES
        .into_iter()
        .map(|minutes| (minutes, Millis::from_secs(minutes * 60)))
        .filter(|(_, length)| today.is_none_or(|today| length.0 < today.0.abs_diff(now.0)))
        .map(|(minutes, length)| {
            let clock = format::clock_short(state.now.plus(length.0).at, zone);
            let text = if minutes < 60 {
                room::minutes(lang, minutes)
            } else {
                say::silence_hours(lang, minutes / 60)
            };
            (say::silence_for(lang, text, clock), send(length))
        })
        .collect();
    if let Some(today) = today {
        let label = say::silence_today(lang, format::clock_short(today, zone));
        options.push((label, send(Millis(today.0.abs_diff(now.0)))));
    }
    if let Some(until) = alert.silenced_until.filter(|until| *until > now) {
        let label = say::unsilence(lang, format::clock_short(until, zone));
        options.insert(0, (label, send(Millis(0))));
    }
    let mut dialog = menu(lang, say::silence_title(lang).into(), Tone::Plain, options);
    let mark = if alert.level == TierLevel::Critical { Mark::Warn } else { Mark::None };
    dialog.lines.push(Line::new(mark, words::alert(lang, key, alert)));
    dialog.lines.push(Line::new(Mark::None, say::silence_means(lang)));
    if alert.level == TierLevel::Critical && alert.acknowledged.is_none() {
        dialog.lines.push(Line::new(Mark::Warn, say::silence_critical(lang)));
    }
    dialog
}

/// The last minute of the day in which `now` is.
fn end_of_day(now: At, zone: Zone) -> Option<At> {
    let day = now.utc().with_timezone(&zone.0).date_naive();
    let last = Clock(chrono::NaiveTime::from_hms_opt(23, 59, 0)?);
    format::instant(Day(day), last, zone).filter(|at| *at > now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_ends_in_the_plans_zone() {
        let zone: Zone = "Asia/Kolkata".parse().unwrap();
        // 20:00 UTC is half past one of the next day there.
        let now = At(1_796_000_000_000 / 86_400_000 * 86_400_000 + 20 * 3_600_000);
        let end = end_of_day(now, zone).unwrap();
        assert_eq!(format::clock_short(end, zone), "23:59");
        assert_eq!((end.0 - now.0) / 60_000, 22 * 60 + 29);
    }
}
