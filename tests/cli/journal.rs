//! `jday journal verify` and `jday replay` on sound, cut and forged journals.

use serde_json::Value as Json;

use super::{file, jday, temp, text};

/// A drill's journal in `folder`, its state hash and the journal's head.
fn journal(folder: &std::path::Path) -> (String, Json, String) {
    let ran = jday(&["drill", "clean-day", "--headless", "--json", "--out", folder.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let path = text(&folder.join("clean-day.jsonl"));
    let bytes = std::fs::read(&path).unwrap();
    let last = bytes[..bytes.len() - 1].rsplit(|byte| *byte == b'\n').next().unwrap();
    (path, ran.summary()["state_hash"].clone(), jday::journal::hash(last).to_string())
}

fn verify(path: &str, more: &[&str]) -> (i32, Json) {
    let ran = jday(&[&["journal", "verify", path, "--json"], more].concat());
    (
        ran.code,
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err)),
    )
}

#[test]
fn a_sound_journal_verifies_and_replays_to_the_drills_state() {
    let (_folder, folder) = temp();
    let (path, hash, head) = journal(&folder);
    let (code, report) = verify(&path, &[]);
    assert_eq!((code, &report["ok"], &report["head"]), (0, &Json::Bool(true), &Json::String(head.clone())));
    assert_eq!(report["lines"], report["last_seq"]);
    let ran = jday(&["replay", &path, "--headless", "--json"]);
    let replay = &ran.lines()[0];
    assert_eq!((ran.code, &replay["state_hash"], &replay["head"]), (0, &hash, &Json::String(head.clone())));
    assert_eq!(verify(&path, &["--head", &head]).0, 0);
    let people = jday(&["journal", "verify", &path]);
    assert!(people.code == 0 && people.out.contains("sound") && people.out.contains(&head), "{}", people.out);
}

#[test]
fn a_forged_line_is_named_and_nothing_is_replayed() {
    let (_folder, folder) = temp();
    let (path, ..) = journal(&folder);
    let sound = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = sound.lines().collect();
    let find = |what: &str| lines.iter().position(|line| line.contains(what)).unwrap();
    let voted = find("\"voted\"");
    let changed = lines[voted].replacen("\"go\":true", "\"go\":false", 1);
    assert_ne!(changed, lines[voted]);

    let edited =
        join(&lines, |n, line| if n == voted { vec![changed.clone()] } else { vec![line.to_owned()] });
    let removed = join(&lines, |n, line| if n == voted { vec![] } else { vec![line.to_owned()] });
    let doubled = join(&lines, |n, line| vec![line.to_owned(); if n == voted { 2 } else { 1 }]);
    // Lines count from one.
    for (what, text, line) in
        [("edited", edited, voted + 1), ("removed", removed, voted + 1), ("doubled", doubled, voted + 2)]
    {
        let forged = file(&folder, what, text.as_bytes());
        let (code, report) = verify(&forged, &[]);
        assert_eq!((code, &report["ok"]), (1, &Json::Bool(false)), "{what}");
        assert_eq!(report["defects"][0]["line"], line as u64, "{what}: {}", report["defects"][0]);
        jday(&["replay", &forged, "--headless", "--json"]).is_bad_input(&[
            "line",
            "jday journal verify",
            &line.to_string(),
        ]);
    }
}

fn join(lines: &[&str], each: impl Fn(usize, &str) -> Vec<String>) -> String {
    let lines: Vec<String> = lines.iter().enumerate().flat_map(|(n, line)| each(n, line)).collect();
    lines.join("\n") + "\n"
}

/// A clean cut and a rewritten file show only against the noted head.
#[test]
fn a_head_that_was_noted_finds_what_hashes_alone_do_not() {
    let (_folder, folder) = temp();
    let (path, _, head) = journal(&folder);
    let sound = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = sound.lines().collect();
    let cut = file(&folder, "cut", (lines[..lines.len() - 3].join("\n") + "\n").as_bytes());
    assert_eq!(verify(&cut, &[]).0, 0, "every hash in it is right");
    let (code, report) = verify(&cut, &["--head", &head]);
    assert_eq!(code, 1);
    assert_eq!(report["defects"][0]["line"], (lines.len() - 3) as u64);
    jday(&["journal", "verify", &path, "--head", "beef"]).is_bad_input(&["--head", "64"]);
}

#[test]
fn a_torn_tail_is_one_defect_at_the_end() {
    let (_folder, folder) = temp();
    let (path, ..) = journal(&folder);
    let bytes = std::fs::read(&path).unwrap();
    for lost in [1, 40] {
        let torn = file(&folder, &format!("torn-{lost}"), &bytes[..bytes.len() - lost]);
        let (code, report) = verify(&torn, &[]);
        assert_eq!((code, report["defects"].as_array().unwrap().len()), (1, 1), "{report}");
        assert_eq!(report["defects"][0]["kind"], "torn-tail");
        assert!(report["torn_tail"].as_u64() > Some(0));
    }
}

#[test]
fn what_is_no_journal_is_said() {
    let (_folder, folder) = temp();
    for (name, bytes) in
        [("empty", &b""[..]), ("prose", b"hello\n"), ("binary", b"\xff\xfe\x00\n"), ("json", b"{}\n")]
    {
        let path = file(&folder, name, bytes);
        assert_eq!(verify(&path, &[]).0, 1, "{name}");
        jday(&["replay", &path, "--headless"]).is_bad_input(&[name]);
    }
    for path in [text(&folder.join("none")), text(&folder)] {
        jday(&["journal", "verify", &path]).is_bad_input(&[&path]);
        jday(&["replay", &path, "--headless", "--json"]).is_bad_input(&[&path]);
    }
}
