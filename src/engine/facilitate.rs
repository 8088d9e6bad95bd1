//! Breaking and mending a drill (F9, R34): by the scenario's own clock, or by a facilitator's hand.
//!
//! Both go through one register, so that a fault is begun once, ended once, and none outlives the drill.

use super::Drill;
use crate::model::decide::Refusal;
use crate::model::{Actor, Event};
use crate::plan::types::{Id, Plan, Right};
use crate::scenario::{Offered, Scenario, What, offers};
use crate::text::Clean;
use crate::wire::Offer;

/// What can be broken, and what is.
pub(super) struct Faults {
    offers: Vec<Offered>,
    open: Vec<(Clean, What)>,
}

impl Faults {
    pub(super) fn new(scenario: &Scenario, plan: &Plan) -> Self {
        Self { offers: offers::offers(scenario, plan), open: Vec::new() }
    }
}

impl Drill {
    /// What a facilitator can break here, in the words of the wire.
    pub fn offers(&self) -> Vec<Offer> {
        let offer = |offered: &Offered| Offer {
            id: offered.id.clone(),
            fr: offered.words.fr.clone(),
            en: offered.words.en.clone(),
            lasts: offered.lasts(),
        };
        self.faults.offers.iter().map(offer).collect()
    }

    /// Breaks something at `at` milliseconds of the drill's time, or mends it, in `person`'s name. What is
    /// so already stays so.
    ///
    /// # Errors
    /// The room is closed, the person may only look, or nothing of this name can be broken here.
    pub fn fault(&mut self, person: &Id, fault: &Clean, begins: bool, at: u64) -> Result<(), Refusal> {
        let state = self.room.state();
        if state.closed.is_some() {
            return Err(Refusal::Closed);
        }
        let plan = &state.plan;
        let known = plan.person(person).ok_or_else(|| Refusal::UnknownPerson { person: person.clone() })?;
        // Whoever may write into the journal may play the facilitator; who may not can only look.
        if !plan.role(&known.role).is_some_and(|role| role.may.contains(&Right::Note)) {
            return Err(Refusal::NotAllowed { role: known.role.clone(), right: Right::Note });
        }
        let offered = self.faults.offers.iter().find(|offered| offered.id == *fault).cloned();
        let offered =
            offered.ok_or_else(|| Refusal::Nothing { what: "fault".into(), name: fault.clone() })?;
        let by = Actor::Person(person.clone());
        self.change_fault(&by, fault, &offered.what, begins, at);
        if begins && !offered.lasts() {
            // It happened; nothing is left to be mended.
            self.change_fault(&by, fault, &offered.what, false, at);
        }
        Ok(())
    }

    /// Begins or ends a fault and writes down who did; nothing if it is so already.
    pub(super) fn change_fault(&mut self, by: &Actor, name: &Clean, what: &What, begins: bool, at: u64) {
        let open = self.faults.open.iter().position(|(known, _)| known == name);
        match (open, begins) {
            (None, true) => self.faults.open.push((name.clone(), what.clone())),
            (Some(place), false) => {
                self.faults.open.remove(place);
            }
            (Some(_), true) | (None, false) => return,
        }
        let now = self.now(at);
        match what {
            What::Sim(fault) if begins => self.room.clients().begin(fault, now),
            What::Sim(fault) => self.room.clients().end(fault, now),
            What::Spoil(spoil) => self.feed.spoil(spoil, begins),
            What::Clock(by_ms) if begins => self.leap(*by_ms, at),
            What::Freeze(for_ms) if begins => self.freeze(*for_ms, at),
            What::Clock(_) | What::Freeze(_) => {}
        }
        let now = self.now(at);
        self.room.observe(by, vec![Event::FaultChanged { fault: name.clone(), begins }], now);
        self.follow_lever();
    }

    /// Ends everything that is broken: nothing outlives the drill (R34).
    pub(super) fn mend_all(&mut self, at: u64) {
        while let Some((name, what)) = self.faults.open.first().cloned() {
            self.change_fault(&Actor::Drill, &name, &what, false, at);
        }
    }
}
