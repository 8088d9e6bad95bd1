//! Each way in which a name server says no to a signed update, told apart as far as the server tells it; `tests/real/dns`
//! has what BIND and Knot say by themselves.

use std::process::Stdio;
use std::time::Duration;

use jday::client::{Reply, Report, Request};
use jday::plan::types::Side;
use serde_json::Value;

use super::room::{LEVERS, Room};
use crate::lab::powerdns;
use crate::lab::zone::{KEY, SECRET, Setup, Zone, dig, skew};
use crate::net::World;

const PATIENT: Duration = Duration::from_secs(15);
const OTHER: &str = "b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVyMTI=";

/// The clients of a plan with this lever.
fn world(lever: &str) -> World {
    let fingerprint = "{ url = \"http://127.0.0.1:9/\", header = \"x-version\", within = \"1s\" }";
    let live = format!("fingerprint = {fingerprint}\n{lever}\nsurvey = {{ paths = [] }}\nsources = []");
    World::new(&crate::net::plan(&live))
}

/// What a switch by `lever` is told.
fn told(lever: &str) -> String {
    let reply = world(lever).ask(Request::Point { from: Side::Blue, to: Side::Green }, PATIENT);
    let Reply::Refused(why) = reply else { panic!("it certainly did not happen: {reply:?}") };
    assert!(!why.as_str().contains(SECRET) && !why.as_str().contains(OTHER), "{why}");
    why.as_str().to_owned()
}

fn is_at_blue(zone: &Zone) -> bool {
    zone.values("app.example.org", "A") == ["192.0.2.10"]
}

/// It signs no "no", so that whoever reads it must look at the key, its secret, the clock and the zone.
#[test]
#[ignore = "needs pdns-server, pdns-backend-sqlite3, sqlite3 and bind9-dnsutils"]
fn powerdns_says_no_without_a_signature_and_all_that_it_may_mean_is_told() {
    let zone = powerdns::start(Setup::default());
    let elsewhere = zone.lever().replace("zone = \"example.org\"", "zone = \"app.example.org\"");
    for (what, lever) in [
        ("a wrong secret", zone.lever_with(KEY, OTHER)),
        ("an unknown key", zone.lever_with("stranger", SECRET)),
        ("a zone that it does not have", elsewhere),
    ] {
        let why = told(&lever);
        assert!(why.contains("REFUSED without a signature"), "{what}: {why}\n{}", zone.log());
        for cause in ["zone", "key", "secret", "clock"] {
            assert!(why.contains(cause), "{what}: {cause}: {why}");
        }
        assert!(is_at_blue(&zone), "{what}");
    }
    // A key that it knows, and that may not change this zone.
    zone.forbid(KEY);
    let why = told(&zone.lever());
    assert!(why.contains("REFUSED"), "{why}\n{}", zone.log());
    assert!(is_at_blue(&zone));
}

/// This machine's clock is off, and the server's is right.
#[test]
#[ignore = "needs faketime, knot, bind9, bind9-dnsutils, pdns-server, pdns-backend-sqlite3, sqlite3 and unbound"]
fn a_clock_of_this_machine_that_is_off_is_told_before_the_day() {
    std::thread::scope(|scope| {
        for ((name, primary), words) in LEVERS.into_iter().zip(["BADTIME", "BADTIME", "clock"]) {
            scope.spawn(move || {
                let room = Room::new(primary, |_| String::new());
                let plan = room.ground.plan().display().to_string();
                let mut command = room.ground.jday(&["preflight", "--plan", &plan, "--json"]);
                skew(&mut command, "+1000s");
                let output = command.stderr(Stdio::null()).output().unwrap();
                let proof = credentials(&output.stdout);
                assert_eq!(proof["ok"], false, "{name}: {proof}");
                let why = proof["proof"].as_str().unwrap();
                assert!(why.contains(words), "{name}: {why}\n{}", room.zone.log());
                if words == "BADTIME" {
                    let off = why.split_whitespace().find_map(|word| word.parse::<i64>().ok()).unwrap();
                    assert!((-1_005..=-995).contains(&off), "{name}: {why}");
                }
            });
        }
    });
}

/// The line on the key, of those of `jday preflight --json`.
fn credentials(said: &[u8]) -> Value {
    let said = String::from_utf8_lossy(said);
    let mut lines = said.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let is_it = |line: &Value| line["name"].as_str().is_some_and(|name| name.contains("credentials"));
    lines.find(is_it).unwrap_or_else(|| panic!("{said}"))
}

/// Nor its serial, by which secondaries would copy the zone each minute.
#[test]
#[ignore = "needs pdns-server, pdns-backend-sqlite3, sqlite3 and bind9-dnsutils"]
fn a_proof_on_powerdns_changes_nothing() {
    let zone = powerdns::start(Setup::default());
    let serial = || {
        let soa = dig(zone.port, "example.org", "SOA");
        soa[0].split_whitespace().nth(2).unwrap().parse::<u64>().unwrap()
    };
    let before = serial();
    let mut world = world(&zone.lever());
    world.ask(Request::DryRun { to: Side::Green }, PATIENT);
    let checks = world.beside.iter().find_map(|report| match report {
        Report::Proved { checks, .. } => Some(checks.clone()),
        _ => None,
    });
    let checks = checks.expect("a dry run proves something");
    for name in ["lever", "credentials"] {
        let proof = checks.iter().find(|proof| proof.name.as_str() == name).unwrap();
        assert_eq!(proof.ok, Some(true), "{proof:?}");
    }
    assert!(is_at_blue(&zone));
    assert_eq!(serial(), before);
}
