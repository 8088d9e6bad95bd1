//! What no hand types on purpose: half sequences, keys of window managers, ^Z everywhere.

use std::time::Duration;

use rustix::process::Signal;

use crate::drill;
use crate::term::{Start, Term};

/// What opens each layer, and what it shows.
const LAYERS: [(&str, &str); 5] = [
    ("S", "Switch the traffic to Green"),
    (":", "Enter does what the key does"),
    ("y", "nothing here is real"),
    ("?", "Closes what lies"),
    ("F", "Faults of the drill"),
];

#[test]
fn keys_told_in_other_words_mean_the_same_and_a_window_managers_keys_nothing() {
    let (mut term, folder) = drill("clean-day");
    // Super, Hyper and Alt with S and R; focus, clicks, releases, answers to questions nobody asked.
    let nothing = [
        "\x1b[83;9u",
        "\x1b[82;17u",
        "\x1bS",
        "\x1bR",
        "\x1b[I",
        "\x1b[O",
        "\x1b[<0;30;20M\x1b[<0;30;20m",
        "\x1b[M !!",
        "\x1b[83;1:3u",
        "\x1b[27;2;83~",
        "\0\0\0",
        "\x1b[?62;22c",
        "\x1b[12;40R",
    ];
    for keys in nothing {
        term.type_keys(keys);
        std::thread::sleep(Duration::from_millis(60));
    }
    // A character in two reads, and bytes that are none.
    for bytes in [&b"\xe2\x82"[..], b"\xac", b"\xff\xfe\xc0\xaf\xed\xa0\x80"] {
        term.type_bytes(bytes);
        std::thread::sleep(Duration::from_millis(60));
    }
    term.type_keys(&"\x1b".repeat(3_000));
    std::thread::sleep(Duration::from_millis(300));
    assert!(!term.text().contains("traffic"), "{}", term.text());
    // Shift with the letter of the keycap, as the kitty protocol tells it.
    term.open("\x1b[115;2u", "Switch the traffic to Green");
    term.close("Switch the traffic to Green");
    assert_eq!(folder.of_people(), Vec::<serde_json::Value>::new());
    term.leave();
    assert_eq!(term.end(), 0);
}

#[test]
fn the_stop_key_stops_it_whatever_is_open_and_it_comes_back_with_it() {
    let (mut term, _folder) = drill("clean-day");
    for (keys, title) in LAYERS {
        term.open(keys, title);
        stop_and_go(&mut term);
        term.wait_for(title);
        // What is about to be confirmed must be read again.
        term.wait_gone("keys count in a moment");
        term.close(title);
    }
    term.leave();
    assert_eq!(term.end(), 0);
    let mut picker = Start::new(&["drill"]).run();
    picker.wait_for("Errors after the switch");
    stop_and_go(&mut picker);
    picker.wait_for("Errors after the switch");
    picker.type_keys("q");
    assert_eq!(picker.end(), 0);
    picker.assert_restored();
}

/// Presses ^Z, and goes on as `fg` does.
fn stop_and_go(term: &mut Term) {
    term.type_keys("\x1a");
    term.wait("the stop", |term| term.stat().0 == 'T');
    term.assert_restored();
    term.scribble("\r\n$ SHELLJUNK\r\n");
    term.kill(Signal::CONT);
    term.wait_gone("SHELLJUNK");
    term.wait("raw mode", Term::is_raw);
}

#[test]
fn a_stopped_job_that_its_shell_ends_does_not_stay_for_want_of_the_terminal() {
    // In the background it may not touch the terminal: the kernel would stop it once more, for good.
    let folder = crate::Folder::new();
    // Ended only once it has stopped again: a shell wakes what it ends if it knows it to be stopped, and a
    // job that stops between that look and the signal stays so, which no program can help.
    let jobs = "set -m; \"$0\" drill clean-day --lang en --out \"$1\"; bg %1; \
                until [ -n \"$(jobs -s)\" ]; do sleep 0.05; done; kill %1; wait %1; echo left $?";
    let start = Start::through("bash", &["-c", jobs, env!("CARGO_BIN_EXE_jday"), folder.as_str()]);
    let mut term = start.run();
    term.wait_for("p95");
    term.type_keys("\x1a");
    term.wait_for("left 0");
    assert_eq!(term.end(), 0);
    term.assert_restored();
    folder.assert_closed();
}

#[test]
fn a_storm_of_resizes_over_whatever_is_open_breaks_nothing() {
    let (mut term, folder) = drill("clean-day");
    for (keys, title) in LAYERS {
        term.open(keys, title);
        for round in 0..35_usize {
            let (cols, rows) = [(1, 1), (500, 200), (40, 10), (2, 60), (200, 2), (3, 3), (0, 0)][round % 7];
            term.resize(cols, rows);
            term.type_keys(["\x1b[B", "\x1b[A", "\t"][round % 3]);
            std::thread::sleep(Duration::from_millis(15));
        }
        term.resize(120, 40);
        term.wait_for(title);
        term.close(title);
    }
    assert_eq!(folder.of_people(), Vec::<serde_json::Value>::new());
    term.leave();
    assert_eq!(term.end(), 0);
    folder.assert_closed();
}
