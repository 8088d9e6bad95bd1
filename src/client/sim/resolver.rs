//! Simulated caching resolvers (F4): each keeps an answer until its TTL is over, then asks again.
//!
//! The public name is asked for all the time, so that a cache asks again in the moment it expires.
//! Each resolver starts at a random point of the TTL, which is what makes a tail after a switch. A
//! `stuck` one renews its old answer instead of asking; `silent` and `refuses` answer nothing useful
//! and go on caching meanwhile; other faults do not touch a resolver.

use super::Sim;
use super::agenda::Item;
use super::fault::How;
use super::lever::Value;
use crate::client::Said;
use crate::plan::types::Id;
use crate::text::Clean;

/// Shortest time for which a cache keeps an answer, in milliseconds, so that a TTL of nothing does
/// not make it ask for ever in the same moment.
const LEAST_TTL_MS: u64 = 1_000;

/// One resolver's cache.
#[derive(Debug)]
pub(super) struct Resolver {
    pub(super) id: Id,
    pub(super) value: Value,
    expires: u64,
}

impl Sim {
    pub(super) fn start_resolvers(&mut self) {
        let ttl = self.settings.ttl_ms.max(LEAST_TTL_MS);
        for (place, id) in self.settings.resolvers.clone().into_iter().enumerate() {
            let expires = self.between(1, ttl);
            self.resolvers.push(Resolver { id, value: self.server(place), expires });
            self.agenda.at(expires, Item::Refresh { resolver: place });
        }
    }

    /// The resolver's answer has expired.
    pub(super) fn refresh(&mut self, place: usize, at: u64) {
        let fresh = self.server(place);
        let expires = at.saturating_add(self.settings.ttl_ms.max(LEAST_TTL_MS));
        let Some(resolver) = self.resolvers.get_mut(place) else { return };
        if self.faults.resolver(&resolver.id) != Some(How::Stuck) {
            resolver.value = fresh;
        }
        resolver.expires = expires;
        self.agenda.at(expires, Item::Refresh { resolver: place });
    }

    pub(super) fn ask_resolvers(&self, at: u64) -> Vec<Said> {
        let failed =
            |id: &Id, why: &str| Said { from: id.clone(), side: None, value: Clean::new(why), ttl_ms: 0 };
        let answer = |resolver: &Resolver| match self.faults.resolver(&resolver.id) {
            Some(How::Silent) => failed(&resolver.id, "no answer"),
            Some(How::Refuses) => failed(&resolver.id, "REFUSED"),
            _ => self.said(&resolver.id, &resolver.value, resolver.expires.saturating_sub(at)),
        };
        self.resolvers.iter().map(answer).collect()
    }
}
