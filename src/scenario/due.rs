//! What becomes due in a drill beside its telemetry: alerts, faults, silences, leaps of the clock.

use super::feed::Stage;
use super::types::{Anchor, Event};
use crate::client::sim::fault::Fault;
use crate::model::alerts::Heard;
use crate::model::procedure::PipelineState;
use crate::plan::types::Id;
use crate::text::Clean;

/// Something that is due.
#[derive(Debug, Clone, PartialEq)]
pub enum Due {
    /// Another system's alert begins or ends.
    Heard(Heard),
    /// A simulated system begins to misbehave.
    FaultBegins {
        /// Names it in [`Due::FaultEnds`] and in the journal.
        name: Clean,
        /// What.
        fault: Fault,
    },
    /// It works again.
    FaultEnds {
        /// As it began.
        name: Clean,
        /// What.
        fault: Fault,
    },
    /// The wall clock leaps by so many milliseconds.
    Clock(i64),
    /// The machine stands still for so many milliseconds.
    Freeze(u64),
    /// A step of the watched pipeline changes.
    Pipeline {
        /// The step.
        step: Id,
        /// Its new state.
        state: PipelineState,
    },
}

#[derive(Debug, Clone)]
pub(super) struct Pending {
    pub(super) after: Anchor,
    pub(super) at: u64,
    pub(super) due: Due,
    pub(super) done: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Silence {
    pub(super) source: Id,
    pub(super) after: Anchor,
    pub(super) at: u64,
    pub(super) until: Option<u64>,
}

impl Silence {
    pub(super) fn holds(&self, t_ms: u64, stage: &Stage) -> bool {
        let Some(anchor) = stage.anchor(self.after) else { return false };
        t_ms >= anchor + self.at && self.until.is_none_or(|until| t_ms < anchor + until)
    }
}

/// What an event of the file makes due; its end is one of its own.
pub(super) fn pending(n: usize, event: &Event) -> Vec<Pending> {
    let entry = |at: u64, due: Due| Pending { after: event.after, at, due, done: false };
    let mut out = Vec::new();
    let (at, until) = (event.at.0, event.until.map(|until| until.0));
    if let Some(fault) = &event.fault {
        let name = Clean::new(format!("{}-{}", fault_word(fault), n + 1));
        out.push(entry(at, Due::FaultBegins { name: name.clone(), fault: fault.clone() }));
        out.extend(until.map(|until| entry(until, Due::FaultEnds { name, fault: fault.clone() })));
    }
    if let Some(alert) = &event.alert {
        let heard = Heard {
            source: alert.source.clone(),
            name: alert.name.clone(),
            side: alert.side,
            level: alert.level,
            title: alert.title.clone(),
            firing: alert.firing,
        };
        out.extend(until.map(|until| entry(until, Due::Heard(Heard { firing: false, ..heard.clone() }))));
        out.push(entry(at, Due::Heard(heard)));
    }
    out.extend(event.clock.map(|shift| entry(at, Due::Clock(shift.ms))));
    out.extend(event.freeze.map(|length| entry(at, Due::Freeze(length.0))));
    out.extend(
        event.pipeline.as_ref().map(|change| {
            entry(at, Due::Pipeline { step: change.step.clone(), state: change.state.state() })
        }),
    );
    out
}

/// The kinds of fault, for names and messages.
pub(super) const FAULTS: [&str; 11] = [
    "lever",
    "moved",
    "foreign",
    "resolver",
    "path",
    "channel",
    "pipeline",
    "workflow",
    "application",
    "command",
    "unready",
];

fn fault_word(fault: &Fault) -> &'static str {
    match fault {
        Fault::Lever { .. } => "lever",
        Fault::Moved { .. } => "moved",
        Fault::Foreign { .. } => "foreign",
        Fault::Resolver { .. } => "resolver",
        Fault::Path { .. } => "path",
        Fault::Channel { .. } => "channel",
        Fault::Pipeline { .. } => "pipeline",
        Fault::Workflow { .. } => "workflow",
        Fault::Application { .. } => "application",
        Fault::Command { .. } => "command",
        Fault::Unready { .. } => "unready",
    }
}
