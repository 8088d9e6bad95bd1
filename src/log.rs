//! The engine's log: what is worth knowing and is no event, in a file beside the journal. Never on a terminal,
//! and never with a secret in it (R31).

use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

use tracing_appender::non_blocking::{NonBlocking, WorkerGuard};
use tracing_subscriber::fmt::MakeWriter;

use crate::text::Clean;

/// Who may read a new log, where the folder lets them in: its owner and the team.
const MODE: u32 = 0o640;

/// Takes what must not be written out of a line.
pub type Redact = Arc<dyn Fn(&str) -> String + Send + Sync>;

/// Writes everything that is traced from now on into `file`, as `redact` leaves it. Whoever logs does not wait for
/// the disk; lines are dropped where it is too slow. The log ends with what is returned.
///
/// # Errors
/// The file cannot be written.
pub fn start(file: &Path, redact: Redact) -> io::Result<WorkerGuard> {
    let file = std::fs::OpenOptions::new().create(true).append(true).mode(MODE).open(file)?;
    let (writer, guard) = tracing_appender::non_blocking(file);
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing::Level::INFO)
        .with_writer(Redacting { writer, redact })
        .finish();
    // A second log of one process is a mistake of a test, and harms nobody.
    let _ = tracing::subscriber::set_global_default(subscriber);
    Ok(guard)
}

/// A writer of log lines that blackens secrets.
#[derive(Clone)]
struct Redacting<W> {
    writer: W,
    redact: Redact,
}

impl<W: Write> Write for Redacting<W> {
    /// A line comes in one piece.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = Clean::new(String::from_utf8_lossy(line));
        let mut text = (self.redact)(text.as_str());
        if !text.ends_with('\n') {
            text.push('\n');
        }
        self.writer.write_all(text.as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl<'a> MakeWriter<'a> for Redacting<NonBlocking> {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_got_into_a_line_is_not_written() {
        let redact: Redact = Arc::new(|text| text.replace("hunter2-token", "[secret]"));
        let mut log = Redacting { writer: Vec::new(), redact };
        log.write_all(b"GET /?key=hunter2-token failed \x1b[31m\n").unwrap();
        let written = String::from_utf8(log.writer).unwrap();
        assert!(written.contains("GET /?key=[secret] failed"), "{written}");
        assert!(!written.contains('\x1b'), "{written}");
        assert!(written.ends_with('\n'));
    }
}
