//! What people may, and what follows by rule: decided and lived in drills, never by poking a state.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a panic is the report"
)]

mod alerts;
mod analysis;
mod application;
mod automation;
mod cancel;
mod channels;
mod day;
mod drift;
mod eyes;
mod gates;
#[path = "../lived/mod.rs"]
mod lived;
mod messages;
mod outbox;
mod plan;
mod rollback;
mod switch;
