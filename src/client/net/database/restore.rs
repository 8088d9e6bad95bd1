//! A backup restored beside the live database: nothing of the live one is touched.

use std::path::Path;

use super::manifest::Manifest;
use super::verify::differing;
use super::{Desk, Failure, told};
use crate::client::net::postgres::{Session, literal, quoted};

impl Desk<'_> {
    /// Restores a backup into a fresh database, whole or not at all, and compares its rows.
    pub(super) async fn restore(&self, chosen: Option<&Path>) -> Result<String, Failure> {
        let (dump, manifest) = Manifest::find(&self.folder, self.door.database(), chosen)?;
        let fresh = self.fresh();
        let session = self.maintenance.connect().await?;
        if is_there(&session, &fresh).await? {
            return Err(Failure::refused(format!(
                "{fresh} is there already; swap it in, or drop it first: DROP DATABASE {}",
                quoted(&fresh)
            )));
        }
        self.say(format!("{} of {} goes into {fresh}", dump.display(), manifest.at));
        self.create(&session, &fresh).await?;
        let file = dump.display().to_string();
        let arguments = ["--single-transaction", "--exit-on-error", &file];
        if let Err(failure) = self.program("pg_restore", Some(&fresh), &arguments).await {
            // It was made here a moment ago, and nothing is in it.
            let dropped = session.run(&format!("DROP DATABASE {}", quoted(&fresh))).await;
            let kept = dropped.err().map(|fault| format!("; {fresh} is still there: {}", fault.why));
            return Err(Failure::Refused(format!("{failure}{}", kept.unwrap_or_default())));
        }
        self.compare(&fresh, &manifest).await?;
        Ok(format!(
            "{fresh} holds {} as {} did; nothing was touched yet; from SHA-256 {}",
            told(&manifest.counts),
            manifest.at,
            manifest.sha256
        ))
    }

    /// Refuses unless `database` holds exactly the rows of the backup.
    pub(super) async fn compare(&self, database: &str, manifest: &Manifest) -> Result<(), Failure> {
        let counts = self.count(&self.door.to(database).connect().await?).await?;
        let wrong = differing(&manifest.counts, &counts);
        if wrong.is_empty() {
            return Ok(());
        }
        Err(Failure::Refused(format!("{database} is not what was backed up: {}", wrong.join(", "))))
    }

    /// Makes a database like the live one: its owner, encoding and locale.
    async fn create(&self, session: &Session, name: &str) -> Result<(), Failure> {
        let sql = format!(
            "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype \
             FROM pg_database WHERE datname = {}",
            literal(self.door.database())
        );
        let rows = session.run(&sql).await?;
        let Some([Some(owner), Some(encoding), Some(collate), Some(ctype)]) = rows.first().map(Vec::as_slice)
        else {
            return Err(Failure::refused(format!("there is no database {}", self.door.database())));
        };
        let sql = format!(
            "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}",
            quoted(name),
            quoted(owner),
            literal(encoding),
            literal(collate),
            literal(ctype)
        );
        session.run(&sql).await?;
        Ok(())
    }
}

/// Whether there is a database called `name`.
pub async fn is_there(session: &Session, name: &str) -> Result<bool, Failure> {
    let rows = session.run(&format!("SELECT 1 FROM pg_database WHERE datname = {}", literal(name))).await?;
    Ok(!rows.is_empty())
}
