//! `jday db …`: what the database's procedures do, as steps of a plan and by hand.

use super::args::{Database, DatabaseTask};
use super::exit::{BadInput, Exit};
use super::out;
use crate::client::net::database::{Failure, Task, Wanted, run as perform};
use crate::plan;

/// Does one task: how far it has come is said beside the output, and the evidence is its last line.
pub fn run(task: &DatabaseTask) -> anyhow::Result<Exit> {
    let (common, task) = match task {
        DatabaseTask::Backup(common) => (common, Task::Backup),
        DatabaseTask::Verify { common, backup } => (common, Task::Verify(backup.clone())),
        DatabaseTask::Restore { common, backup } => (common, Task::Restore(backup.clone())),
        DatabaseTask::Swap { common, backup } => (common, Task::Swap(backup.clone())),
        DatabaseTask::Check { common, versions, before, counts, backup, asked } => {
            let (versions, before, counts) = (*versions, *before, *counts);
            let (backup, asked) = (backup.clone(), asked.clone());
            (common, Task::Check(Wanted { versions, before, counts, backup, asked }))
        }
        DatabaseTask::StopWrites { common, side } => (common, Task::StopWrites(*side)),
        DatabaseTask::RestartWrites { common, side, replicas } => {
            (common, Task::RestartWrites(*side, *replicas))
        }
    };
    let Database { plan: path, within } = common;
    let plan = plan::load::load_file(path).map_err(|report| BadInput(report.text(false)))?;
    match perform(&plan, task, **within, &out::say) {
        Ok(evidence) => {
            out::line(&evidence)?;
            Ok(Exit::Done)
        }
        Err(failure) => {
            out::say(&format!("jday: {failure}"));
            Ok(if matches!(failure, Failure::Unknown(_)) { Exit::Unknown } else { Exit::Failed })
        }
    }
}
