//! Metric panes: value, target, age and history, Blue and Green side by side.
//!
//! ```text
//! ┌ Performance ───────────────────────── ✗ 1 beyond target ┐
//! │ p95          < 2 s   ✓ 812 ms • ▁▂▂▁▁   ✗ 3.42 s • ▁▃▆█ │
//! │ Error rate   < 1%    ✓ 0.21%  • ▁▁▁▁▁   ◌ 4.1% 20s  ▂▃  │
//! └─────────────────────────────────────────────────────────┘
//! ```
//! A gap in a chart is a gap in what was read, never a zero. A stale value is struck through (R6).

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::frame;
use super::layout::{Size, Wish};
use super::pen::{Pen, abbreviated, width};
use super::reading::{Standing, is_beyond};
use super::scene::{Pane, Scene};
use super::spark::{Columns, Scale, columns};
use crate::console::format;
use crate::console::messages::{room, words};
use crate::model::metrics::{Series, Track};
use crate::plan::types::{Group, Metric, Scope, Side, Unit};

/// How much of the past a chart shows.
const SPAN_MS: u64 = 10 * 60 * 1000;
/// Widest charts do not help: beyond this the columns repeat the same sample.
const MOST_COLUMNS: u16 = 40;
/// Most lines of one metric, its chart among them: what is taller shows no more.
const MOST_TALL: u16 = 8;
/// A chart of fewer columns says nothing; the trend stands for it.
const LEAST_COLUMNS: u16 = 4;

/// The group that a pane shows.
fn group(pane: Pane) -> Group {
    match pane {
        Pane::Business => Group::Business,
        Pane::Platform => Group::Platform,
        _ => Group::Performance,
    }
}

fn of_group<'s>(scene: &'s Scene, pane: Pane) -> impl Iterator<Item = &'s Metric> {
    let group = group(pane);
    scene.state.plan.metrics.iter().filter(move |metric| metric.group == group)
}

/// How many lines the pane of `pane`'s group would fill.
pub fn wish(scene: &Scene, size: Size, pane: Pane) -> Wish {
    let count = u16::try_from(of_group(scene, pane).count()).unwrap_or(u16::MAX).max(1);
    let heads = size.frame_lines();
    let least = match (pane, size.framed()) {
        (Pane::Performance, true) => count.min(6),
        (Pane::Performance, false) => count.min(4),
        _ => count.min(2),
    };
    let tall = if size == Size::Large { 2 } else { 1 };
    let whole = count.saturating_mul(tall).saturating_add(heads);
    // The charts that are looked at most get the room that is left.
    Wish { pane, least: least + heads, whole, grows: size == Size::Large && pane == Pane::Performance }
}

/// Draws one metric pane.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, pane: Pane) {
    let look = scene.theme;
    let metrics: Vec<&Metric> = of_group(scene, pane).collect();
    let live = scene.state.cutover.live;
    let beyond = metrics.iter().filter(|metric| is_beyond(scene.state, metric, live)).count();
    let title = room::group(scene.lang, group(pane));
    let inner = frame::pane(scene, buf, area, size, pane, title, &[]);
    let count = u16::try_from(metrics.len()).unwrap_or(u16::MAX).max(1);
    // Tall charts where there is room for every metric to have one.
    let tall = (inner.height / count).clamp(1, MOST_TALL);
    let grid = Grid::of(inner.width, tall);
    heads(scene, buf, Rect { height: 1, y: area.y, ..inner }, grid, width(title), beyond);
    if metrics.is_empty() {
        Pen::at(buf, inner, 0).text(room::no_metrics(scene.lang), look.dim);
        return;
    }
    let shown = usize::from((inner.height / tall).max(1));
    let cursor = scene.cursors.get(pane).min(metrics.len() - 1);
    let first = if scene.focus == pane { cursor.saturating_sub(shown - 1) } else { 0 };
    for (line, metric) in metrics.iter().skip(first).take(shown).enumerate() {
        let row = Rect { y: inner.y + line as u16 * tall, height: tall, ..inner };
        draw_metric(scene, buf, row.intersection(inner), grid, metric);
    }
}

/// Writes what the columns are into the frame's upper line: how many targets are missed, and the
/// two sides, the live one marked.
fn heads(scene: &Scene, buf: &mut Buffer, heading: Rect, grid: Grid, title: u16, beyond: usize) {
    let look = scene.theme;
    let room = (grid.name + grid.target).saturating_sub(title + 2);
    let note = format!("{} {} ", scene.glyphs.bad, room::beyond_target(scene.lang, beyond));
    if beyond > 0 && width(&note) <= room {
        Pen::at(buf, heading, 0).gap(title + 2).text(&note, look.bad);
    }
    for (index, side) in Side::BOTH.into_iter().enumerate() {
        let live = side == scene.state.cutover.live;
        let (mark, style) = if live { (scene.glyphs.here, side_look(scene, side)) } else { (" ", look.dim) };
        let mut pen = Pen::at(buf, heading, 0);
        pen.gap(grid.name + grid.target + index as u16 * grid.side);
        pen.text(mark, style).text(" ", style).text(words::side(scene.lang, side), style).text(" ", style);
    }
}

/// The colour of a side.
pub fn side_look(scene: &Scene, side: Side) -> Style {
    match side {
        Side::Blue => scene.theme.blue,
        Side::Green => scene.theme.green,
    }
}

/// The columns' widths.
#[derive(Debug, Clone, Copy)]
struct Grid {
    name: u16,
    target: u16,
    /// One side's block: mark, value, age, chart.
    side: u16,
    chart: u16,
}

impl Grid {
    const VALUE: u16 = 9;
    const TARGET: u16 = 10;

    fn of(wide: u16, tall: u16) -> Self {
        let fixed = 2 + Self::VALUE + 2;
        // Names give way to charts first; where there is no room for charts either, they get it all.
        let spare = wide.saturating_sub(Self::TARGET + 2 * fixed);
        let name = if spare >= 26 { (spare / 3).clamp(16, 26) } else { spare.max(9) };
        // Under the value a chart has the whole side for itself.
        let name = if tall > 1 && spare >= 40 { 22 } else { name };
        let side = wide.saturating_sub(name + Self::TARGET) / 2;
        if tall > 1 {
            return Self { name, target: Self::TARGET, side, chart: side.saturating_sub(4) };
        }
        let chart = side.saturating_sub(fixed + 1).min(MOST_COLUMNS);
        let chart = if chart < LEAST_COLUMNS { 0 } else { chart };
        Self { name, target: Self::TARGET, side, chart }
    }
}

fn draw_metric(scene: &Scene, buf: &mut Buffer, row: Rect, grid: Grid, metric: &Metric) {
    let look = scene.theme;
    let target = metric.target.map(|target| format::condition(scene.lang, metric.unit, target));
    let mut pen = Pen::at(buf, row, 0);
    // Without a target, the name has its room.
    let wide = if target.is_some() { grid.name } else { grid.name + grid.target };
    let name = abbreviated(&metric.title.one_line(), wide.saturating_sub(1));
    pen.left(name, wide.saturating_sub(1), look.text).gap(1);
    pen.left(target.as_deref().unwrap_or_default(), grid.target.saturating_sub(1), look.dim).gap(1);
    let x = row.x + grid.name + grid.target;
    let block =
        |index: u16, wide: u16| Rect { x: x + index * grid.side, width: wide, ..row }.intersection(row);
    match metric.scope {
        Scope::Side => {
            let charts = Side::BOTH.map(|side| chart_of(scene, metric, Track::Side(side), grid.chart));
            let scale = Scale::of(metric, &[&charts[0], &charts[1]]);
            for (index, (side, chart)) in Side::BOTH.into_iter().zip(&charts).enumerate() {
                let cell = Cell { metric, track: Track::Side(side), scale, chart };
                cell.draw(scene, buf, block(index as u16, grid.side), grid);
            }
        }
        Scope::Shared => {
            let chart = chart_of(scene, metric, Track::Shared, grid.chart);
            let cell =
                Cell { metric, track: Track::Shared, scale: Scale::of(metric, &[&chart]), chart: &chart };
            cell.draw(scene, buf, block(0, grid.side), grid);
            Pen::at(buf, block(1, grid.side), 0).gap(2).text(room::shared(scene.lang), look.dim);
        }
    }
}

fn chart_of(scene: &Scene, metric: &Metric, track: Track, count: u16) -> Columns {
    let series = scene.state.metrics.series(&metric.id, track);
    series.map(|series| columns(series, metric, scene.state.now, SPAN_MS, count)).unwrap_or_default()
}

/// One side of one metric.
struct Cell<'a> {
    metric: &'a Metric,
    track: Track,
    scale: Scale,
    chart: &'a Columns,
}

impl Cell<'_> {
    fn draw(&self, scene: &Scene, buf: &mut Buffer, area: Rect, grid: Grid) {
        let look = scene.theme;
        let series = scene.state.metrics.series(&self.metric.id, self.track);
        let standing = Standing::of(scene.state, self.metric, self.track, series);
        let (mark, mark_look) = standing.mark(scene);
        let mut pen = Pen::at(buf, area, 0);
        pen.text(mark, mark_look).gap(1);
        let written = standing.number.map(|number| format::value(scene.lang, self.metric.unit, number));
        match (&written, standing.word(scene, grid.chart > 0)) {
            (Some(number), None) => {
                pen.right(number, Grid::VALUE - 1, standing.value_look(scene)).gap(1);
                self.age(scene, &mut pen, &standing, series);
            }
            (Some(number), Some(word)) if grid.chart > 0 && standing.keeps_number() => {
                pen.right(number, Grid::VALUE - 1, look.stale).gap(1).text(word, look.unknown);
                return;
            }
            (_, Some(word)) => {
                let room = pen.room().saturating_sub(1);
                pen.left(word, room, look.unknown);
                return;
            }
            (None, None) => return,
        }
        if grid.chart > 0 && area.height > 1 {
            let (_, below) = super::layout::cut(area, 1);
            let chart = Rect { x: area.x + 2, width: grid.chart.min(area.width.saturating_sub(2)), ..below };
            self.target_line(scene, buf, chart);
            self.chart(scene, buf, chart, standing.live);
        } else if grid.chart > 0 {
            let room = pen.room().saturating_sub(2).min(grid.chart);
            let x = area.x + area.width.saturating_sub(room + 1);
            let chart = Rect { x, width: room, ..area }.intersection(area);
            self.chart(scene, buf, chart, standing.live);
        }
    }

    fn age(&self, scene: &Scene, pen: &mut Pen, standing: &Standing, series: Option<&Series>) {
        let look = scene.theme;
        match format::age(scene.lang, standing.age_ms, self.metric.interval.0) {
            None if pen.room() > LEAST_COLUMNS => {
                pen.text(scene.glyphs.fresh, look.border);
            }
            None => {
                pen.text(series.map_or(" ", |series| trend(scene, series)), look.dim);
            }
            Some(age) if pen.room() > width(&age) => {
                pen.text(&age, look.warn);
            }
            Some(_) => {
                pen.text(scene.glyphs.stale, look.warn);
            }
        }
    }

    /// The target's height across a chart of more than one row, behind the columns.
    fn target_line(&self, scene: &Scene, buf: &mut Buffer, area: Rect) {
        let Some(target) = self.metric.target.filter(|_| self.metric.unit != Unit::Updown) else { return };
        if area.height < 2 || self.metric.target_on_sum {
            return;
        }
        let above = (self.scale.eighths(target.amount.0, area.height).saturating_sub(1)) / 8;
        let line = area.height.saturating_sub(1).saturating_sub(above);
        Pen::at(buf, area, line).fill(scene.glyphs.dot, scene.theme.border);
    }

    fn chart(&self, scene: &Scene, buf: &mut Buffer, area: Rect, live: bool) {
        let sparks = scene.glyphs.sparks();
        let skip = self.chart.len().saturating_sub(usize::from(area.width));
        for (column, number) in self.chart.iter().skip(skip).enumerate() {
            let Some(number) = number else { continue };
            // One side's column cannot miss a target that both sides meet together.
            let target = self.metric.target.filter(|_| !self.metric.target_on_sum);
            let beyond = target.is_some_and(|target| !target.holds(*number));
            let style = match (beyond && live, live) {
                (true, _) => scene.theme.bad,
                (false, true) => scene.theme.chart,
                (false, false) => scene.theme.gauge_empty,
            };
            let mut eighths = self.scale.eighths(*number, area.height);
            for line in (0..area.height).rev() {
                let part = eighths.min(8);
                eighths -= part;
                let Some(glyph) = usize::from(part).checked_sub(1).and_then(|part| sparks.get(part)) else {
                    break;
                };
                Pen::at(buf, area, line).gap(column as u16).text(glyph, style);
            }
        }
    }
}

/// Rising or falling against a minute ago, by more than a twentieth.
fn trend<'g>(scene: &Scene<'g>, series: &Series) -> &'g str {
    let now = scene.state.now;
    let before = series.points.iter().rev().find(|point| now.since(point.stamp) >= 60_000);
    let (Some((_, last)), Some(before)) = (series.last_number, before.and_then(|point| point.number)) else {
        return " ";
    };
    let step = before.abs().max(last.abs()) / 20.0;
    if last > before + step {
        scene.glyphs.up
    } else if last < before - step {
        scene.glyphs.down
    } else {
        " "
    }
}
