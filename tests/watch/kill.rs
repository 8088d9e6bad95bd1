//! An engine that is killed at any event of a day (R2, R10): no order twice, no outcome lost, and what
//! people decided holds.

use std::path::Path;

use jday::client::{Request, Value};
use jday::journal::{self, Writer};
use jday::model::cutover::Phrase;
use jday::model::procedure::{Choice, RunResult};
use jday::model::{Class, Command, Event, state_hash};
use jday::plan::types::{ProcedureKind, Side};
use jday::source;

use super::lived::{Lived, MINUTE, SECOND, folder, go_back, plan, switch};

/// What a person does, when it is time for it in the room's own day; what was asked for and not yet decided
/// is decided, as the screen asks for it.
fn acts(lived: &mut Lived, day: u64) {
    let newest = |lived: &Lived, kind| {
        let run = lived.state().procedures.last_run(kind);
        run.map(|(id, run)| (id, run.decided.is_none() && run.ended.is_none()))
    };
    match newest(lived, ProcedureKind::Switch) {
        None if day >= 20 * SECOND => drop(lived.gets("awa", &switch())),
        Some((run, true)) => {
            let confirm = Some(Phrase::Switch.words()[1].into());
            lived.gets("awa", &Command::Decide { run, choice: Choice::Approve, confirm, note: None });
        }
        _ => {}
    }
    if day >= 3 * MINUTE {
        lived.world.value("errors", Side::Green, Value::Number(0.09));
    }
    let may = day >= 4 * MINUTE && lived.state().cutover.live == Side::Green;
    if may && newest(lived, ProcedureKind::Rollback).is_none_or(|(_, is_open)| is_open) {
        lived.gets("awa", &go_back());
    }
}

/// Lives a day of seven minutes: a switch, a breach, a return.
fn live(lived: &mut Lived, from: u64) {
    for day in (from..7 * MINUTE).step_by(SECOND as usize) {
        acts(lived, day);
        lived.pass(SECOND);
    }
}

/// A room on `path` that is killed once `seq` is written, and whose disk kept nothing after it.
fn killed(path: &Path, seq: u64) -> (Lived, u64) {
    let mut lived = Lived::open_on(plan(), Writer::create(path).unwrap());
    let mut day = 0;
    while lived.state().seq < seq && day < 7 * MINUTE {
        acts(&mut lived, day);
        lived.pass(SECOND);
        day += SECOND;
    }
    (lived.dies_after(path, 4 * SECOND, Some(seq)), day)
}

#[test]
fn killed_at_any_decision_of_a_day_it_ends_the_same_way() {
    let mut whole = Lived::open(plan());
    live(&mut whole, 0);
    assert_eq!(whole.state().cutover.live, Side::Blue);
    assert_eq!(whole.points(), 2);
    let moments: Vec<u64> = whole
        .log
        .iter()
        .filter(|envelope| envelope.event.class() != Class::Observed && envelope.seq > 1)
        .map(|envelope| envelope.seq)
        .collect();
    assert!(moments.len() > 50, "{}", moments.len());
    // Every other one: a day each takes its time, and neighbours are alike.
    for seq in moments.into_iter().step_by(2) {
        let (_folder, path) = folder();
        let (mut lived, day) = killed(&path, seq);
        live(&mut lived, day);
        check(&lived, seq);
        assert_eq!(lived.watch.mute(), None);
        let hash = state_hash(lived.state());
        drop(lived.watch);
        assert!(journal::verify(&path, None).unwrap().ok, "killed after {seq}");
        assert_eq!(state_hash(&source::replay(&path, |_, _| {}).unwrap().state), hash, "killed after {seq}");
    }
}

fn check(lived: &Lived, seq: u64) {
    let state = lived.state();
    // Each order left once at most, whoever gave it.
    let mut orders: Vec<u64> = lived.world.with().calls.iter().filter_map(|(_, call)| order(call)).collect();
    let given = orders.len();
    orders.sort_unstable();
    orders.dedup();
    assert_eq!(orders.len(), given, "killed after {seq}: an order was given twice");
    // Each intent came to an end, and each ended once.
    for envelope in &lived.log {
        if matches!(envelope.event, Event::Intended(_)) && envelope.seq + 20 < state.seq {
            let ends = lived
                .count(|event| matches!(event, Event::Settled { intent, .. } if *intent == envelope.seq));
            assert_eq!(ends, 1, "killed after {seq}: {:?}", envelope.event);
        }
    }
    assert!(state.strays.is_empty(), "killed after {seq}");
    for kind in [ProcedureKind::Switch, ProcedureKind::Rollback] {
        let (_, run) =
            state.procedures.last_run(kind).unwrap_or_else(|| panic!("killed after {seq}: no {kind:?}"));
        let moves = lived.count(|event| {
            matches!(event, Event::Intended(jday::model::Effect::Point { run: of, .. })
                if state.procedures.runs.get(of).is_some_and(|run| run.kind == kind))
        });
        assert_eq!(moves, 1, "killed after {seq}: {kind:?}");
        let result = run.ended.map(|(_, result)| result);
        assert_eq!(result, Some(RunResult::Done), "killed after {seq}: {kind:?}");
    }
    assert_eq!(state.cutover.live, Side::Blue, "killed after {seq}");
}

fn order(call: &jday::client::Call) -> Option<u64> {
    let is_order = matches!(
        call.request,
        Request::Point { .. }
            | Request::Notify { .. }
            | Request::Command { .. }
            | Request::Pipeline { .. }
            | Request::Application { .. }
    );
    is_order.then_some(call.id)
}
