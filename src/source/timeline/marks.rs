//! What stands on a journal's time axis.

use super::super::log::Kind;
use crate::model::{At, Effect, Envelope, Event};
use crate::wire::{Mark, Sign};

/// What `event` is on the axis; none for what nobody would look for there.
fn sign(event: &Event) -> Option<Sign> {
    Some(match event {
        Event::Proposed { .. } => Sign::Proposal,
        Event::Intended(Effect::Point { to, .. }) => Sign::Moved(*to),
        Event::AlertRaised(raised) => raised.level.into(),
        Event::AlertHeard(heard) if heard.firing => heard.level.into(),
        Event::StepBegan { .. } | Event::RunEnded { .. } => Sign::Step,
        other if Kind::of(other) == Some(Kind::Decision) => Sign::Decision,
        _ => return None,
    })
}

/// Marks and stretches of blindness so far.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Marks in order.
    pub all: Vec<Mark>,
    /// Stretches of blindness that ended.
    pub blind: Vec<(At, At)>,
    blind_since: Option<At>,
}

impl Marks {
    /// Takes one event, told at `at`.
    pub fn take(&mut self, envelope: &Envelope, at: At) {
        if let Some(sign) = sign(&envelope.event) {
            self.all.push(Mark { at, seq: envelope.seq, sign });
        }
        match envelope.event {
            Event::Blinded { .. } => {
                self.blind_since.get_or_insert(at);
            }
            Event::Sighted => self.blind.extend(self.blind_since.take().map(|since| (since, at))),
            _ => {}
        }
    }

    /// All stretches of blindness, one that has not ended reaching to `now`.
    pub fn blind(&self, now: At) -> impl Iterator<Item = (At, At)> {
        self.blind.iter().copied().chain(self.blind_since.map(|since| (since, now)))
    }
}
