//! Who decides the way back, and what follows from each answer.

use jday::model::decide::Refusal;
use jday::model::procedure::{Choice, RunResult, Why};
use jday::model::{Actor, Event};
use jday::plan::types::{Id, ProcedureKind, Reason, Side};

use super::day::{Green, calm, day, proposed};
use super::lived::{Lived, MINUTE, SECOND, choose, go_back, open_gate, switch};

fn until_back(lived: &mut Lived) {
    lived.wait_for("the way back", 6 * MINUTE, |state| {
        state.procedures.open_run(ProcedureKind::Rollback).is_none()
    });
    assert_eq!(lived.state().cutover.live, Side::Blue);
}

fn proposals(lived: &Lived) -> usize {
    lived.count(|event| matches!(event, Event::Proposed { .. }))
}

#[test]
fn there_is_nothing_to_go_back_to_on_blue() {
    let mut lived = calm();
    lived.until(20 * SECOND);
    let refusal = lived.is_refused("awa", &go_back(Some(Reason::Security), None));
    assert_eq!(refusal, Refusal::AlreadyThere { side: Side::Blue });
}

#[test]
fn a_reason_and_the_phrase_are_needed() {
    let mut lived = calm();
    lived.switched();
    assert_eq!(lived.is_refused("awa", &go_back(None, Some("because"))), Refusal::ReasonNeeded);
    let wrong = jday::model::Command::Rollback {
        confirm: "ROLLBACK GREEN".into(),
        reason: Some(Reason::Security),
        note: None,
    };
    assert!(matches!(lived.is_refused("awa", &wrong), Refusal::WrongPhrase { .. }));
    let french = jday::model::Command::Rollback {
        confirm: "retour bleu".into(),
        reason: Some(Reason::Security),
        note: None,
    };
    lived.gets("awa", &french);
    until_back(&mut lived);
}

/// Everybody with the right may ask; the lever waits for the decider of the reason (plan, step 2).
#[test]
fn a_request_of_somebody_else_waits_for_the_decider() {
    let mut lived = calm();
    lived.switched().gets("ibrahima", &go_back(Some(Reason::Security), Some("a token leaks")));
    lived.pass(MINUTE);
    let (run, open) = lived.rollback().unwrap();
    assert!(open.decided.is_none() && open.ended.is_none());
    assert_eq!(lived.points().len(), 1, "only the switch moved the lever");
    lived.gets("awa", &choose(run, Choice::Approve, None));
    until_back(&mut lived);
    let (_, done) = lived.rollback().unwrap();
    assert_eq!(done.ended.unwrap().1, RunResult::Done);
    assert_eq!(done.by, Actor::Person(Id::new("ibrahima")));
    assert!(lived.alert("break-glass").is_none());
    assert!(matches!(
        lived.is_refused("awa", &choose(run, Choice::Approve, None)),
        Refusal::NothingToDecide { .. }
    ));
}

#[test]
fn the_decider_of_a_reason_or_a_deputy_decides_by_asking() {
    for (person, reason) in
        [("awa", Reason::Performance), ("moussa", Reason::Security), ("ibrahima", Reason::Users)]
    {
        let mut lived = calm();
        lived.switched().gets(person, &go_back(Some(reason), None));
        assert!(lived.rollback().unwrap().1.is_approved(), "{person} for {reason:?}");
    }
}

#[test]
fn breaking_the_glass_needs_words_and_is_loud() {
    let mut lived = proposed(Green::Errors, "", "");
    let run = lived.rollback().unwrap().0;
    let role = Id::new("tech-lead");
    assert_eq!(
        lived.is_refused("fatou", &choose(run, Choice::Approve, None)),
        Refusal::NotDecider { role: role.clone() }
    );
    assert_eq!(
        lived.is_refused("fatou", &choose(run, Choice::Approve, Some("  "))),
        Refusal::NotDecider { role: role.clone() }
    );
    let decline = choose(run, Choice::Decline, Some("it will pass"));
    assert_eq!(
        lived.is_refused("fatou", &decline),
        Refusal::NotDecider { role },
        "nobody breaks a glass to do nothing"
    );
    lived.gets("fatou", &choose(run, Choice::Approve, Some("Awa and Moussa do not answer")));
    assert!(lived.alert("break-glass").unwrap().1.is_firing());
    until_back(&mut lived);
}

/// R18: declining is "not now", and one episode is answered once; the next one asks again.
#[test]
fn a_declined_proposal_is_not_made_again_for_the_same_episode() {
    let mut lived = proposed(Green::Twice, "", "");
    let run = lived.rollback().unwrap().0;
    lived.gets("awa", &choose(run, Choice::Decline, Some("a campaign, over in a minute")));
    lived.pass(20 * SECOND);
    assert_eq!(lived.rollback().unwrap().1.ended.unwrap().1, RunResult::Declined);
    lived.pass(2 * MINUTE);
    assert_eq!((proposals(&lived), lived.state().cutover.live), (1, Side::Green));
    lived.pass(5 * MINUTE);
    assert_eq!(proposals(&lived), 2, "a new episode is a new question");
}

#[test]
fn a_person_may_go_back_before_the_hold_runs_out_and_it_cures() {
    let mut lived = Lived::alone(&day(Green::Errors, "", ""));
    lived.switched();
    let moved = lived.state().cutover.movement().unwrap().levels[1].unwrap().mono;
    lived.until(moved + 3 * MINUTE + 8 * SECOND);
    assert_eq!(proposals(&lived), 0, "too early for the trigger");
    lived.gets("awa", &go_back(Some(Reason::Performance), Some("errors on Green")));
    until_back(&mut lived);
    lived.pass(3 * MINUTE);
    assert_eq!(proposals(&lived), 0);
    let blue = lived.state().triggers.standing(&Id::new("error-rate"), Side::Blue);
    assert_eq!(blue.phase, jday::model::triggers::Phase::Calm);
    let series =
        lived.state().metrics.series(&Id::new("errors"), jday::model::metrics::Track::Side(Side::Blue));
    assert!(series.unwrap().last.unwrap().1.value.number().unwrap() < 0.01);
}

#[test]
fn going_back_while_the_switch_is_under_way_takes_its_place() {
    let mut lived = calm();
    lived.until(20 * SECOND).gets("awa", &open_gate("window", "14:00")).gets("awa", &switch());
    lived.pass(2 * SECOND).gets("awa", &go_back(Some(Reason::Users), Some("wrong version")));
    let (_, switched) = lived.state().procedures.last_run(ProcedureKind::Switch).unwrap();
    assert_eq!(switched.ended.unwrap().1, RunResult::Superseded);
    // `users` is the product owner's to decide, and the tech lead is a deputy.
    until_back(&mut lived);
    lived.pass(2 * MINUTE);
    assert_eq!(lived.rollback().unwrap().1.ended.unwrap().1, RunResult::Done);
    assert_eq!(lived.state().cutover.live, Side::Blue);
    assert_eq!(lived.points().len(), 2, "one order each");
    assert_eq!(lived.count(|event| matches!(event, Event::Drifted(_))), 0, "both moves were jday's own");
}

#[test]
fn the_way_back_opens_its_own_checklist() {
    let mut lived = proposed(Green::Errors, "", "");
    assert!(lived.state().checklists.opened.is_empty());
    lived.gets("awa", &go_back(None, Some("errors")));
    until_back(&mut lived);
    let after: Vec<Id> = lived
        .state()
        .plan
        .checklists
        .iter()
        .filter(|list| list.after_rollback)
        .map(|list| list.id.clone())
        .collect();
    assert!(!after.is_empty());
    assert_eq!(lived.state().checklists.opened.keys().cloned().collect::<Vec<_>>(), after);
    let why = &lived.rollback().unwrap().1.why;
    assert_eq!(*why, Why::Trigger { trigger: Id::new("error-rate"), side: Side::Green });
}

/// R18, R20: no gate, no window and no blindness stands in the way back.
#[test]
fn a_blind_room_goes_back_all_the_same() {
    let silent = "[[event]]\nat = \"3m\"\nafter = \"switch\"\nsilent = \"prometheus\"\n[[event]]\nat = \"3m\"\nafter = \"switch\"\nsilent = \"probe\"";
    let mut lived = Lived::alone(&day(Green::Well, "", silent));
    lived.switched().wait_for("blindness", 5 * MINUTE, |state| state.triggers.blind.is_some());
    lived.gets("awa", &go_back(Some(Reason::Users), None));
    until_back(&mut lived);
}
