//! Engines that end while the application goes back (R10, R18): it is asked about by reading, and never ordered again.

use std::path::Path;

use jday::client::Request;
use jday::journal::Writer;
use jday::model::cutover::Phrase;
use jday::model::procedure::{Choice, RunResult};
use jday::model::{Command, Effect, Event};
use jday::plan::types::{Id, Plan, ProcedureKind, Side, StepKind};

use super::lived::{Lived, MINUTE, SECOND, folder, plan};

/// The plan whose application goes back by `action`.
fn by(action: StepKind) -> Plan {
    let mut plan = plan();
    let procedure =
        plan.procedures.iter_mut().find(|known| known.kind == ProcedureKind::Applicationreturn).unwrap();
    procedure.steps[1].action = action;
    plan
}

/// A room in which it was asked for and approved a moment ago.
fn approved(action: StepKind, path: &Path) -> Lived {
    let mut lived = Lived::open_on(by(action), Writer::create(path).unwrap());
    let confirm = Some(Phrase::Danger.words()[1].into());
    let procedure = Id::new("application-return");
    lived.pass(20 * SECOND).gets("awa", &Command::Run { procedure, confirm: confirm.clone(), note: None });
    let (run, _) = lived.state().procedures.last_run(ProcedureKind::Applicationreturn).unwrap();
    lived.gets("awa", &Command::Decide { run, choice: Choice::Approve, confirm, note: None });
    lived
}

fn orders(lived: &Lived) -> usize {
    lived.world.count(|request| matches!(request, Request::Application { .. } | Request::Pipeline { .. }))
}

fn result(lived: &Lived) -> Option<RunResult> {
    let (_, run) = lived.state().procedures.last_run(ProcedureKind::Applicationreturn).unwrap();
    run.ended.map(|(_, result)| result)
}

#[test]
fn what_was_under_way_is_asked_about_by_reading_alone() {
    for action in [
        StepKind::Application { to: Side::Blue },
        StepKind::Pipeline { workflow: Some("rollback".into()), dangerous: true },
    ] {
        let (_folder, path) = folder();
        let lived = approved(action.clone(), &path);
        assert_eq!(orders(&lived), 1);
        let mut lived = lived.dies(&path, 10 * SECOND);
        lived.pass(MINUTE);
        assert_eq!(orders(&lived), 1, "{action:?}: it is never ordered again");
        let asked: Vec<u64> =
            lived.world.with().calls.iter().filter_map(|(_, call)| settles(&call.request)).collect();
        let [settles] = asked[..] else { panic!("it is asked about once: {asked:?}") };
        let ended = result(&lived).unwrap();
        match action {
            // What is left of the minute in which an alias moves; the world says that nothing of it is there.
            StepKind::Application { .. } => {
                assert!((40_000..=50_000).contains(&settles), "{settles}");
                assert_eq!(ended, RunResult::Failed);
            }
            // The run is found again and followed to its end.
            _ => assert_eq!((settles, ended), (0, RunResult::Done)),
        }
    }
}

/// How long an order of the application's return may still be on its way, where one is asked about.
fn settles(request: &Request) -> Option<u64> {
    match request {
        Request::Reconcile { request, settles_ms, .. } => {
            matches!(**request, Request::Application { .. } | Request::Pipeline { workflow: Some(_) })
                .then_some(*settles_ms)
        }
        _ => None,
    }
}

#[test]
fn an_alias_is_not_moved_by_an_approval_that_is_long_ago() {
    for (gap, given) in [(5 * SECOND, 1), (5 * MINUTE, 0)] {
        let (_folder, path) = folder();
        let lived = approved(StepKind::Application { to: Side::Blue }, &path);
        // The line with the order, and what came after it, never reached the disk.
        let text = std::fs::read_to_string(&path).unwrap();
        let before: Vec<&str> =
            text.lines().take_while(|line| !line.contains("\"intended\":{\"application\"")).collect();
        assert!(before.len() < text.lines().count());
        let asked = orders(&lived);
        lived.world.forget_engine();
        std::fs::write(&path, before.join("\n") + "\n").unwrap();
        let mut lived = lived.dies(&path, gap);
        lived.pass(MINUTE);
        assert_eq!(orders(&lived) - asked, given, "{} s away", gap / SECOND);
        let expected = if given == 1 { RunResult::Done } else { RunResult::Failed };
        assert_eq!(result(&lived), Some(expected));
        let intended = |event: &Event| matches!(event, Event::Intended(Effect::Application { .. }));
        assert!(lived.count(intended) >= given);
    }
}
