//! Moving the records, and saying what is known of it (R10, R11, R12).

use std::net::SocketAddr;
use std::time::Duration;

use super::Rfc2136;
use crate::client::Reply;
use crate::client::net::dns::{Change, Denied, Failure, Sight};
use crate::plan::types::Side;

/// How often the primary is asked again for what it was told.
const LOOKS: u32 = 4;
/// How long between them.
const BETWEEN: Duration = Duration::from_millis(200);

impl Rfc2136 {
    pub(super) async fn move_records(&self, from: Side, to: Side) -> Reply {
        let primary = match self.address().await {
            Ok(primary) => primary,
            Err(fault) => return Reply::Refused(self.told(format!("nothing was sent: {fault}"))),
        };
        // Where it cannot be read the order goes out all the same, for its own condition guards it: nobody
        // shall be kept from going back because datagrams are lost (R20).
        let before = self.look(primary).await.ok();
        if let Some(before) = &before {
            // The way back asks for a place, and this is it (R10).
            if before.side == Some(to) && (from == to || to == Side::Blue) {
                return Reply::Done(self.told(format!("already at {to}: {}", before.told)));
            }
            // Also where it is at Green already: that was somebody else, and their move is not this order's (R11).
            if before.side != Some(from) {
                let why = match before.side {
                    Some(side) => format!("nothing was sent: it points at {side}; expected {from}"),
                    None => format!(
                        "nothing was sent: it has {}, which is no side's; set the records right by hand, then ask again",
                        before.told
                    ),
                };
                return Reply::Refused(self.told(why));
            }
        }
        if from == to {
            return Reply::Refused(self.told(format!("it cannot be read whether it points at {to}")));
        }
        match self.update(primary, from, &Change::Move(self.ttls(before.as_ref()))).await {
            Ok(()) => self.proof(primary, to, "it said NOERROR").await,
            Err(Failure::NotSent(fault)) => Reply::Refused(self.told(format!("nothing was sent: {fault}"))),
            Err(Failure::Denied(denied @ Denied::Changed(_))) => self.conflict(primary, to, &denied).await,
            Err(Failure::Denied(denied)) => Reply::Refused(self.told(denied)),
            Err(Failure::Unknown(why)) => self.proof(primary, to, &why).await,
        }
    }

    /// The lowered time to live, or what is there where that is lower.
    fn ttls(&self, before: Option<&Sight>) -> Vec<u32> {
        let there = |n: usize| before.and_then(|sight| sight.answers.get(n)).map(|answer| answer.ttl_secs);
        let each = 0..self.records.len();
        each.map(|n| there(n).map_or(self.lowered_secs, |secs| secs.min(self.lowered_secs))).collect()
    }

    /// Only what the primary has now proves anything. Its old value proves nothing: what was said to be taken
    /// may still take hold.
    async fn proof(&self, primary: SocketAddr, to: Side, said: &str) -> Reply {
        let mut last = String::new();
        for n in 0..LOOKS {
            if n > 0 {
                tokio::time::sleep(BETWEEN).await;
            }
            last = match self.look(primary).await {
                Ok(sight) if sight.side == Some(to) => {
                    return Reply::Done(self.told(format!("read back at {to}: {}", sight.told)));
                }
                Ok(sight) => format!("it has {}", sight.told),
                // A server that does not answer costs its whole patience each time.
                Err(fault) => return Reply::Unknown(self.told(format!("{said}; read back: {fault}"))),
            };
        }
        Reply::Unknown(self.told(format!("{said}; read back: {last}")))
    }

    /// The condition failed, so nothing was done by this order, and none is sent twice; what stands there now is
    /// for the evidence.
    async fn conflict(&self, primary: SocketAddr, to: Side, denied: &Denied) -> Reply {
        match self.look(primary).await {
            Ok(sight) if sight.side == Some(to) && to == Side::Blue => {
                Reply::Done(self.told(format!("already at {to}: {}", sight.told)))
            }
            Ok(sight) => Reply::Refused(self.told(format!("{denied}; it has {}", sight.told))),
            Err(_) => Reply::Refused(self.told(denied)),
        }
    }
}
