//! The log's lines as people search them, each written once when its event comes: a filter then looks
//! through twenty thousand of them between two frames, and drawing remembers nothing.

use std::collections::VecDeque;

use super::clocks::Clocks;
use super::lang::Lang;
use super::messages::journal::Teller;
use super::messages::words;
use crate::model::Envelope;
use crate::plan::types::Plan;
use crate::source::Log;

/// A line for each entry of the log, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lookup {
    lines: VecDeque<(u64, Box<str>)>,
}

impl Lookup {
    /// Takes what the log took since the last call, and lets go of what it let go of.
    pub fn follow(&mut self, lang: Lang, plan: &Plan, log: &Log) {
        let seq = |place| log.get(place).map(|(_, envelope)| envelope.seq);
        let (Some(first), Some(last)) = (seq(0), log.len().checked_sub(1).and_then(seq)) else {
            self.lines.clear();
            return;
        };
        while self.lines.front().is_some_and(|(seq, _)| *seq < first) {
            self.lines.pop_front();
        }
        // A replay goes back.
        while self.lines.back().is_some_and(|(seq, _)| *seq > last) {
            self.lines.pop_back();
        }
        // A log that begins before this one is another log.
        if self.lines.front().is_some_and(|(seq, _)| *seq != first) {
            self.lines.clear();
        }
        if self.lines.len() >= log.len() {
            return;
        }
        let (from, to) =
            (log.get(0).map(|(_, event)| event.at), log.get(log.len() - 1).map(|(_, event)| event.at));
        let clocks = Clocks::new(plan.zone, from.unwrap_or_default(), to.unwrap_or_default());
        let teller = Teller { lang, plan, log: Some(log) };
        for place in self.lines.len()..log.len() {
            if let Some((_, envelope)) = log.get(place) {
                self.lines.push_back((envelope.seq, written(&teller, &clocks, envelope).into()));
            }
        }
    }

    /// The line of the event `seq` at `place` of the log, if it was written.
    pub fn line(&self, place: usize, seq: u64) -> Option<&str> {
        self.lines.get(place).filter(|(known, _)| *known == seq).map(|(_, line)| &**line)
    }
}

/// When, who and what, in lower case.
pub fn written(teller: &Teller, clocks: &Clocks, envelope: &Envelope) -> String {
    let who = words::actor(teller.lang, teller.plan, &envelope.by);
    let clock = clocks.digits(envelope.at);
    format!("{} {who} {}", clock.as_str(), teller.sentence(envelope)).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::event::{Actor, Digest, FORMAT};
    use crate::model::{At, Event};
    use std::sync::Arc;

    fn log(from: u64, to: u64) -> Log {
        let mut log = Log::default();
        for seq in from..=to {
            let text = format!("Ligne {seq}").as_str().into();
            log.push(&Arc::new(Envelope {
                v: FORMAT,
                seq,
                at: At(1_796_000_000_000),
                boot: 0,
                mono: seq,
                by: Actor::Drill,
                event: Event::Noted { text },
                prev: Digest::default(),
            }));
        }
        log
    }

    #[test]
    fn it_follows_a_log_forwards_backwards_and_into_another() {
        let plan = crate::plan::embedded();
        let mut lookup = Lookup::default();
        for (from, to) in [(1, 5), (1, 9), (4, 12), (4, 6), (2, 6), (30, 31), (1, 0), (7, 7)] {
            let log = log(from, to);
            lookup.follow(Lang::Fr, plan, &log);
            assert_eq!(lookup.lines.len(), log.len(), "{from}..={to}");
            for (place, (_, envelope)) in log.entries().enumerate() {
                let line = lookup.line(place, envelope.seq).unwrap();
                assert!(line.ends_with(&format!("ligne {}", envelope.seq)), "{line}");
            }
        }
    }
}
