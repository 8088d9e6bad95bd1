//! A room's loop: what one person sees and asks until they leave it.

use std::path::PathBuf;

use super::hands::Held;
use super::{Console, Ended, Wake};
use crate::console::action::Stage;
use crate::console::app::{App, Seen};
use crate::console::input::Settled;
use crate::console::messages::{refusal as say, replay, sitrep};
use crate::console::render::{Cause, Drawn};
use crate::console::terminal;
use crate::console::ui::Looks;
use crate::console::view::{self, Played, Scene, Transport};
use crate::model::{Event, State};
use crate::plan::types::{Id, ProcedureKind, TierLevel};
use crate::source::{Asker, Kind, Later, Replica, Source};
use crate::text::Clean;
use crate::wire::{Tell, Words};

/// Fewest milliseconds between two rings of the bell.
const RING_MS: u64 = 10_000;

/// One person's place in one room.
pub(super) struct Seat {
    pub(super) app: App,
    pub(super) asker: Asker,
    pub(super) replica: Replica,
    /// What there is to compare a replay with.
    pub(super) aside: Option<Later>,
    /// What single keys asked that may still turn out to be a paste, with when they were pressed.
    pub(super) held: Vec<(Held, u64)>,
    /// Whether a dialog opened that is on no frame yet.
    pub(super) opened: bool,
    /// Whether the open dialog took keys at the last look.
    pub(super) settled: bool,
    /// Whether the source will say nothing more.
    silent: bool,
}

/// Events after which nothing that was read before may be confirmed (R26).
fn breaks_time(event: &Event) -> bool {
    matches!(event, Event::ClockJumped { .. } | Event::Froze { .. })
}

/// Events for which the bell rings.
fn wakes_people(event: &Event) -> bool {
    match event {
        Event::Proposed { .. } | Event::Blinded { .. } | Event::Drifted(_) => true,
        Event::AlertRaised(raised) => raised.level == TierLevel::Critical,
        _ => false,
    }
}

/// How soon a word must be seen: while traffic is being moved or somebody must decide, the seconds are
/// news themselves.
fn urgency(tell: &Tell, state: Option<&State>) -> Cause {
    match tell {
        // Somebody waits for it.
        Tell::Answered { .. } | Tell::Placed { .. } => Cause::Person,
        Tell::Happened(envelopes) => {
            let is_news = envelopes.iter().any(|envelope| Kind::of(&envelope.event).is_some());
            let is_open = |state: &State| {
                [ProcedureKind::Rollback, ProcedureKind::Switch]
                    .iter()
                    .any(|kind| state.procedures.open_run(*kind).is_some())
            };
            if is_news || state.is_some_and(is_open) { Cause::News } else { Cause::Pulse }
        }
        Tell::Pace(_)
        | Tell::JournalMute(_)
        | Tell::Over
        | Tell::Lost(_)
        | Tell::Offers(_)
        | Tell::Track(_) => Cause::News,
    }
}

/// What a key finds in the room; none before its first event.
pub(super) fn seen<'a>(replica: &'a Replica, aside: Option<&'a Later>) -> Option<Seen<'a>> {
    let track = replica.track.as_ref();
    Some(Seen { state: replica.state.as_ref()?, log: &replica.log, track, aside })
}

/// What one drawing needs; none before the room's first event.
pub(super) fn scene<'a>(looks: &'a Looks, seat: &'a Seat, settled: bool) -> Option<Scene<'a>> {
    let state = seat.replica.state.as_ref()?;
    let app = &seat.app;
    let steered = matches!(app.stage, Stage::Drill | Stage::Replay);
    let pace = seat.replica.pace;
    Some(Scene {
        state,
        theme: app.theme(),
        glyphs: looks.glyphs,
        lang: app.lang,
        stage: app.stage,
        keymap: &app.keymap,
        me: app.me.as_ref(),
        local: looks.local,
        places: &app.places,
        log: &seat.replica.log,
        filtering: app.filtering,
        learning: app.learning,
        sparing: looks.narrow,
        focus: app.focus,
        cursors: app.cursors,
        overlay: app.overlay(state, settled),
        toast: app.toast(),
        transport: steered
            .then(|| Transport { speed: f64::from(pace.sixteenths) / 16.0, paused: pace.paused }),
        played: seat.replica.track.as_ref().map(|track| Played { track, over: seat.replica.over }),
        journal_trouble: seat.replica.journal_mute.as_ref(),
        lost: seat.replica.lost.as_ref(),
    })
}

impl Console {
    /// Shows a room until the person leaves it.
    pub fn room(&mut self, source: Source, stage: Stage, me: Option<Id>) -> Ended {
        self.guard.closed();
        let Source { asker, tells, aside } = source;
        let waker = self.waker.clone();
        // Where the channel is full, this thread is awake anyway, and fetches words before it sleeps.
        tells.wake_with(move || drop(waker.try_send(Wake::Words)));
        let app = self.app(stage, me);
        let mut seat = Seat {
            app,
            asker,
            replica: Replica::default(),
            aside,
            held: Vec::new(),
            opened: false,
            settled: true,
            silent: false,
        };
        self.pace.ask(Cause::Person);
        let ended = self.sit(&mut seat, &tells);
        // What was chosen here holds for the next room too.
        self.looks.theme = seat.app.worn;
        self.looks.learning = seat.app.learning;
        self.parting = seat.app.parting.or(self.parting.take());
        ended
    }

    fn app(&self, stage: Stage, me: Option<Id>) -> App {
        let looks = &self.looks;
        let mut app = App::new(looks.lang, stage, me, looks.keymap.clone());
        app.worn = looks.theme.clone();
        app.themes = looks.themes.clone();
        app.learning = looks.learning;
        // The kernel's own console takes nothing into a clipboard, and prints what it does not know.
        app.can_copy = looks.term.as_deref().is_none_or(|term| !matches!(term, "linux" | "vt220" | "vt100"));
        app
    }

    fn sit(&mut self, seat: &mut Seat, tells: &Words) -> Ended {
        loop {
            if let Err(ended) = self.draw_room(seat) {
                return ended;
            }
            let wait = self.wait(seat);
            let all = self.wakes(wait);
            // Words before keys: time that leapt must close a dialog before a key of it counts (R26).
            if let Some(ended) = self.fetch(seat, tells) {
                return ended;
            }
            for wake in all {
                let ended = match wake {
                    Wake::Input(input) => self.room_input(seat, input),
                    Wake::Kept(kept) => {
                        self.kept(seat, kept);
                        None
                    }
                    Wake::Words => None,
                };
                if let Some(ended) = ended {
                    return ended;
                }
            }
            self.send_held(seat);
        }
    }

    /// A file was written, or could not be.
    fn kept(&mut self, seat: &mut Seat, kept: Result<PathBuf, String>) {
        let (lang, now) = (seat.app.lang, self.now());
        match kept {
            Ok(path) => {
                let path = Clean::new(path.display().to_string());
                seat.app.say(sitrep::written(lang, path), false, now);
            }
            Err(why) => seat.app.say(sitrep::not_written(lang, Clean::new(why)), true, now),
        }
        self.pace.ask(Cause::Person);
    }

    /// How long nothing can happen but a wake: until the next frame, a settled key or dialog, or the
    /// end of a passing word.
    fn wait(&mut self, seat: &mut Seat) -> Option<u64> {
        let now = self.now();
        let toast = match seat.app.expire(now) {
            Ok(true) => {
                self.pace.ask(Cause::News);
                None
            }
            Ok(false) => None,
            Err(left) => Some(left),
        };
        let held = seat.held.iter().map(|(_, at)| match self.guard.settled(*at, now) {
            Settled::Wait(ms) => ms,
            Settled::Act | Settled::Drop => 0,
        });
        // Before the first event there is nothing to draw.
        let frame = seat.replica.state.as_ref().and_then(|_| self.frame_in()).map(|ms| ms.max(1));
        let settling = self.guard.settles_in(now);
        held.chain(toast).chain(frame).chain(settling).min()
    }

    fn draw_room(&mut self, seat: &mut Seat) -> Result<(), Ended> {
        let now = self.now();
        let settled = self.guard.is_settled(now);
        if settled != seat.settled {
            seat.settled = settled;
            self.pace.ask(Cause::Person);
        }
        if self.frame_in() != Some(0) {
            return Ok(());
        }
        let Self { looks, screen, .. } = self;
        let Some(scene) = scene(looks, seat, settled) else { return Ok(()) };
        let opened = seat.opened;
        if opened {
            screen.await_flush();
        }
        let mut reach = usize::MAX;
        let drawn = screen.draw(terminal::size(), |frame| reach = view::draw_scrolled(frame, &scene));
        seat.app.scrolled(reach);
        seat.opened = opened && !matches!(drawn, Drawn::Sent(_));
        self.drawn(drawn, opened)
    }

    fn fetch(&mut self, seat: &mut Seat, tells: &Words) -> Option<Ended> {
        let (all, silent) = tells.fetch();
        for tell in &all {
            self.told(seat, tell);
        }
        if silent && !std::mem::replace(&mut seat.silent, true) { self.silent(seat) } else { None }
    }

    fn told(&mut self, seat: &mut Seat, tell: &Tell) {
        seat.replica.take(tell);
        self.pace.ask(urgency(tell, seat.replica.state.as_ref()));
        let now = self.now();
        let Some(seen) = seen(&seat.replica, seat.aside.as_ref()) else { return };
        match tell {
            Tell::Answered { answer, .. } => {
                seat.app.answered(seen.state, answer, now);
            }
            Tell::Happened(envelopes) => {
                let any = |is: fn(&Event) -> bool| envelopes.iter().any(|envelope| is(&envelope.event));
                if any(wakes_people) && self.rang.is_none_or(|rang| now >= rang + RING_MS) {
                    self.rang = Some(now);
                    self.screen.ring();
                }
                seat.app.changed(seen, now);
                if any(breaks_time) {
                    self.cancel_confirmation(seat, now);
                }
            }
            Tell::Offers(offers) => seat.app.offers.clone_from(offers),
            Tell::Placed { .. } | Tell::Lost(_) => {
                seat.app.changed(seen, now);
                self.cancel_confirmation(seat, now);
            }
            Tell::Track(track) => {
                if let Some(why) = &track.broken {
                    seat.app.say_from_now_on(replay::broken(seat.app.lang, why.one_line()));
                }
            }
            _ => {}
        }
    }

    /// Time leapt (R26): nothing that was read before may be confirmed, and what is still being typed into
    /// the dialog that went is not meant for the page (R19).
    fn cancel_confirmation(&mut self, seat: &mut Seat, now: u64) {
        if seat.app.cancel_confirmation(now) {
            self.guard.torn_away(now);
            seat.opened = false;
        }
    }

    /// The source ended. If it did not say so before, its engine did not mean to: the screen says it and
    /// stays, with everything that is known (R24); a room that never began has nothing to stay for.
    fn silent(&mut self, seat: &mut Seat) -> Option<Ended> {
        if seat.replica.state.is_none() {
            return Some(Ended::Left);
        }
        if !seat.replica.over && seat.replica.lost.is_none() {
            seat.app.say_from_now_on(say::nobody_listens(seat.app.lang));
            self.pace.ask(Cause::Person);
        }
        None
    }
}
