//! A backup that is one only once it was read to its end.

use std::path::{Path, PathBuf};

use super::manifest::{Manifest, digest};
use super::{Desk, Failure, keep, size, told};

/// A file that goes again unless it is kept.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // It was renamed, or was never written.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Desk<'_> {
    /// `pg_dump` into a `.part` file, read back whole, measured, then renamed. Rows are counted in the very
    /// snapshot that is dumped, so that they can be compared after a return however much is written meanwhile.
    pub(super) async fn backup(&self) -> Result<String, Failure> {
        let now = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now());
        let database = self.door.database();
        let name = format!("{database}-{}.dump", now.format("%Y%m%dT%H%M%SZ"));
        let (dump, part) = (self.file(&name), Part(self.file(&format!("{name}.part"))));
        if dump.exists() {
            return Err(Failure::refused(format!("{} is there already; wait a second", dump.display())));
        }
        let session = self.door.connect().await?;
        // The snapshot lives as long as this transaction, which the server must not end for being idle.
        session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        session.run("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
        let exported = session.run("SELECT pg_export_snapshot()").await?;
        let Some(snapshot) = exported.first().and_then(|row| row.first()?.clone()) else {
            return Err(Failure::refused("the database gives no snapshot; is there a pooler between?"));
        };
        let counts = self.count(&session).await?;
        self.say(format!("{database} holds {}", told(&counts)));
        let (file, snapshot) = (format!("--file={}", part.0.display()), format!("--snapshot={snapshot}"));
        self.program("pg_dump", Some(database), &["--format=custom", &file, &snapshot]).await?;
        drop(session);
        keep(&part.0).map_err(Failure::refused)?;
        self.read_back(&part.0).await?;
        let (bytes, sha256) = digest(&part.0)?;
        let manifest =
            Manifest { database: database.to_owned(), at: now.to_rfc3339(), bytes, sha256, counts };
        std::fs::rename(&part.0, &dump).map_err(Failure::refused)?;
        keep(&dump).map_err(Failure::refused)?;
        manifest.write(&dump)?;
        let counts = told(&manifest.counts);
        Ok(format!("{}, {counts}, SHA-256 {}, read to its end: {name}", size(bytes), manifest.sha256))
    }

    /// Proves that `dump` lists every table of the plan, and that all of it can be read: the list stands at its
    /// front and says nothing of what follows.
    pub(super) async fn read_back(&self, dump: &Path) -> Result<(), Failure> {
        let file = dump.display().to_string();
        let listed = self.program("pg_restore", None, &["--list", &file]).await?;
        for table in &self.plan.counts {
            let (schema, name) = table.as_str().split_once('.').unwrap_or(("public", table.as_str()));
            let wanted = format!(" TABLE DATA {schema} {name} ");
            if !listed.iter().any(|line| line.contains(&wanted)) {
                return Err(Failure::refused(format!("{file} holds no rows of {table}")));
            }
        }
        self.say(format!("{} entries are listed; reading all of it", listed.len()));
        self.program("pg_restore", None, &["--file=/dev/null", &file]).await.map(|_| ())
    }
}
