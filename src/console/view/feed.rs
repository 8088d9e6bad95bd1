//! The alert feed in the order of the screen: what is on, gravest and newest first, then what is over,
//! newest first. Ten thousand alerts are counted and ranked at each look, but only those in the window
//! are put in order.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::sieve::Sieve;
use crate::console::lang::Lang;
use crate::console::page::Places;
use crate::model::State;
use crate::model::alerts::{Alert, AlertKey, Origin};
use crate::model::time::At;
use crate::plan::types::{Id, TierLevel};

/// Part of the feed under one heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// On, and of this tier.
    On(TierLevel),
    /// Over, of whatever tier.
    Over,
}

impl Section {
    /// All of them, from the top.
    pub const ALL: [Self; 4] = [
        Self::On(TierLevel::Critical),
        Self::On(TierLevel::Important),
        Self::On(TierLevel::Info),
        Self::Over,
    ];

    fn of(alert: &Alert) -> Self {
        if alert.is_firing() { Self::On(alert.level) } else { Self::Over }
    }
}

/// Where a line stands: lines are sorted by it.
type Rank<'s> = (Section, Reverse<At>, &'s AlertKey);

/// What the lines of one rule or of one name of another system have in common.
type Rule<'s> = (Option<&'s Id>, &'s str);

/// One line of the feed: an alert, or the first of several of one rule.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'s> {
    rank: Rank<'s>,
    /// The alert.
    pub alert: &'s Alert,
    /// How many alerts the line stands for.
    pub count: usize,
}

impl<'s> Entry<'s> {
    fn new(key: &'s AlertKey, alert: &'s Alert) -> Self {
        let since = alert.cleared_at.unwrap_or(alert.raised_at).at;
        Self { rank: (Section::of(alert), Reverse(since), key), alert, count: 1 }
    }

    /// Its key.
    pub fn key(&self) -> &'s AlertKey {
        self.rank.2
    }

    /// Under which heading it stands.
    pub fn section(&self) -> Section {
        self.rank.0
    }

    fn rule(&self) -> Rule<'s> {
        rule(self.key(), self.alert)
    }
}

fn rule<'s>(key: &'s AlertKey, alert: &'s Alert) -> Rule<'s> {
    let source = match &alert.origin {
        Origin::Plan => None,
        Origin::Source(id) => Some(id),
    };
    let name = if alert.side.is_some() { key.parts().0 } else { key.0.as_str() };
    (source, name)
}

/// Whether `alert` waits for somebody to take it on.
pub fn waits(alert: &Alert, now: At) -> bool {
    alert.level != TierLevel::Info && alert.is_to_be_told(now)
}

/// The lines of the feed that a filter lets through.
#[derive(Debug)]
pub struct Feed<'s> {
    entries: Vec<Entry<'s>>,
    /// Whether lines of one rule are one line.
    grouped: bool,
}

impl<'s> Feed<'s> {
    /// Every alert.
    pub fn all(state: &'s State) -> Self {
        let entries = state.alerts.feed.iter().map(|(key, alert)| Entry::new(key, alert));
        Self { entries: entries.collect(), grouped: false }
    }

    /// What page 5 shows of it.
    pub fn seen(state: &'s State, lang: Lang, places: &Places) -> Self {
        let mut feed = Self::all(state);
        if let Some(sieve) = Sieve::of(state, lang, places) {
            feed.entries.retain(|entry| sieve.passes(entry.key(), entry.alert));
        }
        if places.grouped {
            feed.group();
        }
        feed
    }

    fn group(&mut self) {
        let mut groups: HashMap<Rule, Entry> = HashMap::new();
        for entry in &self.entries {
            groups
                .entry(entry.rule())
                .and_modify(|first| {
                    let count = first.count + 1;
                    *first = Entry { count, ..if entry.rank < first.rank { *entry } else { *first } };
                })
                .or_insert(*entry);
        }
        self.entries = groups.into_values().collect();
        self.grouped = true;
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many lines stand under each heading.
    pub fn counts(&self) -> [usize; Section::ALL.len()] {
        Section::ALL.map(|section| self.entries.iter().filter(|entry| entry.section() == section).count())
    }

    /// The line of the alert `key`, or of its rule.
    pub fn position(&self, state: &State, key: &AlertKey) -> Option<usize> {
        let (key, alert) = state.alerts.feed.get_key_value(key)?;
        let own = |entry: &&Entry| {
            if self.grouped { entry.rule() == rule(key, alert) } else { entry.key() == key }
        };
        let rank = self.entries.iter().find(own)?.rank;
        Some(self.entries.iter().filter(|entry| entry.rank < rank).count())
    }

    /// The gravest and newest line that `wanted` lets through, and which one it is.
    pub fn first(&self, wanted: impl Fn(&Alert) -> bool) -> Option<Entry<'s>> {
        let passing = self.entries.iter().filter(|entry| wanted(entry.alert));
        passing.min_by_key(|entry| entry.rank).copied()
    }

    /// At most `count` lines from line `from` on, in order.
    pub fn window(&mut self, from: usize, count: usize) -> &[Entry<'s>] {
        let from = from.min(self.entries.len());
        let until = from.saturating_add(count).min(self.entries.len());
        if from < until {
            // Everything up to the window's end comes before it, then everything before the window.
            if until < self.entries.len() {
                self.entries.select_nth_unstable_by_key(until, |entry| entry.rank);
            }
            let head = self.entries.get_mut(..until).unwrap_or_default();
            head.select_nth_unstable_by_key(from, |entry| entry.rank);
            head.get_mut(from..).unwrap_or_default().sort_unstable_by_key(|entry| entry.rank);
        }
        self.entries.get(from..until).unwrap_or_default()
    }

    /// Line `line`.
    pub fn get(&mut self, line: usize) -> Option<Entry<'s>> {
        self.window(line, 1).first().copied()
    }

    /// Every alert of the rule of line `entry`, itself included; of an ungrouped line only itself.
    pub fn members(&self, state: &'s State, entry: &Entry<'s>) -> Vec<(&'s AlertKey, &'s Alert)> {
        if entry.count < 2 {
            return vec![(entry.key(), entry.alert)];
        }
        let wanted = entry.rule();
        state.alerts.feed.iter().filter(|(key, alert)| rule(key, alert) == wanted).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Stamp;
    use proptest::prelude::*;

    fn alert(level: TierLevel, raised: i64, cleared: Option<i64>) -> Alert {
        let stamp = |at| Stamp { at: At(at), ..Stamp::default() };
        Alert {
            origin: Origin::Plan,
            level,
            title: "".into(),
            side: None,
            raised_at: stamp(raised),
            cleared_at: cleared.map(stamp),
            acknowledged: None,
            silenced_until: None,
            deliveries: std::collections::BTreeMap::new(),
            episodes: 1,
            told_taken: std::collections::BTreeMap::new(),
            told_ended: std::collections::BTreeMap::new(),
        }
    }

    proptest! {
        /// Any window shows what sorting the whole feed would, and each line is found where it is shown.
        #[test]
        fn a_window_is_a_piece_of_the_sorted_feed(
            alerts in prop::collection::vec((0_usize..3, 0_i64..9, prop::option::of(0_i64..9)), 0..40),
            from in 0_usize..50,
            count in 0_usize..50,
        ) {
            let levels = [TierLevel::Critical, TierLevel::Important, TierLevel::Info];
            let all: Vec<(AlertKey, Alert)> = alerts
                .iter()
                .enumerate()
                .map(|(index, (level, raised, cleared))| {
                    (AlertKey::new(&format!("{index}"), None), alert(levels[*level], *raised, *cleared))
                })
                .collect();
            let entries = all.iter().map(|(key, alert)| Entry::new(key, alert)).collect();
            let mut feed = Feed { entries, grouped: false };
            let mut sorted: Vec<Rank> = feed.entries.iter().map(|entry| entry.rank).collect();
            sorted.sort_unstable();
            let window: Vec<Rank> = feed.window(from, count).iter().map(|entry| entry.rank).collect();
            let wanted: Vec<Rank> = sorted.iter().skip(from).take(count).copied().collect();
            prop_assert_eq!(window, wanted);
            prop_assert_eq!(feed.first(|_| true).map(|entry| entry.rank), sorted.first().copied());
        }
    }
}
