//! Questions and updates to name servers, on the wire (RFC 1035, RFC 2136, RFC 8945).
//!
//! One server is asked and nobody else: what it says, with its flags and its time to live, is the evidence
//! (R14). The machine's own resolver library is not used, for it hides who answered and for how long.

mod answer;
mod data;
mod exchange;
mod fault;
mod key;
mod peer;
mod question;
mod sight;
mod update;
mod verdict;

pub use answer::{Answer, Held};
pub use data::{Data, Name, Wanted, name};
pub use fault::Fault;
pub use key::Key;
pub use peer::Peer;
pub use question::{Asking, ask, serial};
pub use sight::Sight;
pub use update::{Change, Update};
pub use verdict::{Denied, Failure};

use std::net::{IpAddr, SocketAddr};

use crate::plan::types::live::RecordType;

/// Every address that `resolver` gives for `name` now, IPv4 first, through aliases; nothing is cached here.
///
/// # Errors
/// The name is none, nobody answered, or it has no address; in words that name resolver and name.
pub async fn addresses(resolver: SocketAddr, name: &str) -> Result<Vec<IpAddr>, String> {
    let wanted = self::name(name)?;
    let one = |kind| ask(resolver, Asking { name: wanted.clone(), kind, recurse: true });
    let (four, six) = futures_util::future::join(one(RecordType::A), one(RecordType::Aaaa)).await;
    let mut found = Vec::new();
    let mut wrong = None;
    for answer in [four, six] {
        match answer.map(|answer| answer.held) {
            Ok(Held::Values(values)) => found.extend(values.iter().filter_map(Data::address)),
            Ok(absent) => wrong = wrong.or(Some(absent.to_string())),
            Err(fault) => wrong = Some(fault.to_string()),
        }
    }
    match wrong {
        Some(why) if found.is_empty() => Err(format!("{resolver} on {name}: {why}")),
        _ => Ok(found),
    }
}
