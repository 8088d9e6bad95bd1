//! Files that are no journal, or a journal of another jday: a clear word, never a panic.

use std::fs;

use jday::journal::{DefectKind, MAX_LINE, Reader, Writer, verify};

use super::{lines, story};

fn defect(bytes: &[u8]) -> (u64, DefectKind, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, bytes).unwrap();
    let report = verify(&path, None).unwrap();
    let defect = report.defects.first().unwrap().clone();
    assert!(!report.ok);
    // What is no journal is never touched by resuming.
    if defect.kind != DefectKind::Empty {
        assert!(Writer::resume(&path).is_err());
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
    (defect.line, defect.kind, defect.message)
}

#[test]
fn an_empty_file_says_so() {
    assert_eq!(defect(b"").1, DefectKind::Empty);
}

#[test]
fn a_foreign_file_is_no_journal() {
    for foreign in [
        &b"Dear diary,\ntoday we switched.\n"[..],
        b"no line feed at all",
        b"\n",
        b"{\"level\":\"info\"}\n",
        b"\x7fELF\x02\x01\x01\n",
        b"[]\n",
        b"\xff\xfe\n",
    ] {
        let (line, kind, message) = defect(foreign);
        assert_eq!((line, kind), (1, DefectKind::BadJson), "{foreign:?}");
        assert!(message.contains("not a journal of jday"), "{message}");
    }
}

#[test]
fn a_line_that_is_not_utf8_is_named_with_its_byte() {
    let (_folder, path) = story(3);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(6).position(|window| window == b"note 2").unwrap();
    let start = bytes[..at].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    bytes[at] = 0xff;
    let (line, kind, message) = defect(&bytes);
    assert_eq!((line, kind), (3, DefectKind::BadJson));
    assert!(message.contains(&format!("byte {} is not UTF-8", at - start + 1)), "{message}");
}

#[test]
fn a_line_of_a_later_format_says_which_jday_to_use() {
    let (_folder, path) = story(3);
    let mut lines = lines(&path);
    lines[2] = r#"{"v":2,"seq":3,"shape":"unheard of"}"#.into();
    let (line, kind, message) = defect((lines.join("\n") + "\n").as_bytes());
    assert_eq!((line, kind), (3, DefectKind::UnknownVersion));
    assert!(message.contains("format 2") && message.contains("use the jday that wrote it"), "{message}");
}

#[test]
fn an_event_of_a_newer_jday_is_named_with_its_line() {
    let (_folder, path) = story(3);
    let mut lines = lines(&path);
    lines[2] = lines[2].replace("\"noted\"", "\"teleported\"");
    let (line, kind, message) = defect((lines.join("\n") + "\n").as_bytes());
    assert_eq!((line, kind), (3, DefectKind::BadJson));
    assert!(message.contains("teleported") && message.contains("newer"), "{message}");
    assert!(!message.contains("line 1"), "serde's own line would mislead: {message}");
}

#[test]
fn an_endless_line_is_refused_without_filling_the_memory() {
    let (_folder, path) = story(1);
    let mut bytes = fs::read(&path).unwrap();
    bytes.resize(bytes.len() + MAX_LINE + 100, b'x');
    bytes.push(b'\n');
    let (line, kind, message) = defect(&bytes);
    assert_eq!((line, kind), (3, DefectKind::BadJson));
    assert!(message.contains("longer than"), "{message}");
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    let (_folder, path) = story(1);
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend("[".repeat(200_000).bytes());
    bytes.push(b'\n');
    assert_eq!(defect(&bytes).1, DefectKind::BadJson);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = Reader::open(&folder.path().join("absent.jsonl")).err().unwrap().to_string();
    assert!(error.contains("absent.jsonl"), "{error}");
    assert!(verify(folder.path(), None).is_err(), "a folder is no journal");
}
