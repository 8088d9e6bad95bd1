//! Not built yet.

use super::{Carrier, Making};
use crate::client::{Message, Reply};
use crate::client::net::{NetError, Waiting};
use crate::plan::types::live;

/// Not built yet.
pub struct SlackWebhook;

impl SlackWebhook {
    pub(super) fn new(_channel: &live::Webhook, _making: &Making<'_>) -> Result<Self, NetError> {
        Ok(Self)
    }
}

impl Carrier for SlackWebhook {
    fn send<'a>(&'a self, _id: u64, _message: &'a Message) -> Waiting<'a, Reply> {
        Box::pin(async { Reply::Refused("not built yet".into()) })
    }
    fn reconcile<'a>(&'a self, _id: u64, _message: &'a Message) -> Waiting<'a, Reply> {
        Box::pin(async { Reply::Unknown("not built yet".into()) })
    }
}
