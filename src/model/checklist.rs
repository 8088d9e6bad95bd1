//! Checklists: who ticked what, when, with what note or proof.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::event::Actor;
use super::time::Stamp;
use crate::plan::types::{Checklist, Id};
use crate::text::Clean;

/// What a feed says of an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// The metric, or the fact (`source.fact`).
    pub metric: Id,
    /// The number that was read; of a fact 1 if it holds and 0 if not.
    #[serde(with = "super::metrics::written")]
    pub number: f64,
    /// Whether it proves the item; false takes the tick away.
    pub holds: bool,
}

/// One item's state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Whether it is done.
    pub done: bool,
    /// Who said so.
    pub by: Actor,
    /// When.
    pub stamp: Stamp,
    /// The note.
    pub note: Option<Clean>,
    /// The proof.
    pub proof: Option<Proof>,
}

/// All items that were ever touched.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Checklists {
    /// By item.
    pub marks: BTreeMap<Id, Mark>,
    /// Checklists opened by an event, such as the one after a rollback.
    pub opened: BTreeMap<Id, Stamp>,
}

impl Checklists {
    /// Whether `item` is done.
    pub fn is_done(&self, item: &Id) -> bool {
        self.marks.get(item).is_some_and(|mark| mark.done)
    }

    /// Items done and items in all.
    pub fn progress(&self, checklist: &Checklist) -> (usize, usize) {
        let done = checklist.items().filter(|item| self.is_done(&item.id)).count();
        (done, checklist.items().count())
    }
}
