//! Moving the records, and back.

use std::time::{Duration, Instant};

use jday::client::Request;
use jday::client::net::dns::{self, Change, Denied, Failure, Key, Update, Wanted};
use jday::plan::types::Side;

use super::{
    PATIENT, PRIMARIES, assert_done, assert_refused, assert_unknown, back, proof, prove, switch, world,
};
use crate::lab::zone::{APP, Setup, WHOLE, dig};

#[test]
#[ignore = "needs bind9 and knot"]
fn all_records_move_together_and_back() {
    for (name, start) in PRIMARIES {
        let zone = start(Setup { records: WHOLE, ttl: 300, ..Setup::default() });
        let mut world = world(&zone);
        assert_done(&world.ask(switch(), PATIENT), "read back at green");
        assert_eq!(zone.values("app.example.org", "A"), ["198.51.100.20"], "{name}");
        assert_eq!(zone.values("app.example.org", "AAAA"), ["2001:db8:1::20"], "{name}");
        assert_eq!(zone.values("www.example.org", "CNAME"), ["green.example.org."], "{name}");
        assert_refused(&world.ask(switch(), PATIENT), "nothing was sent: it points at green");
        let stays = Request::Point { from: Side::Green, to: Side::Green };
        assert_done(&world.ask(stays, PATIENT), "already at green");
        assert_done(&world.ask(back(), PATIENT), "read back at blue");
        assert_eq!(zone.values("app.example.org", "A"), ["192.0.2.10", "192.0.2.11"], "{name}");
    }
}

#[test]
#[ignore = "needs bind9 and knot"]
fn a_moved_record_lives_no_longer_than_the_lowered_time_and_never_longer_than_before() {
    for (name, start) in PRIMARIES {
        for (before, after) in [(300, 60), (30, 30)] {
            let zone = start(Setup { ttl: before, ..Setup::default() });
            assert_done(&world(&zone).ask(switch(), PATIENT), "green");
            let port = zone.port.to_string();
            let args = ["@127.0.0.1", "-p", &port, "app.example.org", "A", "+noall", "+answer", "+norecurse"];
            let line = crate::run("dig", &args);
            let ttl: u32 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
            assert_eq!(ttl, after, "{name}: {line}");
        }
    }
}

#[test]
#[ignore = "needs bind9 and knot"]
fn a_record_that_somebody_else_changed_is_left_alone() {
    for (name, start) in PRIMARIES {
        let zone = start(Setup { records: WHOLE, ..Setup::default() });
        let mut world = world(&zone);
        // One more member, with every other record as it should be.
        zone.change(&["update add app.example.org. 60 A 203.0.113.9"]);
        assert_refused(&world.ask(switch(), PATIENT), "203.0.113.9");
        assert_eq!(proof(&prove(&mut world), "lever").0, Some(false), "{name}");
        assert_eq!(zone.values("www.example.org", "CNAME"), ["blue.example.org."], "{name}: nothing moved");
        assert_eq!(zone.values("app.example.org", "A").len(), 3, "{name}: nothing moved");
    }
}

/// The look before the order may be late; the condition is the server's own and cannot be (R11).
#[test]
#[ignore = "needs bind9 and knot"]
fn what_changes_between_the_look_and_the_order_stops_the_order() {
    for (name, start) in PRIMARIES {
        let zone = start(Setup { records: WHOLE, ..Setup::default() });
        let plan = super::plan(&zone.lever(), "{ paths = [] }");
        let lever = plan.live.unwrap().lever;
        let key = Key::read(&lever.rfc2136.unwrap().key, "test").unwrap();
        let records = Wanted::all(&lever.records, "test").unwrap();
        let apex = dns::name("example.org").unwrap();
        let order = Update {
            zone: &apex,
            records: &records,
            from: Side::Blue,
            change: &Change::Move(vec![60; records.len()]),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        zone.change(&[
            "update delete www.example.org. CNAME",
            "update add www.example.org. 60 CNAME x.example.org.",
        ]);
        let address = zone.address().parse().unwrap();
        let denied = runtime.block_on(order.send(address, &key));
        assert_eq!(denied, Err(Failure::Denied(Denied::Changed("NXRRSET".into()))), "{name}");
        assert_eq!(zone.values("app.example.org", "AAAA"), ["2001:db8::10"], "{name}: all or nothing");
        zone.change(&[
            "update delete www.example.org. CNAME",
            "update add www.example.org. 60 CNAME blue.example.org.",
        ]);
        assert_eq!(runtime.block_on(order.send(address, &key)), Ok(()), "{name}");
        let again = runtime.block_on(order.send(address, &key));
        assert!(
            matches!(again, Err(Failure::Denied(Denied::Changed(_)))),
            "{name}: twice is once: {again:?}"
        );
        assert_eq!(zone.values("app.example.org", "AAAA"), ["2001:db8:1::20"], "{name}");
    }
}

#[test]
#[ignore = "needs bind9 and knot"]
fn a_dry_run_proves_the_way_and_changes_nothing() {
    for (name, start) in PRIMARIES {
        let zone = start(Setup { records: WHOLE, ..Setup::default() });
        let mut world = world(&zone);
        let before = (dig(zone.port, "example.org", "SOA"), zone.values("app.example.org", "A"));
        let checks = prove(&mut world);
        assert_eq!(proof(&checks, "lever").0, Some(true), "{name}: {checks:?}");
        assert_eq!(proof(&checks, "credentials").0, Some(true), "{name}: {checks:?}");
        assert!(proof(&checks, "lever").1.contains("kept for 60 s"), "{name}: {checks:?}");
        let after = (dig(zone.port, "example.org", "SOA"), zone.values("app.example.org", "A"));
        assert_eq!(before, after, "{name}: not even the serial moves");
        assert_done(&world.ask(switch(), PATIENT), "green");
        assert_eq!(proof(&prove(&mut world), "credentials").0, Some(true), "{name}: from there too");
    }
}

#[test]
#[ignore = "needs bind9 and knot"]
fn every_algorithm_that_a_plan_may_name_is_taken() {
    for (_, start) in PRIMARIES {
        for algorithm in ["hmac-sha256", "hmac-sha384", "hmac-sha512"] {
            let zone = start(Setup { algorithm, ..Setup::default() });
            assert_done(&world(&zone).ask(switch(), PATIENT), "read back at green");
        }
    }
}

#[test]
#[ignore = "needs bind9 and knot"]
fn a_server_that_falls_silent_leaves_it_unknown_until_it_is_read_again() {
    for (name, start) in PRIMARIES {
        let zone = start(Setup { records: APP, ..Setup::default() });
        let mut world = world(&zone);
        zone.freeze();
        assert_unknown(&world.ask(switch(), PATIENT), "no answer in time");
        let reconcile = || Request::Reconcile { request: Box::new(switch()), id: 1, settles_ms: 0 };
        assert_unknown(&world.ask(reconcile(), PATIENT), "cannot be read again");
        zone.thaw();
        // The kernel kept the order for it, so that only reading can tell what becomes of it.
        let since = Instant::now();
        while zone.values("app.example.org", "A") != ["198.51.100.20"] {
            assert!(since.elapsed() < Duration::from_secs(10), "{name}: the order was lost");
        }
        assert_done(&world.ask(reconcile(), PATIENT), "read again: it points at green");
    }
}

#[test]
#[ignore = "needs bind9 and knot"]
fn a_server_that_is_not_there_was_sent_nothing() {
    for (_, start) in PRIMARIES {
        let zone = start(Setup::default());
        let mut world = world(&zone);
        drop(zone);
        assert_refused(&world.ask(switch(), PATIENT), "nothing was sent");
        let checks = prove(&mut world);
        assert_eq!(proof(&checks, "lever").0, None, "nobody can tell: {checks:?}");
        let request = Request::Point { from: Side::Green, to: Side::Blue };
        assert_refused(&world.ask(request, PATIENT), "nobody listens there");
    }
}

#[test]
#[ignore = "needs bind9 and knot"]
fn a_switch_is_quick() {
    for (name, start) in PRIMARIES {
        let zone = start(Setup { records: WHOLE, ..Setup::default() });
        let mut world = world(&zone);
        let since = Instant::now();
        assert_done(&world.ask(switch(), PATIENT), "read back at green");
        assert!(since.elapsed() < Duration::from_millis(500), "{name}: {:?}", since.elapsed());
    }
}
