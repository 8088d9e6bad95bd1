//! The rules as tables: which layer may name which, and what nobody below may touch.

use crate::lexer::{Scan, scan};

/// Each layer: its name, the modules that are it, and the layers it may name besides itself.
/// A path belongs to the layer with the longest module that begins it.
pub const LAYERS: [(&str, &[&str], &[&str]); 19] = [
    ("text", &["text"], &[]),
    // Below both model and net, so that a quantile is the same in both.
    ("promql", &["promql"], &[]),
    ("plan types", &["plan::types", "plan::problem"], &["text"]),
    ("plan", &["plan"], &["plan types", "promql", "text"]),
    ("model", &["model"], &["plan types", "promql", "text"]),
    ("journal", &["journal"], &["model", "plan types", "text"]),
    ("wire", &["wire"], &["model", "plan types", "text"]),
    ("client", &["client"], &["plan types", "text"]),
    // Plain data that a scenario file holds.
    ("faults", &["client::sim::fault"], &["plan types", "text"]),
    ("sims", &["client::sim"], &["client", "faults", "plan types", "text"]),
    ("net", &["client::net"], &["client", "plan types", "promql", "text"]),
    ("scenario", &["scenario"], &["faults", "model", "plan", "plan types", "text"]),
    ("source", &["source"], &["journal", "wire", "model", "plan types", "text"]),
    // Never `net`: a drill has no network client in its type (R33).
    (
        "engine",
        &["engine"],
        &["client", "sims", "faults", "journal", "wire", "scenario", "plan", "model", "plan types", "text"],
    ),
    ("console", &["console"], &["source", "wire", "model", "plan types", "text"]),
    ("config", &["config"], &["plan types", "text"]),
    ("log", &["log"], &["text"]),
    ("main", &["main", "lib"], &["cli"]),
    (
        "cli",
        &["cli"],
        &[
            "client",
            "config",
            "console",
            "engine",
            "faults",
            "journal",
            "log",
            "model",
            "net",
            "plan",
            "plan types",
            "scenario",
            "sims",
            "source",
            "text",
            "wire",
        ],
    ),
];

/// What must not be named, where (layers), and why. A pattern matches segments in a row, anywhere in
/// a path if it begins with a capital letter, and at its beginning otherwise.
const FORBIDDEN: [(&[&str], &[&str], &str); 6] = [
    (
        &[
            "tokio",
            "reqwest",
            "std::fs",
            "std::net",
            "std::thread",
            "std::process",
            "std::env",
            "fastrand",
            "rand",
        ],
        &["text", "promql", "plan types", "model"],
        "what happened and what it means is pure",
    ),
    (
        &["std::fs", "std::net", "std::thread", "std::process", "tokio", "reqwest"],
        &["client", "faults", "sims"],
        "a simulated world touches nothing real (R33)",
    ),
    (
        &["tokio", "reqwest", "std::net", "rand"],
        &["plan", "journal", "scenario", "source", "console"],
        "not its door",
    ),
    (
        &["ratatui", "crossterm"],
        &[
            "text",
            "promql",
            "plan types",
            "plan",
            "model",
            "journal",
            "wire",
            "client",
            "faults",
            "sims",
            "net",
            "scenario",
            "source",
            "engine",
        ],
        "only the console draws",
    ),
    (
        &["Instant::now", "SystemTime::now", "Utc::now", "Local::now"],
        &[
            "text",
            "promql",
            "plan types",
            "plan",
            "model",
            "journal",
            "wire",
            "client",
            "faults",
            "sims",
            "scenario",
            "source",
            "engine",
            "config",
        ],
        // Not `net`: a latency is measured where it arises, and no event comes from there.
        "time comes from the engine's hosts",
    ),
    (
        &["Rng::new", "fastrand::u64", "fastrand::f64", "fastrand::u32", "fastrand::usize", "fastrand::bool"],
        &["plan", "client", "faults", "sims", "scenario", "source", "engine", "console"],
        "chance comes from the seed alone",
    ),
];

/// The files below the console that may read a clock.
const CLOCKS: [&str; 2] = ["engine/host.rs", "engine/serve/host.rs"];

/// Most lines of one file, tests aside.
pub const MOST_LINES: usize = 400;

/// Most lines that half of the files may have.
pub const MEDIAN_LINES: usize = 120;

/// Files that are a table or messages, which is better read in one piece.
pub const TABLES: [&str; 3] = ["model/event.rs", "console/action/table.rs", "console/messages/"];

/// Everything wrong with the file at `path` (below `src`), one sentence each.
pub fn violations(path: &str, text: &str) -> Vec<String> {
    let module = module_of(path);
    let Some(layer) = layer_of(&module) else {
        return vec![format!("{path}: belongs to no layer; give it a row in tests/architecture/rules.rs")];
    };
    let Scan { paths, lines } = scan(text);
    let mut wrong = Vec::new();
    for (named, line) in &paths {
        if let Some(target) = inside(&module, named).as_deref().and_then(layer_of)
            && target.0 != layer.0
            && !layer.2.contains(&target.0)
        {
            wrong.push(format!(
                "{path}:{line}: `{}`: {} may not name {}; it may name {:?}",
                named.join("::"),
                layer.0,
                target.0,
                layer.2
            ));
        }
        for (patterns, _, why) in FORBIDDEN.iter().filter(|rule| rule.1.contains(&layer.0)) {
            for pattern in patterns.iter().filter(|pattern| names(named, pattern)) {
                if !CLOCKS.contains(&path) || !pattern.ends_with("::now") {
                    wrong.push(format!("{path}:{line}: `{pattern}` has no place in {}: {why}", layer.0));
                }
            }
        }
    }
    if lines > MOST_LINES && !is_table(path) {
        wrong.push(format!("{path}: {lines} lines without tests, at most {MOST_LINES}; split it by noun"));
    }
    wrong
}

/// Whether the file is a table or messages.
pub fn is_table(path: &str) -> bool {
    TABLES.iter().any(|table| path.starts_with(table))
}

fn module_of(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    path.split('/').map(str::to_owned).collect()
}

fn layer_of(
    module: &[String],
) -> Option<&'static (&'static str, &'static [&'static str], &'static [&'static str])> {
    let fit = |name: &str| {
        let parts: Vec<_> = name.split("::").collect();
        (module.len() >= parts.len() && module.iter().zip(&parts).all(|(a, b)| a == b)).then_some(parts.len())
    };
    LAYERS
        .iter()
        .filter_map(|layer| Some((layer.1.iter().filter_map(|name| fit(name)).max()?, layer)))
        .max_by_key(|(fit, _)| *fit)
        .map(|(_, layer)| layer)
}

/// The path from the crate's root, if it lies in this crate.
fn inside(module: &[String], named: &[String]) -> Option<Vec<String>> {
    let (first, rest) = named.split_first()?;
    match first.as_str() {
        "crate" | "jday" => Some(rest.to_vec()),
        "self" => Some([module, rest].concat()),
        "super" => {
            let (_, parent) = module.split_last()?;
            let mut again = vec!["self".to_owned()];
            again.extend_from_slice(rest);
            if rest.first().is_some_and(|next| next == "super") {
                inside(parent, rest)
            } else {
                inside(parent, &again)
            }
        }
        _ => None,
    }
}

fn names(path: &[String], pattern: &str) -> bool {
    let parts: Vec<_> = pattern.split("::").collect();
    if pattern.starts_with(char::is_uppercase) {
        path.windows(parts.len()).any(|window| window == parts)
    } else {
        path.len() >= parts.len() && path.iter().zip(&parts).all(|(a, b)| a == b)
    }
}
