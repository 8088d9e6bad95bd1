//! Whether the way back exists, how long both sides must stay up, and who else moved the lever
//! (F1, F2, F4, F19, R17).
//!
//! ```text
//! ✓ ready, proved to Blue     at 14:06:22 · next 14:07:22
//!
//! ✗ DO NOT STOP Blue before Wed 2 Dec at 14:01
//!
//! ✓ lever                ok
//! before Blue is stopped
//! ✗ DNS tail over                                     50s
//! ```

use super::{WAY_BACK, both_sides, gates as gate_lines, readiness};
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{cutover as say, evidence, words};
use crate::console::page::{Sight, passes};
use crate::console::view::board::{self, Part, is_open};
use crate::console::view::lines::{Line, Lines};
use crate::console::view::scene::Scene;
use crate::model::State;
use crate::model::cutover::{Check, Drift, GateState};
use crate::model::gates;
use crate::model::time::Stamp;
use crate::plan::types::Side;

/// One line to choose, with what belongs to it.
#[derive(Debug)]
pub enum Item<'a> {
    /// Whether the way back is proved.
    Verdict,
    /// How long both sides must stay up.
    BothSides,
    /// A proof of the way back.
    Check(&'a Check),
    /// Somebody else moved the lever.
    Drift(&'a Stamp, &'a Drift),
    /// What must be open before a side is stopped, or before the switch is tried again.
    Gate(GateState),
}

/// Everything of the part that passes the filter, in the order of the screen: what fails stands right
/// below the verdict; while all holds, how long both sides stay comes first.
pub fn items<'s>(sight: &Sight<'s>) -> Vec<Item<'s>> {
    let (state, lang, filter) = (sight.state, sight.lang, board::filter(sight, WAY_BACK));
    let checks = state.cutover.readiness.iter().flat_map(|(_, readiness)| &readiness.checks);
    let checks = checks.filter(|check| {
        let name = words::check(lang, check.name.as_str());
        passes(filter, &format!("{name} {}", evidence::told(lang, &check.detail)))
    });
    let drifts = state.cutover.drifts.iter().rev();
    let drifts = drifts.filter(|(at, drift)| {
        let clock = format::clock(at.at, state.plan.zone);
        passes(filter, &format!("{clock} {}", drifted(lang, drift)))
    });
    let mut all: Vec<Item> =
        checks.map(Item::Check).chain(drifts.map(|(at, drift)| Item::Drift(at, drift))).collect();
    let moved = !state.cutover.movements.is_empty();
    if filter.is_empty() {
        all.insert(0, Item::Verdict);
        if moved {
            let at = if is_well(state) { 1 } else { all.len() };
            all.insert(at, Item::BothSides);
        }
    }
    // Before anything moved, the switch's gates stand in the first part.
    if moved {
        all.extend(gate_lines::in_order(sight, WAY_BACK, gates::now(state)).into_iter().map(Item::Gate));
    }
    all
}

/// Whether the last proof holds and nobody else moved the lever.
fn is_well(state: &State) -> bool {
    let proved = state.cutover.readiness.as_ref().is_some_and(|(_, readiness)| readiness.is_green());
    proved && state.cutover.drifts.is_empty()
}

/// The part, in `wide` cells.
pub fn part(scene: &Scene, wide: u16) -> Part {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let items = items(&scene.sight());
    let mut lines = Lines::default();
    let mut before = None;
    for (index, item) in items.iter().enumerate() {
        let group = std::mem::discriminant(item);
        if before.replace(group) != Some(group) {
            open_group(scene, &mut lines, item);
        }
        let told = is_open(scene, WAY_BACK, index, items.len());
        match item {
            Item::Verdict => readiness::push_verdict(scene, &mut lines, wide, told),
            Item::BothSides => both_sides::push(scene, &mut lines, wide),
            Item::Check(check) => readiness::push(scene, &mut lines, wide, check),
            Item::Drift(at, drift) => push_drift(scene, &mut lines, wide, at, drift),
            Item::Gate(gate) => gate_lines::push(scene, &mut lines, wide, gate, told),
        }
    }
    if state.cutover.drifts.is_empty() {
        lines.heading(say::outside(lang), look.accent);
        let line = Line::default().text(scene.glyphs.ok, look.ok).gap(1);
        lines.push(line.text(say::outside_none(lang), look.dim));
    }
    Part { index: WAY_BACK, title: say::way_back(lang).into(), note: readiness::verdict(scene), lines }
}

/// What stands before the first line of its kind.
fn open_group(scene: &Scene, lines: &mut Lines, first: &Item) {
    let (lang, look) = (scene.lang, scene.theme);
    match first {
        Item::Gate(_) if scene.state.can_go_back() => {
            lines.heading(say::before_stopping(lang, words::side(lang, Side::Blue)), look.accent);
        }
        Item::Gate(_) => lines.heading(say::before_switching(lang), look.accent),
        Item::Drift(..) => lines.heading(say::outside(lang), look.accent),
        // Proofs belong to the verdict where they stand right below it.
        Item::Check(_) if is_well(scene.state) && !scene.state.cutover.movements.is_empty() => {
            lines.push(Line::default());
        }
        Item::Verdict | Item::BothSides | Item::Check(_) => {}
    }
}

fn drifted(lang: Lang, drift: &Drift) -> String {
    let expected = words::side(lang, drift.expected);
    let found = match drift.side {
        Some(side) => format!("{} ({})", words::side(lang, side), drift.found.one_line()),
        None => drift.found.one_line().into_owned(),
    };
    say::drifted(lang, drift.from.as_str(), found, expected)
}

/// A move of the lever that was not jday's (F19), whole however long: it says whom to ask.
fn push_drift(scene: &Scene, lines: &mut Lines, wide: u16, at: &Stamp, drift: &Drift) {
    let clock = format::clock(at.at, scene.state.plan.zone);
    let text = format!("{} {clock} {}", scene.glyphs.important, drifted(scene.lang, drift));
    lines.choice_of(&text, 0, wide, scene.theme.bad);
}
