//! Everything else about the chosen metric: target, source, the triggers that watch it, what happened.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::happened;
use super::marks::Mark;
use crate::console::format;
use crate::console::messages::{common, evidence, metrics as say};
use crate::console::view::layout::cut;
use crate::console::view::pen::{Pen, wrapped};
use crate::console::view::scene::Scene;
use crate::console::view::triggers;
use crate::plan::types::{Metric, Trigger};

/// Lines for a metric that has the page for itself.
pub const ALONE: u16 = 8;
/// Lines of a trigger: its rule and hold, and why.
const TRIGGER: u16 = 2;
/// From this height on, why has a second line.
const ROOMY: u16 = 12;
/// From this width on, what happened stands beside the rest.
const BESIDE: u16 = 110;

fn watching<'s>(scene: &Scene<'s>, metric: &Metric) -> Vec<&'s Trigger> {
    scene.state.plan.triggers.iter().filter(|trigger| trigger.metric == metric.id).collect()
}

/// How many lines all but the marks take in `wide` cells.
pub fn lines(scene: &Scene, metric: &Metric, wide: u16) -> u16 {
    let sentences: usize =
        sentences(scene, metric).iter().map(|(text, _)| wrapped(text, wide, 4).len()).sum();
    let triggers = watching(scene, metric).len().saturating_mul(usize::from(TRIGGER)).max(1);
    u16::try_from(sentences + triggers).unwrap_or(u16::MAX)
}

/// Draws as much as there is room for.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, metric: &Metric, marks: &[Mark]) {
    if area.height == 0 || area.width == 0 {
        return;
    }
    let (first, second) =
        if area.width >= BESIDE { super::beside(area, area.width / 2, 2) } else { (area, Rect::default()) };
    let rest = facts(scene, buf, first, metric);
    let place = if second.width > 0 { second } else { cut(rest, 1).1 };
    happened::draw(scene, buf, place, marks);
}

/// Target, source and triggers; returns the lines that are left.
fn facts(scene: &Scene, buf: &mut Buffer, area: Rect, metric: &Metric) -> Rect {
    let look = scene.theme;
    let mut rest = area;
    for (text, style) in sentences(scene, metric) {
        for text in wrapped(&text, area.width, 4) {
            Pen::at(buf, rest, 0).text(text, style);
            rest = cut(rest, 1).1;
        }
    }
    let watching = watching(scene, metric);
    if watching.is_empty() {
        Pen::at(buf, rest, 0).text(say::unwatched(scene.lang), look.dim);
        return cut(rest, 1).1;
    }
    for trigger in watching {
        let lines = if rest.height >= ROOMY { TRIGGER + 1 } else { TRIGGER };
        let (own, further) = cut(rest, lines);
        let standing = scene.state.triggers.standing(&trigger.id, scene.state.cutover.live);
        if own.height > 0 {
            triggers::draw_trigger(scene, buf, own, trigger, &standing);
        }
        rest = further;
    }
    rest
}

/// What can be said in words, a sentence each.
fn sentences(scene: &Scene, metric: &Metric) -> Vec<(String, Style)> {
    let (lang, look) = (scene.lang, scene.theme);
    let dot = format!(" {} ", scene.glyphs.dot);
    let target = match metric.target {
        None => say::no_target(lang).to_owned(),
        Some(target) => {
            let condition = common::target(lang, format::condition(lang, metric.unit, target));
            if metric.target_on_sum { say::on_both(lang, condition) } else { condition }
        }
    };
    let every = say::every(lang, format::length(lang, metric.interval.0));
    let mut read = vec![say::source(lang, &metric.source), every];
    read.extend(metric.window.map(|window| say::over(lang, format::length(lang, window.0))));
    let covered = watching(scene, metric).into_iter().find_map(|trigger| {
        let standing = scene.state.triggers.standing(&trigger.id, scene.state.cutover.live);
        standing.evidence.coverage
    });
    read.extend(covered.map(|share| say::covered(lang, format::percent(lang, share))));
    let mut out = vec![(target, look.text), (read.join(&dot), look.dim)];
    let source = scene.state.sources.board.get(&metric.source);
    if let Some((since, error)) = source.and_then(|source| Some((source.silent_since?, &source.error))) {
        let clock = format::clock(since.at, scene.state.plan.zone);
        let why =
            error.as_ref().map_or_else(String::new, |error| format!("{dot}{}", evidence::told(lang, error)));
        let text = format!("{} {}{why}", scene.glyphs.bad, say::silent_since(lang, clock));
        out.push((text, look.bad));
    }
    out
}
