//! The application's own way back, beside a lever that is something else.

use std::sync::Mutex;

use super::vercel::{AT_BLUE, Project, created, deployment, posts, vercel};
use super::*;
use crate::fake::{Answer, Fake};

/// The new version serves.
const AT_GREEN: Project =
    Project { production: "dpl_green", last: Some(("dpl_green", "succeeded", 1_000)), assigns: true };

/// A lever that is a program, and an application at Vercel.
fn beside(fake: &Fake) -> World {
    world(&format!(
        "lever = {{ exec = {{ point = [\"true\"], read = [\"echo\", \"blue\"] }} }}
        [application.vercel]
        api = {{ url = \"{}\", auth = {{ bearer = \"{}\" }} }}
        project = \"prj_1\"
        team = \"team_1\"
        blue = \"dpl_blue\"
        green = \"dpl_green\"",
        fake.url(),
        secret()
    ))
}

fn back() -> Request {
    Request::Application { to: Blue }
}

fn found_again(world: &mut World, settles_ms: u64) -> Reply {
    world.ask(Request::Reconcile { request: Box::new(back()), id: 7, settles_ms }, PLENTY)
}

#[test]
fn it_is_rolled_back_once_and_followed_to_its_end() {
    let looks = Mutex::new(0);
    let project = move |asked_to: bool| {
        let mut looks = looks.lock().unwrap();
        *looks += usize::from(asked_to);
        match *looks {
            0 => AT_GREEN,
            1 => Project { last: Some(("dpl_blue", "in-progress", 2_000)), ..AT_GREEN },
            _ => Project {
                production: "dpl_blue",
                last: Some(("dpl_blue", "succeeded", 2_000)),
                assigns: false,
            },
        }
    };
    let fake = vercel(project, created());
    let mut world = beside(&fake);
    let reply = world.ask_as(7, back(), PLENTY);
    assert_done(&reply, &["rollback succeeded", "read again: at blue", "autoAssignCustomDomains is off"]);
    let sent = posts(&fake);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].path, "/v1/projects/prj_1/rollback/dpl_blue?teamId=team_1&description=jday+op+7");
    assert_eq!(
        (sent[0].text().as_str(), sent[0].header("authorization")),
        ("{}", Some("Bearer canary-4711"))
    );
    // A second order finds it there, and an engine that lost the answer reads that it is.
    assert_done(&world.ask(back(), PLENTY), &["already points at blue", "nothing was sent"]);
    assert_done(&found_again(&mut world, 0), &["points at blue"]);
    assert_eq!(posts(&fake).len(), 1);
}

#[test]
fn a_move_that_fails_or_is_never_told_is_not_known() {
    let failed = |asked_to| {
        if asked_to { Project { last: Some(("dpl_blue", "failed", 2_000)), ..AT_GREEN } } else { AT_GREEN }
    };
    assert_unknown(&beside(&vercel(failed, created())).ask(back(), PLENTY), &["failed", "some domains"]);
    let never = vercel(|_| AT_GREEN, created());
    let reply = beside(&never).ask(back(), Duration::from_secs(2));
    assert_unknown(&reply, &["2000 ms"]);
    assert_eq!(posts(&never).len(), 1, "it is never sent again");
    let lost = vercel(|_| AT_GREEN, created().cut());
    let reply = beside(&lost).ask(back(), PLENTY);
    assert!(!matches!(reply, Reply::Refused(_)), "it may have happened: {reply:?}");
    assert_eq!(posts(&lost).len(), 1);
}

#[test]
fn nothing_is_sent_where_it_serves_something_else_or_would_be_built() {
    let other = vercel(|_| Project { production: "dpl_other", ..AT_GREEN }, created());
    let mut foreign = beside(&other);
    assert_refused(&foreign.ask(back(), PLENTY), &["nothing was sent", "dpl_other"]);
    assert_unknown(&found_again(&mut foreign, 0), &["dpl_other"]);
    assert_eq!(posts(&other), []);
    let preview = Fake::start(|asked| {
        if asked.path.contains("/deployments/") {
            deployment("null", "READY", "PROMOTED")
        } else if asked.path.contains("rolling-release") {
            Answer::json(r#"{"rollingRelease":null}"#)
        } else {
            AT_GREEN.answer()
        }
    });
    assert_refused(&beside(&preview).ask(back(), PLENTY), &["nothing was sent", "built anew"]);
    assert_eq!(posts(&preview), []);
}

#[test]
fn what_became_of_it_is_read_until_it_had_its_time_to_arrive() {
    let looks = Mutex::new(0);
    let fake = vercel(
        move |_| {
            let mut looks = looks.lock().unwrap();
            *looks += 1;
            if *looks > 2 { AT_BLUE } else { AT_GREEN }
        },
        created(),
    );
    assert_done(&found_again(&mut beside(&fake), 10_000), &["points at blue"]);
    let still = vercel(|_| AT_GREEN, created());
    assert_refused(&found_again(&mut beside(&still), 0), &["still points at green"]);
    assert_eq!((posts(&fake), posts(&still)), (Vec::new(), Vec::new()));
}

#[test]
fn it_is_proved_without_being_moved() {
    let fake = vercel(|_| AT_GREEN, created());
    let mut world = beside(&fake);
    let prove = Request::Prove { request: Box::new(back()) };
    assert_done(&world.ask(prove.clone(), PLENTY), &[]);
    let proofs = world.beside.iter().find_map(|report| match report {
        Report::Proved { checks, .. } => Some(checks.clone()),
        _ => None,
    });
    let proofs = proofs.expect("it proves something");
    let told: Vec<_> = proofs.iter().map(|proof| (proof.name.as_str(), proof.ok)).collect();
    assert_eq!(told, [("credentials", Some(true)), ("lever", Some(true)), ("candidate", Some(true))]);
    assert_eq!(posts(&fake), []);
}

#[test]
fn a_plan_without_one_refuses_before_anything_is_sent() {
    let mut bare = world("lever = { exec = { point = [\"true\"], read = [\"echo\", \"blue\"] } }");
    assert_refused(&bare.ask(back(), PLENTY), &["[live.application]"]);
    assert_refused(&found_again(&mut bare, 0), &["[live.application]"]);
    assert_refused(&bare.ask(Request::Prove { request: Box::new(back()) }, PLENTY), &["[live.application]"]);
    let workflow = || Request::Pipeline { workflow: Some("rollback".into()) };
    assert_refused(&bare.ask(workflow(), PLENTY), &["rollback", "[[live.workflows]]"]);
}
