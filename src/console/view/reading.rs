//! What is known of one metric on one side: its number, its age, and how it stands to its target.

use ratatui::style::Style;

use super::facts;
use super::scene::Scene;
use crate::console::format;
use crate::console::messages::{common, room, words};
use crate::model::metrics::{Series, Track, Value};
use crate::plan::types::{Metric, Side};

/// What is known of one side of one metric.
pub struct Standing {
    value: Option<Value>,
    /// The number, or the last one where there is none now.
    pub number: Option<f64>,
    /// How old it is.
    pub age_ms: u64,
    stale: bool,
    /// Whether the side carries the traffic; what both share always counts.
    pub live: bool,
    /// Whether the target is missed; none without a target or a number.
    beyond: Option<bool>,
}

impl Standing {
    /// What is known now.
    pub fn of(scene: &Scene, metric: &Metric, track: Track, series: Option<&Series>) -> Self {
        let state = scene.state;
        let live = track == Track::Shared || track == Track::Side(state.cutover.live);
        let last = series.and_then(|series| series.last);
        let age_ms = last
            .map_or(0, |(stamp, reading)| state.now.since(stamp).saturating_add(u64::from(reading.age_ms)));
        let value = last.map(|(_, reading)| reading.value);
        let number = match value {
            Some(Value::Number(number)) => Some(number),
            Some(_) => series.and_then(|series| series.last_number).map(|(_, number)| number),
            None => None,
        };
        let too_old = facts::is_stale(metric, age_ms);
        let judged = value.and_then(Value::number).filter(|_| !too_old);
        let judged =
            judged.map(|number| if metric.target_on_sum { sum(scene, metric, number) } else { number });
        let beyond = metric.target.zip(judged).map(|(target, number)| !target.holds(number));
        Self { value, number, age_ms, stale: too_old, live, beyond }
    }

    /// The sign of how it stands to its target.
    pub fn mark<'g>(&self, scene: &Scene<'g>) -> (&'g str, Style) {
        let (glyphs, look) = (scene.glyphs, scene.theme);
        match (self.value, self.beyond) {
            (Some(Value::Number(_)), _) if self.stale => (glyphs.stale, look.warn),
            (Some(Value::Number(_)), Some(true)) if self.live => (glyphs.bad, look.bad),
            (Some(Value::Number(_)), Some(true)) => (glyphs.bad, look.dim),
            (Some(Value::Number(_)), Some(false)) if self.live => (glyphs.ok, look.ok),
            (None | Some(Value::Number(_)), _) => (" ", look.dim),
            (Some(_), _) => (glyphs.unknown, look.unknown),
        }
    }

    /// The look of its value.
    pub fn value_look(&self, scene: &Scene) -> Style {
        let look = scene.theme;
        if self.stale {
            look.stale
        } else if self.live && self.beyond == Some(true) {
            look.bad
        } else if self.live {
            look.strong
        } else {
            look.dim
        }
    }

    /// The word that stands where there is no number.
    pub fn word(&self, scene: &Scene, wide: bool) -> Option<&'static str> {
        let lang = scene.lang;
        match (self.value, wide) {
            (None, _) => Some(common::no_value(lang)),
            (Some(Value::Number(_)), _) => None,
            (Some(Value::NoData), true) => Some(common::no_data(lang)),
            (Some(Value::NoData), false) => Some(room::absent(lang)),
            (Some(Value::NotANumber), _) => Some(room::not_a_number(lang)),
            (Some(Value::SourceError), true) if !self.keeps_number() => Some(common::source_error(lang)),
            (Some(Value::SourceError), _) => Some(room::silent(lang)),
            (Some(Value::NotRecorded), true) => Some(common::not_recorded(lang)),
            (Some(Value::NotRecorded), false) => Some(room::unrecorded(lang)),
        }
    }

    /// Whether the last number may stand, struck through, beside the word. Of what nobody recorded
    /// nothing may be shown (R33).
    pub fn keeps_number(&self) -> bool {
        self.number.is_some() && !matches!(self.value, None | Some(Value::NotRecorded))
    }
}

/// Blue and Green together, where the target asks for it; `own` if the other is not known.
fn sum(scene: &Scene, metric: &Metric, own: f64) -> f64 {
    let read = |side| {
        let (_, reading) = scene.state.metrics.series(&metric.id, Track::Side(side))?.last?;
        reading.value.number()
    };
    match (read(Side::Blue), read(Side::Green)) {
        (Some(blue), Some(green)) => blue + green,
        _ => own,
    }
}

/// Whether the live side misses the target of `metric` now.
pub fn is_beyond(scene: &Scene, metric: &Metric, live: Side) -> bool {
    let track = metric.track(live);
    let series = scene.state.metrics.series(&metric.id, track);
    Standing::of(scene, metric, track, series).beyond == Some(true)
}

/// The value of `metric` on the live side in words and its look, for the smallest windows.
pub fn in_words(scene: &Scene, metric: &Metric) -> (String, Style) {
    let track = metric.track(scene.state.cutover.live);
    let series = scene.state.metrics.series(&metric.id, track);
    let standing = Standing::of(scene, metric, track, series);
    let (mark, mark_look) = standing.mark(scene);
    match (standing.word(scene, true), standing.number) {
        (Some(word), _) => (format!("{mark} {word}"), mark_look),
        (None, Some(number)) => {
            (format!("{mark} {}", format::value(scene.lang, metric.unit, number)), standing.value_look(scene))
        }
        (None, None) => (words::side(scene.lang, scene.state.cutover.live).into(), scene.theme.dim),
    }
}
