//! The thread that plays a journal back to a console, in real time.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::source::{Aside, Later, Player, ReplayError, Source};
use crate::wire::{Ask, Tell, Teller};

/// Longest wait for a word of the console while nothing else is due.
const IDLE: Duration = Duration::from_mins(1);
/// Lines read between two looks at the clock while the journal is not read to its end: a few
/// milliseconds, so that a key is answered at once.
const SLICE: u64 = 500;

/// A source that plays the journal of `player` at the pace of its own clock, and what is to stand beside
/// it, worked out in a thread of its own. The player's thread gives back what made the playing end early.
pub fn source<W>(player: Player, beside: Option<W>) -> (Source, JoinHandle<Option<ReplayError>>)
where
    W: FnOnce() -> Aside + Send + 'static,
{
    let (mut source, (asks, tells)) = Source::read_only();
    let tells = Arc::new(tells);
    if let Some(work) = beside {
        let later = source.aside.insert(Later::default()).clone();
        let tells = Arc::clone(&tells);
        std::thread::spawn(move || {
            later.put(work());
            // Nothing happened; the screen may be waiting for it though.
            let _ = tells.send(Tell::Happened(Vec::new()));
        });
    }
    (source, std::thread::spawn(move || play(player, &asks, &tells)))
}

fn play(mut player: Player, asks: &Receiver<Ask>, tells: &Teller) -> Option<ReplayError> {
    let mut looked = Instant::now();
    let mut listens = tell(tells, player.begin());
    while listens {
        let ask = if player.is_read() {
            asks.recv_timeout(player.wait().map_or(IDLE, Duration::from_millis).min(IDLE))
        } else {
            listens = tell(tells, player.read_on(SLICE));
            asks.try_recv().map_err(|error| match error {
                TryRecvError::Empty => RecvTimeoutError::Timeout,
                TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
            })
        };
        let passed = looked.elapsed().as_millis();
        looked += Duration::from_millis(u64::try_from(passed).unwrap_or(0));
        player.pass(u64::try_from(passed).unwrap_or(0));
        listens &= match ask {
            Ok(ask) => tell(tells, player.take(&ask)),
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => false,
        };
        listens &= tell(tells, player.due());
    }
    player.into_failure()
}

/// Tells all of it; false if nobody listens any more.
fn tell(tells: &Teller, all: Vec<Tell>) -> bool {
    all.into_iter().all(|tell| tells.send(tell).is_ok())
}
