//! What the room shows of the traffic that is still on the side it left (F4), followed by a console without a screen.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use jday::console::view::facts;
use jday::plan::types::Side;

use super::ground::{Day, now_ms};

/// One look: when, in milliseconds since the epoch; the side that was left, and the share that is still there.
pub type Look = (i64, Side, f64);

/// Follows until it is dropped.
pub struct Gauge {
    looks: Arc<Mutex<Vec<Look>>>,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Gauge {
    pub fn of(day: &Day) -> Self {
        let (looks, over): (Arc<Mutex<Vec<Look>>>, Arc<AtomicBool>) = Default::default();
        let (seen, is_over, mut seat) = (Arc::clone(&looks), Arc::clone(&over), day.jday.attach());
        let thread = std::thread::spawn(move || {
            while !is_over.load(Ordering::Relaxed) {
                seat.hear();
                let look = facts::residual(seat.state()).map(|(side, share)| (now_ms(), side, share));
                seen.lock().unwrap().extend(look);
            }
        });
        Self { looks, over, thread: Some(thread) }
    }

    /// What was seen of `left` from `since` on.
    pub fn looks(&self, left: Side, since: i64) -> Vec<(i64, f64)> {
        let all = self.looks.lock().unwrap();
        let own = all.iter().filter(|(at, side, _)| *side == left && *at >= since);
        own.map(|(at, _, share)| (*at, *share)).collect()
    }
}

impl Drop for Gauge {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
