//! Stopping a run that is under way: who may, what it means for each step, and what is never cut short.

use jday::model::decide::{Refusal, decide};
use jday::model::procedure::{Choice, PipelineState, Run, RunResult, StepResult, StepState};
use jday::model::{Command, Effect, Event, Outcome, State};
use jday::plan::types::{Id, ProcedureKind, Reason, Right, Side};
use jday::scenario::expect;
use jday::scenario::script::Script;

use super::day::{Green, calm, day, proposed};
use super::lived::{Lived, MINUTE, SECOND, go_back, open_gate, switch};

fn cancel(run: u64) -> Command {
    Command::Cancel { run, reason: "wrong branch".into() }
}

fn start(lived: &mut Lived, procedure: &str) -> u64 {
    let command = Command::Run { procedure: Id::new(procedure), confirm: Some("EXECUTE".into()), note: None };
    lived.gets("moussa", &command);
    let newest = lived.state().procedures.runs.keys().next_back();
    *newest.unwrap()
}

fn run_of(state: &State, run: u64) -> &Run {
    &state.procedures.runs[&run]
}

fn ended(state: &State, run: u64) -> Option<RunResult> {
    run_of(state, run).ended.map(|(_, result)| result)
}

/// A deployment whose pipeline runs.
fn deploying() -> (Lived, u64) {
    let mut lived = calm();
    lived.until(10 * SECOND);
    let run = start(&mut lived, "deploy");
    lived.wait_for("the pipeline builds", MINUTE, |state| {
        run_of(state, run).steps[1].state == StepState::Running
            && state.procedures.pipeline.values().any(|(state, _)| *state == PipelineState::Running)
    });
    (lived, run)
}

#[test]
fn who_operates_may_with_a_reason_and_nobody_else() {
    let (mut lived, run) = deploying();
    let refusal = lived.is_refused("fatou", &cancel(run));
    assert_eq!(refusal, Refusal::NotAllowed { role: Id::new("product-owner"), right: Right::Operate });
    let blank = Command::Cancel { run, reason: " ".into() };
    assert_eq!(lived.is_refused("moussa", &blank), Refusal::Blank);
    assert!(matches!(lived.is_refused("moussa", &cancel(7_000)), Refusal::Nothing { .. }));
    lived.gets("awa", &cancel(run));
    let wish = run_of(lived.state(), run).cancelled.clone().unwrap();
    assert_eq!((wish.by.to_string().as_str(), wish.reason.as_str()), ("person/awa", "wrong branch"));
}

#[test]
fn a_pipeline_is_asked_to_end_once_and_ends_the_run_by_its_own_end() {
    let (mut lived, run) = deploying();
    lived.gets("moussa", &cancel(run));
    assert_eq!(ended(lived.state(), run), None, "it goes on until GitHub says that it has ended");
    assert_eq!(lived.is_refused("awa", &cancel(run)), Refusal::CancelAsked { run });
    lived.wait_for("the run ends", MINUTE, |state| ended(state, run).is_some());
    let state = lived.state();
    assert_eq!(ended(state, run), Some(RunResult::Cancelled));
    let steps = &run_of(state, run).steps;
    assert_eq!(steps[1].state, StepState::Ended(StepResult::Failed));
    assert_eq!(steps[1].detail.as_str(), "pipeline cancelled");
    assert!(steps[1].output.iter().any(|line| line.as_str().contains("was taken")), "{:?}", steps[1].output);
    assert_eq!(steps[2].state, StepState::Waiting, "nobody is told that it went well");
    assert_eq!(lived.count(|event| matches!(event, Event::Intended(Effect::Cancel { .. }))), 1);
    assert_eq!(lived.is_refused("moussa", &cancel(run)), Refusal::RunEnded { run });
    // It can be run again.
    let again = start(&mut lived, "deploy");
    lived.wait_for("the next one ends", 45 * MINUTE, |state| ended(state, again).is_some());
    assert_eq!(ended(lived.state(), again), Some(RunResult::Done));
}

#[test]
fn a_program_ends_and_with_it_the_run() {
    let mut lived = calm();
    lived.until(10 * SECOND);
    let run = start(&mut lived, "database-backup");
    lived.pass(5 * SECOND).gets("moussa", &cancel(run));
    lived.pass(5 * SECOND);
    let state = lived.state();
    assert_eq!(ended(state, run), Some(RunResult::Cancelled));
    let steps = &run_of(state, run).steps;
    assert!(steps[0].detail.as_str().contains("signal 15"), "{}", steps[0].detail);
    assert_eq!(steps[1].state, StepState::Waiting);
    assert!(state.intents.values().all(|intent| intent.effect.step().is_none()), "nothing is left open");
}

#[test]
fn what_waits_for_people_is_left_out_at_once() {
    for (procedure, waits_at) in [("teardown", 0), ("database-return", 0), ("application-return", 0)] {
        let mut lived = calm();
        lived.until(20 * SECOND);
        let run = start(&mut lived, procedure);
        assert_eq!(run_of(lived.state(), run).steps[waits_at].state, StepState::Running, "{procedure}");
        lived.gets("awa", &cancel(run));
        let state = lived.state();
        assert_eq!(ended(state, run), Some(RunResult::Cancelled), "{procedure}");
        let step = &run_of(state, run).steps[waits_at];
        assert_eq!(step.state, StepState::Ended(StepResult::Skipped), "{procedure}");
        assert_eq!(step.detail.as_str(), "cancelled");
        assert_eq!(lived.count(|event| matches!(event, Event::StepBegan { run: of, .. } if *of == run)), 1);
        let approve =
            Command::Decide { run, choice: Choice::Approve, confirm: Some("EXECUTE".into()), note: None };
        assert_eq!(lived.is_refused("awa", &approve), Refusal::NothingToDecide { run });
        start(&mut lived, procedure);
    }
}

#[test]
fn traffic_that_moves_is_never_cut_short() {
    let mut lived = calm();
    lived.until(20 * SECOND).gets("awa", &open_gate("window", "the plan says 14:00"));
    lived.gets("moussa", &switch());
    let run = lived.state().procedures.open_run(ProcedureKind::Switch).unwrap().0;
    assert_eq!(lived.points(), [run]);
    assert_eq!(lived.is_refused("awa", &cancel(run)), Refusal::MovesTraffic { run });
    lived.pass(5 * SECOND);
    assert_eq!(
        lived.is_refused("awa", &cancel(run)),
        Refusal::MovesTraffic { run },
        "while it is verified too"
    );
    lived.gets("awa", &go_back(Some(Reason::Users), None));
    let back = lived.rollback().unwrap().0;
    assert_eq!(lived.is_refused("awa", &cancel(back)), Refusal::MovesTraffic { run: back });
}

#[test]
fn a_switch_that_waits_for_the_lever_may_be_cancelled() {
    let mut lived = calm();
    lived.until(20 * SECOND).gets("awa", &open_gate("window", "the plan says 14:00"));
    let mut state = lived.state().clone();
    // An order of somebody else's is under way, and one at a time is given (R9).
    let other =
        Effect::Point { run: 1, step: 0, from: Side::Blue, to: Side::Green, plan_hash: state.plan_hash };
    settle(&mut state, &Event::Intended(other));
    let awa = Id::new("awa");
    for event in decide(&state, &awa, &switch()).unwrap() {
        settle(&mut state, &event);
    }
    let run = state.procedures.open_run(ProcedureKind::Switch).unwrap().0;
    let wish = decide(&state, &awa, &cancel(run)).unwrap().remove(0);
    settle(&mut state, &wish);
    assert_eq!(ended(&state, run), Some(RunResult::Cancelled));
    assert_eq!(run_of(&state, run).steps[2].state, StepState::Waiting);
}

#[test]
fn a_proposed_rollback_is_declined_and_not_cancelled() {
    let mut lived = proposed(Green::Errors, "", "");
    let run = lived.rollback().unwrap().0;
    assert_eq!(lived.is_refused("awa", &cancel(run)), Refusal::DeclineIt { run });
}

/// Events as the engine would write them, on a state of its own.
fn settle(state: &mut State, event: &Event) -> Vec<Event> {
    let mut waiting = vec![event.clone()];
    let mut log = Vec::new();
    while !waiting.is_empty() {
        let event = waiting.remove(0);
        let envelope = jday::model::Envelope {
            v: 1,
            seq: state.seq + 1,
            at: state.now.at,
            boot: state.now.boot,
            mono: state.now.mono,
            by: jday::model::Actor::Engine,
            event: event.clone(),
            prev: jday::model::Digest::default(),
        };
        state.apply(&envelope);
        let follows = jday::model::react::react(state, &event).into_iter().map(|(_, event)| event);
        waiting.splice(0..0, follows);
        log.push(event);
    }
    log
}

/// A cancelled deployment's state, its open pipeline and the open wish.
fn asked() -> (State, u64, u64, u64) {
    let (mut lived, run) = deploying();
    lived.gets("moussa", &cancel(run));
    let state = lived.state().clone();
    let open = |is: fn(&Effect) -> bool| {
        *state.intents.iter().find(|(_, intent)| is(&intent.effect)).expect("it is open").0
    };
    let pipeline = open(|effect| matches!(effect, Effect::Pipeline { .. }));
    let wish = open(|effect| matches!(effect, Effect::Cancel { .. }));
    (state, run, pipeline, wish)
}

#[test]
fn what_is_done_in_spite_of_it_is_told_and_still_ends_the_run() {
    let (mut state, run, pipeline, wish) = asked();
    settle(&mut state, &Event::Settled { intent: wish, outcome: Outcome::Refused { why: "409".into() } });
    assert_eq!(ended(&state, run), None, "that it did not arrive ends nothing");
    let done = Outcome::Done { detail: "run 7: success".into() };
    let log = settle(&mut state, &Event::Settled { intent: pipeline, outcome: done });
    assert_eq!(ended(&state, run), Some(RunResult::Cancelled));
    let step = &run_of(&state, run).steps[1];
    assert_eq!(step.state, StepState::Ended(StepResult::Done));
    assert!(step.detail.as_str().contains("in spite of the cancel"), "{}", step.detail);
    assert!(!log.iter().any(|event| matches!(event, Event::StepBegan { .. })), "{log:?}");
}

#[test]
fn an_unknown_end_stays_unknown() {
    let (mut state, run, pipeline, _) = asked();
    let lost = Outcome::Unknown { why: "no end within 45 min".into() };
    settle(&mut state, &Event::Settled { intent: pipeline, outcome: lost });
    assert_eq!(ended(&state, run), Some(RunResult::Unknown));
}

#[test]
fn a_wish_that_did_not_arrive_may_be_repeated_and_is_asked_once_more() {
    for lost in [Outcome::Refused { why: "404".into() }, Outcome::Unknown { why: "timeout".into() }] {
        let (mut state, run, _, wish) = asked();
        let who = Id::new("moussa");
        let refusal = decide(&state, &who, &cancel(run)).unwrap_err();
        assert_eq!(refusal, Refusal::CancelAsked { run }, "the first is under way");
        let log = settle(&mut state, &Event::Settled { intent: wish, outcome: lost });
        assert_eq!(log.len(), 1, "nothing repeats it by itself: {log:?}");
        assert!(run_of(&state, run).steps[1].outcome.is_none(), "it is no outcome of the step");
        let events = decide(&state, &who, &cancel(run)).unwrap();
        let log = settle(&mut state, &events[0]);
        let wishes = log.iter().filter(|event| matches!(event, Event::Intended(Effect::Cancel { .. })));
        assert_eq!(wishes.count(), 1, "{log:?}");
    }
    let (mut state, run, _, wish) = asked();
    settle(&mut state, &Event::Settled { intent: wish, outcome: Outcome::Done { detail: "202".into() } });
    let refusal = decide(&state, &Id::new("moussa"), &cancel(run)).unwrap_err();
    assert_eq!(refusal, Refusal::CancelAsked { run }, "it was taken: its end is waited for");
}

#[test]
fn an_operator_of_a_script_cancels_and_the_scenario_expects_it() {
    let script = r#"
[[script]]
at = "10s"
by = "moussa"
do = "run"
procedure = "deploy"

[[script]]
at = "30s"
by = "moussa"
do = "cancel"
procedure = "deploy"
note = "wrong branch"

[[expect]]
id = "stopped"
procedure = { id = "deploy", result = "cancelled", within = "1m" }
"#;
    let loaded = day(Green::Well, "", script);
    let journal = jday::journal::Writer::memory();
    let mut lived = Lived::open(&loaded, &Script::new(&loaded.scenario.script), 3, journal);
    lived.finish(5 * MINUTE);
    assert!(lived.drill.refusals().is_empty(), "{:?}", lived.drill.refusals());
    let log: Vec<_> = lived.log.iter().map(|envelope| (**envelope).clone()).collect();
    for met in expect::check_all(&loaded.scenario.expect, lived.state(), &log) {
        assert!(met.met, "{}: {}", met.id, met.why);
    }
}
