//! A live room that nobody looks at pages the deputy (R21).

use super::super::alerts::AlertKey;
use super::super::event::Event;
use super::super::state::State;
use super::alerts::{is_on, own, warn};
use crate::plan::types::{Plan, Side, TierLevel};

/// How long a live room may be empty before somebody is paged, in milliseconds (R21).
pub const ALONE_MS: u64 = 2 * 60 * 1_000;

/// An alert while nobody is attached on the day itself, or while Green serves.
pub fn alone(state: &State) -> Vec<Event> {
    let Some(since) = state.people.nobody_since else { return Vec::new() };
    let today = state.now.at.utc().with_timezone(&state.plan.zone.0).date_naive();
    let matters = today == state.plan.j_day.0 || state.cutover.live == Side::Green;
    if !matters || state.now.since(since) < ALONE_MS {
        return Vec::new();
    }
    warn(state, own::NOBODY, TierLevel::Critical, deputy(&state.plan))
}

/// Somebody is there again.
pub fn back(state: &State) -> Vec<Event> {
    let alert = AlertKey::new(own::NOBODY, None);
    if is_on(state, &alert) { vec![Event::AlertCleared { alert }] } else { Vec::new() }
}

/// Who is asked to come: the first person of the lead's first deputy role, by name.
fn deputy(plan: &Plan) -> String {
    let deputies = plan.role(&plan.rollback.decider).map(|role| role.deputies.as_slice()).unwrap_or_default();
    let person = deputies
        .iter()
        .find_map(|id| plan.person(id).or_else(|| plan.people.iter().find(|person| person.role == *id)));
    person.map_or_else(|| plan.title.one_line().into_owned(), |person| person.name.one_line().into_owned())
}

#[cfg(test)]
mod tests {
    use super::super::react;
    use super::*;
    use crate::model::event::{Actor, Envelope, Mode, Opened};
    use crate::model::people::Attached;
    use crate::model::{At, Digest, plan_hash};
    use crate::plan::types::Id;

    /// A live room on J-Day at noon, as far as these events go.
    struct Room {
        state: State,
        mono: u64,
    }

    impl Room {
        fn open(mode: Mode) -> Self {
            let plan = crate::plan::embedded().clone();
            let opened = Opened {
                mode,
                plan_hash: plan_hash(&plan),
                plan,
                scenario: None,
                seed: None,
                live: Side::Blue,
                low_ttl_since: None,
            };
            let first = envelope(1, 0, Actor::Engine, Event::Opened(Box::new(opened)));
            Self { state: State::open(&first).unwrap(), mono: 0 }
        }

        fn happens(&mut self, by: Actor, event: Event) -> Vec<Event> {
            let envelope = envelope(self.state.seq + 1, self.mono, by, event);
            self.state.apply(&envelope);
            let follows = react(&self.state, &envelope.event);
            follows.into_iter().map(|(_, event)| event).collect()
        }

        /// Ticks once after `ms`, and takes in what follows.
        fn passes(&mut self, ms: u64) -> bool {
            self.mono += ms;
            let follows = self.happens(Actor::Engine, Event::Ticked);
            let raised = follows.iter().any(|event| {
                matches!(event, Event::AlertRaised(raised) if raised.alert == AlertKey::new(own::NOBODY, None))
            });
            for event in follows.into_iter().filter(|event| matches!(event, Event::AlertRaised(_))) {
                self.happens(Actor::Engine, event);
            }
            raised
        }
    }

    fn envelope(seq: u64, mono: u64, by: Actor, event: Event) -> Envelope {
        // Noon of the embedded plan's J-Day, in Dakar.
        let noon = crate::model::schedule::clock_at(crate::plan::embedded(), "12:00".parse().unwrap());
        Envelope {
            v: 1,
            seq,
            at: At(noon.0 + mono as i64),
            boot: 0,
            mono,
            by,
            event,
            prev: Digest::default(),
        }
    }

    fn awa() -> Actor {
        Actor::Person(Id::new("awa"))
    }

    fn joins() -> Event {
        Event::Joined(Attached { person: Id::new("awa"), from: "bastion".into() })
    }

    #[test]
    fn an_empty_live_room_pages_the_deputy_once_and_stops_when_somebody_comes() {
        let mut room = Room::open(Mode::Live);
        room.happens(awa(), joins());
        assert!(!room.passes(ALONE_MS + 1_000), "somebody is there");
        room.happens(awa(), Event::Left { person: Id::new("awa") });
        assert!(!room.passes(ALONE_MS - 1_000), "not yet");
        assert!(room.passes(2_000));
        assert!(!room.passes(60_000), "once");
        let follows = room.happens(awa(), joins());
        assert!(follows.contains(&Event::AlertCleared { alert: AlertKey::new(own::NOBODY, None) }));
        assert!(!room.passes(ALONE_MS + 1_000));
    }

    #[test]
    fn nobody_is_paged_for_an_empty_drill() {
        let mut room = Room::open(Mode::Drill);
        assert!(!room.passes(ALONE_MS + 1_000));
    }
}
