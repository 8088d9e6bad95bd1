//! Twins of the real systems, with faults that a scenario puts in and takes out.
//!
//! [`Sim`] is the outside world of a drill. It has no clock: time is what the engine says it is, and
//! [`Clients::next_due`] tells a virtual clock where to jump. Chance comes from the seed alone and is
//! drawn in the order of virtual time, so the same seed and calls give the same reports however
//! often anybody looks.
//!
//! **Each call ends exactly once, by its deadline** (R15). A dry run's proofs and a survey's answers
//! come just before their end. **A time-out does not call a request back**: what was under way still
//! happens, which is why a time-out is unknown and not refused (R10).

mod agenda;
mod application;
mod cancel;
mod channel;
mod command;
mod database;
pub mod fault;
mod faults;
mod lever;
mod path;
mod pipeline;
mod resolver;
mod settings;

pub use settings::{Settings, Step, Typical};

use self::agenda::{Agenda, Item};
use self::fault::Fault;
use super::{Call, Clients, Now, Reply, Report, Request};
use crate::plan::types::{Id, Side};
use crate::text::Clean;

/// The simulated outside world.
#[derive(Debug)]
pub struct Sim {
    settings: Settings,
    rng: fastrand::Rng,
    agenda: Agenda,
    faults: faults::Faults,
    lever: lever::Lever,
    resolvers: Vec<resolver::Resolver>,
    sink: channel::Sink,
    /// Workflows under way, at most one of each.
    runs: Vec<pipeline::Run>,
    /// Where the application's alias is, once it was moved.
    version: Option<Side>,
    /// The newest backup.
    dump: Option<database::Dump>,
}

impl Sim {
    /// A world at rest at monotonic zero. The same seed gives the same latencies and cache phases.
    pub fn new(settings: Settings, seed: u64) -> Self {
        let mut sim = Self {
            rng: fastrand::Rng::with_seed(seed),
            agenda: Agenda::default(),
            faults: faults::Faults::default(),
            lever: lever::Lever::new(settings.live, settings.authoritative.len()),
            resolvers: Vec::new(),
            sink: channel::Sink::default(),
            runs: Vec::new(),
            version: None,
            dump: None,
            settings,
        };
        sim.start_resolvers();
        sim
    }

    /// Puts a fault in. [`Fault::Moved`] happens now and has no end.
    pub fn begin(&mut self, fault: &Fault, now: Now) {
        self.advance(now.mono);
        match fault {
            Fault::Moved { to } => self.move_lever(*to, now.mono),
            _ => self.faults.begin(fault),
        }
    }

    /// Takes a fault out again. One that is not in force is no mistake (R34).
    pub fn end(&mut self, fault: &Fault, now: Now) {
        self.advance(now.mono);
        self.faults.end(fault);
        self.release_pipeline(fault, now.mono);
    }

    /// The side the lever truly points at, which the drill's telemetry follows.
    pub fn live(&self) -> Side {
        self.lever.live()
    }

    /// When the lever last truly moved, in monotonic milliseconds.
    pub fn moved_at(&self) -> Option<u64> {
        self.lever.moved_at()
    }

    /// Every message that was delivered: channel and text, oldest first.
    pub fn sent(&self) -> &[(Id, Clean)] {
        &self.sink.sent
    }

    /// Lets everything happen that is due by `until`.
    fn advance(&mut self, until: u64) {
        while let Some((at, item)) = self.agenda.take(until) {
            match item {
                Item::Point { id, from, to, effect } => self.point(id, from, to, effect, at),
                Item::Sync => self.lever.sync(),
                Item::Refresh { resolver } => self.refresh(resolver, at),
                Item::Deliver { channel, message } => self.sink.deliver(channel, message),
                Item::Rest { id, for_ms } => self.agenda.report(at, Report::Rests { id, for_ms }),
                Item::Say { id, line } => self.agenda.report(at, Report::Said { id, line }),
                Item::End { id, reply } => self.agenda.end(at, id, reply),
                Item::EndPoint { id } => self.end_point(id, at),
                Item::Prove { id, to } => self.prove(id, to, at),
                Item::Survey { id } => self.survey(id, at),
                Item::Version { to } => self.version = to,
                Item::Pipeline { id } => self.advance_pipeline(id, at),
                Item::CancelPipeline { id } => self.end_cancelled(id, at),
                Item::Deadline { id } => {
                    self.forget_point(id);
                    self.agenda.end(at, id, Reply::Unknown(Clean::new("no answer by the deadline")));
                }
            }
        }
    }

    /// A time around `ms`, up to a quarter off.
    fn around(&mut self, ms: u64) -> u64 {
        self.between(ms - ms / 4, ms.saturating_add(ms / 4))
    }

    fn between(&mut self, least: u64, most: u64) -> u64 {
        self.rng.u64(least..=most.max(least))
    }
}

impl Clients for Sim {
    /// Starts a call. One that bears the number of a call under way is that call and starts nothing.
    fn submit(&mut self, call: Call, now: Now) {
        let (id, at) = (call.id, now.mono);
        self.advance(at);
        if self.agenda.is_open(id) {
            return;
        }
        match call.request {
            Request::Point { from, to } => self.submit_point(id, from, to, at),
            Request::DryRun { to } => self.submit_dry_run(id, to, at),
            Request::Notify { channel, message } => self.submit_notify(id, &channel, message, at),
            Request::Command { argv } => self.submit_command(id, &argv, at),
            Request::Pipeline { workflow } => self.submit_pipeline(id, workflow, at),
            Request::Application { to } => self.submit_application(id, to, at),
            Request::Cancel { id: target, request } => self.submit_cancel(id, target, &request, at),
            Request::Survey => self.submit_survey(id, at),
            // A drill's telemetry comes from its scenario, and no crash of it leaves a call open.
            Request::Poll { .. } | Request::Prove { .. } | Request::Reconcile { .. } => {
                let reply = Reply::Refused(Clean::new("a drill has no such system"));
                self.agenda.at(at, Item::End { id, reply });
            }
        }
        // Entered last, so that an answer in the very moment of the deadline still counts.
        self.agenda.at(at.saturating_add(call.deadline_ms), Item::Deadline { id });
    }

    fn reports(&mut self, now: Now) -> Vec<Report> {
        self.advance(now.mono);
        self.agenda.collect()
    }

    fn next_due(&self) -> Option<u64> {
        self.agenda.next_due()
    }
}
