//! `jday cancel`: the end of a run is asked for, and waited for.

use std::time::{Duration, Instant};

use super::ends::End;
use super::session::Session;
use super::{dry_run, enter};
use crate::cli::args;
use crate::cli::exit::{BadInput, Exit};
use crate::cli::out;
use crate::model::procedure::RunResult;
use crate::model::{Command, Outcome};
use crate::text::Clean;
use crate::wire::Tell;

/// Runs the command.
pub fn cancel(args: &args::Cancel, look: &args::Look) -> anyhow::Result<Exit> {
    let reason = Clean::new(args.reason.trim());
    if reason.is_blank() {
        return Err(BadInput("--reason: some words are needed, this was blank".into()).into());
    }
    let mut session = enter(&args.errand, look)?;
    let command = Command::Cancel { run: args.run, reason };
    if args.errand.dry_run {
        return dry_run(&session, &args.errand, &command);
    }
    let end = match session.ask(command) {
        Ok(Ok(())) => follow(&mut session, args.run, args.within),
        Ok(Err(refusal)) => End::refused(&refusal),
        Err(error) => End::unknown(&error.to_string()),
    };
    end.of(Some(args.run)).tell(&session, args.errand.json)
}

/// Waits for the end of `run`; what became of the wish is said as soon as it is known.
fn follow(session: &mut Session, run: u64, within: Duration) -> End {
    let since = Instant::now();
    let mut said = None;
    loop {
        let known = session.state.procedures.runs.get(&run);
        let outcome = known.and_then(|run| run.cancelled.as_ref()?.outcome.as_ref());
        if outcome != said.as_ref()
            && let Some(outcome) = outcome
        {
            out::say(&told(outcome));
            said = Some(outcome.clone());
        }
        match known.and_then(|run| run.ended) {
            Some((_, RunResult::Unknown)) => {
                return End::unknown("nobody knows how a step ended; check before you act");
            }
            Some((_, RunResult::Cancelled)) => return End::done(),
            Some(_) => return End::failed("the run ended otherwise"),
            None => {}
        }
        if since.elapsed() > within {
            return End::unknown("the run has not ended yet; `jday attach` shows how it goes on");
        }
        match session.hear() {
            Ok(Tell::Over) => return End::unknown("the room was closed before it ended"),
            Ok(_) => {}
            Err(error) => return End::unknown(&format!("the engine is lost: {error}")),
        }
    }
}

fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Done { detail } => detail.to_string(),
        Outcome::Refused { why } => format!("it was not asked to end: {why}; the run is followed to its end"),
        Outcome::Unknown { why } => {
            format!("nobody knows whether it was asked to end: {why}; the run is followed to its end")
        }
    }
}
