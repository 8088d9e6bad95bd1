//! A room's loop: what one person sees and asks until they leave it.

use std::path::PathBuf;

use ratatui::layout::{Position, Rect};

use super::keep::keep;
use super::words::forward;
use super::{Console, Ended, Wake};
use crate::console::action::Stage;
use crate::console::app::{App, Seen, Wish, lines_of};
use crate::console::input::{Focus, Input, Meaning, Settled};
use crate::console::messages::{refusal as say, replay, sitrep};
use crate::console::render::Drawn;
use crate::console::terminal;
use crate::console::ui::Looks;
use crate::console::view::{self, Played, Scene, Transport, hit};
use crate::model::{Command, Event};
use crate::plan::types::{Id, TierLevel};
use crate::source::{Asker, Later, Replica, Source};
use crate::text::Clean;
use crate::wire::Tell;

/// Fewest milliseconds between two rings of the bell.
const RING_MS: u64 = 10_000;

/// One person's place in one room.
struct Seat {
    app: App,
    asker: Asker,
    replica: Replica,
    /// What there is to compare a replay with.
    aside: Option<Later>,
    /// What single keys asked that may still turn out to be a paste, with when they were pressed.
    held: Vec<(Held, u64)>,
    /// Whether a dialog opened that is on no frame yet.
    opened: bool,
    /// Whether the open dialog took keys at the last look.
    settled: bool,
}

/// What a single key asked of the room.
enum Held {
    Command(Command),
    Fault(Clean, bool),
}

fn send(seat: &mut Seat, held: Held, now: u64) {
    let lang = seat.app.lang;
    let engine = &mut seat.asker;
    let asked = seat.app.me.clone().and_then(|me| match held {
        Held::Command(command) => engine.command(&me, command),
        Held::Fault(fault, begins) => engine.fault(&me, fault, begins),
    });
    if asked.is_none() {
        seat.app.say(say::nobody_listens(lang), true, now);
    }
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

/// What one drawing needs; none before the room's first event.
/// What a key finds in the room; none before its first event.
fn seen<'a>(replica: &'a Replica, aside: Option<&'a Later>) -> Option<Seen<'a>> {
    let track = replica.track.as_ref();
    Some(Seen { state: replica.state.as_ref()?, log: &replica.log, track, aside })
}

fn scene<'a>(looks: &'a Looks, seat: &'a Seat, settled: bool) -> Option<Scene<'a>> {
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
        focus: app.focus,
        cursors: app.cursors,
        overlay: app.overlay(state, settled),
        toast: app.toast(),
        transport: steered
            .then(|| Transport { speed: f64::from(pace.sixteenths) / 16.0, paused: pace.paused }),
        played: seat.replica.track.as_ref().map(|track| Played { track, over: seat.replica.over }),
        journal_trouble: seat.replica.journal_mute.as_ref(),
    })
}

impl Console {
    /// Shows a room until the person leaves it.
    pub fn room(&mut self, source: Source, stage: Stage, me: Option<Id>) -> Ended {
        self.rooms += 1;
        self.guard.closed();
        let Source { asker, tells, aside } = source;
        let room = self.rooms;
        let Some(_left) = forward(room, tells, self.waker.clone()) else { return Ended::Left };
        let app = self.app(stage, me);
        let mut seat = Seat {
            app,
            asker,
            replica: Replica::default(),
            aside,
            held: Vec::new(),
            opened: false,
            settled: true,
        };
        self.pace.key();
        let ended = self.sit(&mut seat, room);
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

    fn sit(&mut self, seat: &mut Seat, room: u64) -> Ended {
        loop {
            if let Err(ended) = self.draw_room(seat) {
                return ended;
            }
            let wait = self.wait(seat);
            for wake in self.wakes(wait) {
                let ended = match wake {
                    Wake::Tells(from, tells) if from == room => {
                        for tell in &tells {
                            self.told(seat, tell);
                        }
                        None
                    }
                    Wake::Silent(from) if from == room => self.silent(seat),
                    Wake::Tells(..) | Wake::Silent(_) => None,
                    Wake::Kept(kept) => {
                        self.kept(seat, kept);
                        None
                    }
                    Wake::Input(input) => self.room_input(seat, input),
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
        self.pace.key();
    }

    /// How long nothing can happen but a wake: until the next frame, a settled key or dialog, or the
    /// end of a passing word.
    fn wait(&mut self, seat: &mut Seat) -> Option<u64> {
        let now = self.now();
        let toast = match seat.app.expire(now) {
            Ok(true) => {
                self.pace.data();
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
            self.pace.key();
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
        let drawn = screen.draw(terminal::size(), |frame| view::draw(frame, &scene));
        seat.opened = opened && !matches!(drawn, Drawn::Sent(_));
        self.drawn(drawn, opened)
    }

    fn told(&mut self, seat: &mut Seat, tell: &Tell) {
        seat.replica.take(tell);
        self.pace.data();
        let now = self.now();
        let Some(seen) = seen(&seat.replica, seat.aside.as_ref()) else { return };
        match tell {
            Tell::Answered { answer, .. } => {
                seat.app.answered(seen.state, answer, now);
                self.pace.key();
            }
            Tell::Happened(envelopes) => {
                let any = |is: fn(&Event) -> bool| envelopes.iter().any(|envelope| is(&envelope.event));
                if any(wakes_people) && self.rang.is_none_or(|rang| now >= rang + RING_MS) {
                    self.rang = Some(now);
                    self.screen.ring();
                }
                seat.app.changed(seen, now);
                if any(breaks_time) && seat.app.cancel_confirmation(now) {
                    self.guard.closed();
                    seat.opened = false;
                }
            }
            Tell::Offers(offers) => seat.app.offers.clone_from(offers),
            // Somebody waits for it: the frame is a key's.
            Tell::Placed { .. } => {
                seat.app.changed(seen, now);
                self.pace.key();
            }
            Tell::Track(track) => {
                if let Some(why) = &track.broken {
                    seat.app.say_from_now_on(replay::broken(seat.app.lang, why.one_line()));
                }
            }
            _ => {}
        }
    }

    /// The source ended. If it did not say so before, its engine did not mean to: the screen says it and
    /// stays, with everything that is known (R24); a room that never began has nothing to stay for.
    fn silent(&mut self, seat: &mut Seat) -> Option<Ended> {
        if seat.replica.state.is_none() {
            return Some(Ended::Left);
        }
        if !seat.replica.over {
            seat.app.say_from_now_on(say::nobody_listens(seat.app.lang));
            self.pace.key();
        }
        None
    }

    fn room_input(&mut self, seat: &mut Seat, input: Input) -> Option<Ended> {
        if let Some(ended) = self.take_common(&input) {
            return Some(ended);
        }
        let (meanings, at) = match input {
            Input::Keys(keys, at) => {
                let mut meanings = Vec::new();
                // A burst is judged whole; single keys one by one, since each may open a dialog.
                if keys.len() == 1 {
                    meanings.extend(self.guard.keys(&keys, at, seat.app.input_focus()));
                } else {
                    return self.many_keys(seat, &keys, at);
                }
                (meanings, at)
            }
            Input::Click(x, y) => {
                self.clicked(seat, Position { x, y });
                return None;
            }
            Input::Wheel(down) => {
                let seen = seen(&seat.replica, seat.aside.as_ref())?;
                seat.app.wheel(seen, down);
                self.pace.key();
                return None;
            }
            Input::Paste(text) => {
                let now = self.now();
                (vec![self.guard.paste(&text, now, seat.app.input_focus())], now)
            }
            _ => return None,
        };
        meanings.into_iter().find_map(|meaning| self.meant(seat, meaning, at))
    }

    /// A click looks at what stands there; it means nothing while anything lies over the page (R19).
    fn clicked(&mut self, seat: &mut Seat, at: Position) {
        if !seat.app.is_plain() {
            return;
        }
        let Some(scene) = scene(&self.looks, seat, true) else { return };
        let area = Rect::from((Position::ORIGIN, terminal::size()));
        let target = hit::target(&scene, area, at, |pane| lines_of(scene.state, pane));
        if let Some(target) = target {
            let Some(seen) = seen(&seat.replica, seat.aside.as_ref()) else { return };
            seat.app.click(seen, target);
            self.pace.key();
        }
    }

    /// Keys that arrived together: each is meant for what has the focus once the one before is done,
    /// and none for a dialog that one of them opened (R19).
    fn many_keys(&mut self, seat: &mut Seat, keys: &[crossterm::event::KeyEvent], at: u64) -> Option<Ended> {
        let meanings = self.guard.keys(keys, at, seat.app.input_focus());
        let on_page = seat.app.input_focus() == Focus::Page;
        for meaning in meanings {
            if on_page && seat.app.input_focus() != Focus::Page {
                break;
            }
            if let Some(ended) = self.meant(seat, meaning, at) {
                return Some(ended);
            }
        }
        None
    }

    fn meant(&mut self, seat: &mut Seat, meaning: Meaning, at: u64) -> Option<Ended> {
        self.pace.key();
        let now = self.now();
        let seen = seen(&seat.replica, seat.aside.as_ref())?;
        for wish in seat.app.take(meaning, seen, now) {
            match wish {
                Wish::Send(command) => send(seat, Held::Command(command), now),
                Wish::SendWhenSettled(command) => seat.held.push((Held::Command(command), at)),
                Wish::FaultWhenSettled(fault, begins) => seat.held.push((Held::Fault(fault, begins), at)),
                Wish::Copy(bytes) => self.screen.also(bytes),
                Wish::Keep(name, text) => keep(self.looks.reports.clone(), name, text, self.waker.clone()),
                Wish::Transport(key) => {
                    seat.asker.transport(key);
                }
                Wish::Seek(place) => {
                    seat.asker.seek(place);
                }
                Wish::Repaint => self.screen.repaint(),
                Wish::Opened => {
                    self.guard.opened();
                    seat.opened = true;
                    seat.settled = false;
                }
                Wish::Closed => {
                    self.guard.closed();
                    seat.opened = false;
                }
                Wish::Leave => return Some(Ended::Left),
            }
        }
        None
    }

    /// Acts of single keys, once it is certain that no paste began with them.
    fn send_held(&mut self, seat: &mut Seat) {
        let now = self.now();
        for (held, at) in std::mem::take(&mut seat.held) {
            match self.guard.settled(at, now) {
                Settled::Wait(_) => seat.held.push((held, at)),
                Settled::Act => send(seat, held, now),
                Settled::Drop => {}
            }
        }
    }
}
