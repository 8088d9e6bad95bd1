//! What moves the traffic: one file a system, all behind [`Lever`].

mod cloudflare;
mod exec;
mod powerdns;
mod proofs;
pub mod records;
mod rfc2136;
mod route53;
mod vercel;

use std::time::Duration;

use super::{NetError, Waiting};
use crate::client::{Proof, Reply};
use crate::plan::types::live::{LiveApplication, LiveLever, Worked};
use crate::plan::types::{Live, Plan, Side};
use crate::text::Clean;

/// Where a lever points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// At a side, with every record as the plan lists it.
    At(Side),
    /// Elsewhere: a foreign value, more or fewer members than the plan lists, or records that disagree.
    Elsewhere(Clean),
}

/// What moves the traffic. It is pointed at a side, never "swapped", so that twice is once (R10).
pub trait Lever: Send + Sync {
    /// Where it points now, or why that cannot be told.
    fn read(&self) -> Waiting<'_, Result<Standing, String>>;

    /// Proves by the code that would do it, without doing it, that it could be pointed at `to` (F1).
    fn dry_run(&self, to: Side) -> Waiting<'_, Vec<Proof>>;

    /// Points it at `to` if it points at `from`, as one compare-and-set where the system has it (R11). `id`
    /// names the call in what is sent.
    fn point(&self, id: u64, from: Side, to: Side) -> Waiting<'_, Reply>;

    /// What became of such a call, found out by reading alone (R10). Until `settles` has passed it may still
    /// be on its way, whoever sent it is gone, and a lever that has not moved proves nothing.
    fn reconcile(&self, _id: u64, from: Side, to: Side, settles: Duration) -> Waiting<'_, Reply> {
        Box::pin(
            async move { proofs::found_again(proofs::settled(|| self.read(), to, settles).await, from, to) },
        )
    }
}

/// What a lever is made of.
pub struct Making<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The lever.
    pub lever: &'a LiveLever,
    /// The room's name, to mark what is sent.
    pub room: &'a Clean,
    /// Where it stands in the plan, for messages.
    pub place: &'static str,
}

/// What moves the application where that is not the lever.
pub(super) fn of_application(application: &LiveApplication) -> Result<Box<dyn Lever>, NetError> {
    Ok(Box::new(vercel::Vercel::new(&application.vercel, "live.application.vercel")?))
}

/// The lever of the plan.
pub(super) fn of(plan: &Plan, live: &Live, room: &Clean) -> Result<Box<dyn Lever>, NetError> {
    let making = Making { plan, lever: &live.lever, room, place: "live.lever" };
    let [worked] = live.lever.worked()[..] else {
        return Err(NetError::at(making.place, "a lever has exactly one system that moves it"));
    };
    Ok(match worked {
        Worked::Rfc2136(lever) => Box::new(rfc2136::Rfc2136::new(lever, &making)?),
        Worked::PowerDns(lever) => Box::new(powerdns::PowerDns::new(lever, &making)?),
        Worked::Cloudflare(lever) => Box::new(cloudflare::Cloudflare::new(lever, &making)?),
        Worked::Route53(lever) => Box::new(route53::Route53::new(lever, &making)?),
        Worked::Vercel(lever) => Box::new(vercel::Vercel::new(lever, &format!("{}.vercel", making.place))?),
        Worked::Exec(lever) => Box::new(exec::Exec::new(lever, &making)?),
    })
}
