//! The five levels of truth of a movement with their times, and every movement of the day (F3, R12, R13).
//! Before the first movement: what the switch waits for.
//!
//! ```text
//! → Green  Awa Ndiaye · planned                       ✓ confirmed
//! ■ 1 asked          the order is on record   14:00:40
//! ■ 2 accepted       the provider took it     14:00:41     +0.82s
//! □ 3 authoritative  its servers say Green               28s left
//! ```

use ratatui::style::Style;

use super::{TRUTH, gates as gate_lines};
use crate::console::action::Action;
use crate::console::format;
use crate::console::messages::{cutover as say, room, words};
use crate::console::page::{Sight, passes};
use crate::console::view::board::{self, Part, is_open};
use crate::console::view::lines::{Line, Lines};
use crate::console::view::metrics::side_look;
use crate::console::view::scene::Scene;
use crate::console::view::{facts, levels};
use crate::model::cutover::{GateState, Level, Movement};
use crate::model::gates;
use crate::model::procedure::Run;
use crate::plan::types::Side;

/// Cells of a level's word.
const WORD: u16 = 14;
/// Cells of a level's meaning: what the longest takes.
const MEANING: u16 = 25;
/// From this width on a level's meaning stands beside it.
const MEANING_FROM: u16 = 4 + WORD + MEANING + 19;
/// How wide the times at a line's end are.
const ELAPSED: usize = 10;

/// Every movement of the day that passes the filter, newest first.
pub fn movements<'s>(sight: &Sight<'s>) -> Vec<&'s Movement> {
    let (filter, state) = (board::filter(sight, TRUTH), sight.state);
    let passing = |movement: &&Movement| {
        let run = state.procedures.runs.get(&movement.run);
        let why = run.map(|run| words::why(sight.lang, &state.plan, &run.why)).unwrap_or_default();
        let clock = movement.reached(Level::Asked).map(|asked| format::clock(asked.at, state.plan.zone));
        let side = words::side(sight.lang, movement.to);
        passes(filter, &format!("{side} {why} {}", clock.unwrap_or_default()))
    };
    state.cutover.movements.iter().rev().filter(passing).collect()
}

/// The switch's gates, while nothing has moved yet.
fn waiting(sight: &Sight) -> Vec<GateState> {
    gate_lines::in_order(sight, TRUTH, gates::switch(sight.state))
}

/// How many lines there are to choose from.
pub fn rows(sight: &Sight) -> usize {
    if sight.state.cutover.movements.is_empty() { waiting(sight).len() } else { movements(sight).len() }
}

/// The part, in `wide` cells; `brief` where there is room for the levels and nothing else.
pub fn part(scene: &Scene, wide: u16, brief: bool) -> Part {
    let (lang, look) = (scene.lang, scene.theme);
    let sight = scene.sight();
    let Some(newest) = scene.state.cutover.movement() else {
        return before(scene, wide, brief);
    };
    let all = movements(&sight);
    let cursor = if scene.places.here().part == TRUTH { super::super::cursor(&sight, TRUTH) } else { 0 };
    let chosen = all.get(cursor).or(all.last()).copied().unwrap_or(newest);
    let mut lines = Lines::default();
    if !brief {
        lines.push(heading(scene, chosen));
    }
    for level in Level::FIVE {
        lines.push(level_line(scene, wide, chosen, level));
    }
    lines.push(confirmation(scene, chosen));
    if brief {
        return Part { index: TRUTH, title: say::truth(lang).into(), note: outcome(scene, newest), lines };
    }
    if let Some(missed) = chosen.missed {
        lines.paragraph(&remedy(scene, missed, chosen), 2, wide, look.bad);
    }
    if let Some((who, stamp)) = &chosen.kept {
        let who = words::actor(lang, &scene.state.plan, who);
        let clock = format::clock(stamp.at, scene.state.plan.zone);
        lines.push(Line::indented(2).text(say::kept_by(lang, who, clock), look.dim));
    }
    lines.heading(say::movements(lang, scene.state.cutover.movements.len()), look.accent);
    for (index, movement) in all.iter().enumerate() {
        lines.choice(movement_line(scene, movement));
        if is_open(scene, TRUTH, index, all.len()) {
            told(scene, &mut lines, wide, movement);
        }
    }
    Part { index: TRUTH, title: say::truth(lang).into(), note: outcome(scene, newest), lines }
}

/// What the switch waits for.
fn before(scene: &Scene, wide: u16, brief: bool) -> Part {
    let (lang, look) = (scene.lang, scene.theme);
    let gates = waiting(&scene.sight());
    let shut = gates.iter().filter(|gate| !gate.open && gate.overridden.is_none()).count();
    let note = if shut == 0 {
        (format!("{} {}", scene.glyphs.ok, say::gates_open(lang)), look.ok)
    } else {
        (format!("{} {}", scene.glyphs.bad, say::gates_closed(lang, shut)), look.warn)
    };
    let mut lines = Lines::default();
    if !brief {
        let key = scene.keymap.hint(Action::Switch);
        lines.paragraph(&say::nothing_moved(lang, key), 0, wide, look.dim);
        lines.push(Line::default());
    }
    for (index, gate) in gates.iter().enumerate() {
        let told = is_open(scene, TRUTH, index, gates.len());
        gate_lines::push(scene, &mut lines, wide, gate, told);
    }
    Part { index: TRUTH, title: say::truth_before(lang).into(), note, lines }
}

fn run<'s>(scene: &Scene<'s>, movement: &Movement) -> Option<&'s Run> {
    scene.state.procedures.runs.get(&movement.run)
}

/// Where to, who asked and what for.
fn heading(scene: &Scene, movement: &Movement) -> Line {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    // How far the newest came stands in the frame.
    let newest = scene.state.cutover.movement() == Some(movement);
    let (outcome, outcome_look) = if newest { (String::new(), look.dim) } else { outcome(scene, movement) };
    let asked = run(scene, movement)
        .map(|run| say::asked_by(lang, words::actor(lang, plan, &run.by), words::why(lang, plan, &run.why)));
    Line::default()
        .text(scene.glyphs.to, look.dim)
        .gap(1)
        .text(words::side(lang, movement.to), side_look(scene, movement.to))
        .gap(2)
        .text(asked.unwrap_or_default(), look.text)
        .end(outcome, outcome_look)
}

/// How far a movement came, in a word with its sign.
fn outcome(scene: &Scene, movement: &Movement) -> (String, Style) {
    let (lang, look, glyphs) = (scene.lang, scene.theme, scene.glyphs);
    let newest = scene.state.cutover.movement() == Some(movement);
    if let Some(missed) = movement.missed {
        let text = room::level_missed(lang, words::level(lang, missed));
        return (format!("{} {text}", glyphs.bad), look.bad);
    }
    if newest && facts::is_undone(scene.state) {
        return (format!("{} {}", glyphs.bad, room::undone(lang)), look.bad);
    }
    match facts::level(movement) {
        Some(Level::Confirmed) => {
            (format!("{} {}", glyphs.ok, words::level(lang, Level::Confirmed)), look.ok)
        }
        Some(level) => {
            let text = format!("{} {}/{}", words::level(lang, level), level.number(), Level::FIVE.len());
            // A movement that another one overtook goes no further.
            let (mark, style) = if newest { (glyphs.running, look.warn) } else { (glyphs.skipped, look.dim) };
            (format!("{mark} {text}"), style)
        }
        None => (say::under_way(lang).into(), look.dim),
    }
}

fn level_line(scene: &Scene, wide: u16, movement: &Movement, level: Level) -> Line {
    let (lang, look) = (scene.lang, scene.theme);
    let (mark, style, text) = levels::level_mark(scene, movement, level);
    let mut line = Line::default()
        .text(mark, style)
        .gap(1)
        .text(level.number().to_string(), text)
        .gap(1)
        .left(words::level(lang, level), WORD, text);
    if wide >= MEANING_FROM {
        line = line.text(meaning(scene, movement, level), look.dim);
    }
    let zone = scene.state.plan.zone;
    if let Some(reached) = movement.reached(level) {
        let elapsed =
            if level == Level::Asked { String::new() } else { levels::when(scene, movement, level, reached) };
        return line
            .end(format::clock(reached.at, zone), look.text)
            .end(format!("{elapsed:>ELAPSED$}"), look.dim);
    }
    let Some(within) = level.within(&scene.state.plan.lever) else { return line };
    let length = format::length(lang, within.0);
    if movement.missed == Some(level) {
        return line.end(say::missed_after(lang, length), look.bad);
    }
    let next = Level::FIVE.into_iter().find(|level| movement.reached(*level).is_none()) == Some(level);
    let asked = movement.reached(Level::Asked).filter(|_| next && is_watched(scene, movement));
    match asked {
        Some(asked) => {
            let left = facts::coarse(facts::left(scene.state.now, asked.plus(within.0)));
            line.end(say::time_left(lang, format::stopwatch(left)), look.warn)
        }
        None => line.end(say::at_most(lang, length), look.dim),
    }
}

/// Whether the levels of `movement` may still rise.
fn is_watched(scene: &Scene, movement: &Movement) -> bool {
    let newest = scene.state.cutover.movement() == Some(movement);
    newest && movement.missed.is_none() && movement.confirmed_at.is_none()
}

fn meaning(scene: &Scene, movement: &Movement, level: Level) -> String {
    let lang = scene.lang;
    let side = words::side(lang, movement.to);
    match level {
        Level::Asked => say::means_asked(lang).into(),
        Level::Accepted => say::means_accepted(lang).into(),
        Level::Authoritative => say::means_authoritative(lang, side),
        Level::Resolvers => say::means_resolvers(lang, side),
        Level::Observed | Level::Confirmed => say::means_observed(lang, side),
    }
}

/// What to do about a level that did not come (R12).
fn remedy(scene: &Scene, missed: Level, movement: &Movement) -> String {
    let lang = scene.lang;
    let side = words::side(lang, movement.to);
    let key = scene.keymap.hint(Action::Rollback);
    let then = match movement.to {
        Side::Green => say::repeat_or_return(lang, key),
        Side::Blue => say::repeat(lang, key),
    };
    let text = match missed {
        Level::Asked | Level::Accepted => say::missed_accepted(lang, side),
        Level::Authoritative => say::missed_authoritative(lang, side, then),
        Level::Resolvers => say::missed_resolvers(lang, side),
        Level::Observed | Level::Confirmed => say::missed_observed(lang, side, then),
    };
    format!("{} {text}", scene.glyphs.to)
}

/// How many observations in a row over how many paths and seconds, against what the plan wants (R13).
fn confirmation(scene: &Scene, movement: &Movement) -> Line {
    let (lang, look, lever) = (scene.lang, scene.theme, &scene.state.plan.lever);
    let streak = &movement.streak;
    let until = movement.confirmed_at.unwrap_or(scene.state.now);
    let quiet = streak.since.map_or(0, |since| until.since(since)).min(lever.quiet.0) / 1000 * 1000;
    let seconds =
        |ms: u64| if ms == 0 { room::no_seconds(lang).to_owned() } else { format::length(lang, ms) };
    let text = say::proof(
        lang,
        streak.count,
        lever.observations,
        streak.paths.len(),
        lever.paths,
        seconds(quiet),
        seconds(lever.quiet.0),
    );
    let (mark, style) =
        if movement.confirmed_at.is_some() { (scene.glyphs.ok, look.ok) } else { (" ", look.dim) };
    Line::default().text(mark, style).gap(3).text(text, look.dim)
}

fn movement_line(scene: &Scene, movement: &Movement) -> Line {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    let clock = movement.reached(Level::Asked).map(|asked| format::clock(asked.at, plan.zone));
    let why = run(scene, movement).map(|run| words::why(lang, plan, &run.why)).unwrap_or_default();
    let (text, style) = outcome(scene, movement);
    let took = movement.reached(Level::Asked).zip(movement.confirmed_at);
    let took = took.map(|(asked, confirmed)| format!(" +{}", format::stopwatch(confirmed.since(asked))));
    Line::default()
        .text(clock.unwrap_or_default(), look.text)
        .gap(1)
        .text(scene.glyphs.to, look.dim)
        .gap(1)
        .left(words::side(lang, movement.to), 6, side_look(scene, movement.to))
        .text(why, look.dim)
        .end(text, style)
        .end(took.unwrap_or_default(), look.dim)
}

/// Who asked for a movement and decided it, in full.
fn told(scene: &Scene, lines: &mut Lines, wide: u16, movement: &Movement) {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    let Some(run) = run(scene, movement) else { return };
    let mut parts =
        vec![say::asked_by(lang, words::actor(lang, plan, &run.by), words::why(lang, plan, &run.why))];
    if let Some((who, stamp, choice)) = &run.decided {
        let clock = format::clock(stamp.at, plan.zone);
        let choice = words::choice(lang, *choice);
        parts.push(say::decided_by(lang, words::actor(lang, plan, who), clock, choice));
    }
    parts.extend(run.note.as_ref().map(|note| note.one_line().into_owned()));
    parts.extend(run.ended.map(|(_, result)| words::run_result(lang, result).to_owned()));
    lines.paragraph(&parts.join(&format!(" {} ", scene.glyphs.dot)), 2, wide, look.text);
}
