//! The simulated lever: a value on authoritative servers, changed by compare-and-set (R11).
//!
//! A fault counts for the requests made while it lasts. What each does to a point request:
//! `slow` arrives late, and moves the lever even if the deadline has passed by then; `refuses` moves
//! nothing; `accepts` says done and moves nothing (R12); `silent` and `stuck` lose the request;
//! `lost` moves the lever and loses the answer (R10); `half` moves the first server alone.

use super::Sim;
use super::agenda::{Effect, Item};
use super::fault::How;
use crate::client::{Proof, Reply, Report, Said};
use crate::plan::types::{Id, Side};
use crate::text::Clean;

/// What a server or a cache holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// One of the two sides.
    Side(Side),
    /// Something else (F19).
    Foreign(Clean),
}

/// The lever's truth.
#[derive(Debug)]
pub(super) struct Lever {
    /// One value for each authoritative server; the first is the truth.
    servers: Vec<Side>,
    live: Side,
    moved_at: Option<u64>,
    /// What the lever answered to requests whose answers are still under way.
    answers: Vec<(u64, Reply)>,
}

impl Lever {
    pub(super) fn new(live: Side, servers: usize) -> Self {
        Self { servers: vec![live; servers.max(1)], live, moved_at: None, answers: Vec::new() }
    }

    pub(super) fn live(&self) -> Side {
        self.live
    }

    pub(super) fn moved_at(&self) -> Option<u64> {
        self.moved_at
    }

    fn set(&mut self, to: Side, at: u64) {
        if self.live != to {
            self.live = to;
            self.moved_at = Some(at);
        }
        if let Some(first) = self.servers.first_mut() {
            *first = to;
        }
    }

    pub(super) fn sync(&mut self) {
        self.servers.fill(self.live);
    }
}

impl Sim {
    pub(super) fn submit_point(&mut self, id: u64, from: Side, to: Side, at: u64) {
        let typical = self.around(self.settings.typical.lever);
        let fault = self.faults.lever();
        let late = match fault {
            Some((How::Slow, 0)) => self.settings.typical.slow,
            Some((How::Slow, by)) => by,
            _ => 0,
        };
        let how = fault.map(|(how, _)| how);
        if matches!(how, Some(How::Silent | How::Stuck)) {
            return;
        }
        let effect = match how {
            Some(How::Refuses) => Effect::Refusal,
            Some(How::Accepts) => Effect::Nothing,
            Some(How::Half) => Effect::First,
            _ => Effect::Whole,
        };
        let answered = at.saturating_add(typical).saturating_add(late);
        // The change takes hold on the way: half of the time is the answer's journey back.
        self.agenda.at(answered - typical / 2, Item::Point { id, from, to, effect });
        if how != Some(How::Lost) {
            self.agenda.at(answered, Item::EndPoint { id });
        }
    }

    /// The request has reached the lever.
    pub(super) fn point(&mut self, id: u64, from: Side, to: Side, effect: Effect, at: u64) {
        let found = self.truth();
        let reply = if effect == Effect::Refusal {
            Reply::Refused(Clean::new("403: the token may not change this record"))
        } else if found != Value::Side(from) {
            let (found, from) = (self.describe(&found), self.describe(&Value::Side(from)));
            Reply::Refused(Clean::new(format!("compare-and-set: expected {from}, found {found}")))
        } else if from == to {
            self.carry_over(effect, to, at);
            Reply::Done(Clean::new(format!("already: {}", self.describe(&found))))
        } else {
            self.carry_over(effect, to, at);
            Reply::Done(Clean::new(format!("accepted: {}", self.describe(&Value::Side(to)))))
        };
        // Nobody collects the answer of a request that came to its deadline on the way.
        if self.agenda.is_open(id) {
            self.lever.answers.push((id, reply));
        }
    }

    fn carry_over(&mut self, effect: Effect, to: Side, at: u64) {
        match effect {
            Effect::Whole => self.move_lever(to, at),
            Effect::First => {
                self.agenda.drop_if(|item| matches!(item, Item::Sync));
                self.lever.set(to, at);
            }
            Effect::Nothing | Effect::Refusal => {}
        }
    }

    /// Moves the lever for good: the first server now, the others when they have copied it.
    pub(super) fn move_lever(&mut self, to: Side, at: u64) {
        self.lever.set(to, at);
        let (least, most) = self.settings.typical.sync;
        let delay = self.between(least, most);
        self.agenda.at(at.saturating_add(delay), Item::Sync);
    }

    pub(super) fn end_point(&mut self, id: u64, at: u64) {
        let place = self.lever.answers.iter().position(|(call, _)| *call == id);
        let reply = place.map_or_else(
            || Reply::Unknown(Clean::new("the lever gave no answer")),
            |place| self.lever.answers.swap_remove(place).1,
        );
        self.agenda.end(at, id, reply);
    }

    /// The call came to its deadline: an answer that is still under way finds nobody.
    pub(super) fn forget_point(&mut self, id: u64) {
        self.lever.answers.retain(|(call, _)| *call != id);
    }

    /// What the first server holds, unless somebody put a foreign value there.
    pub(super) fn truth(&self) -> Value {
        self.server(0)
    }

    /// What the server at `place` says; places wrap around.
    pub(super) fn server(&self, place: usize) -> Value {
        if let Some(value) = self.faults.foreign() {
            return Value::Foreign(value);
        }
        let place = place % self.lever.servers.len().max(1);
        Value::Side(self.lever.servers.get(place).copied().unwrap_or(self.lever.live))
    }

    /// A value in words, such as `192.0.2.10 (blue)`.
    pub(super) fn describe(&self, value: &Value) -> String {
        match value {
            Value::Side(side) => format!("{} ({side})", self.settings.sides.get(*side).address.one_line()),
            Value::Foreign(value) => format!("{} (neither side)", value.one_line()),
        }
    }

    /// A value as a server or resolver says it.
    pub(super) fn said(&self, from: &Id, value: &Value, ttl_ms: u64) -> Said {
        let (side, value) = match value {
            Value::Side(side) => (Some(*side), self.settings.sides.get(*side).address.clone()),
            Value::Foreign(value) => (None, value.clone()),
        };
        Said { from: from.clone(), side, value, ttl_ms }
    }

    pub(super) fn authoritative(&self) -> Vec<Said> {
        let ids = self.settings.authoritative.iter().enumerate();
        ids.map(|(place, id)| self.said(id, &self.server(place), self.settings.ttl_ms)).collect()
    }

    pub(super) fn submit_dry_run(&mut self, id: u64, to: Side, at: u64) {
        let typical = self.around(self.settings.typical.dry_run);
        let late = match self.faults.lever() {
            Some((How::Slow, 0)) => self.settings.typical.slow,
            Some((How::Slow, by)) => by,
            _ => 0,
        };
        self.agenda.at(at.saturating_add(typical).saturating_add(late), Item::Prove { id, to });
    }

    pub(super) fn prove(&mut self, id: u64, to: Side, at: u64) {
        let found = self.truth();
        let words = self.describe(&found);
        let (ok, detail) = match (self.faults.lever().map(|(how, _)| how), &found) {
            (Some(How::Refuses), _) => (Some(false), "403: the token may not change this record".to_owned()),
            (Some(How::Silent | How::Stuck | How::Lost), _) => (None, "no answer from the lever".to_owned()),
            (_, Value::Foreign(_)) => (Some(false), format!("points at {words}")),
            (_, Value::Side(_)) => (
                Some(true),
                format!("points at {words}, may be pointed at {}", self.describe(&Value::Side(to))),
            ),
        };
        let lever = proof("lever", ok, &detail);
        let health = if self.faults.is_unready(to) {
            proof("target-health", Some(false), &format!("{to} answers 503 to its health check"))
        } else {
            let version = self.settings.sides.get(to).version.one_line();
            proof("target-health", Some(true), &format!("{to} is healthy, version {version}"))
        };
        let credentials = proof("credentials", Some(true), "token accepted");
        self.agenda.report(at, Report::Proved { id, checks: vec![lever, health, credentials] });
        self.agenda.end(at, id, Reply::Done(Clean::new("dry run over, nothing changed")));
    }
}

fn proof(name: &str, ok: Option<bool>, detail: &str) -> Proof {
    Proof { name: Id::new(name), ok, detail: Clean::new(detail) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_real_movement_has_a_time_and_copying_is_none() {
        let mut lever = Lever::new(Side::Blue, 2);
        lever.set(Side::Blue, 10);
        assert_eq!(lever.moved_at(), None);
        lever.set(Side::Green, 20);
        assert_eq!(lever.servers, [Side::Green, Side::Blue]);
        lever.sync();
        assert_eq!((lever.servers.as_slice(), lever.moved_at()), ([Side::Green; 2].as_slice(), Some(20)));
    }
}
