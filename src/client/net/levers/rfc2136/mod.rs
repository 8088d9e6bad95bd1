//! A primary name server that takes signed updates (RFC 2136, RFC 8945): the one lever that is a true
//! compare-and-swap. All records move in one message, if each has exactly the values of the side it leaves.
//!
//! What the server says it did is no proof; the primary is asked again for what it has (R12).

mod making;
mod point;
mod prove;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::time::timeout;

use super::{Lever, Standing};
use crate::client::net::Waiting;
use crate::client::net::dns::{Change, Failure, Fault, Key, Name, Peer, Sight, Update, Wanted};
use crate::client::{Proof, Reply};
use crate::plan::types::Side;
use crate::text::Clean;

/// How long the primary may take to say what it has. A server whose datagrams are lost may still take an
/// update, so this is short: the order itself guards against what was not seen.
const LOOK: Duration = Duration::from_millis(2_600);

/// The lever.
pub struct Rfc2136 {
    primary: Peer,
    zone: Name,
    key: Key,
    records: Vec<Wanted>,
    /// Longest that a moved record may be kept, in seconds.
    lowered_secs: u32,
}

impl Rfc2136 {
    async fn address(&self) -> Result<SocketAddr, Fault> {
        let all = self.primary.addresses().await?;
        all.first().copied().ok_or_else(|| Fault::Unreachable(format!("{} has no address", self.primary)))
    }

    /// What the primary has.
    async fn look(&self, primary: SocketAddr) -> Result<Sight, Fault> {
        timeout(LOOK, Sight::of(primary, &self.records, false)).await.unwrap_or(Err(Fault::Silent))
    }

    async fn update(&self, primary: SocketAddr, from: Side, change: &Change) -> Result<(), Failure> {
        let update = Update { zone: &self.zone, records: &self.records, from, change };
        update.send(primary, &self.key).await
    }

    /// Every fault names the server.
    fn told(&self, why: impl std::fmt::Display) -> Clean {
        Clean::new(format!("{}: {why}", self.primary))
    }
}

impl Lever for Rfc2136 {
    fn read(&self) -> Waiting<'_, Result<Standing, String>> {
        Box::pin(async {
            let sight = match self.address().await {
                Ok(primary) => self.look(primary).await,
                Err(fault) => Err(fault),
            };
            match sight {
                Ok(Sight { side: Some(side), .. }) => Ok(Standing::At(side)),
                Ok(sight) => Ok(Standing::Elsewhere(Clean::new(sight.told))),
                Err(fault) => Err(self.told(fault).as_str().to_owned()),
            }
        })
    }

    fn dry_run(&self, to: Side) -> Waiting<'_, Vec<Proof>> {
        Box::pin(self.prove(to))
    }

    fn point(&self, _id: u64, from: Side, to: Side) -> Waiting<'_, Reply> {
        Box::pin(self.move_records(from, to))
    }
}
