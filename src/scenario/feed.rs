//! What the world shows at each moment of a drill: one poll round's values, and the events that are due.
//!
//! For every metric the track with the latest beginning speaks, among those that give the metric and
//! whose position and anchor fit the drill; of two with the same beginning, the one further down in
//! the file. Past its end, and where no track fits, the metric reads [`Value::NotRecorded`]: a drill
//! never invents what nobody recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::due::{Due, Pending, Silence, pending};
use super::keyframes::{Curve, Noise, Shape};
use super::recording::{self, Recording};
use super::spoil::Spoil;
use super::types::{Anchor, Position, Scenario, Track, Whose};
use crate::model::metrics::{Answer, Reading, Readings, Sampled, Value};
use crate::plan::types::{Id, Plan, Scope, Side, Unit};
use crate::text::Clean;

/// How long a source of hand-drawn values takes to answer, in milliseconds.
const DRAWN_LATENCY_MS: u32 = 25;

/// How the drill stands, as far as telemetry depends on it. Times in milliseconds since its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stage {
    /// The side that has the traffic, by the lever's true position.
    pub live: Side,
    /// When the lever last really moved to Green.
    pub switched_ms: Option<u64>,
    /// When the lever last really moved back to Blue.
    pub returned_ms: Option<u64>,
}

impl Stage {
    /// Before anything moved.
    pub fn new(live: Side) -> Self {
        Self { live, switched_ms: None, returned_ms: None }
    }

    /// The lever really moved to `to`.
    pub fn moved(&mut self, to: Side, at_ms: u64) {
        self.live = to;
        match to {
            Side::Green => self.switched_ms = Some(at_ms),
            Side::Blue => self.returned_ms = Some(at_ms),
        }
    }

    pub(super) fn anchor(&self, anchor: Anchor) -> Option<u64> {
        match anchor {
            Anchor::Start => Some(0),
            Anchor::Switch => self.switched_ms,
            Anchor::Rollback => self.returned_ms,
        }
    }

    fn fits(&self, whose: Whose, position: Position) -> bool {
        match (whose.side(), position) {
            (None, _) | (_, Position::Always) => true,
            (Some(side), Position::Live) => side == self.live,
            (Some(side), Position::Idle) => side != self.live,
        }
    }
}

/// A scenario that needs something which does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no recording {name:?}; known: {known}")]
pub struct UnknownRecording {
    /// What was asked for.
    pub name: Clean,
    /// What there is.
    pub known: String,
}

/// The feed of one drill.
#[derive(Debug, Clone)]
pub struct Feed {
    tracks: Vec<Prepared>,
    /// Every metric of the plan with what speaks for it.
    series: Vec<Series>,
    silences: Vec<Silence>,
    pending: Vec<Pending>,
    /// Alerts of recordings already told: track and index.
    told: BTreeSet<(usize, usize)>,
    /// What a facilitator did to the telemetry by hand.
    spoilt: Vec<Spoil>,
}

#[derive(Debug, Clone)]
struct Prepared {
    track: Track,
    recording: Option<Arc<Recording>>,
    /// Length in milliseconds; none: it never ends.
    length_ms: Option<u64>,
    /// Where it goes on after its end, in milliseconds since its beginning; none: it does not.
    again_ms: Option<u64>,
}

#[derive(Debug, Clone)]
struct Series {
    whose: Whose,
    metric: Id,
    source: Id,
    shape: Shape,
    /// Whether it counts up, so that a repetition counts on.
    counts: bool,
    /// Tracks that give it, in the order of the file.
    voices: Vec<Voice>,
}

#[derive(Debug, Clone)]
struct Voice {
    track: usize,
    from: From,
}

#[derive(Debug, Clone)]
enum From {
    Column(usize),
    Curve(Curve, Noise),
}

impl Feed {
    /// The feed of `scenario` over the metrics of `plan`. The same seed gives the same values.
    pub fn new(scenario: &Scenario, plan: &Plan, seed: u64) -> Result<Self, UnknownRecording> {
        let tracks = scenario
            .tracks
            .iter()
            .map(|track| prepare(track, &scenario.recordings))
            .collect::<Result<Vec<_>, _>>()?;
        let series = plan
            .metrics
            .iter()
            .flat_map(|metric| {
                let whose: &[Whose] = match metric.scope {
                    Scope::Side => &[Whose::Blue, Whose::Green],
                    Scope::Shared => &[Whose::Shared],
                };
                whose.iter().map(move |whose| (metric, *whose))
            })
            .map(|(metric, whose)| Series {
                whose,
                metric: metric.id.clone(),
                source: metric.source.clone(),
                shape: Shape::of(metric.unit),
                counts: metric.unit == Unit::Count,
                voices: voices(&tracks, whose, &metric.id, seed),
            })
            // What no track ever gives is not part of this drill.
            .filter(|series| !series.voices.is_empty())
            .collect();
        let silences = scenario
            .events
            .iter()
            .filter_map(|event| {
                let source = event.silent.clone()?;
                let until = event.until.map(|until| until.0);
                Some(Silence { source, after: event.after, at: event.at.0, until })
            })
            .collect();
        let pending = scenario.events.iter().enumerate().flat_map(|(n, event)| pending(n, event)).collect();
        Ok(Self { tracks, series, silences, pending, told: BTreeSet::new(), spoilt: Vec::new() })
    }

    /// All values of the poll round `t_ms` milliseconds after the drill's start.
    pub fn round(&self, t_ms: u64, stage: &Stage) -> Sampled {
        let begins: Vec<Option<u64>> =
            self.tracks.iter().map(|prepared| prepared.begun(t_ms, stage)).collect();
        let silent: Vec<&Id> =
            self.silences.iter().filter(|silence| silence.holds(t_ms, stage)).map(|s| &s.source).collect();
        let mut sampled = Sampled::default();
        for series in &self.series {
            let (mut reading, latency) = series.read(t_ms, &begins, &self.tracks);
            if silent.contains(&&series.source) {
                reading = Reading { value: Value::SourceError, age_ms: 0 };
            }
            for spoil in &self.spoilt {
                spoil.on(series.whose.side(), &series.metric, &series.source, &mut reading);
            }
            note_answer(&mut sampled.sources, &series.source, reading.value, latency);
            let readings: &mut Readings = match series.whose {
                Whose::Blue => &mut sampled.blue,
                Whose::Green => &mut sampled.green,
                Whose::Shared => &mut sampled.shared,
            };
            readings.insert(series.metric.clone(), reading);
        }
        sampled
    }

    /// Everything that became due up to and with `t_ms`, oldest first, each with its moment; each once.
    /// What hangs on a movement of the lever becomes due only after `stage` names the movement.
    pub fn due_events(&mut self, t_ms: u64, stage: &Stage) -> Vec<(u64, Due)> {
        let mut due = Vec::new();
        for pending in &mut self.pending {
            let Some(at) = stage.anchor(pending.after).map(|anchor| anchor + pending.at) else { continue };
            if !pending.done && at <= t_ms {
                pending.done = true;
                due.push((at, pending.due.clone()));
            }
        }
        for (index, prepared) in self.tracks.iter().enumerate() {
            let Some(recording) = &prepared.recording else { continue };
            let Some(begun) = prepared.begun(t_ms, stage) else { continue };
            let from = prepared.track.from.0;
            let end = from + prepared.length_ms.unwrap_or(0);
            let now = from + (t_ms - begun);
            for (n, (at, heard)) in recording.alerts.iter().enumerate() {
                let mine = heard.side == prepared.track.side.side();
                if mine && (from..end).contains(at) && *at <= now && self.told.insert((index, n)) {
                    due.push((begun + at - from, Due::Heard(heard.clone())));
                }
            }
        }
        due.sort_by_key(|(at, _)| *at);
        due
    }

    /// Spoils the telemetry from now on, or leaves it as it was recorded again.
    pub fn spoil(&mut self, spoil: &Spoil, begins: bool) {
        self.spoilt.retain(|known| known != spoil);
        if begins {
            self.spoilt.push(spoil.clone());
        }
    }
}

fn prepare(track: &Track, own: &[Arc<Recording>]) -> Result<Prepared, UnknownRecording> {
    let find = |name: &Clean| {
        let own = own.iter().find(|recording| recording.name == *name);
        own.cloned().or_else(|| recording::embedded(name.as_str()))
    };
    let recording = match &track.recording {
        None => None,
        Some(name) => Some(find(name).ok_or_else(|| UnknownRecording {
            name: name.clone(),
            known: recording::names().collect::<Vec<_>>().join(", "),
        })?),
    };
    let length_ms = match &recording {
        Some(recording) => {
            let end = track.to.map_or(recording.length_ms(), |to| to.0.min(recording.length_ms()));
            Some(end.saturating_sub(track.from.0))
        }
        None if track.repeat || track.repeat_from.is_some() => {
            track.values.values().map(|curve| curve.length().0).max()
        }
        None => track.to.map(|to| to.0.saturating_sub(track.from.0)),
    };
    let again_ms = match track.repeat_from {
        Some(second) => Some(second.0.saturating_sub(track.from.0)),
        None => track.repeat.then_some(0),
    };
    Ok(Prepared { track: track.clone(), recording, length_ms, again_ms })
}

fn voices(tracks: &[Prepared], whose: Whose, metric: &Id, seed: u64) -> Vec<Voice> {
    let mut voices = Vec::new();
    for (track, prepared) in tracks.iter().enumerate().filter(|(_, p)| p.track.side == whose) {
        // A track's own keyframes speak over its recording.
        if let Some(curve) = prepared.track.values.get(metric) {
            let noise = Noise::new(seed, whose, metric, prepared.track.noise);
            voices.push(Voice { track, from: From::Curve(curve.clone(), noise) });
        } else if let Some(recording) = &prepared.recording
            && let Some(column) = recording.columns(whose).iter().position(|name| name == metric)
        {
            voices.push(Voice { track, from: From::Column(column) });
        }
    }
    voices
}

impl Prepared {
    /// When the track began in this drill, if it fits now.
    fn begun(&self, t_ms: u64, stage: &Stage) -> Option<u64> {
        if !stage.fits(self.track.side, self.track.position) {
            return None;
        }
        let begun = stage.anchor(self.track.anchor)? + self.track.begins.0;
        (begun <= t_ms).then_some(begun)
    }

    /// Milliseconds into the track without its repetitions, and how often it was repeated; none past
    /// its end.
    fn offset(&self, elapsed: u64) -> Option<(u64, u64)> {
        let Some(length) = self.length_ms.filter(|length| elapsed >= *length) else {
            return Some((elapsed, 0));
        };
        let again = self.again_ms.filter(|again| *again < length)?;
        let lap = length - again;
        Some((again + (elapsed - again) % lap, (elapsed - again) / lap))
    }
}

impl Series {
    /// The value, and the latency of its source where that was recorded.
    fn read(&self, t_ms: u64, begins: &[Option<u64>], tracks: &[Prepared]) -> (Reading, Option<u32>) {
        const NOT_RECORDED: (Reading, Option<u32>) = (Reading { value: Value::NotRecorded, age_ms: 0 }, None);
        let speaking = self
            .voices
            .iter()
            .filter_map(|voice| Some((begins.get(voice.track).copied().flatten()?, voice)))
            .max_by_key(|(begun, _)| *begun);
        let Some((begun, voice)) = speaking else { return NOT_RECORDED };
        let Some(prepared) = tracks.get(voice.track) else { return NOT_RECORDED };
        let Some((offset, laps)) = prepared.offset(t_ms - begun) else { return NOT_RECORDED };
        let Some((mut reading, latency)) = self.raw(voice, prepared, offset) else { return NOT_RECORDED };
        if let Value::Number(number) = &mut reading.value {
            *number += self.counted(voice, prepared, laps);
        }
        if let From::Curve(_, noise) = &voice.from {
            reading.value = noise.on(reading.value, t_ms / 1_000, self.shape);
        }
        (reading, latency)
    }

    /// The value `offset` milliseconds into the track, without noise.
    fn raw(&self, voice: &Voice, prepared: &Prepared, offset: u64) -> Option<(Reading, Option<u32>)> {
        match &voice.from {
            From::Curve(curve, _) => {
                let value = curve.at(offset, self.shape);
                Some((Reading { value, age_ms: 0 }, Some(DRAWN_LATENCY_MS)))
            }
            From::Column(column) => {
                let row = prepared.recording.as_ref()?.row(prepared.track.from.0 + offset)?;
                Some((*row.of(self.whose).get(*column)?, row.answered_ms))
            }
        }
    }

    /// What a counter counted in the repetitions so far: a stretch that is shown again happened again.
    fn counted(&self, voice: &Voice, prepared: &Prepared, laps: u64) -> f64 {
        let (true, Some(length), Some(again)) =
            (self.counts && laps > 0, prepared.length_ms, prepared.again_ms)
        else {
            return 0.0;
        };
        let at = |offset| self.raw(voice, prepared, offset).and_then(|(reading, _)| reading.value.number());
        match (at(again), at(length.saturating_sub(1))) {
            (Some(first), Some(last)) if last > first => (last - first) * laps as f64,
            _ => 0.0,
        }
    }
}

/// A source answered if any of its values was read; it failed if all that was asked of it failed; a
/// source of which nothing is recorded was not asked.
fn note_answer(answers: &mut BTreeMap<Id, Answer>, source: &Id, value: Value, latency: Option<u32>) {
    match value {
        Value::NotRecorded => {}
        Value::SourceError => {
            if !answers.contains_key(source) {
                answers.insert(source.clone(), Answer::Failed(Clean::new("no answer")));
            }
        }
        _ => {
            if !matches!(answers.get(source), Some(Answer::Ok(_))) {
                answers.insert(source.clone(), Answer::Ok(latency.unwrap_or(DRAWN_LATENCY_MS)));
            }
        }
    }
}
