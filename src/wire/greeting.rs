//! The first words on a socket: who comes, and who is there.

use serde::{Deserialize, Serialize};

use crate::model::{Digest, Mode};
use crate::plan::types::Id;
use crate::text::Clean;

/// Counts the changes of what goes over the socket. Engine and console must have the same; it stands in the
/// socket's name too, so that a console of another version sees that before it says anything.
pub const PROTOCOL: u32 = 1;

/// What somebody comes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errand {
    /// To sit down: a console, which counts as a person being there.
    Sit,
    /// To ask one thing and leave again.
    Ask,
    /// To look, and ask nothing.
    Look,
}

/// What a console says first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// Its [`PROTOCOL`].
    pub protocol: u32,
    /// Its version, for people.
    pub version: Clean,
    /// What it comes for.
    pub errand: Errand,
    /// Which person of the plan it says it is, where several share one login. The engine checks it.
    pub claims: Option<Id>,
    /// From where: a terminal, or the address of an SSH client. Shown to the others, and no proof.
    pub from: Clean,
}

/// What an engine answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Welcome {
    /// Its version.
    pub version: Clean,
    /// Its process.
    pub pid: u32,
    /// Whom it takes the console for; none may only look.
    pub person: Option<Id>,
    /// Whether that person is only claimed, because several people share the login.
    pub claimed: bool,
    /// The login that the kernel vouches for.
    pub login: Clean,
    /// Live or drill.
    pub mode: Mode,
    /// The plan in force.
    pub plan_hash: Digest,
    /// Where its journal is.
    pub journal: Option<Clean>,
}

/// Why an engine lets nobody in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum TurnedAway {
    /// The versions do not understand each other.
    #[error("the engine of this room is jday {version}; attach with that binary: {binary}")]
    Version {
        /// Of the engine.
        version: Clean,
        /// Where the engine's own program is.
        binary: Clean,
    },
    /// Several people share the login.
    #[error("several people share the login {login}; say who you are with --as: {}", names(people))]
    NameNeeded {
        /// The login.
        login: Clean,
        /// Who it may be.
        people: Vec<Id>,
    },
    /// The person that was claimed has another login.
    #[error("the login {login} is not that of {person}; {}", allowed(people))]
    NotYou {
        /// The login.
        login: Clean,
        /// Who was claimed.
        person: Id,
        /// Who it may be.
        people: Vec<Id>,
    },
    /// No seat is free.
    #[error("{most} consoles are attached, which is the most; leave one first")]
    Full {
        /// Most consoles at a time.
        most: usize,
    },
}

fn names(people: &[Id]) -> String {
    people.iter().map(Id::as_str).collect::<Vec<_>>().join(", ")
}

fn allowed(people: &[Id]) -> String {
    match people {
        [] => "the plan names nobody with it (people.login): leave --as out to look".to_owned(),
        people => format!("it is that of {}", names(people)),
    }
}
