//! Recorded telemetry in jday's own compact form: one line a second, made by `fixtures/recordings/import.py`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde::Deserialize;

use super::types::Whose;
use crate::model::alerts::Heard;
use crate::model::metrics::Reading;
use crate::plan::types::Id;
use crate::text::Clean;

/// The recordings that are part of the program: name and text.
const EMBEDDED: [(&str, &str); 7] = [
    ("blind", include_str!("../../fixtures/recordings/blind.jsonl")),
    ("clean-switch", include_str!("../../fixtures/recordings/clean-switch.jsonl")),
    ("database-critical", include_str!("../../fixtures/recordings/database-critical.jsonl")),
    ("errors-rollback", include_str!("../../fixtures/recordings/errors-rollback.jsonl")),
    ("health-flap", include_str!("../../fixtures/recordings/health-flap.jsonl")),
    ("shared-dependency", include_str!("../../fixtures/recordings/shared-dependency.jsonl")),
    ("slow-burn", include_str!("../../fixtures/recordings/slow-burn.jsonl")),
];

/// Names of the embedded recordings.
pub fn names() -> impl Iterator<Item = &'static str> {
    EMBEDDED.iter().map(|(name, _)| *name)
}

/// The embedded recording `name`, parsed when it is first asked for; a drill of one scenario must not
/// wait for the others.
pub fn embedded(name: &str) -> Option<Arc<Recording>> {
    static PARSED: Mutex<BTreeMap<&str, Arc<Recording>>> = Mutex::new(BTreeMap::new());
    let (name, text) = EMBEDDED.iter().find(|(known, _)| *known == name)?;
    let mut parsed = PARSED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(recording) = parsed.get(name) {
        return Some(Arc::clone(recording));
    }
    // The files are part of the program and a test reads each of them.
    let recording = Arc::new(Recording::read(text).ok()?);
    parsed.insert(name, Arc::clone(&recording));
    Some(recording)
}

/// One recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// Its name.
    pub name: Clean,
    /// What happens in it.
    pub story: Clean,
    /// Names of the values of each side, in the order of the rows.
    pub side: Vec<Id>,
    /// Names of the shared values, in the order of the rows.
    pub shared: Vec<Id>,
    /// One row a second, from second 0, without a gap.
    pub rows: Vec<Row>,
    /// What other systems said, with milliseconds since the beginning.
    pub alerts: Vec<(u64, Heard)>,
}

/// One second.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Blue's values.
    pub blue: Vec<Reading>,
    /// Green's values.
    pub green: Vec<Reading>,
    /// Shared values.
    pub shared: Vec<Reading>,
    /// How long the metrics backend took to answer, in milliseconds; none if it did not.
    pub answered_ms: Option<u32>,
}

impl Row {
    /// The values of `whose`.
    pub fn of(&self, whose: Whose) -> &[Reading] {
        match whose {
            Whose::Blue => &self.blue,
            Whose::Green => &self.green,
            Whose::Shared => &self.shared,
        }
    }
}

/// Why a recording could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordingError {
    /// The first line is not a header.
    #[error("line 1 is not a recording's header: {0}")]
    Header(String),
    /// A line is neither a second nor an alert.
    #[error("line {line}: {why}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    name: Clean,
    story: Clean,
    /// Kept for the reader of the file: when and on what it was recorded.
    #[serde(rename = "start")]
    _start: Clean,
    #[serde(rename = "facts")]
    _facts: Vec<Clean>,
    seconds: usize,
    columns: Columns,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Columns {
    side: Vec<Id>,
    shared: Vec<Id>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    t: u64,
    #[serde(default)]
    blue: Vec<Reading>,
    #[serde(default)]
    green: Vec<Reading>,
    #[serde(default)]
    shared: Vec<Reading>,
    #[serde(default)]
    answered_ms: Option<u32>,
    #[serde(default)]
    alert: Option<Heard>,
}

impl Recording {
    /// Reads a recording's text.
    pub fn read(text: &str) -> Result<Self, RecordingError> {
        let mut lines = text.lines().enumerate();
        let first = lines.next().map_or("", |(_, line)| line);
        let header: Header =
            serde_json::from_str(first).map_err(|error| RecordingError::Header(error.to_string()))?;
        let mut rows = Vec::with_capacity(header.seconds);
        let mut alerts = Vec::new();
        for (index, text) in lines.filter(|(_, text)| !text.is_empty()) {
            let refuse = |why: String| RecordingError::Line { line: index + 1, why };
            let line: Line = serde_json::from_str(text).map_err(|error| refuse(error.to_string()))?;
            if let Some(heard) = line.alert {
                alerts.push((line.t, heard));
                continue;
            }
            if line.t != rows.len() as u64 * 1_000 {
                return Err(refuse(format!("second {} expected, {} ms read", rows.len(), line.t)));
            }
            let wide = [line.blue.len(), line.green.len()] == [header.columns.side.len(); 2];
            if !wide || line.shared.len() != header.columns.shared.len() {
                return Err(refuse("as many values as the header has columns expected".into()));
            }
            let Line { blue, green, shared, answered_ms, .. } = line;
            rows.push(Row { blue, green, shared, answered_ms });
        }
        let Header { name, story, columns: Columns { side, shared }, .. } = header;
        Ok(Self { name, story, side, shared, rows, alerts })
    }

    /// Its length in milliseconds.
    pub fn length_ms(&self) -> u64 {
        self.rows.len() as u64 * 1_000
    }

    /// The names of the values of `whose`.
    pub fn columns(&self, whose: Whose) -> &[Id] {
        match whose {
            Whose::Blue | Whose::Green => &self.side,
            Whose::Shared => &self.shared,
        }
    }

    /// The row in force `ms` after the beginning.
    pub fn row(&self, ms: u64) -> Option<&Row> {
        self.rows.get(usize::try_from(ms / 1_000).ok()?)
    }
}
