//! Whatever names another part of the plan names one that exists, and that may do what is asked of it.

use super::super::problem::{Place, Problem, suggestion};
use super::super::types::{Id, Plan, ProcedureKind, Reason, Right, StepKind};
use super::at;

pub(super) fn check(plan: &Plan, found: &mut Vec<Problem>) {
    let known = Known::of(plan);
    metrics(plan, &known, found);
    roles(plan, &known, found);
    channels_and_procedures(plan, &known, found);
    steps(plan, &known, found);
    four_eyes(plan, &known, found);
    rights(plan, found);
}

/// The names that others may use.
struct Known<'a> {
    metrics: Vec<&'a str>,
    roles: Vec<&'a str>,
    /// Roles and people: a deputy may be either.
    deputies: Vec<&'a str>,
    channels: Vec<&'a str>,
    checklists: Vec<&'a str>,
    procedures: Vec<&'a str>,
}

impl<'a> Known<'a> {
    fn of(plan: &'a Plan) -> Self {
        let roles: Vec<&str> = plan.roles.iter().map(|role| role.id.as_str()).collect();
        let people = plan.people.iter().map(|person| person.id.as_str());
        Self {
            metrics: plan.metrics.iter().map(|metric| metric.id.as_str()).collect(),
            deputies: roles.iter().copied().chain(people).collect(),
            roles,
            channels: plan.channels.iter().map(|channel| channel.id.as_str()).collect(),
            checklists: plan.checklists.iter().map(|checklist| checklist.id.as_str()).collect(),
            procedures: plan.procedures.iter().map(|procedure| procedure.id.as_str()).collect(),
        }
    }
}

fn named(what: &str, id: &Id, known: &[&str], place: Place, found: &mut Vec<Problem>) {
    if !known.contains(&id.as_str()) {
        let right = if known.is_empty() { format!("add a {what}") } else { suggestion(id.as_str(), known) };
        let message = format!("read {:?}, which is no {what} of this plan; {right}", id.as_str());
        found.push(Problem::error("unknown-name", place, message));
    }
}

fn metrics(plan: &Plan, known: &Known, found: &mut Vec<Problem>) {
    let mut metric = |id: Option<&Id>, place: Place| {
        if let Some(id) = id {
            named("metric", id, &known.metrics, place, found);
        }
    };
    for (n, one) in plan.metrics.iter().enumerate() {
        metric(one.volume.as_ref(), at("metrics", n).key("volume"));
    }
    for (n, trigger) in plan.triggers.iter().enumerate() {
        metric(Some(&trigger.metric), at("triggers", n).key("metric"));
        metric(trigger.witness.as_ref(), at("triggers", n).key("witness"));
    }
    for (t, tier) in plan.tiers.iter().enumerate() {
        for (n, alert) in tier.alerts.iter().enumerate() {
            metric(alert.metric.as_ref(), at("tiers", t).key("alerts").index(n).key("metric"));
        }
    }
    for (c, checklist) in plan.checklists.iter().enumerate() {
        for (s, section) in checklist.sections.iter().enumerate() {
            for (n, item) in section.items.iter().enumerate() {
                let section = at("checklists", c).key("sections").index(s);
                let proof = item.proof.as_ref().filter(|proof| !is_fact(plan, proof));
                metric(proof, section.key("items").index(n).key("proof"));
            }
        }
    }
    let drained = plan.gates.drained.as_ref().map(|drained| &drained.metric);
    metric(drained, Place::top().key("gates").key("drained").key("metric"));
    let compared = plan.gates.analysis.iter().flat_map(|analysis| &analysis.metrics);
    for (n, id) in compared.enumerate() {
        metric(Some(id), Place::top().key("gates").key("analysis").key("metrics").index(n));
    }
    metric(plan.database.writes.as_ref(), Place::top().key("database").key("writes"));
    metric(plan.database.lag.as_ref(), Place::top().key("database").key("lag"));
}

/// Whether a live source of the plan may tell this fact; which facts it tells is its client's to know.
fn is_fact(plan: &Plan, proof: &Id) -> bool {
    let source = proof.as_str().split_once('.').map(|(source, _)| source);
    plan.live.iter().flat_map(|live| &live.sources).any(|known| source == Some(known.id.as_str()))
}

fn roles(plan: &Plan, known: &Known, found: &mut Vec<Problem>) {
    let mut role = |id: &Id, place: Place| named("role", id, &known.roles, place, found);
    for (n, vote) in plan.gates.votes.iter().enumerate() {
        role(vote, Place::top().key("gates").key("votes").index(n));
    }
    role(&plan.rollback.decider, Place::top().key("rollback").key("decider"));
    for (n, reason) in plan.reasons.iter().enumerate() {
        role(&reason.decider, at("reasons", n).key("decider"));
    }
    for (n, slot) in plan.schedule.slots.iter().enumerate() {
        role(&slot.owner, Place::top().key("schedule").key("slots").index(n).key("owner"));
    }
    for (n, procedure) in plan.procedures.iter().enumerate() {
        role(&procedure.owner, at("procedures", n).key("owner"));
    }
    for (n, person) in plan.people.iter().enumerate() {
        role(&person.role, at("people", n).key("role"));
    }
    for (n, inform) in plan.informs.iter().enumerate() {
        role(&inform.by, at("informs", n).key("by"));
    }
    for (r, role) in plan.roles.iter().enumerate() {
        for (n, deputy) in role.deputies.iter().enumerate() {
            let place = at("roles", r).key("deputies").index(n);
            named("role or person", deputy, &known.deputies, place, found);
        }
    }
}

fn channels_and_procedures(plan: &Plan, known: &Known, found: &mut Vec<Problem>) {
    for (t, tier) in plan.tiers.iter().enumerate() {
        for (n, channel) in tier.channels.iter().enumerate() {
            named("channel", channel, &known.channels, at("tiers", t).key("channels").index(n), found);
        }
    }
    for (n, inform) in plan.informs.iter().enumerate() {
        named("channel", &inform.channel, &known.channels, at("informs", n).key("channel"), found);
    }
    for (n, procedure) in plan.gates.procedures.iter().enumerate() {
        let place = Place::top().key("gates").key("procedures").index(n);
        named("procedure", procedure, &known.procedures, place, found);
    }
    for (n, slot) in plan.schedule.slots.iter().enumerate() {
        if let Some(procedure) = &slot.procedure {
            let place = Place::top().key("schedule").key("slots").index(n).key("procedure");
            named("procedure", procedure, &known.procedures, place, found);
        }
    }
}

fn steps(plan: &Plan, known: &Known, found: &mut Vec<Problem>) {
    for (p, procedure) in plan.procedures.iter().enumerate() {
        for (n, step) in procedure.steps.iter().enumerate() {
            let action = at("procedures", p).key("steps").index(n).key("action");
            match &step.action {
                StepKind::Decide { role: Some(role) } => {
                    named("role", role, &known.roles, action.key("role"), found);
                }
                StepKind::Checklist { checklist } => {
                    named("checklist", checklist, &known.checklists, action.key("checklist"), found);
                }
                StepKind::Notify { tier, .. } if plan.tier(*tier).is_none() => {
                    let message =
                        format!("read {:?}, but the plan has no such tier; add it to `tiers`", tier.word());
                    found.push(Problem::error("unknown-name", action.key("tier"), message));
                }
                _ => {}
            }
        }
    }
}

/// A second person is asked for what exists, and never for going back (R18).
fn four_eyes(plan: &Plan, known: &Known, found: &mut Vec<Problem>) {
    for (n, id) in plan.four_eyes.iter().flat_map(|eyes| &eyes.procedures).enumerate() {
        let place = Place::top().key("four_eyes").key("procedures").index(n);
        named("procedure", id, &known.procedures, place.clone(), found);
        if plan.procedure(id).is_some_and(|procedure| procedure.kind == ProcedureKind::Rollback) {
            let message = "a rollback needs one person only; leave it out, so that nobody waits to go back";
            found.push(Problem::error("four-eyes-rollback", place, message.to_owned()));
        }
    }
}

/// Who must vote or decide is allowed to, and somebody holds the role.
fn rights(plan: &Plan, found: &mut Vec<Problem>) {
    for (n, vote) in plan.gates.votes.iter().enumerate() {
        able(plan, vote, Right::Vote, "vote", Place::top().key("gates").key("votes").index(n), found);
    }
    let decider = Place::top().key("rollback").key("decider");
    able(plan, &plan.rollback.decider, Right::Technical, "technical", decider, found);
    for (n, reason) in plan.reasons.iter().enumerate() {
        let (right, word) = match reason.id {
            Reason::Business | Reason::Users => (Right::Business, "business"),
            Reason::Security | Reason::Performance => (Right::Technical, "technical"),
        };
        able(plan, &reason.decider, right, word, at("reasons", n).key("decider"), found);
    }
}

fn able(plan: &Plan, id: &Id, right: Right, word: &str, place: Place, found: &mut Vec<Problem>) {
    // A role that does not exist was already said.
    let Some(role) = plan.role(id) else { return };
    if !role.may.contains(&right) {
        let message = format!("role {:?} may not do this; add \"{word}\" to its `may`", id.as_str());
        found.push(Problem::error("missing-right", place, message));
    } else if !plan.people.iter().any(|person| person.role == *id) {
        let message = format!("nobody holds role {:?}; add a person with it to `people`", id.as_str());
        found.push(Problem::error("missing-part", place, message));
    }
}
