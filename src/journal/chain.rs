//! The chain: which number and which hash the next line must carry.

use sha2::{Digest as _, Sha256};

use crate::model::Digest;

/// The hash of one line; `line` without its line feed.
pub fn hash(line: &[u8]) -> Digest {
    Digest(Sha256::digest(line).into())
}

/// Where a journal ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chain {
    /// Number of the next line's event.
    pub next_seq: u64,
    /// Hash of the last line, zeros at the start.
    pub head: Digest,
}

impl Default for Chain {
    fn default() -> Self {
        Self { next_seq: 1, head: Digest::default() }
    }
}

impl Chain {
    /// Takes `line` as the last one, which carried `seq`.
    pub fn take(&mut self, seq: u64, line: &[u8]) {
        self.next_seq = seq.saturating_add(1);
        self.head = hash(line);
    }
}
