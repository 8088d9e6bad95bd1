//! The board of channels: each working, failing, slow or never used, what went over it, what its last error was,
//! and who is told instead (R32).
//!
//! ```text
//! ✓ pagerduty   working         3 min ago        4 sent
//! ✗ sms         FAILING         1 min ago   1 sent, 3 refused
//!   since 14:07:22 · 403: the credentials are not accepted
//!   CRITICAL: also over pagerduty; without them, taken over by IMPORTANT (email, slack)
//! ```

use ratatui::style::Style;

use super::CHANNELS;
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{alerts, channels as say, evidence, people, room, words};
use crate::console::page::{Sight, passes};
use crate::console::view::alerts::{outcome_mark, severity};
use crate::console::view::board::{self, Part, is_open};
use crate::console::view::lines::{Line, Lines, widest};
use crate::console::view::{scene::Scene, schedule};
use crate::model::channels::{self, Channel, Health};
use crate::model::{Effect, Outcome, State};
use crate::plan::types::{Id, Tier};

/// Widest name of a channel.
const MOST_NAME: u16 = 14;
/// Below this width the numbers have a line of their own.
const NARROW: u16 = 50;
/// Cells of a state's word and of an age.
const WORD: u16 = 16;
const AGE: u16 = 12;

/// Every channel of the plan in its order, and any other over which something went, as far as it passes the filter.
pub fn items<'s>(sight: &Sight<'s>) -> Vec<&'s Id> {
    let (state, filter) = (sight.state, board::filter(sight, CHANNELS));
    let planned = state.plan.channels.iter().map(|channel| &channel.id);
    let others = state.channels.board.keys().filter(|id| state.plan.channel(id).is_none());
    let words = |id: &Id| {
        let known = state.plan.channel(id);
        let carrier = known.map(|known| alerts::carrier(sight.lang, known.kind)).unwrap_or_default();
        let to = known.map(|known| known.to.one_line().into_owned()).unwrap_or_default();
        format!("{id} {carrier} {to} {}", say::health(sight.lang, channels::health(state, id)))
    };
    planned.chain(others).filter(|id| passes(filter, &words(id))).collect()
}

/// The part, in `wide` cells; every channel in full if there is room for that.
pub fn part(scene: &Scene, wide: u16, full: bool) -> Part {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let items = items(&scene.sight());
    let mut lines = Lines::default();
    if state.plan.channels.is_empty() {
        lines.paragraph(say::none(lang), 0, wide, look.dim);
    }
    let name = widest(items.iter().map(|id| id.as_str()), MOST_NAME) + 2;
    for (index, id) in items.iter().enumerate() {
        let line = line(scene, name, id);
        let counts = counts(lang, state, id);
        if wide < NARROW {
            lines.choice(line);
            lines.paragraph(&counts, 2, wide, look.dim);
        } else {
            lines.choice(line.end(counts, look.dim));
        }
        trouble(scene, &mut lines, wide, id);
        let is_open = is_open(scene, CHANNELS, index, items.len());
        carries(scene, &mut lines, wide, id, full || is_open);
        if is_open {
            last(scene, &mut lines, wide, id);
        }
    }
    Part { index: CHANNELS, title: say::channels(lang).into(), note: summary(scene), lines }
}

fn summary(scene: &Scene) -> (String, Style) {
    let (look, plan) = (scene.theme, &scene.state.plan);
    let down = plan.channels.iter().filter(|one| channels::health(scene.state, &one.id).is_down()).count();
    if down == 0 { (String::new(), look.dim) } else { (say::down_count(scene.lang, down), look.bad) }
}

fn line(scene: &Scene, name: u16, id: &Id) -> Line {
    let (lang, look, glyphs, state) = (scene.lang, scene.theme, scene.glyphs, scene.state);
    let health = channels::health(state, id);
    let (mark, style) = match health {
        Health::Nowhere | Health::Failing => (glyphs.bad, look.bad),
        Health::Unsure => (glyphs.unknown, look.unknown),
        Health::Slow => (glyphs.stale, look.warn),
        Health::Unused => (glyphs.waiting, look.dim),
        Health::Working => (glyphs.ok, look.ok),
    };
    let last = state.channels.board.get(id).and_then(|channel| channel.last.back());
    let age = last.map(|passed| people::ago(lang, schedule::rough(scene, state.now.since(passed.stamp))));
    Line::default()
        .text(mark, style)
        .gap(1)
        .left(id.as_str(), name, look.strong)
        .left(say::health(lang, health), WORD, style)
        .left(age.unwrap_or_default(), AGE, look.text)
}

/// How many were sent, refused, perhaps delivered and taken back, and how many wait; those that are none are not said.
fn counts(lang: Lang, state: &State, id: &Id) -> String {
    let none = Channel::default();
    let channel = state.channels.board.get(id).unwrap_or(&none);
    let waiting = u32::try_from(channels::queued(state, id).count()).unwrap_or(u32::MAX);
    let all = [
        (channel.sent, say::sent(lang, channel.sent)),
        (channel.refused, say::refused(lang, channel.refused)),
        (channel.unknown, say::perhaps(lang, channel.unknown)),
        (channel.withdrawn, say::taken_back(lang, channel.withdrawn)),
        (waiting, say::waiting(lang, waiting)),
    ];
    all.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect::<Vec<_>>().join(", ")
}

/// Since when it fails and why, and until when it asked to be left alone.
fn trouble(scene: &Scene, lines: &mut Lines, wide: u16, id: &Id) {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let clock = |at| format::clock(at, state.plan.zone);
    if channels::health(state, id) == Health::Nowhere {
        lines.paragraph(say::add_service(lang), 2, wide, look.bad);
        return;
    }
    let Some(channel) = state.channels.board.get(id) else { return };
    if let Some(since) = channel.failing_since {
        let why = channel.last_tried().and_then(|passed| match &passed.outcome {
            Outcome::Refused { why } | Outcome::Unknown { why } => {
                Some(evidence::told(lang, why).into_owned())
            }
            _ => None,
        });
        let parts: Vec<String> = std::iter::once(say::since(lang, clock(since.at))).chain(why).collect();
        lines.paragraph(&parts.join(&format!(" {} ", scene.glyphs.dot)), 2, wide, look.bad);
    }
    if let Some(until) = channels::rests_until(state, id) {
        lines.paragraph(&people::rests_until(lang, clock(until)), 2, wide, look.warn);
    }
}

/// Whom it reaches and the tiers that it carries, if `told` or down; and who is told instead.
fn carries(scene: &Scene, lines: &mut Lines, wide: u16, id: &Id, told: bool) {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let down = channels::health(state, id).is_down();
    if let Some(known) = state.plan.channel(id).filter(|_| told) {
        let carrier = alerts::carrier(lang, known.kind);
        lines.paragraph(&format!("{carrier} {}", alerts::to(lang, known.to.one_line())), 2, wide, look.dim);
    }
    for tier in state.plan.tiers.iter().filter(|tier| tier.channels.contains(id)) {
        if down || told {
            let style = if channels::is_down(state, tier) {
                look.bad
            } else if down {
                look.warn
            } else {
                look.dim
            };
            lines.paragraph(&instead(scene, tier, id), 2, wide, style);
        }
    }
}

/// Over what else a tier goes, and to which tier it falls.
fn instead(scene: &Scene, tier: &Tier, id: &Id) -> String {
    let (lang, state) = (scene.lang, scene.state);
    let names = |tier: &Tier| tier.channels.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
    let name = words::severity(lang, tier.level);
    let others: Vec<&str> = tier.channels.iter().filter(|other| *other != id).map(Id::as_str).collect();
    let next = channels::next_tier(tier.level).and_then(|level| state.plan.tier(level));
    let next = next.map(|next| format!("{} ({})", words::severity(lang, next.level), names(next)));
    match (next, others.is_empty(), channels::is_down(state, tier)) {
        (None, true, _) => say::carries_alone(lang, name),
        (None, false, _) => say::carries_with(lang, name, others.join(", ")),
        (Some(next), _, true) => say::falls(lang, name, next),
        (Some(next), true, false) => say::carries_or(lang, name, next),
        (Some(next), false, false) => say::carries_with_or(lang, name, others.join(", "), next),
    }
}

/// What went over it last, newest first.
fn last(scene: &Scene, lines: &mut Lines, wide: u16, id: &Id) {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    for intent in channels::queued(state, id) {
        let Effect::Notify { text, tier, .. } = &intent.effect else { continue };
        let clock = format::clock(intent.stamp.at, state.plan.zone);
        let (glyph, style) = severity(scene, *tier);
        let line = Line::indented(2).text(clock, look.dim).gap(1).text(scene.glyphs.waiting, look.dim).gap(1);
        let line = line.text(glyph, style).gap(1).text(text.one_line(), look.text);
        lines.push(line.end(room::under_way(lang), look.dim));
    }
    let passed = state.channels.board.get(id).into_iter().flat_map(|channel| channel.last.iter().rev());
    for passed in passed {
        let (mark, style) = outcome_mark(scene, Some(&passed.outcome));
        let (glyph, grave) = severity(scene, passed.tier);
        let clock = format::clock(passed.stamp.at, state.plan.zone);
        let line = Line::indented(2).text(clock, look.dim).gap(1).text(mark, style).gap(1);
        let line = line.text(glyph, grave).gap(1).text(passed.text.one_line(), look.text);
        lines.push(line.end(format::length(lang, passed.took_ms), look.dim));
        if let Outcome::Refused { why } | Outcome::Unknown { why } = &passed.outcome {
            lines.paragraph(&evidence::told(lang, why), 11, wide, style);
        }
    }
}
