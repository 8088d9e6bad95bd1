//! One at a time: a program outlives an engine that is killed, and whoever runs the step again must not meet it.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

use super::Failure;

/// Holds the right to do `what` in `folder` as long as what it gives lives. The lock is the kernel's, so it goes
/// with the process.
///
/// # Errors
/// Another process holds it, or the folder takes no file.
pub fn hold(folder: &Path, what: &str) -> Result<File, Failure> {
    let path = folder.join(format!("{what}.lock"));
    let told = |error: &dyn std::fmt::Display| Failure::Refused(format!("{}: {error}", path.display()));
    let mut open = OpenOptions::new();
    let mut file = open.read(true).write(true).create(true).truncate(false).open(&path);
    let file = file.as_mut().map_err(|error| told(error))?;
    if flock(&*file, FlockOperation::NonBlockingLockExclusive).is_err() {
        let mut who = String::new();
        // Who it is helps; that somebody is there is what counts.
        let _ = file.read_to_string(&mut who);
        let who = if who.is_empty() { "another process" } else { who.trim() };
        return Err(Failure::refused(format!(
            "{who} is at work on the {what} and goes on without its engine; wait for its end, then look"
        )));
    }
    let written = file.set_len(0).and_then(|()| write!(file, "process {}", std::process::id()));
    written.map_err(|error| told(&error))?;
    file.try_clone().map_err(|error| told(&error))
}
