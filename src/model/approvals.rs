//! Four eyes: an act that one person asks for and another approves (F12, R18).
//!
//! An approval is for one thing, once: this procedure, from here to there, under this plan, by somebody else,
//! within its time. Whatever changes meanwhile ends it, and it is asked for again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::event::{Digest, Event};
use super::procedure::Why;
use super::state::State;
use super::time::{At, Stamp};
use crate::plan::types::{Id, Procedure, ProcedureKind, Right, Side};
use crate::text::Clean;

/// An act that waits for a second person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    /// The procedure that would run.
    pub procedure: Id,
    /// The side that is live while it is asked for.
    pub from: Side,
    /// The plan under which it is asked for.
    pub plan_hash: Digest,
    /// Until when it may be approved.
    pub until: At,
    /// Said by whoever asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Clean>,
}

/// Why an act waits no more without having been approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lapse {
    /// Its time is over.
    Expired,
    /// Whoever asked took it back, or somebody said "not now".
    Withdrawn,
    /// The plan is another one.
    PlanChanged,
    /// The live side is another one.
    SideChanged,
    /// The clock leapt, or the engine stood still (R26).
    TimeLeapt,
}

impl Lapse {
    /// The word used in messages and scripts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Expired => "its time is over",
            Self::Withdrawn => "it was taken back",
            Self::PlanChanged => "the plan changed",
            Self::SideChanged => "the live side changed",
            Self::TimeLeapt => "the clock leapt or the engine stood still",
        }
    }
}

/// One act that waits, and who asked for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// What.
    pub wanted: Wanted,
    /// Who asked.
    pub by: Id,
    /// When.
    pub stamp: Stamp,
}

/// The acts that wait, by the number of the event that asked for them, which is their name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Approvals {
    /// By name.
    pub open: BTreeMap<u64, Asked>,
}

impl Approvals {
    /// Whether none waits. A state without is written, and hashed, as before there were any.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// The act that waits for `procedure`.
    pub fn of(&self, procedure: &Id) -> Option<(u64, &Asked)> {
        self.open
            .iter()
            .find(|(_, asked)| asked.wanted.procedure == *procedure)
            .map(|(id, asked)| (*id, asked))
    }
}

/// Whether `procedure` needs a second person.
pub fn needed(state: &State, procedure: &Procedure) -> bool {
    let named = |eyes: &crate::plan::types::FourEyes| eyes.procedures.contains(&procedure.id);
    procedure.kind != ProcedureKind::Rollback && state.plan.four_eyes.as_ref().is_some_and(named)
}

/// The event that asks for a second person.
pub fn ask(state: &State, procedure: &Id, note: Option<&Clean>) -> Event {
    let within = state.plan.four_eyes.as_ref().map_or(0, |eyes| eyes.within.0);
    Event::ApprovalAsked(Wanted {
        procedure: procedure.clone(),
        from: state.cutover.live,
        plan_hash: state.plan_hash,
        until: state.now.plus(within).at,
        note: note.cloned(),
    })
}

/// The right that asking for `procedure`, and approving it, needs.
pub fn right(state: &State, procedure: &Id) -> Right {
    let kind = state.plan.procedure(procedure).map(|known| known.kind);
    if kind == Some(ProcedureKind::Switch) { Right::Switch } else { Right::Operate }
}

/// Why `asked` cannot be approved any more; none while it can.
pub fn lapse(state: &State, asked: &Asked) -> Option<Lapse> {
    if state.now.at > asked.wanted.until {
        Some(Lapse::Expired)
    } else if state.plan_hash != asked.wanted.plan_hash {
        Some(Lapse::PlanChanged)
    } else if state.cutover.live != asked.wanted.from {
        Some(Lapse::SideChanged)
    } else {
        None
    }
}

/// The acts that wait no more, at a tick.
pub fn lapsed(state: &State) -> Vec<Event> {
    let open = state.approvals.open.iter();
    open.filter_map(|(action, asked)| {
        lapse(state, asked).map(|why| Event::ApprovalLapsed { action: *action, why })
    })
    .collect()
}

/// Nothing that was confirmed before a leap of the clock still counts after it (R26).
pub fn cancelled(state: &State) -> Vec<Event> {
    let open = state.approvals.open.keys();
    open.map(|action| Event::ApprovalLapsed { action: *action, why: Lapse::TimeLeapt }).collect()
}

/// The events of an act that may go on: its run, and for a switch its decision. `before` events precede them.
pub fn granted(state: &State, procedure: &Procedure, note: Option<&Clean>, before: Vec<Event>) -> Vec<Event> {
    let mut events = before;
    events.push(Event::RunRequested {
        procedure: procedure.id.clone(),
        why: Why::Planned,
        note: note.cloned(),
    });
    if procedure.kind == ProcedureKind::Switch {
        let run = state.seq + events.len() as u64;
        let choice = super::procedure::Choice::Approve;
        events.push(Event::DecisionMade { run, choice, note: note.cloned() });
    }
    events
}
