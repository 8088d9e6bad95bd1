//! A channel that asked to be left alone is, for as long as it asked; nobody waits for that (R15).

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Carrier, Sent};
use crate::client::net::Waiting;
use crate::client::{Message, Reply};
use crate::text::Clean;

/// A carrier that is not asked while it rests.
pub struct Rested<C> {
    carrier: C,
    until: Mutex<Option<Instant>>,
}

impl<C: Carrier> Rested<C> {
    /// `carrier`, which has asked for nothing yet.
    pub fn new(carrier: C) -> Self {
        Self { carrier, until: Mutex::default() }
    }

    fn left(&self) -> Option<Duration> {
        let until = *self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until?.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
    }

    async fn tell(&self, id: u64, message: &Message) -> Sent {
        if let Some(left) = self.left() {
            let why = format!("not sent: it asked to be left alone for another {} s", left.as_secs() + 1);
            return Sent { reply: Reply::Refused(Clean::new(why)), rest: Some(left) };
        }
        let sent = self.carrier.send(id, message).await;
        if let Some(rest) = sent.rest {
            *self.until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + rest);
        }
        sent
    }
}

impl<C: Carrier> Carrier for Rested<C> {
    fn send<'a>(&'a self, id: u64, message: &'a Message) -> Waiting<'a, Sent> {
        Box::pin(self.tell(id, message))
    }

    fn reconcile<'a>(&'a self, id: u64, message: &'a Message) -> Waiting<'a, Sent> {
        self.carrier.reconcile(id, message)
    }
}
