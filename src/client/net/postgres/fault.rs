//! Why a database did not answer, and what that says of it.

use std::error::Error as _;
use std::io;

use tokio_postgres::error::SqlState;

use crate::client::Trouble;
use crate::client::net::causes::causes;

/// Why a database did not answer. Holds no password: neither the server's words nor the system's do.
#[derive(Debug, Clone)]
pub struct Fault {
    /// In words.
    pub why: String,
    /// The SQLSTATE, where the server itself spoke.
    code: Option<SqlState>,
    /// What the system said of the connection.
    io: Option<io::ErrorKind>,
}

impl Fault {
    pub(super) fn of(error: &tokio_postgres::Error) -> Self {
        if let Some(said) = error.as_db_error() {
            let why = format!("{} ({})", said.message(), said.code().code());
            return Self { why, code: Some(said.code().clone()), io: None };
        }
        let (mut cause, mut io) = (error.source(), None);
        while let Some(one) = cause {
            io = io.or_else(|| one.downcast_ref::<io::Error>().map(io::Error::kind));
            cause = one.source();
        }
        Self { why: causes(Some(error)).join(": "), code: None, io }
    }

    pub(super) fn silent(why: &str) -> Self {
        Self { why: why.to_owned(), code: None, io: Some(io::ErrorKind::TimedOut) }
    }

    /// Whether the server itself said, or its machine did, that it serves nobody now. A name that is not found and
    /// a silence say nothing of it: they may be a fault of this machine or of the way (R1).
    pub fn is_down(&self) -> bool {
        let refused = self.io == Some(io::ErrorKind::ConnectionRefused);
        refused
            || self.code.as_ref().is_some_and(|code| {
                [
                    SqlState::CANNOT_CONNECT_NOW,
                    SqlState::TOO_MANY_CONNECTIONS,
                    SqlState::ADMIN_SHUTDOWN,
                    SqlState::CRASH_SHUTDOWN,
                ]
                .contains(code)
            })
    }

    /// Whether a statement took longer than it may.
    pub fn is_slow(&self) -> bool {
        self.code == Some(SqlState::QUERY_CANCELED)
    }

    /// Whether what was asked for is not there.
    pub fn is_absent(&self) -> bool {
        let absent = [SqlState::UNDEFINED_TABLE, SqlState::INVALID_SCHEMA_NAME, SqlState::UNDEFINED_COLUMN];
        self.code.as_ref().is_some_and(|code| absent.contains(code))
    }

    /// Whether the server answered, and the connection lives on.
    pub fn is_said(&self) -> bool {
        self.code.is_some() && !self.is_down()
    }

    /// As the trouble of a source.
    pub fn trouble(&self) -> Trouble {
        let lasting = [
            SqlState::INVALID_PASSWORD,
            SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
            SqlState::INVALID_CATALOG_NAME,
            SqlState::INSUFFICIENT_PRIVILEGE,
        ];
        if self.code.as_ref().is_some_and(|code| lasting.contains(code)) {
            return Trouble::lasting(format!("{}; check user, password and database", self.why));
        }
        Trouble::passing(&self.why)
    }
}
