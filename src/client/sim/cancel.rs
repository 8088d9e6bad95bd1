//! Simulated ends before their time. A pipeline takes the request at once and ends a little later; a program ends
//! on TERM, and one that is stuck (`silent`, `lost`, `stuck`) is killed when its grace is over.

use super::Sim;
use super::agenda::Item;
use super::command::named;
use super::fault::How;
use crate::client::{Reply, Request};
use crate::text::Clean;

/// How long GitHub takes to take a request; this and all below in milliseconds.
const ANSWER_MS: u64 = 300;
/// How long a run takes to end then.
const ENDS_MS: u64 = 4_000;
/// How long a program takes to end on TERM.
const TERM_MS: u64 = 800;
/// How long it may take before it is killed.
const GRACE_MS: u64 = 10_000;

impl Sim {
    pub(super) fn submit_cancel(&mut self, id: u64, target: u64, request: &Request, at: u64) {
        let (due, reply) = if self.agenda.is_open(target) {
            self.end_early(target, request, at)
        } else {
            (at, Reply::Refused("it had ended by itself".into()))
        };
        self.agenda.at(due, Item::End { id, reply });
    }

    /// Lets call `target` end; when its end is said to have been asked for, and how.
    fn end_early(&mut self, target: u64, request: &Request, at: u64) -> (u64, Reply) {
        match request {
            Request::Pipeline { .. } => {
                let ends = at.saturating_add(ANSWER_MS).saturating_add(self.around(ENDS_MS));
                self.agenda.at(ends, Item::CancelPipeline { id: target });
                let taken = Reply::Done("the request to cancel the run was taken".into());
                (at.saturating_add(ANSWER_MS), taken)
            }
            Request::Command { argv } => {
                let fault = self.faults.command(&named(argv));
                let stuck = matches!(fault, Some(How::Silent | How::Lost | How::Stuck));
                let (late, signal, told) = if stuck {
                    (GRACE_MS, 9, "it did not end on TERM, and was killed")
                } else {
                    (TERM_MS, 15, "TERM was sent to the program, and it has ended")
                };
                let ends = at.saturating_add(late);
                let why = format!(
                    "ended by the cancel (signal {signal}); look at what it did before you run it again."
                );
                let reply = Reply::Refused(Clean::new(why));
                self.agenda.at(ends, Item::End { id: target, reply });
                (ends, Reply::Done(told.into()))
            }
            _ => (at, Reply::Refused("it cannot be called back".into())),
        }
    }
}
