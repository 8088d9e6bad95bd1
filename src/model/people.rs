//! Who is here, votes and notes, and whether automation may act.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::time::{At, Stamp};
use crate::plan::types::Id;
use crate::text::Clean;

/// A console attached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attached {
    /// Who.
    pub person: Id,
    /// From where.
    pub from: Clean,
}

/// One vote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Vote {
    /// Go or no-go.
    pub go: bool,
    /// When.
    pub stamp: Stamp,
    /// Why.
    pub note: Option<Clean>,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Its event.
    pub seq: u64,
    /// Who.
    pub by: super::event::Actor,
    /// When.
    pub stamp: Stamp,
    /// What.
    pub text: Clean,
}

/// People of the room.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct People {
    /// Consoles attached by person, with the time of the last join.
    pub attached: BTreeMap<Id, (Stamp, Clean, u32)>,
    /// The last vote of each person.
    pub votes: BTreeMap<Id, Vote>,
    /// Notes, oldest first.
    pub notes: Vec<Note>,
    /// Until when automation is paused.
    pub automation_paused_until: Option<At>,
}
