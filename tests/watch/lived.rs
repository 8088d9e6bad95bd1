//! A live room on a world in virtual time.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jday::client::Now;
use jday::engine::{Opening, Watch, take_up};
use jday::journal::Writer;
use jday::model::cutover::Phrase;
use jday::model::decide::Refusal;
use jday::model::people::Attached;
use jday::model::{Actor, Command, Effect, Envelope, Event, State};
use jday::plan::types::{Id, Plan, ProcedureKind, Reason, Side};
use jday::text::Clean;

use super::world::World;

pub const SECOND: u64 = 1_000;
pub const MINUTE: u64 = 60 * SECOND;
/// 09:30 on the plan's J-Day, inside its window.
pub const BEGINS: i64 = 1_796_117_400_000;

/// The embedded plan with one source for each that its metrics name, `more` beside, and no gate but what
/// the room sees.
pub fn plan_with(more: &str) -> Plan {
    let mut plan = jday::plan::embedded().clone();
    let live = format!(
        r#"
        fingerprint = {{ url = "http://127.0.0.1:9/version", header = "x-version", within = "1s" }}
        lever = {{ exec = {{ point = ["true"], read = ["echo", "blue"] }} }}
        survey = {{ paths = [] }}
        sources = [
          {{ id = "prometheus", interval = "1s", deadline = "1s", environment = {{}} }},
          {{ id = "probe", interval = "1s", deadline = "1s", environment = {{}} }},
          {{ id = "sentry", interval = "1s", deadline = "1s", environment = {{}} }},
          {{ id = "host", interval = "1s", deadline = "1s", environment = {{}} }},
          {more}
        ]
        "#
    );
    plan.live = Some(toml::from_str(&live).unwrap());
    plan.gates.votes.clear();
    plan.gates.window = false;
    plan.checklists.iter_mut().for_each(|checklist| checklist.gates_switch = false);
    plan
}

pub fn plan() -> Plan {
    plan_with("")
}

/// A live room, how far it came, and everything it told.
pub struct Lived {
    pub watch: Watch<World>,
    pub world: World,
    pub log: Vec<Arc<Envelope>>,
    pub at: u64,
    /// The wall clock at monotonic zero.
    pub begins: i64,
}

impl Lived {
    pub fn open(plan: Plan) -> Self {
        Self::open_on(plan, Writer::memory())
    }

    pub fn open_on(plan: Plan, journal: Writer) -> Self {
        let world = World::new(&plan);
        let low_ttl_since = Some(jday::model::At(BEGINS - 3_600_000));
        let opening = Opening { plan, live: Side::Blue, low_ttl_since };
        let now = Now { mono: 0, wall: BEGINS };
        let mut watch = Watch::open(opening, journal, world.clone(), now).unwrap();
        let log = watch.take_told();
        let mut lived = Self { watch, world, log, at: 0, begins: BEGINS };
        lived.joins("awa");
        lived
    }

    /// Somebody attaches.
    pub fn joins(&mut self, person: &str) {
        let joined = Attached { person: Id::new(person), from: "console".into() };
        self.watch.observe(&Actor::Person(Id::new(person)), vec![Event::Joined(joined)], self.now());
        self.log.extend(self.watch.take_told());
    }

    pub fn state(&self) -> &State {
        self.watch.state()
    }

    pub fn now(&self) -> Now {
        Now { mono: self.at, wall: self.begins + self.at as i64 }
    }

    /// Lives on until `at`, waking when something is due and not otherwise.
    pub fn until(&mut self, at: u64) -> &mut Self {
        loop {
            let due = self.watch.next_due().max(self.at);
            if due > at {
                break;
            }
            self.at = due;
            self.watch.advance(self.now());
            assert!(self.watch.next_due() > due || self.state().closed.is_some(), "it spins at {due}");
            self.log.extend(self.watch.take_told());
        }
        self.at = at;
        self
    }

    pub fn pass(&mut self, ms: u64) -> &mut Self {
        self.until(self.at + ms)
    }

    pub fn wait_for(&mut self, what: &str, within: u64, holds: impl Fn(&State) -> bool) -> &mut Self {
        let end = self.at + within;
        while !holds(self.state()) {
            assert!(self.at < end, "{what}: not within {} s", within / SECOND);
            self.pass(SECOND);
        }
        self
    }

    pub fn ask(&mut self, person: &str, command: &Command) -> Result<(), Refusal> {
        let answer = self.watch.command(&Id::new(person), command, self.now());
        self.log.extend(self.watch.take_told());
        answer
    }

    pub fn gets(&mut self, person: &str, command: &Command) -> &mut Self {
        if let Err(refusal) = self.ask(person, command) {
            panic!("{person} was refused: {refusal}");
        }
        self
    }

    pub fn switched(&mut self) -> &mut Self {
        self.pass(20 * SECOND).gets("awa", &switch());
        self.wait_for("the switch ends", 5 * MINUTE, |state| {
            state.procedures.last_run(ProcedureKind::Switch).is_some_and(|(_, run)| run.ended.is_some())
        })
    }

    /// The engine is killed and another takes up the journal at `path`, `gap` milliseconds later.
    pub fn dies(self, path: &Path, gap: u64) -> Self {
        self.dies_after(path, gap, None)
    }

    /// The same; where `kept` names an event, the disk kept nothing after it, and so nothing of that was asked for.
    pub fn dies_after(self, path: &Path, gap: u64, kept: Option<u64>) -> Self {
        let Self { watch, world, mut log, at, begins } = self;
        drop(watch);
        if let Some(kept) = kept {
            let text = std::fs::read_to_string(path).unwrap();
            let lines: Vec<&str> = text.lines().take(kept as usize).collect();
            std::fs::write(path, lines.join("\n") + "\n").unwrap();
            world.with().forget_after(kept);
            log.retain(|envelope| envelope.seq <= kept);
        }
        world.forget_engine();
        let wall = begins + (at + gap) as i64;
        let taken = take_up(path, None).unwrap();
        let mut watch = Watch::resume(taken, world.clone(), Now { mono: 0, wall });
        log.extend(watch.take_told());
        let mut lived = Self { watch, world, log, at: 0, begins: wall };
        if lived.state().closed.is_none() {
            lived.joins("awa");
        }
        lived
    }

    pub fn count(&self, is: impl Fn(&Event) -> bool) -> usize {
        self.log.iter().filter(|envelope| is(&envelope.event)).count()
    }

    pub fn proposals(&self) -> usize {
        self.count(|event| matches!(event, Event::Proposed { .. }))
    }

    pub fn points(&self) -> usize {
        self.count(|event| matches!(event, Event::Intended(Effect::Point { .. })))
    }
}

pub fn switch() -> Command {
    Command::Switch { confirm: Clean::new(Phrase::Switch.words()[1]), note: None }
}

pub fn go_back() -> Command {
    let confirm = Clean::new(Phrase::Rollback.words()[1]);
    Command::Rollback { confirm, reason: Some(Reason::Performance), note: None }
}

/// A folder for a journal, and the journal's name in it.
pub fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path: &Path = folder.path();
    let path = path.join("room.jsonl");
    (folder, path)
}
