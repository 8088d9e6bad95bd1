//! `jday status`: how a room stands, without a screen.

use std::fmt::Write as _;

use serde_json::json;

use super::args::Status;
use super::exit::Exit;
use super::{evidence, out, room};
use crate::engine::serve::{Owner, Place};
use crate::model::channels::{self, Channel, Health};
use crate::model::decide::may_cancel;
use crate::model::procedure::{Run, Why};
use crate::model::{Outcome, State, confirmed, gates};
use crate::plan::types::{Id, StepKind};
use crate::source::attach::Line;
use crate::text::Clean;
use crate::wire::{Errand, Tell, Welcome};

/// Runs the command; a room without an engine is told with [`Exit::Failed`].
pub fn run(args: &Status) -> anyhow::Result<Exit> {
    if let Some(rooms) = room::deserted(&args.place)? {
        return nobody(args.json, &rooms.display().to_string(), None);
    }
    let (place, owner) = room::find(&args.place)?;
    let Some(owner) = owner else {
        let last = place.last_journal().map(|journal| journal.display().to_string());
        return nobody(args.json, &place.folder().display().to_string(), last.as_deref());
    };
    room::same_protocol(&owner)?;
    room::wait_for_door(&place)?;
    let mut line = Line::dial(&place.socket(), &room::hello(Errand::Look, None)?)?;
    let welcome = line.welcome.clone();
    loop {
        if let Tell::Placed { state, .. } = line.hear()? {
            let text = if args.json { json(&place, &owner, &welcome, &state) } else { text(&owner, &state) };
            out::line(&text)?;
            return Ok(Exit::Done);
        }
    }
}

fn nobody(as_json: bool, folder: &str, last: Option<&str>) -> anyhow::Result<Exit> {
    let text = if as_json {
        json!({ "engine": null, "room": folder, "last_journal": last }).to_string()
    } else {
        format!("{folder}: no engine runs; start one with `jday live --plan FILE`")
    };
    out::line(&text)?;
    Ok(Exit::Failed)
}

/// The level of truth that the last movement of the lever reached, of five (F3).
fn level(state: &State) -> Option<usize> {
    let movement = state.cutover.movement()?;
    Some(movement.levels.iter().filter(|reached| reached.is_some()).count())
}

/// Runs whose next step is somebody's decision, the proposals of triggers among them.
fn undecided(state: &State) -> impl Iterator<Item = (u64, &Run)> {
    let waits = |run: &Run| {
        let steps = state.plan.procedure(&run.procedure).map(|procedure| &procedure.steps);
        let step = run.current().and_then(|step| steps?.get(step));
        run.decided.is_none() && step.is_some_and(|step| matches!(step.action, StepKind::Decide { .. }))
    };
    state.procedures.runs.iter().filter(move |(_, run)| waits(run)).map(|(id, run)| (*id, run))
}

fn json(place: &Place, owner: &Owner, welcome: &Welcome, state: &State) -> String {
    let runs = state.procedures.runs.iter().filter(|(_, run)| run.ended.is_none());
    let runs: Vec<_> = runs
        .map(|(id, run)| {
            let (step, of) = (run.current().map(|at| at + 1), run.steps.len());
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
    let board: Vec<_> = state.plan.channels.iter().map(|channel| channel_json(state, &channel.id)).collect();
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

/// A line for each run that goes on without anybody's decision, and how it is stopped where it can be.
fn under_way(state: &State) -> String {
    let waiting: Vec<u64> = undecided(state).map(|(id, _)| id).collect();
    let open = state.procedures.runs.iter().filter(|(id, run)| run.ended.is_none() && !waiting.contains(id));
    let lines = open.map(|(id, run)| {
        let step = run.current().map_or(run.steps.len(), |at| at + 1);
        let hint = match (&run.cancelled, may_cancel(state, *id)) {
            (_, Ok(())) => format!(": jday cancel {id} --reason TEXT"),
            (Some(cancel), Err(_)) => format!(", cancelled by {}", cancel.by),
            (None, Err(_)) => String::new(),
        };
        format!("\nrun       {} {id}, step {step} of {}{hint}", run.procedure, run.steps.len())
    });
    lines.collect()
}

fn channel_json(state: &State, id: &Id) -> serde_json::Value {
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

fn last_error(channel: &Channel) -> Option<&Clean> {
    match &channel.last_tried()?.outcome {
        Outcome::Refused { why } | Outcome::Unknown { why } => Some(why),
        Outcome::Done { .. } | Outcome::Withdrawn => None,
    }
}

/// Channels over which nothing gets through, or slowly, a line each.
fn bad_channels(state: &State) -> String {
    let mut lines = String::new();
    for channel in &state.plan.channels {
        let health = channels::health(state, &channel.id);
        if !health.is_down() && health != Health::Slow {
            continue;
        }
        let known = state.channels.board.get(&channel.id);
        let since = known.and_then(|known| known.failing_since);
        let since = since.map(|since| since.at.utc().format(" since %T UTC").to_string()).unwrap_or_default();
        let why = known.and_then(last_error).map(|why| format!(": {}", why.one_line())).unwrap_or_default();
        let _ = write!(lines, "\nchannel   {} {}{since}{why}", channel.id, health.word());
    }
    lines
}

fn text(owner: &Owner, state: &State) -> String {
    let people: Vec<&str> = state.people.attached.keys().map(crate::plan::types::Id::as_str).collect();
    let people = if people.is_empty() { "nobody".to_owned() } else { people.join(", ") };
    let level = level(state).map_or_else(String::new, |level| format!(" ({level}/5)"));
    let mut waits = String::new();
    if let Some((_, until)) = confirmed::awaited(state) {
        let by = until.at.utc().with_timezone(&state.plan.zone.0);
        let left = until.since(state.now) / 1000;
        let (minutes, seconds) = (left / 60, left % 60);
        let _ = write!(
            waits,
            "\nwaits     the switch returns to blue at {} (in {minutes} min {seconds} s) unless somebody says that it \
             stays: jday keep",
            by.format("%T")
        );
    }
    for (id, run) in undecided(state) {
        let why = match &run.why {
            Why::Trigger { trigger, .. } => format!("the trigger {trigger} proposes {}", run.procedure),
            _ => format!("{} waits for a decision", run.procedure),
        };
        let _ = write!(waits, "\nwaits     {why}: jday approve {id}");
    }
    waits.push_str(&under_way(state));
    for (id, asked) in &state.approvals.open {
        let wanted = &asked.wanted.procedure;
        let _ = write!(
            waits,
            "\nwaits     {} asks for {wanted}, another person may: jday approve {id}",
            asked.by
        );
    }
    format!(
        "{}: {} live{level}{waits}{}{}\nattached  {people}\nengine    process {} of {} since {}\njournal   {}",
        state.plan.id,
        state.cutover.live,
        evidence::text(state),
        bad_channels(state),
        owner.pid,
        owner.login,
        owner.since.utc().format("%F %T UTC"),
        owner.journal,
    )
}
