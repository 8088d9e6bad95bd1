//! Signals and hang-ups, turned into things the UI thread reads like keys (R21, R23).
//!
//! Nothing is done inside a signal handler. One thread waits for signals; another for the terminal to
//! hang up, because that need not come with a signal.

use std::io;
use std::time::Duration;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::input::Input;
use super::terminal;

/// How long the UI thread has to leave in order before the terminal is given back without it.
const GRACE: Duration = Duration::from_secs(2);

/// Starts both threads. `send` hands what they notice to the UI thread and says whether it still listens.
///
/// # Errors
/// The kernel refuses a handler or a thread.
pub fn watch(send: impl Fn(Input) -> bool + Clone + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH])?;
    let notice = send.clone();
    std::thread::Builder::new().name("jday-signals".into()).spawn(move || {
        let mut ending = false;
        loop {
            // All at once, which is in the order of their numbers: an end is known before what woke it.
            let all: Vec<i32> = signals.wait().collect();
            for signal in all {
                ending |= !matches!(signal, SIGWINCH | SIGTSTP | SIGCONT);
                if signal == SIGCONT && !terminal::is_foreground() {
                    // A shell that ends a stopped job wakes it for that. One that only sends it to the
                    // background is told that it needs the terminal, as every screen does.
                    if !ending {
                        let _ = emulate_default_handler(SIGTSTP);
                    }
                } else if !heed(signal, &notice) {
                    return;
                }
            }
        }
    })?;
    std::thread::Builder::new().name("jday-hangup".into()).spawn(move || {
        terminal::wait_until_gone();
        hung_up(&send);
    })?;
    Ok(())
}

/// The terminal is gone: the reader of keys must not spin on it, and the UI thread must know.
pub(super) fn hung_up(send: &impl Fn(Input) -> bool) -> bool {
    terminal::silence_input();
    send(Input::HungUp)
}

/// Stops the process as the terminal's own key would, which raw mode takes from it.
pub(super) fn suspend() {
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::TSTP);
}

fn heed(signal: i32, send: &(impl Fn(Input) -> bool + Clone + Send + 'static)) -> bool {
    match signal {
        // Here and not where keys are read: that thread has its handler only some time after the first
        // frame, and a new size in between would go unnoticed.
        SIGWINCH => send(Input::Resized),
        SIGTSTP => {
            terminal::give_back();
            // Stops the whole process here; SIGCONT goes on below.
            let _ = emulate_default_handler(SIGTSTP);
            true
        }
        SIGCONT => {
            // Whoever stopped us, a shell has had the terminal meanwhile.
            if terminal::take().is_err() {
                hung_up(send);
            }
            send(Input::Resumed)
        }
        SIGHUP => {
            // Somebody may send it by hand: then the terminal is still there, to be given back.
            let listening = if terminal::is_gone() { hung_up(send) } else { send(Input::Terminate(signal)) };
            leave_anyway(signal);
            listening
        }
        _ => {
            let listening = send(Input::Terminate(signal));
            leave_anyway(signal);
            listening
        }
    }
}

/// Gives the UI thread its time, then ends the process without it: SIGTERM always works.
fn leave_anyway(signal: i32) {
    let late = std::thread::Builder::new().name("jday-leave".into()).spawn(move || {
        std::thread::sleep(GRACE);
        if terminal::is_owned() {
            terminal::restore();
            std::process::exit(128 + signal);
        }
    });
    if late.is_err() {
        terminal::restore();
        std::process::exit(128 + signal);
    }
}
