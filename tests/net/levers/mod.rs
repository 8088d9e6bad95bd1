//! Levers against systems that do what they are told, something else, or nothing.

mod application;
mod cloudflare;
mod exec;
mod powerdns;
mod route53;
mod vercel;
mod worse;

use std::time::Duration;

use jday::client::{Proof, Reply, Report, Request};
use jday::plan::types::Side::{self, Blue, Green};

use crate::net::{World, plan};

const PLENTY: Duration = Duration::from_secs(15);

/// Two records of one switch.
const RECORDS: &str = r#"
[[lever.records]]
name = "app.example.org"
type = "A"
blue = ["192.0.2.10"]
green = ["198.51.100.20"]
"#;

/// Where the secret `canary-4711` is.
fn secret() -> &'static str {
    static FILE: std::sync::LazyLock<(tempfile::NamedTempFile, String)> = std::sync::LazyLock::new(|| {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "canary-4711\n").unwrap();
        let named = format!("file:{}", file.path().display());
        (file, named)
    });
    &FILE.1
}

/// The clients of a lever that is written as the inside of `[live]`, after `fingerprint` and `survey`.
fn world(lever: &str) -> World {
    World::new(&plan(&format!(
        "fingerprint = {{ url = \"http://127.0.0.1:9/\", header = \"x-version\", within = \"1s\" }}
        survey = {{ paths = [] }}
        sources = []
        {lever}"
    )))
}

fn point(world: &mut World, from: Side, to: Side) -> Reply {
    world.ask(Request::Point { from, to }, PLENTY)
}

/// What became of a switch to Green, by reading alone.
fn reconcile(world: &mut World) -> Reply {
    let request = Box::new(Request::Point { from: Blue, to: Green });
    world.ask(Request::Reconcile { request, id: 1, settles_ms: 0 }, PLENTY)
}

/// The proofs of a way to `to`, without that of the target.
fn prove(world: &mut World, to: Side) -> Vec<Proof> {
    world.beside.clear();
    world.ask(Request::DryRun { to }, PLENTY);
    let proofs = world.beside.iter().find_map(|report| match report {
        Report::Proved { checks, .. } => Some(checks.clone()),
        _ => None,
    });
    let mut proofs = proofs.expect("a dry run proves something");
    proofs.retain(|proof| proof.name.as_str() != "target-health");
    proofs
}

/// The proof `name` of a way to `to`.
fn proof(world: &mut World, to: Side, name: &str) -> (Option<bool>, String) {
    let proofs = prove(world, to);
    let proof = proofs.iter().find(|proof| proof.name.as_str() == name);
    let proof = proof.unwrap_or_else(|| panic!("no proof {name}: {proofs:?}"));
    (proof.ok, proof.detail.to_string())
}

#[track_caller]
fn assert_done(reply: &Reply, says: &[&str]) {
    assert!(matches!(reply, Reply::Done(_)), "{reply:?}");
    assert_says(reply, says);
}

#[track_caller]
fn assert_refused(reply: &Reply, says: &[&str]) {
    assert!(matches!(reply, Reply::Refused(_)), "{reply:?}");
    assert_says(reply, says);
}

#[track_caller]
fn assert_unknown(reply: &Reply, says: &[&str]) {
    assert!(matches!(reply, Reply::Unknown(_)), "{reply:?}");
    assert_says(reply, says);
}

#[track_caller]
fn assert_says(reply: &Reply, says: &[&str]) {
    let words = reply.words();
    for part in says {
        assert!(words.contains(part), "{part:?} is not in {words}");
    }
}
