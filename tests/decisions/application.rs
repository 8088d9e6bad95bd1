//! Giving the former version of the application back: by a workflow, or by moving its alias.

use jday::model::decide::Refusal;
use jday::model::procedure::{Run, RunResult, StepState};
use jday::model::{Command, Effect, Event};
use jday::plan::types::{Id, ProcedureKind, Side, StepKind};

use super::day::{Green, day};
use super::lived::{Lived, MINUTE, SECOND, stop_blue};

/// How one way back ends under one fault.
fn ends(action: &StepKind, fault: &str) -> (Lived, Run) {
    let event =
        if fault.is_empty() { String::new() } else { format!("[[event]]\nat = \"0s\"\nfault = {fault}") };
    let mut loaded = day(Green::Well, "", &event);
    let procedure = loaded
        .plan
        .procedures
        .iter_mut()
        .find(|known| known.kind == ProcedureKind::Applicationreturn)
        .unwrap();
    procedure.steps[1].action = action.clone();
    let mut lived = Lived::alone(&loaded);
    lived.until(10 * SECOND);
    assert!(matches!(lived.is_refused("moussa", &back(None)), Refusal::WrongPhrase { .. }));
    lived.gets("moussa", &back(Some("EXECUTE"))).pass(SECOND);
    let (id, run) = newest(&lived);
    assert_eq!(run.steps[0].state, StepState::Running, "it waits for its decision");
    assert_eq!(orders(&lived), 0, "and nothing was asked for");
    lived.gets("awa", &stop_blue(id));
    lived.wait_for("it ends", 20 * MINUTE, |state| state.procedures.runs[&id].ended.is_some());
    let (_, run) = newest(&lived);
    assert_eq!(orders(&lived), 1, "{fault}: it was asked for once");
    (lived, run)
}

fn back(confirm: Option<&str>) -> Command {
    let procedure = Id::new("application-return");
    Command::Run { procedure, confirm: confirm.map(Into::into), note: None }
}

fn newest(lived: &Lived) -> (u64, Run) {
    let found = lived.state().procedures.last_run(ProcedureKind::Applicationreturn);
    found.map(|(id, run)| (id, run.clone())).unwrap()
}

fn orders(lived: &Lived) -> usize {
    lived.count(|event| {
        matches!(
            event,
            Event::Intended(Effect::Application { .. } | Effect::Pipeline { workflow: Some(_), .. })
        )
    })
}

fn result(run: &Run) -> RunResult {
    run.ended.unwrap().1
}

#[test]
fn its_alias_is_moved_by_a_phrase_and_a_decision_and_never_twice() {
    let application = StepKind::Application { to: Side::Blue };
    for (fault, expected) in [
        ("", RunResult::Done),
        ("{ kind = \"application\", how = \"refuses\" }", RunResult::Failed),
        ("{ kind = \"application\", how = \"lost\" }", RunResult::Unknown),
        ("{ kind = \"application\", how = \"half\" }", RunResult::Unknown),
        ("{ kind = \"application\", how = \"slow\" }", RunResult::Done),
    ] {
        let (lived, run) = ends(&application, fault);
        assert_eq!(result(&run), expected, "{fault}");
        assert!(!run.steps[1].detail.is_blank(), "{fault}: with its evidence");
        assert_eq!(lived.state().cutover.live, Side::Blue, "the traffic is where it was");
        assert!(lived.points().is_empty());
    }
    let (mut lived, _) = ends(&application, "");
    lived.gets("moussa", &back(Some("EXECUTE"))).pass(SECOND);
    let (again, _) = newest(&lived);
    lived.gets("awa", &stop_blue(again));
    lived.wait_for("it ends", MINUTE, |state| state.procedures.runs[&again].ended.is_some());
    let (_, run) = newest(&lived);
    assert_eq!(result(&run), RunResult::Failed);
    assert!(run.steps[1].detail.as_str().contains("points at blue"), "{}", run.steps[1].detail);
}

#[test]
fn a_workflow_of_its_own_leaves_the_steps_of_the_pipeline_alone() {
    let workflow = StepKind::Pipeline { workflow: Some(Id::new("rollback")), dangerous: true };
    for (fault, expected) in [
        ("", RunResult::Done),
        ("{ kind = \"workflow\", workflow = \"rollback\", how = \"refuses\" }", RunResult::Failed),
        // It waits for an approval until its budget is over.
        ("{ kind = \"workflow\", workflow = \"rollback\", how = \"silent\" }", RunResult::Unknown),
    ] {
        let (lived, run) = ends(&workflow, fault);
        assert_eq!(result(&run), expected, "{fault}");
        let said: Vec<&str> = run.steps[1].output.iter().map(jday::text::Clean::as_str).collect();
        assert!(said.join(" ").contains("rollback: running"), "{said:?}");
        assert!(lived.state().procedures.pipeline.is_empty(), "no step of the deploy pipeline was seen");
    }
}

#[test]
fn a_fault_of_a_workflow_that_no_step_runs_is_named() {
    let text = format!(
        "{}\n[[event]]\nat = \"0s\"\nfault = {{ kind = \"workflow\", workflow = \"rolback\", how = \"refuses\" }}",
        include_str!("../../fixtures/scenarios/clean-day.toml")
    );
    let report = jday::scenario::load::load(&text, "test.toml", None).unwrap_err().text(false);
    assert!(report.contains("rolback") && report.contains("did you mean `rollback`?"), "{report}");
}
