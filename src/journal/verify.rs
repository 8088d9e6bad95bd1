//! Checking a whole journal, for `jday journal verify`.

use std::path::Path;

use serde::Serialize;

use super::defect::{Defect, DefectKind};
use super::error::JournalError;
use super::reader::{Reader, Tail};
use crate::model::Digest;

/// Most defects that are listed; a foreign file would have one in every line.
const MOST: usize = 100;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The journal.
    pub file: String,
    /// Whether nothing is wrong.
    pub ok: bool,
    /// Lines read; an unfinished one at the end is not counted.
    pub lines: u64,
    /// Number of the last event, 0 if there is none.
    pub last_seq: u64,
    /// Hash of the last line.
    pub head: Digest,
    /// Bytes of a last line that was not finished, 0 if it was.
    pub torn_tail: u64,
    /// What is wrong, first line first.
    pub defects: Vec<Defect>,
}

/// Checks the journal at `path`: its lines, numbers and hashes, and, given the `head` that was noted when
/// it was written, whether it was cut or rewritten. Without `head` a file that was cut after a whole
/// line or rewritten from its first line on looks sound, because every hash in it is right.
///
/// # Errors
/// Only if the file cannot be opened; what is wrong inside is in the report.
pub fn verify(path: &Path, head: Option<Digest>) -> Result<Report, JournalError> {
    let mut reader = Reader::open(path)?.against(head);
    let mut defects = Vec::new();
    for item in reader.by_ref() {
        if let Err(defect) = item
            && defects.len() < MOST
        {
            defects.push(defect);
        }
    }
    let lines = reader.lines();
    let torn_tail = match reader.tail() {
        Tail::Whole => 0,
        Tail::NoNewline { bytes } => {
            let message = "the last event lacks its line feed; resuming the room adds it";
            defects.push(Defect::new(lines, DefectKind::TornTail, message));
            bytes
        }
        Tail::Fragment { bytes } => {
            let message =
                format!("the last line was not finished ({bytes} bytes); resuming the room sets it aside");
            defects.push(Defect::new(lines + 1, DefectKind::TornTail, message));
            bytes
        }
    };
    if lines == 0 && defects.is_empty() {
        defects.push(Defect::new(1, DefectKind::Empty, "there is no event in this file"));
    }
    if let Some(noted) = head.filter(|noted| *noted != reader.head()) {
        let message = format!(
            "the last line's hash is {}, not {noted}: the file was cut, continued or rewritten",
            reader.head()
        );
        defects.push(Defect::new(lines.max(1), DefectKind::HeadMismatch, message));
    }
    Ok(Report {
        file: path.display().to_string(),
        ok: defects.is_empty(),
        lines,
        last_seq: reader.next_seq().saturating_sub(1),
        head: reader.head(),
        torn_tail,
        defects,
    })
}
