//! The fault menu's own key (F9).

use super::{App, Layer, Wish};
use crate::model::State;

impl App {
    /// Breaks what is chosen, or mends it; asks the drill, which writes down who did.
    pub(super) fn break_or_mend(&mut self, state: &State) -> Vec<Wish> {
        let Layer::Faults(cursor) = self.layer else { return Vec::new() };
        let Some(offer) = self.offers.get(cursor).or_else(|| self.offers.last()) else { return Vec::new() };
        let begins = !state.faults.contains(&offer.id);
        vec![Wish::FaultWhenSettled(offer.id.clone(), begins)]
    }
}
