//! The events: time, kind, who, what.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::cursor;
use super::lines::{Line, Reader};
use crate::console::action::Action;
use crate::console::format;
use crate::console::messages::journal::{self as say, Teller};
use crate::console::messages::{pages, words};
use crate::console::page::Page;
use crate::console::view::layout::Size;
use crate::console::view::pen::{Pen, broken, width};
use crate::console::view::scene::Scene;
use crate::console::view::{frame, list};
use crate::model::At;
use crate::model::effect::Outcome;
use crate::model::event::Event;
use crate::model::triggers::Phase;
use crate::plan::types::TierLevel;
use crate::source::Kind;

/// Draws the part.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, focused: bool) {
    let look = scene.theme;
    let reader = Reader::new(&scene.sight());
    let cursor = cursor(&scene.sight());
    let shown = usize::from(area.height.saturating_sub(size.frame_lines()));
    let window = reader.window(cursor, shown);
    let seen = window.lines.iter().map(|line| line.count).sum();
    let title = frame::page_title(scene, Page::Journal);
    let room = area.width.saturating_sub(width(&title) + 8);
    let texts = notes(scene, &reader, window.whole.then_some(seen), size, room);
    let pieces: Vec<frame::Piece> = texts.iter().map(|(text, style)| (text.as_str(), *style)).collect();
    let inner = frame::part(scene, buf, area, size, focused, &title, &pieces);
    if window.lines.is_empty() {
        for (line, text) in broken(&nothing(scene), usize::from(inner.width)).iter().enumerate() {
            Pen::at(buf, inner, line as u16).text(text, look.dim);
        }
        return;
    }
    let place = scene.places.of(Page::Journal);
    let marked = focused && (cursor.is_some() || place.open);
    for (line, event) in window.lines.iter().enumerate() {
        draw_line(scene, buf, inner, line as u16, event, size);
        if marked && line == window.chosen {
            list::choose(scene, buf, inner, line as u16);
        }
    }
}

/// Why there is no line, and what to do.
fn nothing(scene: &Scene) -> String {
    let (lang, filter) = (scene.lang, &scene.places.of(Page::Journal).filter);
    if !filter.is_empty() {
        return pages::nothing_passes(lang, filter, scene.keymap.hint(Action::Filter));
    }
    if scene.places.kind.is_some() || scene.places.who.is_some() {
        let (kind, who) = (scene.keymap.hint(Action::NextKind), scene.keymap.hint(Action::NextWho));
        return say::nothing_of(lang, kind, who);
    }
    say::none_yet(lang).to_owned()
}

/// What is filtered, whether the newest is followed, how many events pass, and the way to the notes: as
/// much of it as has room beside the title.
fn notes(
    scene: &Scene,
    reader: &Reader,
    whole: Option<usize>,
    size: Size,
    room: u16,
) -> Vec<(String, Style)> {
    let (lang, look) = (scene.lang, scene.theme);
    let mut out: Vec<(String, Style)> = Vec::new();
    if let Some(kind) = scene.places.kind {
        out.push((say::only(lang, say::kind(lang, kind)), look.accent));
    }
    if let Some(who) = &scene.places.who {
        out.push((say::only(lang, words::actor(lang, &scene.state.plan, who)), look.accent));
    }
    let end = scene.keymap.hint(Action::Last);
    out.push(match cursor(&scene.sight()) {
        None => (format!("{} {}", scene.glyphs.running, say::follows(lang)), look.ok),
        Some(_) if size.framed() => {
            (format!("{} {}", scene.glyphs.paused, say::stopped(lang, end)), look.warn)
        }
        Some(_) => (format!("{} {}", scene.glyphs.paused, say::stopped_short(lang, end)), look.warn),
    });
    let all = format::count(lang, scene.log.len() as u64);
    let filtered = scene.places.kind.is_some() || scene.places.who.is_some() || reader.looks_for_words();
    out.push(if filtered {
        let counted = if reader.looks_for_words() { whole } else { Some(reader.count()) };
        let passing = counted.map(|count| format::count(lang, count as u64));
        let passing = passing.unwrap_or_else(|| scene.glyphs.ellipsis.to_owned());
        (say::events_of(lang, passing, all), look.accent)
    } else {
        (say::events_all(lang, all), look.dim)
    });
    if size != Size::Large {
        let key = scene.keymap.hint(Action::NextPane);
        let notes = format!("{} {}", say::notes(lang), scene.state.people.notes.len());
        out.push((say::other_part(lang, notes, key), look.dim));
    }
    let dot = format!(" {} ", scene.glyphs.dot);
    let wide = |out: &[(String, Style)]| out.iter().map(|(text, _)| width(text) + 3).sum::<u16>();
    while out.len() > 1 && wide(&out) > room {
        out.pop();
    }
    let mut between: Vec<_> = out.into_iter().flat_map(|piece| [(dot.clone(), look.dim), piece]).collect();
    between.remove(0);
    between
}

/// The time of an event: of another day than today with its date, wherever one is in view.
fn clock(scene: &Scene, at: At, size: Size) -> String {
    let zone = scene.state.plan.zone;
    let day = |at: At| at.utc().with_timezone(&zone.0).date_naive();
    let short = size == Size::Tiny;
    let today = if short { format::clock_short(at, zone) } else { format::clock(at, zone) };
    let oldest = scene.log.get(0).map_or(at, |(_, envelope)| envelope.at);
    if short || day(oldest) == day(scene.state.now.at) {
        return today;
    }
    if day(at) == day(scene.state.now.at) {
        return format!("{today:>11}");
    }
    format!("{} {}", day(at).format("%m-%d"), format::clock_short(at, zone))
}

fn draw_line(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, event: &Line, size: Size) {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    let (glyph_look, text_look) = looks(scene, &event.newest.event);
    let mut pen = Pen::at(buf, area, line);
    let at = event.newest.at;
    pen.text(clock(scene, at, size), look.dim).gap(1).text(glyph(scene, event.kind), glyph_look).gap(1);
    let who = words::actor(lang, plan, &event.newest.by);
    let wide = match size {
        Size::Tiny => 0,
        Size::Narrow | Size::Small => 12,
        Size::Medium | Size::Large => 18,
    };
    if wide > 0 {
        let person = event.newest.by.person().is_some();
        pen.left(who, wide, if person { look.strong } else { look.dim }).gap(1);
    }
    if event.count > 1 {
        pen.text(say::repeated(lang, event.count), look.dim).gap(1);
    }
    let teller = Teller { lang, plan, log: Some(scene.log) };
    pen.text(teller.sentence(event.newest), text_look);
}

/// The glyph of a kind of event.
pub fn glyph<'g>(scene: &Scene<'g>, kind: Kind) -> &'g str {
    let glyphs = scene.glyphs;
    match kind {
        Kind::Decision => glyphs.level_reached,
        Kind::Step => glyphs.running,
        Kind::Alert => glyphs.critical,
        Kind::Trigger => glyphs.target,
        Kind::Lever => glyphs.to,
        Kind::Checklist => glyphs.box_done,
        Kind::Note => glyphs.note,
        Kind::Room => glyphs.dot,
    }
}

/// The looks of the glyph and of the words. What people decide and what goes wrong stands out; what
/// machines say all day long does not.
fn looks(scene: &Scene, event: &Event) -> (Style, Style) {
    let look = scene.theme;
    match event {
        Event::Proposed { .. } | Event::Drifted(_) | Event::LevelMissed { .. } => (look.bad, look.bad),
        Event::GlassBroken { .. } | Event::LeadTaken { .. } => (look.bad, look.strong),
        Event::Blinded { .. } => (look.unknown, look.unknown),
        Event::DecisionMade { .. }
        | Event::CancelAsked { .. }
        | Event::RunRequested { .. }
        | Event::Overridden { .. }
        | Event::Voted { .. }
        | Event::Kept { .. }
        | Event::ApprovalAsked(_)
        | Event::ApprovalGiven { .. }
        | Event::LeadHanded { .. }
        | Event::AutomationPaused { .. }
        | Event::AutomationResumed
        | Event::PlanAmended { .. } => (look.accent, look.strong),
        Event::AlertRaised(raised) => by_level(scene, raised.level),
        Event::AlertHeard(heard) if heard.firing => by_level(scene, heard.level),
        Event::Judged(judged) => match judged.standing.phase {
            Phase::Holding | Phase::Fired => (look.warn, look.dim),
            Phase::Calm | Phase::Blind => (look.dim, look.dim),
        },
        Event::Settled { outcome: Outcome::Refused { .. } | Outcome::Unknown { .. }, .. } => {
            (look.bad, look.bad)
        }
        Event::LevelReached { .. } => (look.ok, look.text),
        Event::Acknowledged { .. } | Event::Silenced { .. } | Event::ItemTicked { .. } => {
            (look.ok, look.text)
        }
        Event::RunEnded { .. } | Event::StepBegan { .. } | Event::StepEnded { .. } | Event::Noted { .. } => {
            (look.info, look.text)
        }
        Event::AlertCleared { .. } | Event::AlertHeard(_) => (look.dim, look.text),
        Event::ItemUnticked { .. } | Event::ItemProved { .. } | Event::Sighted => (look.text, look.text),
        Event::Opened(_)
        | Event::Closed { .. }
        | Event::ClockJumped { .. }
        | Event::Froze { .. }
        | Event::Resumed { .. }
        | Event::ApprovalLapsed { .. }
        | Event::ChannelRests { .. }
        | Event::FaultChanged { .. } => (look.warn, look.text),
        Event::Settled { .. }
        | Event::Progressed { .. }
        | Event::Intended(_)
        | Event::Joined(_)
        | Event::Left { .. }
        | Event::PipelineSeen { .. }
        | Event::Ticked
        | Event::Sampled(_)
        | Event::Surveyed(_)
        | Event::ReadinessProved(_) => (look.dim, look.dim),
    }
}

fn by_level(scene: &Scene, level: TierLevel) -> (Style, Style) {
    let look = scene.theme;
    match level {
        TierLevel::Critical => (look.bad, look.bad),
        TierLevel::Important => (look.warn, look.text),
        TierLevel::Info => (look.info, look.text),
    }
}
