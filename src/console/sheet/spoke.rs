//! What a trigger did, in one cell.

use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{names, replay as say};
use crate::plan::types::{Id, Plan, Zone};
use crate::source::{Episode, Spoke, When};

/// How moments are written: on the clock within one day, or counted from each day's beginning.
#[derive(Clone, Copy)]
pub(super) enum Hand {
    /// The time of day.
    Clock(Zone),
    /// Since the beginning.
    Count,
}

impl Hand {
    /// `when` in its own way.
    pub fn write(self, when: When) -> String {
        match self {
            Self::Clock(zone) => format::clock(when.at, zone),
            Self::Count => format!("+{}", format::stopwatch(when.after_ms)),
        }
    }
}

/// What a trigger did, in one cell.
pub(super) fn spoke(lang: Lang, plan: &Plan, spoke: Option<&Spoke>, hand: Hand) -> String {
    let Some(spoke) = spoke else { return say::never_counted(lang).into() };
    let mut fired = spoke.episodes.iter().filter(|episode| episode.fired.is_some());
    let hold = plan.trigger(&spoke.trigger).map_or(0, |trigger| trigger.hold.0);
    if let Some(first) = fired.next() {
        let cell = episode(lang, first, hand);
        let rest = fired.count();
        return if rest == 0 { cell } else { say::and_more(lang, cell, rest) };
    }
    match spoke.episodes.iter().map(|episode| episode.held_ms).max() {
        None => say::never_counted(lang).into(),
        Some(longest) => say::held(lang, format::stopwatch(longest), format::stopwatch(hold)),
    }
}

fn episode(lang: Lang, episode: &Episode, hand: Hand) -> String {
    let began = hand.write(episode.began);
    let fired = episode.fired.map(|fired| hand.write(fired)).unwrap_or_default();
    let cell = if episode.proposes {
        say::fired_proposes(lang, began, fired)
    } else {
        say::fired(lang, began, fired)
    };
    match episode.cleared {
        Some(at) => say::cleared(lang, cell, hand.write(at)),
        None => cell,
    }
}

/// The title of a trigger of either plan.
pub(super) fn title_of_trigger(plan: &Plan, other: &Plan, id: &Id) -> String {
    names::trigger(if plan.trigger(id).is_some() { plan } else { other }, id)
}
