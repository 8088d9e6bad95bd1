//! The program as a newcomer uses and misuses it: exit codes, messages and machine output of
//! DESIGN section 8.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a panic is the report"
)]

mod drill;
mod files;
mod journal;
mod keys;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value as Json;

/// What the program said and how it ended.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    /// Its lines, each of which must be JSON.
    fn lines(&self) -> Vec<Json> {
        let read = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.out.lines().map(read).collect()
    }

    /// The last line's summary.
    fn summary(&self) -> Json {
        let last = self.lines().pop().unwrap_or_else(|| panic!("nothing was printed: {}", self.err));
        last.get("summary").unwrap_or_else(|| panic!("the last line is no summary: {last}")).clone()
    }

    /// Bad input: exit code 2, nothing for machines, and a message with all of `words`.
    #[track_caller]
    fn is_bad_input(&self, words: &[&str]) {
        assert_eq!(self.code, 2, "{}{}", self.out, self.err);
        for word in words {
            assert!(self.err.contains(word), "no `{word}` in: {}", self.err);
        }
        assert_eq!(self.out, "", "nothing for machines");
        assert!(!self.err.contains("panicked"), "{}", self.err);
    }
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jday"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    command.env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1");
    command
}

fn jday(args: &[&str]) -> Ran {
    let output = command(args).output().unwrap();
    Ran {
        code: output.status.code().expect("it ended by itself"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A file with these bytes.
fn file(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    text(&path)
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn temp() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    (folder, path)
}
