//! The journal's promises: nothing is lost, nothing is glued, every change is named.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "in a test a panic is the report"
)]

mod corpus;
mod disk;
mod format;
mod kinds;
mod kit;
mod laws;
mod tamper;
mod tear;

use std::path::{Path, PathBuf};

use jday::journal::{Reader, Writer};
use jday::model::{Envelope, Event};

/// A folder and a journal with a story of `notes` notes in it.
fn story(notes: usize) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("room.jsonl");
    let mut writer = Writer::create(&path).unwrap();
    writer.append_batch([kit::engine(0, kit::opened())]).unwrap();
    for n in 1..=notes {
        writer.append_batch([kit::engine(n as u64, kit::note(&format!("note {n}")))]).unwrap();
    }
    writer.sync().unwrap();
    (folder, path)
}

fn read(path: &Path) -> Vec<Envelope> {
    Reader::open(path).unwrap().collect::<Result<_, _>>().unwrap()
}

fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn what_was_appended_is_read_in_order_with_numbers_from_one() {
    let (_folder, path) = story(5);
    let events = read(&path);
    let seqs: Vec<u64> = events.iter().map(|envelope| envelope.seq).collect();
    assert_eq!(seqs, [1, 2, 3, 4, 5, 6]);
    assert!(matches!(events[0].event, Event::Opened(_)));
    assert_eq!(events[5].event, kit::note("note 5"));
}

#[test]
fn each_line_holds_the_hash_of_the_one_before() {
    let (_folder, path) = story(3);
    let lines = lines(&path);
    let events = read(&path);
    assert_eq!(events[0].prev.to_string(), "0".repeat(64));
    for n in 1..events.len() {
        assert_eq!(events[n].prev, jday::journal::hash(lines[n - 1].as_bytes()), "line {}", n + 1);
    }
}

#[test]
fn a_journal_in_memory_has_the_same_numbers_and_hashes_as_one_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let mut disk = Writer::create(&folder.path().join("j")).unwrap();
    let mut memory = Writer::memory();
    kit::live(&mut disk, 20);
    kit::live(&mut memory, 20);
    memory.sync().unwrap();
    assert_eq!((disk.head(), disk.next_seq()), (memory.head(), memory.next_seq()));
    assert_eq!(disk.next_seq(), 42);
}

#[test]
fn a_batch_is_the_same_as_its_events_one_by_one() {
    let mut one = Writer::memory();
    let mut batch = Writer::memory();
    let drafts =
        [kit::engine(0, kit::opened()), kit::engine(1, kit::note("a")), kit::engine(2, kit::note("b"))];
    let written = batch.append_batch(drafts.clone()).unwrap();
    let singly: Vec<Envelope> = drafts
        .into_iter()
        .map(|draft| one.append(draft.at, draft.boot, draft.mono, draft.by, draft.event).unwrap())
        .collect();
    assert_eq!(written, singly);
    assert_eq!(one.head(), batch.head());
}

#[test]
fn decisions_and_outcomes_wait_for_the_disk_and_observations_do_not() {
    use jday::journal::needs_sync;
    use jday::model::{Effect, Outcome};
    assert!(needs_sync(&kit::note("why")));
    assert!(needs_sync(&Event::Intended(Effect::Pipeline { run: 3, step: 0, workflow: None })));
    assert!(needs_sync(&Event::Settled { intent: 9, outcome: Outcome::Unknown { why: "timeout".into() } }));
    assert!(!needs_sync(&Event::Ticked));
    assert!(!needs_sync(&kit::sampled(1)));
}

#[test]
fn resuming_continues_the_chain() {
    let (_folder, path) = story(4);
    let (mut writer, repair) = Writer::resume(&path).unwrap();
    assert_eq!(repair, jday::journal::Repair::None);
    assert_eq!(writer.next_seq(), 6);
    writer.append_batch([kit::engine(9, kit::note("after"))]).unwrap();
    assert_eq!(read(&path).len(), 6);
    let report = jday::journal::verify(&path, Some(writer.head())).unwrap();
    assert!(report.ok, "{report:?}");
}

#[test]
fn resuming_gives_every_event_on_the_way() {
    let (_folder, path) = story(4);
    let mut seen = Vec::new();
    let _writer = Writer::resume_with(&path, |envelope| seen.push(envelope.seq)).unwrap();
    assert_eq!(seen, [1, 2, 3, 4, 5]);
}

#[test]
fn a_journal_has_one_writer_and_is_never_overwritten() {
    let (_folder, path) = story(1);
    let (_writer, _) = Writer::resume(&path).unwrap();
    let second = Writer::resume(&path).err().unwrap().to_string();
    assert!(second.contains("another jday writes this journal"), "{second}");
    let again = Writer::create(&path).err().unwrap().to_string();
    assert!(again.contains("exists already"), "{again}");
    assert!(again.contains("room.jsonl"), "{again}");
}
