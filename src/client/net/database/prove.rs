//! Whether the tasks of the database would work today: looked at, and nothing done.

use std::time::{Duration, Instant};

use super::{Desk, Failure};
use crate::client::Proof;
use crate::client::net::postgres::{literal, qualified};
use crate::plan::types::{Id, Plan};
use crate::text::Clean;

/// A database that cannot be renamed where others are kept by it.
const NOT_SWAPPED: &str = "postgres";

/// What every task rests on: the folder of backups, the server and jday's rights there, the programs, the cluster.
/// None where the plan has no `live.database`.
pub fn prove(plan: &Plan, within: Duration) -> Vec<Proof> {
    if plan.live.as_ref().is_none_or(|live| live.database.is_none()) {
        return Vec::new();
    }
    let _ = rustls::crypto::ring::default_provider().install_default();
    let desk = match Desk::new(plan, Instant::now() + within, &|_| {}) {
        Ok(desk) => desk,
        Err(error) => return vec![proof("database", Err(Failure::refused(error)))],
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return vec![proof("database", Err(Failure::refused(error)))],
    };
    runtime.block_on(async {
        let (server, major) = match in_time(within, desk.server()).await {
            Ok((told, major)) => (Ok(told), Some(major)),
            Err(failure) => (Err(failure), None),
        };
        let programs = in_time(within, desk.programs(major)).await;
        let mut proofs =
            vec![proof("backups", desk.keeps()), proof("server", server), proof("pg_dump", programs)];
        if desk.plan.writers.is_some() {
            proofs.push(proof("writers", in_time(within, desk.may_scale()).await));
        }
        proofs
    })
}

/// What `looked` finds, or that it took too long (R15).
async fn in_time<T>(
    within: Duration,
    looked: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let late = |_| Err(Failure::refused(format!("no answer within {} s", within.as_secs())));
    tokio::time::timeout(within, looked).await.unwrap_or_else(late)
}

fn proof(name: &str, found: Result<String, Failure>) -> Proof {
    let (ok, detail) = match found {
        Ok(detail) => (true, detail),
        Err(failure) => (false, failure.to_string()),
    };
    Proof { name: Id::new(name), ok: Some(ok), detail: Clean::new(detail) }
}

impl Desk<'_> {
    /// Whether the folder takes a file.
    fn keeps(&self) -> Result<String, Failure> {
        let told = |error: std::io::Error| Failure::refused(format!("{}: {error}", self.folder.display()));
        let file = self.file(&format!("proof-{}", std::process::id()));
        std::fs::write(&file, "").map_err(told)?;
        std::fs::remove_file(&file).map_err(told)?;
        Ok(format!("{} takes files", self.folder.display()))
    }

    /// The server's words and its major version, if jday may do there what its tasks do.
    async fn server(&self) -> Result<(String, u32), Failure> {
        let database = self.door.database();
        let session = self.door.connect().await?;
        let sql = format!(
            "SELECT current_setting('server_version_num')::int / 10000, rolcreatedb OR rolsuper, \
             pg_has_role(current_user, datdba, 'USAGE'), pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') \
             FROM pg_roles, pg_database WHERE rolname = current_user AND datname = {}",
            literal(database)
        );
        let rows = session.run(&sql).await?;
        let Some([Some(major), creates, owns, sees]) = rows.first().map(Vec::as_slice) else {
            return Err(Failure::refused("it does not say what this role may do"));
        };
        let may = |said: &Option<String>| said.as_deref() == Some("t");
        let mut lacks = Vec::new();
        for table in &self.plan.counts {
            if let Err(fault) =
                session.run(&format!("SELECT FROM {} LIMIT 1", qualified(table.as_str()))).await
            {
                lacks.push(format!("the rows of {table} cannot be counted: {}", fault.why));
            }
        }
        for (is_so, what) in [
            (may(creates), "a database to restore into cannot be made: ALTER ROLE … CREATEDB"),
            (may(owns), "it is not the owner's, and only the owner renames it"),
            (may(sees), "who is left there is not told in full: GRANT pg_monitor TO …"),
            (database != NOT_SWAPPED, "this database cannot be swapped; use point-in-time recovery"),
        ] {
            lacks.extend((!is_so).then(|| what.to_owned()));
        }
        self.maintenance.connect().await?;
        if lacks.is_empty() {
            return Ok((
                format!("PostgreSQL {major}; {database} can be backed up and swapped"),
                major.parse().unwrap_or(0),
            ));
        }
        Err(Failure::refused(lacks.join("; ")))
    }

    /// Whether the programs are there, and not older than the server: an older one refuses to dump.
    async fn programs(&self, server: Option<u32>) -> Result<String, Failure> {
        let mut told = Vec::new();
        for name in ["pg_dump", "pg_restore"] {
            let lines = self.program(name, None, &["--version"]).await?;
            let line = lines.into_iter().next().unwrap_or_default();
            let number = line.split(' ').find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
            let major: Option<u32> = number.and_then(|number| number.split('.').next()?.parse().ok());
            if let (Some(major), Some(server)) = (major, server)
                && major < server
            {
                let why = format!(
                    "{line} is older than the server's {server}; name another: live.database.programs"
                );
                return Err(Failure::refused(why));
            }
            told.push(line);
        }
        Ok(told.join(", "))
    }

    /// Whether each writer is there, and jday may scale it.
    async fn may_scale(&self) -> Result<String, Failure> {
        let kubectl = self.kubectl()?;
        let mut told = Vec::new();
        for name in self.writers(None)? {
            let found = kubectl.deployment(&name).await.map_err(|no| Failure::refused(no.why()))?;
            told.push(format!("{name} {}", found.wanted()));
        }
        let asked = ["auth", "can-i", "update", "deployments.apps", "--subresource=scale"];
        kubectl.run(&asked).await.map_err(|no| {
            Failure::refused(format!("it may not scale (update deployments/scale): {}", no.why()))
        })?;
        Ok(format!("may be scaled: {}", told.join(", ")))
    }
}
