//! Who leads: handing over, taking over from somebody who is not there, and when the room may end.

use super::{Refusal, holds_role, not_blank};
use crate::model::event::Event;
use crate::model::state::State;
use crate::plan::types::{Id, ProcedureKind};
use crate::text::Clean;

/// The lead gives the lead to somebody who is attached.
pub(super) fn hand_over(state: &State, person: &Id, to: &Id) -> Result<Vec<Event>, Refusal> {
    if state.plan.person(to).is_none() {
        return Err(Refusal::Nothing { what: "person".into(), name: Clean::new(to.as_str()) });
    }
    if !leads(state, person) {
        return Err(Refusal::NotLead { lead: state.people.lead.as_ref().map(|(lead, _)| lead.clone()) });
    }
    if !state.people.attached.contains_key(to) {
        return Err(Refusal::NotHere { person: to.clone() });
    }
    Ok(vec![Event::LeadHanded { to: to.clone() }])
}

/// Somebody takes the lead: the lead is not there, or does not answer. With a reason, and loud.
pub(super) fn take(state: &State, person: &Id, reason: &Clean) -> Result<Vec<Event>, Refusal> {
    not_blank(reason)?;
    if state.plan.person(person).is_none() {
        return Err(Refusal::UnknownPerson { person: person.clone() });
    }
    Ok(vec![Event::LeadTaken { reason: reason.clone() }])
}

/// Nobody closes a room in which the traffic is being moved: the watch must see that through (R8).
pub(super) fn may_close(state: &State) -> Result<(), Refusal> {
    for kind in [ProcedureKind::Rollback, ProcedureKind::Switch] {
        if let Some((run, open)) = state.procedures.open_run(kind) {
            return Err(Refusal::UnderWay { run, procedure: open.procedure.clone() });
        }
    }
    Ok(())
}

/// Whether `person` leads: who was given the lead, else whoever holds the role that decides.
fn leads(state: &State, person: &Id) -> bool {
    match &state.people.lead {
        Some((lead, _)) => lead == person,
        None => holds_role(state, person, &state.plan.rollback.decider),
    }
}
