//! What is known of one metric on one side: its number, its age, and how it stands to its target.

use ratatui::style::Style;

use super::facts;
use super::pen::{Pen, width};
use super::scene::Scene;
use crate::console::format;
use crate::console::messages::{common, metrics, room, words};
use crate::model::State;
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
    pub fn of(state: &State, metric: &Metric, track: Track, series: Option<&Series>) -> Self {
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
            judged.map(|number| if metric.target_on_sum { sum(state, metric, number) } else { number });
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

    /// Whether there is a number that is fresh enough to judge by.
    pub fn is_known(&self) -> bool {
        matches!(self.value, Some(Value::Number(_))) && !self.stale
    }

    /// How it stands, in a word; none where the number says all there is to say.
    pub fn state(&self, scene: &Scene) -> Option<(&'static str, Style)> {
        let (lang, look) = (scene.lang, scene.theme);
        match (self.value, self.beyond) {
            (Some(Value::Number(_)), _) if self.stale => Some((common::stale(lang), look.warn)),
            (Some(Value::Number(_)), Some(true)) if self.live => Some((metrics::off_target(lang), look.bad)),
            (Some(Value::Number(_)), Some(true)) => Some((metrics::off_target(lang), look.dim)),
            (Some(Value::Number(_)), Some(false)) if self.live => Some((metrics::on_target(lang), look.ok)),
            _ => None,
        }
    }

    /// Writes mark, value and age one behind the other, or the word that stands for them.
    pub fn write(&self, scene: &Scene, pen: &mut Pen, metric: &Metric) {
        let (mark, mark_look) = self.mark(scene);
        pen.text(mark, mark_look).gap(1);
        let word = self.word(scene, true);
        if let Some(number) = self.number.filter(|_| word.is_none() || self.keeps_number()) {
            let style = if word.is_some() { scene.theme.stale } else { self.value_look(scene) };
            pen.text(format::value(scene.lang, metric.unit, number), style).gap(1);
        }
        match word {
            Some(word) => pen.text(word, scene.theme.unknown),
            None => match format::age(scene.lang, self.age_ms, metric.interval.0) {
                None => pen.text(scene.glyphs.fresh, scene.theme.border),
                Some(age) => pen.text(common::late_by(scene.lang, age), scene.theme.warn),
            },
        };
    }

    /// Writes value and age into the next `wide` cells, to the right, without the mark.
    pub fn write_in(&self, scene: &Scene, pen: &mut Pen, metric: &Metric, wide: u16) {
        let look = scene.theme;
        let word = self.word(scene, false);
        let number = self.number.filter(|_| word.is_none());
        let Some(number) = number else {
            pen.right(word.unwrap_or_default(), wide, look.unknown);
            return;
        };
        let written = format::value(scene.lang, metric.unit, number);
        let (age, age_look) = match format::age(scene.lang, self.age_ms, metric.interval.0) {
            None => (scene.glyphs.fresh.to_owned(), look.border),
            Some(age) if width(&written) + width(&age) + 2 <= wide => (age, look.warn),
            Some(_) => (scene.glyphs.stale.to_owned(), look.warn),
        };
        let apart = u16::from(width(&written) + width(&age) < wide);
        pen.right(written, wide.saturating_sub(width(&age) + apart), self.value_look(scene));
        pen.gap(apart);
        pen.text(age, age_look);
    }

    /// Whether the last number may stand, struck through, beside the word. Of what nobody recorded
    /// nothing may be shown (R33).
    pub fn keeps_number(&self) -> bool {
        self.number.is_some() && !matches!(self.value, None | Some(Value::NotRecorded))
    }
}

/// Blue and Green together, where the target asks for it; `own` if the other is not known.
fn sum(state: &State, metric: &Metric, own: f64) -> f64 {
    let read = |side| {
        let (_, reading) = state.metrics.series(&metric.id, Track::Side(side))?.last?;
        reading.value.number()
    };
    match (read(Side::Blue), read(Side::Green)) {
        (Some(blue), Some(green)) => blue + green,
        _ => own,
    }
}

/// Whether the live side misses the target of `metric` now.
pub fn is_beyond(state: &State, metric: &Metric, live: Side) -> bool {
    let track = metric.track(live);
    let series = state.metrics.series(&metric.id, track);
    Standing::of(state, metric, track, series).beyond == Some(true)
}

/// The value of `metric` on the live side in words and its look, for the smallest windows.
pub fn in_words(scene: &Scene, metric: &Metric) -> (String, Style) {
    let track = metric.track(scene.state.cutover.live);
    let series = scene.state.metrics.series(&metric.id, track);
    let standing = Standing::of(scene.state, metric, track, series);
    let (mark, mark_look) = standing.mark(scene);
    match (standing.word(scene, true), standing.number) {
        (Some(word), _) => (format!("{mark} {word}"), mark_look),
        (None, Some(number)) => {
            (format!("{mark} {}", format::value(scene.lang, metric.unit, number)), standing.value_look(scene))
        }
        (None, None) => (words::side(scene.lang, scene.state.cutover.live).into(), scene.theme.dim),
    }
}
