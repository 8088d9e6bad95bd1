//! Whoever changes a journal is found, and the line is named.

use std::fs;
use std::path::Path;

use jday::journal::{DefectKind, Report, Writer, verify};

use super::{lines, read, story};

fn rewrite(path: &Path, lines: &[String]) -> Report {
    fs::write(path, lines.join("\n") + "\n").unwrap();
    verify(path, None).unwrap()
}

fn first(report: &Report) -> (u64, DefectKind) {
    assert!(!report.ok);
    let defect = report.defects.first().unwrap();
    (defect.line, defect.kind)
}

#[test]
fn a_sound_journal_verifies_with_its_head() {
    let (_folder, path) = story(6);
    let report = verify(&path, None).unwrap();
    assert!(report.ok, "{report:?}");
    assert_eq!((report.lines, report.last_seq, report.torn_tail), (7, 7, 0));
    assert!(verify(&path, Some(report.head)).unwrap().ok);
}

#[test]
fn every_flipped_bit_of_a_line_names_that_line() {
    let (_folder, path) = story(6);
    let whole = fs::read(&path).unwrap();
    let ends: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] == b'\n').collect();
    // Line 4, with its line feed.
    for at in ends[2] + 1..=ends[3] {
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            fs::write(&path, &bytes).unwrap();
            let report = verify(&path, None).unwrap();
            assert!(!report.ok, "byte {at} bit {bit}");
            assert_eq!(report.defects[0].line, 4, "byte {at} bit {bit}: {:?}", report.defects);
        }
    }
}

#[test]
fn one_changed_line_gives_one_defect() {
    let (_folder, path) = story(6);
    for (from, to) in [("note 3", "note 8"), ("\"seq\":4", "\"seq\":9"), ("{\"v\":1", "{\"v\":7"), ("{", "[")]
    {
        let mut changed = lines(&path);
        let original = changed.clone();
        changed[3] = changed[3].replacen(from, to, 1);
        let report = rewrite(&path, &changed);
        assert_eq!(report.defects.len(), 1, "{from}: {:?}", report.defects);
        assert_eq!(report.defects[0].line, 4, "{from}");
        rewrite(&path, &original);
    }
}

#[test]
fn a_changed_line_before_the_last_is_named_and_a_noted_head_tells_which_of_the_two() {
    let (_folder, path) = story(3);
    let head = verify(&path, None).unwrap().head;
    let original = lines(&path);

    let mut body = original.clone();
    body[2] = body[2].replace("note 2", "note 9");
    assert_eq!(first(&rewrite(&path, &body)), (3, DefectKind::BrokenChain));
    assert_eq!(first(&verify(&path, Some(head)).unwrap()), (3, DefectKind::BrokenChain));

    let mut link = original;
    let at = link[3].len() - 3;
    let other = if link[3].as_bytes()[at] == b'a' { "b" } else { "a" };
    link[3].replace_range(at..=at, other);
    let report = rewrite(&path, &link);
    assert!(report.defects[0].message.contains("this line or line 4"), "{report:?}");
    assert_eq!(first(&verify(&path, Some(head)).unwrap()), (4, DefectKind::BrokenChain));
}

#[test]
fn of_two_changed_neighbours_the_first_is_named() {
    let (_folder, path) = story(6);
    let mut lines = lines(&path);
    lines[3] = lines[3].replace("note 3", "note 8");
    lines[4] = lines[4].replace("note 4", "note 9");
    assert_eq!(first(&rewrite(&path, &lines)), (4, DefectKind::BrokenChain));
}

#[test]
fn a_changed_line_whose_successor_was_made_to_fit_is_found_one_line_on() {
    let (_folder, path) = story(6);
    let mut lines = lines(&path);
    let before = jday::journal::hash(lines[3].as_bytes()).to_string();
    lines[3] = lines[3].replace("note 3", "note 8");
    let after = jday::journal::hash(lines[3].as_bytes()).to_string();
    lines[4] = lines[4].replace(&before, &after);
    assert_eq!(first(&rewrite(&path, &lines)), (5, DefectKind::BrokenChain));
}

#[test]
fn a_removed_line_is_a_gap() {
    let (_folder, path) = story(6);
    let mut lines = lines(&path);
    lines.remove(3);
    let report = rewrite(&path, &lines);
    assert_eq!(first(&report), (4, DefectKind::SequenceGap));
    assert!(report.defects[0].message.contains("event 5 where 4 was expected"), "{report:?}");
}

#[test]
fn a_doubled_line_is_a_duplicate() {
    let (_folder, path) = story(6);
    let mut lines = lines(&path);
    lines.insert(4, lines[3].clone());
    assert_eq!(first(&rewrite(&path, &lines)), (5, DefectKind::Duplicate));
}

#[test]
fn swapped_lines_are_found_at_the_first_of_them() {
    let (_folder, path) = story(6);
    let mut lines = lines(&path);
    lines.swap(3, 4);
    assert_eq!(first(&rewrite(&path, &lines)), (4, DefectKind::SequenceGap));
}

#[test]
fn a_missing_beginning_is_found() {
    let (_folder, path) = story(6);
    let tail = lines(&path).split_off(1);
    assert_eq!(first(&rewrite(&path, &tail)), (1, DefectKind::SequenceGap));
    let forged: Vec<String> = vec![tail[0].replace("\"seq\":2", "\"seq\":1")];
    assert_eq!(first(&rewrite(&path, &forged)), (1, DefectKind::NotOpened));
}

#[test]
fn a_clean_cut_shows_only_against_the_noted_head() {
    let (_folder, path) = story(6);
    let head = verify(&path, None).unwrap().head;
    let mut cut = lines(&path);
    cut.truncate(4);
    assert!(rewrite(&path, &cut).ok, "nothing inside a cut file tells of the cut");
    assert_eq!(first(&verify(&path, Some(head)).unwrap()), (4, DefectKind::HeadMismatch));
}

#[test]
fn a_wholly_rewritten_file_shows_only_against_the_noted_head() {
    let (folder, path) = story(6);
    let head = verify(&path, None).unwrap().head;
    let forged = folder.path().join("forged");
    let mut writer = Writer::create(&forged).unwrap();
    for mut envelope in read(&path) {
        if envelope.seq == 4 {
            envelope.event = super::kit::note("what never was said");
        }
        writer.append(envelope.at, envelope.boot, envelope.mono, envelope.by, envelope.event).unwrap();
    }
    assert!(verify(&forged, None).unwrap().ok);
    assert_eq!(first(&verify(&forged, Some(head)).unwrap()), (7, DefectKind::HeadMismatch));
}

#[test]
fn a_damaged_journal_is_not_resumed_and_not_touched() {
    let (_folder, path) = story(6);
    let mut lines = lines(&path);
    lines[3] = lines[3].replace("note 3", "note 8");
    rewrite(&path, &lines);
    let before = fs::read(&path).unwrap();
    let error = Writer::resume(&path).err().unwrap().to_string();
    assert!(error.contains("room.jsonl: line 4: "), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn the_report_is_json_as_promised() {
    let (_folder, path) = story(2);
    let mut lines = lines(&path);
    lines.remove(1);
    let report = serde_json::to_value(rewrite(&path, &lines)).unwrap();
    let keys: Vec<&str> = report.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["defects", "file", "head", "last_seq", "lines", "ok", "torn_tail"]);
    assert_eq!(report["defects"][0]["kind"], "sequence-gap");
    assert_eq!(report["defects"][0]["line"], 2);
    assert_eq!(report["head"].as_str().unwrap().len(), 64);
}
