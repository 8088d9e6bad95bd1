//! Alerts of other systems: from everything that is on there now to what began and what ended.

use std::collections::BTreeMap;

use crate::client::Foreign;
use crate::model::State;
use crate::model::alerts::{Alert, AlertKey, Heard, Origin};
use crate::plan::types::Id;
use crate::text::Clean;

/// What began and what ended at `source`, whose answer was that `alerts` are on there, all of them. For a
/// source in trouble this must not be asked: who cannot be asked has ended nothing (R1).
///
/// An alert that goes on is told once, whatever its title says meanwhile: a count in it changes with each
/// answer. One that grew graver is told again. What the plan or another source has under the same name is
/// left alone, since only whoever began an alert may end it.
pub fn heard(state: &State, source: &Id, alerts: &[Foreign]) -> Vec<Heard> {
    let mut on: BTreeMap<AlertKey, &Foreign> = BTreeMap::new();
    for foreign in alerts {
        let known = on.entry(AlertKey::new(foreign.name.as_str(), foreign.side)).or_insert(foreign);
        if foreign.level < known.level {
            *known = foreign;
        }
    }
    let mut events = Vec::new();
    for (key, alert) in &state.alerts.feed {
        if is_of(alert, source) && !on.contains_key(key) {
            events.push(ended(source, key, alert));
        }
    }
    for (key, foreign) in on {
        let goes_on = state
            .alerts
            .feed
            .get(&key)
            .filter(|known| known.is_firing())
            .is_some_and(|known| !is_of(known, source) || known.level <= foreign.level);
        if !goes_on {
            events.push(begun(source, foreign));
        }
    }
    events
}

fn is_of(alert: &Alert, source: &Id) -> bool {
    alert.is_firing() && matches!(&alert.origin, Origin::Source(known) if known == source)
}

fn begun(source: &Id, foreign: &Foreign) -> Heard {
    Heard {
        source: source.clone(),
        name: foreign.name.clone(),
        side: foreign.side,
        level: foreign.level,
        title: foreign.title.clone(),
        firing: true,
    }
}

fn ended(source: &Id, key: &AlertKey, alert: &Alert) -> Heard {
    // Not by the key's own parts: a foreign name may itself end like a side.
    let whole = key.0.as_str();
    let name = alert
        .side
        .and_then(|side| whole.strip_suffix(side.word()))
        .and_then(|name| name.strip_suffix('@'))
        .unwrap_or(whole);
    Heard {
        source: source.clone(),
        name: Clean::new(name),
        side: alert.side,
        level: alert.level,
        title: alert.title.clone(),
        firing: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::event::{Envelope, FORMAT, Opened};
    use crate::model::{Actor, At, Digest, Event, Mode};
    use crate::plan::types::{Side, TierLevel};

    /// A room that has heard what a test says.
    struct Room(State);

    impl Room {
        fn new() -> Self {
            let plan = crate::plan::embedded().clone();
            let opened = Opened {
                mode: Mode::Live,
                plan_hash: crate::model::plan_hash(&plan),
                plan,
                scenario: None,
                seed: None,
                live: Side::Blue,
                low_ttl_since: None,
            };
            Self(State::open(&envelope(1, Event::Opened(Box::new(opened)))).unwrap())
        }

        /// Takes an answer as the engine does: the names that began, and those that ended.
        fn hears(&mut self, source: &str, alerts: &[Foreign]) -> (Vec<String>, Vec<String>) {
            let told = heard(&self.0, &Id::new(source), alerts);
            let (mut began, mut ended) = (Vec::new(), Vec::new());
            for one in told {
                if one.firing { &mut began } else { &mut ended }.push(one.key().to_string());
                let next = envelope(self.0.seq + 1, Event::AlertHeard(one));
                self.0.apply(&next);
            }
            (began, ended)
        }
    }

    fn envelope(seq: u64, event: Event) -> Envelope {
        let at = At(1_795_000_000_000);
        Envelope { v: FORMAT, seq, at, boot: 0, mono: seq, by: Actor::Engine, event, prev: Digest::default() }
    }

    fn alert(name: &str, side: Option<Side>, level: TierLevel) -> Foreign {
        Foreign { name: name.into(), side, level, title: format!("{name}!").into() }
    }

    fn none() -> (Vec<String>, Vec<String>) {
        (Vec::new(), Vec::new())
    }

    fn names(all: &[&str]) -> Vec<String> {
        all.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_alert_is_told_when_it_begins_and_when_it_ends_and_not_between() {
        let mut room = Room::new();
        let on =
            [alert("Disk", Some(Side::Green), TierLevel::Important), alert("Cpu", None, TierLevel::Info)];
        assert_eq!(room.hears("am", &on), (names(&["Cpu", "Disk@green"]), vec![]));
        assert_eq!(room.hears("am", &on), none());
        assert_eq!(room.hears("am", &on[1..]), (vec![], names(&["Disk@green"])));
        assert_eq!(room.hears("am", &[]), (vec![], names(&["Cpu"])));
        assert_eq!(room.hears("am", &[]), none());
        assert_eq!(room.hears("am", &on[1..]), (names(&["Cpu"]), vec![]), "a second episode");
    }

    #[test]
    fn a_source_ends_only_what_it_began() {
        let mut room = Room::new();
        room.hears("am", &[alert("Disk", None, TierLevel::Info)]);
        assert_eq!(room.hears("sentry", &[]), none());
        assert_eq!(room.hears("sentry", &[alert("Disk", None, TierLevel::Info)]), none(), "it is on already");
        assert_eq!(room.hears("sentry", &[]), none());
        assert_eq!(room.hears("am", &[]), (vec![], names(&["Disk"])));
    }

    #[test]
    fn a_series_told_twice_counts_once_by_its_gravest() {
        let mut room = Room::new();
        let twice = [alert("Disk", None, TierLevel::Info), alert("Disk", None, TierLevel::Critical)];
        assert_eq!(room.hears("am", &twice), (names(&["Disk"]), vec![]));
        assert_eq!(room.0.alerts.feed.values().next().unwrap().level, TierLevel::Critical);
        assert_eq!(room.hears("am", &twice[..1]), none(), "less grave is no news");
    }

    #[test]
    fn an_alert_that_grows_graver_is_told_again() {
        let mut room = Room::new();
        room.hears("am", &[alert("Disk", None, TierLevel::Important)]);
        let graver = [alert("Disk", None, TierLevel::Critical)];
        assert_eq!(room.hears("am", &graver), (names(&["Disk"]), vec![]));
        assert_eq!(room.hears("am", &graver), none());
    }

    #[test]
    fn a_name_that_ends_like_a_side_ends_as_it_began() {
        let mut room = Room::new();
        assert_eq!(room.hears("am", &[alert("a@green", None, TierLevel::Info)]).0, names(&["a@green"]));
        assert_eq!(room.hears("am", &[]), (vec![], names(&["a@green"])));
        assert_eq!(room.hears("am", &[]), none());
    }
}
