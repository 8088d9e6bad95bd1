//! Simulated fingerprints: a fresh connection over each resolver's present answer.
//!
//! Clients that keep their old connection are not here: they are part of the recorded telemetry.

use super::Sim;
use super::agenda::Item;
use super::fault::How;
use super::lever::Value;
use crate::client::{Answers, Reply, Report};
use crate::plan::types::{Id, Side};
use crate::text::Clean;

impl Sim {
    pub(super) fn submit_survey(&mut self, id: u64, at: u64) {
        let typical = self.around(self.settings.typical.survey);
        self.agenda.at(at.saturating_add(typical), Item::Survey { id });
    }

    pub(super) fn survey(&mut self, id: u64, at: u64) {
        let answers = Answers {
            authoritative: self.authoritative(),
            resolvers: self.ask_resolvers(at),
            fingerprints: self.fingerprints(),
        };
        self.agenda.report(at, Report::Surveyed(answers));
        self.agenda.end(at, id, Reply::Done(Clean::new("surveyed")));
    }

    /// Path, side seen and HTTP status. Nothing of ours answers at a foreign value, and a name that
    /// does not resolve leads nowhere.
    fn fingerprints(&self) -> Vec<(Id, Option<Side>, u16)> {
        let see = |resolver: &super::resolver::Resolver| {
            let dark = self.faults.path_is_down(&resolver.id)
                || matches!(self.faults.resolver(&resolver.id), Some(How::Silent | How::Refuses));
            match resolver.value {
                Value::Side(side) if !dark => (resolver.id.clone(), Some(side), 200),
                _ => (resolver.id.clone(), None, 0),
            }
        };
        self.resolvers.iter().map(see).collect()
    }
}
