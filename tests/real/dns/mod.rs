//! The lever on BIND and Knot, with their own secondaries, and Unbound in between.

mod denied;
mod lever;
mod survey;

use std::time::Duration;

use jday::client::{Proof, Reply, Report, Request};
use jday::plan::types::{Plan, Side};

use crate::lab::zone::{Setup, Zone};
use crate::lab::{bind, knot};
use crate::net::World;

const PATIENT: Duration = Duration::from_secs(15);

/// Starts a primary.
type Primary = fn(Setup) -> Zone;

/// Both primaries.
const PRIMARIES: [(&str, Primary); 2] = [("bind", bind::start), ("knot", knot::start)];

/// A plan whose lever is `lever`, surveyed by `survey`.
fn plan(lever: &str, survey: &str) -> Plan {
    let fingerprint = "{ url = \"http://127.0.0.1:9/version\", header = \"x-version\", within = \"1s\" }";
    let live = format!("fingerprint = {fingerprint}\n{lever}\nsurvey = {survey}\nsources = []");
    let mut plan = crate::net::plan(&live);
    // The plan's own are out in the world.
    plan.lever.resolvers.clear();
    plan
}

/// The clients of a lever in `zone`.
fn world(zone: &Zone) -> World {
    World::new(&plan(&zone.lever(), "{ paths = [] }"))
}

fn switch() -> Request {
    Request::Point { from: Side::Blue, to: Side::Green }
}

fn back() -> Request {
    Request::Point { from: Side::Green, to: Side::Blue }
}

/// What a dry run towards Green proves.
fn prove(world: &mut World) -> Vec<Proof> {
    world.beside.clear();
    world.ask(Request::DryRun { to: Side::Green }, PATIENT);
    let proved = world.beside.iter().find_map(|report| match report {
        Report::Proved { checks, .. } => Some(checks.clone()),
        _ => None,
    });
    proved.expect("a dry run proves something")
}

/// What is proved of `name`.
fn proof(checks: &[Proof], name: &str) -> (Option<bool>, String) {
    let found = checks.iter().find(|check| check.name.as_str() == name);
    let found = found.unwrap_or_else(|| panic!("no proof of {name} in {checks:?}"));
    (found.ok, found.detail.as_str().to_owned())
}

#[track_caller]
fn assert_done(reply: &Reply, words: &str) {
    assert!(matches!(reply, Reply::Done(how) if how.as_str().contains(words)), "{words:?}: {reply:?}");
}

#[track_caller]
fn assert_refused(reply: &Reply, words: &str) {
    assert!(matches!(reply, Reply::Refused(why) if why.as_str().contains(words)), "{words:?}: {reply:?}");
}

#[track_caller]
fn assert_unknown(reply: &Reply, words: &str) {
    assert!(matches!(reply, Reply::Unknown(why) if why.as_str().contains(words)), "{words:?}: {reply:?}");
}
