//! Why a name server gave no answer that can be used: each way of failing is told apart (APIS 3.5).

use std::io;

use domain::base::iana::Rcode;

/// Why there is no answer. That a name or its records are not there is an answer, and not here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nothing came in time.
    #[error("no answer in time")]
    Silent,
    /// The machine answered that nobody listens there; nothing was taken.
    #[error("nobody listens there")]
    Closed,
    /// It could not be asked from here: no route, no socket, no address for its name. A fault of this side (R1).
    #[error("it cannot be reached from here: {0}")]
    Unreachable(String),
    /// The connection broke after something was sent.
    #[error("the connection broke off: {0}")]
    Broken(String),
    /// SERVFAIL: the server could not find out, or DNSSEC does not hold.
    #[error("SERVFAIL")]
    ServFail,
    /// REFUSED: not for us.
    #[error("REFUSED")]
    Refused,
    /// Another code.
    #[error("{0}")]
    Code(String),
    /// An answer of somebody who does not have the zone: a referral, or a cache.
    #[error("not authoritative for the name")]
    Lame,
    /// What came is no answer to the question.
    #[error("what it sent is no answer: {0}")]
    Garbage(&'static str),
}

impl Fault {
    /// What a code other than NOERROR and NXDOMAIN says.
    pub(super) fn of_code(code: Rcode) -> Self {
        match code {
            Rcode::SERVFAIL => Self::ServFail,
            Rcode::REFUSED => Self::Refused,
            other => Self::Code(other.to_string()),
        }
    }

    /// What an error of a socket says.
    pub(super) fn of_socket(error: &io::Error) -> Self {
        use io::ErrorKind::{
            AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkDown, NetworkUnreachable,
            PermissionDenied, TimedOut,
        };
        match error.kind() {
            ConnectionRefused => Self::Closed,
            TimedOut => Self::Silent,
            HostUnreachable | NetworkUnreachable | NetworkDown | AddrNotAvailable | PermissionDenied => {
                Self::Unreachable(error.to_string())
            }
            _ => Self::Broken(error.to_string()),
        }
    }
}
