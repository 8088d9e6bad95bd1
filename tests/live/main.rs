//! Live rooms as they are run: an engine as a process of its own, real sockets, real signals, several consoles.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail the test that calls them"
)]

mod channels;
mod door;
mod errand;
#[path = "../support/fake.rs"]
#[allow(dead_code, reason = "tests/net uses all of it")]
mod fake;
mod fire;
mod keep;
mod kit;
mod life;
mod preflight;
mod screen;
mod seats;
mod soak;
#[path = "../pty/term.rs"]
#[allow(dead_code, reason = "tests/pty uses all of it")]
mod term;
