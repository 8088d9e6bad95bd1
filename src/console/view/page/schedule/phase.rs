//! One phase of the weeks around J-Day: its days, and whether today is one of them.

use chrono::Datelike;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::super::pen::Pen;
use super::super::super::scene::Scene;
use super::calendar::NARROW;
use crate::console::format;
use crate::console::messages::schedule as say;
use crate::model::schedule;
use crate::plan::types::{Day, Phase};

/// Whether `day` lies in `phase`.
pub fn is_on(scene: &Scene, phase: &Phase, day: Day) -> bool {
    schedule::days_of(&scene.state.plan, phase).is_some_and(|(from, to)| (from..=to).contains(&day))
}

/// Draws one phase.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, phase: &Phase) {
    let (lang, look) = (scene.lang, scene.theme);
    let today = schedule::today(scene.state);
    let days = schedule::days_of(&scene.state.plan, phase);
    let is_today = is_on(scene, phase, today);
    let (mark, mark_look) = match days {
        _ if is_today => (scene.glyphs.here, look.accent),
        Some((_, to)) if to < today => (scene.glyphs.dot, look.dim),
        _ => (scene.glyphs.waiting, look.dim),
    };
    let ending = match days {
        _ if is_today => say::today(lang).to_owned(),
        Some((from, to)) if from == to || area.width < NARROW => day_of(scene, from),
        Some((from, to)) => format!("{} – {}", day_of(scene, from), day_of(scene, to)),
        None => String::new(),
    };
    let style = if is_today { look.strong } else { look.text };
    let mut pen = Pen::at(buf, area, line);
    pen.ending(&[(ending.as_str(), if is_today { look.accent } else { look.dim })]);
    pen.text(mark, mark_look).gap(1);
    pen.left(offset(phase), 9, if is_today { look.accent } else { look.dim })
        .text(phase.title.one_line(), style);
}

/// A day, without the year where that is J-Day's.
fn day_of(scene: &Scene, day: Day) -> String {
    let text = format::day(scene.lang, day);
    match text.rsplit_once(' ') {
        Some((short, _)) if day.0.year() == scene.state.plan.j_day.0.year() => short.to_owned(),
        _ => text,
    }
}

/// `J-14`, `J-Day`, `J+1…+7`.
fn offset(phase: &Phase) -> String {
    match (phase.from, phase.to) {
        (0, 0) => "J-Day".to_owned(),
        (from, to) if from == to => format!("J{from:+}"),
        (from, to) => format!("J{from:+}…{to:+}"),
    }
}
