//! Live rooms in virtual time, on a world that counts what it is asked.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a panic is the report"
)]
#![allow(dead_code, reason = "each file uses its part of the world")]

mod again;
mod application;
mod cancel;
mod channels;
mod clock;
mod disk;
mod kill;
mod levels;
mod lived;
mod resume;
mod sources;
mod world;
