//! What operators of a headless run do, and the moments their lines hang on.

use super::types::{Act, Cue, Line};
use crate::model::alerts::AlertKey;
use crate::model::cutover::{Level, Phrase};
use crate::model::decide;
use crate::model::procedure::{Choice, Run, Why};
use crate::model::time::Stamp;
use crate::model::{Command, State};
use crate::plan::types::{Id, Millis, ProcedureKind, Side};
use crate::text::Clean;

/// The lines of a script that have not been played.
#[derive(Debug, Clone, Default)]
pub struct Script {
    lines: Vec<Line>,
}

impl Script {
    /// A script from its lines.
    pub fn new(lines: &[Line]) -> Self {
        Self { lines: lines.to_vec() }
    }

    /// Whether every line was played.
    pub fn is_done(&self) -> bool {
        self.lines.is_empty()
    }

    /// Takes out the lines that are due in `state` and gives who asks for what, in the order of their
    /// moments and then of the file. A line whose subject is not there yet (nothing to decide, no such
    /// alert) waits for it.
    pub fn due(&mut self, state: &State) -> Vec<(Id, Command)> {
        let mut due = Vec::new();
        self.lines.retain(|line| {
            let Some(moment) = moment(&line.after, state).map(|cue| cue.plus(line.at.0)) else { return true };
            if state.now.mono < moment.mono {
                return true;
            }
            match commands(line, state) {
                Some(commands) => {
                    due.extend(commands.into_iter().map(|c| (moment.mono, line.by.clone(), c)));
                    false
                }
                None => true,
            }
        });
        due.sort_by_key(|(moment, _, _)| *moment);
        due.into_iter().map(|(_, by, command)| (by, command)).collect()
    }

    /// The monotonic moment of the next line whose cue has come, where there is one: a virtual clock
    /// may jump there.
    pub fn next_due(&self, state: &State) -> Option<u64> {
        self.lines.iter().filter_map(|line| Some(moment(&line.after, state)?.plus(line.at.0).mono)).min()
    }
}

/// When `cue` came, if it did.
pub fn moment(cue: &Cue, state: &State) -> Option<Stamp> {
    match cue {
        Cue::Start => Some(state.opened_at),
        Cue::Switch => level(state, Side::Green, Level::Accepted),
        Cue::Rollback => level(state, Side::Blue, Level::Accepted),
        Cue::SwitchObserved => level(state, Side::Green, Level::Observed),
        Cue::RollbackObserved => level(state, Side::Blue, Level::Observed),
        Cue::Proposal(wanted) => state
            .procedures
            .runs
            .values()
            .filter(|run| match (&run.why, wanted) {
                (Why::Trigger { trigger, .. }, Some(wanted)) => trigger == wanted,
                (Why::Trigger { .. }, None) => true,
                _ => false,
            })
            .map(|run| run.requested_at)
            .next(),
        Cue::Alert(name) => state
            .alerts
            .feed
            .iter()
            .filter(|(key, _)| names(name, key))
            .map(|(_, a)| a.raised_at)
            .min_by_key(|at| at.mono),
    }
}

/// Whether `written`, with or without its side, names the alert `key`.
pub fn names(written: &Clean, key: &AlertKey) -> bool {
    let full = key.0.as_str();
    full == written.as_str() || full.rsplit_once('@').is_some_and(|(name, _)| name == written.as_str())
}

fn level(state: &State, to: Side, level: Level) -> Option<Stamp> {
    let movement = state.cutover.movements.iter().rev().find(|movement| movement.to == to)?;
    movement.levels.get(level.number() - 1).copied().flatten()
}

/// The words of the gates, for messages.
pub const GATES: [&str; 12] = [
    "checklist:NAME",
    "procedure:NAME",
    "window",
    "votes",
    "readiness",
    "low-ttl",
    "critical-alert",
    "blind",
    "replica-lag",
    "analysis",
    "tail",
    "point-of-no-return",
];

/// What a line asks for in `state`; none while its subject is not there.
fn commands(line: &Line, state: &State) -> Option<Vec<Command>> {
    let note = line.note.clone();
    let phrase = |phrase: Phrase| Clean::new(phrase.words().last().copied().unwrap_or_default());
    let one = match line.act {
        Act::Switch => Command::Switch { confirm: phrase(Phrase::Switch), note },
        Act::Rollback => Command::Rollback { confirm: phrase(Phrase::Rollback), reason: line.reason, note },
        Act::Approve => {
            let run = waiting(line, state)?;
            let confirm = decide::phrase_of(state, run).map(phrase);
            Command::Decide { run, choice: Choice::Approve, confirm, note }
        }
        Act::Decline => {
            Command::Decide { run: waiting(line, state)?, choice: Choice::Decline, confirm: None, note }
        }
        Act::Acknowledge => {
            let wanted = line.alert.as_ref()?;
            let keys = state.alerts.feed.keys().filter(|key| names(wanted, key));
            let all: Vec<_> = keys.map(|alert| Command::Acknowledge { alert: alert.clone() }).collect();
            return (!all.is_empty()).then_some(all);
        }
        Act::Tick => return Some(ticks(line, state)),
        Act::Untick => Command::Untick { item: line.item.clone()?, note },
        Act::Note => Command::Note { text: note.unwrap_or_default() },
        Act::Vote => Command::Vote { go: line.go.unwrap_or(true), note },
        Act::Override => Command::Override {
            gate: line.gate.as_ref()?.as_str().parse().ok()?,
            reason: note.unwrap_or_default(),
        },
        Act::PauseAutomation => {
            Command::PauseAutomation { length: line.length.unwrap_or(Millis::from_secs(600)) }
        }
        Act::ResumeAutomation => Command::ResumeAutomation,
        Act::Cancel => Command::Cancel { run: under_way(line, state)?, reason: note.unwrap_or_default() },
        Act::Run => {
            Command::Run { procedure: line.procedure.clone()?, confirm: Some(phrase(Phrase::Danger)), note }
        }
    };
    Some(vec![one])
}

/// A checklist's name stands for those of its items that are not done.
fn ticks(line: &Line, state: &State) -> Vec<Command> {
    let Some(wanted) = &line.item else { return Vec::new() };
    let tick = |item: &Id| Command::Tick { item: item.clone(), note: line.note.clone() };
    match state.plan.checklist(wanted) {
        Some(checklist) => checklist
            .items()
            .filter(|item| !state.checklists.is_done(&item.id))
            .map(|item| tick(&item.id))
            .collect(),
        None => vec![tick(wanted)],
    }
}

/// The run that waits for a decision: of the line's procedure, else a rollback before any other.
fn waiting(line: &Line, state: &State) -> Option<u64> {
    let open = |(_, run): &(&u64, &Run)| run.ended.is_none() && run.decided.is_none();
    let runs = || state.procedures.runs.iter().rev().filter(open);
    let found = match &line.procedure {
        Some(procedure) => runs().find(|(_, run)| run.procedure == *procedure),
        None => runs().find(|(_, run)| run.kind == ProcedureKind::Rollback).or_else(|| runs().next()),
    };
    found.map(|(id, _)| *id)
}

/// The newest run that can be stopped, of the line's procedure where it names one.
fn under_way(line: &Line, state: &State) -> Option<u64> {
    let meant = |run: &Run| line.procedure.as_ref().is_none_or(|procedure| run.procedure == *procedure);
    let mut runs = state.procedures.runs.iter().rev();
    runs.find(|(id, run)| meant(run) && decide::may_cancel(state, **id).is_ok()).map(|(id, _)| *id)
}
