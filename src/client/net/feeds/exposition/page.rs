//! One page: its samples, and the lines that could not be read.

use super::line::{self, Format, Sample, Wrong};
use crate::client::Trouble;
use crate::client::net::http::Page as Answer;

/// What a page held.
#[derive(Debug)]
pub(super) struct Page<'a> {
    /// Samples of wanted families.
    pub samples: Vec<Sample<'a>>,
    /// Lines that could not be read, by their number from 1.
    pub wrong: Vec<(usize, Wrong)>,
}

impl<'a> Page<'a> {
    /// Reads an answer; only families that are `wanted` are kept. A line that cannot be read costs no other.
    ///
    /// # Errors
    /// It is no page of metrics, or was cut off.
    pub fn read(answer: &'a Answer, wanted: impl Fn(&str) -> bool) -> Result<Self, Trouble> {
        let format = format(answer.ok()?)?;
        let (mut page, mut good, mut ended) =
            (Self { samples: Vec::new(), wrong: Vec::new() }, 0_usize, false);
        for (n, raw) in answer.body.split(|byte| *byte == b'\n').enumerate() {
            let read = match std::str::from_utf8(raw) {
                Ok(text) => {
                    ended |= text.trim_end() == "# EOF";
                    line::read(text, format, &wanted)
                }
                Err(_) => Err(Wrong { name: None, why: "it is no UTF-8" }),
            };
            match read {
                Ok(Some(sample)) => {
                    good += 1;
                    page.samples.push(sample);
                }
                Ok(None) => good += usize::from(!raw.is_empty()),
                Err(wrong) => page.wrong.push((n + 1, wrong)),
            }
        }
        if let (0, Some((n, wrong))) = (good, page.wrong.first()) {
            let why = wrong.why;
            return Err(Trouble::lasting(format!(
                "no line of it is a metric; line {n}: {why}. {}",
                answer.told()
            )));
        }
        if format == Format::OpenMetrics && !ended {
            return Err(Trouble::passing("the page has no # EOF: it was cut off"));
        }
        Ok(page)
    }
}

/// The format that the page says it has; one that says nothing is in Prometheus' own.
fn format(answer: &Answer) -> Result<Format, Trouble> {
    let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or("");
    match kind.split(';').next().unwrap_or("").trim() {
        "application/openmetrics-text" => Ok(Format::OpenMetrics),
        "text/plain" | "" => Ok(Format::Text),
        other => Err(Trouble::lasting(format!(
            "the page is {other}, not metrics: is there a proxy or a login page? {}",
            answer.told()
        ))),
    }
}
