//! Two facts below the calendar: the latest safe switch time with its sum (F16), and the deployment window
//! with what speaks against now.

use ratatui::style::Style;

use super::super::super::scene::Scene;
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{names, schedule as say};
use crate::model::schedule::latest::{self, Bound, LatestSwitch, Need};
use crate::model::schedule::{self, OutsideWindow};
use crate::plan::types::{Id, Plan, Side};

/// With less time than this until the latest safe switch, it says so in earnest.
const SOON_MS: i64 = 30 * 60_000;

/// From this width on, the watch says what it is made of.
const WIDE: u16 = 84;

type Text = (String, Style);

/// The lines, for so many cells.
pub fn lines(scene: &Scene, wide: u16) -> Vec<Text> {
    let mut out = latest_switch(scene, wide);
    out.push(window(scene));
    out
}

fn latest_switch(scene: &Scene, wide: u16) -> Vec<Text> {
    let (lang, look) = (scene.lang, scene.theme);
    let Some(latest) = latest::latest_switch(scene.state) else {
        let on_green = scene.state.cutover.live == Side::Green;
        let text = if on_green { say::latest_switched(lang) } else { say::latest_unbound(lang) };
        return vec![(text.to_owned(), look.dim)];
    };
    let left = latest.at.0.saturating_sub(scene.state.now.at.0);
    let clock = format::clock_short(latest.at, scene.state.plan.zone);
    let rest = say::rough(lang, left.unsigned_abs());
    let (rest, style) = match left {
        ..0 => (say::latest_passed(lang, rest), look.bad),
        0..SOON_MS => (say::latest_left(lang, rest), look.warn),
        _ => (say::latest_left(lang, rest), look.strong),
    };
    let head = format!("{} {} {rest}", say::latest_switch(lang, clock), scene.glyphs.dot);
    let mut out = vec![(head, style), (sum(scene, &latest), look.dim)];
    if wide >= WIDE {
        let watch = latest.watch;
        let [slot, seen, hold] = [watch.planned, watch.observed, watch.held].map(|ms| say::exact(lang, ms));
        out.push((say::latest_watch(lang, slot, seen, hold), look.dim));
    }
    out
}

/// The summands of the latest safe switch, each by its name.
fn sum(scene: &Scene, latest: &LatestSwitch) -> String {
    let lang = scene.lang;
    let bound = match latest.bound {
        Bound::Window => say::window_end(lang).to_owned(),
        Bound::Slot(slot) => slot.title.one_line().into_owned(),
    };
    let clock = format::clock_short(latest.bound_at, scene.state.plan.zone);
    let need = |wanted: Need| {
        let ms = latest.needs.iter().find(|(need, _)| *need == wanted).map_or(0, |(_, ms)| *ms);
        say::exact(lang, ms)
    };
    say::latest_sum(lang, bound, clock, need(Need::Watch), need(Need::Rollback), need(Need::Tail))
}

fn window(scene: &Scene) -> Text {
    let (lang, look) = (scene.lang, scene.theme);
    let plan = &scene.state.plan;
    let window = &plan.schedule.window;
    let days: Vec<&str> = window.days.iter().map(|day| format::weekday(lang, *day)).collect();
    let hours = (format::time_of_day(lang, window.from), format::time_of_day(lang, window.to));
    let text = say::window(lang, days.join(" "), hours.0, hours.1);
    let against = schedule::outside_window(plan, scene.state.now.at);
    let dot = scene.glyphs.dot;
    if against.is_empty() {
        return (format!("{text} {dot} {}", say::inside_window(lang)), look.ok);
    }
    let reasons: Vec<String> = against.iter().map(|reason| speaks(lang, reason)).collect();
    (format!("{text} {dot} {}", say::against(lang, reasons.join(", "))), look.warn)
}

fn speaks(lang: Lang, reason: &OutsideWindow) -> String {
    match reason {
        OutsideWindow::Hour => say::against_hour(lang).to_owned(),
        OutsideWindow::Weekday => say::against_weekday(lang).to_owned(),
        OutsideWindow::Holiday(name) => say::against_holiday(lang, name.one_line()),
        OutsideWindow::Eve(name) => say::against_eve(lang, name.one_line()),
        OutsideWindow::Season(name) => say::against_season(lang, name.one_line()),
    }
}

/// Who holds a role, by name.
pub fn holders(plan: &Plan, id: &Id) -> String {
    let people = plan.people.iter().filter(|person| person.role == *id);
    people.map(|person| person.name.one_line()).collect::<Vec<_>>().join(", ")
}

/// A role's title and who holds it.
pub fn owner(plan: &Plan, id: &Id) -> String {
    match holders(plan, id) {
        holders if holders.is_empty() => names::role(plan, id),
        holders => format!("{} · {holders}", names::role(plan, id)),
    }
}
