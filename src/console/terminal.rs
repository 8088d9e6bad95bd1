//! The one owner of the terminal: it enters raw mode and the other screen, and gives everything back
//! from every exit — end, error, panic in any thread, signal, suspension (R23).
//!
//! It never asks the terminal a question, so that the first frame does not wait for an answer.

use std::io;
use std::os::fd::AsFd;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::stdio::{stdin, stdout};
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr};

use crate::text::Clean;

/// Other screen, cursor hidden, pastes marked.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[0m\x1b[2J";
/// Everything back; the first closes a frame that was cut short.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l";
/// Clicks and the wheel, told in characters rather than bytes; taken only with `--mouse`, because the
/// terminal's own selection goes away with it.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";
/// Keeps the window's title aside, and gives it back.
const PUSH_TITLE: &[u8] = b"\x1b[22;2t";
const POP_TITLE: &[u8] = b"\x1b[23;2t";

/// What the terminal was before, while jday owns it.
struct Owner {
    before: Termios,
    title: Option<Clean>,
    mouse: bool,
    /// Given back for a suspension: no frame may land on the shell's screen meanwhile.
    away: bool,
}

/// Held while bytes go out, so that a restoration never lands in the middle of a frame.
static OWNER: Mutex<Option<Owner>> = Mutex::new(None);

/// What a thread that is not the console's said when it panicked; see [`hook_panics`].
static LAST_WORDS: Mutex<Option<String>> = Mutex::new(None);

/// Why there is no screen. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// Output or input is a file or a pipe.
    #[error(
        "jday needs a terminal on standard input and output; without one use `--headless --json`, or `ssh -t`"
    )]
    NotATerminal,
    /// `TERM` is `dumb` or not set.
    #[error(
        "TERM is {0:?}, which cannot place text; set TERM (for example xterm-256color), or use `--headless --json`"
    )]
    Dumb(String),
    /// The kernel refused.
    #[error("the terminal does not take raw mode: {0}")]
    Refused(#[from] io::Error),
}

impl From<rustix::io::Errno> for TerminalError {
    fn from(errno: rustix::io::Errno) -> Self {
        Self::Refused(errno.into())
    }
}

/// The terminal is jday's while this lives.
#[derive(Debug)]
pub struct Terminal(());

impl Terminal {
    /// Takes the terminal over, and makes every panic give it back before it speaks.
    ///
    /// `term` is the value of `TERM`; `title` becomes the window's, and goes away with jday; `mouse` asks
    /// for clicks and the wheel.
    ///
    /// # Errors
    /// No terminal, or one that cannot place text.
    pub fn enter(term: Option<&str>, title: &Clean, mouse: bool) -> Result<Self, TerminalError> {
        check(term)?;
        let term = term.unwrap_or_default();
        // Through the output: after a hang-up a pipe stands in the input's place.
        let before = tcgetattr(stdout())?;
        // The Linux console has no title, and older ones print the rest of the sequence.
        let title = (term != "linux").then(|| title.clone());
        hook_panics();
        *lock() = Some(Owner { before, title, mouse, away: true });
        let entered = Self(());
        take()?;
        Ok(entered)
    }
}

/// Whether there is a terminal that can show a console; nothing is changed. For whoever must know
/// before anything else is begun.
///
/// # Errors
/// No terminal, or one that cannot place text.
pub fn check(term: Option<&str>) -> Result<(), TerminalError> {
    if !isatty(stdout()) || !isatty(stdin()) {
        return Err(TerminalError::NotATerminal);
    }
    let term = term.unwrap_or_default();
    if term.is_empty() || term == "dumb" {
        return Err(TerminalError::Dumb(term.to_owned()));
    }
    Ok(())
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // In a panic the hook has already done it, before the message.
        if !std::thread::panicking() {
            restore();
        }
    }
}

fn lock() -> MutexGuard<'static, Option<Owner>> {
    OWNER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The lock, but not for ever: a frame may hang in a terminal that nobody reads.
fn lock_soon() -> Option<MutexGuard<'static, Option<Owner>>> {
    for _ in 0..30 {
        match OWNER.try_lock() {
            Ok(guard) => return Some(guard),
            Err(TryLockError::Poisoned(guard)) => return Some(guard.into_inner()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
        }
    }
    None
}

/// Raw mode and the other screen; also after a suspension.
pub(super) fn take() -> Result<(), TerminalError> {
    let Some(mut owner) = lock_soon() else {
        // A frame hangs in the terminal. Whoever listens to signals must not hang with it.
        let mut raw = tcgetattr(stdout())?;
        raw.make_raw();
        return Ok(tcsetattr(stdout(), OptionalActions::Now, &raw)?);
    };
    let Some(Owner { before, title, mouse, away }) = owner.as_mut() else { return Ok(()) };
    let mut raw = before.clone();
    raw.make_raw();
    tcsetattr(stdout(), OptionalActions::Now, &raw)?;
    let was_away = std::mem::replace(away, false);
    let mut bytes = Vec::new();
    if let Some(title) = title {
        if was_away {
            bytes.extend_from_slice(PUSH_TITLE);
        }
        bytes.extend_from_slice(format!("\x1b]2;{}\x07", title.one_line()).as_bytes());
    }
    bytes.extend_from_slice(ENTER);
    if *mouse {
        bytes.extend_from_slice(MOUSE_ON);
    }
    write_all(stdout(), &bytes)?;
    Ok(())
}

/// Whether the terminal is this process's to write on just now, rather than the shell's or another job's.
pub(super) fn is_foreground() -> bool {
    rustix::termios::tcgetpgrp(stdout()).map_or(true, |group| group == rustix::process::getpgrp())
}

/// Gives the terminal back but stays its owner, for a suspension.
pub(super) fn give_back() {
    let mut guard = lock_soon();
    if let Some(owner) = guard.as_mut().and_then(|owner| owner.as_mut()) {
        undo(owner);
        owner.away = true;
    }
}

/// Gives the terminal back for good. Safe to call twice and from any thread.
pub fn restore() {
    if let Some(mut owner) = lock_soon() {
        // What a suspension gave back already is somebody else's: the kernel stops a job that touches it.
        if let Some(owner) = owner.take().filter(|owner| !owner.away) {
            undo(&owner);
        }
    } else {
        // A frame hangs in the terminal: its modes can still be given back, its screen cannot.
        if let Ok(mut modes) = tcgetattr(stdout()) {
            use rustix::termios::{InputModes, LocalModes, OutputModes};
            modes.local_modes |=
                LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG | LocalModes::IEXTEN;
            modes.input_modes |= InputModes::ICRNL;
            modes.output_modes |= OutputModes::OPOST;
            let _ = tcsetattr(stdout(), OptionalActions::Now, &modes);
        }
    }
}

/// Nothing here may fail aloud: whoever gives the terminal back is on the way out.
fn undo(owner: &Owner) {
    if is_writable(Duration::from_millis(300)) {
        let mut bytes = if owner.mouse { MOUSE_OFF.to_vec() } else { Vec::new() };
        bytes.extend_from_slice(LEAVE);
        if owner.title.is_some() {
            bytes.extend_from_slice(POP_TITLE);
        }
        let _ = write_all(stdout(), &bytes);
    }
    let _ = tcsetattr(stdout(), OptionalActions::Now, &owner.before);
}

fn is_writable(within: Duration) -> bool {
    let out = stdout();
    let mut fds = [PollFd::new(&out, PollFlags::OUT)];
    let timeout = Timespec::try_from(within).ok();
    poll(&mut fds, timeout.as_ref()).is_ok_and(|ready| ready > 0)
}

/// Restores, then speaks, then ends: a console that went on would draw on a screen it no longer owns.
///
/// A panic of any other thread, the engine's above all, is not the screen's end (R24): it is kept for
/// [`last_words`], for a message would land in the middle of the screen.
fn hook_panics() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let speak = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let thread = std::thread::current();
            if !thread.name().is_some_and(|name| name == "main" || name.starts_with(THREADS)) && is_owned() {
                *LAST_WORDS.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic.to_string());
                return;
            }
            restore();
            speak(panic);
            std::process::exit(101);
        }));
    });
}

/// How the names of the console's own threads begin.
const THREADS: &str = "jday-";

/// What a thread that is not the console's said when it panicked.
pub fn last_words() -> Option<String> {
    LAST_WORDS.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// Writes one frame, if the terminal is jday's just now; a suspended one is repainted afterwards.
pub fn write_frame(bytes: &[u8]) -> io::Result<()> {
    let owner = lock();
    if owner.as_ref().is_some_and(|owner| !owner.away) { write_all(stdout(), bytes) } else { Ok(()) }
}

/// Whether jday owns the terminal, suspended or not.
pub(super) fn is_owned() -> bool {
    // A lock that is taken for long is taken by a frame, and only an owner draws.
    lock_soon().is_none_or(|owner| owner.is_some())
}

/// As few `write(2)` as the kernel allows, which is one unless it takes less.
pub(super) fn write_all(to: impl AsFd, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(&to, bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::AGAIN) => {
                // Somebody before us left the terminal non-blocking.
                let fd = to.as_fd();
                let _ = poll(&mut [PollFd::new(&fd, PollFlags::OUT)], None);
            }
            Err(errno) => return Err(errno.into()),
        }
    }
    Ok(())
}

/// The terminal's size; 80×24 where it does not say.
pub fn size() -> Size {
    match tcgetwinsize(stdout()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Size::new(size.ws_col, size.ws_row),
        _ => Size::new(80, 24),
    }
}

/// Whether the terminal hung up, seen without any signal (R21).
pub(super) fn is_gone() -> bool {
    hangs_up(Some(&Timespec { tv_sec: 0, tv_nsec: 0 }))
}

/// Sleeps until the terminal hangs up. The kernel wakes it; there is nothing to look at meanwhile.
pub(super) fn wait_until_gone() {
    while !hangs_up(None) {}
}

fn hangs_up(within: Option<&Timespec>) -> bool {
    // The output: after a hang-up a pipe stands in the input's place.
    let output = stdout();
    let mut fds = [PollFd::new(&output, PollFlags::empty())];
    match poll(&mut fds, within) {
        Ok(_) => {
            let [fd] = fds;
            fd.revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
        }
        // A stop and its end interrupt the wait; anything else would come again at once, for ever.
        Err(errno) => errno != rustix::io::Errno::INTR,
    }
}

/// Puts a pipe that never speaks in the terminal's place, so that its reader sleeps instead of
/// spinning on the hang-up (R21, measured).
pub(super) fn silence_input() {
    if let Ok((reader, writer)) = io::pipe() {
        let _ = rustix::stdio::dup2_stdin(&reader);
        // The writing end must stay open, or the pipe itself would hang up.
        std::mem::forget(writer);
    }
}
