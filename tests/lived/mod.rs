//! Drills lived in this process: a scenario, its plan and its script, from the start to any moment.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests fail as loudly as tests"
)]
#![allow(dead_code, reason = "each test and bench that includes this uses its part")]

use std::path::Path;
use std::sync::Arc;

use jday::engine::{Drill, Sync};
use jday::journal::Writer;
use jday::model::alerts::{Alert, AlertKey};
use jday::model::cutover::{Gate, Phrase};
use jday::model::decide::Refusal;
use jday::model::procedure::{Choice, Run};
use jday::model::{Command, Effect, Envelope, Event, State};
use jday::plan::types::{Id, ProcedureKind};
use jday::scenario::load::{self, Loaded};
use jday::scenario::script::Script;
use jday::text::Clean;

pub const SECOND: u64 = 1_000;
pub const MINUTE: u64 = 60 * SECOND;

/// A drill, how far it came, and everything it told.
pub struct Lived {
    pub drill: Drill,
    pub log: Vec<Arc<Envelope>>,
    pub at: u64,
}

/// The scenario called `name`.
pub fn scenario(name: &str) -> Loaded {
    load::find(name).unwrap_or_else(|report| panic!("{}", report.text(false)))
}

/// The scenario written in `text`.
pub fn written(text: &str) -> Loaded {
    load::load(text, "test.toml", None).unwrap_or_else(|report| panic!("{}", report.text(false)))
}

impl Lived {
    /// Opens a drill of `loaded` that nobody but the test acts in.
    pub fn alone(loaded: &Loaded) -> Self {
        Self::open(loaded, &Script::default(), loaded.scenario.seed, Writer::memory())
    }

    /// Opens a drill of `loaded` with the scenario's own script, whose journal is at `path`.
    pub fn scripted(loaded: &Loaded, seed: u64, path: &Path) -> Self {
        Self::open(loaded, &Script::new(&loaded.scenario.script), seed, Writer::create(path).unwrap())
    }

    pub fn open(loaded: &Loaded, script: &Script, seed: u64, journal: Writer) -> Self {
        let Loaded { scenario, plan } = loaded;
        let mut drill = Drill::open(scenario, plan, seed, script.clone(), journal, Sync::Intents).unwrap();
        let log = drill.take_told();
        Self { drill, log, at: 0 }
    }

    pub fn state(&self) -> &State {
        self.drill.state()
    }

    /// Lives on until `at` milliseconds of the drill's time.
    pub fn until(&mut self, at: u64) -> &mut Self {
        assert!(at >= self.at, "time runs one way");
        self.drill.advance(at);
        self.at = at;
        self.log.extend(self.drill.take_told());
        self
    }

    /// Lives on for `ms` milliseconds.
    pub fn pass(&mut self, ms: u64) -> &mut Self {
        self.until(self.at + ms)
    }

    /// Lives on, a second at a time, until `holds`, for at most `within` milliseconds.
    pub fn wait_for(&mut self, what: &str, within: u64, holds: impl Fn(&State) -> bool) -> &mut Self {
        let end = self.at + within;
        while !holds(self.state()) {
            assert!(self.at < end, "{what}: not within {} s", within / SECOND);
            self.pass(SECOND);
        }
        self
    }

    /// Lives to the end and closes the room.
    pub fn finish(&mut self, lasts: u64) -> &mut Self {
        self.until(lasts);
        self.drill.close(lasts);
        self.log.extend(self.drill.take_told());
        self
    }

    /// What `person` asks for, now.
    pub fn ask(&mut self, person: &str, command: &Command) -> Result<(), Refusal> {
        let answer = self.drill.command(&Id::new(person), command, self.at);
        self.log.extend(self.drill.take_told());
        answer
    }

    /// What `person` asks for, and gets.
    pub fn gets(&mut self, person: &str, command: &Command) -> &mut Self {
        if let Err(refusal) = self.ask(person, command) {
            panic!("{person} was refused: {refusal}");
        }
        self
    }

    /// What `person` asks for, and does not get; nothing is told and nothing changes.
    pub fn is_refused(&mut self, person: &str, command: &Command) -> Refusal {
        let (before, told) = (jday::model::state_hash(self.state()), self.log.len());
        let refusal = self.ask(person, command).expect_err("it should have been refused");
        assert_eq!(before, jday::model::state_hash(self.state()), "a refused command changes nothing");
        assert_eq!(told, self.log.len(), "and tells nobody");
        refusal
    }

    /// The switch at 20 s with an override of the window, and 60 s to be confirmed.
    pub fn switched(&mut self) -> &mut Self {
        self.until(20 * SECOND).gets("awa", &open_gate("window", "the plan says 14:00"));
        self.gets("awa", &switch());
        self.wait_for("the switch ends", 5 * MINUTE, |state| {
            state.procedures.last_run(ProcedureKind::Switch).is_some_and(|(_, run)| run.ended.is_some())
        })
    }

    /// How often an event of this kind was told.
    pub fn count(&self, is: impl Fn(&Event) -> bool) -> usize {
        self.log.iter().filter(|envelope| is(&envelope.event)).count()
    }

    /// Every movement of the lever that was intended, by run.
    pub fn points(&self) -> Vec<u64> {
        self.log
            .iter()
            .filter_map(|envelope| match &envelope.event {
                Event::Intended(Effect::Point { run, .. }) => Some(*run),
                _ => None,
            })
            .collect()
    }

    /// The newest rollback.
    pub fn rollback(&self) -> Option<(u64, &Run)> {
        self.state().procedures.last_run(ProcedureKind::Rollback)
    }

    /// The alert of this name, with or without its side.
    pub fn alert(&self, name: &str) -> Option<(&AlertKey, &Alert)> {
        let name = Clean::new(name);
        self.state().alerts.feed.iter().find(|(key, _)| jday::scenario::script::names(&name, key))
    }
}

pub fn switch() -> Command {
    Command::Switch { confirm: Clean::new(Phrase::Switch.words()[1]), note: None }
}

pub fn go_back(reason: Option<jday::plan::types::Reason>, note: Option<&str>) -> Command {
    Command::Rollback { confirm: Clean::new(Phrase::Rollback.words()[1]), reason, note: note.map(Clean::new) }
}

pub fn choose(run: u64, choice: Choice, note: Option<&str>) -> Command {
    let confirm = Some(Clean::new(Phrase::Rollback.words()[1]));
    Command::Decide { run, choice, confirm, note: note.map(Clean::new) }
}

/// The approval of what destroys something, with its phrase.
pub fn stop_blue(run: u64) -> Command {
    let confirm = Some(Clean::new(Phrase::Danger.words()[1]));
    Command::Decide { run, choice: Choice::Approve, confirm, note: None }
}

pub fn open_gate(gate: &str, reason: &str) -> Command {
    Command::Override { gate: gate.parse::<Gate>().unwrap(), reason: Clean::new(reason) }
}
