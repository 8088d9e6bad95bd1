//! Live rooms as they are run: an engine as a process of its own, real sockets, real signals, several consoles.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail the test that calls them")]

mod door;
mod kit;
mod life;
mod seats;
