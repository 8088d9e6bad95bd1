//! What somebody in a room says or takes on, and what ends with its answer.

use super::ends::End;
use super::{enter, once};
use crate::cli::args::{self, Look};
use crate::cli::exit::{BadInput, Exit};
use crate::console::messages::errand as say;
use crate::console::view::feed;
use crate::model::alerts::AlertKey;
use crate::model::cutover::Gate;
use crate::model::{Command, State};
use crate::text::Clean;

/// `jday vote`.
pub fn vote(args: &args::Vote, look: &Look) -> anyhow::Result<Exit> {
    let mut session = enter(&args.errand, look)?;
    let go = args.answer == args::Answer::Go;
    once(&mut session, &args.errand, Command::Vote { go, note: args.note.as_ref().map(Clean::new) })
}

/// `jday override`.
pub fn over_ride(args: &args::Override, look: &Look) -> anyhow::Result<Exit> {
    let gate = args.gate.parse::<Gate>().map_err(BadInput)?;
    let mut session = enter(&args.errand, look)?;
    once(&mut session, &args.errand, Command::Override { gate, reason: Clean::new(&args.reason) })
}

/// `jday keep`.
pub fn keep(args: &args::Keep, look: &Look) -> anyhow::Result<Exit> {
    let mut session = enter(&args.errand, look)?;
    once(&mut session, &args.errand, Command::Keep)
}

/// `jday ack`.
pub fn acknowledge(args: &args::Acknowledge, look: &Look) -> anyhow::Result<Exit> {
    let mut session = enter(&args.errand, look)?;
    let named = args.alert.as_ref().map(|alert| AlertKey(Clean::new(alert)));
    match named.or_else(|| gravest(&session.state)) {
        Some(alert) => once(&mut session, &args.errand, Command::Acknowledge { alert }),
        None => End::turned_down(say::no_alert).tell(&session, args.errand.json),
    }
}

/// The gravest alert that waits for somebody, the newest of several: the one that the console's key takes.
fn gravest(state: &State) -> Option<AlertKey> {
    let firing = state.alerts.firing().into_iter();
    let mut waiting = firing.filter(|(_, alert)| feed::waits(alert, state.now.at));
    waiting.next().map(|(key, _)| key.clone())
}
