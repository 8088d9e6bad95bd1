//! What several tests share.

pub mod ansi;
pub mod rooms;
