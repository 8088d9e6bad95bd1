//! `jday journal verify`.

use std::path::Path;

use anyhow::Context;

use super::exit::{BadInput, Exit};
use super::out;
use crate::journal::{self, Report};
use crate::model::Digest;

/// Checks a journal; what is wrong with it ends with [`Exit::Failed`].
pub fn verify(file: &Path, json: bool, head: Option<&str>) -> anyhow::Result<Exit> {
    let head = head.map(read_head).transpose()?;
    let report = journal::verify(file, head).map_err(|error| BadInput(error.to_string()))?;
    let text = if json { serde_json::to_string(&report).context("the report")? } else { text_of(&report) };
    out::line(&text)?;
    Ok(if report.ok { Exit::Done } else { Exit::Failed })
}

fn read_head(raw: &str) -> Result<Digest, BadInput> {
    serde_json::from_value(raw.into()).map_err(|_| {
        BadInput(format!("--head {raw}: expected the 64 hexadecimal digits printed at close-out"))
    })
}

fn text_of(report: &Report) -> String {
    let mut lines = vec![format!(
        "{}: {}, {} lines, last event {}, head {}",
        report.file,
        if report.ok { "sound" } else { "NOT SOUND" },
        report.lines,
        report.last_seq,
        report.head
    )];
    lines.extend(report.defects.iter().map(ToString::to_string));
    lines.join("\n")
}
