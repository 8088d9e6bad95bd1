//! Proving, by the code that would do it, that the records could be moved (F1).

use std::time::Duration;

use tokio::time::timeout;

use super::Rfc2136;
use crate::client::Proof;
use crate::client::net::dns::{Change, Failure, Fault, Sight};
use crate::plan::types::{Id, Side};
use crate::text::Clean;

/// How long the order that changes nothing may take: with the look before it less than a proof may.
const ORDER: Duration = Duration::from_secs(2);

impl Rfc2136 {
    /// `lever`: where it points, and for how long that may be kept. `credentials`: a signed update under the
    /// same condition that takes away values that are not there, which a server judges like the real one: key,
    /// secret, clock, zone, policy and values, and changes nothing.
    pub(super) async fn prove(&self, to: Side) -> Vec<Proof> {
        let primary = match self.address().await {
            Ok(primary) => primary,
            Err(fault) => {
                let why = self.told(&fault);
                return vec![proof("lever", None, why.clone()), proof("credentials", None, why)];
            }
        };
        let sight = self.look(primary).await;
        // Where it cannot be read the side that would be left is as good a condition as any: only a "no" on
        // the values is then no proof of anything.
        let from = sight.as_ref().ok().and_then(|sight| sight.side).unwrap_or(to.other());
        let nothing = timeout(ORDER, self.update(primary, from, &Change::Nothing)).await;
        let credentials = nothing.unwrap_or_else(|_| Err(Failure::Unknown("no answer in time".into())));
        vec![self.standing(&sight, to), self.credentials(credentials)]
    }

    fn standing(&self, sight: &Result<Sight, Fault>, to: Side) -> Proof {
        match sight {
            Ok(Sight { side: Some(side), told, ttl_secs, .. }) => {
                let way = if *side == to { "already at" } else { "at" };
                proof("lever", Some(true), self.told(format!("{way} {side}: {told}, kept for {ttl_secs} s")))
            }
            Ok(sight) => {
                let why = format!("it has {}, which is no side's; set the records right by hand", sight.told);
                proof("lever", Some(false), self.told(why))
            }
            Err(fault) => proof("lever", None, self.told(fault)),
        }
    }

    fn credentials(&self, answer: Result<(), Failure>) -> Proof {
        let (ok, why) = match answer {
            Ok(()) => (Some(true), "it would take a signed update of every record".to_owned()),
            Err(Failure::Denied(denied)) => (Some(false), denied.to_string()),
            Err(Failure::NotSent(fault)) => (None, format!("nothing was sent: {fault}")),
            Err(Failure::Unknown(why)) => (None, why),
        };
        proof("credentials", ok, self.told(why))
    }
}

fn proof(name: &'static str, ok: Option<bool>, detail: Clean) -> Proof {
    Proof { name: Id::new(name), ok, detail }
}
