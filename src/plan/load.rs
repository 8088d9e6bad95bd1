//! From a file to a plan, or to everything that is wrong with it.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;
use std::sync::LazyLock;

use super::document::{self, Document};
use super::problem::{Place, Problem};
use super::report::{Located, Report};
use super::types::Plan;

/// Largest plan or scenario that is read, in bytes. The largest real one has a hundredth of it.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// What reading a plan gave: the plan if it can be used, and all that is to be said of it.
#[derive(Debug)]
pub struct Checked {
    /// The plan, when it has no error.
    pub plan: Option<Plan>,
    /// Errors, or the warnings of a plan without any.
    pub report: Report,
}

/// The text of the file at `path`, as UTF-8 and of a sensible size.
///
/// Scenario files are read through the same door.
pub fn read(path: &Path) -> Result<String, Report> {
    let name = path.display().to_string();
    bytes(path)
        .and_then(|bytes| {
            String::from_utf8(bytes).map_err(|error| {
                let at = error.utf8_error().valid_up_to();
                let line = error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
                format!("line {line} is not UTF-8; save the file as UTF-8 and try again")
            })
        })
        .map_err(|message| unreadable(&name, message))
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let facts = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file; check the path".to_owned(),
        _ => format!("cannot look at it: {error}; check the path and its rights"),
    })?;
    if facts.is_dir() {
        return Err("this is a directory; name the TOML file in it".into());
    }
    let mut read = Vec::new();
    File::open(path)
        // A pipe or a device has no length of its own, so that the limit is kept while reading.
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut read))
        .map_err(|error| format!("cannot read it: {error}; check its rights"))?;
    if read.len() as u64 > MAX_BYTES {
        let limit = MAX_BYTES / (1024 * 1024);
        return Err(format!("longer than {limit} MiB, which no plan is; name the right file"));
    }
    Ok(read)
}

fn unreadable(name: &str, message: String) -> Report {
    let problem = Problem::error("unreadable", Place::top(), message);
    Report::new(name, vec![Located::new(problem, None)])
}

/// Reads and checks the plan at `path`.
pub fn check_file(path: &Path) -> Checked {
    match read(path) {
        Ok(text) => check(&text, &path.display().to_string()),
        Err(report) => Checked { plan: None, report },
    }
}

/// Checks the plan in `text`: structure first, then its meaning, then the lint rules (F15).
pub fn check(text: &str, name: &str) -> Checked {
    let (plan, document): (Plan, Document) = match document::load(text, name) {
        Ok(read) => read,
        Err(report) => return Checked { plan: None, report },
    };
    Checked { plan: Some(plan), report: document.report(Vec::new()) }
}

/// The plan at `path`, if it can be used. Warnings do not stop it.
pub fn load_file(path: &Path) -> Result<Plan, Report> {
    usable(check_file(path))
}

/// The plan in `text`, if it can be used. Warnings do not stop it.
pub fn load(text: &str, name: &str) -> Result<Plan, Report> {
    usable(check(text, name))
}

fn usable(checked: Checked) -> Result<Plan, Report> {
    checked.plan.ok_or(checked.report)
}

/// The cured plan of OneLog Africa, which drills run where nobody names another one.
pub const EMBEDDED: &str = include_str!("../../fixtures/plans/onelog.toml");

/// The plan in [`EMBEDDED`], read once.
#[expect(clippy::expect_used, reason = "the text is part of the program and tests/plans.rs reads it")]
pub fn embedded() -> &'static Plan {
    static PLAN: LazyLock<Plan> =
        LazyLock::new(|| load(EMBEDDED, "onelog.toml").expect("the embedded plan is a valid one"));
    &PLAN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(path: &Path) -> String {
        let report = load_file(path).unwrap_err();
        assert_eq!(report.errors(), 1);
        report.to_string()
    }

    #[test]
    fn the_embedded_plan_reads() {
        if let Err(report) = load(EMBEDDED, "onelog.toml") {
            panic!("{}", report.text(false));
        }
        assert_eq!(embedded().id.as_str(), "onelog");
    }

    #[test]
    fn a_file_that_cannot_be_read_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plan.toml");
        assert!(said(&file).contains("no such file; check the path"));
        assert!(said(folder.path()).contains("a directory; name the TOML file in it"));
        fs::write(&file, b"id = \"x\"\ntitle = \"\xe9\"\n").unwrap();
        assert!(said(&file).contains("line 2 is not UTF-8"));
        fs::write(&file, vec![b'#'; MAX_BYTES as usize + 1]).unwrap();
        assert!(said(&file).contains("longer than 4 MiB"));
    }
}
