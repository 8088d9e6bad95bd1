//! Four eyes and the lead (F12, F13, R18): who may approve whose act, for how long, and how one goes alone.

use jday::model::alerts::AlertKey;
use jday::model::approvals::Lapse;
use jday::model::cutover::Phrase;
use jday::model::decide::Refusal;
use jday::model::react::own;
use jday::model::{Command, Event};
use jday::plan::types::{FourEyes, Id, Millis, ProcedureKind, Side};
use jday::text::Clean;

use super::day::{Green, day};
use super::lived::{Lived, MINUTE, SECOND, open_gate, switch};

/// A day whose switch needs a second person within two minutes.
fn guarded() -> Lived {
    let mut loaded = day(Green::Well, "", "");
    let procedures = vec![Id::new("switch"), Id::new("database-migrate")];
    loaded.plan.four_eyes = Some(FourEyes { procedures, within: Millis(2 * MINUTE) });
    let mut lived = Lived::alone(&loaded);
    lived.until(20 * SECOND).gets("awa", &open_gate("window", "the plan says 14:00"));
    lived
}

fn asked(lived: &Lived) -> u64 {
    *lived.state().approvals.open.keys().next().expect("something waits")
}

fn approve(action: u64) -> Command {
    Command::Approve { action, confirm: Some(Clean::new(Phrase::Switch.words()[1])) }
}

fn runs(lived: &Lived) -> usize {
    lived.state().procedures.runs.values().filter(|run| run.kind == ProcedureKind::Switch).count()
}

#[test]
fn the_switch_waits_for_somebody_else_and_then_goes_once() {
    let mut lived = guarded();
    lived.gets("awa", &switch());
    assert_eq!((runs(&lived), lived.points().len()), (0, 0), "asking moves nothing");
    let action = asked(&lived);
    assert_eq!(lived.is_refused("awa", &approve(action)), Refusal::OwnRequest { action });
    assert!(
        matches!(lived.is_refused("moussa", &switch()), Refusal::Awaited { .. }),
        "one request at a time"
    );
    let without = Command::Approve { action, confirm: None };
    assert!(matches!(lived.is_refused("moussa", &without), Refusal::WrongPhrase { .. }));
    assert!(matches!(lived.is_refused("ibrahima", &approve(action)), Refusal::NotAllowed { .. }));
    lived.gets("moussa", &approve(action));
    assert_eq!(runs(&lived), 1);
    assert!(matches!(lived.is_refused("moussa", &approve(action)), Refusal::Nothing { .. }), "once");
    lived.wait_for("Green is live", 2 * MINUTE, |state| state.cutover.live == Side::Green);
    assert_eq!(lived.points().len(), 1);
}

#[test]
fn an_approval_has_its_time_and_is_asked_for_again() {
    let mut lived = guarded();
    lived.gets("awa", &switch());
    let action = asked(&lived);
    lived.pass(2 * MINUTE + 2 * SECOND);
    assert!(lived.state().approvals.is_empty(), "it ends by itself");
    assert!(matches!(lived.is_refused("moussa", &approve(action)), Refusal::Nothing { .. }));
    let expired = Event::ApprovalLapsed { action, why: Lapse::Expired };
    assert_eq!(lived.count(|event| *event == expired), 1);
    lived.gets("awa", &switch());
    lived.gets("moussa", &approve(asked(&lived)));
    assert_eq!(runs(&lived), 1);
}

#[test]
fn a_leap_of_the_clock_cancels_what_was_asked_for() {
    let mut loaded = day(Green::Well, "", "[[event]]\nat = \"30s\"\nclock = \"+10s\"\n");
    loaded.plan.four_eyes =
        Some(FourEyes { procedures: vec![Id::new("switch")], within: Millis(5 * MINUTE) });
    let mut lived = Lived::alone(&loaded);
    lived.until(20 * SECOND).gets("awa", &open_gate("window", "the plan says 14:00"));
    lived.gets("awa", &switch());
    let action = asked(&lived);
    lived.until(40 * SECOND);
    let leapt = Event::ApprovalLapsed { action, why: Lapse::TimeLeapt };
    assert_eq!(lived.count(|event| *event == leapt), 1);
}

#[test]
fn one_person_may_go_alone_with_a_reason_and_everybody_hears_it() {
    let mut lived = guarded();
    lived.gets("awa", &switch());
    let action = asked(&lived);
    let alone = |reason: &str| Command::BreakGlass {
        action,
        confirm: Some(Clean::new(Phrase::Switch.words()[0])),
        reason: Clean::new(reason),
    };
    assert_eq!(lived.is_refused("awa", &alone("  ")), Refusal::Blank);
    lived.gets("awa", &alone("Moussa is unreachable"));
    assert_eq!(runs(&lived), 1);
    assert!(lived.state().alerts.feed.contains_key(&AlertKey::new(own::BREAK_GLASS, None)), "it is loud");
}

#[test]
fn what_waits_can_be_taken_back_and_not_now_is_not_go_back() {
    let mut lived = guarded();
    lived.gets("awa", &switch());
    let action = asked(&lived);
    assert!(matches!(lived.is_refused("fatou", &Command::Withdraw { action }), Refusal::NotAllowed { .. }));
    lived.gets("moussa", &Command::Withdraw { action });
    assert!(lived.state().approvals.is_empty());
    assert_eq!((runs(&lived), lived.points().len()), (0, 0));
}

#[test]
fn another_plan_ends_what_was_asked_under_the_old_one() {
    let mut lived = guarded();
    lived.gets("awa", &switch());
    let action = asked(&lived);
    let mut plan = (*lived.state().plan).clone();
    plan.version = Clean::new("1.1");
    lived.gets("awa", &Command::Amend { plan: Box::new(plan) });
    let refusal = lived.is_refused("moussa", &approve(action));
    assert_eq!(refusal, Refusal::Lapsed { why: Lapse::PlanChanged });
}

#[test]
fn a_rollback_never_waits_for_a_second_person() {
    let mut lived = guarded();
    lived.gets("awa", &switch());
    lived.gets("moussa", &approve(asked(&lived)));
    lived.wait_for("Green is live", 2 * MINUTE, |state| state.cutover.live == Side::Green);
    lived.gets("awa", &super::lived::go_back(Some(jday::plan::types::Reason::Security), None));
    lived.wait_for("Blue is live", 2 * MINUTE, |state| state.cutover.live == Side::Blue);
    assert_eq!(lived.points().len(), 2);
}

#[test]
fn the_lead_is_handed_to_somebody_who_is_here_and_decides_from_then_on() {
    let mut lived = guarded();
    let to = Id::new("fatou");
    let hand = Command::HandOver { to: to.clone() };
    assert_eq!(lived.is_refused("awa", &hand), Refusal::NotHere { person: to.clone() });
    lived.gets("fatou", &Command::Join { from: "bastion".into() });
    assert!(matches!(lived.is_refused("ibrahima", &hand), Refusal::NotLead { .. }));
    lived.gets("awa", &hand);
    let decider = lived.state().plan.rollback.decider.clone();
    assert!(jday::model::decide::holds_role(lived.state(), &to, &decider));
    assert!(matches!(lived.is_refused("awa", &hand), Refusal::NotLead { .. }), "it is hers no more");
    assert_eq!(lived.is_refused("awa", &Command::TakeLead { reason: " ".into() }), Refusal::Blank);
    lived.gets("awa", &Command::TakeLead { reason: "Fatou's link is gone".into() });
    assert_eq!(lived.state().people.lead.as_ref().map(|(lead, _)| lead.as_str()), Some("awa"));
}

#[test]
fn nobody_closes_a_room_in_which_the_traffic_is_being_moved() {
    let mut lived = guarded();
    assert!(matches!(lived.is_refused("fatou", &Command::Close), Refusal::NotAllowed { .. }));
    lived.gets("awa", &switch());
    lived.gets("moussa", &approve(asked(&lived)));
    assert!(matches!(lived.is_refused("awa", &Command::Close), Refusal::UnderWay { .. }));
    lived.wait_for("the switch ends", 5 * MINUTE, |state| {
        state.procedures.last_run(ProcedureKind::Switch).is_some_and(|(_, run)| run.ended.is_some())
    });
    lived.gets("awa", &Command::Close);
    assert!(lived.state().closed.is_some());
}
