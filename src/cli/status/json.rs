//! A room for programs: one JSON object.

use serde_json::json;

use super::evidence;
use super::{level, undecided};
use crate::engine::serve::{Owner, Place};
use crate::model::channels::{self, Channel};
use crate::model::{Outcome, State, confirmed, gates};
use crate::plan::types::Id;
use crate::text::Clean;
use crate::wire::Welcome;

/// The object, in one line.
pub(super) fn room(place: &Place, owner: &Owner, welcome: &Welcome, state: &State) -> String {
    let runs = state.procedures.runs.iter().filter(|(_, run)| run.ended.is_none());
    let runs: Vec<_> = runs
        .map(|(id, run)| {
            let (step, of) = (run.current(&state.plan).map(|at| at + 1), run.steps.len());
            json!({
                "run": id, "procedure": run.procedure, "step": step, "steps": of,
                "cancelled": run.cancelled.as_ref().map(|cancel| cancel.by.clone()),
            })
        })
        .collect();
    let undecided: Vec<_> = undecided(state)
        .map(|(id, run)| {
            let since = run.requested_at.at;
            json!({ "run": id, "procedure": run.procedure, "kind": run.kind, "why": run.why, "since": since })
        })
        .collect();
    let approvals: Vec<_> = state
        .approvals
        .open
        .iter()
        .map(|(id, asked)| {
            let wanted = &asked.wanted;
            json!({ "action": id, "procedure": wanted.procedure, "by": asked.by, "until": wanted.until })
        })
        .collect();
    let closed: Vec<_> =
        gates::closed(gates::switch(state)).into_iter().map(|gate| gate.gate.word()).collect();
    let board: Vec<_> = state.plan.channels.iter().map(|known| channel(state, &known.id)).collect();
    json!({
        "engine": owner,
        "room": place.folder().display().to_string(),
        "you": { "login": welcome.login, "person": welcome.person },
        "plan": state.plan.id,
        "plan_hash": state.plan_hash,
        "mode": state.mode,
        "seq": state.seq,
        "at": state.now.at,
        "live": state.cutover.live,
        "level": level(state),
        "runs": runs,
        "undecided": undecided,
        "approvals": approvals,
        "procedures": evidence::json(state),
        "keep_by": confirmed::awaited(state).map(|(_, until)| until.at),
        "closed_gates": closed,
        "alerts": state.alerts.firing().len(),
        "channels": board,
        "blind": state.triggers.blind.as_ref().map(|(_, blind)| blind),
        "attached": state.people.attached.keys().collect::<Vec<_>>(),
        "automation_paused_until": state.people.automation_paused_until,
        "open_intents": state.intents.len(),
        "closed": state.closed.is_some(),
    })
    .to_string()
}

fn channel(state: &State, id: &Id) -> serde_json::Value {
    let none = Channel::default();
    let known = state.channels.board.get(id).unwrap_or(&none);
    let carries = state.plan.tiers.iter().filter(|tier| tier.channels.contains(id));
    json!({
        "channel": id,
        "state": channels::health(state, id).word(),
        "since": known.failing_since.map(|since| since.at),
        "error": last_error(known),
        "last": known.last.back().map(|passed| passed.stamp.at),
        "waiting": channels::queued(state, id).count(),
        "sent": known.sent,
        "refused": known.refused,
        "unknown": known.unknown,
        "withdrawn": known.withdrawn,
        "rests_until": channels::rests_until(state, id),
        "tiers": carries.map(|tier| tier.level).collect::<Vec<_>>(),
    })
}

/// Why the last message that was tried did not get through, if it did not.
pub(super) fn last_error(channel: &Channel) -> Option<&Clean> {
    match &channel.last_tried()?.outcome {
        Outcome::Refused { why } | Outcome::Unknown { why } => Some(why),
        Outcome::Done { .. } | Outcome::Withdrawn => None,
    }
}
