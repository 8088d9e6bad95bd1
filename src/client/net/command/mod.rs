//! Programs: of procedures, and of a lever that nothing else moves. Argv and no shell, an environment of their
//! own, a process group that ends with the call, and output that is cleaned, capped and without secrets.

mod child;
mod environment;
mod lines;
mod quota;
mod stop;
mod voice;

use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;

use self::environment::Environment;
use self::stop::{Programs, Wish};
use self::voice::Voice;
use super::{NetError, Reporter};
use crate::client::Reply;
use crate::plan::types::live::LiveCommands;
use crate::text::Clean;

pub use self::child::Stream;
pub use self::voice::Last;

/// Runs programs without a shell.
#[derive(Clone)]
pub struct Commands {
    environment: Environment,
    programs: Programs,
}

/// What a program left behind that was listened to.
pub struct Heard {
    /// How it ended.
    pub status: ExitStatus,
    /// The beginning of its standard output, without secrets.
    pub out: String,
    /// Its last lines.
    pub last: Last,
}

impl Commands {
    /// Programs that run as `how` says; without it in `/`, with `PATH`, `HOME` and `LANG` alone.
    ///
    /// # Errors
    /// The folder or a secret cannot be used.
    pub fn new(how: Option<&LiveCommands>) -> Result<Self, NetError> {
        Ok(Self { environment: Environment::new(how)?, programs: Programs::default() })
    }

    /// Runs `argv` to its end; its output is said line by line. `Done` is exit status 0, `Refused` any other, since
    /// the program itself says that it failed, or that it could not be started; a program that was killed is
    /// `Unknown`, unless [`Self::cancel`] did it: then it did not come to its end for certain. So is a `jday` that
    /// says it does not know (5). If the caller stops waiting, the program and all that it started end.
    pub async fn run(&self, id: u64, argv: &[Clean], reporter: &Reporter) -> Reply {
        let mut voice = Voice::new(self.environment.redactor(), |line| reporter.said(id, line));
        let mut wish = self.programs.begin(id);
        let heard = |stream, bytes: &[u8]| voice.heard(stream, bytes);
        let ended = child::run(&self.environment, argv, &mut wish, heard).await;
        let last = voice.end();
        match ended {
            Ok(status) if wish.was_sent() => stopped(argv, status, &last),
            Ok(status) => reply(argv, status, &last),
            Err(why) => Reply::Refused(Clean::new(why)),
        }
    }

    /// Ends the program of call `id` and all that it started: by TERM, and by KILL if it does not heed that.
    /// `Done` once it has ended; `Refused` if none runs.
    pub async fn cancel(&self, id: u64) -> Reply {
        self.programs.end(id).await
    }

    /// Runs `argv` to its end and keeps up to `most` bytes of its output, instead of saying it.
    ///
    /// # Errors
    /// It could not be started: nothing ran.
    pub async fn listen(&self, argv: &[Clean], most: usize) -> Result<Heard, String> {
        let mut voice = Voice::new(self.environment.redactor(), |_| {});
        let redactor = self.environment.redactor();
        // A secret that begins in what is kept is in it to its end, or it would not be known for one.
        let whole = most.saturating_add(redactor.longest());
        let mut out = Vec::new();
        let status = child::run(&self.environment, argv, &mut Wish::never(), |stream, bytes| {
            voice.heard(stream, bytes);
            if stream == Stream::Out {
                out.extend(bytes.iter().take(whole - out.len().min(whole)));
            }
        })
        .await?;
        let mut out = redactor.redact(&String::from_utf8_lossy(&out));
        out.truncate(out.floor_char_boundary(most));
        Ok(Heard { status, out, last: voice.end() })
    }
}

/// The exit code by which `jday` itself says that nobody knows (R10); of other programs it says nothing.
const OWN_UNKNOWN: i32 = 5;

/// Whether `argv` is jday's own program, whose exit codes are known.
fn is_own(argv: &[Clean]) -> bool {
    argv.first().is_some_and(|program| program.as_str().rsplit('/').next() == Some("jday"))
}

fn reply(argv: &[Clean], status: ExitStatus, last: &Last) -> Reply {
    match (status.code(), status.signal()) {
        (Some(0), _) => Reply::Done(Clean::new(format!("exit 0: {}", last.proof()))),
        (Some(OWN_UNKNOWN), _) if is_own(argv) => {
            Reply::Unknown(Clean::new(format!("exit {OWN_UNKNOWN}: {}", last.why())))
        }
        (Some(code), _) => Reply::Refused(Clean::new(format!("exit {code}: {}", last.why()))),
        (None, signal) => Reply::Unknown(Clean::new(killed(signal, last))),
    }
}

/// How a program ended that was told to. What it had done by then stands, and it alone knows what that is.
fn stopped(argv: &[Clean], status: ExitStatus, last: &Last) -> Reply {
    let how = match (status.code(), status.signal()) {
        (Some(0), _) => return reply(argv, status, last),
        (Some(OWN_UNKNOWN), _) if is_own(argv) => return reply(argv, status, last),
        (Some(code), _) => format!("exit {code}"),
        (None, signal) => format!("signal {}", signal.map_or_else(|| "?".to_owned(), |n| n.to_string())),
    };
    let why =
        format!("ended by the cancel ({how}); look at what it did before you run it again. {}", last.why());
    Reply::Refused(Clean::new(why.trim_end()))
}

/// That a program was killed, in words.
pub fn killed(signal: Option<i32>, last: &Last) -> String {
    let signal = signal.map_or_else(|| "?".to_owned(), |n| n.to_string());
    format!("killed by signal {signal}; look at what it did before you run it again. {}", last.why())
}
