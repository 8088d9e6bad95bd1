//! Standard output and standard error: the only two places of the program that print.

use std::io::{self, Write};

/// Prints a line for machines or people. A reader that went away, as `head` does, is no error.
pub fn line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Says something to people, beside the output.
pub fn say(text: &str) {
    // Standard error is the last resort; where it is gone too, nobody can be told.
    let _ = writeln!(io::stderr().lock(), "{text}");
}
