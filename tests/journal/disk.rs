//! Disks that fill up and fail.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use jday::journal::{JournalError, Reader, Sink, Writer};

use super::kit;

#[derive(Default)]
struct Disk {
    bytes: Vec<u8>,
    /// Bytes it still takes before it is full.
    room: usize,
    truncates: bool,
    syncs: bool,
}

/// A disk that takes what fits, also half a line, as real ones do.
#[derive(Clone)]
struct Failing(Arc<Mutex<Disk>>);

impl Failing {
    fn new(room: usize) -> Self {
        Self(Arc::new(Mutex::new(Disk { bytes: Vec::new(), room, truncates: true, syncs: true })))
    }
    fn with(&self, change: impl FnOnce(&mut Disk)) {
        change(&mut self.0.lock().unwrap());
    }
    fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().bytes.clone()
    }
    fn writer(&self) -> Writer {
        Writer::over(Path::new("room.jsonl"), Box::new(self.clone()))
    }
}

impl Sink for Failing {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut disk = self.0.lock().unwrap();
        let taken = bytes.len().min(disk.room);
        disk.bytes.extend(&bytes[..taken]);
        disk.room -= taken;
        if taken < bytes.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
    fn truncate(&mut self, length: u64) -> io::Result<()> {
        let mut disk = self.0.lock().unwrap();
        if !disk.truncates {
            return Err(io::Error::other("EIO"));
        }
        let freed = disk.bytes.len() - length as usize;
        disk.bytes.truncate(length as usize);
        disk.room += freed;
        Ok(())
    }
    fn sync(&mut self) -> io::Result<()> {
        if self.0.lock().unwrap().syncs { Ok(()) } else { Err(io::Error::other("EIO")) }
    }
}

fn note(writer: &mut Writer, text: &str) -> Result<u64, JournalError> {
    writer.append_batch([kit::engine(1, kit::note(text))]).map(|written| written[0].seq)
}

#[test]
fn a_full_disk_keeps_every_whole_line_and_goes_on_once_there_is_room() {
    let mut measure = Writer::memory();
    measure.append_batch([kit::engine(0, kit::opened())]).unwrap();
    for extra in 0..300 {
        let disk = Failing::new(2000 + extra);
        let mut writer = disk.writer();
        writer.append_batch([kit::engine(0, kit::opened())]).unwrap();
        let mut wrote = 1;
        let error = loop {
            match note(&mut writer, "one more") {
                Ok(seq) => wrote = seq,
                Err(error) => break error,
            }
        };
        assert!(matches!(error, JournalError::Full { .. }), "{error}");
        assert!(error.to_string().contains("room.jsonl: no space left"), "{error}");
        assert_eq!(writer.next_seq(), wrote + 1, "a refused event has no number");
        disk.with(|disk| disk.room += 10_000);
        assert_eq!(note(&mut writer, "there is room again").unwrap(), wrote + 1);
        let bytes = disk.bytes();
        let events: Vec<_> = Reader::new(bytes.as_slice()).collect::<Result<_, _>>().unwrap();
        assert_eq!(events.len() as u64, wrote + 1);
    }
}

#[test]
fn where_half_a_line_cannot_be_taken_back_nothing_is_glued_to_it() {
    let disk = Failing::new(100_000);
    let mut writer = disk.writer();
    writer.append_batch([kit::engine(0, kit::opened())]).unwrap();
    disk.with(|disk| (disk.room, disk.truncates) = (20, false));
    assert!(matches!(note(&mut writer, "half"), Err(JournalError::Full { .. })));
    disk.with(|disk| disk.room = 100_000);
    let before = disk.bytes();
    let error = note(&mut writer, "glued").err().unwrap();
    assert!(matches!(error, JournalError::Broken { .. }), "{error}");
    assert!(matches!(writer.sync(), Err(JournalError::Broken { .. })));
    assert_eq!(disk.bytes(), before);
}

#[test]
fn after_a_failed_sync_nothing_more_is_promised() {
    let disk = Failing::new(100_000);
    let mut writer = disk.writer();
    writer.append_batch([kit::engine(0, kit::opened())]).unwrap();
    assert!(writer.is_unsynced());
    disk.with(|disk| disk.syncs = false);
    assert!(matches!(writer.sync(), Err(JournalError::Io { .. })));
    disk.with(|disk| disk.syncs = true);
    assert!(matches!(writer.sync(), Err(JournalError::Broken { .. })));
    assert!(matches!(note(&mut writer, "more"), Err(JournalError::Broken { .. })));
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_without_space_is_told_apart_from_a_broken_one() {
    let full = std::fs::OpenOptions::new().append(true).open("/dev/full").unwrap();
    let mut writer = Writer::over(Path::new("/dev/full"), Box::new(full));
    let error = writer.append_batch([kit::engine(0, kit::opened())]).err().unwrap();
    assert!(matches!(error, JournalError::Full { .. }), "{error}");
    assert_eq!(writer.next_seq(), 1);
}
