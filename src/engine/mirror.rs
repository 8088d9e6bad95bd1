//! Where a room goes on writing once its own journal takes no more (R28).
//!
//! The lines go on in the same chain, so that journal and mirror together are the whole journal; where a
//! deleted journal could be rescued, the mirror alone is.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use crate::journal::{JournalError, Writer};
use crate::model::{Class, Envelope};

/// What a mirror whose lines the journal has again is called, behind its own name.
const TAKEN: &str = ".taken";

fn prefix(journal: &Path) -> String {
    let name = journal.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    format!("{name}.mirror-")
}

/// A new file in `folder` for what can no longer be written to `journal`; none where that cannot be either.
pub fn begin(folder: &Path, journal: &Writer, error: &JournalError) -> Option<(File, PathBuf)> {
    // As closed as a room that is its owner's alone: the folder above may be open to everybody.
    DirBuilder::new().recursive(true).mode(0o700).create(folder).ok()?;
    // Named by the first event in it, so that mirrors of one journal are in order.
    let path = folder.join(format!("{}{:010}", prefix(journal.path()), journal.next_seq()));
    if matches!(error, JournalError::Gone { .. })
        && let Err(error) = journal.rescue(&path)
    {
        tracing::error!(%error, "the deleted journal could not be rescued");
    }
    let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path).ok()?;
    Some((file, path))
}

/// Says in the log what only a mirror or nobody keeps. The pulse of the room is left out.
pub fn log(envelope: &Envelope) {
    if envelope.event.class() != Class::Observed {
        let line = serde_json::to_string(envelope).unwrap_or_default();
        tracing::warn!(target: "jday::mirror", line);
    }
}

/// Where the journal at `path` is not there and a mirror in `folder` is a whole one, puts that in its place.
pub fn put_back(path: &Path, folder: &Path) {
    if path.exists() {
        return;
    }
    let whole = mirrors(path, folder)
        .into_iter()
        .find(|mirror| lines(mirror).next().is_some_and(|first| first.seq == 1));
    if let Some(mirror) = whole {
        match std::fs::copy(&mirror, path) {
            Ok(_) => done(&mirror),
            Err(error) => tracing::error!(%error, "the rescued journal could not be put back"),
        }
    }
}

/// Puts back every journal that is gone from its folder `day` and is whole in `folder`. Only while nobody writes one.
pub fn put_all_back(day: &Path, folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some((journal, _)) = name.split_once(".mirror-").filter(|_| !name.ends_with(TAKEN)) {
            put_back(&day.join(journal), folder);
        }
    }
}

/// Gives `journal` the lines that its mirrors in `folder` have and it has not, and each of them to `each`.
/// A mirror that does not follow from the journal's last line stays as it is.
pub fn take_in(
    journal: &mut Writer,
    folder: &Path,
    mut each: impl FnMut(Envelope),
) -> Result<(), JournalError> {
    for mirror in mirrors(journal.path(), folder) {
        let (begins, mut taken) = (journal.next_seq(), 0_u64);
        for line in lines(&mirror).skip_while(|line| line.seq < begins) {
            if line.seq != journal.next_seq() || line.prev != journal.head() {
                break;
            }
            let Envelope { at, boot, mono, by, event, .. } = line;
            each(journal.append(at, boot, mono, by, event)?);
            taken += 1;
        }
        journal.sync()?;
        if taken > 0 {
            tracing::info!(taken, mirror = %mirror.display(), "the journal has its mirror's lines again");
            done(&mirror);
        } else {
            tracing::warn!(mirror = %mirror.display(), "a mirror that does not follow from the journal");
        }
    }
    Ok(())
}

fn done(mirror: &Path) {
    let mut name = mirror.as_os_str().to_owned();
    name.push(TAKEN);
    if let Err(error) = std::fs::rename(mirror, PathBuf::from(name)) {
        tracing::warn!(%error, "a mirror keeps its name");
    }
}

/// The mirrors of `journal` in `folder`, oldest first.
fn mirrors(journal: &Path, folder: &Path) -> Vec<PathBuf> {
    let prefix = prefix(journal);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_mirror = |name: &str| name.starts_with(&prefix) && !name.ends_with(TAKEN);
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| entry.file_name().to_str().is_some_and(is_mirror))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}

/// The whole lines of a mirror; it ends with the first that is none.
fn lines(mirror: &Path) -> impl Iterator<Item = Envelope> {
    let lines = File::open(mirror).map(|file| BufReader::new(file).lines());
    lines.into_iter().flatten().map_while(|line| serde_json::from_str(&line.ok()?).ok())
}
