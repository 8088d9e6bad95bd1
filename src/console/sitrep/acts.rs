//! The last decisions: who, what, when.

use super::{Line, Report, say};
use crate::console::format;
use crate::console::messages::{dialog, names, words};
use crate::model::{Envelope, Event};
use crate::source::Kind;
use crate::text::Clean;

/// How many of the last decisions are told.
const LAST: usize = 3;
/// Most characters of a note that are told.
const NOTE_CHARS: usize = 60;

/// A line each, the newest first; one that says so if there is none.
pub(super) fn last(report: &Report) -> Vec<Line> {
    let label = say::label_last(report.lang);
    let decided = report.log.entries().rev().filter(|(kind, _)| *kind == Kind::Decision);
    let told: Vec<String> =
        decided.filter_map(|(_, envelope)| sentence(report, envelope)).take(LAST).collect();
    if told.is_empty() {
        return vec![Line::new(label, say::nothing_decided(report.lang))];
    }
    told.into_iter().enumerate().map(|(at, text)| Line::new(if at == 0 { label } else { "" }, text)).collect()
}

fn sentence(report: &Report, envelope: &Envelope) -> Option<String> {
    let (lang, plan) = (report.lang, &report.state.plan);
    let (what, note) = match &envelope.event {
        Event::Proposed { trigger, .. } => (say::act_proposed(lang, names::trigger(plan, trigger)), None),
        // A run that a trigger asked for was told as its proposal.
        Event::RunRequested { why: crate::model::procedure::Why::Trigger { .. }, .. } => return None,
        Event::RunRequested { procedure, note, .. } => {
            (say::act_requested(lang, names::procedure(plan, procedure)), note.as_ref())
        }
        Event::DecisionMade { run, choice, note } => {
            let run = report.state.procedures.runs.get(run)?;
            let title = names::procedure(plan, &run.procedure);
            (say::act_decided(lang, words::choice(lang, *choice), title), note.as_ref())
        }
        Event::CancelAsked { run, reason } => {
            let run = report.state.procedures.runs.get(run)?;
            (say::act_cancelled(lang, names::procedure(plan, &run.procedure)), Some(reason))
        }
        Event::Kept { .. } => (say::act_kept(lang).to_owned(), None),
        Event::Overridden { gate, reason } => {
            (say::act_overridden(lang, words::gate(lang, plan, gate)), Some(reason))
        }
        Event::AutomationPaused { until } => {
            (say::act_paused(lang, format::clock_short(*until, plan.zone)), None)
        }
        Event::AutomationResumed => (say::act_resumed(lang).to_owned(), None),
        Event::Voted { go, note } => {
            let vote = if *go { dialog::vote_go(lang) } else { dialog::vote_no_go(lang) };
            (say::act_voted(lang, vote), note.as_ref())
        }
        Event::PlanAmended { .. } => (say::act_amended(lang).to_owned(), None),
        _ => return None,
    };
    let clock = format::clock(envelope.at, plan.zone);
    let who = words::actor(lang, plan, &envelope.by);
    Some(match note.filter(|note| !note.is_blank()) {
        Some(note) => say::act_line_note(lang, clock, who, what, short(note)),
        None => say::act_line(lang, clock, who, what),
    })
}

fn short(note: &Clean) -> String {
    let line = note.one_line();
    let kept: String = line.chars().take(NOTE_CHARS).collect();
    if kept.len() < line.len() { format!("{kept}…") } else { kept }
}
