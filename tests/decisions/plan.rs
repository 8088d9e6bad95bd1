//! Changing the running plan (R30), and the procedures beside the switch.

use jday::model::decide::Refusal;
use jday::model::procedure::{RunResult, StepState};
use jday::model::{Command, Effect, Event, plan_hash};
use jday::plan::types::{Id, Millis, Plan, ProcedureKind, Right};

use super::day::calm;
use super::lived::{MINUTE, SECOND, open_gate, stop_blue};

fn amended(plan: &Plan, change: impl FnOnce(&mut Plan)) -> Command {
    let mut plan = plan.clone();
    change(&mut plan);
    Command::Amend { plan: Box::new(plan) }
}

#[test]
fn an_amended_plan_keeps_its_diff_and_its_approver() {
    let mut lived = calm();
    lived.until(5 * SECOND);
    let plan = (*lived.state().plan).clone();
    let same = Command::Amend { plan: Box::new(plan.clone()) };
    assert_eq!(lived.is_refused("awa", &same), Refusal::SamePlan);
    let change = amended(&plan, |plan| plan.rollback.budget = Millis(4 * MINUTE));
    let refusal = lived.is_refused("moussa", &change);
    assert_eq!(refusal, Refusal::NotAllowed { role: Id::new("devops"), right: Right::Amend });
    lived.gets("awa", &change);
    let told = lived.log.iter().find(|envelope| matches!(envelope.event, Event::PlanAmended { .. })).unwrap();
    assert_eq!(told.by.person(), Some(&Id::new("awa")));
    let Event::PlanAmended { diff, plan_hash: hash, .. } = &told.event else { unreachable!() };
    let lines: Vec<&str> = diff.iter().map(jday::text::Clean::as_str).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].starts_with("- rollback.budget = ") && lines[1].starts_with("+ rollback.budget = "),
        "{lines:?}"
    );
    assert_eq!(*hash, plan_hash(&lived.state().plan));
    assert_eq!(lived.state().plan.rollback.budget.0, 4 * MINUTE);
}

#[test]
fn a_procedure_that_is_under_way_keeps_its_steps() {
    let mut lived = calm();
    lived.until(20 * SECOND).gets("moussa", &run("deploy", None));
    lived.pass(SECOND);
    let plan = (*lived.state().plan).clone();
    let change = amended(&plan, |plan| {
        let deploy = plan.procedures.iter_mut().find(|known| known.kind == ProcedureKind::Deploy).unwrap();
        deploy.steps.pop();
    });
    assert!(matches!(lived.is_refused("awa", &change), Refusal::UnderWay { .. }));
}

fn run(procedure: &str, confirm: Option<&str>) -> Command {
    Command::Run { procedure: Id::new(procedure), confirm: confirm.map(Into::into), note: None }
}

/// R17: Blue is not stopped while caches may send users there or people may still want to go back.
#[test]
fn tearing_blue_down_waits_for_its_gates_and_its_decision() {
    let mut lived = calm();
    lived.switched();
    assert!(matches!(lived.is_refused("moussa", &run("teardown", None)), Refusal::WrongPhrase { .. }));
    lived.gets("moussa", &run("teardown", Some("EXECUTE")));
    lived.pass(5 * MINUTE);
    let teardown = |lived: &super::lived::Lived| {
        lived.state().procedures.last_run(ProcedureKind::Teardown).map(|(id, run)| (id, run.clone())).unwrap()
    };
    let commands = |lived: &super::lived::Lived| {
        lived.count(|event| matches!(event, Event::Intended(Effect::Command { .. })))
    };
    assert_eq!(teardown(&lived).1.steps[0].state, StepState::Running, "the gate holds it");
    assert_eq!(commands(&lived), 0);
    lived.gets("awa", &open_gate("tail", "every resolver answers Green")).pass(5 * SECOND);
    assert_eq!(teardown(&lived).1.steps[0].state, StepState::Running, "so does the point of no return");
    lived.gets("awa", &open_gate("point-of-no-return", "the budget for Blue ends today")).pass(5 * SECOND);
    let (id, open) = teardown(&lived);
    assert_eq!(open.steps[1].state, StepState::Running, "and now the decision");
    assert_eq!(commands(&lived), 0);
    lived.gets("awa", &stop_blue(id)).pass(MINUTE);
    assert_eq!(teardown(&lived).1.ended.unwrap().1, RunResult::Done);
    assert_eq!(commands(&lived), 1);
}

#[test]
fn an_unknown_procedure_and_an_unknown_item_are_named() {
    let mut lived = calm();
    lived.until(SECOND);
    for command in [run("no-such", None), Command::Tick { item: Id::new("no-such"), note: None }] {
        let refusal = lived.is_refused("awa", &command).to_string();
        assert!(refusal.contains("no-such"), "{refusal}");
    }
    assert_eq!(lived.is_refused("awa", &Command::Note { text: "  \n ".into() }), Refusal::Blank);
}

#[test]
fn a_closed_room_takes_no_command() {
    let mut lived = calm();
    lived.until(SECOND);
    lived.drill.close(2 * SECOND);
    assert!(matches!(lived.ask("awa", &Command::Note { text: "late".into() }), Err(Refusal::Closed)));
}
