//! Following a run to its end.

use std::time::{Duration, Instant};

use super::ends::End;
use super::session::Session;
use crate::model::State;
use crate::model::decide::Refusal;
use crate::model::procedure::RunResult;
use crate::plan::types::ProcedureKind;
use crate::wire::Tell;

/// The run of `kind` that is under way, or the newest from number `first` on.
fn run_of(state: &State, kind: ProcedureKind, first: u64) -> Option<u64> {
    let open = state.procedures.open_run(kind).map(|(run, _)| run);
    let newest = || state.procedures.runs.iter().rev().find(|(_, run)| run.kind == kind).map(|(run, _)| *run);
    open.or_else(|| newest().filter(|run| *run >= first))
}

/// Follows what was asked for until it has ended. What waits for a second person waits for them here too.
pub(super) fn run(session: &mut Session, kind: ProcedureKind, first: u64, within: Duration) -> End {
    let since = Instant::now();
    let mut run = None;
    loop {
        run = run.or_else(|| run_of(&session.state, kind, first));
        if let Some(run) = run {
            if let Some((_, result)) = session.state.procedures.runs.get(&run).and_then(|run| run.ended) {
                return End::ran(run, result);
            }
        } else if session.state.approvals.open.is_empty() {
            // It was asked for, waited for its second person, and is gone without a run.
            return End::refused_because("nobody approved it; ask for it again", None::<&Refusal>);
        }
        if since.elapsed() > within {
            return End::unknown("it is still under way; `jday attach` shows how it goes on").of(run);
        }
        match session.hear() {
            Ok(Tell::Over) => return End::unknown("the room was closed before it ended").of(run),
            Ok(_) => {}
            Err(error) => return End::unknown(&format!("the engine is lost: {error}")).of(run),
        }
    }
}

impl End {
    /// A run ended so.
    fn ran(run: u64, result: RunResult) -> Self {
        match result {
            RunResult::Done => Self::done(),
            RunResult::Failed => Self::failed("a step failed"),
            RunResult::Unknown => Self::unknown("nobody knows how a step ended; check before you act"),
            RunResult::Declined => Self::refused_because("a decider said \"not now\"", None::<&Refusal>),
            RunResult::Superseded => Self::failed("another run took its place"),
            RunResult::Cancelled => Self::failed("somebody cancelled it"),
        }
        .of(Some(run))
    }
}
