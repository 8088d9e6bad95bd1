//! A decision whose decider goes by what the steps before it said, and the proof that a step left.

use jday::console::dialog::open;
use jday::console::lang::Lang;
use jday::console::page::Page;
use jday::console::view::Overlay;
use jday::model::procedure::{StepResult, StepRun, StepState};
use jday::model::{Outcome, State};
use jday::plan::types::Id;
use jday::text::Clean;

use super::{Desk, check, drawn, rooms, text};

fn ran(detail: &str, output: &[&str]) -> StepRun {
    StepRun {
        state: StepState::Ended(StepResult::Done),
        detail: Clean::new(detail),
        output: output.iter().map(Clean::new).collect(),
        outcome: Some(Outcome::Done { detail: Clean::new(detail) }),
        ..StepRun::default()
    }
}

/// A run of `procedure` whose first steps ended so and whose next one waits for somebody.
fn run(procedure: &str, done: Vec<StepRun>) -> State {
    let mut state = rooms::calm();
    let procedure = state.plan.procedure(&Id::new(procedure)).unwrap().clone();
    let mut steps = done;
    steps.resize(procedure.steps.len(), StepRun::default());
    let next = steps.iter_mut().find(|step| step.state == StepState::Waiting).unwrap();
    next.state = StepState::Running;
    let run = rooms::planned(&procedure, rooms::back(state.now, 90), steps);
    state.procedures.runs.insert(31, run);
    state
}

fn previewed(migrations: usize) -> State {
    let mut output = vec!["DRY RUN: migrations will *not* be pushed to the database.".to_owned()];
    output.extend((1..=migrations).map(|n| format!(" • 202611{n:02}090000_step_{n}.sql")));
    let output: Vec<&str> = output.iter().map(String::as_str).collect();
    let before = "exit 0: 1 of 2 versions are applied, to come: 20261122090000";
    run("database-migrate", vec![ran(before, &[]), ran("exit 0: Finished supabase db push.", &output)])
}

#[test]
fn what_would_be_migrated_is_read_before_it_is_decided() {
    let state = previewed(2);
    for lang in Lang::ALL {
        let desk = Desk::new();
        let dialog = open::decide(lang, &state).unwrap();
        let mut scene = desk.scene(&state, lang);
        scene.overlay = Overlay::Dialog { dialog: &dialog, settled: true };
        for (cols, rows) in [(80, 24), (120, 40)] {
            let drawn = drawn(&scene, cols, rows);
            for part in ["20261101090000_step_1.sql", "20261102090000_step_2.sql", "20261122090000"] {
                assert!(text(&drawn).contains(part), "{part}\n{}", text(&drawn));
            }
            check("decision-preview", lang, &drawn);
        }
    }
}

#[test]
fn of_many_lines_the_last_are_shown_and_the_others_counted() {
    let state = previewed(40);
    let desk = Desk::new();
    let dialog = open::decide(Lang::En, &state).unwrap();
    let mut scene = desk.scene(&state, Lang::En);
    scene.overlay = Overlay::Dialog { dialog: &dialog, settled: true };
    let shown = text(&drawn(&scene, 120, 40));
    assert!(shown.contains("step_40.sql") && !shown.contains("step_26.sql"), "{shown}");
    assert!(shown.contains("27 lines before these, on page 3") && shown.contains("[ Cancel ]"), "{shown}");
}

#[test]
fn a_digest_and_the_rows_can_be_read_whole_in_a_window_of_eighty_columns() {
    let digest = "9f2c".repeat(16);
    let proof = format!(
        "exit 0: 412.0 MB, missions 4812, users 1203, SHA-256 {digest}, read to its end: onelog.dump"
    );
    let state = run("database-backup", vec![ran(&proof, &["onelog holds missions 4812, users 1203"])]);
    for (cols, rows) in [(80, 24), (120, 40)] {
        let mut desk = Desk::new();
        desk.places.page = Page::Schedule;
        desk.places.here_mut().part = 3;
        desk.places.choose(2, 0);
        desk.places.here_mut().part = 3;
        desk.places.here_mut().open = true;
        let shown = text(&drawn(&desk.scene(&state, Lang::En), cols, rows));
        assert!(shown.contains("412.0 MB, missions 4812, users"), "at {cols}x{rows}\n{shown}");
        // It goes on in the next line, and nothing of it is lost.
        assert_eq!(shown.matches("9f2c").count(), 16, "at {cols}x{rows}\n{shown}");
    }
}

#[test]
fn a_message_that_is_long_under_way_hides_no_decision() {
    let told = StepRun { state: StepState::Running, ..StepRun::default() };
    let mut state = run("rollback", vec![told]);
    let awaited = |state: &State| {
        let run = &state.procedures.runs[&31];
        (run.current(&state.plan), run.awaited(&state.plan), open::decide(Lang::En, state).is_some())
    };
    assert_eq!(awaited(&state), (Some(1), Some(1), true), "the pager is slow, and somebody decides");
    // Where nothing else is left, it is what is waited for.
    let run = state.procedures.runs.get_mut(&31).unwrap();
    run.steps[1..].iter_mut().for_each(|step| step.state = StepState::Ended(StepResult::Done));
    assert_eq!(awaited(&state), (Some(0), None, false));
}
