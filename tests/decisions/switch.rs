//! Who may switch, with what words, through which gates; and what is seen of it.

use jday::model::cutover::{Gate, Level};
use jday::model::decide::Refusal;
use jday::model::procedure::{RunResult, StepResult, StepState};
use jday::model::{Command, Event, Outcome};
use jday::plan::types::{Id, ProcedureKind, Right, Side, StepKind};
use jday::text::Clean;

use super::day::{Green, calm, day};
use super::lived::{Lived, MINUTE, SECOND, open_gate, switch};

fn with_phrase(phrase: &str) -> Command {
    Command::Switch { confirm: Clean::new(phrase), note: None }
}

fn closed(refusal: &Refusal) -> Vec<Gate> {
    match refusal {
        Refusal::GatesClosed { gates } => gates.iter().map(|gate| gate.gate.clone()).collect(),
        other => panic!("not a closed gate: {other}"),
    }
}

/// Twenty seconds in, with the window overridden.
fn ready(mut lived: Lived) -> Lived {
    lived.until(20 * SECOND).gets("awa", &open_gate("window", "the plan says 14:00"));
    lived
}

#[test]
fn roles_are_those_of_the_plan() {
    let mut lived = ready(calm());
    let refusal = lived.is_refused("ibrahima", &switch());
    assert_eq!(refusal, Refusal::NotAllowed { role: Id::new("support-manager"), right: Right::Switch });
    let refusal = lived.is_refused("mallory", &switch());
    assert_eq!(refusal, Refusal::UnknownPerson { person: Id::new("mallory") });
    let refusal = lived.is_refused("moussa", &open_gate("window", "I say so"));
    assert_eq!(refusal, Refusal::NotAllowed { role: Id::new("devops"), right: Right::Override });
    let refusal = lived.is_refused("fatou", &Command::PauseAutomation { length: 60_000.into_millis() });
    assert_eq!(refusal, Refusal::NotAllowed { role: Id::new("product-owner"), right: Right::Automation });
    let refusal = lived.is_refused("mallory", &Command::Note { text: "hello".into() });
    assert_eq!(refusal, Refusal::UnknownPerson { person: Id::new("mallory") });
    lived.gets("moussa", &switch());
}

trait IntoMillis {
    fn into_millis(self) -> jday::plan::types::Millis;
}

impl IntoMillis for u64 {
    fn into_millis(self) -> jday::plan::types::Millis {
        jday::plan::types::Millis(self)
    }
}

#[test]
fn only_the_whole_phrase_counts_in_either_language() {
    let mut lived = ready(calm());
    for wrong in ["", "SWITCH", "SWITCH BLUE", "RETOUR BLEU", "y", "SWITCH GREENS", "BASCULER VERT !"] {
        assert!(
            matches!(lived.is_refused("awa", &with_phrase(wrong)), Refusal::WrongPhrase { .. }),
            "{wrong:?}"
        );
    }
    for right in ["BASCULER VERT", "SWITCH GREEN", "switch green", "  Basculer   vert "] {
        ready(calm()).gets("awa", &with_phrase(right));
    }
}

#[test]
fn a_closed_gate_refuses_and_is_named_until_it_is_overridden_with_a_reason() {
    let mut lived = calm();
    lived.until(20 * SECOND);
    assert_eq!(closed(&lived.is_refused("awa", &switch())), [Gate::Window]);
    assert_eq!(lived.is_refused("awa", &open_gate("window", "  ")), Refusal::Blank);
    let none = open_gate("checklist:no-such", "why not");
    assert!(matches!(lived.is_refused("awa", &none), Refusal::NoSuchGate { .. }));
    lived.gets("awa", &open_gate("window", "the plan says 14:00")).gets("awa", &switch());
}

#[test]
fn every_gate_closes_for_its_own_reason() {
    let cases: [(&str, &str, Gate); 3] = [
        ("start = { ttl_for = \"2m\" }", "", Gate::LowTtl),
        ("start = { votes = [\"awa\", \"moussa\", \"fatou\"] }", "", Gate::Votes),
        ("", "[[event]]\nat = \"0s\"\nfault = { kind = \"unready\", side = \"green\" }", Gate::Readiness),
    ];
    for (head, more, gate) in cases {
        let mut lived = ready(Lived::alone(&day(Green::Well, head, more)));
        assert_eq!(closed(&lived.is_refused("awa", &switch())), [gate]);
    }
}

#[test]
fn a_no_go_vote_an_open_item_and_a_critical_alert_close_the_switch() {
    let mut lived = ready(calm());
    lived.gets("fatou", &Command::Vote { go: false, note: Some("invoices are wrong".into()) });
    assert_eq!(closed(&lived.is_refused("awa", &switch())), [Gate::Votes]);
    lived.gets("fatou", &Command::Vote { go: true, note: None });

    let checklist = lived.state().plan.checklists.iter().find(|list| list.gates_switch).unwrap().clone();
    let item = checklist.items().find(|item| item.proof.is_none()).unwrap().id.clone();
    lived.gets("moussa", &Command::Untick { item: item.clone(), note: None });
    assert_eq!(closed(&lived.is_refused("awa", &switch())), [Gate::Checklist(checklist.id)]);
    assert_eq!(
        lived.is_refused("moussa", &Command::Untick { item: item.clone(), note: None }),
        Refusal::NotDone { item: item.clone() }
    );
    lived.gets("moussa", &Command::Tick { item, note: None });

    let alert = "[[event]]\nat = \"5s\"\nalert = { source = \"sentry\", name = \"boom\", level = \"critical\", title = \"boom\" }";
    let mut lived = ready(Lived::alone(&day(Green::Well, "", alert)));
    assert_eq!(closed(&lived.is_refused("awa", &switch())), [Gate::CriticalAlert]);
    let key = lived.alert("boom").unwrap().0.clone();
    lived.gets("moussa", &Command::Acknowledge { alert: key }).gets("awa", &switch());
}

#[test]
fn one_switch_at_a_time_and_none_to_where_one_is() {
    let mut lived = ready(calm());
    lived.gets("awa", &switch());
    lived.pass(SECOND);
    assert!(matches!(lived.is_refused("moussa", &switch()), Refusal::UnderWay { .. }));
    lived.wait_for("the switch ends", 5 * MINUTE, |state| {
        state.procedures.open_run(ProcedureKind::Switch).is_none()
    });
    assert_eq!(lived.is_refused("awa", &switch()), Refusal::AlreadyThere { side: Side::Green });
    assert_eq!(lived.points().len(), 1);
}

/// R10: the provider did it and its answer was lost. The step is unknown, the reading settles the run,
/// and the order is not given twice.
#[test]
fn a_lost_answer_is_settled_by_reading() {
    for how in ["lost", "silent"] {
        let fault = format!(
            "[[event]]\nat = \"19s\"\nuntil = \"2m\"\nfault = {{ kind = \"lever\", how = \"{how}\" }}"
        );
        let mut lived = ready(Lived::alone(&day(Green::Well, "", &fault)));
        lived.gets("awa", &switch());
        lived.wait_for("the switch ends", 8 * MINUTE, |state| {
            state.procedures.open_run(ProcedureKind::Switch).is_none()
        });
        let state = lived.state();
        let (id, run) = state.procedures.last_run(ProcedureKind::Switch).unwrap();
        let steps = &state.plan.procedure(&run.procedure).unwrap().steps;
        let lever = steps.iter().position(|step| matches!(step.action, StepKind::Lever { .. })).unwrap();
        assert!(matches!(run.steps[lever].outcome, Some(Outcome::Unknown { .. })), "{how}");
        assert_eq!(run.steps[lever].state, StepState::Ended(StepResult::Unknown));
        let (result, live) =
            if how == "lost" { (RunResult::Done, Side::Green) } else { (RunResult::Failed, Side::Blue) };
        assert_eq!((run.ended.unwrap().1, state.cutover.live), (result, live), "{how}");
        assert_eq!(lived.points(), [id], "{how}: one order");
    }
}

/// F19: somebody else moved the record.
#[test]
fn a_foreign_move_is_told_once_and_jdays_own_never() {
    let mut lived = calm();
    lived.switched().pass(5 * MINUTE);
    assert_eq!(lived.count(|event| matches!(event, Event::Drifted(_))), 0);

    let moved = "[[event]]\nat = \"4m\"\nafter = \"switch\"\nfault = { kind = \"moved\", to = \"blue\" }";
    let mut lived = Lived::alone(&day(Green::Well, "", moved));
    lived.switched().pass(8 * MINUTE);
    assert_eq!(lived.count(|event| matches!(event, Event::Drifted(_))), 1);
    assert_eq!(lived.state().cutover.live, Side::Blue);
    assert_eq!(lived.alert("out-of-band").unwrap().1.episodes, 1);
    assert_eq!(lived.points().len(), 1, "jday does nothing by itself");
}

#[test]
fn a_way_back_that_is_lost_wakes_people_until_it_is_there_again() {
    let unready = "[[event]]\nat = \"3m\"\nuntil = \"6m\"\nafter = \"switch\"\nfault = { kind = \"unready\", side = \"blue\" }";
    let mut lived = Lived::alone(&day(Green::Well, "", unready));
    lived.switched();
    lived.wait_for("no-way-back", 5 * MINUTE, |state| {
        state.alerts.feed.iter().any(|(key, alert)| key.0.as_str() == "no-way-back" && alert.is_firing())
    });
    lived.wait_for("the way back", 6 * MINUTE, |state| {
        !state.alerts.feed.iter().any(|(key, alert)| key.0.as_str() == "no-way-back" && alert.is_firing())
    });
    assert_eq!(lived.alert("no-way-back").unwrap().1.episodes, 1, "told once, not each minute");
}

/// R12: accepted is not done.
#[test]
fn a_lever_that_does_nothing_stops_at_level_two_and_says_so() {
    let fault = "[[event]]\nat = \"0s\"\nfault = { kind = \"lever\", how = \"accepts\" }";
    let mut lived = ready(Lived::alone(&day(Green::Well, "", fault)));
    lived.gets("awa", &switch()).pass(6 * MINUTE);
    let movement = lived.state().cutover.movement().unwrap().clone();
    assert_eq!(movement.missed, Some(Level::Authoritative));
    assert!(movement.levels[1].is_some() && movement.levels[2].is_none());
    assert_eq!(lived.state().cutover.live, Side::Blue);
    let first = lived.alert("lever-stuck").unwrap().1.clone();
    assert!(first.is_firing());
    assert_eq!(
        lived.state().procedures.last_run(ProcedureKind::Switch).unwrap().1.ended.unwrap().1,
        RunResult::Failed
    );
    // A second one is told anew, though somebody took the first one on.
    let alert = lived.alert("lever-stuck").unwrap().0.clone();
    lived.gets("awa", &Command::Acknowledge { alert }).gets("awa", &switch()).pass(6 * MINUTE);
    let second = lived.alert("lever-stuck").unwrap().1;
    assert!(second.is_firing() && second.acknowledged.is_none() && second.raised_at.at > first.raised_at.at);
}
