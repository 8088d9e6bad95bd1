//! The two sides as a picture, with the lever between them and the traffic that it sends to each.
//!
//! ```text
//! ┌ Blue 0.9.0 ──────┐          users           ╔ ► Green 1.0.0  LIVE ╗
//! │ 192.0.2.10       │    api.example.com       ║ 192.0.2.20          ║
//! │ ✓ health      up │◄─── 4% ───■═══ 96% ═════►║ ✓ health         up ║
//! │   throughput 9/s │  Green is live confirmed ║   throughput  256/s ║
//! └──────────────────┘                          ╚═════════════════════╝
//! ```
//! Without colour the live side is told by its double frame, its arrow and the word.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;

use super::title;
use crate::console::format;
use crate::console::messages::{common, cutover as say, words};
use crate::console::view::frame::{self, Lines};
use crate::console::view::layout::Size;
use crate::console::view::metrics::side_look;
use crate::console::view::pen::{Pen, abbreviated, width};
use crate::console::view::reading::Standing;
use crate::console::view::scene::Scene;
use crate::console::view::{facts, header};
use crate::plan::types::{Group, LeverKind, Metric, Op, Plan, Scope, Side, Unit};

/// How many lines the picture takes, its frame among them.
pub fn lines(size: Size) -> u16 {
    match size {
        Size::Tiny => 3,
        Size::Narrow | Size::Small => 4,
        Size::Medium => 8,
        Size::Large => 10,
    }
}

/// Draws it.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let look = scene.theme;
    let lever = scene.state.plan.lever.name.one_line();
    let notes: Vec<frame::Piece> = match size {
        Size::Medium | Size::Large => Vec::new(),
        Size::Narrow | Size::Small => vec![(&lever, look.dim)],
        // Which part stands below, because it has no line of its own.
        Size::Tiny => super::names(scene.lang)
            .get(scene.places.here().part)
            .map(|name| (*name, look.strong))
            .into_iter()
            .collect(),
    };
    let inner = frame::part(scene, buf, area, size, false, &title(scene), &notes);
    match size {
        Size::Tiny => tiny(scene, buf, inner),
        Size::Narrow | Size::Small => small(scene, buf, inner),
        Size::Medium | Size::Large => whole(scene, buf, inner),
    }
}

fn whole(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let thirds = [Constraint::Percentage(30), Constraint::Fill(1), Constraint::Percentage(30)];
    let [blue, middle, green] = Layout::horizontal(thirds).areas(area);
    side_box(scene, buf, blue, Side::Blue);
    side_box(scene, buf, green, Side::Green);
    between(scene, buf, middle);
}

/// One side in its frame: address, health, traffic, errors and as many more as have room.
fn side_box(scene: &Scene, buf: &mut Buffer, area: Rect, side: Side) {
    let (lang, look) = (scene.lang, scene.theme);
    let live = side == scene.state.cutover.live;
    let info = scene.state.plan.sides.get(side);
    let mut name = format!("{} {}", words::side(lang, side), info.version.one_line());
    if live {
        name = format!("{} {name}", scene.glyphs.here);
    }
    let (lines, style) =
        if live { (Lines::Double, side_look(scene, side)) } else { (Lines::Single, look.border) };
    let word: &[frame::Piece] = if live { &[(say::live(lang), side_look(scene, side))] } else { &[] };
    let inner = frame::framed(scene, buf, area, lines, style, (&name, side_look(scene, side)), word);
    Pen::at(buf, inner, 0).text(info.address.one_line(), look.dim);
    for (line, metric) in shown(&scene.state.plan).into_iter().enumerate() {
        reading(scene, buf, inner, line as u16 + 1, side, metric);
    }
}

/// What a side's box shows, most telling first: health, traffic, errors, then the rest by which the switch
/// is judged.
fn shown(plan: &Plan) -> Vec<&Metric> {
    let of_side = || plan.metrics.iter().filter(|metric| metric.scope == Scope::Side);
    let is_failing = |metric: &&Metric| {
        let least = metric.target.is_some_and(|target| matches!(target.op, Op::Below | Op::AtMost));
        metric.group == Group::Performance && metric.unit == Unit::Ratio && least
    };
    let first = [of_side().find(|metric| metric.unit == Unit::Updown), facts::throughput(plan)];
    let mut out: Vec<&Metric> = first.into_iter().chain([of_side().find(is_failing)]).flatten().collect();
    for metric in of_side().filter(|metric| metric.gate) {
        if !out.iter().any(|known| known.id == metric.id) {
            out.push(metric);
        }
    }
    out
}

fn standing(scene: &Scene, side: Side, metric: &Metric) -> Standing {
    let track = metric.track(side);
    Standing::of(scene.state, metric, track, scene.state.metrics.series(&metric.id, track))
}

/// A value or the word in its place, and its look.
fn value(scene: &Scene, standing: &Standing, metric: &Metric) -> (String, Style) {
    match (standing.word(scene, true), standing.number) {
        (Some(word), _) => (word.to_owned(), scene.theme.unknown),
        (None, Some(number)) => (format::value(scene.lang, metric.unit, number), standing.value_look(scene)),
        (None, None) => (common::no_value(scene.lang).to_owned(), scene.theme.dim),
    }
}

fn reading(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, side: Side, metric: &Metric) {
    let look = scene.theme;
    let standing = standing(scene, side, metric);
    let (mark, mark_look) = standing.mark(scene);
    let (text, style) = value(scene, &standing, metric);
    let mut pen = Pen::at(buf, area, line);
    pen.ending(&[(&text, style)]);
    let room = pen.room().saturating_sub(2);
    pen.text(mark, mark_look).gap(1).text(abbreviated(&metric.title.one_line(), room), look.dim);
}

/// Between the boxes: users, the lever by name, an arm to each side, and how sure all this is.
fn between(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let (lang, look, lever) = (scene.lang, scene.theme, &scene.state.plan.lever);
    let (sure, sure_look) = header::how_sure(scene);
    let live = scene.state.cutover.live;
    let spare = area.height.saturating_sub(6) / 2;
    let kind = match lever.kind {
        LeverKind::Dns => say::record(lang),
        LeverKind::Alias => say::alias(lang),
    };
    let dot = format!(" {} ", scene.glyphs.dot);
    let arms_at = spare + 2;
    aligned(buf, area, spare, Align::Middle, &[(say::users(lang), look.dim)]);
    aligned(
        buf,
        area,
        spare + 1,
        Align::Middle,
        &[(&lever.name.one_line(), look.strong), (&dot, look.dim), (kind, look.dim)],
    );
    arms(scene, buf, Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }, arms_at);
    let word = common::live_side(lang, words::side(lang, live));
    let side = side_look(scene, live);
    aligned(
        buf,
        area,
        arms_at + 1,
        Align::Middle,
        &[(scene.glyphs.here, side), (" ", side), (&word, side), (" ", side), (&sure, sure_look)],
    );
    let (ttl, low) = time_to_live(scene);
    aligned(buf, area, arms_at + 2, Align::Middle, &[(&ttl, look.dim), (&low, look.dim)]);
}

/// The time to live that the name's servers answer, and since when it is low: two pieces.
fn time_to_live(scene: &Scene) -> (String, String) {
    let (lang, state) = (scene.lang, scene.state);
    let answered = state.cutover.survey.as_ref().and_then(|(_, survey)| {
        survey.authoritative.iter().filter(|answer| answer.side.is_some()).map(|answer| answer.ttl_ms).max()
    });
    let low = match state.cutover.low_ttl_since {
        Some(since) => say::low_since(lang, format::clock_short(since.at, state.plan.zone)),
        None => say::not_low_yet(lang).to_owned(),
    };
    let ttl = answered.map_or_else(|| "TTL".to_owned(), |ttl| say::ttl(lang, ttl / 1000));
    (ttl, format!(" {} {low}", scene.glyphs.dot))
}

/// Where on its line something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Align {
    Left,
    Middle,
    Right,
}

/// Writes pieces; the last ones are left out where they do not all fit.
fn aligned(buf: &mut Buffer, area: Rect, line: u16, align: Align, pieces: &[frame::Piece]) {
    let mut kept = pieces;
    let wide =
        |pieces: &[frame::Piece]| pieces.iter().map(|(text, _)| width(text)).fold(0, u16::saturating_add);
    while wide(kept) > area.width && kept.len() > 1 {
        kept = kept.split_last().map_or(kept, |(_, rest)| rest);
    }
    let free = area.width.saturating_sub(wide(kept));
    let mut pen = Pen::at(buf, area, line);
    pen.gap(match align {
        Align::Left => 0,
        Align::Middle => free / 2,
        Align::Right => free,
    });
    for (text, style) in kept {
        pen.text(text, *style);
    }
}

/// An arm to each side with its share of the traffic: double where most of it goes, dotted where none
/// does or nobody knows.
fn arms(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16) {
    let look = scene.theme;
    let green = facts::green_share(scene.state);
    let half = area.width.saturating_sub(1) / 2;
    let mut pen = Pen::at(buf, area, line);
    arm(scene, &mut pen, half, Side::Blue, green.map(|green| 1.0 - green));
    pen.text(scene.glyphs.level_reached, look.strong);
    arm(scene, &mut pen, half, Side::Green, green);
}

fn arm(scene: &Scene, pen: &mut Pen, wide: u16, side: Side, share: Option<f64>) {
    let (glyphs, look) = (scene.glyphs, scene.theme);
    let (shaft, style) = match share {
        None => (glyphs.dot, look.unknown),
        Some(share) if share <= 0.0 => (glyphs.dot, look.dim),
        Some(share) if share < 0.5 => (glyphs.line, side_look(scene, side)),
        Some(_) => (glyphs.double_line, side_look(scene, side)),
    };
    let text = share.map_or_else(|| "?".to_owned(), |share| format::percent(scene.lang, share));
    let text = format!(" {text} ");
    let bare = wide.saturating_sub(width(&text) + 1);
    let (before, after) = (bare / 2, bare - bare / 2);
    let draw_shaft = |pen: &mut Pen, cells: u16| {
        for _ in 0..cells {
            pen.text(shaft, style);
        }
    };
    if side == Side::Blue {
        pen.text(glyphs.left, style);
    }
    draw_shaft(pen, before);
    pen.text(&text, if side == scene.state.cutover.live { look.strong } else { look.text });
    draw_shaft(pen, after);
    if side == Side::Green {
        pen.text(glyphs.here, style);
    }
}

/// Three lines where there is no room for boxes.
fn small(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let look = scene.theme;
    let thirds = [Constraint::Percentage(34), Constraint::Fill(1), Constraint::Percentage(34)];
    let [blue, middle, green] = Layout::horizontal(thirds).areas(area);
    for (side, area, align) in [(Side::Blue, blue, Align::Left), (Side::Green, green, Align::Right)] {
        let (name, style) = named(scene, side);
        let info = scene.state.plan.sides.get(side);
        aligned(buf, area, 0, align, &[(&name, style)]);
        let readings: Vec<_> = shown(&scene.state.plan)
            .into_iter()
            .take(3)
            .map(|metric| {
                let standing = standing(scene, side, metric);
                let (text, style) = value(scene, &standing, metric);
                // Of three values only the share of failures does not say by its unit what it is.
                let bare = metric.unit == Unit::Ratio && standing.word(scene, true).is_none();
                (if bare { say::failing(scene.lang, text) } else { text }, style)
            })
            .collect();
        let readings: Vec<frame::Piece> = readings
            .iter()
            .flat_map(|(text, style)| [(" ", look.dim), (text.as_str(), *style)])
            .skip(1)
            .collect();
        aligned(buf, area, 1, align, &readings);
        aligned(buf, area, 2, align, &[(&info.address.one_line(), look.dim)]);
    }
    let middle = Rect { x: middle.x + 1, width: middle.width.saturating_sub(2), ..middle };
    arms(scene, buf, middle, 0);
    let (sure, sure_look) = sure_in_short(scene);
    aligned(buf, middle, 1, Align::Middle, &[(&sure, sure_look)]);
    let (ttl, low) = time_to_live(scene);
    aligned(buf, middle, 2, Align::Middle, &[(&ttl, look.dim), (&low, look.dim)]);
}

/// How sure all this is, in the fewest words.
fn sure_in_short(scene: &Scene) -> (String, Style) {
    let missed = scene.state.cutover.movement().and_then(|movement| movement.missed);
    match missed {
        Some(level) => {
            let text = say::not_reached(scene.lang, words::level(scene.lang, level));
            (format!("{} {text}", scene.glyphs.bad), scene.theme.bad)
        }
        None => header::how_sure(scene),
    }
}

/// A side's name and version, with the mark and the word of the live one.
fn named(scene: &Scene, side: Side) -> (String, Style) {
    let lang = scene.lang;
    let name = format!("{} {}", words::side(lang, side), scene.state.plan.sides.get(side).version.one_line());
    if side == scene.state.cutover.live {
        return (format!("{} {name} {}", scene.glyphs.here, say::live(lang)), side_look(scene, side));
    }
    (name, scene.theme.dim)
}

/// Two lines in the smallest windows.
fn tiny(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let look = scene.theme;
    let live = scene.state.cutover.live;
    let name = |side| {
        let mark = if side == live { scene.glyphs.here } else { " " };
        let style = if side == live { side_look(scene, side) } else { look.dim };
        (format!("{mark}{}", words::side(scene.lang, side)), style)
    };
    let ((blue, blue_look), (green, green_look)) = (name(Side::Blue), name(Side::Green));
    let (left, right) = (width(&blue) + 1, width(&green) + 1);
    Pen::at(buf, area, 0).text(&blue, blue_look);
    let middle = Rect { x: area.x + left, width: area.width.saturating_sub(left + right), ..area };
    arms(scene, buf, middle, 0);
    Pen::at(buf, area, 0).gap(area.width.saturating_sub(right - 1)).text(&green, green_look);
    let (sure, sure_look) = sure_in_short(scene);
    let (ttl, low) = time_to_live(scene);
    Pen::at(buf, area, 1)
        .text(&sure, sure_look)
        .text(format!(" {} ", scene.glyphs.dot), look.dim)
        .text(ttl, look.dim)
        .text(low, look.dim);
}
