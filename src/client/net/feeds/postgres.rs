//! A `PostgreSQL` database, asked by the way the application goes (APIS 4).

use std::time::Duration;

use tokio::sync::Mutex;

use super::{Making, Source, apart};
use crate::client::net::postgres::{Door, Fault, Row, Session, qualified};
use crate::client::net::wall::ahead_ms;
use crate::client::net::{NetError, Waiting};
use crate::client::{Item, Observed, Reading, Trouble, Value};
use crate::plan::types::Id;
use crate::plan::types::live::PostgresFeed;
use crate::text::Clean;

/// Where Supabase keeps what was applied.
const HISTORY: &str = "supabase_migrations.schema_migrations";
/// Whether it takes writes, and its clock. `transaction_read_only` is on for a replica too.
const STATE: &str = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only'), \
                     (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
/// `pg_stat_activity` hides others' sessions from who has no rights; this counts all.
const SHARE: &str = "SELECT sum(numbackends)::float8 / current_setting('max_connections')::float8 \
                     FROM pg_stat_database";
/// Nothing to replay is no lag only while the primary is heard: a replica that is cut off has nothing to replay
/// either. NULL where it is no replica, or has replayed nothing yet.
const LAG: &str = "SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL \
                   WHEN EXISTS (SELECT FROM pg_stat_wal_receiver) \
                   AND pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0 \
                   ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END::float8";

/// One database.
pub struct Postgres {
    door: Door,
    feed: PostgresFeed,
    /// How long one statement may take: less than the whole answer.
    within: Duration,
    /// Kept between polls. It is taken out while it is used, so that one whose answer nobody waited for is gone.
    session: Mutex<Option<Session>>,
}

impl Postgres {
    pub(super) fn new(feed: &PostgresFeed, making: &Making<'_>) -> Result<Self, NetError> {
        Ok(Self {
            door: Door::new(&feed.url, feed.password.as_ref(), feed.ca_file.as_ref(), &making.place)?,
            feed: feed.clone(),
            within: Duration::from_millis(making.source.deadline.0) * 4 / 5,
            session: Mutex::new(None),
        })
    }

    async fn observe(&self) -> Result<(Option<i64>, Observed), Trouble> {
        let kept = self.session.lock().await.take();
        let (session, state) = match self.opened(kept).await {
            Ok(answered) => answered,
            Err(fault) if self.feed.up.is_some() && (fault.is_down() || fault.is_slow()) => {
                return Ok((None, self.down(&fault)));
            }
            Err(fault) => return Err(fault.trouble()),
        };
        let mut observed = Observed::default();
        let [Some(recovery), Some(read_only), clock] = &state[..] else {
            return Err(Trouble::lasting("it does not say whether it takes writes"));
        };
        let writes = recovery == "f" && read_only == "off";
        if let Some(up) = &self.feed.up {
            observed.readings.push(reading(up, Value::Number(f64::from(u8::from(writes)))));
            if !writes {
                let why = if recovery == "t" { "it is a replica" } else { "it is read-only" };
                observed.warnings.push(Clean::new(format!("{why}: it takes no writes")));
            }
        }
        let fixed = [(&self.feed.connections, SHARE), (&self.feed.lag, LAG)];
        let fixed = fixed.into_iter().filter_map(|(metric, sql)| Some((metric.as_ref()?, sql)));
        let counts = self.feed.counts.iter().map(|count| (&count.metric, count.sql.as_str()));
        for (metric, sql) in fixed.chain(counts) {
            let value = self.number(&session, metric, sql, &mut observed).await?;
            observed.readings.push(reading(metric, value));
        }
        if !self.feed.schema.is_empty() {
            let item = self.schema(&session).await?;
            observed.items.push(item);
        }
        *self.session.lock().await = Some(session);
        let skew = clock.as_deref().and_then(|clock| clock.parse().ok()).map(ahead_ms);
        Ok((skew, observed))
    }

    /// A session that answered, and what it said of the server: the kept one if it still does, else a new one.
    async fn opened(&self, kept: Option<Session>) -> Result<(Session, Row), Fault> {
        if let Some(session) = kept
            && let Ok(mut rows) = session.look(STATE, self.within).await
        {
            return Ok((session, rows.pop().unwrap_or_default()));
        }
        let session = self.door.connect().await?;
        let mut rows = session.look(STATE, self.within).await?;
        Ok((session, rows.pop().unwrap_or_default()))
    }

    /// What a server that serves nobody is: down, and silent on all else.
    fn down(&self, fault: &Fault) -> Observed {
        let mut observed = Observed { warnings: vec![Clean::new(&fault.why)], ..Observed::default() };
        for metric in self.feed.metrics() {
            let is_up = self.feed.up.as_ref() == Some(metric);
            observed
                .readings
                .push(reading(metric, if is_up { Value::Number(0.0) } else { Value::SourceError }));
        }
        observed
    }

    async fn number(
        &self,
        session: &Session,
        metric: &Id,
        sql: &str,
        observed: &mut Observed,
    ) -> Result<Value, Trouble> {
        let mut told = |why: &str| observed.warnings.push(Clean::new(format!("{metric}: {why}")));
        let rows = match session.read(sql, self.within).await {
            Ok(rows) => rows,
            Err(fault) if fault.is_said() => {
                told(&fault.why);
                return Ok(Value::SourceError);
            }
            Err(fault) => return Err(fault.trouble()),
        };
        Ok(match &rows[..] {
            [] => Value::NoData,
            [row] => match &row[..] {
                [None] => Value::NoData,
                [Some(text)] => text.parse::<f64>().map_or_else(
                    |_| {
                        told("its query gives no number");
                        Value::SourceError
                    },
                    Value::from,
                ),
                _ => {
                    told("its query gives several columns; ask for one");
                    Value::SourceError
                }
            },
            _ => {
                told("its query gives several rows; ask for one");
                Value::SourceError
            }
        })
    }

    /// Whether every version of the plan was applied. Versions are text, and all of them count, not the newest.
    async fn schema(&self, session: &Session) -> Result<Item, Trouble> {
        let table = self.feed.history.as_ref().map_or(HISTORY, Clean::as_str);
        let sql = format!("SELECT version::text FROM {}", qualified(table));
        let (holds, detail) = match session.read(&sql, self.within).await {
            Ok(rows) => {
                let applied: Vec<&str> = rows.iter().filter_map(|row| row.first()?.as_deref()).collect();
                let missing =
                    self.feed.schema.iter().map(Clean::as_str).filter(|version| !applied.contains(version));
                let missing: Vec<&str> = missing.collect();
                if missing.is_empty() {
                    (Some(true), format!("all {} versions are applied", self.feed.schema.len()))
                } else {
                    (Some(false), format!("not applied: {}", missing.join(", ")))
                }
            }
            Err(fault) if fault.is_absent() => {
                (Some(false), format!("nothing was ever applied: {}", fault.why))
            }
            Err(fault) if fault.is_said() => (None, fault.why),
            Err(fault) => return Err(fault.trouble()),
        };
        Ok(Item { fact: Id::new("schema"), holds, detail: Clean::new(detail) })
    }
}

fn reading(metric: &Id, value: Value) -> Reading {
    Reading { metric: metric.clone(), side: None, value, age_ms: 0 }
}

impl Source for Postgres {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(async { apart(self.observe().await) })
    }
}
