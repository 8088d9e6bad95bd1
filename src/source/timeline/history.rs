//! The points of every series of a whole journal, once, in columns: what makes a state large, kept apart
//! so that a snapshot of the rest is small.
//!
//! A series holds at any time a run of consecutive points out of all that it ever took, and the minutes
//! from the first on. So a snapshot needs of each series only where that run begins and ends ([`Cut`]),
//! and gets its points back exactly, whatever the clocks did and however long a series was silent.

use std::collections::{BTreeMap, VecDeque};

use crate::model::metrics::{Minute, Point, Sampled, Series, Track};
use crate::model::{Stamp, State};
use crate::plan::types::{Id, Side};

/// The three sets of series of a room, in the order in which they are kept here.
const TRACKS: [Track; 3] = [Track::Side(Side::Blue), Track::Side(Side::Green), Track::Shared];

/// Every point and minute of one series.
#[derive(Debug, Default)]
struct Column {
    /// The poll round of each point.
    rounds: Vec<u32>,
    /// Its number; NaN, which no number of a point is, for a gap.
    numbers: Vec<f64>,
    minutes: Vec<Minute>,
}

/// Which part of its column a series held at one time.
#[derive(Debug, Clone, Copy)]
struct Cut {
    first: usize,
    end: usize,
    minutes: usize,
    /// The last minute as it was then: later samples of it may have gone lower or higher.
    last: Option<Minute>,
}

/// All columns of a journal.
#[derive(Debug, Default)]
pub(super) struct History {
    /// When each poll round was read.
    rounds: Vec<Stamp>,
    columns: [BTreeMap<Id, Column>; TRACKS.len()],
}

/// A state without its points and minutes, and how to get them back.
#[derive(Debug)]
pub(super) struct Thin {
    state: State,
    cuts: Vec<Cut>,
}

fn series_of(state: &mut State) -> [&mut BTreeMap<Id, Series>; TRACKS.len()] {
    let metrics = &mut state.metrics;
    [&mut metrics.blue, &mut metrics.green, &mut metrics.shared]
}

impl History {
    /// Takes the newest points of the round that `state` has just taken.
    pub fn take(&mut self, sampled: &Sampled, state: &State) {
        let round = u32::try_from(self.rounds.len()).unwrap_or(u32::MAX);
        self.rounds.push(state.now);
        for (track, columns) in TRACKS.into_iter().zip(&mut self.columns) {
            for metric in sampled.readings(track).keys() {
                let point = state.metrics.series(metric, track).and_then(|series| series.points.back());
                let Some(point) = point else { continue };
                let column = match columns.get_mut(metric) {
                    Some(column) => column,
                    None => columns.entry(metric.clone()).or_default(),
                };
                column.rounds.push(round);
                column.numbers.push(point.number.unwrap_or(f64::NAN));
            }
        }
    }

    /// `state` as it stands, small. It is whole again when this returns.
    pub fn thin(&mut self, state: &mut State) -> Thin {
        let mut cuts = Vec::new();
        let mut aside = Vec::new();
        for (all, columns) in series_of(state).into_iter().zip(&mut self.columns) {
            for (metric, series) in all {
                let column = columns.entry(metric.clone()).or_default();
                column.remember(&series.minutes);
                let end = column.numbers.len();
                cuts.push(Cut {
                    first: end.saturating_sub(series.points.len()),
                    end,
                    minutes: series.minutes.len(),
                    last: series.minutes.last().copied(),
                });
                aside.push((std::mem::take(&mut series.points), std::mem::take(&mut series.minutes)));
            }
        }
        let thin = Thin { state: state.clone(), cuts };
        let all = series_of(state).into_iter().flat_map(BTreeMap::values_mut);
        for (series, (points, minutes)) in all.zip(aside) {
            (series.points, series.minutes) = (points, minutes);
        }
        thin
    }

    /// The whole state that `thin` was made of.
    pub fn whole(&self, thin: &Thin) -> State {
        let mut state = thin.state.clone();
        let mut cuts = thin.cuts.iter();
        for (all, columns) in series_of(&mut state).into_iter().zip(&self.columns) {
            for (metric, series) in all {
                let (Some(cut), Some(column)) = (cuts.next(), columns.get(metric)) else { continue };
                series.points = self.points(column, *cut);
                series.minutes = column.minutes_of(*cut);
            }
        }
        state
    }

    fn points(&self, column: &Column, cut: Cut) -> VecDeque<Point> {
        let rounds = column.rounds.get(cut.first..cut.end).unwrap_or_default();
        let numbers = column.numbers.get(cut.first..cut.end).unwrap_or_default();
        let point = |(round, number): (&u32, &f64)| {
            let stamp = self.rounds.get(*round as usize).copied().unwrap_or_default();
            Point { stamp, number: Some(*number).filter(|number| !number.is_nan()) }
        };
        rounds.iter().zip(numbers).map(point).collect()
    }
}

impl Column {
    /// Keeps the minutes that are new since the last time; the last one kept may have changed since.
    fn remember(&mut self, minutes: &[Minute]) {
        self.minutes.truncate(self.minutes.len().saturating_sub(1));
        self.minutes.extend_from_slice(minutes.get(self.minutes.len()..).unwrap_or_default());
    }

    fn minutes_of(&self, cut: Cut) -> Vec<Minute> {
        let before = cut.minutes.saturating_sub(1);
        let mut minutes = Vec::with_capacity(cut.minutes);
        minutes.extend_from_slice(self.minutes.get(..before).unwrap_or_default());
        minutes.extend(cut.last);
        minutes
    }
}
