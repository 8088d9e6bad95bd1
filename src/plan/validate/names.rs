//! Names are given once.

use std::collections::BTreeMap;

use super::super::problem::{Place, Problem};
use super::super::types::Plan;
use super::at;

pub(super) fn check(plan: &Plan, found: &mut Vec<Problem>) {
    top_level(plan, found);
    nested(plan, found);
}

fn top_level(plan: &Plan, found: &mut Vec<Problem>) {
    let lists: [(&str, Vec<&str>); 8] = [
        ("metrics", plan.metrics.iter().map(|m| m.id.as_str()).collect()),
        ("triggers", plan.triggers.iter().map(|t| t.id.as_str()).collect()),
        ("reasons", plan.reasons.iter().map(|r| r.id.word()).collect()),
        ("channels", plan.channels.iter().map(|c| c.id.as_str()).collect()),
        ("roles", plan.roles.iter().map(|r| r.id.as_str()).collect()),
        ("people", plan.people.iter().map(|p| p.id.as_str()).collect()),
        ("checklists", plan.checklists.iter().map(|c| c.id.as_str()).collect()),
        ("procedures", plan.procedures.iter().map(|p| p.id.as_str()).collect()),
    ];
    for (list, names) in lists {
        unique(names.into_iter().enumerate().map(|(n, name)| (name, at(list, n).key("id"))), found);
    }
    let tiers = plan.tiers.iter().enumerate();
    unique(tiers.map(|(n, tier)| (tier.level.word(), at("tiers", n).key("level"))), found);
}

fn nested(plan: &Plan, found: &mut Vec<Problem>) {
    let schedule = || Place::top().key("schedule");
    let phases = plan.schedule.phases.iter().enumerate();
    unique(phases.map(|(n, p)| (p.id.as_str(), schedule().key("phases").index(n).key("id"))), found);
    let slots = plan.schedule.slots.iter().enumerate();
    unique(slots.map(|(n, s)| (s.id.as_str(), schedule().key("slots").index(n).key("id"))), found);
    let resolvers = plan.lever.resolvers.iter().enumerate();
    let lever = || Place::top().key("lever").key("resolvers");
    unique(resolvers.map(|(n, r)| (r.id.as_str(), lever().index(n).key("id"))), found);
    let steps = plan.pipeline.steps.iter().enumerate();
    let pipeline = || Place::top().key("pipeline").key("steps");
    unique(steps.map(|(n, s)| (s.id.as_str(), pipeline().index(n).key("id"))), found);
    let variables = plan.environment.variables.iter().enumerate();
    let environment = || Place::top().key("environment").key("variables");
    unique(variables.map(|(n, v)| (v.name.as_str(), environment().index(n).key("name"))), found);
    // An alert and an item are named without their tier and checklist, hence once in the whole plan.
    let alerts = plan.tiers.iter().enumerate().flat_map(|(t, tier)| {
        let place = move |n| at("tiers", t).key("alerts").index(n).key("id");
        tier.alerts.iter().enumerate().map(move |(n, alert)| (alert.id.as_str(), place(n)))
    });
    unique(alerts, found);
    let items = plan.checklists.iter().enumerate().flat_map(|(c, checklist)| {
        checklist.sections.iter().enumerate().flat_map(move |(s, section)| {
            let place = move |n| at("checklists", c).key("sections").index(s).key("items").index(n).key("id");
            section.items.iter().enumerate().map(move |(n, item)| (item.id.as_str(), place(n)))
        })
    });
    unique(items, found);
    for (p, procedure) in plan.procedures.iter().enumerate() {
        let place = |n| at("procedures", p).key("steps").index(n).key("id");
        unique(procedure.steps.iter().enumerate().map(|(n, s)| (s.id.as_str(), place(n))), found);
    }
}

fn unique<'a>(names: impl Iterator<Item = (&'a str, Place)>, found: &mut Vec<Problem>) {
    let mut first: BTreeMap<&str, Place> = BTreeMap::new();
    for (name, place) in names {
        if let Some(holder) = first.get(name) {
            let message = format!("read {name:?}, which {holder} already has; give one of them another name");
            found.push(Problem::error("duplicate", place, message));
        } else {
            first.insert(name, place);
        }
    }
}
