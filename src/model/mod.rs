//! What happened and what it means. Pure: no clock, no randomness, no IO.

pub mod alerts;
pub mod amend;
pub mod analysis;
mod apply;
pub mod approvals;
mod as_list;
pub mod channels;
pub mod checklist;
pub mod command;
pub mod confirmed;
pub mod cutover;
pub mod decide;
pub mod effect;
pub mod event;
pub mod gates;
pub mod golden;
pub mod metrics;
pub mod people;
pub mod procedure;
pub mod react;
pub mod schedule;
pub mod score;
pub mod sources;
pub mod state;
pub mod time;
pub mod triggers;

pub use command::Command;
pub use effect::{Effect, Outcome};
pub use event::{Actor, Class, Digest, Envelope, Event, Mode};
pub use state::State;
pub use time::{At, Stamp};

use sha2::{Digest as _, Sha256};

use crate::plan::types::Plan;

/// The hash that pins a plan (R30): SHA-256 of its JSON.
pub fn plan_hash(plan: &Plan) -> Digest {
    hash_json(plan)
}

/// The hash of everything a state holds: equal for a drill and for its replay.
pub fn state_hash(state: &State) -> Digest {
    hash_json(state)
}

fn hash_json(value: &impl serde::Serialize) -> Digest {
    let json = serde_json::to_vec(value).unwrap_or_default();
    Digest(Sha256::digest(json).into())
}
