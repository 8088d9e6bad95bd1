//! Following a run to its end.

use std::time::{Duration, Instant};

use super::ends::End;
use super::session::Session;
use crate::console::messages::errand as say;
use crate::model::State;
use crate::model::procedure::{Run, RunResult};
use crate::wire::Tell;

/// Which runs are meant: those of a kind, or of one procedure.
pub(super) type Meant<'a> = &'a dyn Fn(&Run) -> bool;

/// The run that is under way and meant.
pub(super) fn under_way(state: &State, meant: Meant) -> Option<u64> {
    let mut runs = state.procedures.runs.iter().rev();
    runs.find(|(_, run)| run.ended.is_none() && meant(run)).map(|(run, _)| *run)
}

/// That run, or the newest from number `first` on.
fn run_of(state: &State, meant: Meant, first: u64) -> Option<u64> {
    let newest = || state.procedures.runs.iter().rev().find(|(_, run)| meant(run)).map(|(run, _)| *run);
    under_way(state, meant).or_else(|| newest().filter(|run| *run >= first))
}

/// Follows what was asked for until it has ended. What waits for a second person waits for them here too.
pub(super) fn run(session: &mut Session, meant: Meant, first: u64, within: Duration) -> End {
    let since = Instant::now();
    let mut run = None;
    loop {
        run = run.or_else(|| run_of(&session.state, meant, first));
        if let Some(run) = run {
            if let Some((_, result)) = session.state.procedures.runs.get(&run).and_then(|run| run.ended) {
                return End::ran(run, result);
            }
        } else if session.state.approvals.open.is_empty() {
            // It was asked for, waited for its second person, and is gone without a run.
            return End::turned_down(say::not_approved);
        }
        if let Some(end) = hear(session, since, within) {
            return end.of(run);
        }
    }
}

/// Hears the next word; how it ends where nobody waits any more, for time is up or there is nothing to be heard.
pub(super) fn hear(session: &mut Session, since: Instant, within: Duration) -> Option<End> {
    if since.elapsed() > within {
        return Some(End::unknown(say::goes_on));
    }
    match session.hear() {
        Ok(Tell::Over) => Some(End::unknown(say::room_closed)),
        Ok(_) => None,
        Err(error) => Some(End::unknown(|lang| say::engine_lost(lang, &error))),
    }
}

impl End {
    /// A run ended so.
    fn ran(run: u64, result: RunResult) -> Self {
        match result {
            RunResult::Done => Self::done(),
            RunResult::Failed => Self::failed(say::step_failed),
            RunResult::Unknown => Self::unknown(say::step_unknown),
            RunResult::Declined => Self::turned_down(say::not_now),
            RunResult::Superseded => Self::failed(say::superseded),
            RunResult::Cancelled => Self::failed(say::cancelled),
        }
        .of(Some(run))
    }
}
