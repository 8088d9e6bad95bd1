//! Page 3.

use crossterm::event::KeyCode;
use jday::console::dialog::{self, Step};
use jday::console::input::Meaning;
use jday::console::lang::Lang;
use jday::console::page::{Page, Place, Places};
use jday::console::view::scene::Overlay;
use jday::model::State;
use jday::model::alerts::Delivery;
use jday::model::cutover::Gate;
use jday::model::event::Actor;
use jday::model::procedure::{Cancel, Choice, PipelineState, Run, RunResult, StepResult, StepRun, StepState};
use jday::model::schedule::forecast::Beginning;
use jday::model::schedule::latest::{Bound, Need, latest_switch};
use jday::model::schedule::slots;
use jday::model::{Command, Outcome, time::Stamp};
use jday::plan::types::{Id, ProcedureKind, Side, StepKind};

use super::{Desk, Log, check, drawn, page_at_all_sizes, rooms, text};

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
    let run = Run { note: Some("avant migration".into()), ..rooms::planned(&procedure, began, steps) };
    state.procedures.runs.insert(31, run);
    state
}

/// The former version of the application on its way back by its workflow, which waits for an approval.
fn returning(mut state: State) -> State {
    let procedure = state.plan.procedure(&Id::new("application-return")).unwrap().clone();
    let [asked, decided] = [90, 60].map(|ago| rooms::back(state.now, ago));
    let mut steps = vec![StepRun::default(); procedure.steps.len()];
    steps[0] = step(asked, Some((decided, StepResult::Done)));
    steps[0].detail = "person/awa".into();
    steps[1] = step(decided, None);
    steps[1].output = [
        "run 4711: https://github.com/onelog-africa/onelog/actions/runs/4711",
        "build: succeeded",
        "redeploy: waiting",
        "production waits for approval by awa",
    ]
    .map(Into::into)
    .into();
    let who = (Actor::Person(Id::new("awa")), decided, Choice::Approve);
    let run = Run { decided: Some(who), ..rooms::planned(&procedure, asked, steps) };
    state.procedures.runs.insert(31, run);
    state
}

/// A room whose plan moves the application's alias instead.
fn by_alias() -> State {
    let mut state = rooms::calm();
    let mut plan = (*state.plan).clone();
    let known = plan.procedures.iter_mut().find(|known| known.kind == ProcedureKind::Applicationreturn);
    known.unwrap().steps[1].action = StepKind::Application { to: Side::Blue };
    state.plan = plan.into();
    returning(state)
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

/// The same backup, whose end Awa asked for.
fn stopping(outcome: Option<Outcome>) -> State {
    let mut state = backup();
    let at = rooms::back(state.now, 8);
    let run = state.procedures.runs.get_mut(&31).unwrap();
    let (by, reason) = (Actor::Person(Id::new("awa")), "mauvaise base".into());
    run.cancelled = Some(Cancel { by, at, reason, intent: Some(52), outcome });
    state
}

/// It has ended.
fn stopped() -> State {
    let said = "TERM was sent to the program, and it has ended";
    let mut state = stopping(Some(Outcome::Done { detail: said.into() }));
    let now = state.now;
    let run = state.procedures.runs.get_mut(&31).unwrap();
    let why = "ended by the cancel (signal 15); look at what it did before you run it again.";
    run.steps[1].state = StepState::Ended(StepResult::Failed);
    run.steps[1].ended_at = Some(now);
    run.steps[1].detail = why.into();
    run.steps[1].outcome = Some(Outcome::Refused { why: why.into() });
    run.steps[1].output = vec!["16384; 1259 TABLE public missions onelog".into()];
    run.ended = Some((now, RunResult::Cancelled));
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
fn a_workflow_of_its_own_tells_its_jobs() {
    let state = returning(rooms::holding());
    page_at_all_sizes("page-schedule-workflow", Page::Schedule, &state, &Log::default(), part(3));
}

#[test]
fn a_step_says_what_it_moves_and_that_it_asks_for_the_phrase() {
    let step = |state: &State, lang| {
        let mut desk = Desk::new();
        desk.places.page = Page::Schedule;
        desk.places.here_mut().part = 3;
        desk.places.here_mut().open = true;
        desk.places.here_mut().choose(3, Some(0));
        text(&drawn(&desk.scene(state, lang), 120, 40))
    };
    for (state, lang, words) in [
        (
            by_alias(),
            Lang::En,
            ["moves the application back to its former version", "the phrase is asked for"],
        ),
        (by_alias(), Lang::Fr, ["remet l'application à sa version précédente", "la phrase sera demandée"]),
        (
            returning(rooms::calm()),
            Lang::En,
            ["starts the workflow rollback and follows it to its end", "the phrase is asked for"],
        ),
    ] {
        let shown = step(&state, lang);
        assert!(words.iter().all(|words| shown.contains(words)), "{shown}");
    }
}

#[test]
fn a_run_that_is_asked_to_end_and_one_that_has() {
    for (name, state) in [("page-schedule-stopping", stopping(None)), ("page-schedule-stopped", stopped())] {
        page_at_all_sizes(name, Page::Schedule, &state, &Log::default(), |places| {
            places.here_mut().part = 2;
            places.here_mut().choose(1, Some(1));
            places.here_mut().choose(2, Some(1));
        });
    }
}

#[test]
fn the_dialog_of_a_cancel_begins_on_letting_it_go_on_and_wants_a_reason() {
    let state = backup();
    for lang in Lang::ALL {
        let desk = Desk::new();
        let dialog = dialog::cancel(lang, &state).unwrap();
        let mut scene = desk.scene(&state, lang);
        scene.overlay = Overlay::Dialog { dialog: &dialog, settled: true };
        for (cols, rows) in [(80, 24), (120, 40)] {
            check("cancel-dialog", lang, &drawn(&scene, cols, rows));
        }
    }
    let mut dialog = dialog::cancel(Lang::En, &state).unwrap();
    let key = |code: KeyCode| Meaning::Key(code.into());
    assert!(matches!(dialog.clone().take(key(KeyCode::Enter)), Step::Close));
    dialog.take(key(KeyCode::Tab));
    assert!(matches!(dialog.take(key(KeyCode::Enter)), Step::Stay), "no reason, no cancel");
    dialog.take(Meaning::Text("wrong database".into()));
    let Step::Send(Command::Cancel { run: 31, reason }) = dialog.take(key(KeyCode::Enter)) else {
        panic!("a reason was given")
    };
    assert_eq!(reason.as_str(), "wrong database");
}

#[test]
fn why_nothing_can_be_cancelled_is_said() {
    let why = |state: &State| dialog::cancel(Lang::En, state).unwrap_err();
    assert_eq!(why(&rooms::calm()), "no run is under way to cancel");
    assert!(why(&rooms::rolling_back()).contains("never cut short"));
    assert!(why(&stopping(None)).contains("asked for already"));
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
