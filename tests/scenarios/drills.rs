//! Every scenario lived to its end with its own script: what it expects is met, its journal is sound,
//! safe to print and replays to the same state, and its seed alone makes it what it is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jday::model::{Envelope, Event, state_hash};
use jday::scenario::expect;
use jday::scenario::load::{EMBEDDED, Loaded};
use jday::{journal, source};

use super::lived::{self, Lived};

/// Of the day of 24 hours only the beginning is lived here; `tests/cli.rs` lives it whole where that is
/// fast (in a release build), and `benches/day.rs` measures it.
const MOST_MS: u64 = 30 * lived::MINUTE;
/// Drills lived beside each other.
const THREADS: usize = 4;

/// What came of one drill.
struct Ended {
    path: PathBuf,
    log: Vec<Envelope>,
    refused: Vec<String>,
    unmet: Vec<String>,
    hash: jday::model::Digest,
    head: jday::model::Digest,
}

fn live(name: &str, loaded: &Loaded, seed: u64, folder: &Path) -> Ended {
    let path = folder.join(format!("{name}-{seed}.jsonl"));
    let mut lived = Lived::scripted(loaded, seed, &path);
    let lasts = loaded.scenario.lasts.0;
    lived.finish(lasts.min(MOST_MS));
    let log: Vec<Envelope> = lived.log.iter().map(|envelope| (**envelope).clone()).collect();
    let whole = lasts <= MOST_MS;
    let met =
        if whole { expect::check_all(&loaded.scenario.expect, lived.state(), &log) } else { Vec::new() };
    let unmet = met.iter().filter(|met| !met.met).map(|met| format!("{}: {}", met.id, met.why)).collect();
    let refused = lived.drill.refusals().iter().map(|(who, why)| format!("{who}: {why}")).collect();
    Ended { path, log, refused, unmet, hash: state_hash(lived.state()), head: lived.drill.head() }
}

/// Runs `judge` for every scenario, several at once, and gathers what is wrong.
fn for_each(judge: impl Fn(&str, &Loaded) -> Vec<String> + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let wrong = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some((name, _)) =
                    EMBEDDED.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    let found = judge(name, &lived::scenario(name));
                    wrong.lock().unwrap().extend(found.into_iter().map(|what| format!("{name}: {what}")));
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_scenario_meets_what_it_expects_and_its_journal_replays_to_the_same_state() {
    let folder = tempfile::tempdir().unwrap();
    for_each(|name, loaded| {
        let ended = live(name, loaded, loaded.scenario.seed, folder.path());
        let mut wrong: Vec<String> = ended.unmet.iter().map(|unmet| format!("not met: {unmet}")).collect();
        wrong.extend(ended.refused.iter().map(|refused| format!("its script was refused: {refused}")));
        let report = journal::verify(&ended.path, Some(ended.head)).unwrap();
        if !report.ok {
            wrong.push(format!("its journal is not sound: {:?}", report.defects));
        }
        let replayed = source::replay(&ended.path, |_, _| {}).unwrap();
        if state_hash(&replayed.state) != ended.hash {
            wrong.push("the replay is another state".into());
        }
        let text = std::fs::read_to_string(&ended.path).unwrap();
        if let Some(line) = text.lines().find(|line| line.chars().any(char::is_control)) {
            wrong.push(format!("a line is not safe to print: {line:?}"));
        }
        let invisible = ['\u{200b}', '\u{202e}', '\u{2066}', '\u{feff}', '\u{9b}'];
        if text.contains(invisible) {
            wrong.push("text that changes direction or is not seen came through".into());
        }
        wrong.extend(twice_moved(&ended.log).map(|run| format!("run {run} asked the lever twice (R10)")));
        wrong
    });
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_meets_the_same_expectations() {
    let folder = tempfile::tempdir().unwrap();
    let again = tempfile::tempdir().unwrap();
    for_each(|name, loaded| {
        let seed = loaded.scenario.seed;
        let bytes = |ended: &Ended| std::fs::read(&ended.path).unwrap();
        let first = live(name, loaded, seed, folder.path());
        let second = live(name, loaded, seed, again.path());
        let other = live(name, loaded, seed + 1, folder.path());
        let mut wrong: Vec<String> =
            other.unmet.iter().map(|unmet| format!("not met with seed {}: {unmet}", seed + 1)).collect();
        if bytes(&first) != bytes(&second) {
            wrong.push("two journals of one seed differ".into());
        }
        if bytes(&first).split(|b| *b == b'\n').skip(1).eq(bytes(&other).split(|b| *b == b'\n').skip(1)) {
            wrong.push("another seed changed nothing".into());
        }
        wrong
    });
}

/// Runs that intended to move the lever more than once.
fn twice_moved(log: &[Envelope]) -> impl Iterator<Item = u64> {
    let mut points: BTreeMap<u64, u32> = BTreeMap::new();
    for envelope in log {
        if let Event::Intended(jday::model::Effect::Point { run, .. }) = &envelope.event {
            *points.entry(*run).or_default() += 1;
        }
    }
    points.into_iter().filter(|(_, times)| *times > 1).map(|(run, _)| run)
}
