//! Page 3.

use jday::console::lang::Lang;
use jday::console::page::{Page, Place, Places};
use jday::model::State;
use jday::model::alerts::Delivery;
use jday::model::cutover::Gate;
use jday::model::event::Actor;
use jday::model::procedure::{PipelineState, Run, RunResult, StepResult, StepRun, StepState, Why};
use jday::model::schedule::forecast::Beginning;
use jday::model::schedule::latest::{Bound, Need, latest_switch};
use jday::model::schedule::slots;
use jday::model::{Outcome, time::Stamp};
use jday::plan::types::{Id, ProcedureKind};

use super::{Desk, Log, drawn, page_at_all_sizes, rooms, text};

/// Twenty-five minutes late with the switch, one gate overridden, the pipeline seen.
fn late() -> State {
    let mut state = rooms::calm();
    state.now = rooms::at(14, 25, 30);
    let who = (Actor::Person(Id::new("awa")), "accord de la direction, clients prévenus".into());
    state.cutover.overrides.insert(Gate::Window, who);
    let seen = [PipelineState::Succeeded, PipelineState::Succeeded, PipelineState::Running];
    for (step, seen) in state.plan.clone().pipeline.steps.iter().zip(seen) {
        state.procedures.pipeline.insert(step.id.clone(), (seen, rooms::at(14, 20, 0)));
    }
    state
}

fn step(from: Stamp, to: Option<(Stamp, StepResult)>) -> StepRun {
    StepRun {
        state: to.map_or(StepState::Running, |(_, result)| StepState::Ended(result)),
        began_at: Some(from),
        ended_at: to.map(|(at, _)| at),
        ..StepRun::default()
    }
}

/// A backup under way whose second step talks.
fn backup() -> State {
    let mut state = rooms::calm();
    let procedure = state.plan.procedure(&Id::new("database-backup")).unwrap().clone();
    let began = rooms::back(state.now, 27 * 60);
    let mut steps = vec![StepRun::default(); procedure.steps.len()];
    let done = rooms::back(state.now, 6 * 60);
    steps[0] = step(began, Some((done, StepResult::Done)));
    steps[0].detail = "exit 0, 1.2 GB".into();
    steps[1] = step(done, None);
    steps[1].output = (1..=40)
        .map(|n| format!("{n}; 1259 {} TABLE public missions_{n} onelog", 16_384 + n).as_str().into())
        .collect();
    let run = Run {
        procedure: procedure.id.clone(),
        kind: procedure.kind,
        why: Why::Planned,
        by: Actor::Person(Id::new("moussa")),
        note: Some("avant migration".into()),
        requested_at: began,
        onset: None,
        alerted_at: None,
        decided: None,
        executed_at: None,
        steps,
        deliveries: std::collections::BTreeMap::new(),
        ended: None,
    };
    state.procedures.runs.insert(31, run);
    state
}

/// The rollback whose first message reached one of two channels.
fn rolling_back() -> State {
    let mut state = rooms::rolling_back();
    let now = state.now;
    let run = state.procedures.runs.get_mut(&77).unwrap();
    let deliver = |outcome| Delivery { stamp: rooms::back(now, 68), outcome: Some(outcome), tries: 1 };
    run.deliveries.insert((0, Id::new("pagerduty")), deliver(Outcome::Done { detail: "202".into() }));
    run.deliveries.insert((0, Id::new("sms")), deliver(Outcome::Refused { why: "HTTP 403".into() }));
    for (index, ago) in [(0, 71), (1, 68), (2, 20), (3, 18)] {
        let from = rooms::back(now, ago);
        run.steps[index].began_at = Some(from);
        if index < 3 {
            run.steps[index].ended_at = Some(from.plus(2_400));
        }
    }
    run.steps[0].detail = "pagerduty".into();
    state
}

fn part(part: usize) -> impl Fn(&mut Places) {
    move |places| places.here_mut().part = part
}

#[test]
fn the_page_before_the_switch() {
    page_at_all_sizes("page-schedule", Page::Schedule, &rooms::calm(), &Log::default(), |_| ());
}

#[test]
fn a_late_switch_and_its_gates() {
    page_at_all_sizes("page-schedule-late", Page::Schedule, &late(), &Log::default(), part(2));
}

#[test]
fn a_rollback_step_by_step() {
    page_at_all_sizes("page-schedule-rollback", Page::Schedule, &rolling_back(), &Log::default(), |places| {
        places.here_mut().part = 2;
        places.here_mut().choose(2, Some(0));
    });
}

#[test]
fn a_procedure_that_talks() {
    page_at_all_sizes("page-schedule-output", Page::Schedule, &backup(), &Log::default(), part(3));
}

#[test]
fn all_procedures_in_a_small_window() {
    page_at_all_sizes("page-schedule-procedures", Page::Schedule, &backup(), &Log::default(), part(1));
}

fn screen(state: &State, look: impl Fn(&mut Places)) -> String {
    let mut desk = Desk::new();
    desk.places.page = Page::Schedule;
    look(&mut desk.places);
    text(&drawn(&desk.scene(state, Lang::En), 120, 40))
}

#[test]
fn the_latest_safe_switch_is_the_sum_of_what_it_names() {
    let state = rooms::calm();
    let latest = latest_switch(&state).unwrap();
    assert!(matches!(latest.bound, Bound::Slot(slot) if slot.id == Id::new("wrap-up")));
    assert_eq!(latest.bound_at, rooms::at(18, 0, 0).at);
    let minute = 60_000;
    assert_eq!(
        latest.needs,
        [(Need::Watch, 60 * minute), (Need::Rollback, 5 * minute), (Need::Tail, minute)]
    );
    assert_eq!(latest.at, rooms::at(16, 54, 0).at);
    let shown = screen(&state, |_| ());
    assert!(shown.contains("Latest safe switch 16:54"), "{shown}");
    assert!(screen(&rooms::holding(), |_| ()).contains("Traffic is on Green"));
}

#[test]
fn a_switch_that_failed_leaves_the_question_open() {
    let mut state = rooms::calm();
    let after = rooms::holding();
    let (id, run) = after.procedures.last_run(ProcedureKind::Switch).unwrap();
    let movement = after.cutover.movements.last().unwrap().clone();
    assert_eq!(movement.run, id);
    state.cutover.movements.push(movement);
    state.procedures.runs.insert(id, Run { ended: None, ..run.clone() });
    assert_eq!(latest_switch(&state), None, "traffic is on its way");
    let ended = Some((state.now, RunResult::Failed));
    state.procedures.runs.insert(id, Run { ended, ..run.clone() });
    assert_eq!(latest_switch(&state).map(|latest| latest.at), Some(rooms::at(16, 54, 0).at));
}

#[test]
fn a_switch_planned_inside_the_window_is_bounded_by_the_windows_end() {
    let mut state = rooms::calm();
    let mut plan = (*state.plan).clone();
    plan.schedule.window.to = "15:30".parse().unwrap();
    state.plan = plan.into();
    let latest = latest_switch(&state).unwrap();
    assert_eq!((latest.bound, latest.bound_at), (Bound::Window, rooms::at(15, 30, 0).at));
}

#[test]
fn a_ttl_that_was_not_lowered_lengthens_the_tail() {
    let mut state = rooms::calm();
    state.cutover.low_ttl_since = None;
    state.cutover.highest_ttl_ms = 900_000;
    assert_eq!(latest_switch(&state).unwrap().needs[2], (Need::Tail, 900_000));
}

#[test]
fn a_switch_that_is_overdue_pushes_what_follows_it() {
    let state = late();
    let begins = |id: &str| slots(&state).iter().find(|slot| slot.slot.id == Id::new(id)).unwrap().begins;
    assert_eq!(begins("switch"), Beginning::Forecast(state.now.at));
    assert_eq!(begins("monitoring"), Beginning::Forecast(rooms::at(15, 0, 0).at), "half an hour is slack");
    assert_eq!(begins("deploy-green"), Beginning::Unrecorded, "it lies before the journal");
    let mut later = state.clone();
    later.now = rooms::at(14, 50, 0);
    let monitoring = slots(&later)[6].begins;
    assert_eq!(monitoring, Beginning::Forecast(rooms::at(15, 20, 0).at));
    assert!(screen(&later, |_| ()).contains("expected 15:20 · +20\u{a0}min"));
}

#[test]
fn closed_gates_come_first_and_an_override_names_its_reason() {
    let shown = screen(&late(), part(2));
    let at = |words: &str| shown.lines().position(|line| line.contains(words));
    let (closed, overridden) = (at("✗ go votes complete"), at("overridden by Awa Ndiaye"));
    assert!(closed.is_some() && overridden.is_some(), "{shown}");
    assert!(closed < overridden && overridden < at("✓ enough data to judge"), "{shown}");
}

#[test]
fn output_is_shown_from_its_newest_line_and_scrolled_by_the_cursor() {
    let state = backup();
    let newest = screen(&state, part(3));
    assert!(newest.contains("missions_40") && !newest.contains("missions_2 "), "{newest}");
    let first = screen(&state, |places| {
        places.here_mut().part = 3;
        places.here_mut().choose(3, Some(0));
    });
    assert!(first.contains("missions_2 ") && !first.contains("missions_40"), "{first}");
}

#[test]
fn a_step_over_its_budget_says_so_before_and_after_it_is_over() {
    let state = backup();
    let shown = screen(&state, part(2));
    assert!(shown.contains("over budget"), "{shown}");
    assert!(shown.contains("80% of budget"), "{shown}");
}

#[test]
fn before_any_run_the_procedure_says_which_key_runs_it() {
    let shown = screen(&rooms::calm(), part(2));
    assert!(shown.contains("S runs it"), "{shown}");
    let plan = rooms::calm().plan;
    let teardown = plan.procedures.iter().position(|known| known.kind == ProcedureKind::Teardown);
    let shown = screen(&rooms::calm(), |places| places.choose(1, teardown.unwrap()));
    assert!(shown.contains("p runs it"), "{shown}");
}

#[test]
fn choosing_another_procedure_begins_at_its_own_step() {
    let mut places = Places::default();
    places.page = Page::Schedule;
    places.choose(2, 3);
    places.choose(0, 1);
    assert_eq!(places.here().cursor(2), Some(3), "the calendar is nobody's parent");
    places.choose(1, 4);
    assert_eq!(places.here().cursor(2), None);
    assert!((0..Place::PARTS).all(|part| part < 2 || places.here().cursor(part).is_none()));
}

#[test]
fn a_filter_narrows_slots_and_procedures() {
    let shown = screen(&rooms::calm(), |places| places.here_mut().filter = "sauvegarde".into());
    assert!(shown.contains("Rollback Base de Données") && !shown.contains("Briefing"), "{shown}");
    let shown = screen(&rooms::calm(), |places| places.here_mut().filter = "no such words".into());
    assert!(shown.contains("nothing holds"), "{shown}");
}

#[test]
fn an_opened_step_is_its_evidence() {
    let opened = |part: usize| {
        screen(&backup(), move |places| {
            places.here_mut().part = part;
            places.here_mut().open = true;
        })
    };
    assert!(!opened(1).contains("Rollback Application") && opened(1).contains("Relecture complète"));
    let step = opened(2);
    assert!(
        step.contains("$ jday db verify --within 9m --plan /etc/jday/onelog.toml")
            || step.contains("missions_8 "),
        "{step}"
    );
}

#[test]
fn only_time_moving_changes_few_cells_of_the_pages() {
    for page in [Page::Schedule, Page::Checklists] {
        for (width, height) in [(80, 24), (120, 40), (200, 60)] {
            let mut state = rooms::calm();
            state.now = rooms::at(13, 48, 13);
            let mut desk = Desk::new();
            desk.places.page = page;
            let before = drawn(&desk.scene(&state, Lang::Fr), width, height);
            state.now = state.now.plus(1_000);
            let changed = before.diff(&drawn(&desk.scene(&state, Lang::Fr), width, height)).len();
            assert!(changed <= 8, "{changed} cells of page {} at {width}x{height}", page.number());
        }
    }
}
