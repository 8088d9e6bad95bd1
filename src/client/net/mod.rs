//! The real outside world. Only the live wiring in `cli` names it; a drill has no such client in its type (R33).
//!
//! A runtime of its own answers every call on a task of its own, with a deadline, so that a slow or broken
//! system holds up nobody else (R15). A task that breaks is a report too.

mod causes;
pub mod channels;
pub mod command;
pub mod database;
pub mod dns;
mod encoded;
pub mod feeds;
mod github;
pub mod http;
mod kubectl;
pub mod levers;
mod look;
pub mod pipeline;
pub mod postgres;
pub mod secret;
mod survey;
pub mod vercel;
mod wall;
mod work;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

use self::secret::Redactor;
use self::work::World;
use super::{Call, Clients, Now, Report};
use crate::plan::types::Plan;
use crate::text::Clean;

/// Something that is being waited for.
pub type Waiting<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why the live systems cannot be reached at all.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// The plan has no `[live]`.
    #[error("the plan says nowhere where the live systems are; add a [live] section (docs/live.md)")]
    NoLive,
    /// Something of `[live]` cannot be used: a secret that is not there, a file that cannot be read.
    #[error("{place}: {why}")]
    Unusable {
        /// Where in the plan.
        place: String,
        /// Why, and what to do; holds no secret.
        why: String,
    },
    /// The runtime does not start.
    #[error("no threads for the network clients: {0}")]
    Runtime(#[from] std::io::Error),
}

impl NetError {
    /// `why` the part of the plan at `place` cannot be used.
    pub fn at(place: impl Into<String>, why: impl std::fmt::Display) -> Self {
        Self::Unusable { place: place.into(), why: why.to_string() }
    }
}

/// Wakes the engine; must not wait.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// The way by which tasks report.
#[derive(Clone)]
pub struct Reporter {
    reports: Sender<Report>,
    wake: Waker,
    redactor: Arc<Redactor>,
}

impl Reporter {
    /// Hands a report to the engine, without any secret that somebody said back (R31).
    pub fn report(&self, mut report: Report) {
        self.redactor.clean(&mut report);
        if self.reports.send(report).is_ok() {
            (self.wake)();
        }
    }

    /// A running call said something.
    pub fn said(&self, id: u64, line: impl AsRef<str>) {
        self.report(Report::Said { id, line: Clean::new(line) });
    }
}

/// The network clients of one room.
pub struct Net {
    /// None only while it is dropped.
    runtime: Option<tokio::runtime::Runtime>,
    reporter: Reporter,
    inbox: Receiver<Report>,
    world: Arc<World>,
}

impl Net {
    /// The clients that `plan` names. `room` names the room in everything that is sent, so that what was sent
    /// can be found again (R10); `wake` is called whenever a report waits.
    ///
    /// # Errors
    /// The plan has no `[live]`, or something in it cannot be used: every such thing is told at once.
    pub fn new(plan: &Plan, room: &Clean, wake: Waker) -> Result<Self, Vec<NetError>> {
        // Twice is no mistake: whoever came first installed the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let world = Arc::new(World::new(plan, room)?);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("jday-net")
            .enable_all()
            .build()
            .map_err(|error| vec![NetError::Runtime(error)])?;
        let (reports, inbox) = std::sync::mpsc::channel();
        let reporter = Reporter { reports, wake, redactor: Arc::new(Redactor::of(plan)) };
        Ok(Self { runtime: Some(runtime), reporter, inbox, world })
    }
}

impl Clients for Net {
    fn submit(&mut self, call: Call, _now: Now) {
        let Some(runtime) = &self.runtime else { return };
        let (world, reporter) = (Arc::clone(&self.world), self.reporter.clone());
        runtime.spawn(async move {
            let (again, last) = (call.clone(), reporter.clone());
            let deadline = Duration::from_millis(call.deadline_ms);
            let task = tokio::spawn(async move { world.answer(call, &reporter).await });
            let abort = task.abort_handle();
            let ended = tokio::time::timeout(deadline, task).await;
            abort.abort();
            for report in work::last_words(&again, ended) {
                last.report(report);
            }
        });
    }

    fn withdraw(&mut self, id: u64) {
        self.world.withdraw(id);
    }

    fn reports(&mut self, _now: Now) -> Vec<Report> {
        self.inbox.try_iter().collect()
    }

    fn next_due(&self) -> Option<u64> {
        None
    }
}

impl Drop for Net {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
