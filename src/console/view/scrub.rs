//! A replay's time axis: where the journal begins and ends, what happened when, and where we are.
//!
//! ```text
//! 13:50:00 ═══◇══▲═→══►──◇───░░░─←────────── 14:20:00  ◇ decision  ▲ critical  → to Green
//! ```
//! What lies behind is drawn double, what lies ahead single. Where several marks fall into one column the
//! gravest is shown.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::Pen;
use super::scene::{Played, Scene};
use crate::console::format;
use crate::console::messages::replay as say;
use crate::model::At;
use crate::plan::types::Side;
use crate::wire::{Landmark, Sign, Track};

/// From this width on the signs are explained beside the axis.
const EXPLAINED: u16 = 170;
/// Below this the clocks lose their seconds.
const NARROW: u16 = 70;

/// Draws the axis on one line.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, played: Played) {
    let (look, zone) = (scene.theme, scene.state.plan.zone);
    let Played { track, over } = played;
    let clock = if area.width < NARROW { format::clock_short } else { format::clock };
    let mut pen = Pen::at(buf, area, 0);
    pen.gap(1);
    let (word, style) = condition(scene, track, over);
    let legend = if area.width >= EXPLAINED { legend(scene) } else { Vec::new() };
    let mut ends: Vec<(&str, Style)> = Vec::new();
    let to = format!(" {}", clock(track.to, zone));
    ends.push((&to, look.dim));
    let word = if word.is_empty() { word } else { format!("  {word}") };
    ends.push((&word, style));
    for (glyph, name, style) in &legend {
        ends.extend([("  ", look.dim), (glyph, *style), (" ", look.dim), (name, look.dim)]);
    }
    ends.push((" ", look.dim));
    pen.ending(&ends);
    pen.text(format!("{} ", clock(track.from, zone)), look.dim);
    let room = pen.room();
    let columns = Columns::of(track, scene.state.now.at, room);
    for column in 0..room {
        let (glyph, style) = columns.cell(scene, track, column);
        pen.text(glyph, style);
    }
}

/// What is to be said of the axis as a whole: how far it is read, that it is broken, that it is over.
fn condition(scene: &Scene, track: &Track, over: bool) -> (String, Style) {
    let (lang, look) = (scene.lang, scene.theme);
    let percent = track.read / 10;
    if track.broken.is_some() {
        return (say::unreadable_from_here(lang).into(), look.bad);
    }
    match track.heading {
        Some(_) => (say::heading(lang, percent), look.accent),
        None if track.read < Track::WHOLE => (say::reading(lang, percent), look.dim),
        None if over => (say::end(lang).into(), look.strong),
        None => (String::new(), look.dim),
    }
}

/// The column of `at` on an axis of `room` columns.
fn column(track: &Track, at: At, room: u16) -> u16 {
    let whole = track.to.0.saturating_sub(track.from.0).max(1);
    let part = at.0.saturating_sub(track.from.0).clamp(0, whole);
    let last = i64::from(room.saturating_sub(1));
    u16::try_from(part.saturating_mul(last) / whole).unwrap_or(u16::MAX)
}

/// What stands in each column: everything on the axis is looked at once, for a storm has thousands of marks.
struct Columns {
    here: u16,
    known: u16,
    signs: Vec<Option<Sign>>,
    blind: Vec<bool>,
}

impl Columns {
    fn of(track: &Track, now: At, room: u16) -> Self {
        let mut signs: Vec<Option<Sign>> = vec![None; usize::from(room)];
        for mark in track.marks.iter().filter(|mark| mark.sign.landmark() != Landmark::Step) {
            if let Some(sign) = signs.get_mut(usize::from(column(track, mark.at, room))) {
                *sign = (*sign).max(Some(mark.sign));
            }
        }
        let mut blind = vec![false; usize::from(room)];
        for (from, to) in track.blind.iter() {
            let (from, to) = (column(track, *from, room), column(track, *to, room));
            let stretch = blind.get_mut(usize::from(from)..=usize::from(to)).unwrap_or_default();
            stretch.fill(true);
        }
        Self { here: column(track, now, room), known: known(track, room), signs, blind }
    }

    fn cell<'g>(&self, scene: &Scene<'g>, track: &Track, at: u16) -> (&'g str, Style) {
        let (glyphs, look) = (scene.glyphs, scene.theme);
        if at == self.here {
            return (glyphs.here, look.selection);
        }
        if let Some(sign) = self.signs.get(usize::from(at)).copied().flatten() {
            return sign_of(scene, sign);
        }
        let blind = self.blind.get(usize::from(at)).copied().unwrap_or_default();
        let unread = track.read < Track::WHOLE && at > self.known;
        match () {
            () if blind => (glyphs.idle, look.unknown),
            () if unread => (glyphs.dot, look.dim),
            () if at < self.here => (glyphs.double_line, look.accent),
            () => (glyphs.line, look.border),
        }
    }
}

/// The last column of which anything is known: marks stand only where the journal is read.
fn known(track: &Track, room: u16) -> u16 {
    (u32::from(room) * u32::from(track.read) / u32::from(Track::WHOLE)) as u16
}

fn sign_of<'g>(scene: &Scene<'g>, sign: Sign) -> (&'g str, Style) {
    let (glyphs, look) = (scene.glyphs, scene.theme);
    match sign {
        Sign::Step => (glyphs.dot, look.dim),
        Sign::Info => (glyphs.info, look.info),
        Sign::Decision => (glyphs.decision, look.strong),
        Sign::Important => (glyphs.important, look.warn),
        Sign::Critical | Sign::Proposal => (glyphs.critical, look.bad),
        Sign::Moved(Side::Green) => (glyphs.to, look.green),
        Sign::Moved(Side::Blue) => (glyphs.back, look.blue),
    }
}

fn legend<'g>(scene: &Scene<'g>) -> Vec<(&'g str, &'static str, Style)> {
    let lang = scene.lang;
    let blind = (scene.glyphs.idle, say::legend_blind(lang), scene.theme.unknown);
    [
        (Sign::Decision, say::legend_decision(lang)),
        (Sign::Critical, say::legend_critical(lang)),
        (Sign::Important, say::legend_important(lang)),
        (Sign::Moved(Side::Green), say::legend_there(lang)),
        (Sign::Moved(Side::Blue), say::legend_back(lang)),
    ]
    .into_iter()
    .map(|(sign, name)| {
        let (glyph, style) = sign_of(scene, sign);
        (glyph, name, style)
    })
    .chain([blind])
    .collect()
}
