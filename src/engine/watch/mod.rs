//! A live room: its journal, its state, the real world, and the rhythm in which that is asked.
//!
//! Pure in time: whoever hosts it says what time it is, and everything due until then happens. So a day
//! can be lived in a test in seconds, and replayed to the same state.

pub mod clock;
mod rhythm;
mod round;

use std::path::PathBuf;
use std::sync::Arc;

use self::rhythm::{Follows, Rhythm};
use super::{Room, RoomError, Sync, TakenUp, heard};
use crate::client::{Clients, Now, Polled, Trouble};
use crate::journal::Writer;
use crate::model::decide::Refusal;
use crate::model::event::Opened;
use crate::model::metrics::Sampled;
use crate::model::sources::Beside;
use crate::model::{Actor, At, Command, Digest, Effect, Envelope, Event, Mode, State, plan_hash};
use crate::plan::types::{Id, Plan, Side};
use crate::text::Clean;

/// One tick, and one poll round at most.
const SECOND: u64 = 1_000;
/// How often the lever is asked about while nothing moves.
const CALM_SURVEY: u64 = 5 * SECOND;

/// What a live room begins with.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The plan, which is pinned by its hash (R30).
    pub plan: Plan,
    /// The side that is live, as the lever says.
    pub live: Side,
    /// Since when the low TTL is known to be in force, from an earlier room.
    pub low_ttl_since: Option<At>,
}

/// A room and the rhythm of its sources.
pub struct Watch<C> {
    room: Room<C>,
    rhythms: Vec<Rhythm>,
    /// What was said since the last second.
    round: Sampled,
    next_second: u64,
    next_survey: u64,
    /// Whether an order to the lever settled after the last survey began, which may tell of before.
    settled: bool,
}

impl<C: Clients> Watch<C> {
    /// Opens a room whose journal is empty.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn open(opening: Opening, journal: Writer, clients: C, now: Now) -> Result<Self, RoomError> {
        let Opening { plan, live, low_ttl_since } = opening;
        let plan_hash = plan_hash(&plan);
        let (scenario, seed) = (None, None);
        let opened = Opened { mode: Mode::Live, plan, plan_hash, scenario, seed, live, low_ttl_since };
        Ok(Self::on(Room::open(journal, clients, opened, Sync::Decisions, now)?, now))
    }

    /// Takes a room up again from its journal: a new boot, holds stopped where they stood, and for every
    /// order that was under way the question what became of it, never the order again (R2, R10).
    pub fn resume(taken: TakenUp, clients: C, now: Now) -> Self {
        let TakenUp { journal, state, .. } = taken;
        let gap_ms = u64::try_from(now.wall.saturating_sub(state.now.at.0)).unwrap_or(0);
        let is_open = state.closed.is_none();
        let mut room = Room::resume(journal, state, clients, Sync::Decisions);
        if is_open {
            // Asked before anything else: what follows by rule may ask for more, and that is no old order.
            let moot = room.reconcile(now);
            room.observe(&Actor::Engine, vec![Event::Resumed { gap_ms }], now);
            room.leave_unknown(moot, "its engine ended meanwhile, and nobody needs it any more", now);
            room.flush();
        }
        Self::on(room, now)
    }

    /// Where the journal goes on if its own disk takes no more (R28).
    pub fn mirror_in(&mut self, folder: PathBuf) {
        self.room.mirror_in(folder);
    }

    fn on(room: Room<C>, now: Now) -> Self {
        let state = room.state();
        let seed = state.plan_hash.0.iter().fold(0_u64, |seed, byte| seed.rotate_left(8) ^ u64::from(*byte));
        let sources = state.plan.live.iter().flat_map(|live| &live.sources).zip(seed..);
        let rhythms = sources.map(|(source, seed)| Rhythm::new(source, seed, now.mono)).collect();
        let (next_second, next_survey) = (now.mono + SECOND, now.mono);
        Self { room, rhythms, round: Sampled::default(), next_second, next_survey, settled: false }
    }

    /// The state so far.
    pub fn state(&self) -> &State {
        self.room.state()
    }

    /// The outside world, to look at.
    pub fn world(&self) -> &C {
        self.room.world()
    }

    /// Why the journal takes no more, if so (R28).
    pub fn mute(&self) -> Option<&Clean> {
        self.room.mute()
    }

    /// Hash of the journal's last line, to be noted at close-out.
    pub fn head(&self) -> Digest {
        self.room.journal().head()
    }

    /// Everything committed since the last call, oldest first.
    pub fn take_told(&mut self) -> Vec<Arc<Envelope>> {
        self.room.take_told()
    }

    /// Takes what was observed: who came and left, what the clocks did.
    pub fn observe(&mut self, by: &Actor, events: Vec<Event>, now: Now) {
        if !events.is_empty() {
            self.room.observe(by, events, now);
        }
    }

    /// Takes a person's command: events, or why not.
    ///
    /// # Errors
    /// The refusal; nothing has changed then.
    pub fn command(&mut self, person: &Id, command: &Command, now: Now) -> Result<(), Refusal> {
        self.room.command(person, command, now)
    }

    /// When something is due, in monotonic milliseconds. Reports of network clients come without notice:
    /// their waker says so.
    pub fn next_due(&self) -> u64 {
        let sources = self.rhythms.iter().map(Rhythm::next_due);
        let own = [Some(self.next_second), Some(self.next_survey), self.room.world().next_due()];
        sources.chain(own.into_iter().flatten()).min().unwrap_or(self.next_second)
    }

    /// Lets everything happen that is due by `now`.
    pub fn advance(&mut self, now: Now) {
        let pulls = self.pulls();
        for polled in self.room.collect(now) {
            self.take(polled, now);
        }
        if self.room.state().closed.is_some() {
            return;
        }
        let open = self.pulls();
        self.settled |= pulls.iter().any(|pull| !open.contains(pull));
        if self.settled && !self.room.is_surveying() {
            self.next_survey = now.mono;
        }
        self.give_up(now);
        self.ask(now);
        if self.next_second <= now.mono {
            self.tick(now);
        }
        if self.next_survey <= now.mono {
            self.survey(now);
        }
    }

    /// Closes the room and waits for the disk.
    pub fn close(&mut self, now: Now) {
        if self.room.state().closed.is_none() {
            self.room.observe(&Actor::Engine, vec![Event::Closed { score: None }], now);
        }
        self.room.flush();
    }

    /// Waits until everything written is on the disk: before the engine ends and the room stays open.
    pub fn flush(&mut self) {
        self.room.flush();
    }

    /// Everything said since the last second is one event; then a second has passed.
    fn tick(&mut self, now: Now) {
        // A late second is one second: nobody is helped by ticks that come all at once.
        self.next_second += (now.mono.saturating_sub(self.next_second) / SECOND + 1) * SECOND;
        let round = std::mem::take(&mut self.round);
        if round != Sampled::default() {
            self.room.observe(&Actor::Source(Id::new("feeds")), vec![Event::Sampled(round)], now);
        }
        self.room.observe(&Actor::Engine, vec![Event::Ticked], now);
        self.room.flush();
        self.room.look_after();
    }

    /// Orders to the lever that have not settled.
    fn pulls(&self) -> Vec<u64> {
        let intents = self.room.state().intents.iter();
        intents
            .filter(|(_, intent)| matches!(intent.effect, Effect::Point { .. }))
            .map(|(seq, _)| *seq)
            .collect()
    }

    /// Each second while the truth of a movement is open, else seldom, and at once when an order to the lever
    /// settled: people wait for level 3. Never two at once.
    fn survey(&mut self, now: Now) {
        let cutover = &self.room.state().cutover;
        let is_moving = cutover.movement().is_some_and(|movement| movement.confirmed_at.is_none());
        self.next_survey = now.mono + if is_moving { SECOND } else { CALM_SURVEY };
        if !self.room.is_surveying() {
            self.settled = false;
            self.room.survey(now);
        }
    }

    fn ask(&mut self, now: Now) {
        for rhythm in &mut self.rhythms {
            if rhythm.ask(now.mono) {
                self.room.poll(&rhythm.id, rhythm.deadline, now);
            }
        }
    }

    /// Questions that nobody answered, although their clients promise to.
    fn give_up(&mut self, now: Now) {
        let lost = self.rhythms.iter().filter(|rhythm| rhythm.is_lost(now.mono));
        let lost: Vec<Polled> = lost
            .map(|rhythm| Polled {
                source: rhythm.id.clone(),
                took_ms: u32::try_from(rhythm.deadline).unwrap_or(u32::MAX),
                skew_ms: None,
                answer: Err(Trouble::passing("its client gave no sign by its deadline")),
            })
            .collect();
        for polled in lost {
            self.take(polled, now);
        }
    }

    /// Takes what one source said.
    fn take(&mut self, mut polled: Polled, now: Now) {
        let Some(rhythm) = self.rhythms.iter_mut().find(|rhythm| rhythm.id == polled.source) else { return };
        round::in_time(&mut polled);
        let state = self.room.state();
        match &polled.answer {
            Ok(observed) => {
                rhythm.answered(now.mono);
                round::answered(&mut self.round, state, &polled, observed);
                let alerts = observed.alerts.as_ref();
                let heard = alerts.map(|alerts| heard::heard(state, &polled.source, alerts));
                let mut events: Vec<Event> = heard.into_iter().flatten().map(Event::AlertHeard).collect();
                events.extend(round::pipeline(state, observed));
                self.observe(&Actor::Source(polled.source.clone()), events, now);
            }
            Err(trouble) => {
                let Follows::Told { rest_ms } = rhythm.failed(trouble, now.mono) else { return };
                let limited = trouble.retry_after_ms.is_some();
                let rests = limited || rhythm.is_resting(rest_ms);
                let rests_until = rests.then(|| At(now.wall.saturating_add_unsigned(rest_ms)));
                let beside = Beside { skew_ms: polled.skew_ms, rests_until, limited, ..Beside::default() };
                round::failed(&mut self.round, state, &polled.source, &trouble.why, beside);
            }
        }
    }
}
