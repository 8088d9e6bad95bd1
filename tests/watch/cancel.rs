//! A deployment over the end of an engine: followed on for what is left of its time, and cancelled once.

use std::path::Path;
use std::sync::Arc;

use jday::client::Request;
use jday::journal::{self, Writer};
use jday::model::procedure::{Run, RunResult};
use jday::model::{Class, Command, Envelope, Event, state_hash};
use jday::plan::types::{Id, ProcedureKind};
use jday::source;

use super::lived::{Lived, MINUTE, SECOND, folder, plan};

fn deploy() -> Command {
    Command::Run { procedure: Id::new("deploy"), confirm: None, note: None }
}

fn run(lived: &Lived) -> Option<(u64, Run)> {
    lived.state().procedures.last_run(ProcedureKind::Deploy).map(|(id, run)| (id, run.clone()))
}

fn result(lived: &Lived) -> Option<RunResult> {
    run(lived).and_then(|(_, run)| run.ended.map(|(_, result)| result))
}

fn begins(path: &Path, pipeline_ms: u64) -> Lived {
    let lived = Lived::open_on(plan(), Writer::create(path).unwrap());
    lived.world.with().pipeline_ms = pipeline_ms;
    lived
}

#[test]
fn a_pipeline_is_followed_on_for_what_is_left_of_its_step_s_budget() {
    for (takes, expected) in [(30 * MINUTE, RunResult::Done), (60 * MINUTE, RunResult::Unknown)] {
        let (_folder, path) = folder();
        let mut lived = begins(&path, takes);
        lived.gets("awa", &deploy()).pass(MINUTE);
        let mut lived = lived.dies(&path, 4 * SECOND);
        let left = lived.world.with().calls.iter().find_map(|(_, call)| {
            let asks =
                matches!(&call.request, Request::Reconcile { request, .. } if matches!(**request, Request::Pipeline { .. }));
            asks.then_some(call.deadline_ms)
        });
        let budget = 45 * MINUTE;
        assert_eq!(left, Some(budget - MINUTE - 4 * SECOND));
        lived.wait_for("it ends", 46 * MINUTE, |state| {
            state.procedures.open_run(ProcedureKind::Deploy).is_none()
        });
        assert_eq!(result(&lived), Some(expected));
        assert_eq!(
            lived.world.count(|request| matches!(request, Request::Pipeline { .. })),
            1,
            "never ordered again"
        );
    }
}

/// A deployment from the fifth second, and its cancel from the fifteenth.
fn acts(lived: &mut Lived, day: u64) {
    match run(lived) {
        None if day >= 5 * SECOND => drop(lived.gets("awa", &deploy())),
        Some((run, Run { ended: None, cancelled: None, .. })) if day >= 15 * SECOND => {
            lived.gets("awa", &Command::Cancel { run, reason: "wrong branch".into() });
        }
        _ => {}
    }
}

fn live(lived: &mut Lived, from: u64) {
    for day in (from..40 * SECOND).step_by(SECOND as usize) {
        acts(lived, day);
        lived.pass(SECOND);
    }
}

/// A room on `path` that is killed once `seq` is written, and whose disk kept nothing after it.
fn killed(path: &Path, seq: u64) -> (Lived, u64) {
    let mut lived = begins(path, 10 * MINUTE);
    let mut day = 0;
    while lived.state().seq < seq {
        acts(&mut lived, day);
        lived.pass(SECOND);
        day += SECOND;
    }
    (lived.dies_after(path, 4 * SECOND, Some(seq)), day)
}

#[test]
fn killed_at_any_decision_a_cancel_is_asked_once_and_the_run_ends() {
    let (_folder, path) = folder();
    let mut whole = begins(&path, 10 * MINUTE);
    live(&mut whole, 0);
    assert_eq!(result(&whole), Some(RunResult::Cancelled));
    let began = |envelope: &&Arc<Envelope>| matches!(envelope.event, Event::RunRequested { .. });
    let first = whole.log.iter().find(began).unwrap().seq;
    let decides =
        |envelope: &&Arc<Envelope>| envelope.event.class() != Class::Observed && envelope.seq >= first;
    let moments: Vec<u64> = whole.log.iter().filter(decides).map(|envelope| envelope.seq).collect();
    assert!(moments.len() > 12, "{}", moments.len());
    for seq in moments {
        let (_folder, path) = folder();
        let (mut lived, day) = killed(&path, seq);
        live(&mut lived, day.min(16 * SECOND));
        let orders = lived.world.count(|request| matches!(request, Request::Pipeline { .. }));
        let wishes = lived.world.count(|request| matches!(request, Request::Cancel { .. }));
        assert!(orders <= 1 && wishes <= 1, "killed after {seq}: {orders} orders, {wishes} wishes");
        assert_eq!(result(&lived), Some(RunResult::Cancelled), "killed after {seq}");
        assert!(lived.state().strays.is_empty(), "killed after {seq}");
        let (id, _) = run(&lived).unwrap();
        let asked = |event: &Event| matches!(event, Event::CancelAsked { run, .. } if *run == id);
        let asked_at = lived.log.iter().find(|line| asked(&line.event)).unwrap().seq;
        let late = |line: &&Arc<Envelope>| {
            line.seq > asked_at && matches!(line.event, Event::StepBegan { run, .. } if run == id)
        };
        assert!(!lived.log.iter().any(|line| late(&line)), "killed after {seq}: a step began");
        let hash = state_hash(lived.state());
        drop(lived.watch);
        assert!(journal::verify(&path, None).unwrap().ok, "killed after {seq}");
        assert_eq!(state_hash(&source::replay(&path, |_, _| {}).unwrap().state), hash, "killed after {seq}");
    }
}
