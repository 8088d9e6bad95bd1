//! The alert feed whole: tiers and their channels, who took what on, deliveries, details.
//!
//! ```text
//! ┌ 5 Alerts ─────────────────────────────────────────────────────── ▲ 1 to take ┐
//! │ ▲ CRITICAL · PagerDuty, SMS ──────────────────────────── 1 to take · 1 on    │
//! │ ▲ 14:09:29  12s  Error rate > 5%   Green  plan  to take    PagerDuty ✓ SMS ✗ │
//! │ ◆ IMPORTANT · Slack, email ────────────────────────────────────── 1 on       │
//! │ ◆ 14:08:06  90s  Slow for 10 min   Green  plan  awa 14:08  Slack ✓ email ✓   │
//! │ ● INFORMATION · Slack ──────────────────────────────────────── nothing on    │
//! └──────────────────────────────────────────────────────────────────────────────┘
//! ```

mod details;
mod heading;
mod history;
mod row;
mod rows;
mod watched;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::console::action::Action;
use crate::console::lang::Lang;
use crate::console::messages::{alerts as say, common, pages};
use crate::console::page::{Page, Places, Sight};
use crate::console::view::feed::{Entry, Feed, waits};
use crate::console::view::layout::{self, Size};
use crate::console::view::pen::{Pen, broken};
use crate::console::view::scene::Scene;
use crate::console::view::{frame, list};
use crate::model::State;
use crate::model::alerts::AlertKey;
use rows::Rows;

/// How many parts the page has.
pub const PARTS: usize = 1;

/// Keys worth a hint on this page.
pub const HINTS: &[Action] =
    &[Action::Acknowledge, Action::Silence, Action::Details, Action::Group, Action::Filter];

/// Fewest lines of a window in which tiers without an alert have their heading too.
const ALL_HEADINGS_FROM: u16 = 10;
/// Fewest lines that are worth telling what the plan watches.
const WATCHED_FROM: u16 = 5;

/// How many lines there are to choose from.
pub fn rows(sight: &Sight, _part: usize) -> usize {
    Feed::seen(sight.state, sight.lang, sight.places).len()
}

/// The line under the cursor.
pub fn initial(sight: &Sight, _part: usize) -> usize {
    cursor(&Feed::seen(sight.state, sight.lang, sight.places), sight.state, sight.places)
}

fn cursor(feed: &Feed, state: &State, places: &Places) -> usize {
    // A line that was clicked counts until it is known which alert that is.
    if let Some(line) = places.of(Page::Alerts).cursor(0) {
        return line.min(feed.len().saturating_sub(1));
    }
    let held = places.alert.as_ref().and_then(|key| feed.position(state, key));
    let open = || feed.position(state, feed.first(|alert| waits(alert, state.now.at))?.key());
    held.or_else(open).unwrap_or(0)
}

/// The line under the cursor, and every alert it stands for.
pub fn chosen<'s>(state: &'s State, lang: Lang, places: &Places) -> Option<Entry<'s>> {
    let mut feed = Feed::seen(state, lang, places);
    let at = cursor(&feed, state, places);
    feed.get(at)
}

/// The alert to which a step of the cursor leads: from a line and the last line to another line.
pub fn walked(sight: &Sight, to: impl Fn(usize, usize) -> usize) -> Option<AlertKey> {
    let mut feed = Feed::seen(sight.state, sight.lang, sight.places);
    let last = feed.len().saturating_sub(1);
    let at = cursor(&feed, sight.state, sight.places).min(last);
    feed.get(to(at, last).min(last)).map(|entry| entry.key().clone())
}

/// Draws the page.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let mut feed = Feed::seen(scene.state, scene.lang, scene.places);
    let at = cursor(&feed, scene.state, scene.places);
    let told = scene.places.of(Page::Alerts).open || size == Size::Large;
    let Some(entry) = feed.get(at).filter(|_| told) else {
        draw_list(scene, buf, area, size, (&mut feed, at));
        return;
    };
    let (list, told) = halves(scene, area, size, &entry);
    if list.height > 0 {
        draw_list(scene, buf, list, size, (&mut feed, at));
    }
    let alone = list.height == 0;
    let title = frame::told_title(scene, Page::Alerts, alone, say::details(scene.lang));
    let inner = frame::part(scene, buf, told, size, alone, &title, &[]);
    details::draw(scene, buf, inner, &entry);
}

/// Where the list and the details stand: side by side, one above the other, or the details alone.
fn halves(scene: &Scene, area: Rect, size: Size, entry: &Entry) -> (Rect, Rect) {
    match size {
        Size::Large => {
            // There is room for both; opening the details gives them the greater part.
            let share = if scene.places.of(Page::Alerts).open { 40 } else { 62 };
            let left = area.width * share / 100;
            let right = Rect { x: area.x + left, width: area.width - left, ..area };
            (Rect { width: left, ..area }, right)
        }
        Size::Tiny => (Rect { height: 0, ..area }, area),
        _ => {
            let inner = area.width.saturating_sub(if size.framed() { 4 } else { 0 });
            let wanted = details::lines(scene, entry, inner).saturating_add(size.frame_lines());
            layout::told(area, wanted)
        }
    }
}

fn draw_list(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, (feed, at): (&mut Feed, usize)) {
    let (lang, look) = (scene.lang, scene.theme);
    let waiting = scene.state.alerts.feed.values().filter(|alert| waits(alert, scene.state.now.at)).count();
    let to_take = format!("{} {}", scene.glyphs.critical, say::to_take(lang, waiting));
    let mut notes: Vec<frame::Piece> = Vec::new();
    if scene.places.grouped {
        notes.push((say::grouped(lang), look.accent));
    }
    if scene.places.grouped && waiting > 0 {
        notes.push((" ", look.dim));
    }
    if waiting > 0 {
        notes.push((&to_take, look.warn));
    }
    // Without a frame there is no line below to say where the cursor is.
    let position = common::of(lang, at + 1, feed.len());
    let overflows = feed.len() > usize::from(area.height.saturating_sub(size.frame_lines()));
    if !size.framed() && overflows {
        notes.extend([(" ", look.dim), (position.as_str(), look.dim)]);
    }
    let inner = frame::page(scene, buf, area, size, Page::Alerts, &notes);
    let filter = &scene.places.of(Page::Alerts).filter;
    if feed.is_empty() && !filter.is_empty() {
        let text = pages::nothing_passes(lang, filter, scene.keymap.hint(Action::Filter));
        for (line, text) in broken(&text, usize::from(inner.width)).iter().enumerate() {
            Pen::at(buf, inner, line as u16).text(text, look.dim);
        }
        return;
    }
    let rows = Rows::of(feed, inner.height >= ALL_HEADINGS_FROM && filter.is_empty());
    let marked = rows.of_entry(at);
    let shown = usize::from(inner.height);
    let first = list::first(marked, rows.len(), shown);
    let columns = row::Columns::of(scene, inner.width, size);
    let from = rows.entries_before(first);
    let window: Vec<Entry> = feed.window(from, shown).to_vec();
    let mut entries = window.iter();
    for (line, index) in (first..rows.len()).take(shown).enumerate() {
        let line = line as u16;
        if let Some(section) = rows.heading(index) {
            heading::draw(scene, buf, inner, line, section, size);
        } else if let Some(entry) = entries.next() {
            row::draw(scene, buf, inner, line, entry, &columns);
            if index == marked {
                list::choose(scene, buf, inner, line);
            }
        }
    }
    let used = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(1);
    if filter.is_empty() && inner.height >= used.saturating_add(WATCHED_FROM) {
        watched::draw(scene, buf, layout::cut(inner, used).1, feed.is_empty());
    } else if feed.is_empty() {
        let below = layout::cut(inner, used.saturating_sub(1)).1;
        Pen::at(buf, below, 0).text(scene.glyphs.ok, look.ok).gap(1).text(say::none(lang), look.dim);
    }
    if size.framed() && rows.len() > shown {
        list::position(scene, buf, area, at, feed.len(), 0);
    }
}
