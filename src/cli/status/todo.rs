//! What can be done about a room, and by which command.

use super::{evidence, undecided};
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{channels as channel_words, evidence as said, names, status as say, words};
use crate::console::sitrep::Report;
use crate::console::view::feed;
use crate::model::channels::{self, Health};
use crate::model::cutover::GateState;
use crate::model::decide::may_cancel;
use crate::model::procedure::{Run, RunResult, StepResult, StepState, Why};
use crate::model::{State, confirmed, gates};
use crate::plan::types::{Side, StepKind};

type Line = (&'static str, String);

/// Each with its label, what cannot wait first.
pub(super) fn lines(report: &Report) -> Vec<Line> {
    let (lang, state) = (report.lang, report.state);
    let mut out = decisions(lang, state);
    out.extend(alerts(lang, state));
    out.extend(closed_gates(lang, state));
    out.extend(awaited_gates(lang, state));
    out.extend(under_way(lang, state));
    out.extend(ended_badly(lang, state));
    out.extend(bad_channels(lang, state));
    out
}

/// What somebody has to decide, proposals of triggers among it.
fn decisions(lang: Lang, state: &State) -> Vec<Line> {
    let plan = &state.plan;
    let mut out = Vec::new();
    if let Some((_, until)) = confirmed::awaited(state) {
        let left = format::length(lang, until.since(state.now));
        out.push(say::keep_by(lang, format::clock(until.at, plan.zone), left));
    }
    for (id, run) in undecided(state) {
        out.push(match &run.why {
            Why::Trigger { trigger, .. } => say::proposes(lang, names::trigger(plan, trigger), id),
            _ => say::awaits(lang, names::procedure(plan, &run.procedure), id),
        });
    }
    for (id, asked) in &state.approvals.open {
        let procedure = names::procedure(plan, &asked.wanted.procedure);
        out.push(say::asks(lang, names::person(plan, &asked.by), procedure, id));
    }
    out.into_iter().map(|text| (say::label_waits(lang), text)).collect()
}

fn alerts(lang: Lang, state: &State) -> Option<Line> {
    let waiting = state.alerts.feed.values().filter(|alert| feed::waits(alert, state.now.at)).count();
    (waiting > 0).then(|| (say::label_ack(lang), say::to_ack(lang, waiting)))
}

/// Gates of the switch, while it can still be made.
fn closed_gates(lang: Lang, state: &State) -> Option<Line> {
    let closed = gates::closed(gates::switch(state));
    if state.cutover.live == Side::Green || closed.is_empty() {
        return None;
    }
    Some((say::label_gates(lang), named(lang, state, &closed)))
}

/// Gates at which a run waits that is under way, such as the end of Blue.
fn awaited_gates(lang: Lang, state: &State) -> Vec<Line> {
    let open = state.procedures.runs.values().filter(|run| run.ended.is_none());
    let waits = open.filter_map(|run| {
        let step = run.planned(&state.plan).get(run.current(&state.plan)?)?;
        let closed = gates::closed(gates::of(state, run.kind));
        (matches!(step.action, StepKind::Gate {}) && !closed.is_empty()).then(|| {
            let procedure = names::procedure(&state.plan, &run.procedure);
            (say::label_gates(lang), say::of(lang, procedure, named(lang, state, &closed)))
        })
    });
    waits.collect()
}

fn named(lang: Lang, state: &State, closed: &[GateState]) -> String {
    let names: Vec<String> = closed.iter().map(|gate| words::gate(lang, &state.plan, &gate.gate)).collect();
    names.join(", ")
}

/// Each run that goes on without anybody's decision, and how it is stopped where it can be.
fn under_way(lang: Lang, state: &State) -> Vec<Line> {
    let waiting: Vec<u64> = undecided(state).map(|(id, _)| id).collect();
    let open = state.procedures.runs.iter().filter(|(id, run)| run.ended.is_none() && !waiting.contains(id));
    let told = open.map(|(id, run)| {
        let step = run.current(&state.plan).map_or(run.steps.len(), |at| at + 1);
        let text = say::goes_on(lang, &run.procedure, id, step, run.steps.len());
        let text = match (&run.cancelled, may_cancel(state, *id)) {
            (_, Ok(())) => say::may_cancel(lang, text, id),
            (Some(cancel), Err(_)) => {
                say::cancelled_by(lang, text, words::actor(lang, &state.plan, &cancel.by))
            }
            (None, Err(_)) => text,
        };
        (say::label_runs(lang), text)
    });
    told.collect()
}

/// Procedures whose newest run ended otherwise than done, and where.
fn ended_badly(lang: Lang, state: &State) -> Vec<Line> {
    let bad = |run: &Run| {
        let label = match run.ended?.1 {
            RunResult::Failed => say::label_failed(lang),
            RunResult::Unknown => say::label_unknown(lang),
            _ => return None,
        };
        let is_it = |state| matches!(state, StepState::Ended(StepResult::Failed | StepResult::Unknown));
        let at = evidence::steps(state, run).filter(|(_, stands)| is_it(stands.state)).last();
        let text = match at {
            Some((step, stands)) => {
                say::ended_at(lang, &run.procedure, &step.id, said::told(lang, &stands.detail))
            }
            None => run.procedure.to_string(),
        };
        Some((label, text))
    };
    evidence::newest(state).filter_map(|(_, run)| bad(run)).collect()
}

/// Channels over which nothing gets through, or slowly.
fn bad_channels(lang: Lang, state: &State) -> Vec<Line> {
    let told = state.plan.channels.iter().filter_map(|channel| {
        let health = channels::health(state, &channel.id);
        if !health.is_down() && health != Health::Slow {
            return None;
        }
        let known = state.channels.board.get(&channel.id);
        let mut text = say::channel_is(lang, &channel.id, channel_words::health(lang, health));
        if let Some(since) = known.and_then(|known| known.failing_since) {
            text = say::since(lang, text, format::clock(since.at, state.plan.zone));
        }
        if let Some(why) = known.and_then(super::json::last_error) {
            text = say::because(lang, text, said::told(lang, why));
        }
        Some((say::label_channel(lang), text))
    });
    told.collect()
}
