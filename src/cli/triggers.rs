//! `jday triggers eval`.

use std::path::Path;

use super::exit::{BadInput, Exit};
use super::out;
use crate::model::golden;

/// Evaluates a file of golden cases and prints one JSON object a case.
pub fn eval(file: &Path) -> anyhow::Result<Exit> {
    let bad = |what: String| BadInput(format!("{}: {what}", file.display()));
    let bytes = std::fs::read(file)
        .map_err(|error| bad(format!("{error}; give a file of the format jday-golden-rules/1")))?;
    let text = String::from_utf8(bytes).map_err(|_| bad("not UTF-8 text; give a JSON file".into()))?;
    let lines = golden::eval_text(&text).map_err(|error| bad(error.to_string()))?;
    out::line(lines.trim_end())?;
    Ok(Exit::Done)
}
