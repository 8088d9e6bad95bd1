//! The console where people really sit: inside tmux, and at the end of an SSH link.
//!
//! Each test starts its own server in a folder of its own and ends it by its process. They are ignored
//! because a machine may lack the programs; `.ci/run real` installs them and names each.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail the test that calls them"
)]

mod alertmanager;
mod clock;
mod dns;
#[path = "../support/fake.rs"]
#[allow(dead_code, reason = "shared with tests/net")]
mod fake;
mod jday;
#[path = "../live/kit.rs"]
#[allow(dead_code, reason = "tests/live uses all of it")]
mod kit;
mod kubernetes;
#[allow(dead_code, reason = "each kind of server uses its part")]
mod lab;
mod laboratory;
#[path = "../support/net.rs"]
#[allow(dead_code, reason = "shared with tests/net")]
mod net;
mod once;
mod people;
mod postgres;
mod powerdns;
mod probes;
mod prometheus;
mod room;
mod ssh;
#[path = "../pty/term.rs"]
#[allow(dead_code, reason = "tests/pty uses all of it")]
mod term;
mod tmux;

use std::process::Command;
use std::time::{Duration, Instant};

use term::Folder;

/// The words that start a drill with its journal in `folder`.
fn drill(folder: &Folder) -> [&str; 7] {
    [env!("CARGO_BIN_EXE_jday"), "drill", "clean-day", "--out", folder.as_str(), "--lang", "en"]
}

/// The process of the console whose journal is in `folder`, whoever started it.
fn console(folder: &Folder) -> Option<u32> {
    let processes = std::fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let pid: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
        let line = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).ok()?;
        let words: Vec<&str> = line.split('\0').collect();
        let is_ours = words.first()? == &env!("CARGO_BIN_EXE_jday") && words.contains(&folder.as_str());
        is_ours.then_some(pid)
    });
    processes.min()
}

#[track_caller]
fn wait(what: &str, until: impl Fn() -> bool) {
    let start = Instant::now();
    while !until() {
        assert!(start.elapsed() < Duration::from_secs(30), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Asserts that the console of process `pid` ends by itself, in order, without spinning.
#[track_caller]
fn assert_ends(pid: u32, folder: &Folder) {
    let (before, since) = (term::stat(pid).1, Instant::now());
    let mut cpu = 0.0;
    loop {
        match term::stat(pid) {
            ('X' | 'Z', _) => break,
            (_, now) => cpu = now - before,
        }
        assert!(since.elapsed() < Duration::from_secs(10), "it lives on without a terminal");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(cpu < 0.3, "{cpu} CPU seconds after the terminal was gone");
    folder.assert_closed();
}

/// Runs a helper to its end.
#[track_caller]
fn run(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).env_remove("TMUX").env("LANG", "C.UTF-8").output().unwrap();
    assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
