//! What is still to happen in the simulated world, by virtual time.

use std::collections::BTreeMap;

use crate::client::{Message, Reply, Report};
use crate::plan::types::{Id, Side};
use crate::text::Clean;

/// One thing to come.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// A point request reaches the lever; the world moves although nobody is told yet.
    Point { id: u64, from: Side, to: Side, effect: Effect },
    /// The servers behind the first take over its value.
    Sync,
    /// A resolver's cached answer expires.
    Refresh { resolver: usize },
    /// A message reaches its channel.
    Deliver { channel: Id, message: Message },
    /// A call says something on its way.
    Say { id: u64, line: Clean },
    /// The channel of a call asks to be left alone.
    Rest { id: u64, for_ms: u64 },
    /// A call ends with this reply.
    End { id: u64, reply: Reply },
    /// A call ends with what the lever answered when the request reached it.
    EndPoint { id: u64 },
    /// A dry run ends.
    Prove { id: u64, to: Side },
    /// A survey ends.
    Survey { id: u64 },
    /// The application's alias arrives at a version; none: nobody knows at which.
    Version { to: Option<Side> },
    /// A workflow takes its next step.
    Pipeline { id: u64 },
    /// A workflow ends because somebody asked for it.
    CancelPipeline { id: u64 },
    /// A call's time is over (R15).
    Deadline { id: u64 },
}

impl Item {
    /// The call this item reports on. An item without one changes the world alone, and goes on when
    /// the call that caused it has ended: a time-out does not call a request back.
    pub(super) fn call(&self) -> Option<u64> {
        match *self {
            Self::Point { .. }
            | Self::Sync
            | Self::Refresh { .. }
            | Self::Deliver { .. }
            | Self::Version { .. } => None,
            Self::Say { id, .. }
            | Self::Rest { id, .. }
            | Self::End { id, .. }
            | Self::EndPoint { id }
            | Self::Prove { id, .. }
            | Self::Survey { id }
            | Self::Pipeline { id }
            | Self::CancelPipeline { id }
            | Self::Deadline { id } => Some(id),
        }
    }
}

/// What a point request does when it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// Moves every server.
    Whole,
    /// Moves the first server alone.
    First,
    /// Is accepted and moves nothing.
    Nothing,
    /// Is refused.
    Refusal,
}

/// Items by due time, and by order of entry for equal times; and what has already come out.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    items: BTreeMap<(u64, u64), Item>,
    entered: u64,
    out: Vec<(u64, Report)>,
}

impl Agenda {
    pub(super) fn at(&mut self, due: u64, item: Item) {
        self.items.insert((due, self.entered), item);
        self.entered += 1;
    }

    /// Takes the first item due by `until`, with its time.
    pub(super) fn take(&mut self, until: u64) -> Option<(u64, Item)> {
        let first = self.items.first_entry()?;
        let (due, _) = *first.key();
        (due <= until).then(|| (due, first.remove()))
    }

    pub(super) fn drop_if(&mut self, mut unwanted: impl FnMut(&Item) -> bool) {
        self.items.retain(|_, item| !unwanted(item));
    }

    /// Whether something is still to happen that is `wanted`.
    pub(super) fn has(&self, wanted: impl Fn(&Item) -> bool) -> bool {
        self.items.values().any(wanted)
    }

    /// Whether the call has not ended yet: its deadline is still ahead.
    pub(super) fn is_open(&self, call: u64) -> bool {
        self.has(|item| matches!(item, Item::Deadline { id } if *id == call))
    }

    pub(super) fn report(&mut self, due: u64, report: Report) {
        self.out.push((due, report));
    }

    /// Ends a call and forgets whatever it still had to say.
    pub(super) fn end(&mut self, due: u64, id: u64, reply: Reply) {
        self.drop_if(|item| item.call() == Some(id));
        self.report(due, Report::Ended { id, reply });
    }

    pub(super) fn collect(&mut self) -> Vec<Report> {
        std::mem::take(&mut self.out).into_iter().map(|(_, report)| report).collect()
    }

    /// When the next report is due. Exact, because each item that belongs to a call reports.
    pub(super) fn next_due(&self) -> Option<u64> {
        let waiting = self.out.first().map(|(due, _)| *due);
        waiting
            .or_else(|| self.items.iter().find(|(_, item)| item.call().is_some()).map(|((due, _), _)| *due))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(id: u64) -> Item {
        Item::Say { id, line: Clean::new("") }
    }

    #[test]
    fn equal_times_keep_the_order_of_entry() {
        let mut agenda = Agenda::default();
        for (due, id) in [(5, 1), (3, 2), (5, 3), (3, 4)] {
            agenda.at(due, say(id));
        }
        let order: Vec<_> =
            std::iter::from_fn(|| agenda.take(9)).map(|(due, item)| (due, item.call().unwrap())).collect();
        assert_eq!(order, [(3, 2), (3, 4), (5, 1), (5, 3)]);
    }

    #[test]
    fn what_changes_the_world_alone_announces_no_report() {
        let mut agenda = Agenda::default();
        agenda.at(1, Item::Sync);
        assert_eq!(agenda.next_due(), None);
        agenda.at(8, say(1));
        assert_eq!(agenda.next_due(), Some(8));
    }

    #[test]
    fn an_ended_call_says_nothing_more_and_the_world_goes_on() {
        let mut agenda = Agenda::default();
        agenda.at(4, Item::Deadline { id: 1 });
        agenda.at(5, say(1));
        agenda.at(6, Item::Sync);
        assert!(agenda.is_open(1));
        agenda.end(2, 1, Reply::Done(Clean::new("")));
        assert!(!agenda.is_open(1));
        assert_eq!(agenda.next_due(), Some(2), "the end itself waits to be collected");
        assert_eq!(agenda.collect().len(), 1);
        assert!(matches!(agenda.take(9), Some((6, Item::Sync))) && agenda.take(9).is_none());
    }
}
