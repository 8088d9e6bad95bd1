//! One side's panel of a chart: its heading, the labels of the scale, its course.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::chart::{Chart, LABEL};
use super::dots::{self, ACROSS, Dots};
use super::marks::{Mark, Sign};
use crate::console::format;
use crate::console::messages::{metrics as say, room, words};
use crate::console::view::layout::cut;
use crate::console::view::metrics::side_look;
use crate::console::view::pen::{Pen, width};
use crate::console::view::reading::Standing;
use crate::console::view::scene::Scene;
use crate::console::view::spark::Ranges;
use crate::model::metrics::Track;
use crate::plan::types::Unit;

/// One side of the metric, or what both share.
pub struct Panel {
    /// Whose.
    pub track: Track,
    /// What was read, by column.
    pub ranges: Ranges,
}

impl Panel {
    /// Whether nothing at all was read in the window.
    pub fn is_silent(&self) -> bool {
        self.ranges.iter().all(Option::is_none)
    }
}

impl Chart<'_> {
    /// Draws one panel.
    pub fn panel(&self, scene: &Scene, buf: &mut Buffer, area: Rect, panel: &Panel, marked: &[Mark]) {
        let series = scene.state.metrics.series(&self.metric.id, panel.track);
        let standing = Standing::of(scene.state, self.metric, panel.track, series);
        let (head, plot) = cut(area, 1);
        self.heading(scene, buf, head, panel, &standing);
        if panel.is_silent() {
            let text = say::nothing_read(scene.lang);
            Pen::at(buf, plot, plot.height / 2).gap(LABEL + 1).text(text, scene.theme.dim);
            return;
        }
        let room = Rect { x: plot.x.saturating_add(LABEL), width: plot.width.saturating_sub(LABEL), ..plot };
        for line in 0..room.height {
            Pen::at(buf, room, line).text(scene.glyphs.bar, scene.theme.border);
        }
        self.labels(scene, buf, plot, standing.live);
        let inner = Rect { x: room.x.saturating_add(1), width: room.width.saturating_sub(1), ..room };
        self.movements(scene, buf, inner, marked);
        self.course(scene, buf, inner, panel, &standing);
    }

    /// Whether the target stands in a panel: what both sides meet together only in the live one's.
    fn target(&self, live: bool) -> Option<f64> {
        let target = self.metric.target.filter(|_| live || !self.metric.target_on_sum);
        target.map(|target| target.amount.0)
    }

    /// The labels of the scale; the target's goes before all others, and has its line.
    fn labels(&self, scene: &Scene, buf: &mut Buffer, plot: Rect, live: bool) {
        let look = scene.theme;
        let write = |number| format::value(scene.lang, self.metric.unit, number);
        let mut taken: Vec<u16> = Vec::new();
        if let Some((target, line)) =
            self.target(live).and_then(|target| Some((target, dots::line(self.axis, target, plot.height)?)))
        {
            taken.push(line);
            let whole =
                self.metric.target.map(|target| format::condition(scene.lang, self.metric.unit, target));
            let label = whole.filter(|label| width(label) <= LABEL).unwrap_or_else(|| write(target));
            let mut pen = Pen::at(buf, plot, line);
            pen.right(label, LABEL, look.threshold).gap(1).fill(scene.glyphs.level, look.threshold);
        }
        taken.extend(self.thresholds(scene, buf, plot, live, &taken));
        for (index, number) in self.axis.labels().into_iter().enumerate() {
            let Some(row) = dots::line(self.axis, number, plot.height) else { continue };
            // Foot and head say most; those between want air around them.
            let apart = u16::from(index >= 2);
            if taken.iter().all(|taken| taken.abs_diff(row) > apart) {
                taken.push(row);
                Pen::at(buf, plot, row).right(write(number), LABEL, look.dim);
            }
        }
    }

    /// Where triggers begin to count on the live side, as far as the scale reaches; returns their lines.
    fn thresholds(&self, scene: &Scene, buf: &mut Buffer, plot: Rect, live: bool, taken: &[u16]) -> Vec<u16> {
        let look = scene.theme;
        let watching = scene.state.plan.triggers.iter().filter(|trigger| trigger.metric == self.metric.id);
        let watching = watching.filter(|_| live && self.metric.unit != Unit::Updown);
        let mut rows = Vec::new();
        for trigger in watching.filter(|trigger| self.axis.holds(trigger.threshold.0)) {
            let Some(row) = dots::line(self.axis, trigger.threshold.0, plot.height) else { continue };
            if taken.contains(&row) {
                continue;
            }
            let threshold = format::value(scene.lang, self.metric.unit, trigger.threshold.0);
            let mut pen = Pen::at(buf, plot, row);
            pen.right(format!("{} {threshold}", trigger.op), LABEL, look.warn);
            pen.gap(1).fill(scene.glyphs.dot, look.border);
            rows.push(row);
        }
        rows
    }

    /// Where the lever moved, a line through the panel.
    fn movements(&self, scene: &Scene, buf: &mut Buffer, plot: Rect, marked: &[Mark]) {
        for mark in marked.iter().filter(|mark| matches!(mark.sign, Sign::Moved(_))) {
            let Some(cell) = self.cell(mark) else { continue };
            for line in 0..plot.height {
                Pen::at(buf, plot, line).gap(cell).text(scene.glyphs.target, scene.theme.dim);
            }
        }
    }

    fn course(&self, scene: &Scene, buf: &mut Buffer, plot: Rect, panel: &Panel, standing: &Standing) {
        let dots = Dots::of(&panel.ranges, self.axis, plot.width, plot.height);
        // One side's column cannot miss a target that both sides meet together.
        let target = self.metric.target.filter(|_| !self.metric.target_on_sum);
        let misses = |range: &Option<(f64, f64)>| {
            let (low, high) = range.as_ref().copied()?;
            Some(target.is_some_and(|target| !target.holds(low) || !target.holds(high)))
        };
        let mut cells = panel.ranges.chunks(usize::from(ACROSS));
        for column in 0..plot.width {
            let beyond =
                cells.next().is_some_and(|cell| cell.iter().any(|range| misses(range) == Some(true)));
            let style = course_look(scene, standing, beyond);
            for line in 0..plot.height {
                let pattern = dots.at(column, line);
                if pattern != 0 {
                    let dots = scene.glyphs.dots(pattern);
                    Pen::at(buf, plot, line).gap(column).text(dots.encode_utf8(&mut [0; 4]), style);
                }
            }
        }
    }

    /// Side, value, age, what it went through, and how it stands to its target.
    fn heading(&self, scene: &Scene, buf: &mut Buffer, head: Rect, panel: &Panel, standing: &Standing) {
        let look = scene.theme;
        let mut pen = Pen::at(buf, head, 0);
        match panel.track {
            Track::Side(side) => {
                let style = if standing.live { side_look(scene, side) } else { look.dim };
                pen.text(if standing.live { scene.glyphs.here } else { " " }, style).gap(1);
                pen.left(words::side(scene.lang, side), 6, style);
            }
            Track::Shared => {
                pen.gap(2).text(room::shared(scene.lang), look.dim).gap(1);
            }
        }
        standing.write(scene, &mut pen, self.metric);
        let mut more: Vec<(String, Style)> = Vec::new();
        if let Some((word, style)) = standing.state(scene) {
            more.push((word.to_owned(), style));
        }
        if let Some((low, high)) = extremes(&panel.ranges) {
            let write = |number| format::value(scene.lang, self.metric.unit, number);
            more.push((say::between(scene.lang, write(low), write(high)), look.dim));
        }
        for (text, style) in more {
            if pen.room() > width(&text) + 3 {
                pen.gap(2).text(text, style);
            }
        }
        pen.gap(1).fill(scene.glyphs.line, look.border);
    }
}

/// The lowest and the highest number of all columns.
fn extremes(ranges: &Ranges) -> Option<(f64, f64)> {
    ranges.iter().flatten().copied().reduce(|(low, high), (least, most)| (low.min(least), high.max(most)))
}

/// The live side's course is strong, and never in live colours once it is stale (R6).
fn course_look(scene: &Scene, standing: &Standing, beyond: bool) -> Style {
    let look = scene.theme;
    match (standing.is_known(), standing.live, beyond) {
        (true, true, true) => look.bad,
        (true, true, false) => look.chart,
        _ => look.gauge_empty,
    }
}
