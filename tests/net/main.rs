//! The network clients against servers that answer, byte for byte, what a real one would, or worse.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail the test that calls them"
)]

mod alerts;
mod calls;
mod cancel;
mod certificates;
mod channels;
mod command;
mod dns;
#[path = "exposition/main.rs"]
mod exposition;
#[path = "../support/fake.rs"]
#[allow(dead_code, reason = "shared with tests/real")]
mod fake;
mod fingerprints;
mod github;
mod hostile;
mod levers;
mod maps;
#[path = "../support/nameserver.rs"]
mod nameserver;
#[path = "../support/net.rs"]
#[allow(dead_code, reason = "shared with tests/real")]
mod net;
mod platform;
mod probes;
#[path = "prometheus/main.rs"]
mod prometheus;
#[path = "../support/resolver.rs"]
mod resolver;
mod secrets;
#[path = "../support/sides.rs"]
mod sides;
#[path = "../support/tls.rs"]
mod tls;
mod workflows;
