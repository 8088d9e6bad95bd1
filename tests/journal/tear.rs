//! A crash tears the last line, wherever it likes.

use std::fs;

use jday::journal::{DefectKind, Repair, Writer, verify};

use super::{kit, read, story};

#[test]
fn cut_at_any_byte_of_the_last_line_no_earlier_event_is_lost_and_nothing_is_glued() {
    let (folder, path) = story(3);
    let whole = fs::read(&path).unwrap();
    let events = read(&path);
    let last = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    for cut in last..=whole.len() {
        let torn = folder.path().join(format!("torn-{cut}"));
        fs::write(&torn, &whole[..cut]).unwrap();
        let (mut writer, repair) = Writer::resume(&torn).unwrap();
        let survived = if cut + 1 >= whole.len() { 4 } else { 3 };
        match &repair {
            Repair::None => assert!(cut == last || cut == whole.len()),
            Repair::Newline => assert_eq!(cut, whole.len() - 1),
            Repair::Cut { bytes, kept } => {
                assert_eq!(*bytes, (cut - last) as u64);
                assert_eq!(fs::read(kept).unwrap(), &whole[last..cut], "the fragment is kept");
                assert_eq!(kept, &folder.path().join(format!("torn-{cut}.torn-4")));
            }
        }
        assert_eq!(writer.next_seq(), survived as u64 + 1, "cut at {cut}");
        writer.append_batch([kit::engine(60, kit::note("next"))]).unwrap();
        let after = read(&torn);
        assert_eq!(after[..survived], events[..survived], "cut at {cut}");
        assert_eq!(after.len(), survived + 1);
        assert_eq!(after[survived].event, kit::note("next"));
    }
}

#[test]
fn verify_names_a_torn_tail_and_changes_nothing() {
    let (_folder, path) = story(3);
    let whole = fs::read(&path).unwrap();
    let torn = &whole[..whole.len() - 10];
    fs::write(&path, torn).unwrap();
    let report = verify(&path, None).unwrap();
    assert_eq!(fs::read(&path).unwrap(), torn);
    assert!(!report.ok);
    assert_eq!((report.lines, report.last_seq), (3, 3));
    assert!(report.torn_tail > 100);
    assert_eq!((report.defects[0].line, report.defects[0].kind), (4, DefectKind::TornTail));
}

#[test]
fn a_second_fragment_of_the_same_number_does_not_replace_the_first() {
    let (folder, path) = story(1);
    for fragment in [&b"{\"v\":1,\"se"[..], &b"{\"v\":1,\"seq\":3"[..]] {
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend(fragment);
        fs::write(&path, bytes).unwrap();
        let _resumed = Writer::resume(&path).unwrap();
    }
    let kept = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert_eq!(kept("room.jsonl.torn-3"), b"{\"v\":1,\"se");
    assert_eq!(kept("room.jsonl.torn-3-2"), b"{\"v\":1,\"seq\":3");
}

#[test]
fn a_tail_of_zeros_as_a_power_cut_leaves_it_is_cut() {
    let (_folder, path) = story(2);
    let events = read(&path);
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend([0; 4096]);
    fs::write(&path, bytes).unwrap();
    let (_writer, repair) = Writer::resume(&path).unwrap();
    assert!(matches!(repair, Repair::Cut { bytes: 4096, .. }));
    assert_eq!(read(&path), events);
}

#[test]
fn a_journal_torn_in_its_very_first_line_begins_anew() {
    let (_folder, path) = story(0);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..40]).unwrap();
    let (mut writer, repair) = Writer::resume(&path).unwrap();
    assert!(matches!(repair, Repair::Cut { bytes: 40, .. }));
    assert_eq!(writer.next_seq(), 1);
    writer.append_batch([kit::engine(0, kit::opened())]).unwrap();
    assert_eq!(fs::read(&path).unwrap(), whole);
}
