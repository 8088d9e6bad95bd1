//! `pg_dump` and `pg_restore`: argv, no password on the command line, and their last words.

use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::Command;

use super::{Desk, Failure};

/// Longest line of theirs that is told.
const TOLD_CHARS: usize = 300;
/// Lines that are kept of what they print.
const MOST_LINES: usize = 100_000;

impl Desk<'_> {
    /// Runs a program of `PostgreSQL` on `database` to its end and gives the lines it prints; what it complains of is
    /// said at once.
    ///
    /// It stays in this process's group, so that whoever ends the step ends it too.
    pub(super) async fn program(
        &self,
        name: &str,
        database: Option<&str>,
        arguments: &[&str],
    ) -> Result<Vec<String>, Failure> {
        let path = self
            .plan
            .programs
            .as_ref()
            .map_or_else(|| Path::new(name).to_owned(), |folder| Path::new(folder.as_str()).join(name));
        let mut command = Command::new(path);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.kill_on_drop(true).env_remove("PGPASSWORD").env("PGCONNECT_TIMEOUT", "10");
        // A lock that somebody holds is told, not waited for without end (R15).
        command.env("PGOPTIONS", "-c lock_timeout=10s");
        if let Some(database) = database {
            command.arg("--no-password").arg(format!("--dbname={}", self.door.to(database).address()));
        }
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password.expose());
        }
        if let Some(path) = &self.plan.ca_file {
            command.env("PGSSLROOTCERT", path.as_str());
        }
        let mut child = command
            .spawn()
            .map_err(|error| Failure::Refused(format!("{name} cannot be started: {error}")))?;
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let mut last = String::new();
        let (lines, ()) = futures_util::future::join(
            async {
                let mut kept = Vec::new();
                each_line(out, |line| {
                    if kept.len() < MOST_LINES {
                        kept.push(line);
                    }
                })
                .await;
                kept
            },
            each_line(err, |line| {
                self.say(&line);
                last = line;
            }),
        )
        .await;
        let status = child.wait().await.map_err(Failure::refused)?;
        if status.success() {
            return Ok(lines);
        }
        let code = status.code().map_or_else(|| "a signal".to_owned(), |code| format!("exit {code}"));
        Err(Failure::Refused(format!("{name} ended with {code}: {last}")))
    }
}

async fn each_line(pipe: Option<impl AsyncRead + Unpin>, mut each: impl FnMut(String)) {
    let Some(pipe) = pipe else { return };
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).await.is_ok_and(|n| n > 0) {
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        if !text.is_empty() {
            each(text.chars().take(TOLD_CHARS).collect());
        }
        line.clear();
    }
}
