//! How the ways to people fare: what went over each channel, and what became of it (R32).

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::Mode;
use super::effect::{Effect, Outcome};
use super::state::{Intent, State};
use super::time::{At, Stamp};
use crate::plan::types::{Id, Tier, TierLevel};
use crate::text::Clean;

/// Messages of a channel that are remembered; the journal has all.
const KEEP: usize = 10;
/// From how long under way a message makes its channel slow, in milliseconds.
const SLOW_MS: u64 = 10_000;

/// One message that went over a channel, or did not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passed {
    /// When it ended.
    pub stamp: Stamp,
    /// How long that took, in milliseconds.
    pub took_ms: u64,
    /// How grave what it spoke of was.
    pub tier: TierLevel,
    /// What it said.
    pub text: Clean,
    /// How it ended.
    pub outcome: Outcome,
}

/// One channel.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Channel {
    /// Messages that it took.
    pub sent: u32,
    /// Messages that it certainly did not take.
    pub refused: u32,
    /// Messages of which nobody knows.
    pub unknown: u32,
    /// Messages that were taken back before they left.
    pub withdrawn: u32,
    /// Since when none got through; none while the last one did.
    pub failing_since: Option<Stamp>,
    /// Until when it asked to be left alone.
    pub rests_until: Option<At>,
    /// The last messages, oldest first.
    pub last: VecDeque<Passed>,
}

impl Channel {
    /// The last message that was tried: one that was taken back says nothing of the channel.
    pub fn last_tried(&self) -> Option<&Passed> {
        self.last.iter().rev().find(|passed| passed.outcome != Outcome::Withdrawn)
    }

    fn settled(&mut self, passed: Passed) {
        match passed.outcome {
            Outcome::Done { .. } => {
                self.sent += 1;
                self.failing_since = None;
                self.rests_until = None;
            }
            Outcome::Refused { .. } => self.refused += 1,
            Outcome::Unknown { .. } => self.unknown += 1,
            Outcome::Withdrawn => self.withdrawn += 1,
        }
        if matches!(passed.outcome, Outcome::Refused { .. } | Outcome::Unknown { .. }) {
            self.failing_since.get_or_insert(passed.stamp);
        }
        self.last.push_back(passed);
        let surplus = self.last.len().saturating_sub(KEEP);
        self.last.drain(..surplus);
    }
}

/// All channels over which something went. A console gets it beside the state (`wire/snapshot.rs`), and no hash
/// holds it, so that hashes of older journals stay: it is told by the same events as the deliveries that the hash
/// does hold.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Channels {
    /// By name.
    pub board: BTreeMap<Id, Channel>,
}

impl Channels {
    /// Takes the end of an effect, if it was a message.
    pub fn settled(&mut self, intent: &Intent, outcome: &Outcome, now: Stamp) {
        let Effect::Notify { channel, tier, text, .. } = &intent.effect else { return };
        self.board.entry(channel.clone()).or_default().settled(Passed {
            stamp: now,
            took_ms: now.since(intent.stamp),
            tier: *tier,
            text: text.clone(),
            outcome: outcome.clone(),
        });
    }

    /// A channel asked to be left alone.
    pub fn rests(&mut self, channel: &Id, until: At) {
        self.board.entry(channel.clone()).or_default().rests_until = Some(until);
    }
}

/// How a channel is, gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// No service carries it in this live room.
    Nowhere,
    /// Its last message was refused.
    Failing,
    /// Nobody knows what became of its last message.
    Unsure,
    /// It takes messages, and takes its time.
    Slow,
    /// Nothing ever went over it.
    Unused,
    /// Its last message got through.
    Working,
}

impl Health {
    /// Its word in `jday status`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nowhere => "nowhere",
            Self::Failing => "failing",
            Self::Unsure => "unknown",
            Self::Slow => "slow",
            Self::Unused => "unused",
            Self::Working => "working",
        }
    }

    /// Whether nothing gets through, as far as is known.
    pub fn is_down(self) -> bool {
        self <= Self::Unsure
    }
}

/// How `channel` is in `state`.
pub fn health(state: &State, channel: &Id) -> Health {
    let carried =
        state.plan.live.as_ref().is_none_or(|live| live.channels.iter().any(|one| one.id == *channel));
    if state.mode == Mode::Live && !carried {
        return Health::Nowhere;
    }
    let waits = queued(state, channel).map(|intent| state.now.since(intent.stamp)).max();
    let waits_long = waits.is_some_and(|waits| waits >= SLOW_MS);
    let known = state.channels.board.get(channel);
    let Some(last) = known.and_then(Channel::last_tried) else {
        return if waits_long { Health::Slow } else { Health::Unused };
    };
    match last.outcome {
        Outcome::Refused { .. } => Health::Failing,
        Outcome::Unknown { .. } => Health::Unsure,
        _ if waits_long || last.took_ms >= SLOW_MS => Health::Slow,
        _ => Health::Working,
    }
}

/// Until when `channel` asked to be left alone, while that lasts.
pub fn rests_until(state: &State, channel: &Id) -> Option<At> {
    state.channels.board.get(channel)?.rests_until.filter(|until| *until > state.now.at)
}

/// Messages that are under way over `channel`.
pub fn queued<'a>(state: &'a State, channel: &'a Id) -> impl Iterator<Item = &'a Intent> {
    state.intents.values().filter(
        move |intent| matches!(&intent.effect, Effect::Notify { channel: over, .. } if over == channel),
    )
}

/// Whether nothing gets through over any channel of `tier`; a tier without channels is none that could.
pub fn is_down(state: &State, tier: &Tier) -> bool {
    !tier.channels.is_empty() && tier.channels.iter().all(|channel| health(state, channel).is_down())
}

/// The tier that `level` falls to when all its channels are down.
pub fn next_tier(level: TierLevel) -> Option<TierLevel> {
    match level {
        TierLevel::Critical => Some(TierLevel::Important),
        TierLevel::Important => Some(TierLevel::Info),
        TierLevel::Info => None,
    }
}
