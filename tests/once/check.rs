//! What must hold of a room after everything that was done to it.

use jday::journal::{self, Reader};
use jday::model::{Effect, Envelope, Event, Outcome};
use jday::plan::types::Side;
use jday::source;

use super::ground::{Provider, Pull};

/// What one run came to.
#[derive(Debug, Default, Clone, Copy)]
pub struct Figures {
    pub runs: usize,
    /// Engines that were killed, and those of them with an order to the lever on its way.
    pub kills: usize,
    pub between: usize,
    pub intents: usize,
    pub pulls: usize,
    pub done: usize,
    pub refused: usize,
    pub unknown: usize,
}

impl Figures {
    pub fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.kills += other.kills;
        self.between += other.between;
        self.intents += other.intents;
        self.pulls += other.pulls;
        self.done += other.done;
        self.refused += other.refused;
        self.unknown += other.unknown;
    }
}

/// Every line of the one journal that there is.
pub fn lines(provider: &dyn Provider) -> Vec<Envelope> {
    let journals = provider.ground().journals();
    let [journal] = &journals[..] else { panic!("one room: {journals:?}") };
    assert!(journal::verify(journal, None).unwrap().ok, "the journal is whole");
    Reader::open(journal).unwrap().map(|line| line.unwrap()).collect()
}

/// Asserts it, and counts.
pub fn check(provider: &dyn Provider, target: Side) -> Figures {
    let (log, pulls) = (lines(provider), provider.pulls());
    let told = |what: &str| format!("{what}\n{pulls:#?}\n{}", acts(&log));
    let mut figures = Figures { runs: 1, pulls: pulls.len(), ..Figures::default() };
    let orders: Vec<&Envelope> =
        log.iter().filter(|line| matches!(line.event, Event::Intended(Effect::Point { .. }))).collect();
    for line in &log {
        let Event::Intended(effect) = &line.event else { continue };
        let ends: Vec<&Outcome> = log.iter().filter_map(|end| of(end, line.seq)).collect();
        // A proof of the way back may be under way when the engine ends; it only reads.
        let is_proof = matches!(effect, Effect::ProveReadiness { .. });
        assert!(ends.len() == 1 || is_proof && ends.is_empty(), "{}", told(&format!("{line:?}: {ends:?}")));
    }
    for (n, order) in orders.iter().enumerate() {
        let until = orders.get(n + 1).map_or(i64::MAX, |next| next.at.0);
        let own: Vec<&Pull> = pulls.iter().filter(|pull| (order.at.0..until).contains(&pull.at)).collect();
        assert!(own.len() <= 1, "{}", told(&format!("order {} left twice", order.seq)));
        let Event::Intended(Effect::Point { to, .. }) = &order.event else { unreachable!() };
        assert!(own.iter().all(|pull| pull.to == *to), "{}", told("it went elsewhere"));
        let outcome = log.iter().find_map(|end| of(end, order.seq)).unwrap();
        let has_moved = own.iter().any(|pull| pull.moved);
        match outcome {
            Outcome::Done { .. } => figures.done += 1,
            Outcome::Refused { .. } | Outcome::Withdrawn => figures.refused += 1,
            Outcome::Unknown { .. } => figures.unknown += 1,
        }
        let holds = match outcome {
            Outcome::Done { .. } => has_moved,
            Outcome::Refused { .. } | Outcome::Withdrawn => !has_moved,
            Outcome::Unknown { .. } => true,
        };
        assert!(holds, "{}", told(&format!("order {} is said to have ended so: {outcome:?}", order.seq)));
    }
    figures.intents = orders.len();
    let first = orders.first().map_or(i64::MAX, |order| order.at.0);
    assert!(pulls.iter().all(|pull| pull.at >= first), "{}", told("an order that nobody wrote down"));
    let journal = provider.ground().journals().remove(0);
    let state = source::replay(&journal, |_, _| {}).unwrap().state;
    assert_eq!((state.cutover.live, provider.stands()), (target, target), "{}", told("the end"));
    assert!(state.strays.is_empty(), "{}", told("an outcome of nothing"));
    figures
}

fn of(line: &Envelope, order: u64) -> Option<&Outcome> {
    match &line.event {
        Event::Settled { intent, outcome } if *intent == order => Some(outcome),
        _ => None,
    }
}

/// Everything but what was only observed, for whoever reads why it failed.
fn acts(log: &[Envelope]) -> String {
    let is_act = |line: &&Envelope| {
        !matches!(line.event, Event::Ticked | Event::Sampled(_) | Event::Surveyed(_) | Event::Opened(_))
    };
    let lines = log.iter().filter(is_act).map(|line| {
        let mut text = format!("{:?}", line.event);
        text.truncate(300);
        format!("{} {} boot {} {text}\n", line.seq, line.at.0, line.boot)
    });
    lines.collect()
}
