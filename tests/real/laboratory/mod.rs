//! The laboratory: servers that were not written here, and on them what a day asks of jday. Each test starts its own
//! servers on free ports and ends them by their process.
//!
//! `cargo test --test real laboratory:: -- --include-ignored --nocapture` prints the measured times.

#![allow(clippy::print_stderr, reason = "figures")]

mod day;
mod denied;
mod gauge;
mod ground;
mod levers;
mod mail;
mod meddled;
mod room;
mod secrets;
mod site;
mod table;
mod users;
