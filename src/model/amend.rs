//! Changing a running plan: an event with its diff, never a silent edit (R30).

use super::decide::Refusal;
use super::event::Event;
use super::state::State;
use crate::plan::types::Plan;
use crate::text::Clean;

/// Most lines of a diff that the journal keeps; a longer one ends with a count of the rest.
const DIFF_LINES: usize = 200;

/// The event that puts `plan` in force. A run keeps its steps by their index, so the steps of a
/// procedure that is under way must stay as they are.
pub fn amend(state: &State, plan: &Plan) -> Result<Vec<Event>, Refusal> {
    let plan_hash = super::plan_hash(plan);
    if plan_hash == state.plan_hash {
        return Err(Refusal::SamePlan);
    }
    for (run, open) in state.procedures.runs.iter().filter(|(_, run)| run.ended.is_none()) {
        if state.plan.procedure(&open.procedure) != plan.procedure(&open.procedure) {
            return Err(Refusal::UnderWay { run: *run, procedure: open.procedure.clone() });
        }
    }
    Ok(vec![Event::PlanAmended { plan: Box::new(plan.clone()), plan_hash, diff: diff(&state.plan, plan) }])
}

/// What differs, a line each: `- field = before`, `+ field = after`.
pub fn diff(before: &Plan, after: &Plan) -> Vec<Clean> {
    let value = |plan| serde_json::to_value(plan).unwrap_or_default();
    let mut lines = Vec::new();
    compare("", &value(before), &value(after), &mut lines);
    let rest = lines.len().saturating_sub(DIFF_LINES);
    lines.truncate(DIFF_LINES);
    if rest > 0 {
        lines.push(Clean::new(format!("(+{rest})")));
    }
    lines
}

fn compare(path: &str, before: &serde_json::Value, after: &serde_json::Value, lines: &mut Vec<Clean>) {
    use serde_json::Value::{Array, Null, Object};
    match (before, after) {
        (a, b) if a == b => {}
        (Object(a), Object(b)) => {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                compare(&path, a.get(key).unwrap_or(&Null), b.get(key).unwrap_or(&Null), lines);
            }
        }
        (Array(a), Array(b)) => {
            for n in 0..a.len().max(b.len()) {
                let path = format!("{path}[{n}]");
                compare(&path, a.get(n).unwrap_or(&Null), b.get(n).unwrap_or(&Null), lines);
            }
        }
        (a, b) => {
            for (sign, value) in [('-', a), ('+', b)] {
                if !value.is_null() {
                    lines.push(Clean::new(format!("{sign} {path} = {value}")));
                }
            }
        }
    }
}
