//! The deploy workflow and its feed against a GitHub that answers what a test says.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jday::client::{Observed, Polled, Reply, Report, Request};
use serde_json::{Value, json};

use crate::fake::{Answer, Asked, Fake};
use crate::hostile::HOSTILE;
use crate::net::{BARE, World, plan};

/// Longest that a test follows a run.
pub const FOLLOW: Duration = Duration::from_secs(15);

fn live(fake: &Fake, workflow: &str) -> String {
    format!(
        r#"{BARE}
        sources = [{{ id = "github", interval = "15s", deadline = "5s", github = {{ secrets = true }} }}]
        [workflow]
        api = {{ url = "{}", headers = ["authorization: Bearer planted-canary"] }}
        repository = "onelog/app"
        file = "deploy.yml"
        git_ref = "main"
        environment = "production eu"
        inputs = ["environment=production"]
        {workflow}"#,
        fake.url()
    )
}

pub const NONCE: &str = "nonce_input = \"mark\"\nsteps = [\"smoke-tests=e2e\"]";

pub fn world(fake: &Fake, workflow: &str) -> World {
    World::new(&plan(&live(fake, workflow)))
}

fn now() -> String {
    chrono::Utc::now().to_rfc3339()
}

pub fn run(id: u64, title: &str, status: &str, conclusion: Option<&str>) -> Value {
    json!({"id": id, "display_title": title, "status": status, "conclusion": conclusion,
        "created_at": now(), "html_url": format!("https://github.test/run/{id}")})
}

fn json(value: &Value) -> Answer {
    Answer::json(value.to_string())
}

/// What every GitHub here answers: the workflow is active, one run is done, its jobs are the plan's.
pub fn usual(asked: &Asked) -> Answer {
    let path = asked.path.as_str();
    if path.ends_with("/workflows/deploy.yml") {
        return json(&json!({"state": "active"}));
    }
    if path.contains("/jobs?") {
        return json(&json!({"total_count": 6, "jobs": [
            {"name": "build (18)", "status": "completed", "conclusion": "success"},
            {"name": "build (20)", "status": "completed", "conclusion": "success"},
            {"name": "ci / tests", "status": "completed", "conclusion": "success"},
            {"name": "security", "status": "completed", "conclusion": "skipped"},
            {"name": "release", "status": "completed", "conclusion": "success", "steps": [
                {"number": 1, "name": "Deploy", "status": "completed", "conclusion": "success"},
                {"number": 2, "name": "e2e", "status": "completed", "conclusion": "brand_new"},
            ]},
        ]}));
    }
    if path.contains("/actions/runs/") {
        return json(&run(7, "Deploy", "completed", Some("success")));
    }
    Answer::new(404, "application/json", r#"{"message":"Not Found"}"#)
}

fn states(world: &World) -> Vec<(String, &'static str)> {
    let steps = world.beside.iter().filter_map(|report| match report {
        Report::Pipeline { step, state } => Some((step.to_string(), *state)),
        _ => None,
    });
    steps.collect()
}

fn dispatches(fake: &Fake) -> Vec<Value> {
    let asked = fake.asked().into_iter().filter(|asked| asked.method == "POST");
    asked.map(|asked| serde_json::from_slice(&asked.body).unwrap()).collect()
}

#[test]
fn a_run_is_dispatched_once_and_followed_by_its_number() {
    let fake = Fake::start(|asked| match asked.method.as_str() {
        "POST" => json(&json!({"workflow_run_id": 7, "run_url": "r", "html_url": "h"})),
        _ => usual(asked),
    });
    let mut world = world(&fake, NONCE);
    let reply = world.ask_as(41, Request::Pipeline { workflow: None }, FOLLOW);
    assert!(matches!(&reply, Reply::Done(said) if said.as_str().contains("run/7")), "{reply:?}");
    assert_eq!(
        dispatches(&fake),
        [json!({"ref": "main", "return_run_details": true,
            "inputs": {"environment": "production", "mark": "jday-test-room-41"}})]
    );
    let found = states(&world);
    let expected = [
        ("build", "succeeded"),
        ("tests", "succeeded"),
        ("security", "skipped"),
        ("deploy", "succeeded"),
        // A conclusion that nobody knows yet is no success.
        ("smoke-tests", "failed"),
    ];
    assert_eq!(found, expected.map(|(step, state)| (step.to_owned(), state)));
    let said = format!("{:?}", world.beside);
    assert!(said.contains("switch: no job or step"), "the step that was never there is told: {said}");
}

#[test]
fn an_older_server_is_asked_again_without_the_question_it_does_not_know() {
    let fake =
        Fake::start(|asked| match (asked.method.as_str(), asked.text().contains("return_run_details")) {
            ("POST", true) => {
                Answer::new(400, "application/json", r#"{"message":"unknown field return_run_details"}"#)
            }
            ("POST", false) => Answer::new(204, "text/plain", ""),
            _ if asked.path.contains("/deploy.yml/runs") => json(&json!({"workflow_runs": [
                run(8, "Deploy jday-test-room-411", "completed", Some("failure")),
                run(7, "Deploy (jday-test-room-41)", "completed", Some("success")),
            ]})),
            _ => usual(asked),
        });
    let reply = world(&fake, NONCE).ask_as(41, Request::Pipeline { workflow: None }, FOLLOW);
    assert!(matches!(&reply, Reply::Done(_)), "{reply:?}");
    assert_eq!(dispatches(&fake).len(), 2);
}

#[test]
fn a_lost_answer_is_never_sent_again_and_the_run_is_found_by_its_mark() {
    let looks = AtomicUsize::new(0);
    let fake = Fake::start(move |asked| match asked.method.as_str() {
        "POST" => json(&json!({"workflow_run_id": 7})).cut(),
        _ if asked.path.contains("/deploy.yml/runs") => {
            // It takes a moment to appear.
            let known = looks.fetch_add(1, Ordering::Relaxed) > 1;
            let runs = if known { vec![run(7, "Deploy jday-test-room-41", "queued", None)] } else { vec![] };
            json(&json!({ "workflow_runs": runs }))
        }
        _ => usual(asked),
    });
    let reply = world(&fake, NONCE).ask_as(41, Request::Pipeline { workflow: None }, FOLLOW);
    assert!(matches!(&reply, Reply::Done(_)), "{reply:?}");
    assert_eq!(dispatches(&fake).len(), 1, "it was sent once");
}

#[test]
fn without_a_mark_a_lost_answer_is_unknown() {
    let fake = Fake::start(|asked| match asked.method.as_str() {
        "POST" => Answer::new(502, "text/html", "<html>bad gateway</html>"),
        _ => usual(asked),
    });
    let reply = world(&fake, "").ask(Request::Pipeline { workflow: None }, FOLLOW);
    assert!(matches!(&reply, Reply::Unknown(why) if why.as_str().contains("nonce_input")), "{reply:?}");
    assert_eq!(dispatches(&fake).len(), 1);
}

#[test]
fn a_definite_no_is_refused_in_the_words_of_github() {
    for (status, headers, body, expected) in [
        (422, vec![], r#"{"message":"Unexpected inputs provided: [\"mark\"]"}"#, "Unexpected inputs"),
        (404, vec![("x-accepted-github-permissions", "actions=write")], "{}", "actions=write"),
        (403, vec![("x-ratelimit-remaining", "0"), ("retry-after", "77")], "{}", "77 s"),
    ] {
        let fake = Fake::start(move |asked| match asked.method.as_str() {
            "POST" => {
                headers.iter().fold(Answer::new(status, "application/json", body), |answer, (name, value)| {
                    answer.with(name, value)
                })
            }
            _ => usual(asked),
        });
        let reply = world(&fake, NONCE).ask(Request::Pipeline { workflow: None }, FOLLOW);
        assert!(matches!(&reply, Reply::Refused(why) if why.as_str().contains(expected)), "{reply:?}");
        assert_eq!(dispatches(&fake).len(), 1);
    }
}

#[test]
fn a_waiting_run_says_who_may_approve_and_a_failed_one_is_refused() {
    let looks = AtomicUsize::new(0);
    let fake = Fake::start(move |asked| {
        let path = asked.path.as_str();
        match asked.method.as_str() {
            "POST" => json(&json!({"workflow_run_id": 7})),
            _ if path.contains("/pending_deployments") => json(&json!([
                {"environment": {"id": 1, "name": "production"},
                 "reviewers": [{"type": "User", "reviewer": {"login": "awa"}}]}])),
            _ if path.ends_with("/runs/7") && looks.fetch_add(1, Ordering::Relaxed) == 0 => {
                json(&run(7, "Deploy", "waiting", None))
            }
            _ if path.ends_with("/runs/7") => json(&run(7, "Deploy", "completed", Some("failure"))),
            _ => usual(asked),
        }
    });
    let mut world = world(&fake, NONCE);
    let reply = world.ask(Request::Pipeline { workflow: None }, FOLLOW);
    assert!(matches!(&reply, Reply::Refused(why) if why.as_str().contains("failure")), "{reply:?}");
    let said = format!("{:?}", world.beside);
    assert!(said.contains("production waits for approval by awa"), "{said}");
}

#[test]
fn after_a_crash_the_run_is_followed_on_and_none_is_started() {
    let fake = Fake::start(|asked| match asked.method.as_str() {
        _ if asked.path.contains("/deploy.yml/runs") => json(&json!({"workflow_runs": [
            run(7, "Deploy jday-test-room-41", "in_progress", None)]})),
        _ => usual(asked),
    });
    let ask = |id| Request::Reconcile {
        request: Box::new(Request::Pipeline { workflow: None }),
        id,
        settles_ms: 0,
    };
    let mut world = world(&fake, NONCE);
    assert!(matches!(world.ask(ask(41), FOLLOW), Reply::Done(_)));
    let reply = world.ask(ask(40), FOLLOW);
    assert!(matches!(&reply, Reply::Unknown(why) if why.as_str().contains("jday-test-room-40")), "{reply:?}");
    assert!(dispatches(&fake).is_empty(), "reading alone");
}

fn seen(polled: Polled) -> Observed {
    polled.answer.unwrap_or_else(|trouble| panic!("{trouble:?}"))
}

#[test]
fn the_feed_tells_steps_waiting_approvals_and_the_secrets_of_every_level() {
    let fake = Fake::start(|asked| {
        let path = asked.path.as_str();
        let secrets = |names: &[&str]| {
            let named: Vec<_> = names.iter().map(|name| json!({ "name": name })).collect();
            json(&json!({"total_count": named.len(), "secrets": named}))
        };
        if path.contains("/deploy.yml/runs") {
            json(&json!({"workflow_runs": [run(7, "Deploy", "waiting", None)]}))
        } else if path.contains("/pending_deployments") {
            json(&json!([{"environment": {"name": "production"}}]))
        } else if path.contains("/environments/production%20eu/secrets") {
            secrets(&["VERCEL_TOKEN", "VERCEL_ORG_ID", "VERCEL_PROJECT_ID"])
        } else if path.contains("/organization-secrets") {
            secrets(&["PROD_SENTRY_DSN"])
        } else if path.contains("/actions/secrets") {
            secrets(&["PROD_SUPABASE_URL", "PROD_SUPABASE_ANON_KEY"])
        } else {
            usual(asked)
        }
    });
    let observed = seen(world(&fake, NONCE).poll("github"));
    assert_eq!(observed.pipeline.len(), 5, "{:?}", observed.pipeline);
    let alerts = observed.alerts.unwrap();
    assert!(alerts[0].title.as_str().contains("production waits for approval"), "{alerts:?}");
    assert_eq!(observed.items[0].holds, Some(true), "{:?}", observed.items);
}

#[test]
fn a_secret_is_absent_only_if_every_level_could_be_read() {
    for (organization, expected) in [(200, Some(false)), (403, None), (404, None)] {
        let fake = Fake::start(move |asked| {
            let path = asked.path.as_str();
            if path.contains("/deploy.yml/runs") {
                json(&json!({"workflow_runs": []}))
            } else if path.contains("/organization-secrets") && organization != 200 {
                Answer::new(organization, "application/json", r#"{"message":"no"}"#)
            } else if path.contains("secrets") {
                json(&json!({"total_count": 0, "secrets": []}))
            } else {
                usual(asked)
            }
        });
        let observed = seen(world(&fake, NONCE).poll("github"));
        assert_eq!(observed.items[0].holds, expected, "{organization}: {:?}", observed.items);
        assert!(observed.items[0].detail.as_str().contains("VERCEL_TOKEN"));
        assert_eq!(observed.warnings.len(), 1, "that it never ran is said");
    }
}

#[test]
fn the_success_of_an_old_run_is_not_told_as_today_s() {
    let fake = Fake::start(|asked| {
        let mut old = run(7, "Deploy", "completed", Some("success"));
        old["created_at"] = json!("2020-01-01T00:00:00-08:00");
        if asked.path.contains("/deploy.yml/runs") {
            json(&json!({ "workflow_runs": [old] }))
        } else {
            usual(asked)
        }
    });
    let observed = seen(world(&fake, NONCE).poll("github"));
    assert_eq!(observed.pipeline, []);
    assert!(format!("{:?}", observed.warnings).contains("2020-01-01"));
}

#[test]
fn bad_input_is_trouble_with_a_reason_and_shows_no_secret() {
    for (expected, answer) in HOSTILE.iter().map(|(expected, make)| (*expected, make())) {
        let answer = Mutex::new(answer);
        let fake = Fake::start(move |_| answer.lock().unwrap().clone());
        let polled = world(&fake, NONCE).poll_within("github", Duration::from_millis(1500));
        let trouble = polled.answer.expect_err(expected);
        let why = trouble.why.as_str();
        assert!(expected.split('|').any(|words| why.contains(words)), "{expected}: {why}");
        assert!(!why.contains("planted-canary") && !why.contains('\u{1b}'), "{why}");
    }
}

#[test]
fn a_redirect_is_not_followed_with_the_token() {
    let elsewhere = Fake::start(|_| Answer::json("{}"));
    let target = elsewhere.url();
    let fake = Fake::start(move |_| Answer::new(307, "text/html", "").with("location", &target));
    world(&fake, NONCE).poll("github").answer.expect_err("it is no answer");
    assert!(matches!(
        world(&fake, NONCE).ask(Request::Pipeline { workflow: None }, FOLLOW),
        Reply::Refused(_)
    ));
    assert!(elsewhere.asked().is_empty());
}
