//! Every order reaches its provider once at most, and its outcome is never lost (R9, R10, R11, R20): real engines,
//! as processes, killed at every step of a switch and of a rollback.
//!
//! Some tens of runs in CI. The thousand of R10: 950 here by
//! `JDAY_RUNS=950 cargo test --test once killed -- --nocapture`, 50 on a real name server by
//! `JDAY_RUNS=50 cargo test --test real once -- --include-ignored --nocapture`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail the test that calls them"
)]
#![allow(clippy::print_stderr, reason = "figures")]

mod check;
mod dead;
mod desk;
#[path = "../support/fake.rs"]
#[allow(dead_code, reason = "tests/net uses all of it")]
mod fake;
mod ground;
mod kill;
mod killed;
mod press;
mod program;
mod runs;
