//! Where each side is, whatever the public name says now.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use super::{Fault, Missed};
use crate::plan::types::live::RecordType;
use crate::plan::types::{LeverKind, Live, Plan, Side};

/// Where one side is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    addresses: BTreeSet<IpAddr>,
    names: BTreeSet<String>,
    /// The name under which this side answers, where the public name's answer depends on the name alone: a
    /// platform's alias has the same addresses for both sides.
    pub own_name: Option<String>,
}

impl Places {
    /// Where `side` serves `host`: the side's own address, and what the lever's records of that name point at.
    pub fn of(plan: &Plan, live: &Live, host: &str, side: Side) -> Self {
        let mut places = Self::default();
        let own = plan.sides.get(side).address.as_str();
        places.add(own);
        if plan.lever.kind == LeverKind::Alias && own.parse::<IpAddr>().is_err() {
            places.own_name = Some(own.to_owned());
            return places;
        }
        let is_same =
            |name: &str| name.trim_end_matches('.').eq_ignore_ascii_case(host.trim_end_matches('.'));
        for record in live.lever.records.iter().filter(|record| is_same(record.name.as_str())) {
            for value in record.values(side) {
                match record.kind {
                    RecordType::A | RecordType::Aaaa | RecordType::Cname => places.add(value.as_str()),
                }
            }
        }
        places
    }

    fn add(&mut self, value: &str) {
        match value.parse() {
            Ok(address) => drop(self.addresses.insert(address)),
            Err(_) => drop(self.names.insert(value.trim_end_matches('.').to_lowercase())),
        }
    }

    /// Every address of this side, with `port`; its names are resolved anew.
    ///
    /// # Errors
    /// A name cannot be resolved here.
    pub async fn addresses(&self, port: u16) -> Result<Vec<SocketAddr>, Missed> {
        let mut all: BTreeSet<SocketAddr> =
            self.addresses.iter().map(|address| SocketAddr::new(*address, port)).collect();
        for name in &self.names {
            all.extend(resolve(name, port).await?);
        }
        Ok(all.into_iter().collect())
    }
}

/// What the machine's own resolver says `host` is, asked anew.
///
/// # Errors
/// It does not say; which may be the name's fault as well as this machine's.
pub async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, Missed> {
    match tokio::net::lookup_host((host, port)).await {
        Ok(found) => Ok(found.collect()),
        Err(error) => Err(Missed::new(Fault::Observer, format!("{host} cannot be resolved here: {error}"))),
    }
}
