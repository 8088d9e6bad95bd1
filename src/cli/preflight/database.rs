//! The database that procedures back up and give back: would each of its tasks work today?

use std::time::{Duration, Instant};

use super::Line;
use crate::client::net::database;
use crate::plan::types::Plan;

/// How long each of the proofs may take.
const WITHIN: Duration = Duration::from_secs(15);

/// Every proof, or nothing where the plan has no such database.
pub fn lines(plan: &Plan) -> Vec<Line> {
    let begun = Instant::now();
    let proofs = database::prove(plan, WITHIN);
    let took = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let lines = proofs.into_iter().map(|proof| {
        let line = Line::new("database", proof.name.as_str(), proof.ok, proof.detail.one_line()).took(took);
        if proof.ok == Some(false) {
            line.todo("a step of `jday db` would fail; see docs/live.md")
        } else {
            line
        }
    });
    lines.collect()
}
