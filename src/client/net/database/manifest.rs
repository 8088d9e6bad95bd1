//! What is known of a backup, in a file beside it: a dump without one was never proved.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Failure, keep};

/// Rows by table.
pub type Counts = BTreeMap<String, i64>;

/// What is known of one backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The database it is of.
    pub database: String,
    /// When it was begun (RFC 3339).
    pub at: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Rows of each table in the very state that it holds.
    pub counts: Counts,
}

impl Manifest {
    /// The file that belongs to the dump at `dump`.
    fn beside(dump: &Path) -> PathBuf {
        dump.with_extension("json")
    }

    /// Writes it beside `dump`, whole or not at all.
    ///
    /// # Errors
    /// The disk says no.
    pub fn write(&self, dump: &Path) -> Result<(), Failure> {
        write_whole(&Self::beside(dump), self)
    }

    /// That of `dump`.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn read(dump: &Path) -> Result<Self, Failure> {
        let path = Self::beside(dump);
        let told = |error: &dyn std::fmt::Display| Failure::Refused(format!("{}: {error}", path.display()));
        let text = std::fs::read_to_string(&path).map_err(|error| told(&error))?;
        serde_json::from_str(&text).map_err(|error| told(&error))
    }

    /// What the backup named by `chosen`, or the newest of `database` in `folder`, is said to be; it is not read.
    ///
    /// # Errors
    /// There is none, or it is of another database.
    pub fn told(folder: &Path, database: &str, chosen: Option<&Path>) -> Result<(PathBuf, Self), Failure> {
        let dump = match chosen {
            Some(path) => path.to_owned(),
            None => newest(folder, database)?,
        };
        let manifest = Self::read(&dump)?;
        if manifest.database != database {
            let why = format!("{} is a backup of {}, not of {database}", dump.display(), manifest.database);
            return Err(Failure::Refused(why));
        }
        Ok((dump, manifest))
    }

    /// The backup named by `chosen`, or the newest of `database` in `folder`, with what is known of it.
    ///
    /// # Errors
    /// There is none, it is of another database, or its bytes are not those that were proved.
    pub fn find(folder: &Path, database: &str, chosen: Option<&Path>) -> Result<(PathBuf, Self), Failure> {
        let (dump, manifest) = Self::told(folder, database, chosen)?;
        let (bytes, sha256) = digest(&dump)?;
        if (bytes, &sha256) != (manifest.bytes, &manifest.sha256) {
            let why = format!(
                "{} is not what was backed up: {bytes} bytes with SHA-256 {sha256} instead of {} with {}",
                dump.display(),
                manifest.bytes,
                manifest.sha256
            );
            return Err(Failure::Refused(why));
        }
        Ok((dump, manifest))
    }
}

/// The newest proved dump. Names hold the time, so the last one is the newest.
fn newest(folder: &Path, database: &str) -> Result<PathBuf, Failure> {
    let entries = std::fs::read_dir(folder).map_err(Failure::refused)?.filter_map(Result::ok);
    let begins = format!("{database}-");
    let dumps = entries.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with(&begins)
            && path.extension().is_some_and(|end| end == "dump")
            && Manifest::beside(path).exists()
    });
    dumps.max().ok_or_else(|| {
        Failure::Refused(format!("{} holds no backup of {database}; run `jday db backup`", folder.display()))
    })
}

/// Size and SHA-256 of a file.
///
/// # Errors
/// It cannot be read.
pub fn digest(path: &Path) -> Result<(u64, String), Failure> {
    let told = |error: std::io::Error| Failure::Refused(format!("{}: {error}", path.display()));
    let mut file = std::fs::File::open(path).map_err(told)?;
    let (mut hash, mut bytes, mut chunk) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let n = file.read(&mut chunk).map_err(told)?;
        if n == 0 {
            return Ok((bytes, HEXLOWER.encode(&hash.finalize())));
        }
        hash.update(chunk.get(..n).unwrap_or_default());
        bytes += n as u64;
    }
}

/// Writes `value` to `path` as JSON, whole or not at all.
///
/// # Errors
/// The disk says no.
pub fn write_whole(path: &Path, value: &impl Serialize) -> Result<(), Failure> {
    let part = path.with_extension("json.part");
    let written = serde_json::to_vec_pretty(value).map_err(std::io::Error::from).and_then(|text| {
        std::fs::write(&part, text)?;
        keep(&part)?;
        std::fs::rename(&part, path)?;
        keep(path)
    });
    written.map_err(|error| Failure::Refused(format!("{}: {error}", path.display())))
}
