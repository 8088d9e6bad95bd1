//! One process and all that it starts.

use std::future::pending;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep_until};

use super::environment::Environment;
use super::stop::Wish;
use crate::text::Clean;

/// How long the output is read on after the program's end: something it started may hold it open for ever.
const READ_ON: Duration = Duration::from_millis(500);

/// Most bytes that are taken at once.
const AT_ONCE: usize = 8 * 1024;

/// Where something was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// The process group of one program. It ends when this goes, whether the program ended, its deadline passed or
/// the engine stops: nobody would know what the rest of it goes on doing.
struct Group(Option<Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        Self(child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)))
    }

    fn send(&self, signal: Signal) {
        if let Some(pid) = self.0 {
            // That it ended in this very moment is as well.
            let _ = kill_process_group(pid, signal);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // That nobody is left is the usual case.
        self.send(Signal::KILL);
    }
}

/// Runs `argv` to its end, or until `wish` asks for it, and hands on what it writes.
///
/// # Errors
/// It could not be started: nothing ran.
pub async fn run(
    environment: &Environment,
    argv: &[Clean],
    wish: &mut Wish,
    mut heard: impl FnMut(Stream, &[u8]) + Send,
) -> Result<ExitStatus, String> {
    let Some((program, arguments)) = argv.split_first() else {
        return Err("there is no program to run".to_owned());
    };
    let mut command = Command::new(program.as_str());
    command
        .args(arguments.iter().map(Clean::as_str))
        .env_clear()
        .envs(environment.all())
        .current_dir(&environment.folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| {
        format!("nothing ran: {program} cannot be started in {}: {error}", environment.folder.display())
    })?;
    let group = Group::of(&child);
    let (mut out, mut err) = (child.stdout.take(), child.stderr.take());
    let (mut from_out, mut from_err) = (vec![0; AT_ONCE], vec![0; AT_ONCE]);
    let mut ended = None;
    let mut until = Instant::now();
    while out.is_some() || err.is_some() || ended.is_none() {
        tokio::select! {
            n = read(&mut out, &mut from_out) => match n {
                0 => out = None,
                n => heard(Stream::Out, from_out.get(..n).unwrap_or_default()),
            },
            n = read(&mut err, &mut from_err) => match n {
                0 => err = None,
                n => heard(Stream::Err, from_err.get(..n).unwrap_or_default()),
            },
            status = child.wait(), if ended.is_none() => {
                ended = Some(status);
                until = Instant::now() + READ_ON;
            }
            signal = wish.next(), if ended.is_none() => group.send(signal),
            () = sleep_until(until), if ended.is_some() => break,
        }
    }
    let status = match ended {
        Some(status) => status,
        None => child.wait().await,
    };
    status.map_err(|error| format!("its end cannot be told: {error}"))
}

async fn read(pipe: &mut Option<impl AsyncRead + Unpin>, into: &mut [u8]) -> usize {
    match pipe {
        Some(pipe) => pipe.read(into).await.unwrap_or(0),
        None => pending().await,
    }
}
