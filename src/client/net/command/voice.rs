//! What of a program's output is said: its lines, without secrets, as far as its quota goes.

use std::sync::Arc;
use std::time::Instant;

use super::super::secret::Redactor;
use super::Stream;
use super::lines::{Line, Lines};
use super::quota::Quota;

/// Most characters of one line that are said.
const MOST_CHARS: usize = 1_000;

/// What a program says.
pub struct Voice<S> {
    redactor: Arc<Redactor>,
    say: S,
    quota: Quota,
    out: Lines,
    err: Lines,
    last: Last,
}

/// The last lines, without secrets.
#[derive(Debug, Clone, Default)]
pub struct Last {
    /// Of all.
    pub any: String,
    /// Of standard output.
    pub out: String,
    /// Of the errors.
    pub err: String,
}

impl Last {
    /// What it says of itself when all went well: standard output is its result, errors are told on the way. The
    /// two come through two pipes, so that the last to arrive need not be the last that was written.
    pub fn proof(&self) -> &str {
        if self.out.is_empty() { &self.any } else { &self.out }
    }

    /// Why it failed, as far as it says.
    pub fn why(&self) -> &str {
        if self.err.is_empty() { &self.any } else { &self.err }
    }
}

impl<S: FnMut(String)> Voice<S> {
    /// One that is said by `say`.
    pub fn new(redactor: Arc<Redactor>, say: S) -> Self {
        // Four bytes a character, and a secret that begins in a line is in it to its end, or it would not be
        // known for one.
        let most = MOST_CHARS * 4 + redactor.longest();
        let (out, err) = (Lines::new(most), Lines::new(most));
        Self { redactor, say, quota: Quota::default(), out, err, last: Last::default() }
    }

    /// Takes what was written.
    pub fn heard(&mut self, stream: Stream, bytes: &[u8]) {
        let mut ended = Vec::new();
        match stream {
            Stream::Out => self.out.push(bytes, |line| ended.push(line)),
            Stream::Err => self.err.push(bytes, |line| ended.push(line)),
        }
        for line in ended {
            self.line(stream, &line);
        }
    }

    /// Says what is left, and answers the last lines.
    pub fn end(mut self) -> Last {
        for (stream, rest) in [(Stream::Out, self.out.rest()), (Stream::Err, self.err.rest())] {
            if let Some(line) = rest {
                self.line(stream, &line);
            }
        }
        let hidden = self.quota.hidden();
        self.tell_hidden(hidden);
        self.last
    }

    fn line(&mut self, stream: Stream, line: &Line) {
        let (Line::Whole(raw) | Line::Passing(raw)) = line;
        let text = self.redactor.redact(&String::from_utf8_lossy(raw));
        let text: String = text.chars().take(MOST_CHARS).collect();
        if text.trim().is_empty() {
            return;
        }
        let allowed = match line {
            Line::Whole(_) => self.quota.line(Instant::now(), text.len()),
            Line::Passing(_) => self.quota.progress(Instant::now(), text.len()),
        };
        self.last.any.clone_from(&text);
        match stream {
            Stream::Out => self.last.out.clone_from(&text),
            Stream::Err => self.last.err.clone_from(&text),
        }
        if let Some(hidden) = allowed {
            self.tell_hidden(hidden);
            (self.say)(text);
        }
    }

    fn tell_hidden(&mut self, hidden: usize) {
        if hidden > 0 {
            (self.say)(format!("… {hidden} lines are not shown"));
        }
    }
}
