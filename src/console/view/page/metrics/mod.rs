//! Every metric in a chart of its own: value, age, target, Blue and Green.
//!
//! ```text
//! ┌ 2 Metrics ── ✗ 3 off target ┐┌ Response time p95 ───────────── 30 min ┐
//! │              Blue   ► Green ││   Blue    669ms •  580ms to 829ms ──── │
//! │ Performance                 ││ 2s ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ │
//! │ ✓ p50       168ms•   168ms• ││    ⠤⠤⠒⠒⠤⠤⠒⠒⠤⠤⠒⠒⠤⠤⠒⠒⠤⠤⠒⠒⠤⠤⠒⠒⠤⠤⠒⠒⠤⠤⠒⠒⠤ │
//! │ ✗ p95       669ms•   2.07s• ││ ► Green ✗ 2.07s •  off target ──────── │
//! │ Business                    ││ 2s ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄⡠⠒⠉⠒⠤⠤⠒⠒ │
//! │ ✓ missions   14/min  14/min ││    ⠤⠤⠒⠒⠤⠤⠒⠒⠤⠤⠒⠒┆⠤⠒⠒⠤⠤⠒⠒⠤⠤⠜           │
//! │                             ││ ───────┴────────→───────┴───△──◇───┴── │
//! │                             ││      13:50            14:00      14:10 │
//! └─────────────────────────────┘└────────────────────────────────────────┘
//! ```
//! The two sides have the same scale and one axis of time, so that they compare without colour.

mod axis;
mod chart;
mod dots;
mod happened;
mod list;
mod marks;
mod panel;
mod past;
mod told;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::console::action::Action;
use crate::console::messages::{metrics as say, room};
use crate::console::page::{Page, Sight, passes};
use crate::console::view::frame;
use crate::console::view::layout::{Size, cut};
use crate::console::view::pen::{Pen, abbreviated, width, wrapped};
use crate::console::view::reading::is_beyond;
use crate::console::view::scene::Scene;
use crate::plan::types::{Group, Metric};
use chart::Chart;
use marks::Marks;

/// How many parts the page has.
pub const PARTS: usize = 1;

/// Keys worth a hint on this page.
pub const HINTS: &[Action] = &[Action::Closer, Action::Wider, Action::Details, Action::Filter];

/// Fewest lines of a chart that shows a course and not only that there is one.
const LEAST_CHART: u16 = 8;
/// Room that a title leaves for what stands at the other end of its line.
const BESIDE_TITLE: u16 = 20;
/// Lines and columns of one of the small charts.
const SMALL_CHART: (u16, u16) = (11, 42);

/// The metrics that pass the filter, in the order of their groups.
fn shown<'s>(sight: &Sight<'s>) -> Vec<&'s Metric> {
    let wanted = &sight.places.of(Page::Metrics).filter;
    let mut shown: Vec<&Metric> = sight.state.plan.metrics.iter().collect();
    shown.retain(|metric| {
        let group = room::group(sight.lang, metric.group);
        let line = format!("{} {} {group} {}", metric.title.one_line(), metric.id, metric.source);
        wanted.is_empty() || passes(wanted, &line)
    });
    shown.sort_by_key(|metric| metric.group);
    shown
}

/// How many lines `part` has to choose from.
pub fn rows(sight: &Sight, _part: usize) -> usize {
    shown(sight).len()
}

/// The line of `part` that is chosen while nobody chose one: the first metric that misses its target.
pub fn initial(sight: &Sight, _part: usize) -> usize {
    let live = sight.state.cutover.live;
    shown(sight).iter().position(|metric| is_beyond(sight.state, metric, live)).unwrap_or_default()
}

/// Draws the page.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let sight = scene.sight();
    let metrics = shown(&sight);
    let cursor = super::cursor(&sight, 0).min(metrics.len().saturating_sub(1));
    let Some(chosen) = metrics.get(cursor) else {
        empty(scene, buf, area, size);
        return;
    };
    let sheet = Sheet { scene, size, marks: marks::since(scene, past::begins(scene)) };
    if scene.places.here().open || size == Size::Tiny {
        sheet.alone(buf, area, chosen, (cursor, metrics.len()));
        return;
    }
    match size {
        Size::Tiny | Size::Narrow => {
            let (above, below) = cut(area, area.height * 3 / 5);
            sheet.detail(buf, above, chosen, 0);
            list::draw(scene, buf, below, size, &metrics, cursor);
        }
        Size::Small => {
            let (left, right) = beside(area, 35.max(area.width * 9 / 20), 1);
            list::draw(scene, buf, left, size, &metrics, cursor);
            sheet.detail(buf, right, chosen, told::lines(scene, chosen, right.width));
        }
        Size::Medium | Size::Large => sheet.whole(buf, area, &metrics, cursor),
    }
}

/// Nothing to show: the plan measures nothing, or the filter lets nothing pass.
fn empty(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let inner = frame::page(scene, buf, area, size, Page::Metrics, &[]);
    let text = if scene.state.plan.metrics.is_empty() {
        say::plan_measures_nothing(scene.lang)
    } else {
        say::filter_finds_nothing(scene.lang)
    };
    for (line, text) in wrapped(text, inner.width, usize::from(inner.height)).iter().enumerate() {
        Pen::at(buf, inner, line as u16).text(text, scene.theme.dim);
    }
}

/// `area` in two beside each other, `gap` columns between them.
fn beside(area: Rect, left: u16, gap: u16) -> (Rect, Rect) {
    let wide = left.min(area.width);
    let from = wide.saturating_add(gap).min(area.width);
    (Rect { width: wide, ..area }, Rect { x: area.x.saturating_add(from), width: area.width - from, ..area })
}

/// What all parts of the page draw from.
struct Sheet<'a, 's> {
    scene: &'a Scene<'s>,
    size: Size,
    marks: Marks<'s>,
}

impl Sheet<'_, '_> {
    /// List and facts to the left, the chosen chart to the right, and in a large window the others below.
    fn whole(&self, buf: &mut Buffer, area: Rect, metrics: &[&Metric], cursor: usize) {
        let (scene, size) = (self.scene, self.size);
        let Some(chosen) = metrics.get(cursor) else { return };
        let (left, right) = beside(area, (area.width / 3).max(58), 0);
        let (above, below) = cut(left, list::lines(metrics).saturating_add(3).min(area.height * 3 / 4));
        list::draw(scene, buf, above, size, metrics, cursor);
        let others = if size == Size::Large { others(metrics, cursor) } else { Vec::new() };
        let small = small_lines(right, others.len());
        let (big, grid) = cut(right, right.height - small);
        self.detail(buf, big, chosen, 0);
        let drawn = self.multiples(buf, grid, &others);
        // What happened has enough with half of the column.
        let further = others.get(drawn..).unwrap_or_default();
        let spare = small > 0 && below.height >= 2 * SMALL_CHART.0 && !further.is_empty();
        let (told, corner) = cut(below, below.height - if spare { SMALL_CHART.0 } else { 0 });
        let inner = frame::part(scene, buf, told, size, false, say::about(scene.lang), &[]);
        told::draw(scene, buf, inner, chosen, &self.marks.newest);
        self.multiples(buf, corner, further);
    }

    /// The chosen metric alone on the page.
    fn alone(&self, buf: &mut Buffer, area: Rect, metric: &Metric, at: (usize, usize)) {
        let scene = self.scene;
        let (place, zoom) = (say::place(scene.lang, at.0 + 1, at.1), past::named(scene));
        let dot = format!(" {} ", scene.glyphs.dot);
        let look = scene.theme;
        let notes = [(place.as_str(), look.dim), (dot.as_str(), look.dim), (zoom.as_str(), look.accent)];
        let title = title(scene, metric, area.width);
        let inner = frame::part(scene, buf, area, self.size, true, &title, &notes);
        let told = told::lines(scene, metric, inner.width).max(told::ALONE);
        let told = if inner.height >= told + 2 * LEAST_CHART { told } else { 0 };
        self.chart(buf, inner, metric, told);
    }

    /// The chart of one metric, and `told` lines about it below.
    fn detail(&self, buf: &mut Buffer, area: Rect, metric: &Metric, told: u16) {
        let zoom = past::named(self.scene);
        let notes = [(zoom.as_str(), self.scene.theme.accent)];
        let title = title(self.scene, metric, area.width);
        let inner = frame::part(self.scene, buf, area, self.size, false, &title, &notes);
        self.chart(buf, inner, metric, told.min(inner.height.saturating_sub(LEAST_CHART)));
    }

    fn chart(&self, buf: &mut Buffer, area: Rect, metric: &Metric, told: u16) {
        let (above, below) = cut(area, area.height - told);
        Chart::of(self.scene, metric, above.width).draw(self.scene, buf, above, &self.marks.axis);
        told::draw(self.scene, buf, below, metric, &self.marks.newest);
    }

    /// As many small charts as there is room for; returns how many.
    fn multiples(&self, buf: &mut Buffer, area: Rect, metrics: &[&Metric]) -> usize {
        let (high, wide) = SMALL_CHART;
        let across = (area.width / wide).max(1);
        let shown = usize::from(across * (area.height / high)).min(metrics.len());
        for (index, metric) in (0..).zip(metrics.iter().take(shown)) {
            let (column, row) = (index % across, index / across);
            let (from, until) = (area.width * column / across, area.width * (column + 1) / across);
            let cell = Rect { x: area.x + from, y: area.y + row * high, width: until - from, height: high };
            let inner = frame::part(self.scene, buf, cell, self.size, false, &metric.title.one_line(), &[]);
            self.chart(buf, inner, metric, 0);
        }
        shown
    }
}

/// A chart's title: on a page of its own the page's name is in it, and the filter if one is on.
fn title(scene: &Scene, metric: &Metric, wide: u16) -> String {
    let name = metric.title.one_line();
    let room = wide.saturating_sub(BESIDE_TITLE);
    if !scene.places.here().open {
        return abbreviated(&name, room);
    }
    let whole = format!("{} {} {name}", frame::page_title(scene, Page::Metrics), scene.glyphs.dot);
    if width(&whole) <= room { whole } else { abbreviated(&name, room) }
}

/// The metrics beside the chosen one, those of its own group first.
fn others<'s>(metrics: &[&'s Metric], cursor: usize) -> Vec<&'s Metric> {
    let group: Option<Group> = metrics.get(cursor).map(|metric| metric.group);
    let mut others: Vec<&Metric> = metrics.to_vec();
    if cursor < others.len() {
        others.remove(cursor);
    }
    others.sort_by_key(|metric| Some(metric.group) != group);
    others
}

/// How many lines the small charts get: never more than half.
fn small_lines(area: Rect, others: usize) -> u16 {
    let (high, wide) = SMALL_CHART;
    let across = usize::from((area.width / wide).max(1));
    let rows = u16::try_from(others.div_ceil(across)).unwrap_or(u16::MAX);
    rows.min(area.height / 2 / high).saturating_mul(high)
}
