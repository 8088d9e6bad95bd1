//! jday: the war-room console for the hour in which traffic moves from Blue to Green.
//!
//! `docs/architecture.md` is the map. Layers import only downwards; `tests/architecture.rs` holds it.

pub mod cli;
pub mod client;
pub mod config;
pub mod console;
pub mod engine;
pub mod journal;
pub mod log;
pub mod model;
pub mod plan;
pub mod promql;
pub mod scenario;
pub mod source;
pub mod text;
pub mod wire;
