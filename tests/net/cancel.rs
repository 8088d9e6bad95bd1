//! Asking for the end of what is under way: a run of a workflow, a program. Asked once; how the step ends is told
//! by its own call.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use jday::client::{Reply, Report, Request};
use jday::text::Clean;
use serde_json::{Value, json};

use crate::command;
use crate::fake::{Answer, Asked, Fake};
use crate::github::{self, FOLLOW, NONCE, usual};
use crate::net::World;

/// The call that started the run.
const CALL: u64 = 41;
/// Longest that a test waits for anything.
const PATIENCE: Duration = Duration::from_secs(30);

fn cancel(id: u64, request: Request) -> Request {
    Request::Cancel { id, request: Box::new(request) }
}

fn reconcile(request: Request) -> Request {
    Request::Reconcile { request: Box::new(request), id: 90, settles_ms: 0 }
}

/// Runs by their number, as they stand.
fn run(status: &str, conclusion: Option<&str>) -> Value {
    github::run(7, &format!("Deploy jday-test-room-{CALL}"), status, conclusion)
}

fn json(value: &Value) -> Answer {
    Answer::json(value.to_string())
}

fn is_cancel(asked: &Asked) -> bool {
    asked.method == "POST" && asked.path.ends_with("/repos/onelog/app/actions/runs/7/cancel")
}

fn cancels(fake: &Fake) -> usize {
    fake.asked().iter().filter(|asked| is_cancel(asked)).count()
}

/// A GitHub whose run goes on until it was asked to end; `cancel` answers that.
fn github(cancel: impl Fn() -> Answer + Send + Sync + 'static, ends_as: &'static str) -> Fake {
    let asked_to_end = AtomicBool::new(false);
    Fake::start(move |asked| {
        if is_cancel(asked) {
            asked_to_end.store(true, Ordering::SeqCst);
            return cancel();
        }
        match asked.method.as_str() {
            "POST" => json(&json!({"workflow_run_id": 7})),
            _ if asked.path.ends_with("/runs/7") && asked_to_end.load(Ordering::SeqCst) => {
                json(&run("completed", Some(ends_as)))
            }
            _ if asked.path.ends_with("/runs/7") => json(&run("in_progress", None)),
            _ => usual(asked),
        }
    })
}

/// Begins the pipeline as call [`CALL`] and waits until its run is followed.
fn begin(world: &mut World, fake: &Fake) {
    world.submit_as(CALL, Request::Pipeline { workflow: None }, PATIENCE);
    wait("the run is followed", || fake.asked().iter().any(|asked| asked.path.ends_with("/runs/7")));
}

fn wait(what: &str, holds: impl Fn() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(since.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[track_caller]
fn says(reply: &Reply, refused: bool, words: &str) {
    let (is, why) = match reply {
        Reply::Done(why) => (false, why),
        Reply::Refused(why) => (true, why),
        Reply::Unknown(why) => panic!("unknown: {why}"),
        Reply::Withdrawn => panic!("only a message is taken back"),
    };
    assert!(is == refused && why.as_str().contains(words), "{reply:?}");
}

#[test]
fn a_run_is_asked_to_end_once_and_followed_to_its_end() {
    let fake = github(|| Answer::new(202, "application/json", "{}"), "cancelled");
    let mut world = github::world(&fake, NONCE);
    begin(&mut world, &fake);
    says(&world.ask_as(90, cancel(CALL, Request::Pipeline { workflow: None }), PATIENCE), false, "run 7");
    says(&world.end_of(CALL), true, "cancelled");
    assert_eq!(cancels(&fake), 1);
    let posts = fake.asked().into_iter().filter(|asked| asked.method == "POST").count();
    assert_eq!(posts, 2, "nothing was dispatched anew");
}

#[test]
fn a_run_that_has_just_ended_is_not_cancelled_and_its_success_stands() {
    let conflict = || {
        Answer::new(
            409,
            "application/json",
            r#"{"message":"Cannot cancel a workflow run that is completed."}"#,
        )
    };
    let fake = github(conflict, "success");
    let mut world = github::world(&fake, NONCE);
    begin(&mut world, &fake);
    says(
        &world.ask_as(90, cancel(CALL, Request::Pipeline { workflow: None }), PATIENCE),
        true,
        "Cannot cancel",
    );
    says(&world.end_of(CALL), false, "success");
    // Asked again, it is looked at first, and nothing is sent.
    says(&world.ask_as(91, cancel(CALL, Request::Pipeline { workflow: None }), PATIENCE), true, "success");
    assert_eq!(cancels(&fake), 1);
}

#[test]
fn an_answer_that_does_not_come_is_unknown_and_never_sent_again() {
    for late in [
        || Answer::new(202, "application/json", "{}").after(Duration::from_secs(20)),
        || Answer::new(500, "application/json", r#"{"message":"Failed to cancel"}"#),
        || Answer::json("{}").cut(),
        || Answer::new(200, "text/html", "<html>log in</html>"),
    ] {
        let fake = github(late, "cancelled");
        let mut world = github::world(&fake, NONCE);
        begin(&mut world, &fake);
        let reply =
            world.ask_as(90, cancel(CALL, Request::Pipeline { workflow: None }), Duration::from_secs(2));
        assert!(matches!(reply, Reply::Unknown(_)), "{reply:?}");
        says(&world.end_of(CALL), true, "cancelled");
        assert_eq!(cancels(&fake), 1);
    }
}

#[test]
fn a_run_whose_number_was_lost_is_found_by_its_mark() {
    let asked_to_end = AtomicBool::new(false);
    let looks = AtomicUsize::new(0);
    let fake = Fake::start(move |asked| {
        if is_cancel(asked) {
            asked_to_end.store(true, Ordering::SeqCst);
            return Answer::new(202, "application/json", "{}");
        }
        let now = || {
            let over = asked_to_end.load(Ordering::SeqCst);
            if over { run("completed", Some("cancelled")) } else { run("in_progress", None) }
        };
        match asked.method.as_str() {
            "POST" => json(&json!({"workflow_run_id": 7})).cut(),
            _ if asked.path.contains("/deploy.yml/runs") => {
                // It takes a while to appear, and is asked for by both meanwhile.
                let known = looks.fetch_add(1, Ordering::Relaxed) > 3;
                let runs = if known { vec![now()] } else { vec![] };
                json(&json!({ "workflow_runs": runs }))
            }
            _ if asked.path.ends_with("/runs/7") => json(&now()),
            _ => usual(asked),
        }
    });
    let mut world = github::world(&fake, NONCE);
    world.submit_as(CALL, Request::Pipeline { workflow: None }, PATIENCE);
    wait("it was dispatched", || fake.asked().iter().any(|asked| asked.method == "POST"));
    says(&world.ask_as(90, cancel(CALL, Request::Pipeline { workflow: None }), PATIENCE), false, "run 7");
    says(&world.end_of(CALL), true, "cancelled");
    assert_eq!(cancels(&fake), 1);
}

#[test]
fn after_a_crash_what_became_of_it_is_read_and_nothing_is_sent() {
    for (status, conclusion, expected) in [
        ("completed", Some("cancelled"), "Done"),
        ("completed", Some("success"), "Refused"),
        ("in_progress", None, "Unknown"),
    ] {
        let fake = Fake::start(move |asked| match asked.method.as_str() {
            _ if asked.path.contains("/deploy.yml/runs") => {
                json(&json!({ "workflow_runs": [run(status, conclusion)] }))
            }
            _ if asked.path.ends_with("/runs/7") => json(&run(status, conclusion)),
            _ => usual(asked),
        });
        let reply = github::world(&fake, NONCE)
            .ask(reconcile(cancel(CALL, Request::Pipeline { workflow: None })), PATIENCE);
        assert!(format!("{reply:?}").starts_with(expected), "{status}: {reply:?}");
        assert!(fake.asked().iter().all(|asked| asked.method == "GET"), "reading alone");
    }
    let reply = command::world("").ask(reconcile(cancel(CALL, command::request(&["true"]))), FOLLOW);
    assert!(matches!(reply, Reply::Unknown(_)), "{reply:?}");
}

/// A script under way as call [`CALL`], which says that it is by its first line, its process.
fn program(script: &str) -> (World, String) {
    let mut world = command::world("");
    world.submit_as(CALL, command::request(&["sh", "-c", script]), Duration::from_mins(1));
    let since = Instant::now();
    loop {
        world.collect();
        let said = world.beside.iter().find_map(|report| match report {
            Report::Said { id: CALL, line } => Some(line.as_str().to_owned()),
            _ => None,
        });
        if let Some(pid) = said {
            return (world, pid);
        }
        assert!(since.elapsed() < PATIENCE, "the program does not begin");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn stop(world: &mut World) -> Reply {
    let none: Vec<Clean> = Vec::new();
    world.ask_as(90, cancel(CALL, Request::Command { argv: none }), PATIENCE)
}

#[test]
fn a_program_ends_on_term_with_all_that_it_started() {
    let (mut world, pid) = program("sleep 1000 & echo $!; wait");
    says(&stop(&mut world), false, "TERM");
    says(&world.end_of(CALL), true, "ended by the cancel (signal 15)");
    command::assert_gone(&pid);
    says(&stop(&mut world), true, "no program");
}

#[test]
fn a_program_may_put_its_things_in_order_and_its_own_end_counts() {
    let (mut world, _) = program("trap 'echo tidied; exit 3' TERM; echo $$; while :; do sleep 0.05; done");
    says(&stop(&mut world), false, "TERM");
    says(&world.end_of(CALL), true, "exit 3");
    let (mut world, _) = program("trap 'echo whole; exit 0' TERM; echo $$; while :; do sleep 0.05; done");
    says(&stop(&mut world), false, "TERM");
    says(&world.end_of(CALL), false, "exit 0");
}

#[test]
fn a_program_that_does_not_heed_term_is_killed() {
    let (mut world, pid) = program("trap '' TERM; echo $$; while :; do sleep 0.05; done");
    says(&stop(&mut world), false, "was killed");
    says(&world.end_of(CALL), true, "signal 9");
    command::assert_gone(&pid);
}

#[test]
fn what_was_killed_by_somebody_else_is_still_unknown() {
    let (mut world, pid) = program("echo $$; while :; do sleep 0.05; done");
    let killed = std::process::Command::new("kill").args(["-9", &pid]).status().unwrap();
    assert!(killed.success());
    let reply = world.end_of(CALL);
    assert!(matches!(reply, Reply::Unknown(_)), "{reply:?}");
    says(&stop(&mut world), true, "no program");
}

#[test]
fn what_has_no_end_of_its_own_to_ask_for_is_refused() {
    says(&command::world("").ask(cancel(CALL, Request::Survey), FOLLOW), true, "called back");
}
