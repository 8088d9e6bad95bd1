//! The alert feed: the plan's alerts and what other systems say.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::effect::{Outcome, Told};
use super::time::{At, Stamp};
use crate::plan::types::{Id, Side, TierLevel};
use crate::text::Clean;

/// Names one alert: its rule or foreign name, and its side where it has one. Written `name@green`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AlertKey(pub Clean);

impl AlertKey {
    /// The key of alert `name` on `side`.
    pub fn new(name: &str, side: Option<Side>) -> Self {
        match side {
            Some(side) => Self(Clean::new(format!("{name}@{side}"))),
            None => Self(Clean::new(name)),
        }
    }

    /// The name and the side it was made of. A foreign name that ends like a side reads as one.
    pub fn parts(&self) -> (&str, Option<Side>) {
        let named = self.0.as_str().rsplit_once('@').and_then(|(name, side)| {
            let side = [Side::Blue, Side::Green].into_iter().find(|known| known.word() == side)?;
            Some((name, Some(side)))
        });
        named.unwrap_or((self.0.as_str(), None))
    }
}

impl fmt::Display for AlertKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An alert of another system began or ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heard {
    /// The system: `alertmanager`, `sentry`, `pagerduty`.
    pub source: Id,
    /// Its name there.
    pub name: Clean,
    /// The side it speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// How grave.
    pub level: TierLevel,
    /// What it says.
    pub title: Clean,
    /// Whether it is on.
    pub firing: bool,
}

impl Heard {
    /// Its key in the feed.
    pub fn key(&self) -> AlertKey {
        AlertKey::new(self.name.as_str(), self.side)
    }
}

/// One of the plan's alerts, or a warning of jday's own, began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Raised {
    /// Its key in the feed.
    pub alert: AlertKey,
    /// How grave.
    pub level: TierLevel,
    /// What it says.
    pub title: Clean,
    /// The side it speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
}

/// Where an alert comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The plan's own alerts and jday's warnings.
    Plan,
    /// Another system.
    Source(Id),
}

/// How a message over one channel fared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// When it was last tried.
    pub stamp: Stamp,
    /// How it ended; none while it is under way.
    pub outcome: Option<Outcome>,
    /// How often it was tried.
    pub tries: u32,
}

impl Delivery {
    /// Whether it certainly arrived at the channel.
    pub fn is_delivered(&self) -> bool {
        matches!(self.outcome, Some(Outcome::Done { .. }))
    }

    /// Whether it was taken back before it left.
    pub fn is_withdrawn(&self) -> bool {
        self.outcome == Some(Outcome::Withdrawn)
    }

    /// Whether it ended otherwise: refused, or nobody knows.
    pub fn has_failed(&self) -> bool {
        matches!(self.outcome, Some(Outcome::Refused { .. } | Outcome::Unknown { .. }))
    }
}

/// One alert of the feed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Where it comes from.
    pub origin: Origin,
    /// How grave.
    pub level: TierLevel,
    /// What it says.
    pub title: Clean,
    /// The side it speaks of.
    pub side: Option<Side>,
    /// When this episode began.
    pub raised_at: Stamp,
    /// When it ended.
    pub cleared_at: Option<Stamp>,
    /// Who took it on, and when.
    pub acknowledged: Option<(Id, Stamp)>,
    /// Until when it is silenced.
    pub silenced_until: Option<At>,
    /// How its messages fared, by channel.
    pub deliveries: BTreeMap<Id, Delivery>,
    /// How fared what told that somebody took it on, by channel that knows that.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub told_taken: BTreeMap<Id, Delivery>,
    /// How fared what told that it ended, by channel that knows that.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub told_ended: BTreeMap<Id, Delivery>,
    /// How many episodes there were.
    pub episodes: u32,
}

impl Alert {
    /// Whether it is on now.
    pub fn is_firing(&self) -> bool {
        self.cleared_at.is_none()
    }

    /// Whether nobody is to be told of it at `now`, for somebody silenced it.
    pub fn is_silenced(&self, now: At) -> bool {
        self.silenced_until.is_some_and(|until| until > now)
    }

    /// Whether somebody is to be told of it at `now`: it is on, and nobody took it on or silenced it.
    pub fn is_to_be_told(&self, now: At) -> bool {
        self.is_firing() && self.acknowledged.is_none() && !self.is_silenced(now)
    }

    /// How its messages of this kind fared.
    pub fn told(&self, kind: Told) -> &BTreeMap<Id, Delivery> {
        match kind {
            Told::Raised => &self.deliveries,
            Told::Taken => &self.told_taken,
            Told::Ended => &self.told_ended,
        }
    }

    /// The same, to change.
    pub fn told_mut(&mut self, kind: Told) -> &mut BTreeMap<Id, Delivery> {
        match kind {
            Told::Raised => &mut self.deliveries,
            Told::Taken => &mut self.told_taken,
            Told::Ended => &mut self.told_ended,
        }
    }
}

/// The feed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Alerts {
    /// Every alert of the day.
    #[serde(with = "super::as_list")]
    pub feed: BTreeMap<AlertKey, Alert>,
}

impl Alerts {
    /// Alerts that are on, gravest and newest first.
    pub fn firing(&self) -> Vec<(&AlertKey, &Alert)> {
        let mut firing: Vec<_> = self.feed.iter().filter(|(_, alert)| alert.is_firing()).collect();
        firing
            .sort_unstable_by_key(|(key, alert)| (alert.level, std::cmp::Reverse(alert.raised_at.at), *key));
        firing
    }
}
