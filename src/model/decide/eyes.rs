//! The second person: approving, withdrawing, and going alone with a reason.

use super::{Refusal, closed_gates, not_blank, phrase, phrase_for};
use crate::model::approvals::{self, Asked, Lapse};
use crate::model::event::Event;
use crate::model::state::State;
use crate::plan::types::{Id, Procedure, Right};
use crate::text::Clean;

/// Somebody else approves what `action` names.
pub(super) fn approve(
    state: &State,
    person: &Id,
    action: u64,
    confirm: Option<&Clean>,
) -> Result<Vec<Event>, Refusal> {
    let (asked, procedure) = waiting(state, action)?;
    able(state, person, &asked.wanted.procedure)?;
    if asked.by == *person {
        return Err(Refusal::OwnRequest { action });
    }
    ready(state, asked, procedure, confirm)?;
    let before = vec![Event::ApprovalGiven { action }];
    Ok(approvals::granted(state, procedure, asked.wanted.note.as_ref(), before))
}

/// One person goes alone: always possible, always with a reason, always loud (R18).
pub(super) fn break_glass(
    state: &State,
    person: &Id,
    action: u64,
    confirm: Option<&Clean>,
    reason: &Clean,
) -> Result<Vec<Event>, Refusal> {
    let (asked, procedure) = waiting(state, action)?;
    able(state, person, &asked.wanted.procedure)?;
    not_blank(reason)?;
    ready(state, asked, procedure, confirm)?;
    let before = vec![Event::GlassBroken { action, reason: reason.clone() }];
    Ok(approvals::granted(state, procedure, Some(reason), before))
}

/// "Not now": whoever asked takes it back, or somebody who could approve it says no.
pub(super) fn withdraw(state: &State, person: &Id, action: u64) -> Result<Vec<Event>, Refusal> {
    let (asked, _) = waiting(state, action)?;
    if asked.by != *person {
        able(state, person, &asked.wanted.procedure)?;
    }
    Ok(vec![Event::ApprovalLapsed { action, why: Lapse::Withdrawn }])
}

fn waiting(state: &State, action: u64) -> Result<(&Asked, &Procedure), Refusal> {
    let nothing = || Refusal::Nothing {
        what: "act that waits for approval".into(),
        name: Clean::new(action.to_string()),
    };
    let asked = state.approvals.open.get(&action).ok_or_else(nothing)?;
    Ok((asked, state.plan.procedure(&asked.wanted.procedure).ok_or_else(nothing)?))
}

fn able(state: &State, person: &Id, procedure: &Id) -> Result<(), Refusal> {
    let right: Right = approvals::right(state, procedure);
    super::has(state, person, right)
}

/// Looked at again at the last moment, by the same eyes as the request (R11).
fn ready(
    state: &State,
    asked: &Asked,
    procedure: &Procedure,
    confirm: Option<&Clean>,
) -> Result<(), Refusal> {
    if let Some(why) = approvals::lapse(state, asked) {
        return Err(Refusal::Lapsed { why });
    }
    if let Some(wanted) = phrase_for(procedure) {
        phrase(wanted, &confirm.cloned().unwrap_or_default())?;
    }
    closed_gates(state, procedure)
}
