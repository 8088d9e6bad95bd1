//! What page 5's filter lets through of the alert feed.

use super::feed::waits;
use crate::console::clocks::Clocks;
use crate::console::lang::Lang;
use crate::console::messages::{room, words};
use crate::console::page::{Page, Places};
use crate::console::wanted::Wanted;
use crate::model::State;
use crate::model::alerts::{Alert, AlertKey, Origin};
use crate::model::time::At;
use crate::plan::types::{Side, TierLevel};

/// The filter's words, and which of them stand in what many alerts have in common.
pub struct Sieve {
    wanted: Wanted,
    clocks: Clocks,
    lang: Lang,
    now: At,
    levels: [(TierLevel, u64); 3],
    sides: [(Side, u64); 2],
    over: u64,
    silenced: u64,
    untaken: u64,
}

impl Sieve {
    /// The filter of page 5; none where everything passes.
    pub fn of(state: &State, lang: Lang, places: &Places) -> Option<Self> {
        let wanted = Wanted::new(&places.of(Page::Alerts).filter);
        if wanted.is_empty() {
            return None;
        }
        let levels = [TierLevel::Critical, TierLevel::Important, TierLevel::Info];
        Some(Self {
            clocks: Clocks::new(state.plan.zone, state.opened_at.at, state.now.at),
            lang,
            now: state.now.at,
            levels: levels.map(|level| (level, wanted.found_in(words::severity(lang, level)))),
            sides: Side::BOTH.map(|side| (side, wanted.found_in(words::side(lang, side)))),
            over: wanted.found_in(room::over(lang)),
            silenced: wanted.found_in(room::silenced(lang)),
            untaken: wanted.found_in(room::untaken(lang)),
            wanted,
        })
    }

    /// Whether every word stands somewhere in the alert's line or in its key.
    pub fn passes(&self, key: &AlertKey, alert: &Alert) -> bool {
        let mut search = self.wanted.search_on(self.shared(alert));
        search.is_over()
            || search.finds(alert.title.as_str())
            || search.finds(key.0.as_str())
            || matches!(&alert.origin, Origin::Source(id) if search.finds(id.as_str()))
            || alert.acknowledged.as_ref().is_some_and(|(who, _)| search.finds(who.as_str()))
            || search.finds(self.clocks.digits(alert.raised_at.at).as_str())
            || (words::is_own(key, alert) && search.finds(&words::alert(self.lang, key, alert)))
    }

    fn shared(&self, alert: &Alert) -> u64 {
        let of = |level| self.levels.iter().find(|(known, _)| *known == level).map_or(0, |(_, found)| *found);
        let side =
            self.sides.iter().find(|(side, _)| Some(*side) == alert.side).map_or(0, |(_, found)| *found);
        let state = if !alert.is_firing() {
            self.over
        } else if alert.is_silenced(self.now) {
            self.silenced
        } else if waits(alert, self.now) {
            self.untaken
        } else {
            0
        };
        of(alert.level) | side | state
    }
}
