//! The door to `PostgreSQL`: one way to connect, in clear or by TLS, and errors that hold no password.

mod fault;

pub use fault::Fault;

use std::fmt::Write as _;
use std::time::Duration;

use tokio::task::AbortHandle;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::encoded::encoded;
use super::secret::Secret;
use super::{NetError, look};
use crate::plan::types::live::SecretRef;
use crate::text::Clean;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(3);

/// One row: the text of each column, none for NULL.
pub type Row = Vec<Option<String>>;

/// One database server, and who jday is there.
#[derive(Clone)]
pub struct Door {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    /// Whether there is a file of certificates to verify by.
    verified: bool,
}

impl Door {
    /// The server at `url`. With `ca_file`, or `sslmode=require` in the address, TLS is required.
    ///
    /// # Errors
    /// The address is none or holds a password, or a secret or file cannot be used.
    pub fn new(
        url: &Clean,
        password: Option<&SecretRef>,
        ca_file: Option<&Clean>,
        place: &str,
    ) -> Result<Self, NetError> {
        // What was written is not repeated: there may be a password in it.
        let wrong = || NetError::at(place, "url is \"postgresql://user@host:port/database\"");
        let mut config: Config = url.as_str().parse().map_err(|_| wrong())?;
        if config.get_password().is_some() {
            let why = "a password has no place in url; take it out and name it: password = \"env:NAME\"";
            return Err(NetError::at(place, why));
        }
        if config.get_hosts().is_empty() || config.get_dbname().is_none() {
            return Err(wrong());
        }
        if let Some(named) = password {
            config.password(Secret::read(named, place)?.expose());
        }
        config.connect_timeout(CONNECT).application_name("jday");
        let tls = match (ca_file, config.get_ssl_mode()) {
            (None, SslMode::Require) => Some(tls(None, place)?),
            (None, _) => None,
            (Some(path), _) => Some(tls(Some(path.as_str()), place)?),
        };
        config.ssl_mode(if tls.is_some() { SslMode::Require } else { SslMode::Disable });
        Ok(Self { config, tls, verified: ca_file.is_some() })
    }

    /// The database's name.
    pub fn database(&self) -> &str {
        self.config.get_dbname().unwrap_or_default()
    }

    /// The same server, another database.
    #[must_use]
    pub fn to(&self, database: &str) -> Self {
        let mut other = self.clone();
        other.config.dbname(database);
        other
    }

    /// Its address without a password, as programs of `PostgreSQL` take it.
    pub fn address(&self) -> String {
        let mut address = format!("postgresql:///{}?", encoded(self.database()));
        let mut add = |name: &str, value: &str| {
            let _ = write!(address, "{name}={}&", encoded(value));
        };
        let hosts: Vec<String> = self.config.get_hosts().iter().map(host).collect();
        add("host", &hosts.join(","));
        let ports: Vec<String> = self.config.get_ports().iter().map(ToString::to_string).collect();
        if !ports.is_empty() {
            add("port", &ports.join(","));
        }
        if let Some(user) = self.config.get_user() {
            add("user", user);
        }
        match (&self.tls, self.verified) {
            (Some(_), true) => add("sslmode", "verify-full"),
            // Those programs know no certificates of the machine.
            (Some(_), false) => add("sslmode", "require"),
            (None, _) => {}
        }
        address.trim_end_matches('&').to_owned()
    }

    /// Connects.
    ///
    /// # Errors
    /// Nobody answers in time, or it says no.
    pub async fn connect(&self) -> Result<Session, Fault> {
        let connected = async {
            if let Some(tls) = &self.tls {
                let (client, connection) = self.config.connect(tls.clone()).await?;
                Ok(Session { client, task: tokio::spawn(drive(connection)).abort_handle() })
            } else {
                let (client, connection) = self.config.connect(NoTls).await?;
                Ok(Session { client, task: tokio::spawn(drive(connection)).abort_handle() })
            }
        };
        // The configuration's own limit ends with the TCP connection; the greeting needs one too (R15).
        match tokio::time::timeout(2 * CONNECT, connected).await {
            Ok(result) => result.map_err(|error: tokio_postgres::Error| Fault::of(&error)),
            Err(_) => Err(Fault::silent("it took the connection and said nothing")),
        }
    }
}

/// Why a connection ended is told by the question that fails, so it is not kept here.
async fn drive(connection: impl Future<Output = Result<(), tokio_postgres::Error>>) {
    let _ = connection.await;
}

/// A connection. It ends with its holder.
pub struct Session {
    client: Client,
    task: AbortHandle,
}

impl Session {
    /// Runs `sql` as it is, several statements at once where it has several; every row of all of them.
    ///
    /// Simple queries alone are sent: a pooler that shares connections by transaction takes no prepared ones.
    ///
    /// # Errors
    /// The server says no, or the connection is gone.
    pub async fn run(&self, sql: &str) -> Result<Vec<Row>, Fault> {
        let messages = self.client.simple_query(sql).await.map_err(|error| Fault::of(&error))?;
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(
                (0..row.len()).map(|n| row.try_get(n).ok().flatten().map(str::to_owned)).collect::<Row>(),
            ),
            _ => None,
        });
        Ok(rows.collect())
    }

    /// Reads by `sql` in a transaction that cannot write and in which no statement takes longer than `within`.
    ///
    /// # Errors
    /// As [`Self::run`]; the connection stays usable.
    pub async fn read(&self, sql: &str, within: Duration) -> Result<Vec<Row>, Fault> {
        self.transaction("BEGIN READ ONLY", sql, within).await
    }

    /// As [`Self::read`], in a transaction that could write: only there does the server say whether it can.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub async fn look(&self, sql: &str, within: Duration) -> Result<Vec<Row>, Fault> {
        self.transaction("BEGIN", sql, within).await
    }

    async fn transaction(&self, begin: &str, sql: &str, within: Duration) -> Result<Vec<Row>, Fault> {
        // The line break ends a comment that `sql` may end with.
        let limit = within.as_millis().max(1);
        let whole = format!("{begin}; SET LOCAL statement_timeout = {limit}; {sql}\n; COMMIT");
        match self.run(&whole).await {
            Ok(rows) => Ok(rows),
            Err(fault) => {
                // The answer that counts is the first one.
                let _ = self.run("ROLLBACK").await;
                Err(fault)
            }
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn host(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    }
}

/// A name as SQL takes it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The name of a table as SQL takes it, with its schema where `name` has one.
pub fn qualified(name: &str) -> String {
    name.split('.').map(|part| quoted(part.trim_matches('"'))).collect::<Vec<_>>().join(".")
}

/// A text as SQL takes it.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// TLS that trusts the machine's certificates and those of `ca_file`.
fn tls(ca_file: Option<&str>, place: &str) -> Result<MakeRustlsConnect, NetError> {
    let mut config = look::config(ca_file, place)?;
    // A database speaks no HTTP.
    config.alpn_protocols.clear();
    Ok(MakeRustlsConnect::new(config))
}
