//! Two sides on one port, each on a loopback address of its own, and raw servers for answers that are none.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use jday::client::{Observed, Reading, Value};
use jday::plan::types::{Id, Plan, Side};

use crate::fake::{Answer, Asked, Fake};

/// Blue's address.
pub const BLUE: &str = "127.0.0.1";
/// Green's address.
pub const GREEN: &str = "127.0.0.2";

/// `plan` with its sides at the addresses of this module.
pub fn at_home(mut plan: Plan) -> Plan {
    plan.sides.blue.address = BLUE.into();
    plan.sides.green.address = GREEN.into();
    plan
}

/// Two servers on one port.
pub fn pair(
    blue: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    green: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
) -> (Fake, Fake) {
    let blue = Fake::start(blue);
    let green = Fake::start_at(&format!("{GREEN}:{}", blue.address.port()), green);
    (blue, green)
}

/// Says `bytes` to whoever connects at `at`, after reading what it asks, and hangs up after `after`.
pub fn raw(at: &str, bytes: &'static [u8], after: Duration) -> SocketAddr {
    let listener = TcpListener::bind(at).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            std::thread::spawn(move || {
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(bytes);
                std::thread::sleep(after);
            });
        }
    });
    address
}

/// A port of loopback addresses on which nobody listens.
pub fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The value of `metric` on `side`.
#[track_caller]
pub fn value(observed: &Observed, metric: &str, side: Side) -> Value {
    let is_it = |reading: &&Reading| reading.metric.as_str() == metric && reading.side == Some(side);
    observed.readings.iter().find(is_it).expect("a reading").value
}

/// What is said of `fact`, and whether it holds.
#[track_caller]
pub fn fact(observed: &Observed, fact: &str) -> (Option<bool>, String) {
    let item = observed.items.iter().find(|item| item.fact == Id::new(fact)).expect("an item");
    (item.holds, item.detail.as_str().to_owned())
}
