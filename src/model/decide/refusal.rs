//! Why a command was refused.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::model::alerts::AlertKey;
use crate::model::approvals::Lapse;
use crate::model::cutover::{Gate, GateState, Phrase};
use crate::plan::types::{Id, Right, Side};
use crate::text::Clean;

/// Why a command was refused. The console says it in the person's language.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each message says what its fields are")]
pub enum Refusal {
    #[error("{person} is not a person of the plan; look only")]
    UnknownPerson { person: Id },
    #[error("the role {role} may not do this (it needs the right `{}`)", right_word(*right))]
    NotAllowed { role: Id, right: Right },
    #[error("the phrase is not right; type {} or {}", phrase.words()[0], phrase.words()[1])]
    WrongPhrase { phrase: Phrase },
    #[error("closed gates: {}; open each, or override it with a reason", gate_words(gates))]
    GatesClosed { gates: Vec<GateState> },
    #[error("the traffic is already on {side}")]
    AlreadyThere { side: Side },
    #[error("run {run} of {procedure} is under way")]
    UnderWay { run: u64, procedure: Id },
    #[error("there is no {what} named `{name}`")]
    Nothing { what: Cow<'static, str>, name: Clean },
    #[error("run {run} is over; there is nothing to cancel")]
    RunEnded { run: u64 },
    #[error("run {run} moves the traffic, which is never cut short; the way back is the rollback (R)")]
    MovesTraffic { run: u64 },
    #[error("run {run} is the way back; whoever decides it may decline it")]
    DeclineIt { run: u64 },
    #[error("the end of run {run} is asked for already; it goes on until what is under way has ended")]
    CancelAsked { run: u64 },
    #[error("run {run} waits for no decision")]
    NothingToDecide { run: u64 },
    #[error("{} needs a second person and already waits for one: action {action}", procedure)]
    Awaited { action: u64, procedure: Id },
    #[error(
        "you asked for action {action} yourself; somebody else approves it, or break the glass with a reason"
    )]
    OwnRequest { action: u64 },
    #[error("the approval counts no more ({}); ask for it again", why.word())]
    Lapsed { why: Lapse },
    #[error("only who leads may hand the lead over{}; take it with a reason instead", lead_words(lead.as_ref()))]
    NotLead { lead: Option<Id> },
    #[error("{person} is not attached; the lead goes only to somebody who is here")]
    NotHere { person: Id },
    #[error("no switch waits for its confirmation")]
    NothingToKeep,
    #[error("a reason is needed: business, users, security or performance")]
    ReasonNeeded,
    #[error("some words are needed, this was blank")]
    Blank,
    #[error("this decision is for {role}; as a break-glass, decide with a note that says why")]
    NotDecider { role: Id },
    #[error("the gate {} is not one of this plan's", gate.word())]
    NoSuchGate { gate: Gate },
    #[error("item {item} is already done")]
    AlreadyDone { item: Id },
    #[error("item {item} is not ticked")]
    NotDone { item: Id },
    #[error("alert {alert} is not on")]
    NotFiring { alert: AlertKey },
    #[error("automation is not paused")]
    NotPaused,
    #[error("the plan has not changed")]
    SamePlan,
    #[error(
        "the journal's disk takes no more: only the way back is open until there is room and the engine starts anew"
    )]
    Unwritten,
    #[error("the room is closed")]
    Closed,
    #[error("no engine listens: nothing was asked")]
    NobodyListens,
    #[error("the engine left before it answered; the journal shows whether it was done")]
    Unanswered,
}

fn right_word(right: Right) -> String {
    format!("{right:?}").to_lowercase()
}

fn lead_words(lead: Option<&Id>) -> String {
    lead.map(|lead| format!(", and that is {lead}")).unwrap_or_default()
}

fn gate_words(gates: &[GateState]) -> String {
    gates.iter().map(|gate| gate.gate.word()).collect::<Vec<_>>().join(", ")
}
