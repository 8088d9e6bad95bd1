//! The simulated application: an alias that is at one of two versions and moves within seconds.
//!
//! `refuses` moves nothing; `accepts` says done and moves nothing (R12); `slow` is late, and moves although the
//! deadline may have passed by then; `lost` moves and loses the answer (R10); `silent` and `stuck` lose the
//! request; `half` moves some of its domains, which leaves it unknown where it is.

use super::Sim;
use super::agenda::Item;
use super::fault::How;
use crate::client::Reply;
use crate::plan::types::Side;
use crate::text::Clean;

/// How long a move usually takes, in milliseconds.
const MOVE_MS: u64 = 6_000;

impl Sim {
    /// Where it is at first is not known to a drill: it is where the first order leaves from.
    pub(super) fn submit_application(&mut self, id: u64, to: Side, at: u64) {
        let fault = self.faults.application();
        if matches!(fault, Some(How::Silent | How::Stuck)) {
            return;
        }
        let late = if fault == Some(How::Slow) { self.settings.typical.slow } else { 0 };
        let due = at.saturating_add(self.around(MOVE_MS)).saturating_add(late);
        let refusal = if self.agenda.has(|item| matches!(item, Item::Version { .. })) {
            Some("nothing was sent: its alias is on the way".to_owned())
        } else if self.version == Some(to) {
            Some(format!("nothing was sent: it points at {to}"))
        } else if fault == Some(How::Refuses) {
            Some("403: the token may not move this alias".to_owned())
        } else {
            None
        };
        if let Some(why) = refusal {
            self.agenda.at(at.saturating_add(late), Item::End { id, reply: Reply::Refused(Clean::new(why)) });
            return;
        }
        let reply = match fault {
            Some(How::Half) => {
                self.agenda.at(due, Item::Version { to: None });
                Reply::Unknown("failed: some domains may have moved and others not".into())
            }
            Some(How::Accepts) => Reply::Done("accepted, and not looked at again".into()),
            _ => {
                self.agenda.at(due, Item::Version { to: Some(to) });
                Reply::Done(Clean::new(format!("succeeded; read again: at {to}")))
            }
        };
        if fault != Some(How::Lost) {
            self.agenda.at(due, Item::End { id, reply });
        }
    }
}
