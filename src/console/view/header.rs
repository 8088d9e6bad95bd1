//! The header, always there: mode, live side and how sure, clocks, countdowns, sources, people,
//! automation.
//!
//! ```text
//! ┌ DRILL ─ OneLog Africa · errors after the switch ──────────────────── ▶ ×4 ┐
//! │ ► Green is live · observed 5/5      switched 05:32 ago       14:05:32 GMT │
//! │ sources 6/6  auto armed  awa +1     14:00 DNS switch → 15:00 watch 54 min │
//! └─ 1 Room  2 Metrics  3 Schedule & procedures  4 Checklists  5 Alerts ──────┘
//! ```
//! Two bare lines where there is no room for a frame. A live room has double lines, a replay broken
//! ones: nobody may take one for another (R33).

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::facts::{self, Automation, SwitchClock};
use super::frame::{self, Lines};
use super::metrics::side_look;
use super::pen::{Pen, width};
use super::scene::Scene;
use super::schedule::rough;
use super::tiny;
use crate::console::action::Stage;
use crate::console::format;
use crate::console::messages::{common, room, words};
use crate::console::page::Page;
use crate::model::cutover::Level;
use crate::text::Clean;

/// From this width on the second line also names the present slot and the people.
const WIDE: u16 = 100;

/// How close to the switch its clock goes by the second.
const BY_SECOND_MS: u64 = 600_000;
/// Fewest letters of a slot's title that still say which slot it is.
const LEAST_TITLE: usize = 8;

/// Draws the header.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let look = scene.theme;
    let (lines, style) = match scene.stage {
        Stage::Live => (Lines::Double, look.frame_live),
        Stage::Drill => (Lines::Single, look.frame_drill),
        Stage::Replay => (Lines::Broken, look.frame_replay),
    };
    let word = format!(" {} ", scene.stage.word(scene.lang));
    let about = about(scene);
    if area.height >= 4 {
        // The frame has the mode's colour; its background belongs to the word alone.
        let thin = Style { fg: style.bg.or(style.fg), bg: None, ..Style::new() };
        let transport = transport(scene);
        let inner = frame::framed(scene, buf, area, lines, thin, ("", style), &[(&transport, look.strong)]);
        let mut pen = Pen::at(buf, Rect { width: area.width.saturating_sub(16), ..area }, 0);
        pen.gap(2).text(&word, style).text(" ", style_of_text(scene)).text(&about, look.title);
        pen.text(" ", style_of_text(scene));
        first(scene, buf, inner, 0, None);
        second(scene, buf, inner, 1);
        if let Some(line) = tab_line(area) {
            tabs(scene, buf, line);
        }
    } else if area.height == 1 {
        tiny::draw_first(scene, buf, area);
    } else {
        first(scene, buf, area, 0, Some((&word, style)));
        second(scene, buf, area, 1);
    }
}

/// The pages by number and name, the one on the screen marked, in the frame's lower line; numbers alone
/// where the names have no room.
fn tabs(scene: &Scene, buf: &mut Buffer, line: Rect) {
    let look = scene.theme;
    for (page, text, place) in tab_places(scene, line) {
        let here = page == scene.places.page;
        Pen::at(buf, place, 0).text(text, if here { look.selection } else { look.dim });
    }
}

/// Each page's tab: its text, and where it stands on the frame's lower line.
fn tab_places(scene: &Scene, line: Rect) -> Vec<(Page, String, Rect)> {
    let name = |page: Page| format!(" {} {} ", page.number(), page.action().label(scene.lang));
    let all: u16 = Page::ALL.iter().map(|page| width(&name(*page))).sum();
    let named = all + 4 <= line.width;
    let mut x = line.x.saturating_add(2);
    Page::ALL
        .into_iter()
        .map(|page| {
            let here = page == scene.places.page;
            let text = if named || here { name(page) } else { format!(" {} ", page.number()) };
            let place = Rect { x, width: width(&text), ..line }.intersection(line);
            x = x.saturating_add(width(&text));
            (page, text, place)
        })
        .collect()
}

/// The page whose tab stands at `at`, where the header `area` has tabs.
pub fn tab_at(scene: &Scene, area: Rect, at: Position) -> Option<Page> {
    let line = tab_line(area)?;
    tab_places(scene, line).into_iter().find(|(_, _, place)| place.contains(at)).map(|(page, ..)| page)
}

/// The line of the header that bears the tabs: the lower one of its frame.
fn tab_line(area: Rect) -> Option<Rect> {
    (area.height >= 4).then(|| Rect { y: area.y + area.height - 1, height: 1, ..area })
}

fn style_of_text(scene: &Scene) -> Style {
    scene.theme.text
}

/// The plan's title and the drill's scenario.
fn about(scene: &Scene) -> String {
    let title = scene.state.plan.title.one_line();
    let mut parts = vec![title];
    parts.extend(scene.state.scenario.as_ref().map(Clean::one_line));
    if scene.state.closed.is_some() {
        parts.push(room::room_closed(scene.lang).into());
    }
    parts.join(&format!(" {} ", scene.glyphs.dot))
}

/// Speed and pause of a drill or replay.
fn transport(scene: &Scene) -> String {
    let Some(transport) = scene.transport else { return String::new() };
    let mark = if transport.paused { scene.glyphs.paused } else { scene.glyphs.running };
    let speed = format::number(scene.lang, transport.speed, usize::from(transport.speed < 1.0));
    format!("{mark} ×{speed}")
}

/// Who is live and how sure, the switch's clock, the time.
fn first(scene: &Scene, buf: &mut Buffer, area: Rect, row: u16, badge: Option<(&str, Style)>) {
    let (lang, look) = (scene.lang, scene.theme);
    let live = scene.state.cutover.live;
    let clocks = clocks(scene, area.width);
    let mut pen = Pen::at(buf, area, row);
    if let Some((word, style)) = badge {
        pen.text(word, style).gap(1);
    }
    let transport = if badge.is_some() { transport(scene) } else { String::new() };
    let gap = if transport.is_empty() { "" } else { "  " };
    pen.ending(&[(&transport, look.strong), (gap, look.text), (&clocks, look.strong)]);
    pen.text(scene.glyphs.here, side_look(scene, live)).gap(1);
    pen.text(common::live_side(lang, words::side(lang, live)), side_look(scene, live)).gap(1);
    let (sure, sure_look) = how_sure(scene);
    pen.text(sure, sure_look);
    let clock = switch_clock(scene, area.width < WIDE).filter(|_| !facts::is_undone(scene.state));
    if let Some((text, style)) = clock {
        pen.text(format!(" {} ", scene.glyphs.dot), look.dim).text(text, style);
    }
}

/// How sure jday is that this side carries the traffic: the level of truth (F3).
pub fn how_sure(scene: &Scene) -> (String, Style) {
    let (lang, look) = (scene.lang, scene.theme);
    let Some(movement) = scene.state.cutover.movement() else {
        return (room::initial(lang).to_owned(), look.dim);
    };
    if facts::is_undone(scene.state) {
        return (room::found_outside(lang).to_owned(), look.bad);
    }
    if let Some(missed) = movement.missed {
        let missed = room::level_missed(lang, words::level(lang, missed));
        let to = words::side(lang, movement.to);
        return (format!("{} {} {to} {missed}", scene.glyphs.dot, scene.glyphs.to), look.bad);
    }
    match facts::level(movement) {
        Some(Level::Confirmed) => (words::level(lang, Level::Confirmed).to_owned(), look.ok),
        Some(level) => {
            let style = if level == Level::Observed { look.ok } else { look.warn };
            let word = format!("{} {}/{}", words::level(lang, level), level.number(), Level::FIVE.len());
            if movement.to == scene.state.cutover.live {
                return (word, style);
            }
            // The level is that of a movement under way, not of the side that is still live.
            let to = words::side(lang, movement.to);
            (format!("{} {} {to} {word}", scene.glyphs.dot, scene.glyphs.to), style)
        }
        None => (common::not_confirmed(lang).to_owned(), look.warn),
    }
}

/// How long until the switch, or since it; by the second for the first minutes only, so that the screen
/// stands still for the hours after.
pub fn switch_clock(scene: &Scene, short: bool) -> Option<(String, Style)> {
    let (lang, look) = (scene.lang, scene.theme);
    let by_second = |ms| if ms < BY_SECOND_MS { format::stopwatch(ms) } else { rough(scene, ms) };
    Some(match facts::switch_clock(scene.state)? {
        SwitchClock::In(left) if left < BY_SECOND_MS => {
            (room::switch_in(lang, format::stopwatch(left)), look.accent)
        }
        SwitchClock::In(left) => (room::switch_in(lang, rough(scene, left)), look.text),
        SwitchClock::Late(by) if short => (room::late_short(lang, rough(scene, by)), look.warn),
        SwitchClock::Late(by) => (room::switch_late(lang, rough(scene, by)), look.warn),
        SwitchClock::Since(since) if short => (room::switched_short(lang, by_second(since)), look.text),
        SwitchClock::BackSince(since) if short => (room::back_short(lang, by_second(since)), look.text),
        SwitchClock::Since(since) => (room::switched_since(lang, by_second(since)), look.text),
        SwitchClock::BackSince(since) => (room::back_since(lang, by_second(since)), look.text),
    })
}

/// The time in the plan's zone, and where the eyes are if that differs.
fn clocks(scene: &Scene, wide: u16) -> String {
    let (at, zone) = (scene.state.now.at, scene.state.plan.zone);
    let clock = format!("{} {}", format::clock(at, zone), format::zone_name(at, zone));
    match scene.local {
        Some(local) if wide >= WIDE && format::clock(at, local) != format::clock(at, zone) => {
            let here = format::clock_short(at, local);
            format!("{here} {} {} {clock}", room::local(scene.lang), scene.glyphs.dot)
        }
        _ => clock,
    }
}

/// Sources, automation, people, and where the day stands.
fn second(scene: &Scene, buf: &mut Buffer, area: Rect, row: u16) {
    let (lang, look) = (scene.lang, scene.theme);
    let day = day(scene, area.width);
    let (seen, all) = scene.state.sources.seen();
    let sources = if seen < all { look.bad } else { look.text };
    let mut pen = Pen::at(buf, area, row);
    pen.ending(&[(&day, look.dim)]);
    if seen < all {
        pen.text(scene.glyphs.bad, look.bad).gap(1);
    }
    pen.text(common::sources_seen(lang, seen, all), sources);
    if scene.state.closed.is_some() {
        pen.gap(1).text(room::room_closed(lang), look.banner);
    }
    if scene.state.triggers.blind.is_some() {
        pen.gap(1).text(common::blind(lang), look.critical);
    }
    let dot = format!("  {}  ", scene.glyphs.dot);
    let (auto, auto_look) = automation(scene);
    pen.text(&dot, look.dim).text(auto, auto_look);
    let people = people(scene, area.width);
    pen.text(&dot, look.dim).text(people, look.text);
}

fn automation(scene: &Scene) -> (String, Style) {
    let (lang, look) = (scene.lang, scene.theme);
    match facts::automation(scene.state) {
        Automation::Off => (common::automation_off(lang).to_owned(), look.dim),
        Automation::Armed => (common::automation_armed(lang).to_owned(), look.warn),
        Automation::Paused(_) => {
            let until = scene.state.people.automation_paused_until.unwrap_or_default();
            let until = format::clock_short(until, scene.state.plan.zone);
            (common::automation_paused(lang, until), look.accent)
        }
        Automation::Spent => (room::automation_spent(lang).to_owned(), look.warn),
        Automation::Disarmed => (room::automation_disarmed(lang).to_owned(), look.unknown),
    }
}

/// Who is attached: names where there is room, else their number.
fn people(scene: &Scene, wide: u16) -> String {
    let here = &scene.state.people.attached;
    if here.is_empty() {
        return room::nobody(scene.lang).to_owned();
    }
    if wide < WIDE || here.len() > 3 {
        return common::attached(scene.lang, here.len());
    }
    here.keys().map(crate::plan::types::Id::as_str).collect::<Vec<_>>().join(", ")
}

/// The present slot and how long until the next one.
fn day(scene: &Scene, wide: u16) -> String {
    let slots = &scene.state.plan.schedule.slots;
    let day = facts::day(scene.state);
    let Some((next, left)) = day.next else { return String::new() };
    let title = slots.get(next).map(|slot| slot.title.one_line()).unwrap_or_default();
    let until = rough(scene, left);
    if wide < WIDE {
        let most = usize::from(wide.saturating_sub(58));
        if most < LEAST_TITLE {
            // A title of two letters tells nobody anything.
            return String::new();
        }
        let short: String = title.chars().take(most).collect();
        let cut = if short.len() < title.len() { scene.glyphs.ellipsis } else { "" };
        return format!("{} {short}{cut} {until}", scene.glyphs.to);
    }
    format!("{} {title} {} {until}", scene.glyphs.to, scene.glyphs.dot)
}
