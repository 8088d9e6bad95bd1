//! The slot for one frame between the UI thread and the writer.
//!
//! Not a channel of the standard library: its receiver is woken while the sender still holds the
//! channel's lock, and then sleeps a second time for that lock. A frame should cost one wake-up.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Thread};

/// A frame with its number.
pub(super) type Numbered = (u64, Vec<u8>);

/// A place for one frame.
#[derive(Debug, Default)]
pub(super) struct Slot {
    frame: Mutex<Option<Numbered>>,
    closed: AtomicBool,
}

impl Slot {
    /// Leaves a frame for `writer` and wakes it.
    pub fn put(&self, frame: Numbered, writer: &Thread) {
        *self.frame.lock().unwrap_or_else(PoisonError::into_inner) = Some(frame);
        writer.unpark();
    }

    /// No frame will come any more.
    pub fn close(&self, writer: &Thread) {
        self.closed.store(true, Ordering::Release);
        writer.unpark();
    }

    /// Waits for the next frame, in the writer's thread; none once the slot is closed.
    pub fn take(&self) -> Option<Numbered> {
        loop {
            let frame = self.frame.lock().unwrap_or_else(PoisonError::into_inner).take();
            if frame.is_some() {
                return frame;
            }
            if self.closed.load(Ordering::Acquire) {
                return None;
            }
            // A wake-up before this line is not lost: it makes this one return at once.
            thread::park();
        }
    }
}
