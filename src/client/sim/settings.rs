//! What the simulated world looks like when a drill begins.

use crate::plan::types::{Id, Side, Sides};

/// The world at the start of a drill, as the plan describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Where the lever points at first.
    pub live: Side,
    /// Addresses and versions of both sides.
    pub sides: Sides,
    /// Authoritative servers; the first takes a change at once, the others copy it.
    pub authoritative: Vec<Id>,
    /// Time to live in force, in milliseconds.
    pub ttl_ms: u64,
    /// Caching resolvers. Each asks one authoritative server, in turn: the first the first, the
    /// second the second. Paths are named after them.
    pub resolvers: Vec<Id>,
    /// Steps of the deploy pipeline, in order.
    pub pipeline: Vec<Step>,
    /// Channels; a message to any other is refused.
    pub channels: Vec<Id>,
    /// How long things usually take.
    pub typical: Typical,
}

impl Settings {
    /// A world with two authoritative servers and no resolver, step or channel yet.
    pub fn new(live: Side, sides: Sides, ttl_ms: u64) -> Self {
        Self {
            live,
            sides,
            authoritative: vec![Id::new("primary"), Id::new("secondary")],
            ttl_ms,
            resolvers: Vec::new(),
            pipeline: Vec::new(),
            channels: Vec::new(),
            typical: Typical::default(),
        }
    }
}

/// One step of the pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name in the plan.
    pub id: Id,
    /// True if jday owns the act itself: the pipeline skips it.
    pub watched_only: bool,
}

/// How long things usually take, in milliseconds. What is drawn lies around a single figure and
/// between two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typical {
    /// Request to answer of the lever.
    pub lever: u64,
    /// Change of the first authoritative server to that of the others.
    pub sync: (u64, u64),
    /// A survey.
    pub survey: u64,
    /// A dry run.
    pub dry_run: u64,
    /// One pipeline step.
    pub step: (u64, u64),
    /// How much later a slow system answers if the fault does not say.
    pub slow: u64,
}

impl Default for Typical {
    fn default() -> Self {
        Self {
            lever: 1_200,
            sync: (300, 2_500),
            survey: 150,
            dry_run: 800,
            step: (5_000, 25_000),
            slow: 15_000,
        }
    }
}
