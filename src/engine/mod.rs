//! The only author of events. It takes commands and observations, decides, writes, and only then
//! tells anybody or executes anything.
//!
//! **Invariant: an effect is executed only after its intent is on disk** (R10), and **nothing is
//! told before it is written**. The one exception is a journal whose disk is dead: then a person may
//! still go back, and everything is mirrored to a second file, to the log and to whoever is attached
//! (R20, R28).

mod drill;
mod execute;
mod facilitate;
pub mod heard;
pub mod host;
mod mirror;
mod past;
mod prepare;
pub mod resume;
mod room;
pub mod serve;
pub mod summary;
pub mod watch;

pub use drill::{Drill, DrillError};
pub use mirror::put_all_back;
pub use past::Past;
pub use resume::{TakenUp, take_up};
pub use room::{Room, RoomError, Sync};
pub use watch::{Opening, Watch};
