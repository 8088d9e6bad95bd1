//! The format is a promise: a journal of each past version is kept for ever and still reads.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jday::journal::{Draft, Reader, Writer, verify};
use jday::model::{Envelope, event};

use super::{kinds, kit};

/// Names of all kinds of event, from the enum itself: an event that no test writes is found.
fn kinds_known() -> BTreeSet<String> {
    let error = serde_json::from_str::<jday::model::Event>("\"\"").unwrap_err().to_string();
    error.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

fn kind(envelope: &Envelope) -> String {
    match serde_json::to_value(&envelope.event).unwrap() {
        serde_json::Value::String(name) => name,
        other => other.as_object().unwrap().keys().next().unwrap().clone(),
    }
}

fn kept(version: u16) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/journals/format-{version}.jsonl"))
}

fn drafts() -> Vec<Draft> {
    let draft = |(n, event)| kit::draft(n as u64, kinds::author(n), event);
    kinds::all().into_iter().enumerate().map(draft).collect()
}

#[test]
fn a_journal_of_every_past_format_still_reads_and_verifies() {
    for version in 1..=event::FORMAT {
        let path = kept(version);
        let report = verify(&path, None).unwrap();
        assert!(report.ok, "{report:?}");
        let events: Vec<Envelope> = Reader::open(&path).unwrap().collect::<Result<_, _>>().unwrap();
        assert!(events.len() > 12 && events.iter().all(|envelope| envelope.v == version));
    }
}

#[test]
fn today_s_jday_writes_the_kept_journal_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    Writer::create(&path).unwrap().append_batch(drafts()).unwrap();
    let (written, kept) =
        (std::fs::read_to_string(&path).unwrap(), std::fs::read_to_string(kept(event::FORMAT)).unwrap());
    for (n, (written, kept)) in written.lines().zip(kept.lines()).enumerate() {
        assert_eq!(written, kept, "line {}: the format changed; raise FORMAT and keep the old file", n + 1);
    }
    assert_eq!(written.len(), kept.len());
}

#[test]
fn every_kind_of_event_comes_back_from_the_disk_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let written = Writer::create(&path).unwrap().append_batch(drafts()).unwrap();
    let read: Vec<Envelope> = Reader::open(&path).unwrap().collect::<Result<_, _>>().unwrap();
    for (written, read) in written.iter().zip(&read) {
        assert_eq!(written, read);
    }
    let seen: BTreeSet<String> = read.iter().map(kind).collect();
    assert_eq!(seen, kinds_known());
}

/// Run by hand, only before a format is first released:
/// `cargo test --test journal regenerate_format_fixture -- --ignored`
#[test]
#[ignore = "rewrites the fixture that the tests above hold"]
fn regenerate_format_fixture() {
    let path = kept(event::FORMAT);
    let _ = std::fs::remove_file(&path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    Writer::create(&path).unwrap().append_batch(drafts()).unwrap();
}
