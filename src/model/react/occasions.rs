//! The plan's alerts that no metric raises: a deployment ended, planned work on production is due.

use super::super::alerts::{AlertKey, Raised};
use super::super::event::Event;
use super::super::procedure::RunResult;
use super::super::schedule;
use super::super::state::State;
use super::alerts::is_on;
use crate::plan::types::{AlertRule, Occasion, Plan, Procedure, ProcedureKind, Slot, TierLevel};
use crate::text::Clean;

/// The alerts of `plan` that `occasion` raises.
fn rules(plan: &Plan, occasion: Occasion) -> impl Iterator<Item = (TierLevel, &AlertRule)> {
    let all = plan.tiers.iter().flat_map(|tier| tier.alerts.iter().map(|rule| (tier.level, rule)));
    all.filter(move |(_, rule)| rule.on == Some(occasion))
}

fn raised(rule: &AlertRule, level: TierLevel, what: impl std::fmt::Display) -> Event {
    let title = Clean::new(format!("{}: {what}", rule.title));
    Event::AlertRaised(Raised { alert: key(rule), level, title, side: None })
}

fn key(rule: &AlertRule) -> AlertKey {
    AlertKey::new(rule.id.as_str(), None)
}

/// Those of `rules` that are on end.
fn ended<'a>(state: &State, rules: impl Iterator<Item = (TierLevel, &'a AlertRule)>) -> Vec<Event> {
    let on = rules.map(|(_, rule)| key(rule)).filter(|alert| is_on(state, alert));
    on.map(|alert| Event::AlertCleared { alert }).collect()
}

/// A new deployment ends what was told of the last one.
pub fn deployment_begins(state: &State) -> Vec<Event> {
    if state.procedures.open_run(ProcedureKind::Deploy).is_none() {
        return Vec::new();
    }
    ended(state, rules(&state.plan, Occasion::Deployment))
}

/// A run ended: if it deployed, that is told, and how it ended.
pub fn deployment(state: &State, run: u64, result: RunResult) -> Vec<Event> {
    let Some(known) = state.procedures.runs.get(&run).filter(|run| run.kind == ProcedureKind::Deploy) else {
        return Vec::new();
    };
    let what = format!("{} ({})", known.procedure, word(result));
    let new = |(_, rule): &(TierLevel, &AlertRule)| !is_on(state, &key(rule));
    rules(&state.plan, Occasion::Deployment)
        .filter(new)
        .map(|(level, rule)| raised(rule, level, &what))
        .collect()
}

/// As journals say it.
fn word(result: RunResult) -> &'static str {
    match result {
        RunResult::Done => "done",
        RunResult::Failed => "failed",
        RunResult::Unknown => "unknown",
        RunResult::Declined => "declined",
        RunResult::Superseded => "superseded",
        RunResult::Cancelled => "cancelled",
    }
}

/// Planned work on production is due or over: while a slot with a procedure is the schedule's present one, for no
/// longer than its procedure may take.
pub fn maintenance(state: &State) -> Vec<Event> {
    // Looked for first, since this is asked each second.
    if rules(&state.plan, Occasion::Maintenance).next().is_none() {
        return Vec::new();
    }
    let rules = rules(&state.plan, Occasion::Maintenance);
    match due(state) {
        None => ended(state, rules),
        Some(slot) => rules
            .filter(|(_, rule)| !is_on(state, &key(rule)))
            .map(|(level, rule)| raised(rule, level, &slot.title))
            .collect(),
    }
}

fn due(state: &State) -> Option<&Slot> {
    let plan = &state.plan;
    let begun = |slot: &&Slot| schedule::planned_at(plan, slot) <= state.now.at;
    let slot = plan.schedule.slots.iter().rev().find(begun)?;
    // What is of no kind, such as tests of Green, touches nobody.
    let works = |procedure: &&Procedure| procedure.kind != ProcedureKind::Other;
    let budget = plan.procedure(slot.procedure.as_ref()?).filter(works)?.budget.0;
    let since = state.now.at.0.saturating_sub(schedule::planned_at(plan, slot).0);
    u64::try_from(since).is_ok_and(|since| since < budget).then_some(slot)
}
