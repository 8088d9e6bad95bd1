//! What the answer to a signed update is worth: that it happened, that it certainly did not, or neither.

use domain::base::Message;
use domain::base::iana::{Opcode, Rcode, TsigRcode};
use domain::rdata::tsig::{Time48, Tsig};
use domain::tsig::{ClientTransaction, ValidationError};

use super::{Fault, Key};

/// Why an update is not known to have happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Nothing was sent.
    NotSent(Fault),
    /// The server says that it did nothing.
    Denied(Denied),
    /// It was sent, and nobody can tell.
    Unknown(String),
}

/// Why a server did nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// A record did not have the values that it had to have: somebody else changed it (R11).
    #[error("the records are not as they were read ({0}): somebody else changed them")]
    Changed(String),
    /// BADSIG.
    #[error(
        "BADSIG: the server has another secret for this key; compare live.lever.rfc2136.key.secret with it"
    )]
    Secret,
    /// BADKEY.
    #[error(
        "BADKEY: the server does not take this key here; compare its name and algorithm with the server's"
    )]
    Key,
    /// BADTIME, with the seconds by which the server's clock is ahead of this one.
    #[error("BADTIME: the server's clock is {0} s from this one; set both by NTP")]
    Clock(i64),
    /// NOTAUTH without a word on the signature.
    #[error(
        "NOTAUTH: the server has no such zone, or does not take the key, its secret or this machine's clock"
    )]
    NotAuth,
    /// NOTZONE.
    #[error("NOTZONE: a record lies outside the zone")]
    NotZone,
    /// REFUSED.
    #[error("REFUSED: the server does not let this key change these records; look at its update policy")]
    Policy,
    /// REFUSED that nobody signed: `PowerDNS` says no more of any fault of a key, a clock or a zone.
    #[error(
        "REFUSED without a signature: the server has no such zone, or does not take the key, its secret, this \
         machine's clock or updates from here; its log says which"
    )]
    Unsigned,
    /// Another code.
    #[error("the server answered {0}")]
    Code(String),
}

/// What `answer` to the update numbered `id` says.
pub(super) fn verdict(
    answer: Result<Vec<u8>, Fault>,
    id: u16,
    transaction: &ClientTransaction<Key>,
    now: Time48,
) -> Result<(), Failure> {
    let bytes = match answer {
        Ok(bytes) => bytes,
        Err(fault @ (Fault::Closed | Fault::Unreachable(_))) => return Err(Failure::NotSent(fault)),
        Err(fault) => return Err(Failure::Unknown(fault.to_string())),
    };
    let mut message =
        Message::from_octets(bytes).map_err(|_| Failure::Unknown("what came is no answer".into()))?;
    let header = message.header();
    if header.id() != id || !header.qr() || header.opcode() != Opcode::UPDATE {
        return Err(Failure::Unknown("what came is no answer to the update".into()));
    }
    let code = header.rcode();
    let clock = server_clock(&message);
    match transaction.answer(&mut message, now) {
        Ok(()) => signed(code),
        // The two that a server cannot sign, and every error of one that signs none; a forged "no" costs a
        // second look, a forged "yes" would cost the truth.
        Err(ValidationError::ServerBadSig) => Err(Failure::Denied(Denied::Secret)),
        Err(ValidationError::ServerBadKey) => Err(Failure::Denied(Denied::Key)),
        Err(ValidationError::ServerUnsigned) if code == Rcode::REFUSED => {
            Err(Failure::Denied(Denied::Unsigned))
        }
        Err(ValidationError::ServerUnsigned) if code != Rcode::NOERROR => signed(code),
        Err(ValidationError::ServerUnsigned) => {
            Err(Failure::Unknown("the server answered NOERROR without a signature".into()))
        }
        Err(ValidationError::ServerBadTime { server, .. }) => {
            Err(Failure::Denied(Denied::Clock(seconds(server) - seconds(now))))
        }
        // Knot 3.2 signs this one in a way of its own.
        Err(ValidationError::BadSig) if code == Rcode::NOTAUTH && clock.is_some() => {
            let ahead = clock.map_or(0, |server| seconds(server) - seconds(now));
            Err(Failure::Denied(Denied::Clock(ahead)))
        }
        Err(error) => Err(Failure::Unknown(format!("the answer's signature does not hold: {error}"))),
    }
}

fn signed(code: Rcode) -> Result<(), Failure> {
    Err(Failure::Denied(match code {
        Rcode::NOERROR => return Ok(()),
        Rcode::NXRRSET | Rcode::YXRRSET | Rcode::NXDOMAIN | Rcode::YXDOMAIN => {
            Denied::Changed(code.to_string())
        }
        Rcode::NOTAUTH => Denied::NotAuth,
        Rcode::NOTZONE => Denied::NotZone,
        Rcode::REFUSED => Denied::Policy,
        // It may have failed in the middle, or on the way to the primary (RFC 2136, section 2.2).
        Rcode::SERVFAIL => return Err(Failure::Unknown("SERVFAIL: the server does not know either".into())),
        other => Denied::Code(other.to_string()),
    }))
}

/// What the server's clock says, where it answered BADTIME (RFC 8945, section 5.2.3).
fn server_clock(message: &Message<Vec<u8>>) -> Option<Time48> {
    let last = message.get_last_additional::<Tsig<_, _>>()?;
    let tsig = last.data();
    if tsig.error() == TsigRcode::BADTIME { tsig.other_time() } else { None }
}

fn seconds(time: Time48) -> i64 {
    time.into_octets().into_iter().fold(0, |sum, octet| sum * 256 + i64::from(octet))
}
