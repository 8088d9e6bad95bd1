//! The deploy workflow. Not built yet.

use super::{NetError, Reporter};
use crate::client::Reply;
use crate::plan::types;
use crate::plan::types::live::Workflow;
use crate::text::Clean;

/// A workflow that is dispatched and followed.
pub struct Pipeline;

impl Pipeline {
    /// The workflow whose steps are those of `steps`.
    ///
    /// # Errors
    /// A secret cannot be used.
    pub fn new(_workflow: &Workflow, _steps: &types::Pipeline, _room: &Clean) -> Result<Self, NetError> {
        Ok(Self)
    }

    /// Starts it, once, and follows it to its end.
    #[expect(clippy::unused_async, reason = "not built yet")]
    pub async fn run(&self, _id: u64, _reporter: &Reporter) -> Reply {
        Reply::Refused("not built yet".into())
    }

    /// Finds the run that call `id` started and follows it on; never starts another.
    #[expect(clippy::unused_async, reason = "not built yet")]
    pub async fn reconcile(&self, _id: u64, _reporter: &Reporter) -> Reply {
        Reply::Unknown("not built yet".into())
    }
}
