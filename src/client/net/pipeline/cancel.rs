//! Asking for the end of a run. GitHub takes it as a request: jobs that run `if: always()` go on, so the run is
//! followed to its end as before (APIS 1).

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};

use super::super::github::Repository;
use super::super::github::run::Run;
use super::super::wall::now_ms;
use super::{OLDEST_MS, Pipeline, pause};
use crate::client::Reply;
use crate::text::Clean;

/// How long a run may take to appear whose end is asked for.
const LOOKED_FOR: Duration = Duration::from_secs(20);

impl Pipeline {
    /// Call `id` follows `run`.
    pub(super) fn follows(&self, id: u64, run: u64) {
        self.followed.lock().unwrap_or_else(PoisonError::into_inner).insert(id, run);
    }

    /// Asks for the end of the run that call `id` started, once. `Done`: GitHub took the request; `Refused`: it
    /// did not, or nothing was sent.
    pub async fn cancel(&self, id: u64) -> Reply {
        let run = match self.run_of(id, LOOKED_FOR).await {
            Ok(run) => run,
            Err(why) => return refused(&format!("nothing was asked: {why}")),
        };
        let run = match self.repository.run(run).await {
            Ok(run) if run.is_over() => return refused(&over(&run)),
            Ok(run) => run,
            Err(trouble) => return refused(&format!("nothing was asked: {}", trouble.why)),
        };
        let request = self.repository.request(Method::POST, &Repository::cancel(run.id));
        let page = match self.repository.http().act(request).await {
            Ok(page) => page,
            Err(reply) => return reply,
        };
        match page.verdict(true) {
            Some(reply) => reply,
            None if page.status == StatusCode::ACCEPTED => {
                Reply::Done(Clean::new(format!("GitHub took the request to cancel run {}", run.id)))
            }
            // Somebody who answers so is not GitHub.
            None => Reply::Unknown(Clean::new(format!("{}: {}", page.status, page.told()))),
        }
    }

    /// What became of [`Self::cancel`] that nobody heard the end of, by reading alone.
    pub async fn was_cancelled(&self, id: u64) -> Reply {
        let run = match self.run_of(id, Duration::ZERO).await {
            Ok(run) => self.repository.run(run).await.map_err(|trouble| trouble.why.to_string()),
            Err(why) => Err(why),
        };
        match run {
            Ok(run) if run.conclusion.as_deref() == Some("cancelled") => Reply::Done(Clean::new(over(&run))),
            Ok(run) if run.is_over() => refused(&over(&run)),
            Ok(run) => Reply::Unknown(Clean::new(format!(
                "run {} goes on, and does not say whether its end was asked for; cancel it again",
                run.id
            ))),
            Err(why) => Reply::Unknown(Clean::new(why)),
        }
    }

    /// The run that call `id` started: as it is followed, else by its mark.
    async fn run_of(&self, id: u64, within: Duration) -> Result<u64, String> {
        let begun = Instant::now();
        loop {
            let known = self.followed.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied();
            if let Some(run) = known {
                return Ok(run);
            }
            let why = match self.find(id, now_ms() - OLDEST_MS, Duration::ZERO).await {
                Ok(Some(run)) => return Ok(run.id),
                Ok(None) => format!("no run bears the mark {}", self.mark(id)),
                Err(why) => why,
            };
            if begun.elapsed() >= within {
                return Err(why);
            }
            tokio::time::sleep(pause(begun.elapsed())).await;
        }
    }
}

fn over(run: &Run) -> String {
    let word = run.conclusion.as_deref().unwrap_or("over");
    format!("run {} has ended already: {word}", run.id)
}

fn refused(why: &str) -> Reply {
    Reply::Refused(Clean::new(why))
}
