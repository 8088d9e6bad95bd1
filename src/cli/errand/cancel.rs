//! `jday cancel`: the end of a run is asked for, and waited for.

use std::time::{Duration, Instant};

use super::ends::End;
use super::follow::hear;
use super::session::Session;
use super::{dry_run, enter};
use crate::cli::args;
use crate::cli::exit::Exit;
use crate::cli::out;
use crate::console::lang::Lang;
use crate::console::messages::{errand as say, evidence};
use crate::model::procedure::{Cancel, RunResult};
use crate::model::{Command, Outcome};
use crate::text::Clean;

/// Runs the command.
pub fn cancel(args: &args::Cancel, look: &args::Look) -> anyhow::Result<Exit> {
    let mut session = enter(&args.errand, look)?;
    let command = Command::Cancel { run: args.run, reason: Clean::new(args.reason.trim()) };
    if args.errand.dry_run {
        return dry_run(&session, &args.errand, &command);
    }
    let end = match session.ask(command) {
        Ok(Ok(())) => follow(&mut session, args.run, args.within),
        Ok(Err(refusal)) => End::refused(&session.state.plan, &refusal),
        Err(error) => End::unknown(|_| error.to_string()),
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
            out::say(&told(session.lang, outcome));
            said = Some(outcome.clone());
        }
        // A program's end may be told a moment before the wish's own.
        let is_told = known.and_then(|run| run.cancelled.as_ref()).is_none_or(Cancel::is_told);
        match known.and_then(|run| run.ended).filter(|_| is_told || since.elapsed() > within) {
            Some((_, RunResult::Unknown)) => return End::unknown(say::step_unknown),
            Some((_, RunResult::Cancelled)) => return End::done(),
            Some(_) => return End::failed(say::not_cancelled),
            None => {}
        }
        if let Some(end) = hear(session, since, within) {
            return end;
        }
    }
}

fn told(lang: Lang, outcome: &Outcome) -> String {
    let words = outcome.words().map(|words| evidence::told(lang, words)).unwrap_or_default();
    match outcome {
        Outcome::Done { .. } | Outcome::Withdrawn => words.into_owned(),
        Outcome::Refused { .. } => say::cancel_refused(lang, words),
        Outcome::Unknown { .. } => say::cancel_unknown(lang, words),
    }
}
