//! An order that is given once, whatever happens to the engine.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use jday::model::State;
use jday::model::procedure::RunResult;
use jday::plan::types::{ProcedureKind, Side};

use super::check::{Figures, check};
use super::desk::{Desk, press};
use super::ground::{Engine, PATIENCE, Provider};
use super::kill::{Killer, Moment};

/// Most presses of a run: whoever was refused asks again, and a provider fails once.
const MOST_PRESSES: usize = 8;

fn kind(to: Side) -> ProcedureKind {
    match to {
        Side::Green => ProcedureKind::Switch,
        Side::Blue => ProcedureKind::Rollback,
    }
}

/// Whether the room is where it was to go, and says so.
fn is_there(state: &State, to: Side) -> bool {
    let run = state.procedures.last_run(kind(to));
    let is_done = run.is_some_and(|(_, run)| matches!(run.ended, Some((_, RunResult::Done))));
    is_done && state.cutover.live == to && is_quiet(state)
}

/// Whether no order to the lever is on its way.
fn is_quiet(state: &State) -> bool {
    state.intents.values().all(|intent| intent.effect.step().is_none())
}

/// Brings the room to `to` by pressing where nothing is under way, and kills an engine at each of `moments`.
pub fn run(provider: &dyn Provider, to: Side, moments: &[Moment]) -> Figures {
    let since = Instant::now();
    let mut moments = moments.iter().copied().peekable();
    let (mut kills, mut between, mut presses) = (0, 0, 0);
    loop {
        assert!(since.elapsed() < 2 * PATIENCE, "it does not come to an end\n{}", provider.ground().said());
        let mut engine = provider.ground().engine();
        // What happens in a later life is counted from its start, in the first from the press.
        let mut killer = None;
        if presses > 0 {
            killer = moments.next().map(|moment| Killer::new(provider.ground(), engine.pid(), moment));
        }
        let arm = |engine: &Engine| {
            presses += 1;
            assert!(presses <= MOST_PRESSES, "pressed too often\n{}", provider.ground().said());
            if killer.is_none() {
                killer = moments.next().map(|moment| Killer::new(provider.ground(), engine.pid(), moment));
            }
        };
        let is_there = live(provider, &mut engine, to, arm).is_some();
        if is_there {
            drop(killer);
            engine.stop();
            break;
        }
        let has_struck = killer.as_ref().is_some_and(Killer::has_struck);
        // One that is only too busy to be heard is killed here.
        let is_killed = has_struck || !engine.is_gone();
        assert!(is_killed, "an engine that nobody killed is gone\n{}", provider.ground().said());
        kills += 1;
        drop(engine);
        drop(killer);
        between += usize::from(is_open(provider));
    }
    Figures { kills, between, ..check(provider, to) }
}

/// One life of an engine; none if it was killed.
fn live(provider: &dyn Provider, engine: &mut Engine, to: Side, mut arm: impl FnMut(&Engine)) -> Option<()> {
    let since = Instant::now();
    let mut desk = loop {
        match Desk::at(&provider.ground().socket()) {
            Some(desk) => break desk,
            None if engine.is_gone() => return None,
            None => assert!(since.elapsed() < PATIENCE, "no engine\n{}", provider.ground().said()),
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    };
    while !is_there(&desk.state, to) {
        let run = desk.state.procedures.last_run(kind(to));
        let is_under_way = run.is_some_and(|(_, run)| run.ended.is_none());
        if is_under_way || !is_quiet(&desk.state) || desk.state.cutover.survey.is_none() {
            desk.hear()?;
        } else {
            if to == Side::Green {
                desk.open_gates()?;
            }
            arm(engine);
            // A refusal says that it is there already, or on its way.
            if desk.ask(press(to))?.is_err() {
                desk.hear()?;
            }
        }
    }
    Some(())
}

/// Whether the journal of an engine that was killed ends with an order on its way.
fn is_open(provider: &dyn Provider) -> bool {
    let text = std::fs::read_to_string(&provider.ground().journals()[0]).unwrap_or_default();
    let mut open = Vec::new();
    for line in text.lines().filter_map(|line| serde_json::from_str::<jday::model::Envelope>(line).ok()) {
        match line.event {
            jday::model::Event::Intended(jday::model::Effect::Point { .. }) => open.push(line.seq),
            jday::model::Event::Settled { intent, .. } => open.retain(|seq| *seq != intent),
            _ => {}
        }
    }
    !open.is_empty()
}

/// The moments of run number `n` and of no other.
pub fn moments(n: usize, chance: &mut fastrand::Rng) -> Vec<Moment> {
    let first = match n % 4 {
        0 => Moment::Lines(n / 4 % 24),
        1 | 2 => Moment::Order(chance.u64(0..900)),
        _ => Moment::After(chance.u64(0..3_000)),
    };
    // Every third run is killed again while it is taken up again.
    let second = match n % 9 {
        0 => Some(Moment::Lines(1 + n / 9 % 8)),
        3 | 6 => Some(Moment::After(chance.u64(50..1_500))),
        _ => None,
    };
    std::iter::once(first).chain(second).collect()
}

/// Does `one` for each number below `count`, several at a time, and adds up what they came to.
pub fn all(count: usize, at_once: usize, one: impl Fn(usize) -> Figures + Sync) -> Figures {
    let (next, sum) = (AtomicUsize::new(0), Mutex::new(Figures::default()));
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= count {
                        break;
                    }
                    let figures = one(n);
                    sum.lock().unwrap().add(figures);
                }
            });
        }
    });
    sum.into_inner().unwrap()
}

/// A number from the environment.
pub fn number(name: &str, otherwise: usize) -> usize {
    let said = std::env::var(name).ok();
    said.map_or(otherwise, |said| said.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}
