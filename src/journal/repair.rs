//! Repairing the end of a journal after a crash.
//!
//! A whole event that lacks only its line feed is kept. The beginning of an event is cut off, because
//! the next line must never be glued to it, and its bytes stay beside the journal as evidence (R28).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::RIGHTS;
use super::error::JournalError;
use super::reader::Tail;

/// What was done to the end of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// Nothing was needed.
    None,
    /// The last line got its line feed.
    Newline,
    /// The beginning of a line was cut off.
    Cut {
        /// How many bytes.
        bytes: u64,
        /// Where they are kept.
        kept: PathBuf,
    },
}

/// Repairs the end of `file`, whose sound part is `good` bytes long with line feeds and whose next event
/// is `next_seq`. The length of the file afterwards comes back with what was done.
pub(super) fn repair(
    file: &mut File,
    path: &Path,
    tail: Tail,
    good: u64,
    next_seq: u64,
) -> Result<(Repair, u64), JournalError> {
    let done = match tail {
        Tail::Whole => return Ok((Repair::None, good)),
        Tail::NoNewline { .. } => add_newline(file).map(|()| (Repair::Newline, good + 1)),
        Tail::Fragment { bytes } => {
            cut(file, path, good, next_seq).map(|kept| (Repair::Cut { bytes, kept }, good))
        }
    };
    done.and_then(|done| {
        sync_folder(path)?;
        Ok(done)
    })
    .map_err(|source| JournalError::io(path, "repair", source))
}

fn add_newline(file: &mut File) -> io::Result<()> {
    file.write_all(b"\n")?;
    file.sync_all()
}

fn cut(file: &mut File, path: &Path, good: u64, next_seq: u64) -> io::Result<PathBuf> {
    file.seek(SeekFrom::Start(good))?;
    let mut fragment = Vec::new();
    file.read_to_end(&mut fragment)?;
    let kept = keep(path, next_seq, &fragment)?;
    // The copy must be safe before the original goes.
    sync_folder(path)?;
    file.set_len(good)?;
    file.sync_all()?;
    Ok(kept)
}

/// Keeps `fragment` beside the journal, under a name that is still free or holds the same bytes already.
fn keep(path: &Path, next_seq: u64, fragment: &[u8]) -> io::Result<PathBuf> {
    let mut attempt = 1_u32;
    loop {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".torn-{next_seq}"));
        if attempt > 1 {
            name.push(format!("-{attempt}"));
        }
        let kept = PathBuf::from(name);
        match OpenOptions::new().write(true).create_new(true).mode(RIGHTS).open(&kept) {
            Ok(mut copy) => {
                copy.write_all(fragment)?;
                copy.sync_all()?;
                return Ok(kept);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if fs::read(&kept).is_ok_and(|old| old == fragment) {
                    return Ok(kept);
                }
                attempt = attempt.saturating_add(1);
            }
            Err(error) => return Err(error),
        }
    }
}

/// Syncs the folder of `path`: without it a new file's name may be lost with the power.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
