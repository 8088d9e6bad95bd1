//! A drill: a normal room whose outside world is simulated and whose telemetry was recorded.
//!
//! The telemetry of a side follows the lever's *true* position in the drill, so that a rollback cures
//! what Green broke (DESIGN section 5). Time is virtual: whoever drives the drill says how far it has
//! come, and everything due until then happens in its order.

use std::sync::Arc;

use super::facilitate::Faults;
use super::prepare::prepared;
use super::{Room, RoomError, Sync};
use crate::client::sim::{Settings, Sim, Step};
use crate::client::{Clients, Now};
use crate::journal::Writer;
use crate::model::decide::Refusal;
use crate::model::event::Opened;
use crate::model::people::Attached;
use crate::model::{Actor, At, Command, Event, Mode, State, plan_hash, schedule};
use crate::plan::types::{Id, Plan};
use crate::scenario::feed::UnknownRecording;
use crate::scenario::script::Script;
use crate::scenario::{Due, Feed, Scenario, Stage, What};
use crate::text::Clean;

/// One poll round, one tick.
const SECOND: u64 = 1_000;
/// How often the lever is asked about while nothing moves.
const CALM_SURVEY: u64 = 5_000;

/// Why a drill cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum DrillError {
    /// The room cannot be opened.
    #[error(transparent)]
    Room(#[from] RoomError),
    /// The scenario names a recording that does not exist.
    #[error(transparent)]
    Recording(#[from] UnknownRecording),
}

/// A scenario being lived.
pub struct Drill {
    pub(super) room: Room<Sim>,
    pub(super) feed: Feed,
    script: Script,
    stage: Stage,
    begins: At,
    /// How far the drill has come, in milliseconds of its own time.
    at: u64,
    pub(super) shifted_ms: i64,
    next_second: u64,
    next_survey: u64,
    pub(super) frozen_until: Option<(u64, u64)>,
    pub(super) faults: Faults,
    refusals: Vec<(Id, Refusal)>,
}

impl Drill {
    /// Opens the room of `scenario` on `plan`, which already bears the scenario's changes.
    pub fn open(
        scenario: &Scenario,
        plan: &Plan,
        seed: u64,
        script: Script,
        journal: Writer,
        sync: Sync,
    ) -> Result<Self, DrillError> {
        let begins = schedule::clock_at(plan, scenario.starts);
        let start = &scenario.start;
        let ttl = start.ttl.unwrap_or(plan.lever.lowered_ttl).0;
        let low = ttl <= plan.lever.lowered_ttl.0;
        let opened = Opened {
            mode: Mode::Drill,
            plan: plan.clone(),
            plan_hash: plan_hash(plan),
            scenario: Some(Clean::new(scenario.id.as_str())),
            seed: Some(seed),
            live: start.live,
            low_ttl_since: low.then(|| At(begins.0 - start.ttl_for.0 as i64)),
        };
        let world = Sim::new(settings(plan, start.live, ttl), seed);
        let now = Now { mono: 0, wall: begins.0 };
        let room = Room::open(journal, world, opened, sync, now)?;
        let mut drill = Self {
            room,
            feed: Feed::new(scenario, plan, seed)?,
            script,
            stage: Stage::new(start.live),
            begins,
            at: 0,
            shifted_ms: 0,
            next_second: 0,
            next_survey: 0,
            frozen_until: None,
            faults: Faults::new(scenario, plan),
            refusals: Vec::new(),
        };
        drill.prepare(scenario);
        Ok(drill)
    }

    /// What the scenario says was done before: each tick and vote by a person of the plan.
    fn prepare(&mut self, scenario: &Scenario) {
        let now = self.now(0);
        let plan = Arc::clone(&self.room.state().plan);
        for (by, event) in prepared(&scenario.start, &plan) {
            self.room.observe(&by, vec![event], now);
        }
    }

    /// The state so far.
    pub fn state(&self) -> &State {
        self.room.state()
    }

    /// Why the journal takes no more, if so (R28).
    pub fn mute(&self) -> Option<&Clean> {
        self.room.mute()
    }

    /// Hash of the journal's last line, to be noted at close-out.
    pub fn head(&self) -> crate::model::Digest {
        self.room.journal().head()
    }

    /// Script lines that the room refused, with who asked.
    pub fn refusals(&self) -> &[(Id, Refusal)] {
        &self.refusals
    }

    /// A person attaches.
    pub fn join(&mut self, person: &Id, from: Clean, at: u64) {
        let attached = Attached { person: person.clone(), from };
        let now = self.now(at);
        self.room.observe(&Actor::Person(person.clone()), vec![Event::Joined(attached)], now);
    }

    /// Takes a person's command at `at` milliseconds of the drill's time.
    pub fn command(&mut self, person: &Id, command: &Command, at: u64) -> Result<(), Refusal> {
        let now = self.now(at);
        let answer = self.room.command(person, command, now);
        self.follow_lever();
        answer
    }

    /// Ends every fault, scores, closes the room and waits for the disk (R34).
    pub fn close(&mut self, at: u64) {
        if self.room.state().closed.is_some() {
            return;
        }
        let now = self.now(at);
        self.mend_all(at);
        let score = crate::model::score::of(self.room.state());
        self.room.observe(&Actor::Engine, vec![Event::Closed { score: Some(score) }], now);
        self.room.flush();
    }

    /// Lets everything happen that is due by `until` milliseconds of the drill's time.
    pub fn advance(&mut self, until: u64) {
        while let Some(at) = self.next_due().filter(|at| *at <= until) {
            self.happen(at);
        }
    }

    /// The next moment in which something is due; none once the room is closed.
    pub fn next_due(&self) -> Option<u64> {
        if self.room.state().closed.is_some() {
            return None;
        }
        if let Some((_, until)) = self.frozen_until {
            return Some(until);
        }
        // A line whose subject is not there yet waits for the next thing that happens.
        let script = self.script.next_due(self.room.state()).filter(|at| *at > self.at);
        [Some(self.next_second), Some(self.next_survey), self.room.world().next_due(), script]
            .into_iter()
            .flatten()
            .min()
            .map(|at| at.max(self.at))
    }

    fn happen(&mut self, at: u64) {
        self.at = at;
        let now = self.now(at);
        if let Some((since, until)) = self.frozen_until.filter(|(_, until)| *until <= at) {
            self.frozen_until = None;
            self.next_second = until;
            self.room.observe(&Actor::Drill, vec![Event::Froze { for_ms: until - since }], now);
        }
        self.room.collect(now);
        self.follow_lever();
        for (_, due) in self.feed.due_events(at, &self.stage) {
            self.take_due(due, at);
        }
        if self.next_second <= at && self.frozen_until.is_none() {
            self.next_second = at - at % SECOND + SECOND;
            let now = self.now(at);
            let sampled = self.feed.round(at, &self.stage);
            self.room.observe(&Actor::Source(Id::new("feeds")), vec![Event::Sampled(sampled)], now);
            self.room.observe(&Actor::Engine, vec![Event::Ticked], now);
        }
        if self.next_survey <= at {
            self.next_survey = at + self.survey_every();
            self.room.survey(self.now(at));
        }
        for (person, command) in self.script.due(self.room.state()) {
            if let Err(refusal) = self.command(&person, &command, at) {
                self.refusals.push((person, refusal));
            }
        }
    }

    /// Each second while the truth of a movement is open, else seldom.
    fn survey_every(&self) -> u64 {
        let moving =
            self.room.state().cutover.movement().is_some_and(|movement| movement.confirmed_at.is_none());
        if moving { SECOND } else { CALM_SURVEY }
    }

    fn take_due(&mut self, due: Due, at: u64) {
        let now = self.now(at);
        match due {
            Due::Heard(heard) => {
                let by = Actor::Source(heard.source.clone());
                self.room.observe(&by, vec![Event::AlertHeard(heard)], now);
            }
            Due::FaultBegins { name, fault } => {
                self.change_fault(&Actor::Drill, &name, &What::Sim(fault), true, at);
            }
            Due::FaultEnds { name, fault } => {
                self.change_fault(&Actor::Drill, &name, &What::Sim(fault), false, at);
            }
            Due::Clock(by_ms) => self.leap(by_ms, at),
            Due::Freeze(for_ms) => self.freeze(for_ms, at),
            Due::Pipeline { step, state } => {
                let by = Actor::Source(Id::new("pipeline"));
                self.room.observe(&by, vec![Event::PipelineSeen { step, state }], now);
            }
        }
    }

    /// The wall clock leaps.
    pub(super) fn leap(&mut self, by_ms: i64, at: u64) {
        self.shifted_ms += by_ms;
        let now = self.now(at);
        self.room.observe(&Actor::Drill, vec![Event::ClockJumped { by_ms }], now);
    }

    /// The machine stands still; one that does already does so until the later of the two.
    pub(super) fn freeze(&mut self, for_ms: u64, at: u64) {
        let until = at + for_ms;
        self.frozen_until = Some(match self.frozen_until {
            Some((since, already)) => (since, already.max(until)),
            None => (at, until),
        });
    }

    /// Telemetry follows where the lever truly points.
    pub(super) fn follow_lever(&mut self) {
        let world = self.room.world();
        if world.live() != self.stage.live {
            self.stage.moved(world.live(), world.moved_at().unwrap_or_default());
        }
    }

    pub(super) fn now(&self, mono: u64) -> Now {
        Now { mono, wall: self.begins.0 + mono as i64 + self.shifted_ms }
    }

    /// Everything committed since the last call, oldest first.
    pub fn take_told(&mut self) -> Vec<Arc<crate::model::Envelope>> {
        self.room.take_told()
    }
}

fn settings(plan: &Plan, live: crate::plan::types::Side, ttl_ms: u64) -> Settings {
    let mut settings = Settings::new(live, plan.sides.clone(), ttl_ms);
    settings.resolvers = plan.lever.resolvers.iter().map(|resolver| resolver.id.clone()).collect();
    settings.channels = plan.channels.iter().map(|channel| channel.id.clone()).collect();
    settings.pipeline = plan
        .pipeline
        .steps
        .iter()
        .map(|step| Step { id: step.id.clone(), watched_only: step.watched_only })
        .collect();
    settings
}
