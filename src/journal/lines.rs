//! Lines of a file, one in memory at a time, with a look at the next one.

use std::io::{self, BufRead, Read};

use super::MAX_LINE;

/// One line and how it ended.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Its bytes without the line feed.
    pub bytes: Vec<u8>,
    /// Whether a line feed ended it; without one, the file ended.
    pub ended: bool,
    /// Whether it is longer than [`MAX_LINE`]; `bytes` then holds only its beginning.
    pub too_long: bool,
    /// Its length in the file, line feed included.
    pub length: u64,
}

/// Reads line after line into one buffer.
pub(super) struct Lines<R> {
    source: R,
    line: Line,
    next: Line,
    /// Whether `next` was already read.
    peeked: bool,
}

impl<R: BufRead> Lines<R> {
    pub fn new(source: R) -> Self {
        Self { source, line: Line::default(), next: Line::default(), peeked: false }
    }

    /// Goes on to the next line; false at the end of the file.
    pub fn advance(&mut self) -> io::Result<bool> {
        if std::mem::take(&mut self.peeked) {
            std::mem::swap(&mut self.line, &mut self.next);
        } else {
            fill(&mut self.source, &mut self.line)?;
        }
        Ok(self.line.length > 0)
    }

    /// The line that [`Self::advance`] went to.
    pub fn line(&self) -> &Line {
        &self.line
    }

    /// The line after it, if there is one.
    pub fn peek(&mut self) -> io::Result<Option<&Line>> {
        if !self.peeked {
            fill(&mut self.source, &mut self.next)?;
            self.peeked = true;
        }
        Ok((self.next.length > 0).then_some(&self.next))
    }
}

fn fill(source: &mut impl BufRead, line: &mut Line) -> io::Result<()> {
    line.bytes.clear();
    let most = MAX_LINE as u64 + 1;
    let mut length = source.by_ref().take(most).read_until(b'\n', &mut line.bytes)? as u64;
    line.ended = line.bytes.pop_if(|last| *last == b'\n').is_some();
    line.too_long = !line.ended && length == most;
    if line.too_long {
        let (skipped, ended) = skip_line(source)?;
        length += skipped;
        line.ended = ended;
    }
    line.length = length;
    Ok(())
}

/// Skips the rest of a line: how many bytes, and whether a line feed ended it.
fn skip_line(source: &mut impl BufRead) -> io::Result<(u64, bool)> {
    let mut skipped = 0;
    loop {
        let seen = source.fill_buf()?;
        if seen.is_empty() {
            return Ok((skipped, false));
        }
        let (used, ended) = match seen.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (seen.len(), false),
        };
        source.consume(used);
        skipped += used as u64;
        if ended {
            return Ok((skipped, true));
        }
    }
}
