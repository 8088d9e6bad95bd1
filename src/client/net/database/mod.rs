//! What the database's procedures do that no single command can: a backup that was read to its end, a return that
//! touches nothing before it is proved, and a stop of writes that knows how much there was (APIS 4 and 5).
//!
//! Each task is one step of a procedure, run as a program: `jday db backup`.

mod alone;
mod backup;
mod check;
mod manifest;
mod program;
mod prove;
mod restore;
mod sessions;
mod swap;
mod verify;
mod writers;

pub use self::check::Wanted;
pub use self::prove::prove;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::NetError;
use super::kubectl::Kubectl;
use super::postgres::{Door, Fault, Session, qualified};
use super::secret::Secret;
use crate::plan::types::live::LiveDatabase;
use crate::plan::types::{Plan, Side};

/// The database one is connected to while others are renamed.
const MAINTENANCE: &str = "postgres";
/// How long one request to the cluster may take.
const KUBECTL_WITHIN: Duration = Duration::from_secs(10);
/// How long before its end a task stops waiting, so that it can still say for whom.
const LAST_WORDS: Duration = Duration::from_millis(1_500);

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Backs the database up and proves the backup.
    Backup,
    /// Proves a backup again and compares the live database's rows with it; the newest if none is named.
    Verify(Option<PathBuf>),
    /// Restores a backup into a fresh database beside the live one, and compares.
    Restore(Option<PathBuf>),
    /// Puts the restored database in the live one's place.
    Swap(Option<PathBuf>),
    /// Whether the database is what the plan says.
    Check(Wanted),
    /// Stops everybody who writes, or one side's, and remembers how many there were.
    StopWrites(Option<Side>),
    /// Starts as many again; or so many, where nothing is remembered.
    RestartWrites(Option<Side>, Option<u32>),
}

impl Task {
    /// What two processes may not do at once: both would believe what the other changes.
    fn alone(&self) -> Option<&'static str> {
        match self {
            Self::Backup => Some("backup"),
            Self::Restore(_) | Self::Swap(_) => Some("return"),
            Self::StopWrites(_) | Self::RestartWrites(..) => Some("writers"),
            Self::Verify(_) | Self::Check(_) => None,
        }
    }
}

/// Why a task is not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It is not done for certain, and what is left of it is said.
    #[error("{0}")]
    Refused(String),
    /// Something of it may have happened: look before doing anything again.
    #[error("unknown: {0}")]
    Unknown(String),
}

impl Failure {
    fn refused(why: impl std::fmt::Display) -> Self {
        Self::Refused(why.to_string())
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Refused(format!("the database says: {}", fault.why))
    }
}

/// Says how far it has come.
pub type Say<'a> = &'a (dyn Fn(&str) + Sync);

/// Everything a task needs.
struct Desk<'a> {
    plan: LiveDatabase,
    door: Door,
    maintenance: Door,
    folder: PathBuf,
    password: Option<Secret>,
    until: Instant,
    say: Say<'a>,
}

/// Does `task` of the plan's `live.database`, within `within`; the last word is the evidence.
///
/// # Errors
/// It is not done, or nobody knows.
pub fn run(plan: &Plan, task: Task, within: Duration, say: Say<'_>) -> Result<String, Failure> {
    // Twice is no mistake: whoever came first installed the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let desk = Desk::new(plan, Instant::now() + within, say).map_err(Failure::refused)?;
    let _alone = task.alone().map(|what| alone::hold(&desk.folder, what)).transpose()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Failure::refused)?;
    let swaps = matches!(task, Task::Swap(_));
    // What only reads the database leaves it as it was, whenever it is ended.
    let reads = matches!(task, Task::Check(_) | Task::Verify(_) | Task::Backup);
    runtime.block_on(async {
        let Ok(ended) = tokio::time::timeout(within, desk.perform(task)).await else {
            let why = format!("no end within {} s; what ran was ended", within.as_secs());
            return Err(match (swaps, reads) {
                // Nobody may be left before a closed door.
                (true, _) => desk.open_again(&why).await,
                (_, true) => Failure::Refused(why),
                _ => Failure::Unknown(why),
            });
        };
        ended
    })
}

impl<'a> Desk<'a> {
    fn new(plan: &Plan, until: Instant, say: Say<'a>) -> Result<Self, NetError> {
        let place = "live.database";
        let Some(database) = plan.live.as_ref().and_then(|live| live.database.clone()) else {
            return Err(NetError::at(place, "the plan has none; add it (docs/live.md)"));
        };
        if database.counts.is_empty() {
            return Err(NetError::at(
                format!("{place}.counts"),
                "name at least one table: a return is proved by its rows",
            ));
        }
        let (password, ca_file) = (database.password.as_ref(), database.ca_file.as_ref());
        let door = Door::new(&database.url, password, ca_file, place)?;
        let maintenance = database.maintenance.as_ref().map_or(MAINTENANCE, |name| name.as_str());
        let folder = PathBuf::from(database.folder.as_str());
        if !folder.is_dir() {
            return Err(NetError::at(
                format!("{place}.folder"),
                format!("{} is no folder here", folder.display()),
            ));
        }
        Ok(Self {
            maintenance: door.to(maintenance),
            folder,
            password: password.map(|named| Secret::read(named, place)).transpose()?,
            door,
            plan: database,
            until,
            say,
        })
    }

    async fn perform(&self, task: Task) -> Result<String, Failure> {
        match task {
            Task::Backup => self.backup().await,
            Task::Verify(backup) => self.verify(backup.as_deref()).await,
            Task::Restore(backup) => self.restore(backup.as_deref()).await,
            Task::Swap(backup) => self.swap(backup.as_deref()).await,
            Task::Check(wanted) => self.check(&wanted).await,
            Task::StopWrites(side) => self.stop_writes(side).await,
            Task::RestartWrites(side, replicas) => self.restart_writes(side, replicas).await,
        }
    }

    fn say(&self, line: impl AsRef<str>) {
        (self.say)(line.as_ref());
    }

    /// Whether it is time to say for whom this waits, rather than to wait on (R15).
    fn is_late(&self) -> bool {
        Instant::now() + LAST_WORDS >= self.until
    }

    /// The name of the database beside the live one into which a backup is restored.
    fn fresh(&self) -> String {
        format!("{}_return", self.door.database())
    }

    fn kubectl(&self) -> Result<Kubectl, Failure> {
        let Some(writers) = &self.plan.writers else {
            return Err(Failure::refused("the plan names nobody who writes; add [live.database.writers]"));
        };
        Kubectl::new(writers, KUBECTL_WITHIN).map_err(Failure::refused)
    }

    /// Rows of each table of the plan, as `session` sees them.
    async fn count(&self, session: &Session) -> Result<manifest::Counts, Failure> {
        let mut counts = manifest::Counts::new();
        for table in &self.plan.counts {
            let rows = session.run(&format!("SELECT count(*) FROM {}", qualified(table.as_str()))).await?;
            let number = rows.first().and_then(|row| row.first()?.as_deref()?.parse().ok());
            let Some(number) = number else {
                return Err(Failure::refused(format!("the rows of {table} cannot be counted")));
            };
            counts.insert(table.as_str().to_owned(), number);
        }
        Ok(counts)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Rows of each table, in words.
fn told(counts: &manifest::Counts) -> String {
    counts.iter().map(|(table, rows)| format!("{table} {rows}")).collect::<Vec<_>>().join(", ")
}

/// A size in words.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    let (mut number, mut unit) = (bytes as f64, "bytes");
    for larger in UNITS {
        if number < 1000.0 {
            break;
        }
        (number, unit) = (number / 1000.0, larger);
    }
    if unit == "bytes" { format!("{bytes} {unit}") } else { format!("{number:.1} {unit}") }
}

/// Makes what was written to `path` outlive a crash: the file and the folder that names it.
fn keep(path: &Path) -> std::io::Result<()> {
    std::fs::File::open(path)?.sync_all()?;
    path.parent().map_or(Ok(()), |folder| std::fs::File::open(folder)?.sync_all())
}
