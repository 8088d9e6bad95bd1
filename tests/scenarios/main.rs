//! Every embedded scenario reads, feeds what it promises and says what it expects.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod drills;
mod facilitate;
#[path = "../lived/mod.rs"]
mod lived;

use jday::model::metrics::{Answer, Reading, Value};
use jday::plan;
use jday::plan::types::{Id, Side};
use jday::scenario::{self, Due, Feed, Stage, load, recording};

const SECOND: u64 = 1_000;
/// When the drills of this file switch, and how long after that they go back.
const SWITCH: u64 = 20 * SECOND;

fn loaded(name: &str) -> scenario::Loaded {
    scenario::find(name).unwrap_or_else(|report| panic!("{}", report.text(false)))
}

fn feed(name: &str) -> Feed {
    let loaded = loaded(name);
    Feed::new(&loaded.scenario, &loaded.plan, loaded.scenario.seed).unwrap()
}

fn on_green() -> Stage {
    let mut stage = Stage::new(Side::Blue);
    stage.moved(Side::Green, SWITCH);
    stage
}

fn number(reading: Option<&Reading>) -> Option<f64> {
    reading.and_then(|reading| reading.value.number())
}

#[test]
fn every_scenario_reads_and_says_what_it_shows() {
    for (name, text) in load::EMBEDDED {
        let loaded = loaded(name);
        assert_eq!(loaded.scenario.id.as_str(), name);
        assert!(text.starts_with("# Shows "), "{name}: the first line says what it shows");
        assert!(!loaded.scenario.expect.is_empty(), "{name} expects nothing");
        assert!(!loaded.scenario.script.is_empty(), "{name} has no script");
    }
}

#[test]
fn every_file_of_the_folder_is_embedded() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let mut known: Vec<&str> = load::EMBEDDED.iter().map(|(name, _)| *name).collect();
    known.sort_unstable();
    assert_eq!(files, known);
}

#[test]
fn every_recording_reads_and_names_metrics_of_the_plan() {
    for name in recording::names() {
        let recording = recording::embedded(name).unwrap_or_else(|| panic!("{name} does not read"));
        assert_eq!(recording.name.as_str(), name);
        for metric in recording.side.iter().chain(&recording.shared) {
            assert!(plan::embedded().metric(metric).is_some(), "{name} has {metric}, the plan has not");
        }
    }
}

/// Before the switch and for as long as people take, both sides are known in every scenario.
#[test]
fn nothing_is_unrecorded_before_the_switch() {
    for (name, _) in load::EMBEDDED {
        let feed = feed(name);
        let stage = Stage::new(Side::Blue);
        for second in (0..3_000).step_by(7) {
            let sampled = feed.round(second * SECOND, &stage);
            for readings in [&sampled.blue, &sampled.green, &sampled.shared] {
                for (metric, reading) in readings {
                    assert_ne!(reading.value, Value::NotRecorded, "{name}: {metric} at {second} s");
                }
            }
        }
    }
}

#[test]
fn green_breaks_after_the_drills_own_switch_and_blue_heals_after_its_own_return() {
    let feed = feed("errors-after-switch");
    let errors = Id::new("errors");
    for late in [0, 40 * SECOND] {
        let mut stage = Stage::new(Side::Blue);
        stage.moved(Side::Green, SWITCH + late);
        let at = |after: u64| number(feed.round(SWITCH + late + after * SECOND, &stage).green.get(&errors));
        assert!(at(130).is_some_and(|ratio| ratio < 0.05), "calm until two minutes after the switch");
        assert!(at(140).is_some_and(|ratio| ratio > 0.05), "broken from then on");
        assert!(at(3_600).is_some_and(|ratio| ratio > 0.05), "and as long as nobody decides");
        stage.moved(Side::Blue, SWITCH + late + 500 * SECOND);
        let blue = |after: u64| {
            let sampled = feed.round(SWITCH + late + (500 + after) * SECOND, &stage);
            number(sampled.blue.get(&Id::new("throughput"))).unwrap()
        };
        assert!(blue(1) < 10.0 && blue(100) > 40.0, "the traffic comes back to Blue");
    }
}

#[test]
fn what_nobody_recorded_is_not_invented() {
    let feed = feed("both-sides-broken");
    let mut stage = on_green();
    stage.moved(Side::Blue, 200 * SECOND);
    let sampled = feed.round((200 + 1_000) * SECOND, &stage);
    assert!(sampled.blue.values().all(|reading| reading.value == Value::NotRecorded));
    assert!(sampled.sources.is_empty(), "and nobody answered anything: {:?}", sampled.sources);
}

#[test]
fn a_silent_backend_is_an_error_of_its_source_and_not_a_value() {
    let sampled = feed("backend-dies").round(SWITCH + 60 * SECOND, &on_green());
    assert!(sampled.green.values().all(|reading| reading.value == Value::SourceError));
    assert!(sampled.sources.values().all(|answer| matches!(answer, Answer::Failed(_))));
    let thawed = feed("backend-dies").round(SWITCH + 300 * SECOND, &on_green());
    assert!(matches!(thawed.sources.get(&Id::new("prometheus")), Some(Answer::Ok(_))));
}

#[test]
fn a_repeated_counter_counts_on() {
    let feed = feed("errors-after-switch");
    let total = Id::new("missions-total");
    let stage = on_green();
    let mut last = 0.0;
    for second in 30..2_000 {
        let sampled = feed.round(SWITCH + second * SECOND, &stage);
        let now = number(sampled.green.get(&total)).unwrap();
        assert!(now >= last, "{now} after {last}, {second} s after the switch");
        last = now;
    }
}

#[test]
fn alerts_of_a_recording_come_with_its_track_once() {
    let mut feed = feed("errors-after-switch");
    let mut stage = on_green();
    let mut heard = Vec::new();
    for second in 0..1_000 {
        if second == 520 {
            stage.moved(Side::Blue, second * SECOND);
        }
        for (at, due) in feed.due_events(second * SECOND, &stage) {
            if let Due::Heard(alert) = due {
                heard.push((at / SECOND, alert.name.to_string(), alert.firing));
            }
        }
    }
    // Recorded 527 s and 607 s after a switch at 91 s and a return at 533 s.
    assert_eq!(
        heard,
        [(20 + 527 - 91, "ErrorRateHigh".into(), true), (520 + 607 - 533, "ErrorRateHigh".into(), false)]
    );
}

#[test]
fn events_are_due_once_at_their_moment() {
    let mut feed = feed("clock-step");
    assert!(feed.due_events(3_600 * SECOND, &Stage::new(Side::Blue)).is_empty(), "nobody switched");
    let due = feed.due_events(SWITCH + 4 * 60 * SECOND, &on_green());
    assert_eq!(due, [(SWITCH + 4 * 60 * SECOND, Due::Clock(120_000))]);
    let due = feed.due_events(SWITCH + 400 * SECOND, &on_green());
    assert_eq!(due, [(SWITCH + 360 * SECOND, Due::Clock(-120_000))]);
}

#[test]
fn a_fault_begins_and_ends() {
    let mut feed = feed("long-tail");
    assert!(matches!(feed.due_events(SWITCH, &on_green())[..], [(_, Due::FaultBegins { .. })]));
    let due = feed.due_events(SWITCH + 12 * 60 * SECOND, &on_green());
    assert!(matches!(due.last(), Some((_, Due::FaultEnds { .. }))));
}

#[test]
fn the_same_seed_gives_the_same_day_and_another_one_another() {
    let loaded = loaded("full-day");
    let day = |seed| {
        let feed = Feed::new(&loaded.scenario, &loaded.plan, seed).unwrap();
        let rounds: Vec<_> =
            (0..600).map(|second| feed.round(second * SECOND, &Stage::new(Side::Blue))).collect();
        serde_json::to_string(&rounds).unwrap()
    };
    assert_eq!(day(1), day(1));
    assert_ne!(day(1), day(2));
}

#[test]
fn a_scenario_changes_its_own_plan_only() {
    let loaded = loaded("errors-after-switch");
    let throughput = Id::new("throughput");
    let target = |plan: &plan::types::Plan| plan.metric(&throughput).unwrap().target.unwrap().to_string();
    assert_eq!(target(&loaded.plan), "> 40");
    assert_eq!(target(plan::embedded()), "> 100");
    assert!(self::loaded("backend-dies").plan.rollback.auto);
    assert!(!plan::embedded().rollback.auto);
}

#[test]
fn an_unknown_name_gets_a_hint() {
    let report = scenario::find("clean-dya").unwrap_err().to_string();
    assert!(report.contains("did you mean `clean-day`?"), "{report}");
    assert!(scenario::find("no/such/file.toml").unwrap_err().to_string().contains("no such file"));
}

/// The example of the guide is a scenario like any other.
#[test]
fn the_guides_example_reads() {
    let guide = include_str!("../../docs/scenarios.md");
    let example = guide.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let loaded =
        load::load(example, "docs/scenarios.md", None).unwrap_or_else(|r| panic!("{}", r.text(false)));
    assert_eq!(loaded.plan.trigger(&Id::new("response-time")).unwrap().hold.0, 30 * SECOND);
}

/// One mistake a file; the expected message stands beside it.
#[test]
fn every_mistake_is_named_with_its_place_and_what_would_be_right() {
    // Relative, as the expected messages name it: tests run in the package's own folder.
    let folder = std::path::Path::new("fixtures/scenarios/invalid");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ext| ext != "toml") {
            continue;
        }
        seen += 1;
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let report = load::load(&text, &name, Some(folder)).err().unwrap_or_else(|| panic!("{name} reads"));
        let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        assert_eq!(report.to_string().trim_end(), expected.trim_end(), "{name}");
    }
    assert!(seen > 20, "only {seen} mistakes");
}
