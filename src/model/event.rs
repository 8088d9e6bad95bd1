//! Everything that happens. The engine is the only author; state is what these give in order.
//!
//! *Observed* events say what the world showed, *decided* ones what people or rules resolved,
//! *outcome* ones how an effect ended. A replay feeds all three and decides nothing again.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::alerts::{AlertKey, Heard, Raised};
use super::approvals::{Lapse, Wanted};
use super::checklist::Proof;
use super::cutover::{Drift, Gate, Level, Readiness, Survey};
use super::effect::{Effect, Outcome};
use super::metrics::Sampled;
use super::people::Attached;
use super::procedure::{Choice, RunResult, StepResult, Why};
use super::score::Score;
use super::time::{At, Stamp};
use super::triggers::Judged;
use crate::plan::types::{Id, Plan, Side};
use crate::text::{Clean, read_str};

/// Version of the journal's format.
pub const FORMAT: u16 = 1;

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Format version, [`FORMAT`].
    pub v: u16,
    /// Position in the journal, from 1, without a gap.
    pub seq: u64,
    /// Wall clock.
    pub at: At,
    /// Which start of the engine wrote it; [`Self::mono`] counts within it.
    pub boot: u32,
    /// Monotonic milliseconds since that start.
    pub mono: u64,
    /// Who caused it.
    pub by: Actor,
    /// What happened.
    pub event: Event,
    /// SHA-256 of the previous line without its newline; all zeros first.
    pub prev: Digest,
}

impl Envelope {
    /// When it happened, on both clocks.
    pub fn stamp(&self) -> Stamp {
        Stamp { at: self.at, mono: self.mono, boot: self.boot }
    }
}

/// A SHA-256, written in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Digest {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        let mut bytes = [0; 32];
        match data_encoding::HEXLOWER.decode_len(raw.len()) {
            Ok(32) if data_encoding::HEXLOWER.decode_mut(raw.as_bytes(), &mut bytes).is_ok() => {
                Ok(Self(bytes))
            }
            _ => Err("a hash is 64 hexadecimal digits in lower case".into()),
        }
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut hex = [0; 64];
        data_encoding::HEXLOWER.encode_mut(&self.0, &mut hex);
        serializer.serialize_str(std::str::from_utf8(&hex).unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_str(deserializer, "a hash", str::parse)
    }
}

/// Who caused an event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actor {
    /// jday itself: ticks, verdicts, consequences.
    Engine,
    /// A person of the plan.
    Person(Id),
    /// A source that was polled.
    Source(Id),
    /// The drill's facilitator or scenario.
    Drill,
}

impl Actor {
    /// The person, if one did it.
    pub fn person(&self) -> Option<&Id> {
        match self {
            Self::Person(id) => Some(id),
            _ => None,
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engine => f.write_str("engine"),
            Self::Person(id) => write!(f, "person/{id}"),
            Self::Source(id) => write!(f, "source/{id}"),
            Self::Drill => f.write_str("drill"),
        }
    }
}

impl Serialize for Actor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Actor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_str(deserializer, "an actor", |raw| match (raw, raw.split_once('/')) {
            ("engine", _) => Ok(Self::Engine),
            ("drill", _) => Ok(Self::Drill),
            (_, Some(("person", id))) => Ok(Self::Person(Id::new(id))),
            (_, Some(("source", id))) => Ok(Self::Source(Id::new(id))),
            _ => Err(format!("unknown actor {raw:?}")),
        })
    }
}

/// The three kinds of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// What the world showed.
    Observed,
    /// What people or rules resolved.
    Decided,
    /// How an effect ended.
    Outcome,
}

/// In what kind of room events happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Real systems.
    Live,
    /// People act on recorded observations.
    Drill,
}

/// The first event of a journal: everything that later events are understood by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// Live or drill.
    pub mode: Mode,
    /// The plan, whole, so that the journal stands by itself.
    pub plan: Plan,
    /// Hash of the plan (R30); see [`crate::model::plan_hash`].
    pub plan_hash: Digest,
    /// Name of the drill's scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Clean>,
    /// Seed of the drill's noise and delays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The side that is live at the start.
    pub live: Side,
    /// Since when the low TTL is known to be in force, from an earlier room or a scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_ttl_since: Option<At>,
}

/// Everything that happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The journal begins. Decided.
    Opened(Box<Opened>),
    /// An engine took up the journal again after `gap_ms` without one. Observed.
    Resumed {
        /// Milliseconds between the last event and this one, by the wall clock.
        gap_ms: u64,
    },
    /// One second passed. Observed.
    Ticked,
    /// All samples of one poll round. Observed.
    Sampled(Sampled),
    /// What servers, resolvers and fresh connections say about the lever. Observed.
    Surveyed(Survey),
    /// An alert of another system began or ended. Observed.
    AlertHeard(Heard),
    /// A step of the watched deploy pipeline changed. Observed.
    PipelineSeen {
        /// The step, as named in the plan.
        step: Id,
        /// Its state.
        state: super::procedure::PipelineState,
    },
    /// The way back was proved, or could not be (F1). Observed.
    ReadinessProved(Readiness),
    /// The wall clock moved against the monotonic one by this many milliseconds (R26). Observed.
    ClockJumped {
        /// Positive: the wall clock leapt forward.
        by_ms: i64,
    },
    /// The engine did not run for this long (R26). Observed.
    Froze {
        /// Milliseconds without a tick.
        for_ms: u64,
    },
    /// Somebody or something moved the lever without jday (F19). Observed.
    Drifted(Drift),
    /// The drill breaks or mends something (R34). Observed.
    FaultChanged {
        /// What, as named in the scenario.
        fault: Clean,
        /// Whether it begins.
        begins: bool,
    },

    /// A console attached. Decided.
    Joined(Attached),
    /// A console left. Decided.
    Left {
        /// Who.
        person: Id,
    },
    /// A trigger's verdict changed. Decided.
    Judged(Judged),
    /// A trigger's hold ran out on the live side: a rollback is proposed. Decided.
    Proposed {
        /// The trigger.
        trigger: Id,
        /// The side it speaks of.
        side: Side,
    },
    /// Too little data to judge (F7). Decided.
    Blinded {
        /// The gate metrics and triggers without data.
        blind: Vec<Id>,
    },
    /// Enough data again. Decided.
    Sighted,
    /// One of the plan's alerts began. Decided.
    AlertRaised(Raised),
    /// It ended. Decided.
    AlertCleared {
        /// Which.
        alert: AlertKey,
    },
    /// Somebody took it on. Decided.
    Acknowledged {
        /// Which.
        alert: AlertKey,
    },
    /// Somebody silenced it. Decided.
    Silenced {
        /// Which.
        alert: AlertKey,
        /// Until when.
        until: At,
    },
    /// A person ticked an item. Decided.
    ItemTicked {
        /// Which.
        item: Id,
        /// Why, or where the proof lies.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Clean>,
    },
    /// A person took a tick back. Decided.
    ItemUnticked {
        /// Which.
        item: Id,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Clean>,
    },
    /// A feed proved or disproved an item. Decided.
    ItemProved {
        /// Which.
        item: Id,
        /// The evidence.
        proof: Proof,
    },
    /// Somebody wrote a note. Decided.
    Noted {
        /// What.
        text: Clean,
    },
    /// Somebody voted. Decided.
    Voted {
        /// Go or no-go.
        go: bool,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Clean>,
    },
    /// Somebody opened a closed gate with a reason. Decided.
    Overridden {
        /// Which.
        gate: Gate,
        /// Why.
        reason: Clean,
    },
    /// Automation was paused. Decided.
    AutomationPaused {
        /// Until when.
        until: At,
    },
    /// Automation works again. Decided.
    AutomationResumed,
    /// A procedure was asked for; its run is named by this event's sequence number. Decided.
    RunRequested {
        /// Which procedure.
        procedure: Id,
        /// What for.
        why: Why,
        /// Said by the person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Clean>,
    },
    /// A step began. Decided.
    StepBegan {
        /// The run.
        run: u64,
        /// Index of the step, from 0.
        step: usize,
    },
    /// A step ended. Decided.
    StepEnded {
        /// The run.
        run: u64,
        /// Index of the step, from 0.
        step: usize,
        /// How.
        result: StepResult,
        /// The evidence in words.
        detail: Clean,
    },
    /// A responsible person decided. Decided.
    DecisionMade {
        /// The run.
        run: u64,
        /// Go on, or not now.
        choice: Choice,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Clean>,
    },
    /// Somebody asked for an act that needs a second person; it is named by this event's sequence number
    /// (F12). Decided.
    ApprovalAsked(Wanted),
    /// A second person approved it. Decided.
    ApprovalGiven {
        /// Which act.
        action: u64,
    },
    /// Somebody went alone, with a reason (R18). Decided.
    GlassBroken {
        /// Which act.
        action: u64,
        /// Why.
        reason: Clean,
    },
    /// It waits no more. Decided.
    ApprovalLapsed {
        /// Which act.
        action: u64,
        /// Why.
        why: Lapse,
    },
    /// The lead gave the lead to somebody. Decided.
    LeadHanded {
        /// To whom.
        to: Id,
    },
    /// Somebody took the lead. Decided.
    LeadTaken {
        /// Why.
        reason: Clean,
    },
    /// A person said that the switch stays; it does not return by itself any more (F14). Decided.
    Kept {
        /// The run that switched.
        run: u64,
    },
    /// Somebody asked for the end of a run: no further step of it begins. Decided.
    CancelAsked {
        /// The run.
        run: u64,
        /// Why.
        reason: Clean,
    },
    /// A run ended. Decided.
    RunEnded {
        /// The run.
        run: u64,
        /// How.
        result: RunResult,
    },
    /// The running plan was changed (R30). Decided.
    PlanAmended {
        /// The new plan.
        plan: Box<Plan>,
        /// Its hash.
        plan_hash: Digest,
        /// What changed, a line each.
        diff: Vec<Clean>,
    },
    /// An effect will be executed: its name is this event's sequence number (R10). Decided.
    Intended(Effect),
    /// The room was closed. Decided.
    Closed {
        /// The drill's score, if it was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        score: Option<Score>,
    },

    /// An effect ended, or nobody knows how (R10). Outcome.
    Settled {
        /// The intent's sequence number.
        intent: u64,
        /// How.
        outcome: Outcome,
    },
    /// A channel asked to be left alone for a while. Outcome.
    ChannelRests {
        /// The channel.
        channel: Id,
        /// Until when.
        until: At,
    },
    /// A running effect said something. Outcome.
    Progressed {
        /// The intent's sequence number.
        intent: u64,
        /// What.
        line: Clean,
    },
    /// The truth of a switch rose to a level (F3). Outcome.
    LevelReached {
        /// The run that moved the lever.
        run: u64,
        /// The level.
        level: Level,
        /// When it was reached, which for *observed* is the first observation of the run that qualified (R13).
        since: Stamp,
    },
    /// A level was not reached before its deadline (R12). Outcome.
    LevelMissed {
        /// The run that moved the lever.
        run: u64,
        /// The level.
        level: Level,
    },
}

impl Event {
    /// Which of the three kinds it is.
    pub fn class(&self) -> Class {
        match self {
            Self::Resumed { .. }
            | Self::Ticked
            | Self::Sampled(_)
            | Self::Surveyed(_)
            | Self::AlertHeard(_)
            | Self::PipelineSeen { .. }
            | Self::ReadinessProved(_)
            | Self::ClockJumped { .. }
            | Self::Froze { .. }
            | Self::Drifted(_)
            | Self::FaultChanged { .. } => Class::Observed,
            Self::Settled { .. }
            | Self::ChannelRests { .. }
            | Self::Progressed { .. }
            | Self::LevelReached { .. }
            | Self::LevelMissed { .. } => Class::Outcome,
            _ => Class::Decided,
        }
    }
}
