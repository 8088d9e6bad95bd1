//! What a scenario says was done before the drill began, as events by people of the plan.

use crate::model::{Actor, Event};
use crate::plan::types::{Id, Person, Plan};
use crate::scenario::types::Start;
use crate::text::Clean;

/// The ticks and votes with which a drill begins.
pub fn prepared(start: &Start, plan: &Plan) -> Vec<(Actor, Event)> {
    let mut events: Vec<(Actor, Event)> = Vec::new();
    let Some(lead) = plan.people.first() else { return events };
    for checklist in &plan.checklists {
        let whole =
            start.ticked.0.contains(&checklist.id) || checklist.gates_switch && start.ticked.is("all-gating");
        for item in checklist.items().filter(|item| whole || start.ticked.0.contains(&item.id)) {
            let note = Some(Clean::new("drill"));
            let event = Event::ItemTicked { item: item.id.clone(), note };
            events.push((Actor::Person(lead.id.clone()), event));
        }
    }
    events.extend(voters(start, plan).map(|person| {
        (Actor::Person(person.id.clone()), Event::Voted { go: true, note: Some(Clean::new("drill")) })
    }));
    events
}

/// The named people, or the first of each role whose vote the switch needs.
fn voters<'a>(start: &'a Start, plan: &'a Plan) -> impl Iterator<Item = &'a Person> {
    let all = start.votes.is("all");
    let first_of = |role: &Id| plan.people.iter().find(|person| person.role == *role);
    let of_roles: Vec<&Person> =
        if all { plan.gates.votes.iter().filter_map(first_of).collect() } else { Vec::new() };
    let named = plan.people.iter().filter(|person| start.votes.0.contains(&person.id));
    named.chain(of_roles)
}
