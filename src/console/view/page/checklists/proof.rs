//! What a feed says of an item: the metric, the number that was read, whether it proves the item, and what
//! it reads now.

use ratatui::style::Style;

use super::super::super::pen::abbreviated;
use super::super::super::reading::{self, Standing};
use super::super::super::scene::Scene;
use crate::console::format;
use crate::console::messages::{checklists as say, evidence};
use crate::model::checklist::{Mark, Proof};
use crate::plan::types::{Item, Metric};

/// A metric's name takes at most this share of an item's line, in cells between these two.
const NAME_SHARE: u16 = 5;
const NAME: (u16, u16) = (10, 20);
/// Below this width the name of the metric is left out.
const NARROW: u16 = 60;

type Text = (String, Style);

/// What would prove an item that nobody marked yet, and what it reads now.
pub fn pending(scene: &Scene, item: &Item, wide: u16) -> Vec<Text> {
    let Some(metric) = item.proof.as_ref().and_then(|id| scene.state.plan.metric(id)) else {
        return fact(scene, item).into_iter().collect();
    };
    let (value, style) = reading::in_words(scene, metric);
    if wide < NARROW {
        return vec![(value, style)];
    }
    vec![(format!("{} ", name(metric, wide)), scene.theme.dim), (value, style)]
}

/// What a feed said, and when.
pub fn told(scene: &Scene, mark: &Mark, proof: &Proof, wide: u16) -> Vec<Text> {
    let (lang, look) = (scene.lang, scene.theme);
    let at = format::clock_short(mark.stamp.at, scene.state.plan.zone);
    let (word, style) =
        if proof.holds { (say::proved(lang), look.dim) } else { (say::disproved(lang), look.bad) };
    if wide < NARROW {
        return vec![(format!("{word} {at}"), style)];
    }
    let metric = scene.state.plan.metric(&proof.metric);
    if metric.is_none() && scene.state.sources.facts.contains_key(&proof.metric) {
        return vec![(format!("{} ", proof.metric), look.dim), (format!("{word} {at}"), style)];
    }
    let name = metric.map_or_else(|| proof.metric.to_string(), |metric| name(metric, wide));
    let value = format::value_or_plain(lang, metric.map(|metric| metric.unit), proof.number);
    vec![(format!("{name} {value} "), look.dim), (format!("{word} {at}"), style)]
}

/// The whole story of an item's proof, a sentence a line.
pub fn in_full(scene: &Scene, item: &Item, mark: Option<&Mark>) -> Vec<Text> {
    let (lang, look) = (scene.lang, scene.theme);
    let Some(metric) = item.proof.as_ref().and_then(|id| scene.state.plan.metric(id)) else {
        return fact(scene, item).into_iter().collect();
    };
    let title = metric.title.one_line();
    let target = metric.target.map(|target| format::condition(lang, metric.unit, target)).unwrap_or_default();
    let mut out = vec![(say::proved_by(lang, title, target), look.dim)];
    if let Some((mark, proof)) = mark.and_then(|mark| mark.proof.as_ref().map(|proof| (mark, proof))) {
        let value = format::value(lang, metric.unit, proof.number);
        let at = format::clock_short(mark.stamp.at, scene.state.plan.zone);
        out.push(if proof.holds {
            (say::read_holds(lang, value, at), look.ok)
        } else {
            (say::read_fails(lang, value, at), look.bad)
        });
    }
    out.push(now(scene, metric));
    out
}

/// What a source says of the fact that an item rests on, if it does on one.
fn fact(scene: &Scene, item: &Item) -> Option<Text> {
    let (name, look) = (item.proof.as_ref()?, scene.theme);
    let fact = scene.state.sources.facts.get(name)?;
    let style = match fact.holds {
        Some(true) => look.ok,
        Some(false) => look.bad,
        None => look.dim,
    };
    Some((format!("{name}: {}", evidence::told(scene.lang, &fact.detail)), style))
}

/// What the metric reads now on the live side, and how old that is.
fn now(scene: &Scene, metric: &Metric) -> Text {
    let track = metric.track(scene.state.cutover.live);
    let series = scene.state.metrics.series(&metric.id, track);
    let standing = Standing::of(scene.state, metric, track, series);
    let (value, style) = reading::in_words(scene, metric);
    match format::age(scene.lang, standing.age_ms, metric.interval.0) {
        Some(age) if series.is_some() => (say::reads_now_late(scene.lang, value, age), style),
        _ => (say::reads_now(scene.lang, value), style),
    }
}

fn name(metric: &Metric, wide: u16) -> String {
    abbreviated(&metric.title.one_line(), (wide / NAME_SHARE).clamp(NAME.0, NAME.1))
}
