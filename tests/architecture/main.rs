//! Imports point only downwards, nothing below the engine reads a clock, and no file grows too long.
//!
//! The rules are tables in `rules.rs`. A change of architecture is a change of those tables, to be
//! made on purpose and in a commit of its own.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "what cannot be read shall fail the test")]

mod evidence;
mod lexer;
mod messages;
mod rules;

use std::fs;
use std::path::{Path, PathBuf};

use rules::{LAYERS, MEDIAN_LINES, is_table, violations};

/// Every source file with its path below `src`, in order. A `tests.rs` is a test module's own file.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![root.clone()], Vec::<PathBuf>::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|end| end == "rs") && !entry.ends_with("tests.rs") {
                files.push(entry);
            }
        }
    }
    files.sort();
    let below = |file: &PathBuf| file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    files.iter().map(|file| (below(file), fs::read_to_string(file).unwrap())).collect()
}

#[test]
fn every_file_keeps_the_rules() {
    let sources = sources();
    assert!(sources.len() > 20, "only {} files were found", sources.len());
    let wrong: Vec<_> = sources.iter().flat_map(|(path, text)| violations(path, text)).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn half_of_the_files_are_short() {
    let mut lines: Vec<_> = sources()
        .iter()
        .filter(|(path, _)| !is_table(path))
        .map(|(_, text)| lexer::scan(text).lines)
        .collect();
    lines.sort_unstable();
    let median = lines[lines.len() / 2];
    assert!(
        median <= MEDIAN_LINES,
        "the median file has {median} lines without tests, at most {MEDIAN_LINES}"
    );
}

#[test]
fn the_table_names_layers_that_exist_and_has_no_circle() {
    let place = |name: &str| LAYERS.iter().position(|layer| layer.0 == name);
    for (name, _, allowed) in LAYERS {
        assert!(
            allowed.iter().all(|other| place(other).is_some()),
            "{name} may name a layer that is not there"
        );
    }
    let mut left: Vec<_> = LAYERS.iter().collect();
    while !left.is_empty() {
        let (free, bound): (Vec<_>, Vec<_>) =
            left.iter().partition(|layer| !left.iter().any(|other| layer.2.contains(&other.0)));
        assert!(!free.is_empty(), "a circle: {:?}", left.iter().map(|layer| layer.0).collect::<Vec<_>>());
        left = bound;
    }
}

#[test]
fn planted_violations_are_found() {
    let long = "// a line\n".repeat(rules::MOST_LINES + 1);
    let planted = [
        ("model/state.rs", "use crate::engine::clock::Clock;", "model may not name engine"),
        ("model/state.rs", "use crate::plan::load;", "model may not name plan;"),
        (
            "model/state.rs",
            "use crate::{\n    plan::types::Id,\n    journal::Writer,\n};",
            "may not name journal",
        ),
        ("model/react/alerts.rs", "use super::super::super::journal::Writer;", "may not name journal"),
        ("model/state.rs", "fn f() { let x = crate::client::Reply::Done; }", "model/state.rs:1: "),
        ("plan/types/id.rs", "use super::super::load::read;", "plan types may not name plan;"),
        ("console/view/room.rs", "use crate::journal::Reader as R;", "console may not name journal"),
        ("engine/execute.rs", "use crate::client::{net::Dns, Clients};", "engine may not name net"),
        ("client/mod.rs", "use crate::model::event::Event;", "client may not name model"),
        ("client/sim/lever.rs", "use crate::client::net::Dns;", "sims may not name net"),
        ("scenario/load.rs", "use crate::client::sim::Sim;", "scenario may not name sims"),
        ("main.rs", "fn main() { jday::engine::run(); }", "main may not name engine"),
        ("model/state.rs", "use std::{collections::BTreeMap, fs};", "`std::fs`"),
        ("model/state.rs", "fn f() { std::net::lookup_host(); }", "`std::net`"),
        ("model/time.rs", "fn f() { chrono::Utc::now(); }", "`Utc::now`"),
        ("engine/poll.rs", "\n\nfn f() { Instant::now(); }", "engine/poll.rs:3: `Instant::now`"),
        ("engine/poll.rs", "use ratatui::Frame;", "only the console draws"),
        ("client/sim/mod.rs", "fn f() { fastrand::u64(..); }", "the seed alone"),
        ("client/sim/mod.rs", "fn f() { fastrand::Rng::new(); }", "the seed alone"),
        ("model/state.rs", "const A: char = '\"'; use std::fs; const B: char = '\"';", "`std::fs`"),
        ("model/state.rs", "#[cfg(test)]\nmod tests {}\nuse std::fs;", "model/state.rs:3: "),
        ("helpers/misc.rs", "", "belongs to no layer"),
        ("text.rs", &long, "split it by noun"),
    ];
    for (path, text, expected) in planted {
        let found = violations(path, text);
        assert!(found.iter().any(|wrong| wrong.contains(expected)), "{path}: {text}\nfound {found:?}");
    }
}

#[test]
fn what_keeps_the_rules_is_left_alone() {
    let half = rules::MOST_LINES / 2 + 1;
    let tested =
        format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", "\n".repeat(half), "fn f() {}\n".repeat(half));
    let innocent = [
        ("model/state.rs", "// use std::fs;\n/* use std::fs; /* crate::engine::x */ tokio::spawn */"),
        (
            "model/state.rs",
            "const A: &str = \"std::fs \\\" crate::engine::x\"; const B: &str = r#\"\"std::fs\"\"#;",
        ),
        (
            "model/state.rs",
            "#[cfg(test)]\nmod tests {\n    use std::fs;\n    fn f() { if true { } }\n    use std::net;\n}",
        ),
        ("model/state.rs", "#[cfg(test)]\nuse crate::engine::x;\nfn f<'a>(x: &'a str) -> &'a str { x }"),
        ("model/state.rs", "use crate::plan::types::{Id, Side};\nuse super::time::At;"),
        ("plan/types/id.rs", "use super::super::problem::Problems;"),
        ("scenario/types.rs", "use crate::client::sim::fault::Fault;"),
        ("client/sim/mod.rs", "fn f(seed: u64) { fastrand::Rng::with_seed(seed); }"),
        ("engine/host.rs", "fn f() { Instant::now(); }"),
        ("console/run.rs", "fn f() { std::time::Instant::now(); }"),
        ("cli.rs", "use crate::client::net::Dns; use crate::console::Console;"),
        ("text.rs", &tested),
    ];
    for (path, text) in innocent {
        assert_eq!(violations(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}
