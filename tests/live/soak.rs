//! Hours in seconds: consoles come and go at random, and all of them see the same. `JDAY_SOAK_HOURS=24` makes it
//! a whole day.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jday::client::Now;
use jday::engine::serve::{Door, Host, Left, Lived, Manager, Rehearsal, knocks};
use jday::engine::{Drill, Past, Sync};
use jday::journal::Writer;
use jday::model::decide::Refusal;
use jday::model::{Actor, Command, Digest, Envelope, Event, State, state_hash};
use jday::plan::types::Id;
use jday::scenario::load;
use jday::scenario::script::Script;
use jday::source::attach::Line;
use jday::text::Clean;
use jday::wire::{Errand, Tell, Transport};

use crate::kit::{PATIENCE, hello};

/// Milliseconds of the drill in one of the test's: what a rehearsal bears, and so many times more.
const FASTEST: u64 = 64;
const MORE: u64 = 8;
/// What a rehearsal takes at once.
const STRIDE: u64 = 1_000;
const CONSOLES: usize = 8;

fn hours() -> u64 {
    std::env::var("JDAY_SOAK_HOURS").ok().and_then(|hours| hours.parse().ok()).unwrap_or(1)
}

/// A drill that is in a hurry.
struct Hurried {
    drill: Rehearsal,
    given: u64,
}

impl Hurried {
    fn new(drill: Drill, lasts: u64) -> Self {
        let mut drill = Rehearsal::new(drill, lasts);
        for _ in 0..FASTEST.ilog2() {
            drill.transport(Transport::Faster, Now::default()).unwrap();
        }
        Self { drill, given: 0 }
    }
}

impl Lived for Hurried {
    fn state(&self) -> &State {
        self.drill.state()
    }
    fn take_told(&mut self) -> Vec<Arc<Envelope>> {
        self.drill.take_told()
    }
    fn mute(&self) -> Option<&Clean> {
        self.drill.mute()
    }
    fn advance(&mut self, now: Now) {
        let until = now.mono * MORE;
        while self.given < until && self.drill.state().closed.is_none() {
            self.given = (self.given + STRIDE).min(until);
            self.drill.advance(Now { mono: self.given, wall: now.wall });
        }
    }
    fn wait(&self, _: Now) -> Option<u64> {
        Some(10)
    }
    fn command(&mut self, person: &Id, command: &Command, now: Now) -> Result<(), Refusal> {
        self.drill.command(person, command, now)
    }
    fn observe(&mut self, by: &Actor, events: Vec<Event>, now: Now) {
        self.drill.observe(by, events, now);
    }
    fn flush(&mut self) {
        self.drill.flush();
    }
}

/// What one console saw last: the number of the last event, and the hash of all.
type Seen = (u64, Digest);

/// Sits for a while, says something now and then, and hears everything; each event must be the next one.
fn sit(
    socket: &std::path::Path,
    person: &Id,
    lasts: Duration,
    over: &AtomicBool,
    rng: &mut fastrand::Rng,
) -> Option<Seen> {
    let mut line = Line::dial(socket, &hello(Errand::Sit, Some(person.as_str()))).ok()?;
    let mut state: Option<State> = None;
    let since = Instant::now();
    let mut ticket = 0;
    while let Ok(tell) = line.hear() {
        match tell {
            Tell::Placed { state: placed, .. } => state = Some((*placed).clone()),
            Tell::Happened(all) => {
                let state = state.as_mut().unwrap();
                for envelope in all {
                    assert_eq!(envelope.seq, state.seq + 1, "a gap, or twice the same");
                    state.apply(&envelope);
                }
            }
            Tell::Over => {
                over.store(true, Ordering::SeqCst);
                break;
            }
            _ => {}
        }
        if since.elapsed() > lasts {
            break;
        }
        if rng.u32(0..40) == 0 {
            ticket += 1;
            let text = Clean::new(format!("{person} says {ticket}"));
            let command = if rng.bool() {
                Command::Note { text }
            } else {
                Command::Vote { go: rng.bool(), note: None }
            };
            let _ = line.ask(&jday::wire::Ask::Command { ticket, person: person.clone(), command });
        }
    }
    state.map(|state| (state.seq, state_hash(&state)))
}

#[test]
fn eight_consoles_that_come_and_go_for_hours_end_with_the_same_state() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, socket) = (folder.path().join("day.jsonl"), folder.path().join("s"));
    let loaded = load::find("clean-day").unwrap();
    let script = Script::new(&loaded.scenario.script);
    let writer = Writer::create(&journal).unwrap();
    let drill = Drill::open(&loaded.scenario, &loaded.plan, 7, script, writer, Sync::Intents).unwrap();
    let (knocker, inbox) = knocks();
    let version = Clean::new("1");
    let door = Door::open(socket.clone(), knocker, &version, &version).unwrap();
    let lasts = hours() * 3_600_000;
    let host = Host::new(
        Hurried::new(drill, lasts),
        Past::default(),
        Instant::now(),
        Manager::default(),
        version,
        None,
    );
    let living = std::thread::spawn(move || host.run(&inbox));
    let over = AtomicBool::new(false);
    let ends: Vec<(Option<Seen>, u32)> = std::thread::scope(|scope| {
        let console = |n: usize| {
            let (socket, over) = (socket.clone(), &over);
            let person = loaded.plan.people[n % loaded.plan.people.len()].id.clone();
            scope.spawn(move || {
                let mut rng = fastrand::Rng::with_seed(n as u64 + 1);
                let (since, mut came, mut last) = (Instant::now(), 0, None);
                while !over.load(Ordering::SeqCst) && since.elapsed() < PATIENCE * hours() as u32 {
                    let lasts = Duration::from_millis(rng.u64(50..3_000));
                    let seen = sit(&socket, &person, lasts, over, &mut rng);
                    came += u32::from(seen.is_some());
                    last = seen.or(last);
                    std::thread::sleep(Duration::from_millis(rng.u64(0..200)));
                }
                (last, came)
            })
        };
        let all: Vec<_> = (0..CONSOLES).map(console).collect();
        all.into_iter().map(|console| console.join().unwrap()).collect()
    });
    let (hurried, left) = living.join().unwrap();
    door.close();
    assert_eq!(left, Left::Closed);
    let state = hurried.state();
    let truth = (state.seq, state_hash(state));
    assert!(state.ticks >= lasts / 1_000 - 1, "all of it: {} ticks", state.ticks);
    let came: u32 = ends.iter().map(|(_, came)| came).sum();
    assert!(came > 3 * CONSOLES as u32, "they came {came} times");
    // Whoever sat at the end saw the end; what they hold is what the engine holds.
    let saw_end: Vec<&Seen> =
        ends.iter().filter_map(|(seen, _)| seen.as_ref()).filter(|seen| seen.0 == truth.0).collect();
    assert!(saw_end.len() >= 2, "{ends:?}");
    assert!(saw_end.iter().all(|seen| seen.1 == truth.1), "{ends:?} {truth:?}");
    // And a replay of the journal holds the same.
    let played = jday::source::replay(&journal, |_, _| {}).unwrap();
    assert_eq!(state_hash(&played.state), truth.1);
}
