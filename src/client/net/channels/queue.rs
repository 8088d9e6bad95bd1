//! One queue for a channel that takes one message a second: the gravest first, and what only informs together
//! (R32).

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::{Carrier, Sent};
use crate::client::net::Waiting;
use crate::client::{Kind, Message, Reply};
use crate::plan::types::TierLevel;
use crate::text::Clean;

/// How long a message waits for its turn before it is known not to have been sent; less than any call's deadline
/// leaves after [`Pace::within`], so that nobody calls unknown what never left.
const TURN: Duration = Duration::from_secs(15);

/// How a channel is written to.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Time between two messages.
    pub gap: Duration,
    /// How long one may take once it left, whoever waits for it (R15).
    pub within: Duration,
}

/// A message that waits, and who waits for its end.
struct Entry {
    id: u64,
    message: Message,
    end: oneshot::Sender<Sent>,
}

#[derive(Default)]
struct Line {
    waiting: Vec<Entry>,
    /// Taken back; also such as are not in the line yet.
    withdrawn: BTreeSet<u64>,
}

/// A carrier behind its queue.
pub struct Queue {
    carrier: Arc<dyn Carrier>,
    pace: Pace,
    line: Mutex<Line>,
    /// When the next message may go; whoever holds it sends for whoever is first.
    turn: tokio::sync::Mutex<Instant>,
}

impl Queue {
    /// A queue before `carrier`.
    pub fn new(carrier: Arc<dyn Carrier>, pace: Pace) -> Self {
        Self { carrier, pace, line: Mutex::default(), turn: tokio::sync::Mutex::new(Instant::now()) }
    }

    async fn tell(&self, id: u64, message: &Message) -> Sent {
        let (end, mut ended) = oneshot::channel();
        self.lock().waiting.push(Entry { id, message: message.clone(), end });
        self.drop_withdrawn();
        let too_late = tokio::time::sleep(TURN);
        tokio::pin!(too_late);
        let mut left = false;
        loop {
            tokio::select! {
                biased;
                sent = &mut ended => return sent.unwrap_or_else(|_| broke()),
                () = &mut too_late, if !left => match self.give_up(id) {
                    Some(before) => return too_many(before).into(),
                    None => left = true,
                },
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
            tokio::time::sleep(self.pace.within).await;
            return;
        }
        *next = Instant::now() + self.pace.gap;
        drop(next);
        let (carrier, within) = (Arc::clone(&self.carrier), self.pace.within);
        tokio::spawn(async move {
            let Some((id, message)) = together(&batch) else { return };
            let sent = tokio::time::timeout(within, carrier.send(id, &message)).await;
            let sent = sent.unwrap_or_else(|_| {
                let why = format!("no answer within {} s; it may have arrived", within.as_secs());
                Reply::Unknown(Clean::new(why)).into()
            });
            for entry in batch {
                // Whoever gave up is not told.
                let _ = entry.end.send(sent.clone());
            }
        });
    }

    /// The gravest message; if it only informs, all that only inform.
    fn take(&self) -> Vec<Entry> {
        let waiting = &mut self.lock().waiting;
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

    /// Takes message `id` out of the line; how many wait there beside it, or nothing if it has left.
    fn give_up(&self, id: u64) -> Option<usize> {
        let waiting = &mut self.lock().waiting;
        let place = waiting.iter().position(|entry| entry.id == id)?;
        drop(waiting.remove(place));
        Some(waiting.len())
    }

    /// Ends what was taken back and has not left.
    fn drop_withdrawn(&self) {
        let line = &mut *self.lock();
        let (gone, rest) = line.waiting.drain(..).partition(|entry| line.withdrawn.contains(&entry.id));
        line.waiting = rest;
        for entry in gone {
            line.withdrawn.remove(&entry.id);
            let _ = entry.end.send(Reply::Withdrawn.into());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether it may go together with others of its kind; a test of the way goes alone.
fn informs(message: &Message) -> bool {
    message.tier == TierLevel::Info && message.kind != Kind::Test
}

/// One message of all: their lines under each other, and their keys, so that each is found by its own mark.
fn together(batch: &[Entry]) -> Option<(u64, Message)> {
    let (first, others) = batch.split_first()?;
    let lines: Vec<&str> = batch.iter().map(|entry| entry.message.text.as_str()).collect();
    let again = batch.iter().any(|entry| entry.message.again);
    let with = others.iter().map(|entry| (entry.message.key.clone(), entry.message.kind)).collect();
    Some((first.id, Message { text: Clean::new(lines.join("\n")), again, with, ..first.message.clone() }))
}

fn broke() -> Sent {
    Reply::Unknown("its client broke; it may have been sent".into()).into()
}

fn too_many(others: usize) -> Reply {
    let why = format!("not sent: its turn did not come in {} s, {others} more wait", TURN.as_secs());
    Reply::Refused(Clean::new(why))
}

impl Carrier for Queue {
    fn send<'a>(&'a self, id: u64, message: &'a Message) -> Waiting<'a, Sent> {
        Box::pin(self.tell(id, message))
    }

    fn reconcile<'a>(&'a self, id: u64, message: &'a Message) -> Waiting<'a, Sent> {
        self.carrier.reconcile(id, message)
    }

    fn withdraw(&self, id: u64) {
        self.lock().withdrawn.insert(id);
        self.drop_withdrawn();
    }
}
