//! Lines of JSON on a socket. The peer is never trusted: a line has a longest length, and what does not
//! read as one word ends the conversation.

use std::io::{self, BufRead, BufReader, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Longest line that a console may send, in bytes: a plan that replaces the running one fits.
pub const LONGEST_ASK: u64 = 4 * 1024 * 1024;
/// Longest greeting of a console, in bytes: whoever is at the door is nobody yet.
pub const LONGEST_HELLO: u64 = 64 * 1024;
/// Longest line that an engine may send, in bytes: a room of a whole day fits many times.
pub const LONGEST_TELL: u64 = 256 * 1024 * 1024;

/// What ends a conversation.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The peer left.
    #[error("the other end left")]
    Left,
    /// The connection broke, or waited longer than it may.
    #[error("the connection broke: {0}")]
    Broke(#[from] io::Error),
    /// The line is longer than it may be.
    #[error("a line of more than {0} bytes")]
    TooLong(u64),
    /// The line is no word of this protocol.
    #[error("a line that means nothing here: {0}")]
    Meaningless(#[from] serde_json::Error),
    /// An event is missing before the one of this number.
    #[error("something is missing before event {0}")]
    Hole(u64),
}

/// The words that come from the other end, one a line.
pub struct Lines<R> {
    reader: BufReader<R>,
    longest: u64,
    line: Vec<u8>,
}

impl<R: Read> Lines<R> {
    /// Of `reader`, none of them longer than `longest` bytes.
    pub fn new(reader: R, longest: u64) -> Self {
        Self { reader: BufReader::new(reader), longest, line: Vec::new() }
    }

    /// The next word.
    ///
    /// # Errors
    /// The peer left, or what it said cannot be read; nothing after it can be either.
    pub fn read<T: DeserializeOwned>(&mut self) -> Result<T, WireError> {
        self.line.clear();
        let mut limited = (&mut self.reader).take(self.longest);
        limited.read_until(b'\n', &mut self.line)?;
        if self.line.last() != Some(&b'\n') {
            let whole = (self.line.len() as u64) < self.longest;
            return Err(if whole { WireError::Left } else { WireError::TooLong(self.longest) });
        }
        let word = serde_json::from_slice(&self.line)?;
        // The room as it stood is one long line; what comes after it is short.
        self.line.shrink_to(64 * 1024);
        Ok(word)
    }

    /// From now on no word may be longer than `longest` bytes.
    pub fn limit(&mut self, longest: u64) {
        self.longest = longest;
    }

    /// What lies below, to change how long it waits.
    pub fn get_ref(&self) -> &R {
        self.reader.get_ref()
    }
}

/// Writes one word as one line, in one write.
///
/// # Errors
/// The peer left, or does not read.
pub fn write(writer: &mut impl Write, word: &impl Serialize) -> Result<(), WireError> {
    let mut line = serde_json::to_vec(word)?;
    line.push(b'\n');
    Ok(writer.write_all(&line)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<u32>, WireError> {
        Lines::new(bytes, 16).read()
    }

    #[test]
    fn what_was_written_is_read() {
        let mut wire = Vec::new();
        write(&mut wire, &[1, 2]).unwrap();
        write(&mut wire, &[3]).unwrap();
        let mut lines = Lines::new(wire.as_slice(), 16);
        assert_eq!(lines.read::<Vec<u32>>().unwrap(), [1, 2]);
        assert_eq!(lines.read::<Vec<u32>>().unwrap(), [3]);
        assert!(matches!(lines.read::<Vec<u32>>(), Err(WireError::Left)));
    }

    #[test]
    fn a_peer_that_says_nonsense_is_not_listened_to() {
        assert!(matches!(read(b"[1,2"), Err(WireError::Left)), "torn in the middle");
        assert!(matches!(read(b"\xff\xfe\n"), Err(WireError::Meaningless(_))));
        assert!(matches!(read(b"{\"a\":1}\n"), Err(WireError::Meaningless(_))));
        assert!(matches!(read(&[b'1'; 100]), Err(WireError::TooLong(16))), "it never ends");
    }
}
