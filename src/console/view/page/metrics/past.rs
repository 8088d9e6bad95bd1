//! How much of the past is shown, and what was read in it.

use crate::console::format;
use crate::console::messages::metrics as say;
use crate::console::page::Zoom;
use crate::console::view::scene::Scene;
use crate::console::view::spark::{Ranges, Window, ranges, ranges_of_minutes};
use crate::model::metrics::Track;
use crate::model::time::At;
use crate::plan::types::Metric;

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
/// What the widest view may show: the shortest of these that reaches back to the first minute known.
const DAYS_MS: [u64; 9] = [
    HOUR_MS,
    2 * HOUR_MS,
    3 * HOUR_MS,
    4 * HOUR_MS,
    6 * HOUR_MS,
    8 * HOUR_MS,
    12 * HOUR_MS,
    16 * HOUR_MS,
    24 * HOUR_MS,
];

/// When the first number of any metric was read.
fn first(scene: &Scene) -> Option<At> {
    let metrics = &scene.state.metrics;
    let all = [&metrics.blue, &metrics.green, &metrics.shared].into_iter().flat_map(|tracks| tracks.values());
    let minutes = all.filter_map(|series| series.minutes.first().map(|minute| minute.minute));
    minutes.min().map(|minute| At(minute.saturating_mul(MINUTE_MS.cast_signed())))
}

fn span_ms(scene: &Scene) -> u64 {
    match scene.places.zoom {
        Zoom::Close => 5 * MINUTE_MS,
        Zoom::Near => 30 * MINUTE_MS,
        Zoom::Day => {
            let now = scene.state.now.at.0;
            let known = first(scene).map_or(0, |first| now.saturating_sub(first.0)).unsigned_abs();
            DAYS_MS.into_iter().find(|span| *span >= known).unwrap_or(24 * HOUR_MS)
        }
    }
}

/// The past that is shown, in words.
pub fn named(scene: &Scene) -> String {
    let minutes = span_ms(scene) / MINUTE_MS;
    match scene.places.zoom {
        Zoom::Close | Zoom::Near => say::minutes(scene.lang, minutes),
        Zoom::Day => match first(scene) {
            Some(first) if minutes < 24 * 60 => {
                say::day_since(scene.lang, format::clock_short(first, scene.state.plan.zone))
            }
            _ => say::whole_day(scene.lang).to_owned(),
        },
    }
}

/// When the past that is shown begins.
pub fn begins(scene: &Scene) -> At {
    At(scene.state.now.at.0.saturating_sub_unsigned(span_ms(scene)))
}

/// The past that is shown, in `cells` cells of `each` columns.
pub fn window(scene: &Scene, cells: u16, each: u16) -> Option<Window> {
    Window::of(scene.state.now, span_ms(scene), cells.saturating_mul(each), each)
}

/// What was read of `metric` in `window`.
pub fn read(scene: &Scene, metric: &Metric, track: Track, window: &Window) -> Ranges {
    let Some(series) = scene.state.metrics.series(&metric.id, track) else { return Ranges::new() };
    match scene.places.zoom {
        Zoom::Close | Zoom::Near => ranges(series, metric, window),
        Zoom::Day => ranges_of_minutes(series, metric, window),
    }
}
