//! Where a room lives on this machine: one folder a plan, with its lock, its socket, and a folder a day with
//! that day's journal (DESIGN section 10).
//!
//! One engine a plan: the lock is the kernel's (`flock`), so that it goes with the process whatever kills it.
//! What stands in the lock's file says who holds it, for people; it is no proof.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};

use crate::model::At;
use crate::plan::types::Id;
use crate::text::Clean;
use crate::wire::PROTOCOL;

/// Whoever only looks whether a lock is held holds it himself for a moment; a start waits for that.
const TRIES: u32 = 5;
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// Before the name of a served drill; no name in a plan has a colon.
const DRILL: &str = "drill:";

/// Who holds a room's lock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Owner {
    /// Login of whoever started the engine.
    pub login: Clean,
    /// The machine.
    pub host: Clean,
    /// The process.
    pub pid: u32,
    /// The machine's boot, since process numbers begin again with each.
    pub boot: Clean,
    /// Since when.
    pub since: At,
    /// Its version.
    pub version: Clean,
    /// Its program.
    pub binary: Clean,
    /// Its [`PROTOCOL`].
    pub protocol: u32,
    /// Its journal.
    pub journal: Clean,
}

/// Why a room's folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// Somebody else holds the lock.
    #[error("the room is held by {} since {} (process {} on {})", .0.login, .0.since.utc().format("%F %T UTC"), .0.pid, .0.host)]
    Held(Box<Owner>),
    /// The lock is held, and its file does not say by whom.
    #[error("{}: the room is held by a process that has not said who it is; try again", .0.display())]
    HeldByNobody(PathBuf),
    /// The folder is somebody else's.
    #[error("{}: {why}; {owner} may start the engine here: ask them for `jday live`, then attach", folder.display())]
    NotYours {
        /// The folder.
        folder: PathBuf,
        /// The owner of the folder.
        owner: String,
        /// What the system said.
        why: io::Error,
    },
    /// Everybody may write there.
    #[error("{}: everybody may write there, so anybody could forge a journal; take that right away (chmod o-w)", .0.display())]
    Open(PathBuf),
    /// The system refuses something else.
    #[error("{}: {why}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What it said.
        why: io::Error,
    },
}

/// A room's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(PathBuf);

/// A room's lock, held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Place {
    /// That of `plan`, below the folder of all rooms.
    pub fn new(rooms: &Path, plan: &Id) -> Self {
        // A name of dots alone would be another folder.
        let name = plan.as_str();
        Self(if name.starts_with('.') { rooms.join(format!("_{name}")) } else { rooms.join(name) })
    }

    /// That of a served drill of `scenario`; no plan's name can be taken for it.
    pub fn of_drill(rooms: &Path, scenario: &Id) -> Self {
        Self(rooms.join(format!("{DRILL}{scenario}")))
    }

    /// Whether a served drill has this place.
    pub fn is_drill(&self) -> bool {
        self.0.file_name().is_some_and(|name| name.to_string_lossy().starts_with(DRILL))
    }

    /// Every place below the folder of all rooms.
    pub fn all(rooms: &Path) -> Vec<Self> {
        let entries = std::fs::read_dir(rooms).into_iter().flatten().flatten();
        let mut all: Vec<Self> = entries.map(|entry| Self(entry.path())).collect();
        all.retain(|place| place.lock().exists());
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    fn lock(&self) -> PathBuf {
        self.0.join("lock")
    }

    /// The engine's socket; its name bears the [`PROTOCOL`].
    pub fn socket(&self) -> PathBuf {
        self.0.join(format!("jday-{PROTOCOL}.sock"))
    }

    /// A journal of `day`, such as 2026-12-01, that is not there yet.
    pub fn fresh(&self, day: &str) -> PathBuf {
        let named = |number: u32| match number {
            1 => "journal.jsonl".to_owned(),
            _ => format!("journal-{number}.jsonl"),
        };
        let folder = self.0.join(day);
        (1..=u32::MAX).map(|number| folder.join(named(number))).find(|path| !path.exists()).unwrap_or(folder)
    }

    /// The journal that was written last, of any day.
    pub fn last_journal(&self) -> Option<PathBuf> {
        let within = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
        let files = within(&self.0).flat_map(|day| within(&day.path())).map(|file| file.path());
        let journals = files.filter(|file| file.extension().is_some_and(|kind| kind == "jsonl"));
        journals
            .filter_map(|file| Some((file.metadata().ok()?.modified().ok()?, file)))
            .max()
            .map(|last| last.1)
    }

    /// Makes the folder and the one of `day`. What is made has the rights of what it stands in, so that a
    /// team's folder stays the team's; the first one of all is its owner's alone.
    pub fn make(&self, day: &str) -> Result<(), PlaceError> {
        let rooms = self.0.parent().unwrap_or(Path::new("/"));
        if !rooms.exists() {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(rooms);
            made.map_err(|why| PlaceError::Io { path: rooms.to_owned(), why })?;
        }
        for folder in [self.0.clone(), self.0.join(day)] {
            let parent = folder.parent().unwrap_or(Path::new("/")).to_owned();
            let mode = std::fs::metadata(&parent).map_err(|why| io_error(&parent, why))?.mode() & 0o7777;
            if mode & 0o002 != 0 && mode & 0o1000 == 0 {
                return Err(PlaceError::Open(parent));
            }
            match std::fs::create_dir(&folder) {
                Ok(()) => {
                    let mode = std::fs::Permissions::from_mode(mode & !0o1007);
                    std::fs::set_permissions(&folder, mode).map_err(|why| io_error(&folder, why))?;
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(not_yours(&parent, error)),
            }
        }
        Ok(())
    }

    /// Takes the lock and writes down whose it is.
    ///
    /// # Errors
    /// Somebody holds it, or the folder is not to be written by this login.
    pub fn take(&self, owner: &Owner) -> Result<Lock, PlaceError> {
        let path = self.lock();
        let group = std::fs::metadata(&self.0).map_or(0, |folder| folder.mode() & 0o070);
        let mode = if group == 0 { 0o600 } else { 0o660 };
        // Never emptied while somebody holds it: others read whose it is.
        let open =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(mode).open(&path);
        let mut file = open.map_err(|why| not_yours(&self.0, why))?;
        for tried in 1..=TRIES {
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => break,
                Err(rustix::io::Errno::WOULDBLOCK) if tried < TRIES => std::thread::sleep(BETWEEN_TRIES),
                Err(rustix::io::Errno::WOULDBLOCK) => {
                    return Err(match read(&mut file) {
                        Some(owner) => PlaceError::Held(Box::new(owner)),
                        None => PlaceError::HeldByNobody(path),
                    });
                }
                Err(error) => return Err(io_error(&path, error.into())),
            }
        }
        let text = serde_json::to_string(owner).unwrap_or_default();
        let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{text}"));
        written.map_err(|why| io_error(&path, why))?;
        Ok(Lock { file })
    }

    /// Who holds the lock; none if nobody does.
    ///
    /// # Errors
    /// The lock cannot be read by this login, or its holder has not said who it is.
    pub fn owner(&self) -> Result<Option<Owner>, PlaceError> {
        let path = self.lock();
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(why) => return Err(io_error(&path, why)),
        };
        match flock(&file, FlockOperation::NonBlockingLockShared) {
            Ok(()) => Ok(None),
            Err(rustix::io::Errno::WOULDBLOCK) => {
                read(&mut file).map(Some).ok_or(PlaceError::HeldByNobody(path))
            }
            Err(error) => Err(io_error(&path, error.into())),
        }
    }
}

impl Lock {
    /// Lets the lock go; the file stays, empty, for the next.
    pub fn release(self) {
        let _ = self.file.set_len(0);
    }
}

fn read(file: &mut File) -> Option<Owner> {
    // Its holder writes it right after it took the lock.
    for _ in 0..TRIES {
        let mut text = String::new();
        file.rewind().ok()?;
        file.take(64 * 1024).read_to_string(&mut text).ok()?;
        if let Ok(owner) = serde_json::from_str(&text) {
            return Some(owner);
        }
        std::thread::sleep(BETWEEN_TRIES);
    }
    None
}

fn io_error(path: &Path, why: io::Error) -> PlaceError {
    PlaceError::Io { path: path.to_owned(), why }
}

/// Says who may, where this login may not.
fn not_yours(folder: &Path, why: io::Error) -> PlaceError {
    if why.kind() != io::ErrorKind::PermissionDenied {
        return io_error(folder, why);
    }
    let uid = std::fs::metadata(folder).map(|folder| folder.uid());
    let owner = uid.map_or_else(|_| "its owner".to_owned(), |uid| super::identity::login_of(uid).to_string());
    PlaceError::NotYours { folder: folder.to_owned(), owner, why }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner() -> Owner {
        let word = || Clean::new("x");
        Owner {
            login: word(),
            host: word(),
            pid: 7,
            boot: word(),
            since: At(0),
            version: word(),
            binary: word(),
            protocol: PROTOCOL,
            journal: word(),
        }
    }

    #[test]
    fn a_lock_is_held_once_and_says_by_whom() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(folder.path(), &Id::new("plan"));
        assert_eq!(place.owner().unwrap(), None, "nobody was ever there");
        place.make("2026-12-01").unwrap();
        let lock = place.take(&owner()).unwrap();
        assert_eq!(place.owner().unwrap(), Some(owner()));
        assert!(matches!(place.take(&owner()), Err(PlaceError::Held(held)) if held.pid == 7));
        lock.release();
        assert_eq!(place.owner().unwrap(), None);
        let again = place.take(&owner()).unwrap();
        drop(again);
        assert_eq!(place.owner().unwrap(), None, "what a killed engine left does not count");
        assert_eq!(Place::all(folder.path()), [place]);
    }

    #[test]
    fn a_teams_folder_stays_the_teams_and_one_for_everybody_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let rooms = folder.path().join("team");
        std::fs::create_dir(&rooms).unwrap();
        let chmod = |mode| std::fs::set_permissions(&rooms, std::fs::Permissions::from_mode(mode)).unwrap();
        chmod(0o2750);
        let place = Place::new(&rooms, &Id::new("plan"));
        place.make("2026-12-01").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().mode() & 0o7777;
        assert_eq!(mode(place.folder()), 0o2750);
        assert_eq!(mode(place.fresh("2026-12-01").parent().unwrap()), 0o2750);
        chmod(0o777);
        assert!(matches!(place.make("2026-12-01"), Err(PlaceError::Open(_))));
    }
}
