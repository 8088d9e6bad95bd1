//! Writing: numbers and hashes are given here and nowhere else.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::chain::Chain;
use super::error::JournalError;
use super::reader::Reader;
use super::repair::{Repair, repair, sync_folder};
use super::{MAX_LINE, RIGHTS};
use crate::model::{Actor, At, Digest, Envelope, Event, event};

/// An event before it has its place in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Wall clock.
    pub at: At,
    /// Which start of the engine.
    pub boot: u32,
    /// Monotonic milliseconds since that start.
    pub mono: u64,
    /// Who caused it.
    pub by: Actor,
    /// What happened.
    pub event: Event,
}

/// Where lines go. Files are the real one; tests have disks that fail.
pub trait Sink: Send {
    /// Writes all of `bytes` at the end.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Cuts everything after `length` bytes.
    fn truncate(&mut self, length: u64) -> io::Result<()>;
    /// Returns once everything written is on the disk.
    fn sync(&mut self) -> io::Result<()>;
    /// Copies everything written so far to `to`, where that can be read although it has no name any more.
    fn rescue(&self, to: &Path) -> io::Result<()> {
        let _ = to;
        Err(io::ErrorKind::Unsupported.into())
    }
    /// Whether it is what `path` names; what has no name is.
    fn is_at(&self, path: &Path) -> bool {
        let _ = path;
        true
    }
}

impl Sink for File {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        Write::write_all(self, bytes)
    }
    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }
    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
    fn rescue(&self, to: &Path) -> io::Result<()> {
        use std::os::fd::AsRawFd as _;
        std::fs::copy(format!("/proc/self/fd/{}", self.as_raw_fd()), to).map(drop)
    }
    fn is_at(&self, path: &Path) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        let named = std::fs::metadata(path).map(|named| (named.dev(), named.ino()));
        match (self.metadata(), named) {
            (Ok(own), Ok(named)) => (own.dev(), own.ino()) == named,
            // Only a name that is surely not there says so; a folder that cannot be read just now does not.
            (_, Err(error)) => error.kind() != io::ErrorKind::NotFound,
            (Err(_), _) => true,
        }
    }
}

/// Keeps nothing.
struct Nowhere;

impl Sink for Nowhere {
    fn write_all(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
    fn truncate(&mut self, _: u64) -> io::Result<()> {
        Ok(())
    }
    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The one author of a journal.
///
/// Each append is one write, so that a crash tears at most the last line. After a failed write the file
/// is cut back to its last whole line; where that fails too, nothing more is written, because a line
/// glued to half a line makes the rest unreadable (R28).
pub struct Writer {
    sink: Box<dyn Sink>,
    file: PathBuf,
    chain: Chain,
    length: u64,
    unsynced: bool,
    broken: bool,
    buffer: Vec<u8>,
}

impl Writer {
    /// Makes a new journal at `path`, its name safe on the disk.
    ///
    /// # Errors
    /// [`JournalError::Exists`] if there is a file already.
    pub fn create(path: &Path) -> Result<Self, JournalError> {
        let made = OpenOptions::new().append(true).create_new(true).mode(RIGHTS).open(path);
        let file = made.map_err(|source| {
            if source.kind() == io::ErrorKind::AlreadyExists {
                JournalError::Exists { file: path.to_owned() }
            } else {
                JournalError::io(path, "create", source)
            }
        })?;
        lock(&file, path)?;
        file.sync_all()
            .and_then(|()| sync_folder(path))
            .map_err(|source| JournalError::io(path, "create", source))?;
        Ok(Self::over(path, Box::new(file)))
    }

    /// Takes up the journal at `path` again: checks all of it, repairs its end, goes on with its chain.
    ///
    /// # Errors
    /// [`JournalError::Defect`] if anything but the end is wrong: what is in doubt is not continued.
    pub fn resume(path: &Path) -> Result<(Self, Repair), JournalError> {
        Self::resume_with(path, drop)
    }

    /// As [`Self::resume`], and gives every event to `each` on the way, so that a state is rebuilt
    /// without reading the journal twice.
    pub fn resume_with(path: &Path, mut each: impl FnMut(Envelope)) -> Result<(Self, Repair), JournalError> {
        let open = |source| JournalError::io(path, "open", source);
        let mut file = OpenOptions::new().read(true).append(true).open(path).map_err(open)?;
        lock(&file, path)?;
        let mut reader = Reader::over(file.try_clone().map_err(open)?);
        for item in reader.by_ref() {
            each(item.map_err(|defect| JournalError::Defect { file: path.to_owned(), defect })?);
        }
        let (done, length) = repair(&mut file, path, reader.tail(), reader.bytes(), reader.next_seq())?;
        let mut writer = Self::over(path, Box::new(file));
        writer.chain = reader.end_of_chain();
        writer.length = length;
        Ok((writer, done))
    }

    /// A journal that is kept nowhere: same numbers and hashes, no file. For drills without `--out`.
    pub fn memory() -> Self {
        Self::over(Path::new("(memory)"), Box::new(Nowhere))
    }

    /// A new journal over any sink; `file` is its name in messages.
    pub fn over(file: &Path, sink: Box<dyn Sink>) -> Self {
        Self {
            sink,
            file: file.to_owned(),
            chain: Chain::default(),
            length: 0,
            unsynced: false,
            broken: false,
            buffer: Vec::new(),
        }
    }

    /// Writes one event. It is not on the disk before [`Self::sync`].
    ///
    /// # Errors
    /// On an error the event has no number and is not in the journal.
    pub fn append(
        &mut self,
        at: At,
        boot: u32,
        mono: u64,
        by: Actor,
        event: Event,
    ) -> Result<Envelope, JournalError> {
        self.buffer.clear();
        let mut chain = self.chain;
        let envelope = self.encode(&mut chain, Draft { at, boot, mono, by, event })?;
        self.flush(chain)?;
        Ok(envelope)
    }

    /// Writes several events with one write: all of them or none.
    pub fn append_batch(
        &mut self,
        drafts: impl IntoIterator<Item = Draft>,
    ) -> Result<Vec<Envelope>, JournalError> {
        self.buffer.clear();
        let mut chain = self.chain;
        let envelopes =
            drafts.into_iter().map(|draft| self.encode(&mut chain, draft)).collect::<Result<_, _>>()?;
        self.flush(chain)?;
        Ok(envelopes)
    }

    /// Returns once everything appended is on the disk.
    ///
    /// # Errors
    /// After a failed sync nobody knows what the disk holds, and a later sync may pretend success; so
    /// the writer writes no more.
    pub fn sync(&mut self) -> Result<(), JournalError> {
        self.check()?;
        if self.unsynced {
            if let Err(source) = self.sink.sync() {
                self.broken = true;
                return Err(JournalError::io(&self.file, "sync", source));
            }
            self.unsynced = false;
        }
        Ok(())
    }

    /// Goes on with the same chain and no file: for an engine whose disk is dead and whose people must
    /// still be able to go back (R20, R28). What follows is kept nowhere but with who is attached.
    pub fn detach(&mut self) {
        self.detach_to(Box::new(Nowhere));
    }

    /// Goes on with the same chain elsewhere, where what follows is mirrored (R28).
    pub fn detach_to(&mut self, sink: Box<dyn Sink>) {
        self.sink = sink;
        self.length = 0;
        self.broken = false;
        self.unsynced = false;
    }

    /// Copies the journal to `to` although its own name is gone.
    ///
    /// # Errors
    /// Where the system does not let it be read any more.
    pub fn rescue(&self, to: &Path) -> Result<(), JournalError> {
        self.sink.rescue(to).map_err(|source| JournalError::io(to, "rescue", source))
    }

    /// Whether the file is still where it was made: one that was deleted or moved away takes lines that
    /// nobody will find.
    ///
    /// # Errors
    /// [`JournalError::Gone`] if it is not.
    pub fn is_there(&self) -> Result<(), JournalError> {
        if self.sink.is_at(&self.file) { Ok(()) } else { Err(JournalError::Gone { file: self.file.clone() }) }
    }

    /// Hash of the last line: note it elsewhere and a later cut or rewrite shows.
    pub fn head(&self) -> Digest {
        self.chain.head
    }

    /// The number the next event will carry.
    pub fn next_seq(&self) -> u64 {
        self.chain.next_seq
    }

    /// The journal's name.
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// Whether anything was appended since the last sync.
    pub fn is_unsynced(&self) -> bool {
        self.unsynced
    }

    fn encode(&mut self, chain: &mut Chain, draft: Draft) -> Result<Envelope, JournalError> {
        let Draft { at, boot, mono, by, event } = draft;
        let (seq, prev) = (chain.next_seq, chain.head);
        let envelope = Envelope { v: event::FORMAT, seq, at, boot, mono, by, event, prev };
        let start = self.buffer.len();
        serde_json::to_writer(&mut self.buffer, &envelope)
            .map_err(|error| JournalError::io(&self.file, "encode an event for", error.into()))?;
        let line = self.buffer.get(start..).unwrap_or_default();
        if line.len() > MAX_LINE {
            return Err(JournalError::TooLong { file: self.file.clone(), bytes: line.len() });
        }
        chain.take(seq, line);
        self.buffer.push(b'\n');
        Ok(envelope)
    }

    fn flush(&mut self, chain: Chain) -> Result<(), JournalError> {
        self.check()?;
        if let Err(source) = self.sink.write_all(&self.buffer) {
            self.broken = self.sink.truncate(self.length).is_err();
            return Err(JournalError::io(&self.file, "write", source));
        }
        self.length += self.buffer.len() as u64;
        self.chain = chain;
        self.unsynced = true;
        Ok(())
    }

    fn check(&self) -> Result<(), JournalError> {
        if self.broken { Err(JournalError::Broken { file: self.file.clone() }) } else { Ok(()) }
    }
}

/// Two writers would break each other's chain. The lock ends with the process, however it ends.
fn lock(file: &File, path: &Path) -> Result<(), JournalError> {
    file.try_lock().map_err(|error| JournalError::io(path, "lock", error.into()))
}
