//! What kills an engine, and when.

use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::ground::{Ground, signal};

/// When an engine is killed, counted from the press, or from its start if the press was before it.
#[derive(Debug, Clone, Copy)]
pub enum Moment {
    /// Once so many lines are in the journal.
    Lines(usize),
    /// So many milliseconds after an order to the lever is in the journal.
    Order(u64),
    /// After so many milliseconds.
    After(u64),
}

/// What waits for the moment.
pub struct Killer {
    over: Arc<AtomicBool>,
    struck: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Killer {
    /// Waits for `moment` in the life of the engine `pid`.
    pub fn new(ground: &Ground, pid: u32, moment: Moment) -> Self {
        let journal = ground.journals().into_iter().next();
        let written =
            journal.as_ref().and_then(|file| std::fs::metadata(file).ok()).map_or(0, |meta| meta.len());
        let over = Arc::new(AtomicBool::new(false));
        let struck = Arc::new(AtomicBool::new(false));
        let (stop, strikes) = (Arc::clone(&over), Arc::clone(&struck));
        let thread = std::thread::spawn(move || {
            wait(journal, written, moment, &stop);
            if !stop.load(Ordering::Relaxed) {
                strikes.store(true, Ordering::Relaxed);
                signal(pid, Signal::KILL);
            }
        });
        Self { over, struck, thread: Some(thread) }
    }

    /// Whether it was the moment.
    pub fn has_struck(&self) -> bool {
        self.struck.load(Ordering::Relaxed)
    }
}

impl Drop for Killer {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn wait(journal: Option<PathBuf>, mut read: u64, moment: Moment, stop: &AtomicBool) {
    let since = Instant::now();
    let mut file = journal.and_then(|path| std::fs::File::open(path).ok());
    let (mut lines, mut ordered) = (0, None);
    while !stop.load(Ordering::Relaxed) {
        if let Some(file) = &mut file {
            let mut text = Vec::new();
            file.seek(SeekFrom::Start(read)).unwrap();
            read += file.read_to_end(&mut text).unwrap() as u64;
            let text = String::from_utf8_lossy(&text);
            lines += text.matches('\n').count();
            if ordered.is_none() && text.lines().any(|line| line.contains("\"intended\":{\"point\"")) {
                ordered = Some(Instant::now());
            }
        }
        let is_now = match moment {
            Moment::Lines(wanted) => lines >= wanted,
            Moment::Order(ms) => ordered.is_some_and(|at| at.elapsed() >= Duration::from_millis(ms)),
            Moment::After(ms) => since.elapsed() >= Duration::from_millis(ms),
        };
        if is_now {
            return;
        }
        std::thread::sleep(Duration::from_micros(300));
    }
}
