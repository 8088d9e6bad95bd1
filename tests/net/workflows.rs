//! Workflows beside the deploy workflow: each has its own file, inputs and mark, and its jobs are told by name.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jday::client::{Proof, Reply, Report, Request};
use jday::plan::types::Id;
use serde_json::json;

use crate::fake::{Answer, Asked, Fake};
use crate::net::{BARE, World, plan};

const FOLLOW: Duration = Duration::from_secs(15);

fn world(fake: &Fake, nonce: &str) -> World {
    let workflow = |file: &str, inputs: &str| {
        format!(
            "api = {{ url = \"{}\", headers = [\"authorization: Bearer planted-canary\"] }}
            repository = \"onelog/app\"
            file = \"{file}\"
            git_ref = \"main\"
            inputs = [{inputs}]",
            fake.url()
        )
    };
    World::new(&plan(&format!(
        "{BARE}\nsources = []\n[workflow]\n{}\n[[workflows]]\nid = \"rollback\"\n{}\n{nonce}",
        workflow("deploy.yml", "\"environment=staging\""),
        workflow("rollback.yml", "\"environment=production\""),
    )))
}

const NONCE: &str = "nonce_input = \"mark\"";

fn rollback() -> Request {
    Request::Pipeline { workflow: Some(Id::new("rollback")) }
}

fn run(id: u64, title: &str, status: &str, conclusion: Option<&str>) -> serde_json::Value {
    json!({"id": id, "display_title": title, "status": status, "conclusion": conclusion,
        "created_at": chrono::Utc::now().to_rfc3339(), "html_url": format!("https://github.test/run/{id}")})
}

fn answer(value: &serde_json::Value) -> Answer {
    Answer::json(value.to_string())
}

/// Both workflows are active; run 9 is over and has two jobs, one of which is called as a step of the plan.
fn usual(asked: &Asked) -> Answer {
    let path = asked.path.as_str();
    if path.ends_with("/workflows/rollback.yml") || path.ends_with("/workflows/deploy.yml") {
        answer(&json!({"state": "active"}))
    } else if path.contains("/actions/runs/9/jobs?") {
        answer(&json!({"total_count": 2, "jobs": [
            {"name": "build", "status": "completed", "conclusion": "success"},
            {"name": "redeploy v1.9.4", "status": "completed", "conclusion": "success"},
        ]}))
    } else if path.ends_with("/actions/runs/9") {
        answer(&run(9, "Rollback", "completed", Some("success")))
    } else {
        Answer::new(404, "application/json", r#"{"message":"Not Found"}"#)
    }
}

fn dispatched(fake: &Fake) -> Vec<(String, String)> {
    let posts = fake.asked().into_iter().filter(|asked| asked.method == "POST");
    posts.map(|asked| (asked.path.clone(), asked.text())).collect()
}

fn said(world: &World) -> Vec<String> {
    let lines = world.beside.iter().filter_map(|report| match report {
        Report::Said { line, .. } => Some(line.to_string()),
        _ => None,
    });
    lines.collect()
}

#[test]
fn it_is_dispatched_with_its_own_file_inputs_and_mark_and_tells_its_jobs() {
    let fake = Fake::start(|asked| match asked.method.as_str() {
        "POST" => answer(&json!({"workflow_run_id": 9})),
        _ => usual(asked),
    });
    let mut world = world(&fake, NONCE);
    let reply = world.ask_as(77, rollback(), FOLLOW);
    assert!(matches!(&reply, Reply::Done(said) if said.as_str().contains("run/9")), "{reply:?}");
    let body = r#"{"inputs":{"environment":"production","mark":"jday-test-room-77"},"ref":"main","return_run_details":true}"#;
    assert_eq!(
        dispatched(&fake),
        [("/repos/onelog/app/actions/workflows/rollback.yml/dispatches".to_owned(), body.to_owned())]
    );
    assert_eq!(said(&world)[1..], ["build: succeeded", "redeploy v1.9.4: succeeded"]);
    let steps = world.beside.iter().filter(|report| matches!(report, Report::Pipeline { .. }));
    assert_eq!(steps.count(), 0, "the plan's steps are the deploy workflow's");
}

#[test]
fn a_lost_answer_is_looked_for_among_its_own_runs_and_never_sent_again() {
    let looks = AtomicUsize::new(0);
    let fake = Fake::start(move |asked| match asked.method.as_str() {
        "POST" => answer(&json!({"workflow_run_id": 9})).cut(),
        _ if asked.path.contains("/rollback.yml/runs") => {
            let known = looks.fetch_add(1, Ordering::Relaxed) > 1;
            let runs =
                if known { vec![run(9, "Rollback jday-test-room-77", "queued", None)] } else { vec![] };
            answer(&json!({ "workflow_runs": runs }))
        }
        _ => usual(asked),
    });
    let reply = world(&fake, NONCE).ask_as(77, rollback(), FOLLOW);
    assert!(matches!(&reply, Reply::Done(_)), "{reply:?}");
    assert_eq!(dispatched(&fake).len(), 1);
    assert!(
        !fake.asked().iter().any(|asked| asked.path.contains("deploy.yml")),
        "the other one is not asked"
    );
}

#[test]
fn without_a_mark_a_lost_answer_is_unknown_and_says_which_field_is_missing() {
    let fake = Fake::start(|asked| match asked.method.as_str() {
        "POST" => Answer::new(502, "text/html", "<html>bad gateway</html>"),
        _ => usual(asked),
    });
    let reply = world(&fake, "").ask(rollback(), FOLLOW);
    let field = "live.workflows[rollback].nonce_input";
    assert!(matches!(&reply, Reply::Unknown(why) if why.as_str().contains(field)), "{reply:?}");
    assert_eq!(dispatched(&fake).len(), 1);
}

#[test]
fn after_a_crash_its_run_is_followed_on_and_none_is_started() {
    let fake = Fake::start(|asked| match asked.method.as_str() {
        _ if asked.path.contains("/rollback.yml/runs") => answer(&json!({"workflow_runs": [
            run(9, "Rollback jday-test-room-77", "in_progress", None)]})),
        _ => usual(asked),
    });
    let again = |id| Request::Reconcile { request: Box::new(rollback()), id, settles_ms: 0 };
    let mut world = world(&fake, NONCE);
    assert!(matches!(world.ask(again(77), FOLLOW), Reply::Done(_)));
    assert!(matches!(world.ask(again(76), FOLLOW), Reply::Unknown(_)));
    assert!(dispatched(&fake).is_empty(), "reading alone");
}

/// What the proof of a workflow says.
fn proofs(world: &mut World, workflow: Option<&str>) -> Vec<Proof> {
    world.beside.clear();
    let request = Box::new(Request::Pipeline { workflow: workflow.map(Id::new) });
    world.ask(Request::Prove { request }, FOLLOW);
    let proved = world.beside.iter().find_map(|report| match report {
        Report::Proved { checks, .. } => Some(checks.clone()),
        _ => None,
    });
    proved.expect("it proves something")
}

#[test]
fn each_is_proved_by_reading_that_it_may_be_run() {
    let fake = Fake::start(|asked| {
        if asked.path.ends_with("/workflows/deploy.yml") {
            answer(&json!({"state": "disabled_manually"}))
        } else {
            usual(asked)
        }
    });
    let mut both = world(&fake, NONCE);
    let told = |proofs: &[Proof]| proofs.iter().map(|proof| proof.ok).collect::<Vec<_>>();
    assert_eq!(told(&proofs(&mut both, Some("rollback"))), [Some(true)]);
    // The deploy workflow has no mark here, which is to be known.
    let deploy = proofs(&mut both, None);
    assert_eq!(told(&deploy), [Some(false), None]);
    assert!(deploy[0].detail.as_str().contains("disabled_manually; enable it"), "{deploy:?}");
    assert!(deploy[1].detail.as_str().contains("live.workflow.nonce_input"), "{deploy:?}");
    assert!(dispatched(&fake).is_empty());

    let missing = Fake::start(|_| Answer::new(404, "application/json", r#"{"message":"Not Found"}"#));
    let none = proofs(&mut world(&missing, NONCE), Some("rollback"));
    assert_eq!(told(&none), [Some(false)]);
    assert!(none[0].detail.as_str().contains("check repository, file and token"), "{none:?}");
}
