//! The words of a room's source on their way to the screen's thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError};
use std::time::Duration;

use super::Wake;
use crate::wire::Tell;

/// Most words that travel as one thing.
const BATCH: usize = 1_024;

/// True from the moment a room is left: its words are waited for no more.
pub(super) struct Left(Arc<AtomicBool>);

impl Drop for Left {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Brings the words of a room's source to the UI thread, until one of them ends or the room is left;
/// none if the kernel gives no thread.
pub(super) fn forward(room: u64, tells: Receiver<Tell>, waker: SyncSender<Wake>) -> Option<Left> {
    let left = Left(Arc::default());
    let is_left = Arc::clone(&left.0);
    let bring = move || {
        // What came together wakes the screen once.
        while let Ok(first) = tells.recv() {
            let all = std::iter::once(first).chain(tells.try_iter().take(BATCH)).collect();
            if !push(&waker, Wake::Tells(room, all), &is_left) {
                return;
            }
        }
        push(&waker, Wake::Silent(room), &is_left);
    };
    std::thread::Builder::new().name("jday-words".into()).spawn(bring).is_ok().then_some(left)
}

/// Hands `wake` over; false if nobody takes it any more. It never waits for a screen that left, which
/// itself waits for the engine to end: the engine must always find an ear or a closed door.
fn push(waker: &SyncSender<Wake>, wake: Wake, is_left: &AtomicBool) -> bool {
    let mut wake = wake;
    while !is_left.load(Ordering::Acquire) {
        wake = match waker.try_send(wake) {
            Ok(()) => return true,
            Err(TrySendError::Full(back)) => back,
            Err(TrySendError::Disconnected(_)) => return false,
        };
        std::thread::sleep(Duration::from_millis(5));
    }
    false
}
