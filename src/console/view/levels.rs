//! The five levels of truth of the newest movement, and what resolvers answer (F3, F4).
//!
//! ```text
//! ■ 1 asked          14:00:00   ✓ one    Green   34s
//! ■ 2 accepted          +0.8s   ✓ two    Green   12s
//! □ 3 authoritative             ✗ three  Blue    48s
//! ```
//! On one line where there is no room: `→ Green ■■■□□ 3/5 authoritative +2.1s`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::cutover::label;
use super::layout::Size;
use super::metrics::side_look;
use super::pen::{Pen, width};
use super::scene::Scene;
use super::{facts, layout};
use crate::console::format;
use crate::console::messages::{common, evidence, room, words};
use crate::model::State;
use crate::model::cutover::{Level, Movement, Survey};
use crate::model::people::Ballot;
use crate::model::time::Stamp;
use crate::plan::types::Side;

/// From this width on, resolvers stand beside the levels.
const BESIDE_FROM: u16 = 44;

/// How many lines the levels and resolvers take.
pub fn lines(scene: &Scene, size: Size) -> u16 {
    match (scene.state.cutover.movement(), size.framed()) {
        (None, _) | (Some(_), false) => 2,
        (Some(_), true) => Level::FIVE.len() as u16 + 1,
    }
}

/// Draws them.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let (first, rest) = layout::cut(area, 1);
    let Some(movement) = scene.state.cutover.movement() else {
        initial(scene, buf, first);
        votes(scene, buf, rest);
        return;
    };
    if !size.framed() {
        in_one_line(scene, buf, first, movement);
        resolvers_in_one_line(scene, buf, rest);
        return;
    }
    heading(scene, buf, first, movement);
    let beside = area.width >= BESIDE_FROM;
    let half = if beside { left_half(area.width) } else { area.width };
    for (line, level) in Level::FIVE.into_iter().enumerate() {
        let row = Rect { width: half.saturating_sub(2), ..rest };
        draw_level(scene, buf, row, line as u16, movement, level);
    }
    if beside {
        let right = Rect { x: rest.x + half, width: rest.width - half, ..rest };
        resolvers(scene, buf, right);
    }
}

/// Before anything moved: where the lever points.
fn initial(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let (lang, look) = (scene.lang, scene.theme);
    let live = scene.state.cutover.live;
    let mut pen = label(scene, buf, area, room::lever(lang));
    pen.text(words::side(lang, live), side_look(scene, live));
    let dot = format!(" {} ", scene.glyphs.dot);
    let (ttl, short) = match scene.state.cutover.low_ttl_since {
        Some(since) => {
            let clock = format::clock_short(since.at, scene.state.plan.zone);
            (room::low_ttl_since(lang, clock), room::low_ttl(lang))
        }
        None => (room::low_ttl_not_yet(lang).to_owned(), room::high_ttl(lang)),
    };
    let whole = width(&dot) + width(&ttl) <= pen.room();
    pen.text(dot, look.dim).text(if whole { &ttl } else { short }, look.dim);
}

/// Who voted for the switch, while it is still to come.
fn votes(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    let mut pen = label(scene, buf, area, room::votes(lang));
    if plan.gates.votes.is_empty() {
        pen.text(common::none(lang), look.dim);
    }
    let whole: u16 = plan.gates.votes.iter().map(|role| width(role.as_str()) + 4).sum();
    let named = whole <= pen.room() + 2;
    for ballot in scene.state.people.ballots(plan) {
        let (mark, style) = vote_mark(scene, &ballot);
        pen.text(mark, style);
        // Names that do not all fit are all left out: a row of marks misleads less than half a list.
        if named {
            pen.gap(1).text(ballot.role.as_str(), look.dim).gap(2);
        }
    }
    if !named {
        let go = scene.state.people.ballots(plan).iter().filter(|ballot| ballot.is_go()).count();
        pen.gap(1).text(format!("{go}/{}", plan.gates.votes.len()), look.dim);
    }
}

/// The sign of a role's vote.
pub fn vote_mark<'g>(scene: &Scene<'g>, ballot: &Ballot) -> (&'g str, Style) {
    let look = scene.theme;
    match ballot.vote {
        Some((_, vote)) if vote.go => (scene.glyphs.ok, look.ok),
        Some(_) => (scene.glyphs.bad, look.bad),
        None => (scene.glyphs.waiting, look.dim),
    }
}

fn heading(scene: &Scene, buf: &mut Buffer, area: Rect, movement: &Movement) {
    let (lang, look) = (scene.lang, scene.theme);
    let beside = area.width >= BESIDE_FROM;
    let wide = if beside { left_half(area.width).saturating_sub(1) } else { area.width };
    let mut pen = Pen::at(buf, Rect { width: wide, ..area }, 0);
    pen.text(scene.glyphs.to, look.dim).gap(1);
    pen.text(words::side(lang, movement.to), side_look(scene, movement.to)).gap(1);
    if let Some(missed) = movement.missed {
        pen.text(scene.glyphs.bad, look.bad).gap(1);
        pen.text(room::level_absent(lang, words::level(lang, missed)), look.bad);
    } else if facts::is_undone(scene.state) {
        pen.text(scene.glyphs.bad, look.bad).gap(1).text(room::undone(lang), look.bad);
    } else if movement.confirmed_at.is_some() {
        pen.text(scene.glyphs.ok, look.ok).gap(1).text(words::level(lang, Level::Confirmed), look.ok);
    } else if movement.streak.count > 0 {
        let needed = scene.state.plan.lever.observations;
        pen.text(room::streak(lang, movement.streak.count, needed), look.text);
    }
    if beside {
        let half = left_half(area.width);
        let mut pen = Pen::at(buf, Rect { x: area.x + half, width: area.width - half, ..area }, 0);
        pen.text(room::resolvers(lang), look.dim);
    }
}

/// Cells that the levels get where resolvers stand beside them: enough for the longest word and time.
fn left_half(wide: u16) -> u16 {
    (wide * 11 / 20).clamp(26.min(wide), 36)
}

fn draw_level(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, movement: &Movement, level: Level) {
    let look = scene.theme;
    let reached = movement.reached(level);
    let (mark, style, text) = level_mark(scene, movement, level);
    let when = reached.map(|stamp| when(scene, movement, level, stamp)).unwrap_or_default();
    let mut pen = Pen::at(buf, area, line);
    pen.ending(&[(when.as_str(), look.dim)]);
    pen.text(mark, style).gap(1).text(level.number().to_string(), text).gap(1);
    pen.text(words::level(scene.lang, level), text);
}

/// The sign of a level, its look, and the look of its word.
pub fn level_mark<'g>(scene: &Scene<'g>, movement: &Movement, level: Level) -> (&'g str, Style, Style) {
    let look = scene.theme;
    match (movement.reached(level), movement.missed == Some(level)) {
        (Some(_), _) => (scene.glyphs.level_reached, look.ok, look.text),
        (None, true) => (scene.glyphs.bad, look.bad, look.bad),
        (None, false) => (scene.glyphs.level_open, look.dim, look.dim),
    }
}

/// The first level by the clock, the others by how much later they came.
pub fn when(scene: &Scene, movement: &Movement, level: Level, stamp: Stamp) -> String {
    match movement.reached(Level::Asked) {
        Some(asked) if level != Level::Asked => {
            let after = stamp.since(asked);
            if after < 60_000 {
                format!("+{}", format::value(scene.lang, crate::plan::types::Unit::Seconds, tenths(after)))
            } else {
                format!("+{}", format::stopwatch(after))
            }
        }
        _ => format::clock(stamp.at, scene.state.plan.zone),
    }
}

/// Milliseconds as seconds with one digit.
fn tenths(ms: u64) -> f64 {
    if ms < 1000 { ms as f64 / 1000.0 } else { (ms as f64 / 100.0).round() / 10.0 }
}

/// What each resolver answers and for how long it will go on answering it.
fn resolvers(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let look = scene.theme;
    let Some((at, survey)) = &scene.state.cutover.survey else {
        Pen::at(buf, area, 0).text(common::never_read(scene.lang), look.dim);
        return;
    };
    let shown = usize::from(area.height);
    let cut = survey.resolvers.len() > shown;
    let whole = if cut { shown.saturating_sub(1) } else { shown };
    for (line, answer) in survey.resolvers.iter().take(whole).enumerate() {
        let ttl = answer.ttl_ms.saturating_sub(scene.state.now.since(*at));
        let ttl = seconds_left(scene, ttl);
        let (mark, style) = agreement(scene, answer.side);
        let value = match answer.side {
            Some(side) => words::side(scene.lang, side).to_owned(),
            None => evidence::told(scene.lang, &answer.value).into_owned(),
        };
        let mut pen = Pen::at(buf, area, line as u16);
        let name = area.width.saturating_sub(2 + 6 + 5).clamp(6, 14);
        pen.text(mark, style).gap(1).left(answer.from.as_str(), name - 1, look.text).gap(1);
        pen.left(value, 6, answer.side.map_or(look.bad, |side| side_look(scene, side)));
        let room = pen.room();
        if answer.ttl_ms >= 1000 {
            pen.right(ttl, room, look.dim);
        }
    }
    if cut {
        let more = survey.resolvers.len() - whole;
        Pen::at(buf, area, whole as u16).text(room::more(scene.lang, more), look.dim);
    }
}

/// A time to live in five cells: seconds below a minute, minutes and seconds from there on.
pub fn seconds_left(scene: &Scene, ms: u64) -> String {
    if ms < 1000 {
        room::no_seconds(scene.lang).to_owned()
    } else if ms < 60_000 {
        format::length(scene.lang, ms / 1000 * 1000)
    } else {
        format::stopwatch(ms)
    }
}

/// The side that every answer should name: where the lever was moved to last.
pub fn wanted(state: &State) -> Side {
    state.cutover.movement().map_or(state.cutover.live, |movement| movement.to)
}

/// Whether an answer names what the lever was moved to.
pub fn agreement<'g>(scene: &Scene<'g>, side: Option<Side>) -> (&'g str, Style) {
    let look = scene.theme;
    match side {
        Some(side) if side == wanted(scene.state) => (scene.glyphs.ok, look.ok),
        Some(_) => (scene.glyphs.waiting, look.warn),
        None => (scene.glyphs.unknown, look.unknown),
    }
}

fn in_one_line(scene: &Scene, buf: &mut Buffer, area: Rect, movement: &Movement) {
    let (lang, look) = (scene.lang, scene.theme);
    let mut pen = Pen::at(buf, area, 0);
    pen.text(scene.glyphs.to, look.dim).gap(1);
    pen.text(words::side(lang, movement.to), side_look(scene, movement.to)).gap(1);
    for level in Level::FIVE {
        let open = movement.reached(level).is_none();
        let (glyph, style) =
            if open { (scene.glyphs.level_open, look.dim) } else { (scene.glyphs.level_reached, look.ok) };
        pen.text(glyph, style);
    }
    pen.gap(1);
    if let Some(missed) = movement.missed {
        pen.text(room::level_missed(lang, words::level(lang, missed)), look.bad);
    } else if facts::is_undone(scene.state) {
        pen.text(room::undone(lang), look.bad);
    } else if let Some(level) = facts::level(movement) {
        pen.text(words::level(lang, level), look.text).gap(1);
        if let Some(stamp) = movement.reached(level) {
            pen.text(when(scene, movement, level, stamp), look.dim);
        }
    }
}

fn resolvers_in_one_line(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let (lang, look) = (scene.lang, scene.theme);
    let mut pen = label(scene, buf, area, room::resolvers(lang));
    let Some((at, survey)) = &scene.state.cutover.survey else {
        pen.text(common::never_read(lang), look.dim);
        return;
    };
    for answer in &survey.resolvers {
        let (mark, style) = agreement(scene, answer.side);
        pen.text(mark, style);
    }
    let longest = longest_wrong(scene, survey).map(|ttl| ttl.saturating_sub(scene.state.now.since(*at)));
    if let Some(ttl) = longest.filter(|ttl| *ttl >= 1000) {
        pen.gap(1).text(room::ttl_left(lang, seconds_left(scene, ttl)), look.dim);
    }
}

/// The longest time to live among answers that are not what the lever was moved to.
fn longest_wrong(scene: &Scene, survey: &Survey) -> Option<u64> {
    let wanted = scene.state.cutover.movement().map(|movement| movement.to);
    survey.resolvers.iter().filter(|answer| answer.side != wanted).map(|answer| answer.ttl_ms).max()
}
