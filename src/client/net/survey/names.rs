//! What name servers say of the lever's records: every authoritative server, and every resolver.
//!
//! Authoritative servers are asked for what they have themselves (RD=0) and must have the zone (AA).
//! Resolvers are asked to find out (RD=1), as users do. Looking into their caches alone (RD=0) would not
//! prime them with a value about to go, but spares nothing here: every path of level 5 asks the same
//! resolvers for an address to connect to, and users ask all the time. What priming costs is bounded by the
//! lowered time to live, which is what its gate is for; and many public resolvers refuse RD=0.

use std::time::Duration;

use domain::base::Serial;
use futures_util::future::{join, join_all};

use super::super::NetError;
use super::super::dns::{Fault, Peer, Sight, Wanted, serial};
use crate::client::Said;
use crate::plan::types::{Id, Live, Plan};
use crate::text::Clean;

/// How long one server may take, both tries and a TCP question included; less than a survey may.
pub(super) const WITHIN: Duration = Duration::from_secs(4);
/// An answer without a time to live is still one; nothing left is what a silent server has.
pub(super) const LEAST_TTL_MS: u64 = 1;

/// Everybody who is asked.
pub(super) struct Names {
    wanted: Vec<Wanted>,
    authoritative: Vec<(Id, Peer)>,
    resolvers: Vec<(Id, Peer)>,
}

impl Names {
    pub(super) fn new(plan: &Plan, live: &Live) -> Result<Self, NetError> {
        let servers = live.survey.authoritative.iter().map(|server| (&server.id, &server.address));
        let resolvers = plan.lever.resolvers.iter().map(|resolver| (&resolver.id, &resolver.address));
        Ok(Self {
            wanted: Wanted::all(&live.lever.records, "live.lever")?,
            authoritative: peers(servers, "live.survey.authoritative")?,
            resolvers: peers(resolvers, "lever.resolvers")?,
        })
    }

    /// What servers and resolvers say, each in the plan's order.
    pub(super) async fn survey(&self) -> (Vec<Said>, Vec<Said>) {
        join(self.servers(), join_all(self.resolvers.iter().map(|one| self.resolver(one)))).await
    }

    async fn servers(&self) -> Vec<Said> {
        let asked = self.authoritative.iter().map(|(_, peer)| in_time(self.server(peer)));
        let answers = join_all(asked).await;
        let newest = newest(answers.iter().flatten().filter_map(|(_, serial)| *serial));
        let told = self.authoritative.iter().zip(answers).map(|((id, _), answer)| match answer {
            Ok((sight, serial)) => {
                let behind = serial.zip(newest).filter(|(serial, newest)| serial < newest);
                said(id, Ok(sight), behind)
            }
            Err(fault) => said(id, Err(fault), None),
        });
        told.collect()
    }

    /// The records, and the zone's serial where it can be had.
    async fn server(&self, peer: &Peer) -> Result<(Sight, Option<Serial>), Fault> {
        let mut last = Fault::Silent;
        for address in peer.addresses().await? {
            let serial = async {
                match self.wanted.first() {
                    Some(record) => serial(address, &record.name).await.ok(),
                    None => None,
                }
            };
            match join(Sight::of(address, &self.wanted, false), serial).await {
                (Ok(sight), serial) => return Ok((sight, serial)),
                (Err(fault), _) => last = fault,
            }
        }
        Err(last)
    }

    async fn resolver(&self, (id, peer): &(Id, Peer)) -> Said {
        let asked = in_time(async {
            let mut last = Fault::Silent;
            for address in peer.addresses().await? {
                match Sight::of(address, &self.wanted, true).await {
                    Ok(sight) => return Ok(sight),
                    Err(fault) => last = fault,
                }
            }
            Err(last)
        });
        said(id, asked.await, None)
    }
}

async fn in_time<T>(asked: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    tokio::time::timeout(WITHIN, asked).await.unwrap_or(Err(Fault::Silent))
}

/// A server that has an older zone than another is told so: its answer will change by itself.
fn said(id: &Id, asked: Result<Sight, Fault>, behind: Option<(Serial, Serial)>) -> Said {
    let (side, value, ttl_ms) = match asked {
        Ok(sight) => {
            let ttl_ms = (u64::from(sight.ttl_secs) * 1_000).max(LEAST_TTL_MS);
            let value = match behind {
                Some((has, newest)) => format!("{} (serial {has}, not yet {newest})", sight.told),
                None => sight.told,
            };
            (sight.side, value, ttl_ms)
        }
        Err(fault) => (None, fault.to_string(), 0),
    };
    Said { from: id.clone(), side, value: Clean::new(value), ttl_ms }
}

/// The newest of `serials`, by the order of RFC 1982, in which some pairs have none.
fn newest(serials: impl Iterator<Item = Serial>) -> Option<Serial> {
    serials.reduce(|newest, serial| if newest < serial { serial } else { newest })
}

fn peers<'a>(
    all: impl Iterator<Item = (&'a Id, &'a Clean)>,
    place: &str,
) -> Result<Vec<(Id, Peer)>, NetError> {
    let peers = all.enumerate().map(|(n, (id, address))| {
        let peer = Peer::parse(address.as_str());
        Ok((id.clone(), peer.map_err(|why| NetError::at(format!("{place}[{n}].address"), why))?))
    });
    peers.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_serial_is_found_across_the_wrap() {
        let of = |all: &[u32]| newest(all.iter().map(|serial| Serial(*serial))).map(Serial::into_int);
        assert_eq!(of(&[7, 9, 8]), Some(9));
        assert_eq!(of(&[u32::MAX, 3, u32::MAX - 1]), Some(3));
        assert_eq!(of(&[]), None);
    }
}
