//! Each way in which a server says no, in words that tell them apart.

use super::{PATIENT, PRIMARIES, assert_refused, plan, proof, prove, switch, world};
use crate::lab::knot;
use crate::lab::zone::{KEY, SECRET, Setup, Zone};
use crate::net::World;

const NOBODY: &str = "{ paths = [] }";

/// Both the act and its proof say `words`, and nothing changed.
#[track_caller]
fn assert_denied(zone: &Zone, world: &mut World, words: &str) {
    let (ok, why) = proof(&prove(world), "credentials");
    assert!(ok == Some(false) && why.contains(words), "{words:?}: {ok:?} {why}");
    assert!(!why.contains(SECRET), "{why}");
    assert_refused(&world.ask(switch(), PATIENT), words);
    assert_eq!(zone.values("app.example.org", "A"), ["192.0.2.10"]);
}

#[test]
#[ignore = "needs bind9 and knot"]
fn a_wrong_secret_is_told_as_such() {
    for (_, start) in PRIMARIES {
        let zone = start(Setup::default());
        let other = "b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVyMTI=";
        let mut world = World::new(&plan(&zone.lever_with(KEY, other), NOBODY));
        assert_denied(&zone, &mut world, "BADSIG");
    }
}

#[test]
#[ignore = "needs bind9 and knot"]
fn an_unknown_key_is_told_as_such() {
    for (_, start) in PRIMARIES {
        let zone = start(Setup::default());
        let mut world = World::new(&plan(&zone.lever_with("stranger", SECRET), NOBODY));
        assert_denied(&zone, &mut world, "BADKEY");
    }
}

#[test]
#[ignore = "needs bind9 and knot"]
fn a_name_that_the_key_may_not_change_is_told_as_such() {
    for ((_, start), words) in PRIMARIES.into_iter().zip(["REFUSED", "BADKEY"]) {
        let zone = start(Setup::default());
        // It is in the zone and at its Blue value; only the grant is missing.
        let record = "{ name = \"blue.example.org\", type = \"A\", blue = [\"192.0.2.10\"], green = [\"192.0.2.77\"] }";
        let mut world = World::new(&plan(&zone.lever_of(record, KEY, SECRET), NOBODY));
        assert_denied(&zone, &mut world, words);
        assert_eq!(zone.values("blue.example.org", "A"), ["192.0.2.10"]);
    }
}

#[test]
#[ignore = "needs knot and faketime"]
fn a_clock_that_is_off_is_told_with_by_how_much() {
    let zone = knot::start(Setup { clock: Some("+1000s"), ..Setup::default() });
    let mut world = world(&zone);
    assert_denied(&zone, &mut world, "BADTIME");
    let why = proof(&prove(&mut world), "credentials").1;
    let skew: i64 = why.split_whitespace().find_map(|word| word.parse().ok()).unwrap();
    assert!((995..=1005).contains(&skew), "{why}");
}

#[test]
#[ignore = "needs bind9 and knot"]
fn a_zone_that_the_server_does_not_have_is_told_as_such() {
    for (_, start) in PRIMARIES {
        let zone = start(Setup::default());
        let lever = zone.lever().replace("zone = \"example.org\"", "zone = \"app.example.org\"");
        let mut world = World::new(&plan(&lever, NOBODY));
        assert_denied(&zone, &mut world, "NOTAUTH");
    }
}
