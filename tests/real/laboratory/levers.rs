//! One switch and one rollback on each lever that a real server has, by the command line.

use std::sync::Mutex;

use jday::plan::types::Side;
use serde_json::Value;

use super::room::{HERE, LEVERS, QUIET, Room, TTL, said};
use super::table::{Row, print};

/// What the primary has of the lever's records.
fn values(room: &Room) -> Vec<String> {
    HERE.iter().flat_map(|moved| room.zone.values(moved.name, moved.kind)).collect()
}

#[test]
#[ignore = "needs knot, bind9, bind9-dnsutils, pdns-server, pdns-backend-sqlite3, sqlite3 and unbound"]
fn every_lever_of_a_real_server_moves_the_traffic_there_and_back_within_its_budget() {
    let rows = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for (name, primary) in LEVERS {
            let rows = &rows;
            scope.spawn(move || {
                let room = Room::new(primary, |_| String::new());
                let (engine, _desk) = room.open();
                for (n, to) in [Side::Green, Side::Blue].into_iter().enumerate() {
                    let output = room.moves(to);
                    let told = said(&output);
                    assert_eq!(output.status.code(), Some(0), "{name}: {told}\n{}", room.zone.log());
                    let end: Value = serde_json::from_slice(&output.stdout).unwrap();
                    assert_eq!(
                        (end["result"].as_str(), end["live"].as_str()),
                        (Some("done"), Some(to.to_string().as_str()))
                    );
                    let there =
                        HERE.iter().map(|moved| if to == Side::Green { moved.green } else { moved.blue });
                    assert_eq!(values(&room), there.collect::<Vec<_>>(), "{name}: both records, {told}");
                    let state = room.desk().state;
                    let movement = &state.cutover.movements[n];
                    let row = Row::of(&format!("{name}, to {to}"), &state, movement);
                    row.assert_in_budget(TTL, QUIET);
                    rows.lock().unwrap().push(row);
                }
                engine.stop();
            });
        }
    });
    print(&format!("time to live {TTL} s, quiet {QUIET} s"), &rows.into_inner().unwrap());
}
