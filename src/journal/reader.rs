//! Reading: event after event, each checked against the chain.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use serde::Deserialize;

use super::MAX_LINE;
use super::chain::{Chain, hash};
use super::defect::{Defect, DefectKind};
use super::error::JournalError;
use super::lines::{Line, Lines};
use crate::model::{Digest, Envelope, Event, event};

/// How a journal ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tail {
    /// With a whole line.
    #[default]
    Whole,
    /// With a whole event that lacks only its line feed; it was read, and counts.
    NoNewline {
        /// Bytes of that line.
        bytes: u64,
    },
    /// With the beginning of a line, which was left out.
    Fragment {
        /// Bytes of that beginning.
        bytes: u64,
    },
}

/// Gives the events of a journal in order, or what is wrong with a line.
///
/// It goes on after a bad line, so that a check can name several; whoever wants only a sound journal
/// stops at the first error. A line that was not finished is no error here: see [`Self::tail`].
pub struct Reader<R> {
    lines: Lines<R>,
    chain: Chain,
    noted: Option<Digest>,
    number: u64,
    good: u64,
    tail: Tail,
    /// Whether the line before was bad already: what follows from that is not told again.
    doubted: bool,
    done: bool,
}

/// A place in a journal from which reading can go on, with all that was known there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    chain: Chain,
    number: u64,
    bytes: u64,
}

impl Place {
    /// The last line that was read.
    pub fn line(self) -> u64 {
        self.number
    }
}

impl Reader<BufReader<File>> {
    /// Opens the journal at `path` where an earlier reader of the same file stood. What follows is
    /// checked against what that one knew: a file that was changed meanwhile is found out.
    pub fn open_at(path: &Path, place: Place) -> Result<Self, JournalError> {
        let failed = |source| JournalError::io(path, "open", source);
        let mut file = File::open(path).map_err(failed)?;
        file.seek(SeekFrom::Start(place.bytes)).map_err(failed)?;
        let Place { chain, number, bytes } = place;
        Ok(Self { chain, number, good: bytes, ..Self::over(file) })
    }

    /// Opens the journal at `path`.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let failed = |source| JournalError::io(path, "open", source);
        let file = File::open(path).map_err(failed)?;
        // A folder opens like a file and fails only when it is read, as if the disk were broken.
        if file.metadata().map_err(failed)?.is_dir() {
            return Err(failed(std::io::ErrorKind::IsADirectory.into()));
        }
        Ok(Self::over(file))
    }

    pub(super) fn over(file: File) -> Self {
        Self::new(BufReader::with_capacity(256 * 1024, file))
    }
}

impl<R: BufRead> Reader<R> {
    /// Reads a journal from `source`, such as the bytes of a file.
    pub fn new(source: R) -> Self {
        Self {
            lines: Lines::new(source),
            chain: Chain::default(),
            noted: None,
            number: 0,
            good: 0,
            tail: Tail::Whole,
            doubted: false,
            done: false,
        }
    }

    /// Tells the reader the hash of the last line as it was noted elsewhere; see [`super::verify`].
    #[must_use]
    pub fn against(mut self, head: Option<Digest>) -> Self {
        self.noted = head;
        self
    }

    /// How the journal ends; known once the iterator is through.
    pub fn tail(&self) -> Tail {
        self.tail
    }

    /// Hash of the last line read.
    pub fn head(&self) -> Digest {
        self.chain.head
    }

    /// Number that the next event would carry.
    pub fn next_seq(&self) -> u64 {
        self.chain.next_seq
    }

    /// Lines read so far; a fragment at the end is not counted.
    pub fn lines(&self) -> u64 {
        self.number
    }

    /// Where it stands: behind the last line that was read.
    pub fn place(&self) -> Place {
        Place { chain: self.chain, number: self.number, bytes: self.good }
    }

    /// Bytes of the lines read so far, with their line feeds.
    pub fn bytes(&self) -> u64 {
        self.good
    }

    pub(super) fn end_of_chain(&self) -> Chain {
        self.chain
    }

    fn step(&mut self) -> Option<Result<Envelope, Defect>> {
        match self.lines.advance() {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => {
                self.done = true;
                let message = format!("cannot be read: {error}; check the disk");
                return Some(Err(Defect::new(self.number + 1, DefectKind::Unreadable, message)));
            }
        }
        let line = self.lines.line();
        let parsed = parse(line, self.number + 1);
        if !line.ended {
            self.done = true;
            if self.number == 0 && !begins_like_a_journal(&line.bytes) {
                // Somebody's other file; resuming must not cut it.
                return Some(parsed);
            }
            // Only a whole object is sure to have been the whole line.
            if line.too_long || !is_whole_object(&line.bytes) {
                self.tail = Tail::Fragment { bytes: line.length };
                return None;
            }
            self.tail = Tail::NoNewline { bytes: line.length };
        }
        self.number += 1;
        self.good += line.length;
        // An unparsable line gives no number: the count goes on from the line before (R28). One that is
        // out of place gives its own, or every later line would be told as well.
        let seq = parsed.as_ref().map_or(self.chain.next_seq, |envelope| envelope.seq);
        let found = parsed.and_then(|envelope| match self.misplaced(&envelope) {
            Some(defect) => Err(defect),
            None => Ok(envelope),
        });
        self.chain.take(seq, &self.lines.line().bytes);
        self.doubted = found.is_err();
        Some(found)
    }

    /// What is wrong with the place of `envelope`, which stands on the current line.
    fn misplaced(&mut self, envelope: &Envelope) -> Option<Defect> {
        let (line, expected) = (self.number, self.chain.next_seq);
        let defect = |kind, message: String| Some(Defect::new(line, kind, message));
        let seq = envelope.seq;
        if self.doubted {
            return None;
        }
        if seq < expected {
            let message = format!(
                "event {seq} comes again or too late, {expected} was expected: a line was doubled or moved"
            );
            return defect(DefectKind::Duplicate, message);
        }
        if seq > expected {
            let message = format!("event {seq} where {expected} was expected: lines were removed or moved");
            return defect(DefectKind::SequenceGap, message);
        }
        if line == 1 && !matches!(envelope.event, Event::Opened(_)) {
            let message = "the first event does not open a room: the beginning of this journal is missing";
            return defect(DefectKind::NotOpened, message.into());
        }
        if envelope.prev == self.chain.head {
            return None;
        }
        Some(self.broken_chain(envelope.prev))
    }

    /// The current line does not follow from the line before: one of the two was changed. The line after
    /// tells which, for it was written when both were sound; a noted head tells it for the last line.
    fn broken_chain(&mut self, found: Digest) -> Defect {
        let line = self.number;
        let bytes = &self.lines.line().bytes;
        let sound = hash(bytes);
        let mended = hash(&with_link(bytes, found, self.chain.head));
        let vouched = match self.lines.peek() {
            Ok(Some(next)) => serde_json::from_slice::<Link>(&next.bytes).ok().map(|link| link.prev),
            _ => self.noted,
        };
        if line == 1 || vouched == Some(mended) {
            let message = "its `prev` is not the hash of the line before: this line was changed";
            return Defect::new(line, DefectKind::BrokenChain, message);
        }
        let message = if vouched == Some(sound) {
            format!("its hash is not the one noted in line {line}: this line was changed")
        } else {
            // Where both may be, the first of them is the last one to trust.
            format!("its hash is not the one noted in line {line}: this line or line {line} was changed")
        };
        Defect::new(line - 1, DefectKind::BrokenChain, message)
    }
}

/// `line` as it would be, had it noted `right` as the hash of the line before.
fn with_link(line: &[u8], found: Digest, right: Digest) -> Vec<u8> {
    let text = String::from_utf8_lossy(line);
    text.replacen(&format!("\"prev\":\"{found}\""), &format!("\"prev\":\"{right}\""), 1).into_bytes()
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Envelope, Defect>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let item = self.step();
        self.done |= item.is_none();
        item
    }
}

/// What every format has.
#[derive(Deserialize)]
struct Version {
    v: u64,
}

#[derive(Deserialize)]
struct Link {
    prev: Digest,
}

fn is_whole_object(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Version>(bytes).is_ok()
}

fn begins_like_a_journal(bytes: &[u8]) -> bool {
    const BEGINNING: &[u8] = br#"{"v":"#;
    bytes.iter().zip(BEGINNING).all(|(found, expected)| found == expected)
}

fn parse(line: &Line, number: u64) -> Result<Envelope, Defect> {
    let bad = |message: String| Defect::new(number, DefectKind::BadJson, message);
    if line.too_long {
        return Err(bad(format!("is longer than {MAX_LINE} bytes, so it is no line of a journal")));
    }
    let damaged = |reason: String| {
        bad(if number == 1 {
            format!("this is not a journal of jday: {reason}")
        } else {
            format!("is damaged: {reason}")
        })
    };
    let text = match std::str::from_utf8(&line.bytes) {
        Ok("") => return Err(damaged("the line is empty".into())),
        Ok(text) => text,
        Err(at) => return Err(damaged(format!("byte {} is not UTF-8", at.valid_up_to() + 1))),
    };
    match serde_json::from_str::<Envelope>(text) {
        Ok(envelope) if envelope.v == event::FORMAT => Ok(envelope),
        Ok(envelope) => Err(foreign_version(number, envelope.v.into())),
        Err(error) => Err(match serde_json::from_str::<Version>(text) {
            Ok(Version { v }) if v != u64::from(event::FORMAT) => foreign_version(number, v),
            Ok(_) => bad(not_an_event(&error)),
            Err(_) => damaged(said(&error)),
        }),
    }
}

fn foreign_version(number: u64, found: u64) -> Defect {
    let message = format!(
        "is written in format {found} and this jday reads format {}: use the jday that wrote it",
        event::FORMAT
    );
    Defect::new(number, DefectKind::UnknownVersion, message)
}

fn not_an_event(error: &serde_json::Error) -> String {
    let said = said(error);
    if said.starts_with("unknown variant") || said.starts_with("unknown field") {
        format!(
            "holds something this jday does not know; use the jday that wrote it, or a newer one ({said})"
        )
    } else {
        format!("is not an event as this jday writes it: {said}")
    }
}

/// serde's words without its line, which is always the first: the defect names the journal's.
fn said(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", " at column ")
}

/// The last whole line of the journal at `path` as it stands there, checked against nothing: good for a
/// guess at where a journal ends before it is read. None where that line is long or no event.
pub fn last_line(path: &Path) -> Option<Envelope> {
    /// Bytes looked at; an event that is longer is no pulse of a room.
    const TAIL: u64 = 64 * 1024;
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL))).ok()?;
    let mut bytes = Vec::new();
    file.take(TAIL).read_to_end(&mut bytes).ok()?;
    bytes.rsplit(|byte| *byte == b'\n').find_map(|line| serde_json::from_slice(line).ok())
}
