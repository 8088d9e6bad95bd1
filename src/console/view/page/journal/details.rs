//! One event whole: in words, in fields, and as the line that is on disk.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::events::glyph;
use crate::console::format;
use crate::console::messages::journal::{self as say, Teller};
use crate::console::messages::words;
use crate::console::view::fields::{self, Field};
use crate::console::view::scene::Scene;
use crate::model::{Envelope, Event};
use crate::plan::types::Day;
use crate::source::Kind;

/// Draws it.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, event: &Envelope) {
    fields::draw(scene, buf, area, &all(scene, event));
}

/// How many lines it takes in `wide` cells.
pub fn lines(scene: &Scene, event: &Envelope, wide: u16) -> u16 {
    fields::lines(&all(scene, event), wide)
}

fn all<'s>(scene: &Scene<'s>, event: &Envelope) -> Vec<Field<'s>> {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    let kind = Kind::of(&event.event).unwrap_or(Kind::Room);
    let what = match &event.event {
        // Notes keep their lines here.
        Event::Noted { text } => text.as_str().to_owned(),
        _ => Teller { lang, plan, log: Some(scene.log) }.sentence(event),
    };
    let local = event.at.utc().with_timezone(&plan.zone.0);
    let millis = event.at.0.rem_euclid(1000);
    let when = format!(
        "{} {}.{millis:03} {}",
        format::day(lang, Day(local.date_naive())),
        format::clock(event.at, plan.zone),
        format::zone_name(event.at, plan.zone)
    );
    let who = match &event.by {
        by @ crate::model::Actor::Person(id) => format!("{} ({id})", words::actor(lang, plan, by)),
        by => words::actor(lang, plan, by),
    };
    let class = say::class(lang, event.event.class());
    let kind_text = format!("{} {} {class}", say::kind(lang, kind), scene.glyphs.dot);
    // What cannot be written as JSON was never on disk.
    let line = serde_json::to_string(event).unwrap_or_default();
    vec![
        Field::new(say::field_event(lang), what, look.strong).marked(glyph(scene, kind), look.accent),
        Field::new(say::field_when(lang), when, look.text),
        Field::new(say::field_who(lang), who, look.text),
        Field::new(say::field_what(lang), kind_text, look.text),
        Field::new(say::field_number(lang), format::count(lang, event.seq), look.text),
        Field::new(
            say::field_clock(lang),
            say::clock_of(lang, format::count(lang, event.mono), event.boot),
            look.dim,
        ),
        Field::new(say::field_before(lang), event.prev.to_string(), look.dim),
        Field::new(say::field_line(lang), line, look.dim),
    ]
}
