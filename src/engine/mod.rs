//! The only author of events. It takes commands and observations, decides, writes, and only then
//! tells anybody or executes anything.
//!
//! **Invariant: an effect is executed only after its intent is on disk** (R10), and **nothing is
//! told before it is written**. The one exception is a journal whose disk is dead: then a person may
//! still go back, and everything is mirrored to whoever is attached (R20, R28).

mod drill;
mod execute;
mod facilitate;
pub mod heard;
pub mod host;
mod prepare;
mod room;
pub mod summary;

pub use drill::{Drill, DrillError};
pub use room::{Room, RoomError, Sync};
