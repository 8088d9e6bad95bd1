//! Names and values of records, and what the plan wants of each.

use std::collections::BTreeSet;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr as _;

use domain::base::iana::Rtype;

use crate::client::net::NetError;
use crate::plan::types::Side;
use crate::plan::types::live::{Record, RecordType};

/// A name, fully qualified; compared without regard to case.
pub type Name = domain::base::Name<Vec<u8>>;

/// `text` as a name; a trailing dot does not matter.
///
/// # Errors
/// It is none, in words.
pub fn name(text: &str) -> Result<Name, String> {
    Name::from_str(text).map_err(|error| format!("{text:?} is no name: {error}"))
}

/// The value of one record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Data {
    /// An IPv4 address.
    A(Ipv4Addr),
    /// An IPv6 address.
    Aaaa(Ipv6Addr),
    /// Another name.
    Cname(Name),
}

impl Data {
    fn read(kind: RecordType, text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no value of {} record", kind.word());
        match kind {
            RecordType::A => text.parse().map(Self::A).map_err(|_| wrong()),
            RecordType::Aaaa => text.parse().map(Self::Aaaa).map_err(|_| wrong()),
            RecordType::Cname => name(text).map(Self::Cname),
        }
    }

    /// The address, if it is one.
    pub fn address(&self) -> Option<IpAddr> {
        match self {
            Self::A(address) => Some(IpAddr::V4(*address)),
            Self::Aaaa(address) => Some(IpAddr::V6(*address)),
            Self::Cname(_) => None,
        }
    }
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::A(address) => address.fmt(f),
            Self::Aaaa(address) => address.fmt(f),
            Self::Cname(name) => name.fmt(f),
        }
    }
}

/// One record set of the lever and its values on either side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub kind: RecordType,
    blue: BTreeSet<Data>,
    green: BTreeSet<Data>,
}

impl Wanted {
    /// What the plan's records want; `place` is where they stand.
    ///
    /// # Errors
    /// A name or value is none, or two entries are of one name and type, in which case neither says all.
    pub fn all(records: &[Record], place: &str) -> Result<Vec<Self>, NetError> {
        let mut all: Vec<Self> = Vec::new();
        for (n, record) in records.iter().enumerate() {
            let at = |why: String| NetError::at(format!("{place}.records[{n}]"), why);
            let wanted = Self::read(record).map_err(at)?;
            if all.iter().any(|known| known.name == wanted.name && known.kind == wanted.kind) {
                return Err(at("this name and type stands there already; put all its values there".into()));
            }
            all.push(wanted);
        }
        Ok(all)
    }

    fn read(record: &Record) -> Result<Self, String> {
        let values = |side| -> Result<BTreeSet<Data>, String> {
            record.values(side).iter().map(|value| Data::read(record.kind, value.as_str())).collect()
        };
        Ok(Self {
            name: name(record.name.as_str())?,
            kind: record.kind,
            blue: values(Side::Blue)?,
            green: values(Side::Green)?,
        })
    }

    /// Its values while `side` serves.
    pub fn values(&self, side: Side) -> &BTreeSet<Data> {
        match side {
            Side::Blue => &self.blue,
            Side::Green => &self.green,
        }
    }

    /// The side that has exactly these values.
    pub fn side(&self, values: &BTreeSet<Data>) -> Option<Side> {
        [Side::Blue, Side::Green].into_iter().find(|side| self.values(*side) == values)
    }
}

/// The type's number on the wire.
pub(super) fn rtype(kind: RecordType) -> Rtype {
    match kind {
        RecordType::A => Rtype::A,
        RecordType::Aaaa => Rtype::AAAA,
        RecordType::Cname => Rtype::CNAME,
    }
}
