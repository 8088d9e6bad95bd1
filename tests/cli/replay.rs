//! `jday replay` beside another journal or plan, and `jday cast`.

use std::path::Path;

use jday::console::action::Stage;
use jday::console::glyphs::Glyphs;
use jday::console::keymap::Keymap;
use jday::console::lang::Lang;
use jday::console::page::{Places, Sight};
use jday::console::theme::Theme;
use jday::console::view::{self, Played, Scene, Transport};
use jday::source::{Log, Moment, Timeline};
use serde_json::Value as Json;

use super::{command, file, jday, temp, text};

/// The journal of a drill of `scenario`.
fn drilled(folder: &Path, scenario: &str, seed: &str) -> String {
    let out = text(&folder.join(format!("{scenario}-{seed}")));
    let ran = jday(&["drill", scenario, "--headless", "--seed", seed, "--out", &out]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    format!("{out}/{scenario}.jsonl")
}

#[test]
fn two_journals_are_compared_in_words_and_for_machines() {
    let (_folder, folder) = temp();
    let (one, other) =
        (drilled(&folder, "errors-after-switch", "1"), drilled(&folder, "errors-after-switch", "2"));
    let ran = jday(&["replay", &one, "--against", &other, "--headless", "--lang", "en"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for words in ["Two journals of one scenario", "THIS JOURNAL", "approved", "request → observed"] {
        assert!(ran.out.contains(words), "no `{words}` in {}", ran.out);
    }
    let ran = jday(&["replay", &one, "--against", &one, "--headless", "--lang", "fr"]);
    assert!(ran.out.contains("aucune différence"), "{}", ran.out);
    let ran = jday(&["replay", &one, "--against", &other, "--headless", "--json"]);
    let [json] = ran.lines().try_into().unwrap();
    assert_eq!((&json["here"]["seed"], &json["there"]["seed"]), (&1.into(), &2.into()));
    let rollback = &json["here"]["runs"].as_array().unwrap()[1]["rollback"];
    assert!(rollback["segments"]["decide_ms"].as_u64() > Some(0), "{rollback}");
}

#[test]
fn another_plan_is_asked_and_its_answer_marked_as_one_that_never_was() {
    let (_folder, folder) = temp();
    let journal = drilled(&folder, "errors-after-switch", "1");
    let plan = std::fs::read_to_string("fixtures/plans/onelog.toml").unwrap();
    let shorter = file(&folder, "shorter.toml", plan.replacen("for = \"5m\"", "for = \"2m\"", 1).as_bytes());
    let ran = jday(&["replay", &journal, "--with-plan", &shorter, "--headless", "--lang", "en"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("WOULD HAVE BEEN") && ran.out.contains("1 difference"), "{}", ran.out);
    assert!(ran.out.contains("Decisions stay as they were taken"), "{}", ran.out);
    let ran = jday(&["replay", &journal, "--with-plan", &shorter, "--headless", "--json"]);
    let [json] = ran.lines().try_into().unwrap();
    let row = json["triggers"].as_array().unwrap().iter().find(|row| row["side"] == "green").unwrap();
    let fired = |which: &str| row[which]["episodes"][0]["fired"]["after_ms"].as_u64().unwrap();
    assert_eq!(fired("was") - fired("would"), 180_000);
}

#[test]
fn what_cannot_be_compared_is_bad_input_that_says_what_is_right() {
    let (_folder, folder) = temp();
    let (one, calm) = (drilled(&folder, "errors-after-switch", "1"), drilled(&folder, "clean-day", "1"));
    let empty = file(&folder, "empty.jsonl", b"");
    let prose = file(&folder, "prose.jsonl", b"hello\n");
    let none = text(&folder.join("none.jsonl"));
    jday(&["replay", &one, "--against", &calm]).is_bad_input(&["clean-day", "one scenario"]);
    for (path, words) in [
        (&empty, "jday journal"),
        (&prose, "not a journal"),
        (&none, "none.jsonl"),
        (&text(&folder), "directory"),
    ] {
        for args in [&["replay", path][..], &["replay", &one, "--against", path], &["cast", path]] {
            jday(args).is_bad_input(&[words]);
        }
    }
    let bad = file(&folder, "bad.toml", b"id = 3\n");
    jday(&["replay", &one, "--with-plan", &bad]).is_bad_input(&["bad.toml:1:6", "error"]);
    jday(&["replay", &one, "--with-plan", &none]).is_bad_input(&["no such file"]);
    jday(&["replay", &one, "--with-plan", &bad, "--against", &one]).is_bad_input(&["cannot be used with"]);
}

/// Header and events of a recording.
fn read(cast: &str) -> (Json, Vec<(f64, String, String)>) {
    let mut lines = cast.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
    let header = lines.next().unwrap();
    let event = |json: Json| {
        let [time, code, data] = json.as_array().unwrap().clone().try_into().unwrap();
        (time.as_f64().unwrap(), code.as_str().unwrap().to_owned(), data.as_str().unwrap().to_owned())
    };
    (header, lines.map(event).collect())
}

/// What a terminal shows once the recording is over.
fn last_screen(events: &[(f64, String, String)], (width, height): (u16, u16)) -> String {
    let mut parser = vt100::Parser::new(height.try_into().unwrap(), width.try_into().unwrap(), 0);
    for (_, _, data) in events.iter().filter(|(_, code, _)| code == "o") {
        parser.process(data.as_bytes());
    }
    parser.screen().contents().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// The journal's end as the console draws it.
fn drawn(journal: &str, (width, height): (u16, u16)) -> String {
    let mut timeline = Timeline::open(Path::new(journal)).unwrap();
    while timeline.read_on(10_000) {}
    let state = timeline.spot(Moment::Seq(u64::MAX)).unwrap().state;
    let (track, log) = (timeline.track(), Log::at(&state, timeline.log(state.seq)));
    let (theme, keymap, places) = (Theme::built_in("dark").unwrap(), Keymap::standard(), Places::default());
    let sight = Sight { state: &state, log: &log, lang: Lang::Fr, places: &places };
    let scene = Scene {
        transport: Some(Transport { speed: 8.0, paused: false }),
        played: Some(Played { track: &track, over: true }),
        ..Scene::plain(sight, Stage::Replay, &theme, &Glyphs::UNICODE, &keymap)
    };
    let mut terminal = ratatui::Terminal::new(ratatui::backend::TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| view::draw(frame, &scene)).unwrap();
    let buf = terminal.backend().buffer().clone();
    let line = |y| (0..width).map(|x| buf[(x, y)].symbol().to_owned()).collect::<String>();
    (0..height).map(|y| line(y).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_recording_ends_as_the_journal_does_and_is_the_same_each_time() {
    let (_folder, folder) = temp();
    let journal = drilled(&folder, "errors-after-switch", "1");
    let args = ["cast", &journal, "--lang", "fr", "--theme", "dark", "--size", "100x30"];
    let ran = jday(&args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let (header, events) = read(&ran.out);
    assert_eq!(
        (&header["version"], &header["width"], &header["height"]),
        (&2.into(), &100.into(), &30.into())
    );
    assert_eq!(header["theme"]["bg"], "#10151c");
    assert!(header["title"].as_str().unwrap().contains("RELECTURE"));
    assert!(events.windows(2).all(|two| two[0].0 <= two[1].0), "time runs one way");
    let last = events.last().unwrap().0;
    assert!((100.0..106.0).contains(&last), "fourteen minutes at eight times: {last}");
    let marks: Vec<&str> = events.iter().filter(|event| event.1 == "m").map(|event| &*event.2).collect();
    assert!(marks.contains(&"vers Green") && marks.contains(&"retour"), "{marks:?}");
    assert_eq!(last_screen(&events, (100, 30)).trim_end(), drawn(&journal, (100, 30)).trim_end());
    assert_eq!(jday(&args).out, ran.out);
}

#[test]
fn a_part_of_a_journal_is_recorded_and_stillness_is_cut_short() {
    let (_folder, folder) = temp();
    let journal = drilled(&folder, "errors-after-switch", "1");
    let out = text(&folder.join("part.cast"));
    let part = ["--from", "14:05", "--to", "14:06:30", "--speed", "30", "--lang", "en", "--ascii"];
    let args = [&["cast", &journal, "--out", &out], &part[..]].concat();
    let ran = jday(&args);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    let (_, events) = read(&std::fs::read_to_string(&out).unwrap());
    assert!(events[0].2.contains("14:05:00") && events[0].2.is_ascii(), "{}", events[0].2);
    assert!((2.8..=3.2).contains(&events.last().unwrap().0), "ninety seconds at thirty times");
    assert!(last_screen(&events, (120, 40)).contains("14:06:30"));
    let ran = jday(&["cast", &journal, "--page", "7", "--lang", "en", "--size", "120x40"]);
    assert!(last_screen(&read(&ran.out).1, (120, 40)).contains("7 Journal & notes"));
    jday(&args).is_bad_input(&["--out", "exists already"]);
    // A second of the journal takes ten of the recording, and none of them is waited out.
    let slow = ["--from", "14:05", "--to", "14:05:20", "--speed", "0.1", "--idle-limit", "500ms"];
    let ran = jday(&[&["cast", &journal], &slow[..]].concat());
    let times: Vec<f64> = read(&ran.out).1.iter().map(|event| event.0).collect();
    assert!(times.len() > 20 && times.windows(2).all(|two| two[1] - two[0] < 0.5015), "{times:?}");
}

#[test]
fn a_recording_that_cannot_be_made_says_what_would_be_right() {
    let (_folder, folder) = temp();
    let journal = drilled(&folder, "errors-after-switch", "1");
    for (args, words) in [
        (&["--size", "big"][..], &["120x40"][..]),
        (&["--size", "9000x2"], &["300x100"]),
        (&["--page", "9"], &["--page", "1..=8"]),
        (&["--speed", "0"], &["above zero"]),
        (&["--from", "noon"], &["--from noon", "14:09"]),
        (&["--from", "20:00"], &["--from 20:00", "13:58:00"]),
        (&["--from", "14:05", "--to", "14:01"], &["--to", "before"]),
        (&["--out", "/nowhere/at/all.cast"], &["/nowhere/at/all.cast"]),
        (&["--theme", "pink"], &["pink"]),
    ] {
        jday(&[&["cast", &journal], args].concat()).is_bad_input(words);
    }
}

#[test]
fn a_reader_that_goes_away_ends_a_recording_quietly() {
    let (_folder, folder) = temp();
    let journal = drilled(&folder, "errors-after-switch", "1");
    let mut child = command(&["cast", &journal])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]));
}
