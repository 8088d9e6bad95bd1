//! `jday preflight --notify`: a test over each channel, and somebody who says that it came.

use std::process::Stdio;

use crate::channels::{pagerduty, webhook};
use crate::fake::{Answer, Asked, Fake};
use crate::kit::{Ground, me};
use crate::term::Start;

const QUEUED: &str = r#"{"status":"success","message":"Event processed","dedup_key":"x"}"#;

/// A plan with two channels that take what they get.
fn ground(folder: &std::path::Path) -> (Ground, Fake, Fake) {
    let pager = Fake::start(|_| Answer::new(202, "application/json", QUEUED));
    let slack = Fake::start(|_| Answer::new(200, "text/plain", "ok"));
    let ground = Ground::new();
    let services = [webhook(folder, &slack.url()), pagerduty(folder, &pager.url())].join(", ");
    ground.write_plan(&[&me()], &format!("channels = [{services}]"));
    (ground, pager, slack)
}

#[test]
fn each_channel_is_tested_once_and_waits_for_somebody_but_not_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let (ground, pager, slack) = ground(folder.path());
    let plan = ground.plan().display().to_string();
    let args = ["preflight", "--plan", &plan, "--notify", "--within", "8s"];
    let mut term = Start::new(&args).size(180, 60).run();
    term.wait_for("slack: posted. Was it received? [y/N]");
    term.type_keys("y\r");
    term.wait_for("posted; received");
    term.wait_for("pagerduty: queued by PagerDuty");
    term.wait_for("nobody said within 8s that it came");
    assert_eq!(term.end(), 3, "what nobody confirmed is not ready");
    assert_eq!(slack.asked().len(), 1);
    let action = |asked: &Asked| {
        let event: serde_json::Value = serde_json::from_slice(&asked.body).unwrap();
        event["event_action"].as_str().unwrap().to_owned()
    };
    let actions: Vec<String> = pager.asked().iter().map(action).collect();
    assert_eq!(actions, ["trigger", "resolve"], "no incident of a test stays open");
}

#[test]
fn a_program_and_a_pipe_are_asked_nothing_and_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let (ground, _pager, _slack) = ground(folder.path());
    let plan = ground.plan().display().to_string();
    for (json, why) in [(true, "--json asks nobody"), (false, "the input is no terminal")] {
        let mut args = vec!["preflight", "--plan", &plan, "--notify"];
        args.extend(json.then_some("--json"));
        let out = ground.jday(&args).stdin(Stdio::null()).output().unwrap();
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        let lines: Vec<&str> = text.lines().filter(|line| line.contains(why)).collect();
        assert_eq!(lines.len(), 2, "one a channel:\n{text}");
        if json {
            let line: serde_json::Value = serde_json::from_str(lines[0]).unwrap();
            assert!(line["area"] == "message" && line["ok"].is_null() && line["todo"].is_string(), "{line}");
        }
    }
}

#[test]
fn how_long_is_waited_needs_a_length_and_something_to_wait_for() {
    let ground = Ground::new();
    let plan = ground.plan().display().to_string();
    for (more, why) in [(&["--notify", "--within", "soon"][..], "soon"), (&["--within", "8s"], "--notify")] {
        let out = ground.jday(&[&["preflight", "--plan", &plan], more].concat()).output().unwrap();
        let text = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.code() == Some(2) && text.contains(why), "{text}");
    }
}
