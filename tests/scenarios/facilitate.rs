//! Faults by a facilitator's hand (F9, R34): who did it is written down, nothing outlives the drill, and a
//! replay of what came of it is the same state.

use jday::journal::Writer;
use jday::model::decide::Refusal;
use jday::model::{Actor, Event, state_hash};
use jday::plan::types::{Id, Side};
use jday::scenario::script::Script;
use jday::source;
use jday::text::Clean;

use super::lived::{self, Lived, MINUTE, SECOND};

fn clean_day() -> Lived {
    Lived::alone(&lived::scenario("clean-day"))
}

fn hand(lived: &mut Lived, who: &str, fault: &str, begins: bool) -> Result<(), Refusal> {
    let answer = lived.drill.fault(&Id::new(who), &Clean::new(fault), begins, lived.at);
    lived.log.extend(lived.drill.take_told());
    answer
}

/// Who changed `fault`, and how.
fn changes(lived: &Lived, fault: &str) -> Vec<(Actor, bool)> {
    let of = |event: &Event| match event {
        Event::FaultChanged { fault: known, begins } if known.as_str() == fault => Some(*begins),
        _ => None,
    };
    lived.log.iter().filter_map(|envelope| Some((envelope.by.clone(), of(&envelope.event)?))).collect()
}

#[test]
fn the_journal_names_who_broke_and_who_mended() {
    let mut lived = clean_day();
    lived.until(5 * SECOND);
    hand(&mut lived, "moussa", "hand-lever-accepts", true).unwrap();
    hand(&mut lived, "moussa", "hand-lever-accepts", true).unwrap();
    lived.pass(5 * SECOND);
    hand(&mut lived, "awa", "hand-lever-accepts", false).unwrap();
    let person = |who| Actor::Person(Id::new(who));
    assert_eq!(changes(&lived, "hand-lever-accepts"), [(person("moussa"), true), (person("awa"), false)]);
    assert_eq!(lived.state().faults_by_hand, 1, "asking twice breaks once");
}

#[test]
fn what_is_broken_by_hand_ends_when_the_drill_is_left_and_the_score_says_so() {
    let mut lived = clean_day();
    lived.until(5 * SECOND);
    hand(&mut lived, "awa", "hand-green-errors", true).unwrap();
    hand(&mut lived, "awa", "hand-silent-prometheus", true).unwrap();
    lived.pass(5 * SECOND);
    let at = lived.at;
    lived.drill.close(at);
    lived.log.extend(lived.drill.take_told());
    assert!(lived.state().faults.is_empty(), "{:?}", lived.state().faults);
    assert_eq!(changes(&lived, "hand-green-errors").last(), Some(&(Actor::Drill, false)));
    let score = lived.state().closed.as_ref().and_then(|(_, score)| score.clone()).unwrap();
    assert_eq!(score.faults_by_hand, 2);
    assert_eq!(hand(&mut lived, "awa", "hand-freeze", true), Err(Refusal::Closed));
}

#[test]
fn who_only_looks_breaks_nothing() {
    let mut loaded = lived::scenario("clean-day");
    for role in &mut loaded.plan.roles {
        if role.id.as_str() == "support-manager" {
            role.may.clear();
        }
    }
    let looker = loaded.plan.people.iter().find(|person| person.role.as_str() == "support-manager").unwrap();
    let looker = looker.id.clone();
    let mut lived = Lived::alone(&loaded);
    let before = state_hash(lived.state());
    let refused = hand(&mut lived, looker.as_str(), "hand-green-errors", true);
    assert!(matches!(refused, Err(Refusal::NotAllowed { .. })), "{refused:?}");
    let refused = hand(&mut lived, "a-stranger", "hand-green-errors", true);
    assert!(matches!(refused, Err(Refusal::UnknownPerson { .. })), "{refused:?}");
    let refused = hand(&mut lived, "awa", "no-such-fault", true);
    assert!(matches!(refused, Err(Refusal::Nothing { .. })), "{refused:?}");
    assert_eq!(state_hash(lived.state()), before);
}

#[test]
fn greens_errors_by_hand_are_seen_judged_and_gone_when_mended() {
    let mut lived = clean_day();
    lived.switched();
    let errors = |lived: &Lived| {
        let series = &lived.state().metrics.green[&Id::new("errors")];
        series.last.unwrap().1.value.number().unwrap()
    };
    hand(&mut lived, "awa", "hand-green-errors", true).unwrap();
    lived.pass(3 * SECOND);
    assert!(errors(&lived) >= 0.2, "{}", errors(&lived));
    lived.wait_for("a trigger counts", MINUTE, |state| {
        let standing = state.triggers.standing(&Id::new("error-rate"), Side::Green);
        standing.began_at.is_some()
    });
    hand(&mut lived, "awa", "hand-green-errors", false).unwrap();
    lived.pass(3 * SECOND);
    assert!(errors(&lived) < 0.2, "{}", errors(&lived));
}

#[test]
fn a_freeze_a_leap_and_a_moved_lever_happen_once_and_leave_nothing_to_mend() {
    let mut lived = clean_day();
    lived.until(10 * SECOND);
    for fault in ["hand-clock", "hand-moved-green", "hand-freeze"] {
        hand(&mut lived, "awa", fault, true).unwrap();
    }
    assert!(lived.state().faults.is_empty());
    lived.pass(MINUTE);
    assert_eq!(lived.count(|event| matches!(event, Event::ClockJumped { .. })), 1);
    assert_eq!(lived.count(|event| matches!(event, Event::Froze { .. })), 1);
    assert!(lived.count(|event| matches!(event, Event::Drifted(_))) >= 1, "somebody moved the lever (F19)");
}

#[test]
fn the_scenarios_own_fault_begun_by_hand_is_not_begun_twice_by_its_clock() {
    let loaded = lived::scenario("long-tail");
    let mut lived = Lived::alone(&loaded);
    let own =
        lived.drill.offers().into_iter().map(|offer| offer.id).find(|id| !id.as_str().starts_with("hand-"));
    let own = own.unwrap();
    lived.until(20 * SECOND - 1);
    hand(&mut lived, "awa", own.as_str(), true).unwrap();
    lived.gets("awa", &lived::open_gate("low-ttl", "a drill")).switched();
    lived.pass(13 * MINUTE);
    let told: Vec<bool> = changes(&lived, own.as_str()).into_iter().map(|(_, begins)| begins).collect();
    assert_eq!(told, [true, false]);
}

#[test]
fn a_drill_broken_by_hand_replays_to_the_same_state() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hand.jsonl");
    let loaded = lived::scenario("clean-day");
    let journal = Writer::create(&path).unwrap();
    let mut lived = Lived::open(&loaded, &Script::default(), loaded.scenario.seed, journal);
    for (second, offer) in lived.drill.offers().iter().enumerate() {
        lived.until((second as u64 + 1) * SECOND);
        hand(&mut lived, "awa", offer.id.as_str(), true).unwrap();
    }
    lived.pass(40 * SECOND);
    let at = lived.at;
    lived.finish(at);
    let replayed = source::replay(&path, |_, _| {}).unwrap();
    assert_eq!(state_hash(&replayed.state), state_hash(lived.state()));
    assert!(replayed.state.faults.is_empty());
    assert!(replayed.state.faults_by_hand > 10);
}
