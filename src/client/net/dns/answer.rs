//! What a server said to one question.

use std::collections::BTreeSet;
use std::fmt;

use domain::base::iana::Rcode;
use domain::base::{Message, RecordSection, ToName as _, Ttl};
use domain::rdata::{A, Aaaa, Cname, Soa};

use super::{Data, Fault, Name};
use crate::plan::types::live::RecordType;

/// Longest chain of aliases that is followed; resolvers give up at about as many.
const MOST_ALIASES: usize = 12;
/// How long a "no" lives whose SOA does not say it.
const NEGATIVE_SECS: u32 = 1;

/// What is held under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// These values.
    Values(BTreeSet<Data>),
    /// The name, but no record of the type (NODATA).
    NoData,
    /// Not even the name (NXDOMAIN).
    NoName,
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Values(values) => {
                let words: Vec<String> = values.iter().map(ToString::to_string).collect();
                f.write_str(&words.join(" "))
            }
            Self::NoData => f.write_str("NODATA"),
            Self::NoName => f.write_str("NXDOMAIN"),
        }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What is there.
    pub held: Held,
    /// The names through which aliases led, in order; empty if the values stand at the name itself.
    pub aliases: Vec<Name>,
    /// For how many seconds at most this may be kept: the longest of what led here. A cache tells what is
    /// left of it.
    pub ttl_secs: u32,
}

impl Answer {
    /// Reads the answer to a question for `kind` at `name`.
    pub(super) fn read(message: &Message<Vec<u8>>, name: &Name, kind: RecordType) -> Result<Self, Fault> {
        let mut found = Answer { held: Held::NoData, aliases: Vec::new(), ttl_secs: 0 };
        let mut at = name.clone();
        loop {
            let (values, ttl) = values(message, &at, kind)?;
            if !values.is_empty() {
                found.ttl_secs = found.ttl_secs.max(ttl);
                found.held = Held::Values(values);
                return Ok(found);
            }
            let (next, ttl) = alias(message, &at)?;
            let Some(next) = next.filter(|_| kind != RecordType::Cname) else { break };
            if found.aliases.len() == MOST_ALIASES {
                return Err(Fault::Garbage("its aliases go round in circles"));
            }
            found.ttl_secs = found.ttl_secs.max(ttl);
            found.aliases.push(next.clone());
            at = next;
        }
        found.ttl_secs = found.ttl_secs.max(negative(message));
        if message.header().rcode() == Rcode::NXDOMAIN {
            found.held = Held::NoName;
        }
        Ok(found)
    }
}

const UNREADABLE: Fault = Fault::Garbage("its records cannot be read");

/// The values of `kind` at exactly `name`, and the longest time to live among them.
fn values(message: &Message<Vec<u8>>, name: &Name, kind: RecordType) -> Result<(BTreeSet<Data>, u32), Fault> {
    let mut found = (BTreeSet::new(), 0);
    for record in message.answer().map_err(|_| UNREADABLE)? {
        let record = record.map_err(|_| UNREADABLE)?;
        if record.rtype() != super::data::rtype(kind) || !record.owner().name_eq(name) {
            continue;
        }
        let data = match kind {
            RecordType::A => record.to_record::<A>().map(|it| it.map(|it| Data::A(it.data().addr()))),
            RecordType::Aaaa => {
                record.to_record::<Aaaa>().map(|it| it.map(|it| Data::Aaaa(it.data().addr())))
            }
            RecordType::Cname => {
                record.to_record::<Cname<_>>().map(|it| it.map(|it| Data::Cname(it.data().cname().to_name())))
            }
        };
        if let Some(data) = data.map_err(|_| UNREADABLE)? {
            found.0.insert(data);
            found.1 = found.1.max(secs(record.ttl()));
        }
    }
    Ok(found)
}

fn alias(message: &Message<Vec<u8>>, name: &Name) -> Result<(Option<Name>, u32), Fault> {
    let (values, ttl) = values(message, name, RecordType::Cname)?;
    let next = values.into_iter().find_map(|data| match data {
        Data::Cname(next) => Some(next),
        _ => None,
    });
    Ok((next, ttl))
}

/// How long a "no" may be kept (RFC 2308, section 5).
fn negative(message: &Message<Vec<u8>>) -> u32 {
    let authority = message.authority().ok();
    let soa = authority.into_iter().flat_map(RecordSection::limit_to::<Soa<_>>).flatten().next();
    soa.map_or(NEGATIVE_SECS, |soa| secs(soa.ttl()).min(secs(soa.data().minimum())).max(NEGATIVE_SECS))
}

/// A time to live with its highest bit set is none (RFC 2181, section 8).
fn secs(ttl: Ttl) -> u32 {
    let secs = ttl.as_secs();
    if secs > i32::MAX.unsigned_abs() { 0 } else { secs }
}
