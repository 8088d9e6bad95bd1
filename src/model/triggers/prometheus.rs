//! Prometheus' own alert semantics, evaluation for evaluation; `rate` holds its windows over counters.
//!
//! A value is looked back over a window, a staleness marker ends a series at once, a NaN is a value
//! that no comparison but `!=` accepts. Each label set has its own machine.
//! jday's own triggers differ on purpose (absence freezes a hold); this file is what they are held
//! against.

pub mod rate;

pub use rate::Version;

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::types::Op;

/// One sample as Prometheus stores it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stored {
    /// A value; NaN and infinities are values.
    Number(f64),
    /// The series ended here.
    Stale,
}

/// How far back an instant query looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lookback {
    /// Milliseconds.
    pub ms: i64,
    /// Whether a sample of exactly that age is still seen: not since Prometheus 3.
    pub is_closed: bool,
}

impl Lookback {
    fn reaches(self, age_ms: i64) -> bool {
        age_ms < self.ms || (self.is_closed && age_ms == self.ms)
    }
}

/// One label set's samples.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Samples(Vec<(i64, Stored)>);

impl Samples {
    /// Takes samples in any order; of two at one time the later one in the list wins.
    pub fn new(mut samples: Vec<(i64, Stored)>) -> Self {
        samples.reverse();
        samples.sort_by_key(|(at, _)| *at);
        samples.dedup_by_key(|(at, _)| *at);
        Self(samples)
    }

    /// The value an instant query gives at `at`: the newest sample up to then, if `lookback` reaches it
    /// and it is no staleness marker.
    pub fn instant(&self, at: i64, lookback: Lookback) -> Option<f64> {
        let after = self.0.partition_point(|(sample_at, _)| *sample_at <= at);
        match self.0.get(after.checked_sub(1)?)? {
            (sample_at, Stored::Number(number)) if lookback.reaches(at.saturating_sub(*sample_at)) => {
                Some(*number)
            }
            _ => None,
        }
    }

    /// The values of the window of `range_ms` that ends at `at`; one at its very beginning is in it if
    /// `is_closed`. Staleness markers are no values.
    pub fn range(&self, at: i64, range_ms: i64, is_closed: bool) -> Vec<(i64, f64)> {
        let from = at.saturating_sub(range_ms);
        let first = self.0.partition_point(|(sample_at, _)| *sample_at < from + i64::from(!is_closed));
        let window = self.0.iter().skip(first).take_while(|(sample_at, _)| *sample_at <= at);
        window
            .filter_map(|(sample_at, stored)| match stored {
                Stored::Number(number) => Some((*sample_at, *number)),
                Stored::Stale => None,
            })
            .collect()
    }
}

/// An alerting rule over the values of its left-hand side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// The comparison.
    pub op: Op,
    /// What it compares with.
    pub threshold: f64,
    /// How long an element must be active before it fires, in milliseconds.
    pub for_ms: i64,
    /// How long a firing element fires on once it is not active, in milliseconds.
    pub keep_firing_for_ms: i64,
}

/// An alert's state; the worst is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum AlertState {
    /// Not active.
    #[default]
    Inactive,
    /// Active, but not for long enough.
    Pending,
    /// Firing.
    Firing,
}

impl AlertState {
    /// Prometheus' own word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Pending => "pending",
            Self::Firing => "firing",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Active {
    since: i64,
    firing: bool,
    inactive_since: Option<i64>,
}

/// One rule's machines, one a label set, named by `K`.
#[derive(Debug, Clone)]
pub struct Machines<K> {
    rule: Rule,
    active: BTreeMap<K, Active>,
}

impl<K: Ord + Clone> Machines<K> {
    /// No element was active yet.
    pub fn new(rule: Rule) -> Self {
        Self { rule, active: BTreeMap::new() }
    }

    /// Evaluates the rule at `at` over the elements that exist, and answers the worst state.
    /// Evaluations come in order of time.
    pub fn evaluate(&mut self, at: i64, elements: impl IntoIterator<Item = (K, f64)>) -> AlertState {
        let rule = self.rule;
        let breaches = |(name, value): (K, f64)| rule.op.holds(value, rule.threshold).then_some(name);
        let hit: BTreeSet<K> = elements.into_iter().filter_map(breaches).collect();
        for name in &hit {
            let fresh = Active { since: at, firing: false, inactive_since: None };
            self.active.entry(name.clone()).or_insert(fresh);
        }
        let mut worst = AlertState::Inactive;
        self.active.retain(|name, active| {
            if hit.contains(name) {
                active.inactive_since = None;
            } else {
                let since = *active.inactive_since.get_or_insert(at);
                if !active.firing || at.saturating_sub(since) >= rule.keep_firing_for_ms {
                    return false;
                }
            }
            active.firing |= at.saturating_sub(active.since) >= rule.for_ms;
            worst = worst.max(if active.firing { AlertState::Firing } else { AlertState::Pending });
            true
        });
        worst
    }
}
