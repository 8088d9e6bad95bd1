//! Whether the way back exists: the verdict, and each proof with its evidence (F1).
//!
//! ```text
//! ✓ ready, proved to Blue     at 14:06:22 · next 14:07:22
//! ✓ lever                ok
//! ```

use ratatui::style::Style;

use crate::console::format;
use crate::console::messages::{cutover as say, evidence, room, words};
use crate::console::view::cutover as pane;
use crate::console::view::lines::{Line, Lines};
use crate::console::view::metrics::side_look;
use crate::console::view::pen::width;
use crate::console::view::scene::Scene;
use crate::model::cutover::{Check, Readiness};
use crate::plan::types::Side;

/// Cells of a check's name.
const NAME: u16 = 24;

/// What the proof says in a sign and a word.
pub fn verdict(scene: &Scene) -> (String, Style) {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let Some((at, readiness)) = &state.cutover.readiness else {
        return (format!("{} {}", scene.glyphs.unknown, room::never_proved(lang)), look.unknown);
    };
    let old = state.now.since(*at) > state.plan.gates.readiness_within.0;
    let (mark, style, word) = pane::verdict(scene, readiness, old);
    (format!("{mark} {word}"), style)
}

/// The verdict, to choose: when it was proved and when it will be again; if `told` also how.
pub fn push_verdict(scene: &Scene, lines: &mut Lines, wide: u16, told: bool) {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let (text, style) = verdict(scene);
    let Some((at, readiness)) = &state.cutover.readiness else {
        lines.choice(Line::default().text(text, style));
        lines.paragraph(say::how_proved(lang), 2, wide, look.dim);
        return;
    };
    let zone = state.plan.zone;
    let proved = say::proved_at(lang, format::clock(at.at, zone));
    let next = say::next_proof(lang, format::clock(at.plus(Readiness::EVERY_MS).at, zone));
    let to = say::way_to(lang, words::side(lang, readiness.to));
    let times = format!("{proved} {} {next}", scene.glyphs.dot);
    let beside = width(&text) + width(&to) + width(&times) + 2 <= wide;
    let line = Line::default().text(text, style).gap(1).text(to, side_look(scene, readiness.to));
    if beside {
        lines.choice(line.end(times, look.dim));
    } else {
        lines.choice(line);
        lines.push(Line::indented(2).text(times, look.dim));
    }
    if readiness.to == Side::Green {
        lines.paragraph(say::way_there(lang), 2, wide, look.dim);
    }
    if told {
        lines.paragraph(say::how_proved(lang), 2, wide, look.text);
    }
}

/// One proof with its evidence, beside its name or below it.
pub fn push(scene: &Scene, lines: &mut Lines, wide: u16, check: &Check) {
    let (lang, look, glyphs) = (scene.lang, scene.theme, scene.glyphs);
    let (mark, style, text) = match check.ok {
        Some(true) => (glyphs.ok, look.ok, look.text),
        Some(false) => (glyphs.bad, look.bad, look.bad),
        None => (glyphs.unknown, look.unknown, look.unknown),
    };
    let detail = if check.ok == Some(true) { look.dim } else { text };
    let line =
        Line::default().text(mark, style).gap(1).left(words::check(lang, check.name.as_str()), NAME, text);
    let told = evidence::told(lang, &check.detail);
    if 2 + NAME + width(&told) <= wide {
        lines.choice(line.text(told, detail));
    } else {
        lines.choice(line);
        lines.paragraph(&told, 2, wide, detail);
    }
}
