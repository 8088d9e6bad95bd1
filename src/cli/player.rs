//! The thread that plays a journal back to a console: read-only, for nothing executes what it says.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

use crate::model::{Envelope, Event};
use crate::source::{EngineEnds, Source};
use crate::wire::{Ask, Pace, Tell, Transport};

/// A source that plays `envelopes` at the pace of their own clock.
pub fn source(envelopes: Vec<Arc<Envelope>>) -> Source {
    let (source, ends) = Source::read_only();
    std::thread::spawn(move || play(&envelopes, ends));
    source
}

/// How long the player sleeps between two looks at its clock.
const LOOK_EVERY: Duration = Duration::from_millis(50);

fn play(envelopes: &[Arc<Envelope>], (asks, tells): EngineEnds) {
    let mut pace = Pace::REAL;
    let mut next = 0;
    let mut at = envelopes.first().map_or(0, |first| first.at.0) * 16;
    let mut looked = Instant::now();
    let mut told_end = false;
    while !asks_ended(&asks, &mut pace, &mut at, &tells) {
        let passed = i64::try_from(looked.elapsed().as_millis()).unwrap_or(0);
        looked = Instant::now();
        if !pace.paused {
            at += passed * i64::from(pace.sixteenths);
        }
        while let Some(envelope) = envelopes.get(next).filter(|envelope| is_due(envelope, at)) {
            if tells.send(Tell::Happened(Arc::clone(envelope))).is_err() {
                return;
            }
            next += 1;
        }
        if next == envelopes.len()
            && !std::mem::replace(&mut told_end, true)
            && tells.send(Tell::Over).is_err()
        {
            return;
        }
    }
}

/// The day's first event opens the room; a clock that was set back does not hold the rest up.
fn is_due(envelope: &Envelope, at: i64) -> bool {
    matches!(envelope.event, Event::Opened(_)) || envelope.at.0 * 16 <= at
}

/// Takes what the console asks for one look's length; true when nobody listens any more.
fn asks_ended(asks: &Receiver<Ask>, pace: &mut Pace, at: &mut i64, tells: &SyncSender<Tell>) -> bool {
    match asks.recv_timeout(LOOK_EVERY) {
        Ok(Ask::Transport(key)) => {
            *pace = pace.after(key);
            if key == Transport::Step {
                *at += 16_000;
            }
            tells.send(Tell::Pace(*pace)).is_err()
        }
        Ok(Ask::Command { .. }) | Err(RecvTimeoutError::Timeout) => false,
        Err(RecvTimeoutError::Disconnected) => true,
    }
}
