//! One metric's chart: a panel for each side on one scale, one axis of time below them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::axis::{self, Axis};
use super::dots::ACROSS;
use super::marks::{Mark, Sign};
use super::panel::Panel;
use super::past;
use crate::console::format;
use crate::console::view::layout::cut;
use crate::console::view::pen::{Pen, width};
use crate::console::view::scene::Scene;
use crate::console::view::spark::{Ranges, Window};
use crate::model::metrics::Track;
use crate::plan::types::{Metric, Scope, Side};

/// Cells for the labels of the scale.
pub const LABEL: u16 = 8;
/// Fewest lines of a chart that has its times below it, and that has its marks too.
const WITH_TIMES: u16 = 4;
const WITH_MARKS: u16 = 7;

/// Lines of a panel in which nothing was read, beside one with a course.
const SILENT: u16 = 3;

/// A metric's chart, ready to be drawn.
pub struct Chart<'m> {
    /// Whose.
    pub metric: &'m Metric,
    window: Option<Window>,
    panels: Vec<Panel>,
    /// The scale of all its panels.
    pub axis: Axis,
}

impl<'m> Chart<'m> {
    /// The chart of `metric` in `wide` cells.
    pub fn of(scene: &Scene, metric: &'m Metric, wide: u16) -> Self {
        let window = past::window(scene, wide.saturating_sub(LABEL + 1), ACROSS);
        let tracks = match metric.scope {
            Scope::Side => Side::BOTH.map(Track::Side).to_vec(),
            Scope::Shared => vec![Track::Shared],
        };
        let read =
            |track| window.map_or_else(Ranges::new, |window| past::read(scene, metric, track, &window));
        let panels: Vec<Panel> =
            tracks.into_iter().map(|track| Panel { track, ranges: read(track) }).collect();
        let all: Vec<Ranges> = panels.iter().map(|panel| panel.ranges.clone()).collect();
        Self { metric, window, panels, axis: Axis::of(metric, &all) }
    }

    /// Draws it.
    pub fn draw(&self, scene: &Scene, buf: &mut Buffer, area: Rect, marked: &[Mark]) {
        let times = u16::from(area.height >= WITH_TIMES);
        let marks = u16::from(area.height >= WITH_MARKS);
        let (above, below) = cut(area, area.height.saturating_sub(times + marks));
        for (panel, own) in self.panels.iter().zip(self.places(above)) {
            self.panel(scene, buf, own, panel, marked);
        }
        if marks > 0 {
            self.marks(scene, buf, cut(below, 1).0, marked);
        }
        if times > 0 {
            self.times(scene, buf, cut(below, marks).1, marks > 0);
        }
    }

    /// Where the panels stand. On one scale all are as high, but one in which nothing was read has only
    /// a line to say so; a line that cannot be shared stays free between them.
    fn places(&self, area: Rect) -> Vec<Rect> {
        let silent = self.panels.iter().filter(|panel| panel.is_silent()).count() as u16;
        let full = self.panels.len() as u16 - silent;
        let short = if full > 0 { SILENT } else { area.height / silent.max(1) };
        let each = area.height.saturating_sub(short * silent).checked_div(full).unwrap_or_default();
        let mut places = Vec::new();
        let mut rest = area;
        for panel in &self.panels {
            let (own, further) = cut(rest, if panel.is_silent() { short } else { each });
            places.push(own);
            rest = further;
        }
        if let Some(last) = places.last_mut() {
            last.y = area.bottom().saturating_sub(last.height);
        }
        places
    }

    /// The cell of a mark.
    pub fn cell(&self, mark: &Mark) -> Option<u16> {
        let column = self.window.as_ref()?.column(mark.at)?;
        u16::try_from(column).ok().map(|column| column / ACROSS)
    }

    /// The axis itself, with what happened on it.
    fn marks(&self, scene: &Scene, buf: &mut Buffer, line: Rect, marked: &[Mark]) {
        let look = scene.theme;
        let Some(window) = &self.window else { return };
        Pen::at(buf, line, 0)
            .gap(LABEL)
            .text(scene.glyphs.bottom_left, look.border)
            .fill(scene.glyphs.line, look.border);
        let axis =
            Rect { x: line.x.saturating_add(LABEL + 1), width: line.width.saturating_sub(LABEL + 1), ..line };
        for (cell, _) in axis::times(window, ACROSS, scene.state.plan.zone) {
            Pen::at(buf, axis, 0).gap(cell as u16).text(scene.glyphs.tick, look.border);
        }
        let mut signs: Vec<Option<Sign>> = vec![None; usize::from(axis.width)];
        for mark in marked {
            let cell = self.cell(mark).and_then(|cell| signs.get_mut(usize::from(cell)));
            if let Some(sign) = cell {
                *sign = (*sign).max(Some(mark.sign));
            }
        }
        for (cell, sign) in (0..).zip(signs) {
            let Some(sign) = sign else { continue };
            let (glyph, style) = sign.drawn(scene);
            Pen::at(buf, axis, 0).gap(cell).text(glyph, style);
        }
    }

    /// The times below the axis; without room for the axis they stand alone.
    fn times(&self, scene: &Scene, buf: &mut Buffer, line: Rect, centred: bool) {
        let Some(window) = &self.window else { return };
        let axis =
            Rect { x: line.x.saturating_add(LABEL + 1), width: line.width.saturating_sub(LABEL + 1), ..line };
        let mut end = 0;
        for (cell, at) in axis::times(window, ACROSS, scene.state.plan.zone) {
            let clock = format::clock_short(at, scene.state.plan.zone);
            let from = (cell as u16).saturating_sub(if centred { width(&clock) / 2 } else { 0 });
            if from >= end && from + width(&clock) <= axis.width {
                Pen::at(buf, axis, 0).gap(from).text(&clock, scene.theme.dim);
                end = from + width(&clock) + 1;
            }
        }
    }
}
