//! One queue for a channel that takes one message at a time: the gravest goes first, and what only informs
//! goes together (R32).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Carrier;
use crate::client::net::Waiting;
use crate::client::{Kind, Message, Reply};
use crate::plan::types::TierLevel;
use crate::text::Clean;

/// How long one message may take on its way, whoever waits for it (R15).
const WITHIN: Duration = Duration::from_secs(30);

/// A message that waits, and who waits for its end.
struct Entry {
    id: u64,
    message: Message,
    end: oneshot::Sender<Reply>,
}

/// A carrier behind its queue.
pub struct Queue {
    carrier: Arc<dyn Carrier>,
    gap: Duration,
    waiting: Mutex<Vec<Entry>>,
    /// When the next message may go; whoever holds it sends for whoever is first.
    turn: tokio::sync::Mutex<Instant>,
}

impl Queue {
    /// A queue that lets one message go each `gap`.
    pub fn new(carrier: Arc<dyn Carrier>, gap: Duration) -> Self {
        Self { carrier, gap, waiting: Mutex::default(), turn: tokio::sync::Mutex::new(Instant::now()) }
    }

    async fn tell(&self, id: u64, message: &Message) -> Reply {
        let (end, mut ended) = oneshot::channel();
        self.lock().push(Entry { id, message: message.clone(), end });
        loop {
            tokio::select! {
                biased;
                reply = &mut ended => return reply.unwrap_or_else(|_| broke()),
                () = self.send_next() => {}
            }
        }
    }

    /// Waits for its turn and lets go whoever is first by then, on a task of its own: if whoever had the turn
    /// gives up, what is under way goes on.
    async fn send_next(&self) {
        let mut next = self.turn.lock().await;
        tokio::time::sleep_until(*next).await;
        let batch = self.take();
        if batch.is_empty() {
            drop(next);
            // Mine is under way already; its end comes by its own way.
            tokio::time::sleep(WITHIN).await;
            return;
        }
        *next = Instant::now() + self.gap;
        drop(next);
        let carrier = Arc::clone(&self.carrier);
        tokio::spawn(async move {
            let Some((id, message)) = together(&batch) else { return };
            let reply = tokio::time::timeout(WITHIN, carrier.send(id, &message)).await;
            let reply = reply.unwrap_or_else(|_| Reply::Unknown("no end in time".into()));
            for entry in batch {
                // Whoever gave up is not told.
                let _ = entry.end.send(reply.clone());
            }
        });
    }

    /// The gravest message; if it only informs, all that only inform.
    fn take(&self) -> Vec<Entry> {
        let mut waiting = self.lock();
        waiting.retain(|entry| !entry.end.is_closed());
        let Some(first) = (0..waiting.len()).min_by_key(|n| waiting.get(*n).map(|entry| entry.message.tier))
        else {
            return Vec::new();
        };
        if waiting.get(first).is_some_and(|entry| informs(&entry.message)) {
            let (together, rest) = waiting.drain(..).partition(|entry| informs(&entry.message));
            *waiting = rest;
            return together;
        }
        vec![waiting.remove(first)]
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Entry>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether it may go together with others of its kind; a test of the way goes alone.
fn informs(message: &Message) -> bool {
    message.tier == TierLevel::Info && message.kind != Kind::Test
}

/// One message of all: their lines under each other.
fn together(batch: &[Entry]) -> Option<(u64, Message)> {
    let first = batch.first()?;
    let lines: Vec<&str> = batch.iter().map(|entry| entry.message.text.as_str()).collect();
    let again = batch.iter().any(|entry| entry.message.again);
    Some((first.id, Message { text: Clean::new(lines.join("\n")), again, ..first.message.clone() }))
}

fn broke() -> Reply {
    Reply::Unknown("its client broke; it may have been sent".into())
}

impl Carrier for Queue {
    fn send<'a>(&'a self, id: u64, message: &'a Message) -> Waiting<'a, Reply> {
        Box::pin(self.tell(id, message))
    }

    fn reconcile<'a>(&'a self, id: u64, message: &'a Message) -> Waiting<'a, Reply> {
        self.carrier.reconcile(id, message)
    }
}
