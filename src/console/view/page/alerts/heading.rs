//! The headings of the feed: a tier, its channels, and what it counts.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::row::channel;
use crate::console::messages::alerts as say;
use crate::console::view::alerts::severity;
use crate::console::view::feed::{Section, waits};
use crate::console::view::layout::Size;
use crate::console::view::pen::Pen;
use crate::console::view::scene::Scene;
use crate::model::channels;
use crate::plan::types::{Id, TierLevel};

/// Draws the heading of a section: its tier, the tier's channels, and what it counts.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, section: Section, size: Size) {
    let (lang, look) = (scene.lang, scene.theme);
    let mut pen = Pen::at(buf, area, line);
    let mut counts = counts(scene, section);
    if size == Size::Tiny {
        // The gravest count comes first, and is all there is room for.
        counts.truncate(1);
    }
    let pieces: Vec<(&str, Style)> = counts.iter().map(|(text, style)| (text.as_str(), *style)).collect();
    match section {
        Section::Over => {
            pen.ending(&pieces).text(scene.glyphs.ok, look.dim).gap(1).text(say::over(lang), look.dim)
        }
        Section::On(level) => {
            let (glyph, style) = severity(scene, level);
            let name = match level {
                TierLevel::Critical => say::critical(lang),
                TierLevel::Important => say::important(lang),
                TierLevel::Info => say::info(lang),
            };
            pen.ending(&pieces).text(glyph, style).gap(1).text(name, style);
            let dot = format!(" {} ", scene.glyphs.dot);
            pen.text(dot, look.dim).text(carried_by(scene, level, size), look.dim)
        }
    };
    pen.gap(1).fill(scene.glyphs.line, look.border);
}

fn carried_by(scene: &Scene, level: TierLevel, size: Size) -> String {
    let ids = scene.state.plan.tier(level).map(|tier| tier.channels.as_slice()).unwrap_or_default();
    if ids.is_empty() {
        return say::no_channel(scene.lang).to_owned();
    }
    let name = |id: &Id| {
        let name = channel(scene, id);
        let down = channels::health(scene.state, id).is_down();
        let name = if down { format!("{name} {}", scene.glyphs.bad) } else { name.to_owned() };
        match scene.state.plan.channel(id).filter(|_| size == Size::Large) {
            Some(known) => format!("{name} {}", say::to(scene.lang, known.to.one_line())),
            None => name,
        }
    };
    ids.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// To take, on, silenced; or how many are over. The whole tier counts, whatever a filter shows.
fn counts(scene: &Scene, section: Section) -> Vec<(String, Style)> {
    let (lang, look, now) = (scene.lang, scene.theme, scene.state.now.at);
    let alerts = scene.state.alerts.feed.values();
    let Section::On(level) = section else {
        let over = alerts.filter(|alert| !alert.is_firing()).count();
        return vec![(say::over_count(lang, over), look.dim)];
    };
    let (mut on, mut waiting, mut silent) = (0, 0, 0);
    for alert in alerts.filter(|alert| alert.level == level && alert.is_firing()) {
        on += 1;
        waiting += usize::from(waits(alert, now));
        silent += usize::from(alert.is_silenced(now));
    }
    let dot = || (format!(" {} ", scene.glyphs.dot), look.dim);
    let mut pieces = Vec::new();
    if waiting > 0 {
        pieces.extend([(say::to_take(lang, waiting), look.warn), dot()]);
    }
    if silent > 0 {
        pieces.extend([(say::silenced_count(lang, silent), look.dim), dot()]);
    }
    let none = if on == 0 { say::none_on(lang).to_owned() } else { say::on(lang, on) };
    pieces.push((none, if on == 0 { look.dim } else { look.text }));
    pieces
}
