//! A room: one journal, one state, one outside world.

use std::path::PathBuf;
use std::sync::Arc;

use super::{execute, mirror};
use crate::client::{Clients, Now, Polled, Report};
use crate::journal::{Draft, JournalError, Writer, needs_sync};
use crate::model::decide::{Refusal, decide};
use crate::model::event::Opened;
use crate::model::procedure::Choice;
use crate::model::react::{is_moot, moot, react, still_silenced};
use crate::model::{Actor, At, Command, Effect, Envelope, Event, Outcome, State};
use crate::plan::types::{Id, ProcedureKind};
use crate::text::Clean;

/// Most rounds of consequences one event may have. More is a rule that feeds itself; the engine then
/// stops it and says so in the log, for a watch that spins watches nothing.
const MOST_ROUNDS: usize = 64;

/// How long automation stays off once the journal is mute: longer than any J-Day.
const FOR_GOOD_MS: i64 = 365 * 24 * 3_600 * 1_000;

/// Why a room cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum RoomError {
    /// Its journal cannot be written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The first event did not open it; a mistake of the program.
    #[error("the first event opens no room")]
    NotOpened,
    /// A journal that was to be taken up holds not one whole event.
    #[error("{}: this journal ends before its first event; nothing is lost with it, move it away and start again", file.display())]
    Empty {
        /// The journal.
        file: PathBuf,
    },
}

/// When the journal's disk is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sync {
    /// At decisions, intents and outcomes, before anybody is told.
    Decisions,
    /// At intents and at the end: for a headless drill, where nobody is told.
    Intents,
}

/// Whether an event is an intent to change the world; a dry run only reads it.
fn acts(event: &Event) -> bool {
    matches!(event, Event::Intended(effect) if !matches!(effect, Effect::ProveReadiness { .. }))
}

/// What a commit still has to do.
enum Next {
    /// Write these.
    Write(Vec<(Actor, Event)>),
    /// Ask the rules what follows from this.
    Look(Arc<Envelope>),
}

/// One journal, one state, one outside world.
pub struct Room<C> {
    state: State,
    journal: Writer,
    clients: C,
    boot: u32,
    sync: Sync,
    told: Vec<Arc<Envelope>>,
    mute: Option<Clean>,
    /// Where the journal goes on once it is mute.
    mirrors: Option<PathBuf>,
    /// Whether automation was switched off because of it.
    disarmed: bool,
    surveys: u64,
    /// Surveys that have not ended.
    surveying: usize,
    polls: u64,
}

impl<C: Clients> Room<C> {
    /// Opens a room whose journal is empty.
    pub fn open(
        mut journal: Writer,
        clients: C,
        opened: Opened,
        sync: Sync,
        now: Now,
    ) -> Result<Self, RoomError> {
        let first =
            journal.append(At(now.wall), 0, now.mono, Actor::Engine, Event::Opened(Box::new(opened)))?;
        journal.sync()?;
        let state = State::open(&first).ok_or(RoomError::NotOpened)?;
        let mut room = Self::on(state, journal, clients, sync);
        room.told.push(Arc::new(first));
        Ok(room)
    }

    /// Takes a room up again whose journal amounts to `state`, in a new boot; nothing is told of the past.
    pub fn resume(journal: Writer, state: State, clients: C, sync: Sync) -> Self {
        let boot = state.now.boot.saturating_add(1);
        Self { boot, ..Self::on(state, journal, clients, sync) }
    }

    fn on(state: State, journal: Writer, clients: C, sync: Sync) -> Self {
        Self {
            state,
            journal,
            clients,
            boot: 0,
            sync,
            told: Vec::new(),
            mute: None,
            mirrors: None,
            disarmed: false,
            surveys: 0,
            surveying: 0,
            polls: 0,
        }
    }

    /// Finds out what became of every order that was under way, by reading; never gives it again (R10). What
    /// nobody needs to be told any more is not asked about, for that could tell it: those are given back, to be
    /// left unknown.
    #[must_use]
    pub fn reconcile(&mut self, now: Now) -> Vec<u64> {
        let (moot, open): (Vec<_>, Vec<_>) =
            self.state.intents.iter().partition(|(_, intent)| is_moot(&self.state, &intent.effect));
        for (seq, intent) in open {
            self.clients.submit(execute::reconcile_call(*seq, intent, &self.state, now), now);
        }
        moot.into_iter().map(|(seq, _)| *seq).collect()
    }

    /// Leaves unknown what became of these orders.
    pub fn leave_unknown(&mut self, orders: Vec<u64>, why: &str, now: Now) {
        let left = |intent| Event::Settled { intent, outcome: Outcome::Unknown { why: Clean::new(why) } };
        self.observe(&Actor::Engine, orders.into_iter().map(left).collect(), now);
    }

    /// The state so far.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The outside world, to look at.
    pub fn world(&self) -> &C {
        &self.clients
    }

    /// The outside world, to change: a drill's faults.
    pub fn clients(&mut self) -> &mut C {
        &mut self.clients
    }

    /// The journal.
    pub fn journal(&self) -> &Writer {
        &self.journal
    }

    /// Why the journal takes no more, if so (R28).
    pub fn mute(&self) -> Option<&Clean> {
        self.mute.as_ref()
    }

    /// Where the journal goes on if its own disk takes no more: a folder on another one, best.
    pub fn mirror_in(&mut self, folder: PathBuf) {
        self.mirrors = Some(folder);
    }

    /// Looks whether the journal is still where it was made.
    pub fn look_after(&mut self) {
        if self.mute.is_none()
            && let Err(error) = self.journal.is_there()
        {
            self.go_mute(&error);
        }
    }

    /// Everything committed since the last call, oldest first.
    pub fn take_told(&mut self) -> Vec<Arc<Envelope>> {
        std::mem::take(&mut self.told)
    }

    /// Takes what was observed.
    pub fn observe(&mut self, by: &Actor, events: Vec<Event>, now: Now) {
        self.commit(events.into_iter().map(|event| (by.clone(), event)).collect(), now);
    }

    /// Takes a person's command: events, or why not.
    pub fn command(&mut self, person: &Id, command: &Command, now: Now) -> Result<(), Refusal> {
        let events = decide(&self.state, person, command)?;
        if self.mute.is_some() && events.iter().any(|event| self.leads_to_green(event)) {
            return Err(Refusal::Unwritten);
        }
        let by = Actor::Person(person.clone());
        self.commit(events.into_iter().map(|event| (by.clone(), event)).collect(), now);
        Ok(())
    }

    /// Whether a switch follows from `event`: what cannot be written down is the way back alone (R20, R28).
    fn leads_to_green(&self, event: &Event) -> bool {
        let procedure = match event {
            Event::RunRequested { procedure, .. } => Some(procedure),
            Event::ApprovalAsked(wanted) => Some(&wanted.procedure),
            Event::DecisionMade { run, choice: Choice::Approve, .. } => {
                self.state.procedures.runs.get(run).map(|run| &run.procedure)
            }
            _ => None,
        };
        let kind = procedure.and_then(|id| self.state.plan.procedure(id)).map(|procedure| procedure.kind);
        kind == Some(ProcedureKind::Switch)
    }

    /// Takes what came back from the outside world. What sources said comes back: the room has no rhythm,
    /// its watch has.
    pub fn collect(&mut self, now: Now) -> Vec<Polled> {
        let mut polled = Vec::new();
        for report in self.clients.reports(now) {
            match report {
                Report::Polled(answer) => polled.push(*answer),
                Report::Ended { id, .. } if execute::is_survey(id) => {
                    self.surveying = self.surveying.saturating_sub(1);
                }
                report => {
                    if let Some((by, event)) = execute::event_of(report, &self.state) {
                        self.commit(vec![(by, event)], now);
                    }
                }
            }
        }
        polled
    }

    /// Asks a source.
    pub fn poll(&mut self, source: &Id, deadline_ms: u64, now: Now) {
        self.polls += 1;
        self.clients.submit(execute::poll_call(self.polls, source, deadline_ms), now);
    }

    /// Asks the servers, resolvers and paths about the lever.
    pub fn survey(&mut self, now: Now) {
        self.surveys += 1;
        self.surveying += 1;
        self.clients.submit(execute::survey_call(self.surveys), now);
    }

    /// Whether a survey is under way.
    pub fn is_surveying(&self) -> bool {
        self.surveying > 0
    }

    /// Waits until everything written is on disk.
    pub fn flush(&mut self) {
        if let Err(error) = self.journal.sync() {
            self.go_mute(&error);
        }
    }

    /// Writes a batch, applies it, and everything that follows from it by rule; then syncs, and only
    /// then executes what was intended.
    fn commit(&mut self, batch: Vec<(Actor, Event)>, now: Now) {
        let (mut intents, mut withdrawn) = (Vec::new(), Vec::new());
        let mut decisive = false;
        let mut waiting = vec![Next::Write(batch)];
        let mut rounds = 0;
        while let Some(next) = waiting.pop() {
            let mut batch = match next {
                Next::Write(batch) => batch,
                // Looked at only now, when everything before it is in the state, so that two events of
                // one batch do not ask for the same thing twice.
                Next::Look(envelope) => react(&self.state, &envelope.event),
            };
            if batch.is_empty() {
                continue;
            }
            rounds += 1;
            if rounds > MOST_ROUNDS {
                tracing::error!(seq = self.state.seq, "a rule feeds itself; its consequences were cut");
                break;
            }
            batch.extend(still_silenced(&self.state, &batch));
            let written = self.write(batch, now);
            waiting.extend(written.iter().rev().map(|envelope| Next::Look(Arc::clone(envelope))));
            for envelope in written {
                decisive |= match self.sync {
                    Sync::Decisions => needs_sync(&envelope.event),
                    Sync::Intents => acts(&envelope.event),
                };
                if let Event::Intended(effect) = &envelope.event {
                    intents.push((envelope.seq, effect.clone()));
                }
                withdrawn.extend(moot(&self.state, &envelope.event));
                self.told.push(envelope);
            }
        }
        if decisive {
            self.flush();
        }
        self.execute(intents, now);
        for message in withdrawn {
            self.clients.withdraw(message);
        }
        // A machine that cannot write down what it does must not act by itself (R28).
        if self.mute.is_some() && !std::mem::replace(&mut self.disarmed, true) {
            let paused = Event::AutomationPaused { until: At(now.wall.saturating_add(FOR_GOOD_MS)) };
            self.commit(vec![(Actor::Engine, paused)], now);
        }
    }

    fn write(&mut self, batch: Vec<(Actor, Event)>, now: Now) -> Vec<Arc<Envelope>> {
        let boot = self.boot;
        let drafts: Vec<Draft> = batch
            .into_iter()
            .map(|(by, event)| Draft { at: At(now.wall), boot, mono: now.mono, by, event })
            .collect();
        let written = match self.journal.append_batch(drafts.clone()) {
            Ok(written) => written,
            Err(error) => {
                self.go_mute(&error);
                self.again(drafts)
            }
        };
        if self.mute.is_some() {
            written.iter().for_each(mirror::log);
        }
        for envelope in &written {
            self.state.apply(envelope);
        }
        written.into_iter().map(Arc::new).collect()
    }

    /// Writes to the mirror, or where that fails too, to memory alone.
    fn again(&mut self, drafts: Vec<Draft>) -> Vec<Envelope> {
        self.journal.append_batch(drafts.clone()).unwrap_or_else(|error| {
            self.go_mute(&error);
            self.journal.append_batch(drafts).unwrap_or_default()
        })
    }

    fn execute(&mut self, intents: Vec<(u64, Effect)>, now: Now) {
        for (seq, effect) in intents {
            self.clients.submit(execute::call_of(seq, &effect, &self.state), now);
        }
    }

    /// The journal takes no more: the chain goes on in a mirror, or in memory, so that people can still go
    /// back (R20, R28).
    fn go_mute(&mut self, error: &JournalError) {
        let mirror = self.mirrors.take().and_then(|folder| mirror::begin(&folder, &self.journal, error));
        let mirrored = mirror.as_ref().map_or_else(
            || "what follows is kept with the attached consoles and in the log alone".to_owned(),
            |(_, path)| format!("what follows is mirrored in {}", path.display()),
        );
        tracing::error!(%error, mirrored, "the journal takes no more");
        let why = || Clean::new(format!("{error}; {mirrored}"));
        self.mute.get_or_insert_with(why);
        match mirror {
            Some((file, _)) => self.journal.detach_to(Box::new(file)),
            None => self.journal.detach(),
        }
    }
}
