//! What can be typed about the plan's database.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::live::side;
use crate::plan::types::Side;

pub(super) const EXAMPLES: &str = "\
Examples:
  jday db backup --plan onelog.toml --within 29m
  jday db verify --plan onelog.toml
  jday db stop-writes --plan onelog.toml --within 4m
  jday db restore --plan onelog.toml             beside the live one; `swap` puts it in its place
  jday db swap --plan onelog.toml
  jday db restart-writes --plan onelog.toml

Exit codes: 0 done, 1 failed, 2 bad input, 5 outcome unknown";

const CHECK_EXAMPLES: &str = "\
Examples:
  jday db check --plan onelog.toml               versions and rows
  jday db check --before --plan onelog.toml      what a migration would find applied
  jday db check --plan onelog.toml --sql \"SELECT count(*) > 0 FROM missions\"

Exit codes: 0 all is as it should be, 1 it is not or cannot be told, 2 bad input";

const STOP_EXAMPLES: &str = "\
Examples:
  jday db stop-writes --plan onelog.toml --within 4m
  jday db stop-writes --side blue --plan onelog.toml

Exit codes: 0 done, 1 failed: who is left is named, 2 bad input, 5 outcome unknown";

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
    /// Check that the database is what the plan says: applied versions, rows, and questions of your own.
    ///
    /// Nothing is written. With none of the four chosen: versions, if the plan names them, and rows.
    #[command(after_help = CHECK_EXAMPLES)]
    Check {
        /// Which plan, and how long.
        #[command(flatten)]
        common: Database,
        /// Exactly the versions of `live.database.schema` are applied.
        #[arg(long)]
        versions: bool,
        /// Nothing else is applied than versions of the plan; those to come are told.
        #[arg(long, conflicts_with = "versions")]
        before: bool,
        /// No table of `live.database.counts` has fewer rows than the backup.
        #[arg(long)]
        counts: bool,
        /// The backup whose rows are meant; the newest if not given.
        #[arg(long, value_name = "FILE")]
        backup: Option<PathBuf>,
        /// A question whose answer must be true; again for each.
        #[arg(long = "sql", value_name = "SELECT")]
        asked: Vec<String>,
    },
    /// Stop everybody who writes, remember how many there were, and wait until the last pod and session is gone.
    #[command(after_help = STOP_EXAMPLES)]
    StopWrites {
        /// Which plan, and how long.
        #[command(flatten)]
        common: Database,
        /// Only this side's, whose sessions are then not told from the other's.
        #[arg(long, value_name = "blue|green", value_parser = side)]
        side: Option<Side>,
    },
    /// Start as many again as there were, and wait until they are ready.
    RestartWrites {
        /// Which plan, and how long.
        #[command(flatten)]
        common: Database,
        /// Only this side's.
        #[arg(long, value_name = "blue|green", value_parser = side)]
        side: Option<Side>,
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
