//! The lever and the truth about it: five levels, resolvers, tail, readiness, out-of-band moves.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::time::Stamp;
use crate::plan::types::{Id, Lever, Millis, Side};
use crate::text::Clean;

/// Five levels of truth of a switch, then its confirmation (F3, R12, R13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 1: the intent is on disk.
    Asked,
    /// 2: the provider took the order.
    Accepted,
    /// 3: every authoritative server answers the new value.
    Authoritative,
    /// 4: every resolver asked answers it.
    Resolvers,
    /// 5: fresh connections reach the new side; the time is the first of the run that qualified.
    Observed,
    /// N in a row over enough paths and time without a contrary answer.
    Confirmed,
}

impl Level {
    /// The five levels, without the confirmation.
    pub const FIVE: [Self; 5] =
        [Self::Asked, Self::Accepted, Self::Authoritative, Self::Resolvers, Self::Observed];

    /// 1 … 5; the confirmation is 6.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// How long after the request it may come (R12, R15); the request itself and the confirmation have
    /// no deadline.
    pub fn within(self, lever: &Lever) -> Option<Millis> {
        match self {
            Self::Accepted => Some(lever.accepted_within),
            Self::Authoritative => Some(lever.authoritative_within),
            Self::Resolvers | Self::Observed => Some(lever.observed_within),
            Self::Asked | Self::Confirmed => None,
        }
    }
}

/// What one server or resolver answered about the lever.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// Which server or resolver.
    pub from: Id,
    /// The side its value belongs to; none for an error or a value that is neither.
    pub side: Option<Side>,
    /// The value, or the error in words.
    pub value: Clean,
    /// Time to live left, in milliseconds.
    pub ttl_ms: u64,
}

/// Which side answered a fresh connection over one path (R14).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// The path: public name through one resolver, control.
    pub path: Id,
    /// The side whose fingerprint was seen; none if nobody answered.
    pub side: Option<Side>,
    /// HTTP status, 0 without an answer.
    pub status: u16,
}

/// One round of questions about the lever.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Survey {
    /// Authoritative servers.
    pub authoritative: Vec<Answered>,
    /// Resolvers.
    pub resolvers: Vec<Answered>,
    /// Fresh connections.
    pub fingerprints: Vec<Fingerprint>,
}

/// The lever moved without jday (F19).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// Which server said so.
    pub from: Id,
    /// What jday expected.
    pub expected: Side,
    /// What the server answers: a side's value or a foreign one.
    pub found: Clean,
    /// The side it belongs to.
    pub side: Option<Side>,
}

/// One proof of the way back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// What was proved: `lever`, `target-health`, `credentials`.
    pub name: Id,
    /// Whether it holds; none if nobody could tell.
    pub ok: Option<bool>,
    /// The evidence in words.
    pub detail: Clean,
}

/// Whether the way back exists (F1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Readiness {
    /// The side one would move to.
    pub to: Side,
    /// What was proved.
    pub checks: Vec<Check>,
}

impl Readiness {
    /// How often the way back is proved, in milliseconds (F1).
    pub const EVERY_MS: u64 = 60_000;

    /// Whether every check holds.
    pub fn is_green(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|check| check.ok == Some(true))
    }
}

/// What may hold the switch back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// A checklist is not complete.
    Checklist(Id),
    /// Outside the deployment window, or on a day to avoid.
    Window,
    /// A vote is missing or is no-go.
    Votes,
    /// The way back is not proved (F1).
    Readiness,
    /// The low TTL was not in force for the length of the old one.
    LowTtl,
    /// A critical alert is on.
    CriticalAlert,
    /// Too little data to judge (F7).
    Blind,
    /// The replica lags (replicated database only).
    ReplicaLag,
    /// Green is worse than Blue, or nobody can tell (only where the plan compares them).
    Analysis,
    /// Before Blue is stopped: caches may still send users there (R17, F4).
    Tail,
    /// Before Blue is stopped: the point of no return has not passed (R17).
    PointOfNoReturn,
    /// Before Blue is stopped: users are still served there (only where the plan says what drained is).
    Drained,
    /// The last run of a procedure did not succeed, or there was none.
    Procedure(Id),
}

impl Gate {
    /// The word used in scripts, on the command line and in journals' prose.
    pub fn word(&self) -> String {
        match self {
            Self::Checklist(id) => format!("checklist:{id}"),
            Self::Window => "window".into(),
            Self::Votes => "votes".into(),
            Self::Readiness => "readiness".into(),
            Self::LowTtl => "low-ttl".into(),
            Self::CriticalAlert => "critical-alert".into(),
            Self::Blind => "blind".into(),
            Self::ReplicaLag => "replica-lag".into(),
            Self::Analysis => "analysis".into(),
            Self::Tail => "tail".into(),
            Self::PointOfNoReturn => "point-of-no-return".into(),
            Self::Drained => "drained".into(),
            Self::Procedure(id) => format!("procedure:{id}"),
        }
    }
}

impl std::str::FromStr for Gate {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        if let Some(("checklist", id)) = word.split_once(':') {
            return id.parse().map(Self::Checklist);
        }
        if let Some(("procedure", id)) = word.split_once(':') {
            return id.parse().map(Self::Procedure);
        }
        [
            Self::Window,
            Self::Votes,
            Self::Readiness,
            Self::LowTtl,
            Self::CriticalAlert,
            Self::Blind,
            Self::ReplicaLag,
            Self::Analysis,
            Self::Tail,
            Self::PointOfNoReturn,
            Self::Drained,
        ]
        .into_iter()
        .find(|gate| gate.word() == word)
        .ok_or_else(|| {
            "a gate: checklist:NAME, procedure:NAME, window, votes, readiness, low-ttl, critical-alert, \
             blind, replica-lag, analysis, tail, drained or point-of-no-return"
                .into()
        })
    }
}

/// Why a gate is open or closed, in figures that the screen puts into words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GateState {
    /// Which gate.
    pub gate: Gate,
    /// Whether it lets the switch pass.
    pub open: bool,
    /// Who opened it against its own verdict, and why.
    pub overridden: Option<(super::event::Actor, Clean)>,
    /// The evidence; a short line of figures and names from the plan.
    pub evidence: Clean,
}

/// One movement of the lever and the truth about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Movement {
    /// The run that moved it.
    pub run: u64,
    /// From where.
    pub from: Side,
    /// To where.
    pub to: Side,
    /// When each level was reached.
    pub levels: [Option<Stamp>; 5],
    /// When it was confirmed.
    pub confirmed_at: Option<Stamp>,
    /// The first level whose deadline passed without it.
    pub missed: Option<Level>,
    /// The present run of observations of the new side.
    pub streak: Streak,
    /// Who said that it stays, and when (F14).
    pub kept: Option<(super::event::Actor, Stamp)>,
}

/// Observations of the new side in a row, over all paths.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Streak {
    /// When the first was seen.
    pub since: Option<Stamp>,
    /// How many.
    pub count: u32,
    /// Over which paths.
    pub paths: Vec<Id>,
}

/// Everything known about the lever.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cutover {
    /// The side that is live: what the journal opened with, then what the authoritative servers
    /// answered. An order that was accepted and did nothing does not change it (R12).
    pub live: Side,
    /// The newest movement is the last one.
    pub movements: Vec<Movement>,
    /// The last answers, by server, resolver and path, with their time.
    pub survey: Option<(Stamp, Survey)>,
    /// Since when all authoritative servers have answered a TTL of at most the lowered one.
    pub low_ttl_since: Option<Stamp>,
    /// Highest TTL seen in an authoritative answer before the movement, in milliseconds.
    pub highest_ttl_ms: u64,
    /// Until when caches may still hold the old value (F4).
    pub tail_until: Option<Stamp>,
    /// The last proof of the way back, with its time.
    pub readiness: Option<(Stamp, Readiness)>,
    /// Movements that were not jday's (F19).
    pub drifts: Vec<(Stamp, Drift)>,
    /// Gates opened with a reason, by whom.
    #[serde(with = "super::as_list")]
    pub overrides: BTreeMap<Gate, (super::event::Actor, Clean)>,
}

impl Movement {
    /// When `level` was reached.
    pub fn reached(&self, level: Level) -> Option<Stamp> {
        match level {
            Level::Confirmed => self.confirmed_at,
            level => self.levels.get(level as usize).copied().flatten(),
        }
    }
}

impl Cutover {
    /// Before anything was seen.
    pub fn new(live: Side) -> Self {
        Self {
            live,
            movements: Vec::new(),
            survey: None,
            low_ttl_since: None,
            highest_ttl_ms: 0,
            tail_until: None,
            readiness: None,
            drifts: Vec::new(),
            overrides: BTreeMap::new(),
        }
    }

    /// Since when `side` has served as far as jday can tell; none if it does not, or always did.
    ///
    /// The first observation of the run that qualified, and until there is one the moment in which the
    /// authoritative servers changed: a side that answers nobody must be judged too (R7).
    pub fn live_since(&self, side: Side) -> Option<Stamp> {
        let movement = self.movement().filter(|movement| movement.to == side && self.live == side)?;
        let [_, _, authoritative, _, observed] = movement.levels;
        observed.or(authoritative)
    }

    /// The newest movement.
    pub fn movement(&self) -> Option<&Movement> {
        self.movements.last()
    }
}

/// The phrase a danger dialog asks for. Both languages are always accepted (DESIGN section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phrase {
    /// Moves the traffic to Green.
    Switch,
    /// Moves it back to Blue.
    Rollback,
    /// Anything that destroys or overwrites data.
    Danger,
    /// Ends the room and everybody's watch.
    Close,
}

impl Phrase {
    /// The phrase in French and in English.
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Self::Switch => ["BASCULER VERT", "SWITCH GREEN"],
            Self::Rollback => ["RETOUR BLEU", "ROLLBACK BLUE"],
            Self::Danger => ["EXÉCUTER", "EXECUTE"],
            Self::Close => ["FERMER LA SALLE", "CLOSE THE ROOM"],
        }
    }

    /// Whether `typed` is the phrase. Upper or lower case and surplus spaces do not matter.
    pub fn matches(self, typed: &str) -> bool {
        let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
        self.words().contains(&typed.as_str())
    }
}
