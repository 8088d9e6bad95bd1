//! A window too small for panes: the few lines that matter most, the first first.
//!
//! ```text
//!  DRILL  Green ✗ 8.41%
//! ▲ ROLLBACK PROPOSED · 00:41/05:00
//! Error rate > 5%  03:12/05:00
//! window too small: widen it
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::metrics::side_look;
use super::pen::{Pen, padded, width};
use super::reading::in_words;
use super::scene::Scene;
use super::{banners, footer, header, held};
use crate::console::action::Action;
use crate::console::format;
use crate::console::messages::{common, room, words};
use crate::model::triggers::Phase;
use crate::plan::types::{Group, Id};

/// The metric that one line has to hold.
const ERRORS: &str = "errors";

type Line = Vec<(String, Style)>;

/// Draws as many lines as there are.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let mut lines = vec![first(scene)];
    lines.extend(banners::all(scene).into_iter().map(|banner| vec![(banner.text, banner.style)]));
    lines.extend(holding(scene));
    lines.push(where_we_are(scene));
    let gates = held::waiting(scene);
    if !gates.is_empty() {
        let label = format!("{} ", room::conditions(scene.lang));
        let told = held::told(scene, &gates, area.width.saturating_sub(width(&label)));
        lines.push([vec![(label, scene.theme.dim)], told].concat());
    }
    lines.extend(values(scene));
    lines.push(alerts(scene));
    let widen = vec![(
        common::too_small(scene.lang, footer::pages_keys(scene), scene.keymap.hint(Action::Help)),
        scene.theme.dim,
    )];
    let room = usize::from(area.height);
    if room > 1 {
        lines.truncate(room - 1);
        lines.push(widen);
    } else if let Some(first) = lines.first_mut() {
        first.push(("  ".to_owned(), scene.theme.dim));
        first.extend(widen);
    }
    for (line, pieces) in lines.iter().enumerate().take(room) {
        let mut pen = Pen::at(buf, area, line as u16);
        for (text, style) in pieces {
            pen.text(text, *style);
        }
    }
}

/// Lines that a dialog leaves free: the first and the gravest banner, where there is room for more.
pub fn above_dialogs(scene: &Scene, area: Rect) -> u16 {
    let banners = u16::from(!banners::all(scene).is_empty());
    (1 + banners).min(area.height / 4)
}

/// Draws that one line alone, over a page.
pub fn draw_first(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let mut pen = Pen::at(buf, area, 0);
    for (text, style) in first(scene) {
        pen.text(text, style);
    }
}

/// The one line that is left when nothing else is: mode, live side, errors.
fn first(scene: &Scene) -> Line {
    let (lang, look) = (scene.lang, scene.theme);
    let live = scene.state.cutover.live;
    let badge = match scene.stage {
        crate::console::action::Stage::Live => look.frame_live,
        crate::console::action::Stage::Drill => look.frame_drill,
        crate::console::action::Stage::Replay => look.frame_replay,
    };
    // The mode comes first, so that nothing else can push it out.
    let badge = Style { fg: badge.bg.or(badge.fg), bg: None, ..badge };
    let mut pieces = vec![
        (format!("{} ", scene.stage.word(lang)), badge),
        (words::side(lang, live).to_owned(), side_look(scene, live)),
        (" ".to_owned(), look.text),
    ];
    if let Some(metric) = scene.state.plan.metric(&Id::new(ERRORS)) {
        pieces.push(in_words(scene, metric));
        pieces.push((format!(" {}", room::errors_short(lang)), look.dim));
    }
    pieces
}

fn where_we_are(scene: &Scene) -> Line {
    let look = scene.theme;
    let clock = format::clock(scene.state.now.at, scene.state.plan.zone);
    let mut line = vec![(clock, look.strong)];
    if let Some((text, style)) = header::switch_clock(scene, false) {
        line.push((format!(" {} ", scene.glyphs.dot), look.dim));
        line.push((text, style));
    }
    line
}

/// Triggers that count or have fired.
fn holding(scene: &Scene) -> Vec<Line> {
    let look = scene.theme;
    let live = scene.state.cutover.live;
    let lines = scene.state.plan.triggers.iter().filter_map(|trigger| {
        let standing = scene.state.triggers.standing(&trigger.id, live);
        let style = match standing.phase {
            Phase::Holding => look.warn,
            Phase::Fired => look.bad,
            Phase::Calm | Phase::Blind => return None,
        };
        let held = standing.hold.at(scene.state.now).min(trigger.hold.0);
        let figures = format!("{}/{} ", format::stopwatch(held), format::stopwatch(trigger.hold.0));
        Some(vec![(figures, style), (trigger.title.one_line().into_owned(), look.text)])
    });
    lines.collect()
}

/// The performance metrics, a line each.
fn values(scene: &Scene) -> Vec<Line> {
    let metrics = scene.state.plan.metrics.iter().filter(|metric| metric.group == Group::Performance);
    let told: Vec<_> = metrics.map(|metric| (in_words(scene, metric), metric.title.one_line())).collect();
    let wide = told.iter().map(|((value, _), _)| width(value)).max().unwrap_or(0);
    let line = |((value, style), title): ((String, Style), _)| {
        vec![(padded(&value, wide), style), (format!("  {title}"), scene.theme.dim)]
    };
    told.into_iter().map(line).collect()
}

fn alerts(scene: &Scene) -> Line {
    let firing = scene.state.alerts.firing();
    let style = if firing.is_empty() { scene.theme.dim } else { scene.theme.warn };
    vec![(room::alerts_on(scene.lang, firing.len()), style)]
}
