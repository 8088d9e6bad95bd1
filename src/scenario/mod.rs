//! A J-Day to rehearse: what the world shows, what breaks, what operators do, and what must follow.
//!
//! A scenario feeds *exogenous* observations only: each side's own telemetry and other systems'
//! alerts. What the lever, resolvers and channels answer comes from the simulators.
//! `docs/scenarios.md` tells how to write one.

pub mod feed;
pub mod keyframes;
pub mod recording;
pub mod script;
pub mod types;
mod words;

pub use feed::{Due, Feed, Stage};
pub use types::Scenario;
