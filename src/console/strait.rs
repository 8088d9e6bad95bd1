//! The way of bytes from the terminal to the reader of keys, which takes everything behind a paste's
//! beginning for the paste until its end comes. An end that is lost on the way would leave the keyboard
//! dead for good, so it is given here, once nothing more comes (R19).

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::terminal;

const BEGIN: &[u8] = b"\x1b[200~";
const END: &[u8] = b"\x1b[201~";
/// A link that stalls for less than this still brings the rest of a paste.
const STALL: Duration = Duration::from_secs(5);
/// A read of more bytes than this is no hand, and the paste goes on. A hand that tries key after key in
/// vain must not keep the paste open.
const HAND: usize = 8;

/// How often it is looked whether the terminal is this process's again, while somebody else's bytes wait.
const AWAY: Duration = Duration::from_millis(50);

/// Whether a paste is open, from the bytes that went by.
#[derive(Debug, Default)]
struct Paste {
    since: Option<Instant>,
    /// The last bytes, which may be the first of a mark that a read cut in two.
    last: Vec<u8>,
}

impl Paste {
    fn pass(&mut self, bytes: &[u8], now: Instant) {
        if self.since.is_some() && bytes.len() > HAND {
            self.since = Some(now);
        }
        for byte in bytes {
            if self.last.len() >= END.len() {
                self.last.remove(0);
            }
            self.last.push(*byte);
            if self.since.is_none() && self.last == BEGIN {
                self.since = Some(now);
            } else if self.last == END {
                self.since = None;
            }
        }
    }

    /// How long an open paste is still waited for.
    fn left(&self, now: Instant) -> Option<Duration> {
        self.since.map(|since| (since + STALL).saturating_duration_since(now))
    }
}

/// Puts this way between the terminal and standard input. `gone` is called when the terminal hangs up.
///
/// # Errors
/// No pipe or no thread.
pub(super) fn open(gone: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let terminal = rustix::io::dup(rustix::stdio::stdin())?;
    let (near, far) = io::pipe()?;
    rustix::stdio::dup2_stdin(&near)?;
    std::thread::Builder::new().name("jday-strait".into()).spawn(move || {
        // The pipe ends when something else stands in the input's place: nobody reads keys any more.
        let _ = carry(&terminal, &far);
        gone();
        // A pipe that hung up would make its reader spin (R21).
        std::mem::forget(far);
    })?;
    Ok(())
}

fn carry(terminal: &OwnedFd, to: &io::PipeWriter) -> io::Result<()> {
    let mut paste = Paste::default();
    let mut buffer = [0; 4_096];
    loop {
        let left = paste.left(Instant::now());
        if left.is_some_and(|left| left.is_zero()) {
            paste = Paste::default();
            terminal::write_all(to, END)?;
            continue;
        }
        let timeout = left.and_then(|left| Timespec::try_from(left).ok());
        let mut fds = [PollFd::from_borrowed_fd(terminal.as_fd(), PollFlags::IN)];
        match poll(&mut fds, timeout.as_ref()) {
            Ok(0) | Err(rustix::io::Errno::INTR) => continue,
            Ok(_) => {}
            Err(errno) => return Err(errno.into()),
        }
        // Bytes for the shell or another job; the kernel stops a process in the background that reads.
        if !terminal::is_foreground() {
            std::thread::sleep(AWAY);
            continue;
        }
        match rustix::io::read(terminal, &mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => {
                let bytes = buffer.get(..count).unwrap_or_default();
                paste.pass(bytes, Instant::now());
                terminal::write_all(to, bytes)?;
            }
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_is_open_between_its_marks_wherever_a_read_cuts_them() {
        let now = Instant::now();
        for cut in 0..=BEGIN.len() {
            let mut paste = Paste::default();
            paste.pass(&BEGIN[..cut], now);
            assert_eq!(paste.since.is_some(), cut == BEGIN.len(), "{cut}");
            paste.pass(&BEGIN[cut..], now);
            assert!(paste.since.is_some(), "{cut}");
            paste.pass(b"text \x1b[200~ text", now);
            paste.pass(&END[..cut], now);
            paste.pass(&END[cut..], now);
            assert_eq!(paste.left(now), None, "{cut}");
        }
    }

    #[test]
    fn what_a_paste_brings_keeps_it_open_and_a_hand_does_not() {
        let now = Instant::now();
        let mut paste = Paste::default();
        paste.pass(BEGIN, now);
        paste.pass(b"a line of a log file\r", now + STALL / 2);
        assert_eq!(paste.left(now + STALL), Some(STALL / 2));
        paste.pass(b"?", now + STALL);
        assert_eq!(paste.left(now + STALL * 2), Some(Duration::ZERO));
    }
}
