//! What the plan calls its people and things, on one line; the bare name of what it does not know.

use crate::plan::types::{Id, Plan};
use crate::text::Clean;

fn title(id: &Id, title: Option<&Clean>) -> String {
    title.map_or_else(|| id.to_string(), |title| title.one_line().into_owned())
}

/// The name of a person.
pub fn person(plan: &Plan, id: &Id) -> String {
    title(id, plan.person(id).map(|person| &person.name))
}

/// The title of a role.
pub fn role(plan: &Plan, id: &Id) -> String {
    title(id, plan.role(id).map(|role| &role.title))
}

/// The title of a procedure.
pub fn procedure(plan: &Plan, id: &Id) -> String {
    title(id, plan.procedure(id).map(|procedure| &procedure.title))
}

/// The title of a trigger.
pub fn trigger(plan: &Plan, id: &Id) -> String {
    title(id, plan.trigger(id).map(|trigger| &trigger.title))
}
