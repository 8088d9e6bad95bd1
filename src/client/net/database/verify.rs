//! Whether a backup is still whole, and whether the live database still holds what it held.

use std::path::Path;

use super::manifest::{Counts, Manifest};
use super::{Desk, Failure, size, told};

impl Desk<'_> {
    /// Proves the backup again, and that no table of the live database has fewer rows than then.
    pub(super) async fn verify(&self, chosen: Option<&Path>) -> Result<String, Failure> {
        let (dump, manifest) = Manifest::find(&self.folder, self.door.database(), chosen)?;
        self.read_back(&dump).await?;
        self.say(format!("{} of {} is whole", dump.display(), manifest.at));
        let live = self.count(&self.door.connect().await?).await?;
        let lost = fewer(&manifest.counts, &live);
        if lost.is_empty() {
            let (now, then) = (told(&live), told(&manifest.counts));
            let whole = format!("{}, SHA-256 {}", size(manifest.bytes), manifest.sha256);
            return Ok(format!("backup whole; now {now}; then {then}; {whole}"));
        }
        Err(Failure::Refused(format!("rows are missing: {}", lost.join(", "))))
    }
}

/// Tables that have fewer rows than they had.
pub fn fewer(then: &Counts, now: &Counts) -> Vec<String> {
    let tables = then.iter().filter_map(|(table, had)| {
        let has = now.get(table).copied().unwrap_or(0);
        (has < *had).then(|| format!("{table} has {has} of {had}"))
    });
    tables.collect()
}

/// Tables that have not exactly the rows they had.
pub fn differing(then: &Counts, now: &Counts) -> Vec<String> {
    let tables = then.iter().filter_map(|(table, had)| {
        let has = now.get(table).copied();
        (has != Some(*had)).then(|| format!("{table} has {} instead of {had}", has.unwrap_or(0)))
    });
    tables.collect()
}
