//! The restored database takes the live one's name; the live one is set aside, not lost.

use std::path::Path;
use std::time::{Duration, Instant};

use super::manifest::Manifest;
use super::restore::is_there;
use super::{Desk, Failure, told};
use crate::client::net::postgres::{Session, literal, quoted};

/// How long sessions that were ended may take to go.
const GO_WITHIN: Duration = Duration::from_secs(10);

impl Desk<'_> {
    /// Two renames in one transaction, after everybody was sent away: both happen or neither does.
    pub(super) async fn swap(&self, chosen: Option<&Path>) -> Result<String, Failure> {
        let (_, manifest) = Manifest::find(&self.folder, self.door.database(), chosen)?;
        let (live, fresh) = (self.door.database(), self.fresh());
        let session = self.maintenance.connect().await?;
        if !is_there(&session, &fresh).await? {
            return Err(Failure::refused(format!("there is no {fresh}; run `jday db restore` first")));
        }
        // Once more, at the last moment (R11): it may have been restored hours ago.
        self.compare(&fresh, &manifest).await?;
        let now = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now());
        let aside = format!("{live}_before_{}", now.format("%Y%m%d%H%M%S"));
        session.run(&format!("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false", quoted(live))).await?;
        self.say(format!("{live} takes no new connections"));
        let renamed = self.renamed(&session, live, &fresh, &aside).await;
        if let Err(failure) = renamed {
            return Err(self.open_again(&failure.to_string()).await);
        }
        Ok(format!(
            "{live} is the backup of {} with {}; what it was is {aside}, which takes no connections",
            manifest.at,
            told(&manifest.counts)
        ))
    }

    async fn renamed(&self, session: &Session, live: &str, fresh: &str, aside: &str) -> Result<(), Failure> {
        self.send_away(session, &[live, fresh]).await?;
        let sql = format!(
            "BEGIN; SET LOCAL lock_timeout = '10s'; ALTER DATABASE {} RENAME TO {}; \
             ALTER DATABASE {} RENAME TO {}; COMMIT",
            quoted(live),
            quoted(aside),
            quoted(fresh),
            quoted(live)
        );
        if let Err(fault) = session.run(&sql).await {
            // A server that spoke has undone it; ending the transaction says so to this session.
            let _ = session.run("ROLLBACK").await;
            return Err(fault.into());
        }
        Ok(())
    }

    /// Ends every session of `databases` and waits until they are gone.
    async fn send_away(&self, session: &Session, databases: &[&str]) -> Result<(), Failure> {
        let names = databases.iter().map(|name| literal(name)).collect::<Vec<_>>().join(", ");
        let others = format!("FROM pg_stat_activity WHERE datname IN ({names}) AND pid <> pg_backend_pid()");
        let begun = Instant::now();
        loop {
            let ended = session.run(&format!("SELECT pg_terminate_backend(pid) {others}")).await?;
            if ended.is_empty() {
                return Ok(());
            }
            self.say(format!("{} sessions are sent away", ended.len()));
            if begun.elapsed() > GO_WITHIN {
                return Err(Failure::refused(format!("{} sessions do not go", ended.len())));
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// After a swap that did not go through: reads whether the names moved, and lets people in again if not.
    pub(super) async fn open_again(&self, why: &str) -> Failure {
        let (live, fresh) = (self.door.database(), self.fresh());
        let unknown = |more: &str| Failure::Unknown(format!("{why}; and {more}: look at the names by hand"));
        let Ok(session) = self.maintenance.connect().await else {
            return unknown("nobody can say whether the names moved");
        };
        match is_there(&session, &fresh).await {
            Ok(true) => {}
            Ok(false) => return unknown(&format!("{fresh} is gone, so they did move")),
            Err(_) => return unknown("nobody can say whether the names moved"),
        }
        match session.run(&format!("ALTER DATABASE {} WITH ALLOW_CONNECTIONS true", quoted(live))).await {
            Ok(_) => {
                Failure::Refused(format!("{why}; nothing was moved, and {live} takes connections again"))
            }
            Err(fault) => unknown(&format!("{live} still takes no connections ({})", fault.why)),
        }
    }
}
