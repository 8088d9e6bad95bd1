//! Which client answers which call, and what is reported when none does.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinError;
use tokio::time::error::Elapsed;

use super::channels::{Carrier, Sent};
use super::command::Commands;
use super::feeds::Source;
use super::levers::Lever;
use super::pipeline::Pipeline;
use super::survey::Surveyor;
use super::{NetError, Reporter, channels, feeds, levers};
use crate::client::{Call, Polled, Proof, Reply, Report, Request, Trouble};
use crate::plan::types::{Id, Live, Plan, Side};
use crate::text::Clean;

/// Every client of one room.
pub struct World {
    lever: Arc<dyn Lever>,
    surveyor: Surveyor,
    sources: BTreeMap<Id, Box<dyn Source>>,
    channels: BTreeMap<Id, Box<dyn Carrier>>,
    commands: Commands,
    /// Workflows by the name that steps give them; that of the deploy pipeline has none.
    pipelines: BTreeMap<Option<Id>, Pipeline>,
    application: Option<Box<dyn Lever>>,
}

impl World {
    pub(super) fn new(plan: &Plan, room: &Clean) -> Result<Self, Vec<NetError>> {
        let Some(live) = &plan.live else { return Err(vec![NetError::NoLive]) };
        let mut wrong = Vec::new();
        let sources = feeds::all(plan, live, &mut wrong);
        let channels = channels::all(plan, live, room, &mut wrong);
        let lever = levers::of(plan, live, room).map_err(|error| wrong.push(error)).ok();
        let lever: Option<Arc<dyn Lever>> = lever.map(Arc::from);
        let surveyor = lever.as_ref().map(|lever| Surveyor::new(plan, live, Arc::clone(lever)));
        let surveyor = surveyor.transpose().map_err(|error| wrong.push(error)).ok().flatten();
        let commands = Commands::new(live.commands.as_ref()).map_err(|error| wrong.push(error)).ok();
        let pipelines = pipelines(plan, live, room, &mut wrong);
        let application = live.application.as_ref().map(levers::of_application);
        let application = application.transpose().map_err(|error| wrong.push(error)).ok().flatten();
        match (lever, surveyor, commands) {
            (Some(lever), Some(surveyor), Some(commands)) if wrong.is_empty() => {
                Ok(Self { lever, surveyor, sources, channels, commands, pipelines, application })
            }
            _ => Err(wrong),
        }
    }

    /// The workflow that a step names.
    fn pipeline(&self, workflow: Option<Id>) -> Result<&Pipeline, Reply> {
        self.pipelines.get(&workflow).ok_or_else(|| {
            Reply::Refused(match workflow {
                None => "the plan names no [live.workflow]".into(),
                Some(id) => Clean::new(format!("no workflow of [[live.workflows]] is called {id}")),
            })
        })
    }

    /// What moves the application.
    fn application(&self) -> Result<&dyn Lever, Reply> {
        let none = || Reply::Refused("the plan names no [live.application]".into());
        self.application.as_deref().ok_or_else(none)
    }

    /// Answers `call`: what it proved or surveyed at once through `reporter`, its end as the result. A poll
    /// ends with its [`Report::Polled`] alone.
    pub(super) async fn answer(&self, call: Call, reporter: &Reporter) -> Option<Reply> {
        let id = call.id;
        match call.request {
            Request::Point { from, to } => Some(self.lever.point(id, from, to).await),
            Request::DryRun { to } => {
                let checks = self.prove(to).await;
                reporter.report(Report::Proved { id, checks });
                Some(Reply::Done(Clean::default()))
            }
            Request::Notify { channel, message } => Some(match self.channels.get(&channel) {
                Some(carrier) => told(id, carrier.send(id, &message).await, reporter),
                None => Reply::Refused(Clean::new(format!(
                    "{channel} is reached nowhere; give it an entry in [[live.channels]]"
                ))),
            }),
            Request::Command { argv } => Some(self.commands.run(id, &argv, reporter).await),
            Request::Pipeline { workflow } => Some(match self.pipeline(workflow) {
                Ok(pipeline) => pipeline.run(id, reporter).await,
                Err(reply) => reply,
            }),
            Request::Application { to } => Some(match self.application() {
                Ok(application) => application.point(id, to.other(), to).await,
                Err(reply) => reply,
            }),
            Request::Prove { request } => Some(match self.proofs(*request).await {
                Ok(checks) => {
                    reporter.report(Report::Proved { id, checks });
                    Reply::Done(Clean::default())
                }
                Err(reply) => reply,
            }),
            Request::Cancel { id, request } => Some(self.cancel(*request, id).await),
            Request::Survey => {
                reporter.report(Report::Surveyed(self.surveyor.survey().await));
                Some(Reply::Done(Clean::default()))
            }
            Request::Poll { source } => {
                reporter.report(Report::Polled(Box::new(self.poll(source).await)));
                None
            }
            Request::Reconcile { request, id, settles_ms } => {
                let settles = Duration::from_millis(settles_ms);
                Some(self.reconcile(*request, (id, settles), reporter).await)
            }
        }
    }

    /// Takes the message of call `id` back, wherever it waits.
    pub(super) fn withdraw(&self, id: u64) {
        self.channels.values().for_each(|carrier| carrier.withdraw(id));
    }

    async fn poll(&self, source: Id) -> Polled {
        let begun = Instant::now();
        let Some(known) = self.sources.get(&source) else {
            let answer = Err(Trouble::lasting(format!("no source of the plan is called {source}")));
            return Polled { source, took_ms: 0, skew_ms: None, answer };
        };
        let (skew_ms, answer) = known.poll().await;
        let took_ms = u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX);
        Polled { source, took_ms, skew_ms, answer }
    }

    /// The proofs of the way to `to` (F1): the lever in a dry run, and whether `to` answers.
    async fn prove(&self, to: Side) -> Vec<Proof> {
        let (mut checks, target) =
            futures_util::future::join(self.lever.dry_run(to), self.surveyor.answers(to)).await;
        checks.push(target);
        checks
    }

    /// The proofs that `request` could be done, or that there are none of it.
    async fn proofs(&self, request: Request) -> Result<Vec<Proof>, Reply> {
        match request {
            Request::Pipeline { workflow } => Ok(self.pipeline(workflow)?.prove().await),
            Request::Application { to } => Ok(self.application()?.dry_run(to).await),
            _ => Err(Reply::Refused("nothing proves it beforehand".into())),
        }
    }

    /// Asks for the end of call `id`, once.
    async fn cancel(&self, request: Request, id: u64) -> Reply {
        match request {
            Request::Command { .. } => self.commands.cancel(id).await,
            Request::Pipeline { workflow } => match self.pipeline(workflow) {
                Ok(pipeline) => pipeline.cancel(id).await,
                Err(reply) => reply,
            },
            _ => Reply::Refused("it cannot be called back".into()),
        }
    }

    /// What became of the wish that call `id` end, by reading alone.
    async fn was_cancelled(&self, request: Request, id: u64) -> Reply {
        match request {
            Request::Pipeline { workflow } => match self.pipeline(workflow) {
                Ok(pipeline) => pipeline.was_cancelled(id).await,
                Err(reply) => reply,
            },
            Request::Command { .. } => Reply::Unknown(
                "the engine that ran it ended meanwhile; look whether the program still runs".into(),
            ),
            _ => Reply::Refused("it cannot be called back".into()),
        }
    }

    async fn reconcile(
        &self,
        request: Request,
        (id, settles): (u64, Duration),
        reporter: &Reporter,
    ) -> Reply {
        match request {
            Request::Point { from, to } => self.lever.reconcile(id, from, to, settles).await,
            Request::Notify { channel, message } => match self.channels.get(&channel) {
                Some(carrier) => told(id, carrier.reconcile(id, &message).await, reporter),
                None => Reply::Refused("it has no way out in this plan".into()),
            },
            Request::Pipeline { workflow } => match self.pipeline(workflow) {
                Ok(pipeline) => pipeline.reconcile(id, reporter).await,
                Err(reply) => reply,
            },
            Request::Application { to } => match self.application() {
                Ok(application) => application.reconcile(id, to.other(), to, settles).await,
                Err(reply) => reply,
            },
            Request::Command { .. } => Reply::Unknown(
                "it was running when the engine ended; look at what it was to do before you run it again"
                    .into(),
            ),
            Request::Cancel { id, request } => self.was_cancelled(*request, id).await,
            Request::DryRun { .. }
            | Request::Prove { .. }
            | Request::Survey
            | Request::Poll { .. }
            | Request::Reconcile { .. } => Reply::Refused("it only looked".into()),
        }
    }
}

/// Every workflow of the plan.
fn pipelines(
    plan: &Plan,
    live: &Live,
    room: &Clean,
    wrong: &mut Vec<NetError>,
) -> BTreeMap<Option<Id>, Pipeline> {
    let deploy = live.workflow.iter().map(|workflow| (None, workflow, Some(&plan.pipeline)));
    let named = live.workflows.iter().map(|workflow| (workflow.id.clone(), workflow, None));
    let made = deploy.chain(named).filter_map(|(id, workflow, steps)| {
        let made = Pipeline::new(workflow, steps, room).map_err(|error| wrong.push(error)).ok()?;
        Some((id, made))
    });
    made.collect()
}

/// The end of a message; the rest that its channel asked for is told before it.
fn told(id: u64, sent: Sent, reporter: &Reporter) -> Reply {
    if let Some(rest) = sent.rest {
        let for_ms = u64::try_from(rest.as_millis()).unwrap_or(u64::MAX);
        reporter.report(Report::Rests { id, for_ms });
    }
    sent.reply
}

/// What is reported at the end of a call: its reply, that its deadline passed, or that its task broke.
pub(super) fn last_words(
    call: &Call,
    ended: Result<Result<Option<Reply>, JoinError>, Elapsed>,
) -> Vec<Report> {
    let why = match ended {
        Ok(Ok(Some(reply))) => return vec![Report::Ended { id: call.id, reply }],
        Ok(Ok(None)) => return vec![Report::Ended { id: call.id, reply: Reply::Done(Clean::default()) }],
        Ok(Err(_)) => "its client broke; it is started anew with the next question".to_owned(),
        Err(_) => format!("no end within {} ms", call.deadline_ms),
    };
    let mut reports = Vec::new();
    if let Request::Poll { source } = &call.request {
        let took_ms = u32::try_from(call.deadline_ms).unwrap_or(u32::MAX);
        let answer = Err(Trouble::passing(&why));
        reports.push(Report::Polled(Box::new(Polled {
            source: source.clone(),
            took_ms,
            skew_ms: None,
            answer,
        })));
    }
    reports.push(Report::Ended { id: call.id, reply: Reply::Unknown(Clean::new(why)) });
    reports
}
