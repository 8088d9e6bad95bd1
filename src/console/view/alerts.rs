//! The alert feed: gravest and newest first, who took it on, and whether its messages arrived.
//!
//! ```text
//! ┌ Alerts ─────────────────────── ▲ 1 to take ┐
//! │ ▲ 14:09 Error rate > 5%   Green  to take ✓✗ │
//! │ ◆ 14:07 Performance       Green  awa     ✓  │
//! │ 14:09 Error rate > 5% · pagerduty ✓ · sms ✗ │
//! └─────────────────────────────────────────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::feed::{Feed, waits};
use super::frame;
use super::layout::{Size, Wish};
use super::pen::{Pen, width, wrapped};
use super::scene::{Pane, Scene};
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{channels as say, common, evidence, room, words};
use crate::console::page::Places;
use crate::model::alerts::{Alert, AlertKey, Delivery, Origin};
use crate::model::channels;
use crate::model::{Outcome, State};
use crate::plan::types::{Id, TierLevel};
use crate::text::Clean;

/// From this many lines on, the chosen alert is told in full below the list.
const DETAIL_FROM: u16 = 5;
/// Cells of a frame's head that neither title nor notes have.
const NOTE_SPARE: u16 = 8;
/// Lines of the detail.
const DETAIL: u16 = 2;

/// How many lines the pane would fill.
pub fn wish(scene: &Scene, size: Size) -> Wish {
    let heads = size.frame_lines();
    let count = u16::try_from(scene.state.alerts.feed.len()).unwrap_or(u16::MAX);
    let most = if size == Size::Large { 16 } else { 8 };
    let whole = count.saturating_mul(2).saturating_add(DETAIL).clamp(2, most) + heads;
    // In three columns, what is left goes to the items of the checklists.
    Wish { pane: Pane::Alerts, least: 2 + heads, whole, grows: size != Size::Large }
}

/// The line under the cursor: the chosen alert's, wherever it went; the first one while nobody chose.
pub fn cursor(feed: &Feed, state: &State, places: &Places) -> usize {
    places.alert.as_ref().and_then(|key| feed.position(state, key)).unwrap_or(0)
}

/// How this console looks once a person chose line `line`; none where there is no such line.
pub fn choosing(state: &State, places: &Places, line: usize) -> Option<Places> {
    let mut feed = Feed::all(state);
    let last = feed.len().checked_sub(1)?;
    let alert = feed.get(line.min(last))?.key().clone();
    let mut chosen = places.clone();
    (chosen.alert, chosen.alert_held) = (Some(alert), true);
    Some(chosen)
}

/// Draws the pane.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let look = scene.theme;
    let mut feed = Feed::all(scene.state);
    let title = room::alerts(scene.lang);
    let notes = notes(scene, area.width.saturating_sub(width(title) + NOTE_SPARE));
    let notes: Vec<frame::Piece> = notes.iter().map(|(text, style)| (text.as_str(), *style)).collect();
    let inner = frame::pane(scene, buf, area, size, Pane::Alerts, title, &notes);
    if feed.is_empty() {
        Pen::at(buf, inner, 0)
            .text(scene.glyphs.ok, look.ok)
            .gap(1)
            .text(room::no_alerts(scene.lang), look.dim);
        return;
    }
    let focused = scene.focus == Pane::Alerts;
    let detail = if focused && inner.height >= DETAIL_FROM { DETAIL } else { 0 };
    let (list, told) = super::layout::cut(inner, inner.height - detail);
    let cursor = cursor(&feed, scene.state, scene.places);
    // Two lines each where all fit: the second names every channel.
    let each = if usize::from(list.height) >= 2 * feed.len() { 2 } else { 1 };
    let shown = usize::from(list.height / each);
    let first = if focused { (cursor + 1).saturating_sub(shown) } else { 0 };
    for (line, entry) in feed.window(first, shown).iter().enumerate() {
        let row = Rect { y: list.y + line as u16 * each, height: each, ..list }.intersection(list);
        draw_alert(scene, buf, row, entry.key(), entry.alert);
        if focused && first + line == cursor {
            buf.set_style(Rect { height: 1, ..row }.intersection(row), look.selection);
        }
    }
    if let Some(entry) = feed.get(cursor).filter(|_| detail > 0) {
        let text = in_full(scene, entry.key(), entry.alert);
        for (line, text) in wrapped(&text, told.width, usize::from(detail)).iter().enumerate() {
            Pen::at(buf, told, line as u16).text(text, look.dim);
        }
    }
}

/// What the frame says in `room` cells: the channels of the critical tier over which nothing gets through, by name
/// or by number; and how many alerts wait for somebody.
fn notes(scene: &Scene, room: u16) -> Vec<(String, Style)> {
    let (lang, look, glyphs, now) = (scene.lang, scene.theme, scene.glyphs, scene.state.now.at);
    let untaken = scene.state.alerts.feed.values().filter(|alert| waits(alert, now)).count();
    let take =
        (untaken > 0).then(|| (format!("{} {}", glyphs.critical, room::to_take(lang, untaken)), look.warn));
    let tier = scene.state.plan.tier(TierLevel::Critical);
    let named = tier.map(|tier| tier.channels.as_slice()).unwrap_or_default();
    let down: Vec<&str> =
        named.iter().filter(|id| channels::health(scene.state, id).is_down()).map(Id::as_str).collect();
    if down.is_empty() {
        return take.into_iter().collect();
    }
    let marked = |words: String| (format!("{} {words}", glyphs.bad), look.bad);
    let each = marked(say::down(lang, down.join(", ")));
    let number = marked(say::down_count(lang, down.len()));
    let with_take = |first: &(String, Style)| {
        let rest = take.iter().flat_map(|take| [(" ".to_owned(), look.dim), take.clone()]);
        std::iter::once(first.clone()).chain(rest).collect::<Vec<_>>()
    };
    let wide = |notes: &[(String, Style)]| notes.iter().map(|(text, _)| width(text)).sum::<u16>();
    let all = [with_take(&each), with_take(&number), vec![number]];
    let fitting = all.iter().find(|notes| wide(notes) <= room).or(all.last());
    fitting.cloned().unwrap_or_default()
}

fn draw_alert(scene: &Scene, buf: &mut Buffer, row: Rect, key: &AlertKey, alert: &Alert) {
    let look = scene.theme;
    let (mark, style) = severity(scene, alert.level);
    let on = alert.is_firing();
    let (mark, style) = if on { (mark, style) } else { (scene.glyphs.ok, look.dim) };
    let side = alert.side.map(|side| words::side(scene.lang, side)).unwrap_or_default();
    let side_look = alert.side.map_or(look.dim, |side| super::metrics::side_look(scene, side));
    let (state, state_look) = state_of(scene, alert);
    let tall = row.height > 1;
    let marks = if tall { Vec::new() } else { deliveries(scene, alert) };
    let mut ending: Vec<frame::Piece> = Vec::new();
    if row.width >= 44 && !side.is_empty() {
        ending.push((side, if on { side_look } else { look.dim }));
        ending.push((" ", look.dim));
    }
    ending.push((state.as_str(), state_look));
    if !marks.is_empty() {
        ending.push((" ", look.dim));
        ending.extend(marks);
    }
    let text = if !on {
        look.dim
    } else if alert.level == TierLevel::Critical {
        look.strong
    } else {
        look.text
    };
    let mut pen = Pen::at(buf, row, 0);
    pen.ending(&ending);
    pen.text(mark, style).gap(1);
    pen.text(format::clock_short(alert.raised_at.at, scene.state.plan.zone), look.dim).gap(1);
    pen.text(words::alert(scene.lang, key, alert), text);
    if tall {
        by_channel(scene, buf, row, alert);
    }
}

/// Each channel by name with the mark of its delivery, and why where it failed.
fn by_channel(scene: &Scene, buf: &mut Buffer, row: Rect, alert: &Alert) {
    let look = scene.theme;
    let mut pen = Pen::at(buf, row, 1);
    pen.gap(8);
    if let Origin::Source(source) = &alert.origin {
        pen.text(source.as_str(), look.dim).gap(2);
    }
    for (channel, delivery) in &alert.deliveries {
        let (mark, style) = delivery_mark(scene, delivery);
        pen.text(channel.as_str(), look.dim).gap(1).text(mark, style).gap(1);
        if let Some(Outcome::Refused { why } | Outcome::Unknown { why }) = &delivery.outcome {
            pen.text(evidence::told(scene.lang, why), style).gap(1);
        }
        pen.gap(1);
    }
}

/// The glyph and the colour of a severity.
pub fn severity<'g>(scene: &Scene<'g>, level: TierLevel) -> (&'g str, Style) {
    let (glyphs, look) = (scene.glyphs, scene.theme);
    match level {
        TierLevel::Critical => (glyphs.critical, look.bad),
        TierLevel::Important => (glyphs.important, look.warn),
        TierLevel::Info => (glyphs.info, look.info),
    }
}

/// Who took it on, or that nobody did.
fn state_of(scene: &Scene, alert: &Alert) -> (String, Style) {
    let (lang, look) = (scene.lang, scene.theme);
    if !alert.is_firing() {
        return (room::over(lang).to_owned(), look.dim);
    }
    if alert.is_silenced(scene.state.now.at) {
        return (room::silenced(lang).to_owned(), look.dim);
    }
    match &alert.acknowledged {
        Some((who, _)) => (who.to_string(), look.ok),
        None if alert.level == TierLevel::Info => (String::new(), look.dim),
        None => (room::untaken(lang).to_owned(), look.warn),
    }
}

/// One glyph a channel: arrived, refused, unknown, under way.
fn deliveries<'g>(scene: &Scene<'g>, alert: &Alert) -> Vec<(&'g str, Style)> {
    alert.deliveries.values().map(|delivery| delivery_mark(scene, delivery)).collect()
}

/// The glyph and the colour of a delivery: arrived, refused, unknown, under way.
pub fn delivery_mark<'g>(scene: &Scene<'g>, delivery: &Delivery) -> (&'g str, Style) {
    outcome_mark(scene, delivery.outcome.as_ref())
}

/// The same of an outcome alone.
pub fn outcome_mark<'g>(scene: &Scene<'g>, outcome: Option<&Outcome>) -> (&'g str, Style) {
    let (glyphs, look) = (scene.glyphs, scene.theme);
    match outcome {
        None => (glyphs.waiting, look.dim),
        Some(Outcome::Withdrawn) => (glyphs.dot, look.dim),
        Some(Outcome::Done { .. }) => (glyphs.ok, look.ok),
        Some(Outcome::Refused { .. }) => (glyphs.bad, look.bad),
        Some(Outcome::Unknown { .. }) => (glyphs.unknown, look.unknown),
    }
}

/// A word for a channel's delivery. Unknown is not refused: it may well have arrived (R10).
pub fn delivery_word(lang: Lang, outcome: Option<&Outcome>) -> String {
    let said = |why: &Clean| {
        if why.is_blank() {
            common::no_value(lang).to_owned()
        } else {
            evidence::told(lang, why).into_owned()
        }
    };
    match outcome {
        None => room::under_way(lang).to_owned(),
        Some(Outcome::Withdrawn) => room::never_left(lang).to_owned(),
        Some(Outcome::Done { .. }) => room::delivered(lang).to_owned(),
        Some(Outcome::Refused { why }) => room::not_delivered(lang, said(why)),
        Some(Outcome::Unknown { why }) => room::perhaps_delivered(lang, said(why)),
    }
}

/// Everything about one alert, for the lines below the list.
fn in_full(scene: &Scene, key: &AlertKey, alert: &Alert) -> String {
    let lang = scene.lang;
    let zone = scene.state.plan.zone;
    let mut parts = vec![
        words::severity(lang, alert.level).to_owned(),
        room::since(lang, format::clock(alert.raised_at.at, zone)),
    ];
    if let Some((who, stamp)) = &alert.acknowledged {
        parts.push(room::taken_by(lang, who, format::clock_short(stamp.at, zone)));
    }
    for (channel, delivery) in &alert.deliveries {
        let why = delivery_word(lang, delivery.outcome.as_ref());
        parts.push(format!("{channel} {why}"));
    }
    if alert.episodes > 1 {
        parts.push(room::episodes(lang, alert.episodes));
    }
    parts.push(words::alert(lang, key, alert));
    parts.push(key.to_string());
    parts.join(&format!(" {} ", scene.glyphs.dot))
}
