//! `jday db …`: what the database's procedures do, as steps of a plan and by hand.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::exit::{BadInput, Exit};
use super::out;
use crate::client::net::database::{Failure, Task, run as perform};
use crate::plan;

/// What is done with the plan's database (`[live.database]`).
#[derive(Debug, Subcommand)]
pub enum DatabaseTask {
    /// Back it up: dumped, read to its end, measured, and its rows counted in the same snapshot.
    Backup(Database),
    /// Prove a backup again, and that the database has lost no row since.
    Verify {
        /// Which plan, and how long.
        #[command(flatten)]
        common: Database,
        /// The dump; the newest if not given.
        #[arg(long, value_name = "FILE")]
        backup: Option<PathBuf>,
    },
    /// Restore a backup into a fresh database beside the live one, and compare; touches nothing else.
    Restore {
        /// Which plan, and how long.
        #[command(flatten)]
        common: Database,
        /// The dump; the newest if not given.
        #[arg(long, value_name = "FILE")]
        backup: Option<PathBuf>,
    },
    /// Put the restored database in the live one's place: what was written since the backup is set aside.
    Swap {
        /// Which plan, and how long.
        #[command(flatten)]
        common: Database,
        /// The dump it was restored from; the newest if not given.
        #[arg(long, value_name = "FILE")]
        backup: Option<PathBuf>,
    },
    /// Stop everybody who writes, remember how many there were, and wait until the last is gone.
    StopWrites(Database),
    /// Start as many again as there were, and wait until they are ready.
    RestartWrites {
        /// Which plan, and how long.
        #[command(flatten)]
        common: Database,
        /// So many replicas, where nothing is remembered.
        #[arg(long, value_name = "N")]
        replicas: Option<u32>,
    },
}

/// Which plan, and how long.
#[derive(Debug, Clone, Args)]
pub struct Database {
    /// The plan.
    #[arg(long, value_name = "FILE")]
    pub plan: PathBuf,
    /// How long it may take; what runs then is ended.
    #[arg(long, value_name = "DURATION", default_value = "1h")]
    pub within: humantime::Duration,
}

/// Does one task: how far it has come is said beside the output, and the evidence is its last line.
pub fn run(task: &DatabaseTask) -> anyhow::Result<Exit> {
    let (common, task) = match task {
        DatabaseTask::Backup(common) => (common, Task::Backup),
        DatabaseTask::Verify { common, backup } => (common, Task::Verify(backup.clone())),
        DatabaseTask::Restore { common, backup } => (common, Task::Restore(backup.clone())),
        DatabaseTask::Swap { common, backup } => (common, Task::Swap(backup.clone())),
        DatabaseTask::StopWrites(common) => (common, Task::StopWrites),
        DatabaseTask::RestartWrites { common, replicas } => (common, Task::RestartWrites(*replicas)),
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
