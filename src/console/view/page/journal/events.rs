//! The events: time, kind, who, what.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::lines::{Line, Reader};
use crate::console::action::Action;
use crate::console::format;
use crate::console::messages::journal::{self as say, Teller};
use crate::console::messages::{pages, words};
use crate::console::page::Page;
use crate::console::view::layout::Size;
use crate::console::view::pen::Pen;
use crate::console::view::scene::Scene;
use crate::console::view::{frame, list};
use crate::model::effect::Outcome;
use crate::model::event::Event;
use crate::model::triggers::Phase;
use crate::plan::types::TierLevel;
use crate::source::Kind;

/// Draws the part.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, focused: bool) {
    let (lang, look) = (scene.lang, scene.theme);
    let reader = Reader::new(&scene.sight());
    let cursor = scene.places.event;
    let shown = usize::from(area.height.saturating_sub(size.frame_lines()));
    let window = reader.window(cursor, shown);
    let seen = window.lines.iter().map(|line| line.count).sum();
    let texts = notes(scene, &reader, window.whole.then_some(seen), size);
    let pieces: Vec<frame::Piece> = texts.iter().map(|(text, style)| (text.as_str(), *style)).collect();
    let title = frame::page_title(scene, Page::Journal);
    let inner = frame::part(scene, buf, area, size, focused, &title, &pieces);
    if window.lines.is_empty() {
        Pen::at(buf, inner, 0).text(nothing(scene), look.dim);
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
    if cursor.is_some() {
        let again = say::stopped(lang, scene.keymap.hint(Action::Last));
        frame::foot(buf, area, &again, look.warn);
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

/// What is filtered, how many events pass, and whether the newest is followed.
fn notes(scene: &Scene, reader: &Reader, whole: Option<usize>, size: Size) -> Vec<(String, Style)> {
    let (lang, look) = (scene.lang, scene.theme);
    let mut out: Vec<(String, Style)> = Vec::new();
    let dot = format!(" {} ", scene.glyphs.dot);
    let mut add = |text: String, style: Style| {
        if !out.is_empty() {
            out.push((dot.clone(), look.dim));
        }
        out.push((text, style));
    };
    if let Some(kind) = scene.places.kind {
        add(say::only(lang, say::kind(lang, kind)), look.accent);
    }
    if let Some(who) = &scene.places.who {
        add(say::only(lang, words::actor(lang, &scene.state.plan, who)), look.accent);
    }
    let all = format::count(lang, scene.log.len() as u64);
    let filtered = scene.places.kind.is_some() || scene.places.who.is_some() || reader.looks_for_words();
    if !filtered {
        add(all, look.dim);
    } else {
        let counted = if reader.looks_for_words() { whole } else { Some(reader.count()) };
        let passing = counted.map(|count| format::count(lang, count as u64));
        let passing = passing.unwrap_or_else(|| scene.glyphs.ellipsis.to_owned());
        add(say::events_of(lang, passing, all), look.accent);
    }
    if scene.places.event.is_none() {
        add(format!("{} {}", scene.glyphs.running, say::follows(lang)), look.ok);
    }
    if size != Size::Large && size != Size::Tiny {
        let key = scene.keymap.hint(Action::NextPane);
        let notes = format!("{} {}", say::notes(lang), scene.state.people.notes.len());
        add(say::other_part(lang, notes, key), look.dim);
    }
    out
}

fn draw_line(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, event: &Line, size: Size) {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    let (glyph_look, text_look) = looks(scene, &event.newest.event);
    let mut pen = Pen::at(buf, area, line);
    let at = event.newest.at;
    let clock =
        if size == Size::Tiny { format::clock_short(at, plan.zone) } else { format::clock(at, plan.zone) };
    pen.text(clock, look.dim).gap(1).text(glyph(scene, event.kind), glyph_look).gap(1);
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
        Event::Blinded { .. } => (look.unknown, look.unknown),
        Event::DecisionMade { .. }
        | Event::RunRequested { .. }
        | Event::Overridden { .. }
        | Event::Voted { .. }
        | Event::Kept { .. }
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
        Event::Settled { .. } | Event::Progressed { .. } | Event::Intended(_) => (look.dim, look.dim),
        Event::Noted { .. } => (look.info, look.text),
        Event::LevelReached { .. } => (look.ok, look.text),
        Event::Acknowledged { .. } | Event::Silenced { .. } | Event::ItemTicked { .. } => {
            (look.ok, look.text)
        }
        Event::RunEnded { .. } | Event::StepBegan { .. } | Event::StepEnded { .. } => (look.info, look.text),
        Event::AlertCleared { .. } | Event::AlertHeard(_) => (look.dim, look.text),
        Event::ItemUnticked { .. } | Event::ItemProved { .. } | Event::Sighted => (look.text, look.text),
        Event::Opened(_)
        | Event::Closed { .. }
        | Event::ClockJumped { .. }
        | Event::Froze { .. }
        | Event::Resumed { .. }
        | Event::FaultChanged { .. } => (look.warn, look.text),
        Event::Joined(_)
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
