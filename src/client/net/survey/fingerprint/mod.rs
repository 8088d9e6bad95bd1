//! Fresh connections, and which side answers them (R13, R14): each look resolves anew over its path, connects anew
//! and reads the version that the page says. A copy that somebody kept is no side.

mod cached;
mod version;

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::join_all;

use self::version::Versions;
use super::super::look::{Fault, Looker, Missed, Places, Seen, resolve};
use super::super::{NetError, dns};
use crate::client::Proof;
use crate::plan::types::live::{Family, Path};
use crate::plan::types::{Id, Live, Plan, Side};
use crate::text::Clean;

/// Where the page stands in a plan.
const PLACE: &str = "live.fingerprint";

/// The ways by which fresh connections are made.
pub(super) struct Fingerprints {
    looker: Looker,
    port: u16,
    versions: Versions,
    paths: Vec<Way>,
    sides: [Places; 2],
    within: Duration,
}

/// One path to the public name.
struct Way {
    id: Id,
    /// Whose answer is connected to; none: the machine's own.
    resolver: Option<dns::Peer>,
    /// Which addresses of it count; none: all.
    family: Option<Family>,
    within: Duration,
}

/// What one look over a path or at a side brought.
struct Sight {
    side: Option<Side>,
    seen: Seen,
    /// Whose copy it is, if it is one.
    copy: Option<String>,
}

impl Fingerprints {
    pub(super) fn new(plan: &Plan, live: &Live) -> Result<Self, NetError> {
        let page = &live.fingerprint;
        let looker = Looker::new(page.url.as_str(), page.ca_file.as_ref().map(Clean::as_str), PLACE)?;
        let within = Duration::from_millis(page.within.0);
        let places = |side| Places::of(plan, live, &looker.target.host, side);
        let paths = live.survey.paths.iter().enumerate().map(|(n, path)| way(plan, path, n, within));
        Ok(Self {
            paths: paths.collect::<Result<_, _>>()?,
            sides: [places(Side::Blue), places(Side::Green)],
            port: page.port.unwrap_or(looker.target.port),
            versions: Versions::new(plan, page),
            looker,
            within,
        })
    }

    /// One look over every path: path, side seen, HTTP status (0 without an answer).
    pub(super) async fn look(&self) -> Vec<(Id, Option<Side>, u16)> {
        join_all(self.paths.iter().map(|way| async {
            let sight = tokio::time::timeout(way.within, self.over(way)).await;
            let (side, status) = match sight {
                Ok(Ok(sight)) => (sight.side, sight.seen.status),
                Ok(Err(_)) | Err(_) => (None, 0),
            };
            (way.id.clone(), side, status)
        }))
        .await
    }

    async fn over(&self, way: &Way) -> Result<Sight, Missed> {
        let host = self.looker.target.host.as_str();
        let mut addresses = match &way.resolver {
            None => resolve(host, self.port).await?,
            Some(peer) => asked(peer, host, self.port).await?,
        };
        if let Some(family) = way.family {
            addresses.retain(|address| address.is_ipv6() == (family == Family::Ipv6));
            if addresses.is_empty() {
                let why = format!("the name has no address of {}", family.name());
                return Err(Missed { fault: Fault::Target, why });
            }
        }
        let (_, seen) = self.looker.look_at_any(&addresses, way.within).await?;
        Ok(self.sight(seen))
    }

    fn sight(&self, seen: Seen) -> Sight {
        let copy = cached::whose(&seen.headers);
        let side = if copy.is_none() { self.versions.side(&seen) } else { None };
        Sight { side, seen, copy }
    }

    /// Whether `side` answers as itself, asked at its own address.
    pub(super) async fn answers(&self, side: Side) -> Proof {
        let [blue, green] = &self.sides;
        let places = if side == Side::Blue { blue } else { green };
        let (ok, detail) = match places.addresses(self.port).await {
            Err(missed) => (None, missed.why),
            Ok(addresses) => self.at_all(side, places, &addresses).await,
        };
        Proof { name: Id::new("target-health"), ok, detail: Clean::new(detail) }
    }

    /// Whether every one of `addresses` answers as `side`: users get any of them.
    async fn at_all(&self, side: Side, places: &Places, addresses: &[SocketAddr]) -> (Option<bool>, String) {
        let own = places.own_name.as_deref().map(|name| self.looker.named(name));
        let looker = own.as_ref().unwrap_or(&self.looker);
        let looks = join_all(addresses.iter().map(|address| looker.look(*address, self.within))).await;
        let mut told = Vec::new();
        let (mut good, mut bad) = (false, false);
        for (address, look) in addresses.iter().zip(looks) {
            match look.map(|seen| self.sight(seen)) {
                Ok(sight) if sight.side == Some(side) && sight.seen.status < 400 => {
                    good = true;
                    told.push(format!("{address}: {side}, {}", sight.seen.timings.told()));
                }
                Ok(sight) => {
                    bad = true;
                    told.push(format!("{address}: {}", self.other(&sight, side)));
                }
                Err(missed) => {
                    bad |= missed.fault != Fault::Observer;
                    told.push(missed.why);
                }
            }
        }
        let ok = if bad { Some(false) } else { good.then_some(true) };
        (ok, told.join("; "))
    }

    /// What was seen instead of `wanted`, in words.
    fn other(&self, sight: &Sight, wanted: Side) -> String {
        let status = sight.seen.status;
        match (&sight.copy, sight.side) {
            (Some(copy), _) => format!("status {status}, a copy ({copy}), which proves no side"),
            (None, Some(side)) => format!("status {status} from {side}"),
            (None, None) => format!("status {status}, and not {}", self.versions.told(wanted)),
        }
    }
}

fn way(plan: &Plan, path: &Path, n: usize, usual: Duration) -> Result<Way, NetError> {
    let place = || format!("live.survey.paths[{n}] ({})", path.id);
    let resolver = match &path.resolver {
        None => None,
        Some(id) => {
            let known = plan.lever.resolvers.iter().find(|resolver| resolver.id == *id);
            let known = known.ok_or_else(|| NetError::at(place(), format!("no resolver is called {id}")))?;
            Some(dns::Peer::parse(known.address.as_str()).map_err(|why| NetError::at(place(), why))?)
        }
    };
    let within = path.within.map_or(usual, |within| Duration::from_millis(within.0));
    Ok(Way { id: path.id.clone(), resolver, family: path.family, within })
}

/// What a resolver says `host` is, asked anew.
async fn asked(peer: &dns::Peer, host: &str, port: u16) -> Result<Vec<SocketAddr>, Missed> {
    let observer = |why: String| Missed { fault: Fault::Observer, why };
    if let Ok(address) = host.parse() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let servers = peer.addresses().await.map_err(|fault| observer(fault.to_string()))?;
    let Some(server) = servers.first() else { return Err(observer("no resolver is known".into())) };
    let found = dns::addresses(*server, host).await.map_err(observer)?;
    Ok(found.into_iter().map(|address| SocketAddr::new(address, port)).collect())
}
