//! The source-health board: each feed fresh, late or silent, what it feeds, and which triggers go blind
//! without it (F7); then blindness itself, now and in the past.
//!
//! ```text
//! ✓ probe        fresh      12ms     3 metrics
//! ✗ prometheus   SILENT    1m 30s   12 metrics
//!   connection refused · silent since 14:18:30
//!   blind without it: Error rate, Response time
//! ```

use std::collections::BTreeSet;

use ratatui::style::Style;

use super::SOURCES;
use crate::console::format;
use crate::console::messages::{common, evidence, people as say};
use crate::console::page::{Sight, passes};
use crate::console::view::board::{self, Part, is_open};
use crate::console::view::lines::{Line, Lines, widest};
use crate::console::view::scene::Scene;
use crate::console::view::{banners, schedule};
use crate::model::State;
use crate::model::sources::{Beside, Health, Source, health};
use crate::model::time::Stamp;
use crate::plan::types::{Id, Metric, Trigger};

/// Widest name of a source.
const MOST_NAME: u16 = 16;
/// Cells of a state's word, of a latency and of an age.
const WORD: u16 = 12;
const FIGURE: u16 = 10;

/// One line to choose.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    /// A source of the plan or of the board.
    Source(&'a Id),
    /// A stretch of blindness that ended.
    Blind(Stamp, Stamp),
}

/// Every source by name, then past blindness, newest first.
pub fn items<'s>(sight: &Sight<'s>) -> Vec<Item<'s>> {
    let (state, filter) = (sight.state, board::filter(sight, SOURCES));
    let sources = all(state).into_iter().filter(|id| {
        let names: Vec<String> =
            fed_by(state, id).map(|metric| metric.title.one_line().into_owned()).collect();
        passes(filter, &format!("{id} {}", names.join(" ")))
    });
    let blind = state.triggers.was_blind.iter().rev();
    let blind = blind.filter(|(from, _)| passes(filter, &format::clock(from.at, state.plan.zone)));
    sources.map(Item::Source).chain(blind.map(|(from, to)| Item::Blind(*from, *to))).collect()
}

/// Every source of the plan and of the board, by name.
fn all(state: &State) -> BTreeSet<&Id> {
    state.plan.metrics.iter().map(|metric| &metric.source).chain(state.sources.board.keys()).collect()
}

fn fed_by<'a>(state: &'a State, source: &Id) -> impl Iterator<Item = &'a Metric> {
    let source = source.clone();
    state.plan.metrics.iter().filter(move |metric| metric.source == source)
}

/// Triggers whose metric comes from `source`.
fn judged_by<'a>(state: &'a State, source: &Id) -> impl Iterator<Item = &'a Trigger> {
    let source = source.clone();
    state.plan.triggers.iter().filter(move |trigger| {
        state.plan.metric(&trigger.metric).is_some_and(|metric| metric.source == source)
    })
}

/// The part, in `wide` cells; every source in full if there is room for that.
pub fn part(scene: &Scene, wide: u16, full: bool) -> Part {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let items = items(&scene.sight());
    let mut lines = Lines::default();
    if state.plan.metrics.is_empty() && state.sources.board.is_empty() {
        lines.paragraph(say::no_sources(lang), 0, wide, look.dim);
    }
    let names = items.iter().map(|item| match item {
        Item::Source(id) => id.as_str(),
        Item::Blind(..) => "",
    });
    let name = widest(names, MOST_NAME) + 2;
    for (index, item) in items.iter().enumerate() {
        let Item::Source(id) = item else { continue };
        if full && index > 0 {
            lines.push(Line::default());
        }
        lines.choice(line(scene, name, id));
        let told = full || is_open(scene, SOURCES, index, items.len());
        details(scene, &mut lines, wide, id, told);
    }
    blindness(scene, &mut lines, wide);
    for item in &items {
        let Item::Blind(from, to) = item else { continue };
        let clock = |stamp: &Stamp| format::clock(stamp.at, state.plan.zone);
        let length = format::length(lang, to.since(*from));
        let text = say::was_blind(lang, clock(from), clock(to), length);
        lines.choice(Line::default().text(scene.glyphs.unknown, look.unknown).gap(1).text(text, look.text));
    }
    Part { index: SOURCES, title: say::sources(lang).into(), note: summary(scene), lines }
}

fn summary(scene: &Scene) -> (String, Style) {
    let look = scene.theme;
    let all = all(scene.state);
    let fresh = all.iter().filter(|id| health(scene.state, id) == Health::Fresh).count();
    let style = if fresh == all.len() { look.ok } else { look.bad };
    (say::all_fresh(scene.lang, fresh, all.len()), style)
}

fn line(scene: &Scene, name: u16, id: &Id) -> Line {
    let (lang, look, glyphs, state) = (scene.lang, scene.theme, scene.glyphs, scene.state);
    let (mark, style, word) = match health(state, id) {
        Health::Fresh => (glyphs.ok, look.ok, say::fresh(lang)),
        Health::Stale => (glyphs.stale, look.warn, say::late(lang)),
        Health::Error => (glyphs.bad, look.warn, say::failing(lang)),
        Health::Blind => (glyphs.bad, look.bad, say::silent(lang)),
        Health::Off => (glyphs.unknown, look.unknown, say::never(lang)),
    };
    let source = state.sources.board.get(id);
    // A latency of a source that answers no more belongs to the past.
    let answers = source.filter(|source| source.silent_since.is_none());
    let latency = answers.and_then(|source| source.latency_ms);
    let latency = latency.map(|ms| format::length(lang, u64::from(ms)));
    let count = fed_by(state, id).count();
    Line::default()
        .text(mark, style)
        .gap(1)
        .left(id.as_str(), name, look.strong)
        .left(word, WORD, style)
        .left(age(scene, source).unwrap_or_default(), FIGURE, look.warn)
        .left(latency.unwrap_or_default(), FIGURE, look.text)
        .end(say::metrics(lang, count), look.dim)
}

/// How long ago a source answered last; nothing while that is fresh.
fn age(scene: &Scene, source: Option<&Source>) -> Option<String> {
    let last = source?.last_ok?;
    format::age(scene.lang, scene.state.now.since(last), 1_000)
}

/// Why a source is silent and what is blind without it; if `told` what it feeds.
fn details(scene: &Scene, lines: &mut Lines, wide: u16, id: &Id, told: bool) {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let well = health(state, id) == Health::Fresh;
    if let Some(source) = state.sources.board.get(id) {
        let since = source.silent_since.map(|at| {
            let clock = format::clock(at.at, state.plan.zone);
            say::silent_since(lang, clock)
        });
        let error = source.error.as_ref().map(|error| evidence::told(lang, error).into_owned());
        let parts: Vec<String> = since.into_iter().chain(error).collect();
        lines.paragraph(&parts.join(&format!(" {} ", scene.glyphs.dot)), 2, wide, look.bad);
    }
    if let Some(source) = state.sources.board.get(id) {
        beside(scene, lines, wide, &source.beside);
    }
    let triggers: Vec<String> =
        judged_by(state, id).map(|trigger| trigger.title.one_line().into_owned()).collect();
    if !triggers.is_empty() && (told || !well) {
        let style = if well { look.dim } else { look.warn };
        lines.paragraph(&say::blinds(lang, triggers.join(", ")), 2, wide, style);
    }
    let metrics: Vec<String> = fed_by(state, id).map(|metric| metric.title.one_line().into_owned()).collect();
    if told && !metrics.is_empty() {
        lines.paragraph(&say::feeds(lang, metrics.join(", ")), 2, wide, look.dim);
    }
}

/// A clock that is off, a rest that was asked for or that its failures brought it, and warnings.
fn beside(scene: &Scene, lines: &mut Lines, wide: u16, beside: &Beside) {
    let (lang, look) = (scene.lang, scene.theme);
    let mut said = Vec::new();
    if let Some(skew) = beside.skewed() {
        let length = format::length(lang, skew.unsigned_abs());
        said.push(if skew > 0 { say::clock_ahead(lang, length) } else { say::clock_behind(lang, length) });
    }
    if let Some(until) = beside.rests_until.filter(|until| *until > scene.state.now.at) {
        let clock = format::clock(until, scene.state.plan.zone);
        let words = if beside.limited { say::rests_until } else { say::asked_again };
        said.push(words(lang, clock));
    }
    said.extend(beside.warnings.iter().map(|warning| evidence::told(lang, warning).into_owned()));
    for text in said {
        lines.paragraph(&text, 2, wide, look.warn);
    }
}

/// Whether enough is seen to judge, and what is not (F7).
fn blindness(scene: &Scene, lines: &mut Lines, wide: u16) {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    lines.heading(say::blindness(lang), look.accent);
    let Some((since, what)) = &state.triggers.blind else {
        let line = Line::default().text(scene.glyphs.ok, look.ok).gap(1);
        lines.push(line.text(say::sees(lang), look.dim));
        return;
    };
    let clock = format::clock(since.at, state.plan.zone);
    let length = schedule::rough(scene, state.now.since(*since));
    let text = format!("{} {}", scene.glyphs.unknown, say::blind_since(lang, clock, length));
    lines.push(Line::default().text(text, look.unknown));
    let names: Vec<String> = what.iter().map(|id| banners::name(scene, id)).collect();
    let names = if names.is_empty() { common::none(lang).to_owned() } else { names.join(", ") };
    lines.paragraph(&say::blind_what(lang, names), 2, wide, look.text);
}
