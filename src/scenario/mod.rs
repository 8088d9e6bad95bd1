//! A J-Day to rehearse: what the world shows, what breaks, what operators do, and what must follow.
//!
//! A scenario feeds *exogenous* observations only: each side's own telemetry and other systems'
//! alerts. What the lever, resolvers and channels answer comes from the simulators.
//! `docs/scenarios.md` tells how to write one.

mod amend;
mod check;
pub mod due;
pub mod expect;
pub mod feed;
pub mod keyframes;
pub mod lived;
pub mod load;
pub mod offers;
pub mod recording;
pub mod script;
pub mod spoil;
pub mod types;
mod words;

pub use due::Due;
pub use feed::{Feed, Stage};
pub use load::{Loaded, find};
pub use offers::{Offered, What};
pub use types::Scenario;
