//! Ways to reach people: one file a service, all behind [`Carrier`].

mod mark;
mod pagerduty;
mod queue;
mod rested;
mod slack;
mod slack_webhook;
mod sms;
mod smtp;
mod twilio;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use self::queue::{Pace, Queue};
use self::rested::Rested;
use super::http::Page;
use super::{NetError, Waiting};
use crate::client::{Message, Reply};
use crate::plan::types::live::Via;
use crate::plan::types::{Channel, Id, Live, Plan};
use crate::text::Clean;

/// A service that carries messages.
pub trait Carrier: Send + Sync {
    /// Sends a message; `id` names the call.
    fn send<'a>(&'a self, id: u64, message: &'a Message) -> Waiting<'a, Sent>;

    /// What became of such a message, found out without a second one where the service lets one look; where
    /// the service itself knows the key, by sending it again.
    fn reconcile<'a>(&'a self, id: u64, message: &'a Message) -> Waiting<'a, Sent>;

    /// Takes the message of call `id` back, if it has not left.
    fn withdraw(&self, id: u64) {
        // Only a queue holds what has not left.
        let _ = id;
    }
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// How it ended.
    pub reply: Reply,
    /// For how long the service asked to be left alone.
    pub rest: Option<Duration>,
}

impl Sent {
    /// What an answer with this verdict says.
    fn by(verdict: Reply, page: &Page) -> Self {
        Self { reply: verdict, rest: page.retry_after_ms().map(Duration::from_millis) }
    }
}

impl From<Reply> for Sent {
    fn from(reply: Reply) -> Self {
        Self { reply, rest: None }
    }
}

/// Slack takes one message a second into one channel.
const SLACK: Pace = Pace { gap: Duration::from_secs(1), within: Duration::from_secs(10) };
/// A mailbox is read no faster; each step of a server takes its time.
const MAIL: Pace = Pace { gap: Duration::from_secs(1), within: Duration::from_secs(30) };

/// What a carrier is made of.
pub struct Making<'a> {
    /// The channel as the plan shows it.
    pub channel: &'a Channel,
    /// The room's name, to mark what is sent.
    pub room: &'a Clean,
    /// Where it stands in the plan, for messages.
    pub place: String,
}

/// Every channel that has a service; what cannot be made is told in `wrong`.
pub(super) fn all(
    plan: &Plan,
    live: &Live,
    room: &Clean,
    wrong: &mut Vec<NetError>,
) -> BTreeMap<Id, Box<dyn Carrier>> {
    let mut made: BTreeMap<Id, Box<dyn Carrier>> = BTreeMap::new();
    for (n, one) in live.channels.iter().enumerate() {
        let place = format!("live.channels[{n}] ({})", one.id);
        let (Some(channel), [via]) = (plan.channel(&one.id), &one.via()[..]) else {
            wrong.push(NetError::at(place, "it names a channel of the plan and exactly one service"));
            continue;
        };
        match make(*via, &Making { channel, room, place }) {
            Ok(carrier) => drop(made.insert(one.id.clone(), carrier)),
            Err(error) => wrong.push(error),
        }
    }
    made
}

fn make(via: Via<'_>, making: &Making<'_>) -> Result<Box<dyn Carrier>, NetError> {
    Ok(match via {
        Via::Pagerduty(service) => Box::new(Rested::new(pagerduty::Pagerduty::new(service, making)?)),
        Via::SlackWebhook(service) => queued(slack_webhook::SlackWebhook::new(service, making)?, SLACK),
        Via::Slack(service) => queued(slack::Slack::new(service, making)?, SLACK),
        Via::Twilio(service) => Box::new(Rested::new(twilio::Twilio::new(service, making)?)),
        Via::Smtp(service) => queued(smtp::Smtp::new(service, making)?, MAIL),
    })
}

fn queued(carrier: impl Carrier + 'static, pace: Pace) -> Box<dyn Carrier> {
    Box::new(Queue::new(Arc::new(Rested::new(carrier)), pace))
}
