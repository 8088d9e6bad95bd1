//! Somebody else moves the record on the server, between the typed phrase and the order (R11): nothing is sent, the
//! run fails with the reason, and it is told (F19).

use std::time::Instant;

use jday::model::react::own;
use jday::model::{Event, Outcome};
use jday::plan::types::Side;

use super::room::{LEVERS, Primary, Room, said};
use crate::fake::Asked;
use crate::lab::zone::{ADMIN, ADMIN_SECRET, APEX, Zone};
use crate::once::desk::Desk;
use crate::once::ground::{PATIENCE, wait_for};
use crate::once::sides;

/// Nobody's.
const FOREIGN: &str = "203.0.113.9";

/// A step of the switch after its decision, in which nsupdate(1) gives the name another address.
fn meddles(zone: &Zone, address: &str) -> String {
    let lines = [
        format!("server 127.0.0.1 {}", zone.port),
        format!("zone {APEX}"),
        "update delete app.example.org. A".to_owned(),
        format!("update add app.example.org. 2 A {address}"),
        "update delete api.example.org. AAAA".to_owned(),
        "update add api.example.org. 2 AAAA 2001:db8:1::20".to_owned(),
        "send".to_owned(),
    ];
    let script = lines.join("\\n");
    format!(
        "{{ id = \"meddle\", title = \"Meddle\", budget = \"10s\", action = {{ kind = \"command\", argv = \
         [\"/bin/sh\", \"-c\", \"printf '{}\\n' | nsupdate -y hmac-sha256:{ADMIN}:{ADMIN_SECRET}\"] }} }},",
        script.replace("\\n", "\\\\n")
    )
}

/// What the room's own people read in the chat, one message each.
fn told(room: &Room) -> Vec<String> {
    room.chat.asked().iter().map(Asked::text).collect()
}

fn is_left_alone(name: &str, primary: Primary, address: &str) {
    let room = Room::new(primary, |zone| meddles(zone, address));
    let (engine, mut desk) = room.open();
    let output = room.moves(Side::Green);
    let words = format!("{name}, {address}: {}", said(&output));
    assert_eq!(output.status.code(), Some(1), "{words}\n{}", room.zone.log());
    assert!(words.contains("Meddle"), "{words}");
    // Who waits reads what stands there instead.
    let stands = if address == FOREIGN { FOREIGN } else { "green" };
    assert!(words.contains(stands) && words.contains("\"result\":\"failed\""), "{words}");
    hears_of_it(&mut desk, &words, address);
    wait_for("the chat reads of it", || {
        told(&room).iter().any(|text| text.contains("levier déplacé hors jday") && text.contains(address))
    });
    let state = &desk.state;
    let expected = if address == FOREIGN { Side::Blue } else { Side::Green };
    assert_eq!(state.cutover.live, expected, "{words}");
    let reached = state.cutover.movements.iter().flat_map(|one| one.levels.into_iter().skip(1).flatten());
    assert_eq!(reached.count(), 0, "what others did is no level of this switch: {words}");
    assert_eq!(room.zone.values("app.example.org", "A"), [address], "{words}");
    engine.stop();
}

/// The room knows by its own survey, and its order, if there was one, certainly did nothing.
fn hears_of_it(desk: &mut Desk, words: &str, address: &str) {
    let is_on = |desk: &Desk| {
        let mut firing = desk.state.alerts.firing().into_iter();
        firing.any(|(key, _)| key.0.as_str() == own::OUT_OF_BAND)
    };
    let since = Instant::now();
    while !is_on(desk) {
        desk.hear().expect("the engine lives");
        assert!(since.elapsed() < PATIENCE, "nobody was told: {words}");
    }
    let drift = desk.past.iter().find_map(|line| match &line.event {
        Event::Drifted(drift) => Some(drift),
        _ => None,
    });
    let drift = drift.unwrap_or_else(|| panic!("it is told: {words}"));
    assert!(drift.expected == Side::Blue && drift.found.as_str().contains(address), "{drift:?}");
    for line in &desk.past {
        if let Event::Settled { outcome: Outcome::Done { detail }, .. } = &line.event {
            assert!(!detail.as_str().contains("green"), "{detail}: {words}");
        }
    }
}

#[test]
#[ignore = "needs knot, bind9, bind9-dnsutils, pdns-server, pdns-backend-sqlite3, sqlite3 and unbound"]
fn a_record_that_somebody_moved_after_the_phrase_is_left_alone_and_told() {
    std::thread::scope(|scope| {
        for (name, primary) in LEVERS {
            for address in [sides::GREEN, FOREIGN] {
                scope.spawn(move || is_left_alone(name, primary, address));
            }
        }
    });
}
