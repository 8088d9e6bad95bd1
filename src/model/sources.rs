//! The source-health board (F7): which feeds are fresh, late or silent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::metrics::Answer;
use super::time::Stamp;
use crate::plan::types::Id;
use crate::text::Clean;

/// One source's health.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Source {
    /// When it last answered.
    pub last_ok: Option<Stamp>,
    /// When it was last asked.
    pub last_asked: Option<Stamp>,
    /// Latency of the last answer, in milliseconds.
    pub latency_ms: Option<u32>,
    /// The last error, while it lasts.
    pub error: Option<Clean>,
    /// Since when it has not answered.
    pub silent_since: Option<Stamp>,
}

/// All sources.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Sources {
    /// By name.
    pub board: BTreeMap<Id, Source>,
}

impl Sources {
    /// Takes one poll's answers.
    pub fn apply(&mut self, answers: &BTreeMap<Id, Answer>, stamp: Stamp) {
        for (id, answer) in answers {
            let source = self.board.entry(id.clone()).or_default();
            source.last_asked = Some(stamp);
            match answer {
                Answer::Ok(latency) => {
                    source.last_ok = Some(stamp);
                    source.latency_ms = Some(*latency);
                    source.error = None;
                    source.silent_since = None;
                }
                Answer::Failed(why) => {
                    source.silent_since.get_or_insert(stamp);
                    source.error = Some(why.clone());
                }
            }
        }
    }

    /// Sources that answered their last question, and all sources.
    pub fn seen(&self) -> (usize, usize) {
        (self.board.values().filter(|source| source.silent_since.is_none()).count(), self.board.len())
    }
}
