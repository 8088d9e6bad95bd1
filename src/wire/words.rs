//! Words on their way from an engine to its console, with no thread between them.
//!
//! The engine leaves a word and goes on: it never waits for a console (R22). The console is woken
//! through its own channel and fetches all that came. The lock is held for a push or a swap only.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Tell;

/// Most words under way from engine to console. A console that is this far behind is cut off, for a
/// console with a hole would show a lie.
pub const BACKLOG: usize = 65_536;

/// Wakes a console; must not wait.
type Waker = Arc<dyn Fn() + Send + Sync>;

#[derive(Default)]
struct Shared {
    words: VecDeque<Tell>,
    waker: Option<Waker>,
    /// Whether the console was woken and has not fetched since.
    woken: bool,
    /// The engine left, or the console fell too far behind.
    silent: bool,
    /// The console left.
    deaf: bool,
}

type Letterbox = Arc<Mutex<Shared>>;

fn lock(shared: &Letterbox) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Wakes the console, unless that was done already. Outside the lock, for the waker is not ours.
fn wake(mut shared: MutexGuard<'_, Shared>) {
    let first = !std::mem::replace(&mut shared.woken, true);
    let waker = shared.waker.clone().filter(|_| first);
    drop(shared);
    if let Some(waker) = waker {
        waker();
    }
}

/// Nobody listens any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deaf;

/// The engine's end.
pub struct Teller(Letterbox);

/// The console's end.
pub struct Words(Letterbox);

/// Both ends of a new way.
pub fn words() -> (Teller, Words) {
    let shared = Letterbox::default();
    (Teller(Arc::clone(&shared)), Words(shared))
}

impl Teller {
    /// Leaves a word, without waiting.
    ///
    /// # Errors
    /// The console left, or is [`BACKLOG`] words behind and was cut off.
    pub fn send(&self, tell: Tell) -> Result<(), Deaf> {
        let mut shared = lock(&self.0);
        if shared.deaf || shared.silent {
            return Err(Deaf);
        }
        if shared.words.len() >= BACKLOG {
            shared.silent = true;
            wake(shared);
            return Err(Deaf);
        }
        shared.words.push_back(tell);
        wake(shared);
        Ok(())
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        let mut shared = lock(&self.0);
        shared.silent = true;
        wake(shared);
    }
}

impl Words {
    /// `waker` is called when there is something to fetch: once, until it is fetched. It must not wait.
    pub fn wake_with(&self, waker: impl Fn() + Send + Sync + 'static) {
        let mut shared = lock(&self.0);
        shared.waker = Some(Arc::new(waker));
        let waits = !shared.words.is_empty() || shared.silent;
        shared.woken = false;
        if waits {
            wake(shared);
        }
    }

    /// All that came, oldest first, and whether nothing will come after it.
    pub fn fetch(&self) -> (VecDeque<Tell>, bool) {
        let mut shared = lock(&self.0);
        shared.woken = false;
        (std::mem::take(&mut shared.words), shared.silent)
    }
}

impl Drop for Words {
    fn drop(&mut self) {
        let mut shared = lock(&self.0);
        shared.deaf = true;
        shared.words = VecDeque::new();
    }
}

impl fmt::Debug for Teller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Teller")
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn counted(words: &Words) -> Arc<AtomicUsize> {
        let count = Arc::new(AtomicUsize::new(0));
        let theirs = Arc::clone(&count);
        words.wake_with(move || {
            theirs.fetch_add(1, Ordering::SeqCst);
        });
        count
    }

    #[test]
    fn what_came_together_wakes_once_and_is_fetched_whole() {
        let (teller, words) = words();
        teller.send(Tell::Over).unwrap();
        let woken = counted(&words);
        assert_eq!(woken.load(Ordering::SeqCst), 1, "what was said before somebody listened");
        for _ in 0..5 {
            teller.send(Tell::Over).unwrap();
        }
        assert_eq!(woken.load(Ordering::SeqCst), 1);
        let (all, silent) = words.fetch();
        assert_eq!((all.len(), silent), (6, false));
        teller.send(Tell::Over).unwrap();
        assert_eq!(woken.load(Ordering::SeqCst), 2);
        drop(teller);
        let (all, silent) = words.fetch();
        assert_eq!((all.len(), silent), (1, true));
    }

    #[test]
    fn an_engine_that_breaks_wakes_its_console() {
        let (teller, words) = words();
        let woken = counted(&words);
        drop(teller);
        assert_eq!(woken.load(Ordering::SeqCst), 1);
        assert!(words.fetch().1);
    }

    #[test]
    fn a_console_that_left_is_told_nothing() {
        let (teller, words) = words();
        drop(words);
        assert_eq!(teller.send(Tell::Over), Err(Deaf));
    }

    #[test]
    fn a_console_too_far_behind_is_cut_off_and_nobody_waits_for_it() {
        let (teller, words) = words();
        for _ in 0..BACKLOG {
            teller.send(Tell::Over).unwrap();
        }
        assert_eq!(teller.send(Tell::Over), Err(Deaf));
        let (all, silent) = words.fetch();
        assert_eq!((all.len(), silent), (BACKLOG, true));
        assert_eq!(teller.send(Tell::Over), Err(Deaf), "a hole would show a lie");
    }

    #[test]
    fn no_word_is_slept_through_whoever_is_faster() {
        let (teller, words) = words();
        let (waker, inbox) = std::sync::mpsc::sync_channel(1);
        words.wake_with(move || {
            let _ = waker.try_send(());
        });
        let engine = std::thread::spawn(move || {
            for _ in 0..20_000 {
                teller.send(Tell::Over).unwrap();
            }
        });
        let mut count = 0;
        loop {
            inbox.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
            let (all, silent) = words.fetch();
            count += all.len();
            if silent {
                break;
            }
        }
        engine.join().unwrap();
        assert_eq!(count, 20_000);
    }
}
