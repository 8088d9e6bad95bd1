//! The rollback's stopwatch: five segments against the plan's budget (F5).
//!
//! ```text
//! stopwatch  02:31/05:00 ███████████░░░░░░░░░░░
//! detect 05:02 · alert 00:03 · decide 01:10 · execute … · observe
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::cutover::label;
use super::facts::Stopwatch;
use super::layout;
use super::pen::{Pen, width};
use super::scene::Scene;
use super::triggers::gauge;
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{common, room};

/// Lines it takes.
pub const LINES: u16 = 2;
/// From this share of the budget on, time is short.
const HOT: f64 = 0.6;

/// Draws it.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, clock: &Stopwatch) {
    let (first, rest) = layout::cut(area, 1);
    total(scene, buf, first, clock);
    segments(scene, buf, rest, clock);
}

fn total(scene: &Scene, buf: &mut Buffer, area: Rect, clock: &Stopwatch) {
    let look = scene.theme;
    let share = share(clock);
    let style = total_look(scene, clock, share);
    let mut pen = label(scene, buf, area, room::stopwatch(scene.lang));
    pen.text(format::stopwatch(clock.total_ms), style);
    pen.text(format!("/{}", format::stopwatch(clock.budget_ms)), look.dim).gap(1);
    let word = word(scene, clock);
    let bar = pen.room().saturating_sub(if word.is_empty() { 0 } else { width(word) + 1 });
    gauge(scene, &mut pen, bar, share, style);
    pen.gap(1).text(word, style);
}

/// The share of the budget that is spent; more than one beyond it.
pub fn share(clock: &Stopwatch) -> f64 {
    if clock.budget_ms == 0 { 1.0 } else { clock.total_ms as f64 / clock.budget_ms as f64 }
}

/// How the total stands to the budget; nothing while it counts within it.
pub fn word(scene: &Scene, clock: &Stopwatch) -> &'static str {
    match (clock.running, clock.is_over()) {
        (_, true) => common::over_budget(scene.lang),
        (false, false) => common::within_budget(scene.lang),
        (true, false) => "",
    }
}

/// The look of the total that is `share` of the budget.
pub fn total_look(scene: &Scene, clock: &Stopwatch, share: f64) -> Style {
    let look = scene.theme;
    if clock.is_over() {
        look.bad
    } else if !clock.running {
        look.ok
    } else if share >= HOT {
        look.gauge_hot
    } else {
        look.gauge
    }
}

/// The four segments within the budget (F5).
pub fn segment_names(lang: Lang) -> [&'static str; 4] {
    [
        common::segment_alert(lang),
        common::segment_decide(lang),
        common::segment_execute(lang),
        common::segment_observe(lang),
    ]
}

fn segments(scene: &Scene, buf: &mut Buffer, area: Rect, clock: &Stopwatch) {
    let (lang, look) = (scene.lang, scene.theme);
    let names = segment_names(lang);
    let waits = clock.segments.iter().position(Option::is_none).filter(|_| clock.running);
    let figures: Vec<String> = clock
        .segments
        .iter()
        .enumerate()
        .map(|(index, ms)| match ms {
            Some(ms) => format::stopwatch(*ms),
            None if waits == Some(index) => scene.glyphs.running.to_owned(),
            None => scene.glyphs.waiting.to_owned(),
        })
        .collect();
    let detect =
        clock.detect_ms.map(|ms| format!("{} {}", common::segment_detect(lang), format::stopwatch(ms)));
    let detect = detect.unwrap_or_default();
    let whole: u16 = names.iter().map(|name| width(name)).chain(figures.iter().map(|f| width(f) + 2)).sum();
    let mut pen = Pen::at(buf, area, 0);
    if !detect.is_empty() && whole + width(&detect) + 3 <= area.width {
        pen.text(&detect, look.dim).text(format!(" {} ", scene.glyphs.bar), look.border);
    }
    let cut = whole > area.width + 1;
    for (index, (name, figure)) in names.into_iter().zip(figures).enumerate() {
        let done = clock.segments.get(index).copied().flatten().is_some();
        let name_look = if waits == Some(index) { look.accent } else { look.dim };
        pen.text(if cut { short(name) } else { name }, name_look).gap(1);
        pen.text(figure, if done { look.text } else { name_look }).gap(1);
    }
}

/// The first letters of a segment's name.
fn short(name: &str) -> &str {
    name.char_indices().nth(3).and_then(|(at, _)| name.get(..at)).unwrap_or(name)
}
