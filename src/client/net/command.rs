//! Programs of procedures. Not built yet.

use super::{NetError, Reporter};
use crate::client::Reply;
use crate::plan::types::live::LiveCommands;
use crate::text::Clean;

/// Runs programs without a shell.
pub struct Commands;

impl Commands {
    /// Programs that run as `how` says.
    ///
    /// # Errors
    /// The folder or a secret cannot be used.
    pub fn new(_how: Option<&LiveCommands>) -> Result<Self, NetError> {
        Ok(Self)
    }

    /// Runs `argv` to its end; its output is said line by line.
    #[expect(clippy::unused_async, reason = "not built yet")]
    pub async fn run(&self, _id: u64, _argv: &[Clean], _reporter: &Reporter) -> Reply {
        Reply::Refused("not built yet".into())
    }
}
