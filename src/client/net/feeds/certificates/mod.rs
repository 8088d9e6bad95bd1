//! Certificates of both sides, on every address, read also where verification fails: a normal handshake ends before
//! it shows the certificate that is wrong, and then an alert on its last day never fires.

mod chain;
mod shown;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join, join_all};
use rustls::ClientConfig;
use rustls_platform_verifier::Verifier;

use self::chain::Chain;
use super::{Making, Source};
use crate::client::net::look::{Missed, Places, connect, handshake, verifier};
use crate::client::net::{NetError, Waiting};
use crate::client::{Item, Observed, Reading, Trouble, Value};
use crate::plan::types::live;
use crate::plan::types::{Id, Side};
use crate::text::Clean;

/// The port of HTTPS.
const USUAL_PORT: u16 = 443;
/// The part of the source's deadline that a look gets.
const LOOK_TENTHS: u32 = 8;

/// Looks at the certificates of both sides.
pub struct Certificates {
    sides: [(Side, Places); 2],
    host: String,
    port: u16,
    days: Id,
    /// Accepts every certificate, to show it.
    looking: Arc<ClientConfig>,
    /// Judges what was shown.
    trusted: Verifier,
    within: Duration,
}

/// What one side's addresses showed.
struct OfSide {
    days: Option<f64>,
    wrong: Vec<String>,
    unseen: Vec<String>,
    told: Vec<String>,
}

impl Certificates {
    pub(super) fn new(feed: &live::Certificates, making: &Making<'_>) -> Result<Self, NetError> {
        let ca_file = feed.ca_file.as_ref().map(Clean::as_str);
        let trusted = verifier(ca_file, &making.place)?;
        let looking = shown::config().map_err(|error| NetError::at(making.place.clone(), error))?;
        let host = feed.host.as_str();
        let places = |side| (side, Places::of(making.plan, making.live, host, side));
        Ok(Self {
            sides: [places(Side::Blue), places(Side::Green)],
            host: host.to_owned(),
            port: feed.port.unwrap_or(USUAL_PORT),
            days: feed.days.clone(),
            looking: Arc::new(looking),
            trusted,
            within: Duration::from_millis(making.source.deadline.0) * LOOK_TENTHS / 10,
        })
    }

    async fn observe(&self) -> Result<Observed, Trouble> {
        let [(_, blue), (_, green)] = &self.sides;
        let (blue, green) = join(self.side(blue), self.side(green)).await;
        if blue.days.is_none() && green.days.is_none() {
            return Err(Trouble::passing([blue.unseen, green.unseen].concat().join("; ")));
        }
        let mut observed = Observed::default();
        for ((side, _), seen) in self.sides.iter().zip([blue, green]) {
            let value = seen.days.map_or(Value::SourceError, Value::Number);
            let metric = self.days.clone();
            observed.readings.push(Reading { metric, side: Some(*side), value, age_ms: 0 });
            let holds = match (seen.days, seen.wrong.is_empty()) {
                (None, _) => None,
                (Some(_), is_right) => Some(is_right),
            };
            let notes = [seen.wrong, seen.unseen].concat();
            observed.warnings.extend(notes.iter().map(|why| Clean::new(format!("{side}: {why}"))));
            let detail = Clean::new([seen.told, notes].concat().join("; "));
            observed.items.push(Item { fact: Id::new(side.word()), holds, detail });
        }
        Ok(observed)
    }

    /// The worst of what the addresses of one side show.
    async fn side(&self, places: &Places) -> OfSide {
        let mut side = OfSide { days: None, wrong: Vec::new(), unseen: Vec::new(), told: Vec::new() };
        let addresses = match places.addresses(self.port).await {
            Ok(addresses) => addresses,
            Err(missed) => {
                side.unseen.push(missed.why);
                return side;
            }
        };
        let name = places.own_name.as_deref().unwrap_or(&self.host);
        let shown = join_all(addresses.iter().map(|address| self.shown(*address, name))).await;
        for (address, shown) in addresses.iter().zip(shown) {
            match shown.map_err(|missed| missed.why).and_then(|certificates| {
                Chain::read(&certificates, name, &self.trusted).map_err(|why| format!("{address}: {why}"))
            }) {
                Ok(chain) => {
                    side.days = Some(side.days.map_or(chain.days(), |days| days.min(chain.days())));
                    side.wrong.extend(chain.wrong.iter().map(|why| format!("{address}: {why}")));
                    side.told.push(format!("{address}: {}", chain.told()));
                }
                Err(why) => side.unseen.push(why),
            }
        }
        side
    }

    /// The certificates that `address` shows for `name`, the server's own first.
    async fn shown(&self, address: SocketAddr, name: &str) -> Result<Vec<Vec<u8>>, Missed> {
        let until = tokio::time::Instant::now() + self.within;
        let opened = connect(address, until, self.within).await?;
        let stream = handshake(opened, Arc::clone(&self.looking), name, until, self.within).await?;
        let shown = stream.get_ref().1.peer_certificates().unwrap_or_default();
        Ok(shown.iter().map(|certificate| certificate.to_vec()).collect())
    }
}

impl Source for Certificates {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(async { (None, self.observe().await) })
    }
}
