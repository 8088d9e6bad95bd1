//! A workflow: dispatched once, found again by its mark, followed to its end (APIS 1, R10).

mod cancel;
mod told;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use self::told::Told;
use super::github::run::{Job, Run};
use super::github::{Repository, Steps, trouble};
use super::wall::now_ms;
use super::{NetError, Reporter};
use crate::client::{Proof, Reply, Trouble};
use crate::plan::types;
use crate::plan::types::Id;
use crate::plan::types::live::Workflow;
use crate::text::Clean;

/// How long a run that was asked for may take to appear in the list.
const APPEARS_WITHIN: Duration = Duration::from_mins(1);
/// Longest pause between two looks: a run costs 1,440 of 5,000 requests an hour then.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Shortest.
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);
/// Clocks may differ by so much when a run is looked for by the time of its making.
const CLOCKS_DIFFER_MS: i64 = 5_000;
/// How old a run may be that is looked for after a crash.
const OLDEST_MS: i64 = 24 * 3_600_000;

/// A workflow that is dispatched and followed.
pub struct Pipeline {
    repository: Repository,
    /// Where the plan names it, for messages.
    place: String,
    /// The steps of the plan's pipeline; none where the run's jobs are told as they are called.
    steps: Option<Steps>,
    git_ref: String,
    inputs: Map<String, Value>,
    nonce_input: Option<String>,
    room: String,
    /// The runs that calls follow, or followed.
    followed: Mutex<BTreeMap<u64, u64>>,
}

/// What became of the dispatch.
enum Dispatched {
    /// It runs under this number.
    As(u64),
    /// It was taken, or may have been; the run is to be found.
    Somewhere(String),
    /// It certainly was not.
    Not(Reply),
}

impl Pipeline {
    /// The workflow whose steps are those of `steps`; none: its jobs are told as they are called.
    ///
    /// # Errors
    /// A secret cannot be used, or an input or step is not written as one.
    pub fn new(workflow: &Workflow, steps: Option<&types::Pipeline>, room: &Clean) -> Result<Self, NetError> {
        let place = workflow.place();
        let mut inputs = Map::new();
        for (n, line) in workflow.inputs.iter().enumerate() {
            let Some((name, value)) = line.as_str().split_once('=') else {
                let why = format!("{:?} is no input; write \"name=value\"", line.as_str());
                return Err(NetError::at(format!("{place}.inputs[{n}]"), why));
            };
            // Every value is text, as GitHub's own program sends them.
            inputs.insert(name.trim().to_owned(), Value::String(value.trim().to_owned()));
        }
        Ok(Self {
            repository: Repository::new(workflow)?,
            steps: steps.map(|steps| Steps::new(workflow, steps)).transpose()?,
            place,
            git_ref: workflow.git_ref.as_str().to_owned(),
            inputs,
            nonce_input: workflow.nonce_input.as_ref().map(|name| name.as_str().to_owned()),
            room: room.as_str().to_owned(),
            followed: Mutex::default(),
        })
    }

    /// Starts it, once, and follows it to its end.
    pub async fn run(&self, id: u64, reporter: &Reporter) -> Reply {
        let since = match self.repository.state().await {
            Ok((state, skew)) if state == "active" => {
                now_ms().saturating_add(skew.unwrap_or(0)).saturating_sub(CLOCKS_DIFFER_MS)
            }
            Ok((state, _)) => {
                return Reply::Refused(Clean::new(format!("the workflow is {state}; enable it on GitHub")));
            }
            Err(trouble) => {
                return Reply::Refused(Clean::new(format!("nothing was started: {}", trouble.why)));
            }
        };
        let run = match self.dispatch(id, true).await {
            Dispatched::As(run) => run,
            Dispatched::Not(reply) => return reply,
            Dispatched::Somewhere(why) => {
                reporter.said(id, format!("{why}; looking for the run by its mark"));
                match self.find(id, since, APPEARS_WITHIN).await {
                    Ok(Some(run)) => run.id,
                    Ok(None) => {
                        return unknown(&format!("{why}, and no run bears the mark {}", self.mark(id)));
                    }
                    Err(more) => return unknown(&format!("{why}, and it cannot be looked for: {more}")),
                }
            }
        };
        self.follow(id, run, reporter).await
    }

    /// Finds the run that call `id` started and follows it on; never starts another.
    pub async fn reconcile(&self, id: u64, reporter: &Reporter) -> Reply {
        match self.find(id, now_ms() - OLDEST_MS, Duration::ZERO).await {
            Ok(Some(run)) => self.follow(id, run.id, reporter).await,
            // A run that was asked for a moment ago may still appear, so its absence proves nothing.
            Ok(None) => unknown(&format!("no run bears the mark {}", self.mark(id))),
            Err(why) => unknown(&format!("it cannot be looked for: {why}")),
        }
    }

    /// Whether it could be started: it is there, it may be read, and GitHub lets it be run.
    pub async fn prove(&self) -> Vec<Proof> {
        let proof =
            |name: &str, ok, detail: String| Proof { name: Id::new(name), ok, detail: Clean::new(detail) };
        let mut proofs = vec![match self.repository.state().await {
            Ok((state, _)) if state == "active" => proof("workflow", Some(true), "it is active".into()),
            Ok((state, _)) => proof("workflow", Some(false), format!("it is {state}; enable it on GitHub")),
            Err(trouble) => proof("workflow", Some(false), trouble.why.to_string()),
        }];
        if self.nonce_input.is_none() {
            let why = format!(
                "{}.nonce_input is not set: a run whose answer is lost is not found again",
                self.place
            );
            proofs.push(proof("mark", None, why));
        }
        proofs
    }

    /// jday's own mark of call `id`, by which its run is found again.
    fn mark(&self, id: u64) -> String {
        format!("jday-{}-{id}", self.room)
    }

    /// Asks for one run. `details`: whether its number is asked for too, which older servers do not know.
    async fn dispatch(&self, id: u64, details: bool) -> Dispatched {
        #[derive(Deserialize)]
        struct Started {
            workflow_run_id: u64,
        }
        let mut inputs = self.inputs.clone();
        if let Some(name) = &self.nonce_input {
            inputs.insert(name.clone(), Value::String(self.mark(id)));
        }
        let mut body = json!({ "ref": self.git_ref, "inputs": inputs });
        if details && let Some(body) = body.as_object_mut() {
            body.insert("return_run_details".into(), Value::Bool(true));
        }
        let request = self.repository.request(Method::POST, &self.repository.dispatches()).json(&body);
        let page = match self.repository.http().act(request).await {
            Ok(page) => page,
            Err(Reply::Unknown(why)) => return Dispatched::Somewhere(why.to_string()),
            Err(reply) => return Dispatched::Not(reply),
        };
        if details && page.status == StatusCode::BAD_REQUEST && page.told().contains("return_run_details") {
            // It was refused for the question alone, so nothing was started.
            return Box::pin(self.dispatch(id, false)).await;
        }
        match page.verdict(false) {
            None => match page.json::<Started>() {
                Ok(started) => Dispatched::As(started.workflow_run_id),
                Err(_) => Dispatched::Somewhere(format!("{}: it was taken without a number", page.status)),
            },
            Some(Reply::Unknown(why)) => Dispatched::Somewhere(why.to_string()),
            Some(_) => Dispatched::Not(Reply::Refused(trouble(&page).why)),
        }
    }

    /// The run that bears the mark of call `id`, made since `since` (milliseconds since the epoch).
    async fn find(&self, id: u64, since: i64, within: Duration) -> Result<Option<Run>, String> {
        if self.nonce_input.is_none() {
            return Err(format!("the plan names no {}.nonce_input; look on GitHub", self.place));
        }
        let (mark, begun) = (self.mark(id), Instant::now());
        loop {
            let last = match self.repository.runs("event=workflow_dispatch&per_page=100").await {
                Ok((runs, _)) => {
                    let ours = runs.into_iter().filter(|run| bears(run, &mark));
                    let newest = ours
                        .filter(|run| run.created_ms().is_some_and(|at| at >= since))
                        .max_by_key(Run::created_ms);
                    if newest.is_some() {
                        return Ok(newest);
                    }
                    Ok(None)
                }
                Err(trouble) => Err(trouble.why.to_string()),
            };
            if begun.elapsed() >= within {
                return last;
            }
            tokio::time::sleep(pause(begun.elapsed())).await;
        }
    }

    /// Follows run `run` to its end; every change is told.
    async fn follow(&self, id: u64, run: u64, reporter: &Reporter) -> Reply {
        self.follows(id, run);
        let begun = Instant::now();
        let mut told = Told::default();
        loop {
            match self.look(run).await {
                Ok((run, jobs)) => {
                    told.looked(id, &run, reporter);
                    told.jobs(id, &jobs, self.steps.as_ref(), reporter);
                    if run.status.as_deref() == Some("waiting") {
                        self.say_pending(id, run.id, &mut told, reporter).await;
                    }
                    if run.is_over() {
                        let missing = self.steps.iter().flat_map(|steps| steps.missing(&jobs));
                        for (step, name) in missing {
                            reporter
                                .said(id, format!("{step}: no job or step of the run is called {name:?}"));
                        }
                        return end(&run);
                    }
                    tokio::time::sleep(pause(begun.elapsed())).await;
                }
                Err(trouble) if trouble.passing => {
                    told.line(id, trouble.why.as_str().to_owned(), reporter);
                    let asked = trouble.retry_after_ms.map_or(LONGEST_PAUSE, Duration::from_millis);
                    tokio::time::sleep(asked.max(pause(begun.elapsed()))).await;
                }
                Err(trouble) => {
                    return unknown(&format!("run {run} cannot be followed any longer: {}", trouble.why));
                }
            }
        }
    }

    async fn look(&self, run: u64) -> Result<(Run, Vec<Job>), Trouble> {
        // Jobs first: a run that is over then has all of them.
        let jobs = self.repository.jobs(run).await?;
        let run = self.repository.run(run).await?;
        if run.is_over() {
            return Ok((run.clone(), self.repository.jobs(run.id).await?));
        }
        Ok((run, jobs))
    }

    async fn say_pending(&self, id: u64, run: u64, told: &mut Told, reporter: &Reporter) {
        if let Ok(pending) = self.repository.pending(run).await {
            for one in pending {
                told.line(id, one.told(), reporter);
            }
        }
    }
}

/// How a run that is over ended. A word that nobody knows yet is neither (R10).
fn end(run: &Run) -> Reply {
    let word = run.conclusion.as_deref().unwrap_or("over without a conclusion");
    let said = Clean::new(format!("run {}: {word} ({})", run.id, run.html_url));
    match word {
        "success" => Reply::Done(said),
        "failure" | "cancelled" | "timed_out" | "startup_failure" | "skipped" | "stale" => {
            Reply::Refused(said)
        }
        _ => Reply::Unknown(said),
    }
}

/// Whether `mark` stands in the run's title as a word: `jday-room-1` is not `jday-room-12`.
fn bears(run: &Run, mark: &str) -> bool {
    run.display_title
        .as_str()
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | ':' | '#'))
        .any(|word| word == mark)
}

fn unknown(why: &str) -> Reply {
    Reply::Unknown(Clean::new(why))
}

/// Often while something begins, seldom once it takes long.
fn pause(elapsed: Duration) -> Duration {
    (elapsed / 5).clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
}
