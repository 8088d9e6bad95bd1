//! Who decided what, for a comparison.

use serde::Serialize;

use super::episodes::When;
use crate::model::procedure::Choice;
use crate::model::{Actor, Envelope, Event, State};
use crate::plan::types::Id;
use crate::text::Clean;

/// What was decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A trigger proposed a rollback.
    Proposed(Id),
    /// A run was asked for.
    Asked(Id),
    /// A run was decided.
    Decided(Id, Choice),
    /// The end of a run was asked for.
    Cancelled(Id),
    /// Go or no-go.
    Voted(bool),
    /// A gate was opened against its verdict.
    Overrode(String),
    /// Automation was paused.
    Paused,
    /// Automation was let work again.
    Resumed,
    /// A switch was confirmed (F14).
    Kept,
    /// The plan was amended.
    Amended,
    /// An alert was taken on.
    Acknowledged(Clean),
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision {
    /// When.
    pub when: When,
    /// Who.
    #[serde(serialize_with = "spelled")]
    pub by: Actor,
    /// What.
    pub act: Act,
}

fn spelled<S: serde::Serializer>(by: &Actor, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(by)
}

/// The decision that `envelope` is, told to `state`; none if it is none.
pub(super) fn decision(state: &State, envelope: &Envelope) -> Option<Decision> {
    let procedure = |run: &u64| {
        let run = state.procedures.runs.get(run);
        run.map_or_else(|| Id::new("?"), |run| run.procedure.clone())
    };
    let act = match &envelope.event {
        Event::Proposed { trigger, .. } => Act::Proposed(trigger.clone()),
        Event::RunRequested { procedure, .. } => Act::Asked(procedure.clone()),
        Event::DecisionMade { run, choice, .. } => Act::Decided(procedure(run), *choice),
        Event::CancelAsked { run, .. } => Act::Cancelled(procedure(run)),
        Event::Voted { go, .. } => Act::Voted(*go),
        Event::Overridden { gate, .. } => Act::Overrode(gate.word()),
        Event::AutomationPaused { .. } => Act::Paused,
        Event::AutomationResumed => Act::Resumed,
        Event::Kept { .. } => Act::Kept,
        Event::PlanAmended { .. } => Act::Amended,
        Event::Acknowledged { alert } => {
            let known = state.alerts.feed.get(alert);
            Act::Acknowledged(known.map_or_else(|| Clean::new("?"), |alert| alert.title.clone()))
        }
        _ => return None,
    };
    Some(Decision { when: When::of(state, envelope.stamp()), by: envelope.by.clone(), act })
}
