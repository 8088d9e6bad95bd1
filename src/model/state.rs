//! The state of a room: what all events so far amount to.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::alerts::Alerts;
use super::approvals::Approvals;
use super::channels::Channels;
use super::checklist::Checklists;
use super::cutover::Cutover;
use super::effect::{Effect, Outcome};
use super::event::{Digest, Envelope, Event, Mode};
use super::metrics::Metrics;
use super::people::People;
use super::procedure::Procedures;
use super::score::Score;
use super::sources::Sources;
use super::time::Stamp;
use super::triggers::Triggers;
use crate::plan::types::Plan;
use crate::text::Clean;

/// An effect that was intended, and how it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// What.
    pub effect: Effect,
    /// When.
    pub stamp: Stamp,
}

/// Everything that is known, and nothing that was not told by an event.
/// It is written without its plan, which has a hash of its own, and read only from where the plan was put
/// beside the rest (`wire/snapshot.rs`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct State {
    /// The plan in force.
    #[serde(skip_serializing)]
    pub plan: Arc<Plan>,
    /// Its hash.
    pub plan_hash: Digest,
    /// Live or drill.
    pub mode: Mode,
    /// The drill's scenario.
    pub scenario: Option<Clean>,
    /// The drill's seed.
    pub seed: Option<u64>,
    /// Sequence number of the last event.
    pub seq: u64,
    /// When the journal began.
    pub opened_at: Stamp,
    /// When the last event happened: "now" for everything below the engine.
    pub now: Stamp,
    /// When the last tick came.
    pub ticks: u64,
    /// Poll rounds seen.
    pub samples: u64,
    /// Histories.
    pub metrics: Metrics,
    /// Triggers' standings.
    pub triggers: Triggers,
    /// The alert feed.
    pub alerts: Alerts,
    /// How the ways to people fare.
    #[serde(default, skip_serializing)]
    pub channels: Channels,
    /// Ticks and proofs.
    pub checklists: Checklists,
    /// Runs.
    pub procedures: Procedures,
    /// The lever.
    pub cutover: Cutover,
    /// People.
    pub people: People,
    /// Acts that wait for a second person.
    #[serde(default, skip_serializing_if = "Approvals::is_empty")]
    pub approvals: Approvals,
    /// Feeds' health.
    pub sources: Sources,
    /// Effects under way: intended and not settled.
    pub intents: BTreeMap<u64, Intent>,
    /// Faults the drill has put in place.
    pub faults: Vec<Clean>,
    /// How often a person broke something in the drill by hand (F9).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub faults_by_hand: u32,
    /// When the room was closed, with the drill's score.
    pub closed: Option<(Stamp, Option<Score>)>,
    /// Automatic rollbacks that jday began by itself (R16: at most one).
    pub automatic_returns: u32,
    /// Outcomes that fit no open intent: a mistake or a forgery, shown rather than hidden.
    pub strays: Vec<(u64, Outcome)>,
}

impl State {
    /// The state after a journal's first event; none if that is not [`Event::Opened`].
    pub fn open(first: &Envelope) -> Option<Self> {
        let Event::Opened(opened) = &first.event else { return None };
        let stamp = first.stamp();
        let mut cutover = Cutover::new(opened.live);
        cutover.low_ttl_since = opened.low_ttl_since.map(|at| Stamp { at, ..stamp });
        Some(Self {
            plan: Arc::new(opened.plan.clone()),
            plan_hash: opened.plan_hash,
            mode: opened.mode,
            scenario: opened.scenario.clone(),
            seed: opened.seed,
            seq: first.seq,
            opened_at: stamp,
            now: stamp,
            ticks: 0,
            samples: 0,
            metrics: Metrics::default(),
            triggers: Triggers::default(),
            alerts: Alerts::default(),
            channels: Channels::default(),
            checklists: Checklists::default(),
            procedures: Procedures::default(),
            cutover,
            people: People::opened(opened.mode, stamp),
            approvals: Approvals::default(),
            sources: Sources::default(),
            intents: BTreeMap::new(),
            faults: Vec::new(),
            faults_by_hand: 0,
            closed: None,
            automatic_returns: 0,
            strays: Vec::new(),
        })
    }

    /// Milliseconds since `earlier` by the wall clock: for what was known before this journal began.
    pub fn wall_since(&self, earlier: Stamp) -> u64 {
        u64::try_from(self.now.at.0.saturating_sub(earlier.at.0)).unwrap_or(0)
    }

    /// Whether people may be asked to go back: Green is live and Blue can still take over.
    pub fn can_go_back(&self) -> bool {
        self.cutover.live == crate::plan::types::Side::Green
    }
}

/// A state without such faults is written, and hashed, as it was before there were any.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
pub(super) fn is_zero(count: &u32) -> bool {
    *count == 0
}
