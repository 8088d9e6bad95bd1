use std::sync::{Arc, Mutex};

use jday::plan::types::Side::{Blue, Green};

use super::worse::{assert_bears_unreadable, assert_bears_unsure};
use super::*;
use crate::fake::{Answer, Asked, Fake};

fn lever(url: &str) -> String {
    format!(
        "[lever.vercel]
        api = {{ url = \"{url}\", auth = {{ bearer = \"{}\" }} }}
        project = \"prj_1\"
        team = \"team_1\"
        blue = \"dpl_blue\"
        green = \"dpl_green\"",
        secret()
    )
}

/// A project as Vercel tells it.
#[derive(Clone)]
pub(super) struct Project {
    pub(super) production: &'static str,
    /// To where, how far, and when.
    pub(super) last: Option<(&'static str, &'static str, u64)>,
    pub(super) assigns: bool,
}

pub(super) const AT_BLUE: Project =
    Project { production: "dpl_blue", last: Some(("dpl_blue", "succeeded", 1_000)), assigns: true };

impl Project {
    pub(super) fn answer(&self) -> Answer {
        let last = self.last.map_or("null".to_owned(), |(to, status, at)| {
            format!(r#"{{"fromDeploymentId":"x","toDeploymentId":"{to}","jobStatus":"{status}","requestedAt":{at},"type":"promote"}}"#)
        });
        Answer::json(format!(
            r#"{{"id":"prj_1","accountId":"team_1","autoAssignCustomDomains":{},"targets":{{"production":{{"id":"{}"}}}},"lastAliasRequest":{last},"rollingRelease":null}}"#,
            self.assigns, self.production
        ))
    }
}

pub(super) fn deployment(target: &str, state: &str, substate: &str) -> Answer {
    Answer::json(format!(
        r#"{{"id":"x","url":"x.vercel.app","readyState":"{state}","readySubstate":"{substate}","target":{target},"projectId":"prj_1"}}"#
    ))
}

/// One whose project is told by `project`, whose act is answered by `act`, and whose deployments are in order.
pub(super) fn vercel(project: impl Fn(bool) -> Project + Send + Sync + 'static, act: Answer) -> Fake {
    let asked_to = Arc::new(Mutex::new(false));
    Fake::start(move |asked| {
        if asked.method == "POST" {
            *asked_to.lock().unwrap() = true;
            return act.clone();
        }
        match asked.path.split(['?', '/']).nth(2) {
            Some("deployments") => deployment("\"production\"", "READY", "PROMOTED"),
            _ if asked.path.contains("rolling-release") => Answer::json(r#"{"rollingRelease":null}"#),
            // Its clock counts, and it stands at the beginning.
            _ => project(*asked_to.lock().unwrap()).answer().with("date", "Thu, 01 Jan 1970 00:00:00 GMT"),
        }
    })
}

pub(super) fn created() -> Answer {
    Answer::json("").status(201)
}

pub(super) fn posts(fake: &Fake) -> Vec<Asked> {
    fake.asked().into_iter().filter(|asked| asked.method != "GET").collect()
}

#[test]
fn to_green_is_a_promotion_that_is_followed_to_its_end() {
    let looks = Mutex::new(0);
    let project = move |asked_to: bool| {
        let mut looks = looks.lock().unwrap();
        *looks += usize::from(asked_to);
        match *looks {
            0 => AT_BLUE,
            1 => Project { last: Some(("dpl_green", "pending", 2_000)), ..AT_BLUE },
            2 => Project { last: Some(("dpl_green", "in-progress", 2_000)), ..AT_BLUE },
            _ => {
                Project { production: "dpl_green", last: Some(("dpl_green", "succeeded", 2_000)), ..AT_BLUE }
            }
        }
    };
    let fake = vercel(project, created());
    let mut world = world(&lever(&fake.url()));
    assert_done(&point(&mut world, Blue, Green), &["promote succeeded", "read again: at green"]);
    let sent = posts(&fake);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].path, "/v10/projects/prj_1/promote/dpl_green?teamId=team_1");
    assert_eq!(sent[0].text(), "{}");
    assert_eq!(sent[0].header("authorization"), Some("Bearer canary-4711"));
    assert!(
        fake.asked().iter().all(|asked| asked.path.contains("teamId=team_1")),
        "every call names the team"
    );
    assert_done(&reconcile(&mut world), &["points at green"]);
}

#[test]
fn to_blue_is_a_rollback_that_tells_what_it_turned_off() {
    let project = |asked_to| {
        if asked_to {
            Project { production: "dpl_blue", last: Some(("dpl_blue", "succeeded", 9)), assigns: false }
        } else {
            Project { production: "dpl_green", last: None, assigns: true }
        }
    };
    let fake = vercel(project, created());
    let mut world = world(&lever(&fake.url()));
    let reply = world.ask_as(7, Request::Point { from: Green, to: Blue }, PLENTY);
    assert_done(&reply, &["rollback succeeded", "read again: at blue", "autoAssignCustomDomains is off"]);
    assert_eq!(
        posts(&fake)[0].path,
        "/v1/projects/prj_1/rollback/dpl_blue?teamId=team_1&description=jday+op+7"
    );
}

#[test]
fn an_older_request_is_not_taken_for_ours_whatever_this_machine_s_clock_says() {
    // The last request went to Green too, long ago, and succeeded; ours is never seen.
    let fake = vercel(
        |_| Project { last: Some(("dpl_green", "succeeded", 4_000_000_000_000)), ..AT_BLUE },
        created(),
    );
    let mut older = world(&lever(&fake.url()));
    let reply = older.ask(Request::Point { from: Blue, to: Green }, Duration::from_secs(2));
    assert_unknown(&reply, &["2000 ms"]);
    // One that is newer than the last and older than the server's own clock is somebody else's.
    let project = |asked_to| {
        if asked_to {
            Project { last: Some(("dpl_green", "succeeded", 1_000_000)), ..AT_BLUE }
        } else {
            Project { last: None, ..AT_BLUE }
        }
    };
    let fake = Fake::start({
        let asked_to = Mutex::new(false);
        move |asked| match (asked.method.as_str(), asked.path.contains("/deployments/")) {
            ("POST", _) => {
                *asked_to.lock().unwrap() = true;
                created()
            }
            (_, true) => deployment("\"production\"", "READY", "STAGED"),
            _ if asked.path.contains("rolling") => Answer::new(404, "application/json", "{}"),
            _ => project(*asked_to.lock().unwrap()).answer().with("date", "Tue, 24 Nov 2026 14:00:00 GMT"),
        }
    });
    let reply =
        world(&lever(&fake.url())).ask(Request::Point { from: Blue, to: Green }, Duration::from_secs(2));
    assert_unknown(&reply, &["2000 ms"]);
}

#[test]
fn a_move_that_fails_or_is_skipped_is_not_known() {
    for status in ["failed", "skipped", "a-new-word"] {
        let project = move |asked_to| {
            if asked_to { Project { last: Some(("dpl_green", status, 2_000)), ..AT_BLUE } } else { AT_BLUE }
        };
        let reply = point(&mut world(&lever(&vercel(project, created()).url())), Blue, Green);
        assert_unknown(&reply, &[status]);
    }
}

#[test]
fn a_queued_promotion_and_a_yes_without_effect_are_told() {
    let queued = vercel(|_| AT_BLUE, Answer::json("").status(202));
    assert_unknown(&point(&mut world(&lever(&queued.url())), Blue, Green), &["202", "rolling release"]);
    let project = |asked_to| {
        if asked_to { Project { last: Some(("dpl_green", "succeeded", 2_000)), ..AT_BLUE } } else { AT_BLUE }
    };
    let reply = point(&mut world(&lever(&vercel(project, created()).url())), Blue, Green);
    assert_done(&reply, &["BUT read again it still points at blue"]);
}

#[test]
fn what_would_be_built_or_queued_is_refused_before_anything_is_sent() {
    let cases = [
        (deployment("null", "READY", "PROMOTED"), "{\"rollingRelease\":null}", "built anew"),
        (deployment("\"production\"", "BUILDING", "STAGED"), "{\"rollingRelease\":null}", "BUILDING"),
        (deployment("\"production\"", "READY", "ROLLING"), "{\"rollingRelease\":null}", "ROLLING"),
        (
            deployment("\"production\"", "READY", "STAGED"),
            r#"{"rollingRelease":{"state":"ACTIVE"}}"#,
            "rolling release",
        ),
        (
            Answer::new(404, "application/json", r#"{"error":{"code":"not_found","message":"no such"}}"#),
            "{}",
            "not_found: no such",
        ),
    ];
    for (candidate, release, says) in cases {
        let fake = Fake::start(move |asked| {
            if asked.path.contains("/deployments/") {
                candidate.clone()
            } else if asked.path.contains("rolling-release") {
                Answer::json(release)
            } else {
                AT_BLUE.answer()
            }
        });
        let mut world = world(&lever(&fake.url()));
        assert_refused(&point(&mut world, Blue, Green), &["nothing was sent", says]);
        assert_eq!(posts(&fake), [], "{says}");
        assert_ne!(proof(&mut world, Green, "candidate").0, Some(true), "{says}");
    }
    // Blue must have been in production before.
    let fake = Fake::start(|asked| {
        if asked.path.contains("/deployments/") {
            deployment("\"production\"", "READY", "STAGED")
        } else {
            Project { production: "dpl_green", ..AT_BLUE }.answer()
        }
    });
    assert_refused(&point(&mut world(&lever(&fake.url())), Green, Blue), &["STAGED"]);
}

#[test]
fn an_alias_elsewhere_or_on_its_way_is_left_alone() {
    let elsewhere = vercel(|_| Project { production: "dpl_other", ..AT_BLUE }, created());
    let mut foreign = world(&lever(&elsewhere.url()));
    assert_refused(&point(&mut foreign, Blue, Green), &["nothing was sent", "dpl_other"]);
    assert_eq!(proof(&mut foreign, Green, "lever").0, Some(false));
    let moving = vercel(|_| Project { last: Some(("dpl_green", "in-progress", 5)), ..AT_BLUE }, created());
    let mut world = world(&lever(&moving.url()));
    assert_refused(&point(&mut world, Blue, Green), &["nothing was sent", "on the way to dpl_green"]);
    assert_unknown(&reconcile(&mut world), &["on the way"]);
    assert_eq!((posts(&elsewhere), posts(&moving)), (Vec::new(), Vec::new()));
}

#[test]
fn every_no_is_told_with_what_it_means() {
    for (status, body, says) in [
        (402, r#"{"error":{"code":"payment","message":"no"}}"#, "plan does not allow"),
        (409, r#"{"err":{"code":"conflict","message":"busy"}}"#, "conflict: busy; something else moves"),
        (410, r#"{"error":{"code":"gone","message":"x"}}"#, "the deployment is gone"),
        (422, r#"{"error":{"code":"unprocessable","message":"x"}}"#, "unprocessable"),
    ] {
        let fake = vercel(|_| AT_BLUE, Answer::new(status, "application/json", body));
        assert_refused(&point(&mut world(&lever(&fake.url())), Blue, Green), &[says]);
    }
}

#[test]
fn what_waits_behind_a_rolling_release_is_not_called_refused() {
    let on = Fake::start(|asked| {
        if asked.path.contains("rolling-release") {
            Answer::json(r#"{"rollingRelease":{"state":"ACTIVE"}}"#)
        } else {
            AT_BLUE.answer()
        }
    });
    assert_unknown(&reconcile(&mut world(&lever(&on.url()))), &["queued"]);
    assert_refused(
        &reconcile(&mut world(&lever(&vercel(|_| AT_BLUE, created()).url()))),
        &["still points at blue"],
    );
}

#[test]
fn answers_that_are_none_are_borne() {
    assert_bears_unreadable(lever);
    assert_bears_unsure(|act| vercel(|_| AT_BLUE, act), lever);
}

#[test]
fn the_feed_tells_what_serves_production_and_that_nobody_s_deployment_does() {
    let watched = |fake: &Fake| {
        let feed = format!(
            "{}\n[[sources]]\nid = \"vercel\"\ninterval = \"30s\"\ndeadline = \"5s\"\n\
             vercel = {{ api = {{ url = \"{}\" }}, project = \"prj_1\", team = \"team_1\" }}",
            lever(&fake.url()),
            fake.url()
        );
        World::new(&plan(&format!(
            "fingerprint = {{ url = \"http://127.0.0.1:9/\", header = \"x\", within = \"1s\" }}\nsurvey = {{ paths = [] }}\n{feed}"
        )))
        .poll("vercel")
        .answer
    };
    let told = watched(&vercel(|_| Project { assigns: false, ..AT_BLUE }, created())).unwrap();
    let items: Vec<_> = told.items.iter().map(|item| (item.fact.as_str(), item.holds)).collect();
    assert_eq!(items, [("vercel-production", Some(true)), ("vercel-alias", Some(true))]);
    assert!(told.items[0].detail.as_str().contains("dpl_blue (blue) is READY"), "{told:?}");
    assert_eq!(told.alerts, Some(Vec::new()));
    assert!(told.warnings[0].as_str().contains("autoAssignCustomDomains"), "{told:?}");

    let foreign = vercel(
        |_| Project { production: "dpl_x", last: Some(("dpl_x", "failed", 1)), assigns: true },
        created(),
    );
    let told = watched(&foreign).unwrap();
    assert_eq!(told.items[1].holds, Some(false));
    let alerts = told.alerts.unwrap();
    assert!(alerts.len() == 1 && alerts[0].title.as_str().contains("dpl_x"), "{alerts:?}");
    let moving = vercel(|_| Project { last: Some(("dpl_x", "a-new-word", 1)), ..AT_BLUE }, created());
    assert_eq!(watched(&moving).unwrap().items[1].holds, None);

    for (status, kind, body) in [
        (200, "text/html", "<html>Log in"),
        (200, "application/json", "}{"),
        (200, "application/json", "[]"),
        (200, "application/json", r#"{"id":3}"#),
        (403, "application/json", r#"{"error":{"code":"forbidden","message":"\u001b[31mno"}}"#),
        (500, "text/plain", ""),
    ] {
        let fake = Fake::start(move |_| Answer::new(status, kind, body));
        let trouble = watched(&fake).expect_err("nothing can be read");
        assert!(!trouble.why.is_blank() && !trouble.why.as_str().contains('\u{1b}'), "{trouble:?}");
    }
    let cut = Fake::start(|_| AT_BLUE.answer().cut());
    assert!(watched(&cut).expect_err("it broke off").passing);
}
