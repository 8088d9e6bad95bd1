//! Two journals of one scenario side by side: who decided what and when, how long each part of a rollback
//! took, what triggers and alerts did, how it ended.

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::decisions::decision;
pub use super::decisions::{Act, Decision};
use super::episodes::{Episodes, Spoke, When};
use super::replay::{ReplayError, replay};
use crate::journal::Reader;
use crate::model::alerts::{AlertKey, Origin};
use crate::model::event::Opened;
use crate::model::procedure::{RunResult, Why};
use crate::model::score::{self, RollbackScore, Score};
use crate::model::{Digest, Envelope, Event, State};
use crate::plan::types::{Id, Plan, Side, TierLevel};
use crate::text::Clean;

/// One run of a procedure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunTally {
    /// The procedure.
    pub procedure: Id,
    /// When it was asked for.
    pub asked: When,
    /// What for.
    pub why: Why,
    /// Milliseconds from the request to each of the five levels of truth.
    pub levels: [Option<u64>; 5],
    /// The five segments, of a rollback that was approved (F5).
    pub rollback: Option<RollbackScore>,
    /// How it ended.
    pub result: Option<RunResult>,
}

/// An alert that nobody took on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Untaken {
    /// Which.
    pub alert: AlertKey,
    /// How grave.
    pub level: TierLevel,
    /// Its title.
    pub title: Clean,
    /// When it was raised last.
    pub raised: When,
}

/// What one journal amounts to, for a comparison.
#[derive(Debug, Clone, Serialize)]
pub struct Tally {
    /// The journal.
    pub journal: String,
    /// The plan in force at its end, for its titles.
    #[serde(skip)]
    pub plan: Arc<Plan>,
    /// That plan's hash.
    pub plan_hash: Digest,
    /// The scenario.
    pub scenario: Option<Clean>,
    /// The drill's seed.
    pub seed: Option<u64>,
    /// How long it lasts, in milliseconds.
    pub lasts_ms: u64,
    /// Decisions, in order.
    pub decisions: Vec<Decision>,
    /// Runs, in order.
    pub runs: Vec<RunTally>,
    /// What each trigger did.
    pub triggers: Vec<Spoke>,
    /// Critical and important alerts of the plan that nobody took on.
    pub untaken: Vec<Untaken>,
    /// The side that was live at the end.
    pub final_side: Side,
    /// The score sheet, of a drill that was closed.
    pub score: Option<Score>,
}

/// Two journals side by side.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The journal that is replayed.
    pub here: Tally,
    /// The other one.
    pub there: Tally,
}

/// Why two journals cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// One of them cannot be read.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// They tell of different things.
    #[error(
        "{there}: a journal of {theirs}, and {here} is one of {ours}; compare two journals of one scenario"
    )]
    Different {
        /// The journal that is replayed.
        here: String,
        /// What it tells of.
        ours: String,
        /// The other one.
        there: String,
        /// What that one tells of.
        theirs: String,
    },
}

/// Refuses two journals that are not of the same scenario, by their first lines.
pub fn comparable(here: &Path, there: &Path) -> Result<(), CompareError> {
    let (ours, theirs) = (opened(here)?, opened(there)?);
    let (ours, theirs) = (subject(&ours), subject(&theirs));
    if ours == theirs {
        return Ok(());
    }
    let name = |path: &Path| path.display().to_string();
    Err(CompareError::Different { here: name(here), ours, there: name(there), theirs })
}

fn opened(file: &Path) -> Result<Box<Opened>, ReplayError> {
    let first = Reader::open(file)?.next().transpose();
    match first.map_err(|defect| ReplayError::defect(file, &defect))? {
        Some(Envelope { event: Event::Opened(opened), .. }) => Ok(opened),
        _ => Err(ReplayError::NotOpened { file: file.to_owned() }),
    }
}

/// What a journal tells of: a drill's scenario, or the plan of a real day.
fn subject(opened: &Opened) -> String {
    match &opened.scenario {
        Some(scenario) => format!("the scenario {}", scenario.one_line()),
        None => format!("the plan {} without a scenario", opened.plan.id),
    }
}

impl Comparison {
    /// Reads both journals whole.
    pub fn of(here: &Path, there: &Path) -> Result<Self, CompareError> {
        comparable(here, there)?;
        Ok(Self { here: Tally::of(here)?, there: Tally::of(there)? })
    }
}

impl Tally {
    /// Reads a journal whole.
    pub fn of(file: &Path) -> Result<Self, ReplayError> {
        let mut decisions = Vec::new();
        let mut episodes = Episodes::default();
        let state = replay(file, |state, envelope| {
            decisions.extend(decision(state, envelope));
            if let Event::Judged(judged) = &envelope.event {
                episodes.take(state, judged);
            }
        })?
        .state;
        episodes.end(&state);
        Ok(Self {
            journal: file.display().to_string(),
            plan: Arc::clone(&state.plan),
            plan_hash: state.plan_hash,
            scenario: state.scenario.clone(),
            seed: state.seed,
            lasts_ms: state.now.since(state.opened_at),
            decisions,
            runs: runs(&state),
            triggers: episodes.into_all(),
            untaken: untaken(&state),
            final_side: state.cutover.live,
            score: state.closed.as_ref().and_then(|(_, score)| score.clone()),
        })
    }
}

fn runs(state: &State) -> Vec<RunTally> {
    let scored = score::of(state).rollbacks;
    let tally = |(id, run): (&u64, &crate::model::procedure::Run)| {
        let movement = state.cutover.movements.iter().find(|movement| movement.run == *id);
        let since = |stamp: Option<crate::model::Stamp>| stamp.map(|stamp| stamp.since(run.requested_at));
        RunTally {
            procedure: run.procedure.clone(),
            asked: When::of(state, run.requested_at),
            why: run.why.clone(),
            levels: movement.map_or([None; 5], |movement| movement.levels.map(since)),
            rollback: scored.iter().find(|score| score.run == *id).copied(),
            result: run.ended.map(|(_, result)| result),
        }
    };
    state.procedures.runs.iter().map(tally).collect()
}

fn untaken(state: &State) -> Vec<Untaken> {
    let left = state.alerts.feed.iter().filter(|(_, alert)| {
        alert.acknowledged.is_none() && alert.origin == Origin::Plan && alert.level != TierLevel::Info
    });
    let untaken = |(key, alert): (&AlertKey, &crate::model::alerts::Alert)| Untaken {
        alert: key.clone(),
        level: alert.level,
        title: alert.title.clone(),
        raised: When::of(state, alert.raised_at),
    };
    left.map(untaken).collect()
}
