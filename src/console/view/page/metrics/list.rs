//! All metrics at a glance, one a line, by group.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::past;
use crate::console::format;
use crate::console::messages::{room, words};
use crate::console::page::Page;
use crate::console::view::frame;
use crate::console::view::layout::Size;
use crate::console::view::list;
use crate::console::view::metrics::side_look;
use crate::console::view::pen::{Pen, abbreviated};
use crate::console::view::reading::{Standing, is_beyond};
use crate::console::view::scene::Scene;
use crate::console::view::spark::{Columns, Scale, is_floor};
use crate::plan::types::{Group, Metric, Scope, Side};

/// One line of the list.
enum Line<'m> {
    Head(Group),
    Row(usize, &'m Metric),
}

/// The columns' widths.
#[derive(Debug, Clone, Copy)]
struct Grid {
    name: u16,
    target: u16,
    side: u16,
    spark: u16,
}

impl Grid {
    /// A mark and the cell behind it.
    const MARK: u16 = 2;
    /// One side's value with its age, and where there is room with a cell between.
    const SIDE: u16 = 10;
    const TARGET: u16 = 10;
    const SPARK: u16 = 8;
    const LEAST_SPARK: u16 = 3;
    const LEAST_NAME: u16 = 13;
    const MOST_NAME: u16 = 28;

    fn of(wide: u16) -> Self {
        let free = wide.saturating_sub(Self::MARK + 2 * Self::SIDE);
        let target = if free >= Self::LEAST_NAME + Self::TARGET { Self::TARGET } else { 0 };
        let least = if free >= Self::LEAST_NAME + Self::TARGET + Self::SPARK { Self::SPARK } else { 0 };
        let name = free.saturating_sub(target + least).min(Self::MOST_NAME);
        // Beyond the longest name, the history has the rest.
        let spark = if least > 0 { free - target - name } else { 0 };
        let apart = u16::from(spark > 2 * Self::LEAST_SPARK);
        Self { name, target, side: Self::SIDE + apart, spark: spark - 2 * apart }
    }
}

fn all<'m>(metrics: &[&'m Metric]) -> Vec<Line<'m>> {
    let mut lines = Vec::new();
    let mut group = None;
    for (index, metric) in metrics.iter().enumerate() {
        if group != Some(metric.group) {
            group = Some(metric.group);
            lines.push(Line::Head(metric.group));
        }
        lines.push(Line::Row(index, metric));
    }
    lines
}

/// How many lines `metrics` and their groups fill.
pub fn lines(metrics: &[&Metric]) -> u16 {
    u16::try_from(all(metrics).len()).unwrap_or(u16::MAX)
}

/// Draws the list; line `cursor` is chosen.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, metrics: &[&Metric], cursor: usize) {
    let look = scene.theme;
    let live = scene.state.cutover.live;
    let beyond = metrics.iter().filter(|metric| is_beyond(scene.state, metric, live)).count();
    let note = format!("{} {}", scene.glyphs.bad, room::beyond_target(scene.lang, beyond));
    let notes: &[frame::Piece] = if beyond > 0 { &[(&note, look.bad)] } else { &[] };
    let inner = frame::page(scene, buf, area, size, Page::Metrics, notes);
    let grid = Grid::of(inner.width);
    heads(scene, buf, inner, grid);
    let rest = super::cut(inner, 1).1;
    let all = all(metrics);
    let shown = usize::from(rest.height);
    let chosen = all.iter().position(|line| matches!(line, Line::Row(index, _) if *index == cursor));
    let first = list::first(chosen.unwrap_or_default(), all.len(), shown);
    for (at, line) in all.iter().skip(first).take(shown).enumerate() {
        let row = Rect { y: rest.y + at as u16, height: 1, ..rest };
        match line {
            Line::Head(group) => {
                Pen::at(buf, row, 0).text(room::group(scene.lang, *group), look.title);
            }
            Line::Row(index, metric) => {
                draw_row(scene, buf, row, grid, metric);
                if *index == cursor {
                    list::choose(scene, buf, row, 0);
                }
            }
        }
    }
    if size.framed() && all.len() > shown {
        list::position(scene, buf, area, cursor, metrics.len(), 0);
    }
}

/// What the columns are: the two sides, the live one marked.
fn heads(scene: &Scene, buf: &mut Buffer, inner: Rect, grid: Grid) {
    let look = scene.theme;
    let mut pen = Pen::at(buf, inner, 0);
    pen.gap(Grid::MARK + grid.name + grid.target);
    for side in Side::BOTH {
        let live = side == scene.state.cutover.live;
        let (mark, style) = if live { (scene.glyphs.here, side_look(scene, side)) } else { (" ", look.dim) };
        let title = format!("{mark} {}", words::side(scene.lang, side));
        pen.right(title, grid.side - 1, style).gap(1);
    }
}

fn draw_row(scene: &Scene, buf: &mut Buffer, row: Rect, grid: Grid, metric: &Metric) {
    let look = scene.theme;
    let state = scene.state;
    let of = |track| Standing::of(state, metric, track, state.metrics.series(&metric.id, track));
    let track = metric.track(state.cutover.live);
    let standing = of(track);
    let (mark, mark_look) = standing.mark(scene);
    let mut pen = Pen::at(buf, row, 0);
    pen.text(mark, mark_look).gap(Grid::MARK - 1);
    let target = metric.target.map(|target| format::condition(scene.lang, metric.unit, target));
    let target = target.filter(|_| grid.target > 0);
    // Without a target, the name has its room.
    let name = if target.is_some() { grid.name } else { grid.name + grid.target };
    pen.left(
        abbreviated(&metric.title.one_line(), name.saturating_sub(1)),
        name.saturating_sub(1),
        look.text,
    );
    pen.gap(1);
    if let Some(target) = target {
        pen.left(target, grid.target - 1, look.dim).gap(1);
    }
    match metric.scope {
        Scope::Side => {
            for side in Side::BOTH {
                of(crate::model::metrics::Track::Side(side)).write_in(scene, &mut pen, metric, grid.side - 1);
                pen.gap(1);
            }
        }
        Scope::Shared => {
            standing.write_in(scene, &mut pen, metric, grid.side - 1);
            pen.gap(1);
            pen.right(room::shared(scene.lang), grid.side - 1, look.dim).gap(1);
        }
    }
    if grid.spark > 1 && standing.is_known() {
        spark(scene, &mut pen, grid.spark - 1, metric);
    }
}

/// A small history of the live side.
fn spark(scene: &Scene, pen: &mut Pen, wide: u16, metric: &Metric) {
    let Some(window) = past::window(scene, wide, 1) else { return };
    let floor = is_floor(metric.target);
    let ranges = past::read(scene, metric, metric.track(scene.state.cutover.live), &window);
    let worst = |(low, high): (f64, f64)| if floor { low } else { high };
    let columns: Columns = ranges.into_iter().map(|range| range.map(worst)).collect();
    let scale = Scale::of(metric, &[&columns]);
    let sparks = scene.glyphs.sparks();
    for number in &columns {
        let eighths = number.map(|number| usize::from(scale.eighths(number, 1)));
        let glyph = eighths.and_then(|eighths| sparks.get(eighths.checked_sub(1)?)).copied();
        let target = metric.target.filter(|_| !metric.target_on_sum);
        let beyond = target.zip(*number).is_some_and(|(target, number)| !target.holds(number));
        let style = if beyond { scene.theme.bad } else { scene.theme.chart };
        pen.text(glyph.unwrap_or(scene.glyphs.gap), style);
    }
}
