//! What a console keeps of the journal to look back at: everything but the pulse of the room.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::model::{Effect, Envelope, Event, State};
use crate::wire::Pulse;

/// What an event is about, for filters and for marks on a time axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// People or automation decided, asked, voted, overrode; a trigger proposed.
    Decision,
    /// A procedure's steps and effects.
    Step,
    /// The alert feed.
    Alert,
    /// Triggers' verdicts and blindness.
    Trigger,
    /// The truth about the lever.
    Lever,
    /// Ticks and proofs.
    Checklist,
    /// Notes.
    Note,
    /// The room itself: who came and went, clocks, faults, the pipeline.
    Room,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Decision,
        Self::Step,
        Self::Alert,
        Self::Trigger,
        Self::Lever,
        Self::Checklist,
        Self::Note,
        Self::Room,
    ];

    /// What `event` is about; none for the pulse of the room (ticks, samples, surveys, proofs of the way
    /// back), which no log keeps.
    pub fn of(event: &Event) -> Option<Self> {
        Some(match event {
            Event::Ticked
            | Event::Sampled(_)
            | Event::Surveyed(_)
            | Event::ReadinessProved(_)
            | Event::Intended(Effect::ProveReadiness { .. }) => return None,
            Event::Proposed { .. }
            | Event::Voted { .. }
            | Event::Overridden { .. }
            | Event::AutomationPaused { .. }
            | Event::AutomationResumed
            | Event::RunRequested { .. }
            | Event::DecisionMade { .. }
            | Event::CancelAsked { .. }
            | Event::Kept { .. }
            | Event::ApprovalAsked(_)
            | Event::ApprovalGiven { .. }
            | Event::GlassBroken { .. }
            | Event::ApprovalLapsed { .. }
            | Event::LeadHanded { .. }
            | Event::LeadTaken { .. }
            | Event::PlanAmended { .. } => Self::Decision,
            Event::StepBegan { .. }
            | Event::StepEnded { .. }
            | Event::RunEnded { .. }
            | Event::Intended(_)
            | Event::Settled { .. }
            | Event::Progressed { .. } => Self::Step,
            Event::AlertHeard(_)
            | Event::ChannelRests { .. }
            | Event::AlertRaised(_)
            | Event::AlertCleared { .. }
            | Event::Acknowledged { .. }
            | Event::Silenced { .. } => Self::Alert,
            Event::Judged(_) | Event::Blinded { .. } | Event::Sighted => Self::Trigger,
            Event::LevelReached { .. } | Event::LevelMissed { .. } | Event::Drifted(_) => Self::Lever,
            Event::ItemTicked { .. } | Event::ItemUnticked { .. } | Event::ItemProved { .. } => {
                Self::Checklist
            }
            Event::Noted { .. } => Self::Note,
            Event::Opened(_)
            | Event::Resumed { .. }
            | Event::Joined(_)
            | Event::Left { .. }
            | Event::Closed { .. }
            | Event::ClockJumped { .. }
            | Event::Froze { .. }
            | Event::FaultChanged { .. }
            | Event::PipelineSeen { .. } => Self::Room,
        })
    }
}

/// The newest events worth looking back at, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Log {
    entries: VecDeque<(Kind, Arc<Envelope>)>,
    pulse: Pulse,
}

impl Log {
    /// Most events that are kept; the journal has all.
    pub const KEEP: usize = 20_000;

    /// The log of a room that stands at `state`, of the events that were told until then.
    pub fn at<'a>(state: &State, events: impl IntoIterator<Item = &'a Arc<Envelope>>) -> Self {
        let mut log = Self::default();
        events.into_iter().for_each(|envelope| log.push(envelope));
        Self { pulse: Pulse::of(state), ..log }
    }

    /// Takes one event, unless it is of the room's pulse.
    pub fn push(&mut self, envelope: &Arc<Envelope>) {
        if self.pulse.takes(envelope) {
            return;
        }
        let Some(kind) = Kind::of(&envelope.event) else { return };
        if self.entries.len() == Self::KEEP {
            self.entries.pop_front();
        }
        self.entries.push_back((kind, Arc::clone(envelope)));
    }

    /// All that is kept, oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (Kind, &Envelope)> + ExactSizeIterator {
        self.entries.iter().map(|(kind, envelope)| (*kind, &**envelope))
    }

    /// The entry at `place`, counted from the oldest.
    pub fn get(&self, place: usize) -> Option<(Kind, &Envelope)> {
        self.entries.get(place).map(|(kind, envelope)| (*kind, &**envelope))
    }

    /// How many entries have a smaller number than `seq`: the place of that event, if it is kept.
    pub fn place_of(&self, seq: u64) -> usize {
        self.entries.partition_point(|(_, envelope)| envelope.seq < seq)
    }

    /// The event of number `seq`, if it is kept.
    pub fn event(&self, seq: u64) -> Option<&Envelope> {
        let (_, envelope) = self.get(self.place_of(seq))?;
        (envelope.seq == seq).then_some(envelope)
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::event::{Actor, Digest, FORMAT};
    use crate::model::{At, Outcome};
    use crate::plan::types::Side;

    fn push(log: &mut Log, seq: u64, event: Event) {
        let (by, prev) = (Actor::Engine, Digest::default());
        log.push(&Arc::new(Envelope { v: FORMAT, seq, at: At(0), boot: 0, mono: 0, by, event, prev }));
    }

    fn done(intent: u64) -> Event {
        Event::Settled { intent, outcome: Outcome::Done { detail: "ok".into() } }
    }

    #[test]
    fn the_pulse_is_not_kept_nor_the_ends_of_its_dry_runs() {
        let mut log = Log::default();
        push(&mut log, 1, Event::Ticked);
        push(&mut log, 2, Event::Intended(Effect::Pipeline { run: 1, step: 0, workflow: None }));
        push(&mut log, 3, Event::Intended(Effect::ProveReadiness { to: Side::Blue }));
        push(&mut log, 4, done(3));
        push(&mut log, 5, done(2));
        let kept: Vec<u64> = log.entries().map(|(_, envelope)| envelope.seq).collect();
        assert_eq!(kept, [2, 5]);
    }

    #[test]
    fn the_oldest_goes_and_every_event_is_found_by_its_number() {
        let mut log = Log::default();
        for seq in 0..Log::KEEP as u64 + 10 {
            push(&mut log, 10 + 2 * seq, Event::Sighted);
        }
        assert_eq!(log.len(), Log::KEEP);
        assert!(log.event(10).is_none(), "it is kept no more");
        for seq in [30, 32, 30 + 2 * (Log::KEEP as u64 - 1)] {
            assert_eq!(log.event(seq).map(|envelope| envelope.seq), Some(seq));
            assert!(log.event(seq + 1).is_none());
        }
        assert_eq!((log.place_of(0), log.place_of(u64::MAX)), (0, Log::KEEP));
    }
}
