//! A lived day as a scenario: what each side's telemetry showed, while it had the traffic and while it had
//! not, becomes tracks for a drill on the same plan (F8).
//!
//! Only what was observed is taken, and only where somebody observed it: where the people of the drill
//! decide later or otherwise, and where the engine was away, the drill shows "not recorded".

use std::fmt;
use std::sync::Arc;

use super::load::Loaded;
use super::recording::{Recording, Row};
use super::types::{Anchor, ByName, Position, Scenario, Start, Track, Whose, Words};
use crate::model::metrics::{Answer, Reading, Sampled, Track as Series, Value};
use crate::model::{Envelope, Event, State};
use crate::plan::types::{Amount, Clock, Id, Millis, Scope, Side};
use crate::text::Clean;

/// Name of the recording that a lived day becomes.
const NAME: &str = "the journal";
/// A longer time without a tick was seen by nobody, in seconds.
const AWAY: usize = 5;
const SECOND: u64 = 1_000;

/// A lived day that can be rehearsed.
#[derive(Debug, Clone)]
pub struct Lived {
    /// The scenario and the plan.
    pub loaded: Loaded,
    /// What each track covers.
    pub covers: Vec<Cover>,
}

/// What one track covers.
#[derive(Debug, Clone, PartialEq)]
pub struct Cover {
    /// Whose.
    pub whose: Whose,
    /// While the side was in this position.
    pub position: Position,
    /// From which millisecond of the day.
    pub from_ms: u64,
    /// To which.
    pub to_ms: u64,
    /// Metrics of which a number was recorded, and metrics that there are.
    pub metrics: (usize, usize),
    /// Share of its seconds and metrics that have a number.
    pub share: f64,
}

impl fmt::Display for Cover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whose = match self.whose {
            Whose::Blue => "Blue",
            Whose::Green => "Green",
            Whose::Shared => "shared",
        };
        let position = match self.position {
            Position::Live => " with the traffic",
            Position::Idle => " without traffic",
            Position::Always => "",
        };
        let seconds = |ms: u64| Millis(ms / SECOND * SECOND);
        let (from, to) = (seconds(self.from_ms), seconds(self.to_ms));
        let (some, of) = self.metrics;
        let percent = (self.share * 100.0).floor();
        write!(
            f,
            "{whose}{position}: {from} to {to} of the day, {some} of {of} metrics, {percent} % recorded"
        )
    }
}

/// Why a journal cannot be rehearsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotLived {
    /// It has no events.
    #[error("it holds no room; give the journal of a live room or of a drill")]
    NoRoom,
    /// Nothing was sampled in it.
    #[error("nothing was measured in it; a drill would show nothing")]
    NothingSeen,
}

/// The day in `events`, from the journal's first line on.
///
/// # Errors
/// There is nothing in it to rehearse.
pub fn lived(events: impl IntoIterator<Item = Envelope>) -> Result<Lived, NotLived> {
    let mut events = events.into_iter();
    let first = events.next().ok_or(NotLived::NoRoom)?;
    let mut day = Taking::begin(&first).ok_or(NotLived::NoRoom)?;
    events.for_each(|envelope| day.take(&envelope));
    if day.state.samples == 0 || day.rows.is_empty() {
        return Err(NotLived::NothingSeen);
    }
    Ok(day.end())
}

/// A day while it is read.
struct Taking {
    state: State,
    begins_live: Side,
    side: Vec<Id>,
    shared: Vec<Id>,
    /// The newest reading of each column, and when it was read, in milliseconds of the day.
    blue: Vec<Known>,
    green: Vec<Known>,
    common: Vec<Known>,
    latency: Option<u32>,
    rows: Vec<Row>,
    alerts: Vec<(u64, crate::model::alerts::Heard)>,
    /// When the traffic moved.
    moves: Vec<u64>,
}

type Known = Option<(u64, Reading)>;

impl Taking {
    fn begin(first: &Envelope) -> Option<Self> {
        let state = State::open(first)?;
        let of = |scope| {
            let metrics = state.plan.metrics.iter().filter(move |metric| metric.scope == scope);
            metrics.map(|metric| metric.id.clone()).collect::<Vec<_>>()
        };
        let (side, shared) = (of(Scope::Side), of(Scope::Shared));
        Some(Self {
            begins_live: state.cutover.live,
            blue: vec![None; side.len()],
            green: vec![None; side.len()],
            common: vec![None; shared.len()],
            side,
            shared,
            latency: None,
            rows: Vec::new(),
            alerts: Vec::new(),
            moves: Vec::new(),
            state,
        })
    }

    fn take(&mut self, envelope: &Envelope) {
        let live = self.state.cutover.live;
        self.state.apply(envelope);
        let at = envelope.stamp().since(self.state.opened_at);
        if self.state.cutover.live != live {
            self.moves.push(at);
        }
        match &envelope.event {
            Event::Sampled(sampled) => self.sampled(sampled, at),
            Event::Ticked => self.second(at),
            Event::AlertHeard(heard) => self.alerts.push((at, heard.clone())),
            _ => {}
        }
    }

    fn sampled(&mut self, sampled: &Sampled, at: u64) {
        let columns = [
            (&self.side, &mut self.blue, Series::Side(Side::Blue)),
            (&self.side, &mut self.green, Series::Side(Side::Green)),
            (&self.shared, &mut self.common, Series::Shared),
        ];
        for (names, known, series) in columns {
            let readings = sampled.readings(series);
            for (name, known) in names.iter().zip(known) {
                if let Some(reading) = readings.get(name) {
                    *known = Some((at, *reading));
                }
            }
        }
        let slowest = sampled.sources.values().filter_map(|answer| match answer {
            Answer::Ok(latency) => Some(*latency),
            Answer::Failed(_) => None,
        });
        self.latency = slowest.max().or(self.latency);
    }

    /// One second of the day ended: one row, and for seconds that nobody saw, rows without anything.
    fn second(&mut self, at: u64) {
        let second = usize::try_from(at / SECOND).unwrap_or(usize::MAX);
        let missed = second.saturating_sub(self.rows.len());
        if missed > AWAY {
            let nothing = Row { blue: Vec::new(), green: Vec::new(), shared: Vec::new(), answered_ms: None };
            self.rows.resize(second, nothing);
        }
        while self.rows.len() <= second {
            let row = self.row(self.rows.len() as u64 * SECOND);
            self.rows.push(row);
        }
    }

    fn row(&self, at: u64) -> Row {
        let aged = |known: &Vec<Known>| known.iter().map(|known| aged(*known, at)).collect();
        Row {
            blue: aged(&self.blue),
            green: aged(&self.green),
            shared: aged(&self.common),
            answered_ms: self.latency,
        }
    }

    fn end(self) -> Lived {
        let length = self.rows.len() as u64 * SECOND;
        let plan = (*self.state.plan).clone();
        let starts = self.state.opened_at.at.utc().with_timezone(&plan.zone.0).time();
        let title = plan.title.clone();
        let both = |fr: String, en: String| Words { fr: Clean::new(fr), en: Clean::new(en) };
        let tracks = self.tracks(length);
        let recording = Recording {
            name: NAME.into(),
            story: title.clone(),
            side: self.side,
            shared: self.shared,
            rows: self.rows,
            alerts: self.alerts,
        };
        let covers = tracks.iter().map(|track| cover(&recording, track)).collect();
        let scenario = Scenario {
            id: Id::new(&format!("from-{}", plan.id)),
            title: both(format!("journée vécue : {title}"), format!("lived day: {title}")),
            story: both("d'après un journal".into(), "from a journal".into()),
            starts: Clock(starts),
            lasts: Millis(length),
            plan: None,
            seed: 1,
            targets: ByName::default(),
            triggers: ByName::default(),
            rollback: None,
            start: Start { live: self.begins_live, ..Start::default() },
            tracks,
            events: Vec::new(),
            script: Vec::new(),
            expect: Vec::new(),
            recordings: vec![Arc::new(recording)],
        };
        Lived { loaded: Loaded { scenario, plan }, covers }
    }

    /// Up to three stretches: before the traffic moved, after it, and after it moved back. Each is told from
    /// the movement on, so that the people of the drill may move it at another time.
    fn tracks(&self, length: u64) -> Vec<Track> {
        let mut bounds = vec![0];
        bounds.extend(self.moves.iter().copied().take(3));
        bounds.push(length);
        let mut tracks = vec![track(Whose::Shared, Position::Always, Anchor::Start, 0, length)];
        let mut live = self.begins_live;
        let stretches = bounds.windows(2).take(3).enumerate();
        for (n, stretch) in stretches {
            let &[from, to] = stretch else { continue };
            let anchor = match (n, live) {
                (0, _) => Anchor::Start,
                (_, Side::Green) => Anchor::Switch,
                (_, Side::Blue) => Anchor::Rollback,
            };
            for (whose, side) in [(Whose::Blue, Side::Blue), (Whose::Green, Side::Green)] {
                let position = if side == live { Position::Live } else { Position::Idle };
                tracks.push(track(whose, position, anchor, from, to));
            }
            live = live.other();
        }
        tracks
    }
}

/// A reading as it stood at `at`: older by the time since it was read.
fn aged(known: Known, at: u64) -> Reading {
    known.map_or(Reading { value: Value::NotRecorded, age_ms: 0 }, |(since, reading)| {
        let more = u32::try_from(at.saturating_sub(since)).unwrap_or(u32::MAX);
        Reading { age_ms: reading.age_ms.saturating_add(more), ..reading }
    })
}

fn track(side: Whose, position: Position, anchor: Anchor, from: u64, to: u64) -> Track {
    Track {
        side,
        position,
        anchor,
        begins: Millis(0),
        recording: Some(NAME.into()),
        from: Millis(from),
        to: Some(Millis(to)),
        repeat: false,
        repeat_from: None,
        values: ByName::default(),
        noise: Amount(0.0),
    }
}

fn cover(recording: &Recording, track: &Track) -> Cover {
    let (from_ms, to_ms) = (track.from.0, track.to.map_or(0, |to| to.0));
    let columns = recording.columns(track.side).len();
    let mut seen = vec![0_usize; columns];
    let seconds = from_ms / SECOND..to_ms / SECOND;
    let rows = recording.rows.iter().skip(seconds.start as usize).take(seconds.clone().count());
    for row in rows {
        for (reading, seen) in row.of(track.side).iter().zip(&mut seen) {
            *seen += usize::from(reading.value.number().is_some());
        }
    }
    let all = seconds.count() * columns;
    Cover {
        whose: track.side,
        position: track.position,
        from_ms,
        to_ms,
        metrics: (seen.iter().filter(|seen| **seen > 0).count(), columns),
        share: seen.iter().sum::<usize>() as f64 / all.max(1) as f64,
    }
}
