//! Who says what of the lever: the primary, its secondaries, a resolver with a cache, and who is silent.

use std::time::{Duration, Instant};

use jday::client::{Answers, Report, Request, Said};
use jday::plan::types::{Resolver, Side};

use super::{PATIENT, assert_done, plan, switch};
use crate::lab::zone::{Setup, WHOLE};
use crate::lab::{bind, free_port, knot, unbound};
use crate::net::World;

/// One survey.
fn survey(world: &mut World) -> Answers {
    world.beside.clear();
    world.ask(Request::Survey, PATIENT);
    let found = world.beside.iter().find_map(|report| match report {
        Report::Surveyed(answers) => Some(answers.clone()),
        _ => None,
    });
    found.expect("a survey is answered")
}

/// What `from` said.
fn of<'a>(all: &'a [Said], from: &str) -> &'a Said {
    all.iter().find(|said| said.from.as_str() == from).unwrap_or_else(|| panic!("{from} in {all:?}"))
}

/// Surveys until `done`.
#[track_caller]
fn until(world: &mut World, what: &str, done: impl Fn(&Answers) -> bool) -> Answers {
    let since = Instant::now();
    loop {
        let answers = survey(world);
        if done(&answers) {
            return answers;
        }
        assert!(since.elapsed() < Duration::from_secs(15), "{what}: {answers:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn all_at(all: &[Said], side: Side) -> bool {
    all.iter().all(|said| said.side == Some(side))
}

#[test]
#[ignore = "needs bind9, knot and unbound"]
fn a_switch_goes_from_the_primary_to_the_secondaries_and_then_to_the_caches() {
    let (first, second) = (free_port(), free_port());
    let zone =
        bind::start(Setup { records: WHOLE, ttl: 3, secondaries: vec![first, second], ..Setup::default() });
    let (other, same) = (knot::secondary(&zone, first), bind::secondary(&zone, second));
    let resolver = unbound::start(&zone);
    let servers = format!(
        "{{ authoritative = [{{ id = \"primary\", address = \"{}\" }}, {{ id = \"knot\", address = \
         \"127.0.0.1:{}\" }}, {{ id = \"bind\", address = \"127.0.0.1:{}\" }}], paths = [] }}",
        zone.address(),
        other.port,
        same.port
    );
    let mut plan = plan(&zone.lever(), &servers);
    plan.lever.resolvers = vec![Resolver { id: "cache".into(), address: resolver.address().into() }];
    let mut world = World::new(&plan);

    let before = survey(&mut world);
    assert!(all_at(&before.authoritative, Side::Blue) && all_at(&before.resolvers, Side::Blue), "{before:?}");
    assert!(before.authoritative.iter().all(|said| said.ttl_ms == 3_000), "{before:?}");

    assert_done(&world.ask(switch(), PATIENT), "read back at green");
    let after = survey(&mut world);
    assert_eq!(of(&after.authoritative, "primary").side, Some(Side::Green), "{after:?}");
    // Its time to live runs down, and so long it says what was.
    let cached = of(&after.resolvers, "cache");
    assert!(cached.side == Some(Side::Blue) && cached.ttl_ms <= 3_000, "{after:?}");
    let copied = until(&mut world, "NOTIFY", |answers| all_at(&answers.authoritative, Side::Green));
    assert!(copied.authoritative.iter().all(|said| !said.value.as_str().contains("serial")), "{copied:?}");
    until(&mut world, "the cache", |answers| all_at(&answers.resolvers, Side::Green));
}

#[test]
#[ignore = "needs bind9 and knot"]
fn a_secondary_that_was_not_told_says_how_far_it_is_behind() {
    let zone = bind::start(Setup::default());
    let port = free_port();
    // Nobody told the primary of it, so it keeps what it copied at its start.
    let copy = knot::secondary(&zone, port);
    let servers = format!(
        "{{ authoritative = [{{ id = \"primary\", address = \"{}\" }}, {{ id = \"copy\", address = \
         \"127.0.0.1:{}\" }}], paths = [] }}",
        zone.address(),
        copy.port
    );
    let mut world = World::new(&plan(&zone.lever(), &servers));
    assert_done(&world.ask(switch(), PATIENT), "read back at green");
    let answers = survey(&mut world);
    let late = of(&answers.authoritative, "copy");
    assert_eq!(late.side, Some(Side::Blue), "{answers:?}");
    assert!(late.value.as_str().contains("serial 2026112801, not yet 2026112802"), "{late:?}");
}

#[test]
#[ignore = "needs bind9, knot and unbound"]
fn a_foreign_value_belongs_to_no_side_and_silence_is_no_value() {
    let zone = knot::start(Setup { records: WHOLE, ..Setup::default() });
    let resolver = unbound::start(&zone);
    let servers = format!(
        "{{ authoritative = [{{ id = \"primary\", address = \"{}\" }}, {{ id = \"cache\", address = \"{}\" }}, \
         {{ id = \"gone\", address = \"127.0.0.1:{}\" }}], paths = [] }}",
        zone.address(),
        resolver.address(),
        free_port()
    );
    let mut plan = plan(&zone.lever(), &servers);
    plan.lever.resolvers = vec![Resolver { id: "outsider".into(), address: zone.address().into() }];
    let mut world = World::new(&plan);
    zone.change(&[
        "update delete app.example.org. AAAA",
        "update add app.example.org. 60 AAAA 2001:db8::bad",
    ]);
    let answers = survey(&mut world);
    let primary = of(&answers.authoritative, "primary");
    assert_eq!(primary.side, None, "{primary:?}");
    assert!(primary.value.as_str().contains("2001:db8::bad") && primary.ttl_ms == 60_000, "{primary:?}");
    let cache = of(&answers.authoritative, "cache");
    assert_eq!((cache.value.as_str(), cache.ttl_ms), ("not authoritative for the name", 0), "{answers:?}");
    let gone = of(&answers.authoritative, "gone");
    assert_eq!((gone.value.as_str(), gone.ttl_ms), ("nobody listens there", 0), "{answers:?}");

    // A name that is gone is an answer too, and lives as long as the zone says.
    zone.change(&["update delete app.example.org."]);
    let answers = survey(&mut world);
    let primary = of(&answers.authoritative, "primary");
    assert!(primary.side.is_none() && primary.value.as_str().contains("NXDOMAIN"), "{primary:?}");
    assert!(primary.ttl_ms > 0, "{primary:?}");
}
