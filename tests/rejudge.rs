//! Two journals side by side, and a journal judged by another plan (F8).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a panic is the report"
)]

mod lived;

use std::path::PathBuf;

use jday::model::Event;
use jday::plan::types::{Amount, Id, Millis, Plan, Side};
use jday::source::compare::{Act, CompareError, Comparison, comparable};
use jday::source::rejudge::{Rejudged, Verdicts};
use lived::Lived;

/// The journal of a scenario that was lived with its own script, and its plan.
fn journal(folder: &tempfile::TempDir, scenario: &str, seed: u64) -> (PathBuf, Plan) {
    let loaded = lived::scenario(scenario);
    let path = folder.path().join(format!("{scenario}-{seed}.jsonl"));
    Lived::scripted(&loaded, seed, &path).finish(loaded.scenario.lasts.0);
    (path, loaded.plan)
}

fn of<'r>(rejudged: &'r Rejudged, trigger: &str, side: Side) -> &'r Verdicts {
    let found = rejudged.triggers.iter().find(|row| row.trigger.as_str() == trigger && row.side == side);
    found.unwrap_or_else(|| panic!("no row of {trigger}"))
}

/// The law that makes the rest worth anything: judged by its own plan, a day is what it was.
#[test]
fn a_day_judged_by_its_own_plan_is_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    for scenario in
        ["errors-after-switch", "slow-burn", "health-flap", "database-critical", "clock-step", "clean-day"]
    {
        let (path, plan) = journal(&folder, scenario, 3);
        let rejudged = Rejudged::of(&path, plan).unwrap();
        assert!(rejudged.differs.is_empty(), "{scenario}: {:?}", rejudged.differs);
        assert_eq!(rejudged.blind_was, rejudged.blind_would, "{scenario}");
        for row in &rejudged.triggers {
            assert!(!row.differ(), "{scenario}: {row:#?}");
        }
    }
}

#[test]
fn a_shorter_hold_would_have_proposed_earlier() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut plan) = journal(&folder, "errors-after-switch", 1);
    let trigger = plan.triggers.iter_mut().find(|trigger| trigger.metric == Id::new("errors")).unwrap();
    let (id, before) = (trigger.id.clone(), trigger.hold.0);
    trigger.hold = Millis(before / 2);
    let rejudged = Rejudged::of(&path, plan).unwrap();
    assert!(rejudged.differs.iter().any(|line| line.one_line().contains("for")), "{:?}", rejudged.differs);
    let row = of(&rejudged, id.as_str(), Side::Green);
    let first = |spoke: &Option<jday::source::Spoke>| spoke.as_ref().unwrap().episodes[0].clone();
    let (was, would) = (first(&row.was), first(&row.would));
    assert_eq!(was.began, would.began, "the breach is the same");
    assert!(was.proposes && would.proposes);
    assert_eq!(was.fired.unwrap().after_ms - would.fired.unwrap().after_ms, before / 2);
}

#[test]
fn a_higher_threshold_would_have_proposed_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut plan) = journal(&folder, "errors-after-switch", 1);
    let trigger = plan.triggers.iter_mut().find(|trigger| trigger.metric == Id::new("errors")).unwrap();
    trigger.threshold = Amount(0.9);
    let id = trigger.id.clone();
    let rejudged = Rejudged::of(&path, plan).unwrap();
    let row = of(&rejudged, id.as_str(), Side::Green);
    assert!(row.was.as_ref().unwrap().episodes[0].fired.is_some());
    assert!(row.would.as_ref().unwrap().episodes.is_empty(), "{row:#?}");
}

#[test]
fn a_metric_that_was_not_recorded_is_said_and_not_invented() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut plan) = journal(&folder, "errors-after-switch", 1);
    let mut metric = plan.metric(&Id::new("errors")).unwrap().clone();
    metric.id = Id::new("nobody-recorded-this");
    plan.metrics.push(metric);
    let trigger = plan.triggers.iter_mut().find(|trigger| trigger.metric == Id::new("errors")).unwrap();
    trigger.metric = Id::new("nobody-recorded-this");
    let id = trigger.id.clone();
    let rejudged = Rejudged::of(&path, plan).unwrap();
    let row = of(&rejudged, id.as_str(), Side::Green);
    assert_eq!(row.unrecorded, Some(Id::new("nobody-recorded-this")));
    assert!(row.would.as_ref().unwrap().episodes.is_empty());
}

#[test]
fn two_journals_of_one_scenario_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let (one, _) = journal(&folder, "errors-after-switch", 1);
    let (other, _) = journal(&folder, "errors-after-switch", 2);
    let comparison = Comparison::of(&one, &other).unwrap();
    for tally in [&comparison.here, &comparison.there] {
        assert_eq!(tally.final_side, Side::Blue);
        assert!(tally.decisions.iter().any(|decision| matches!(decision.act, Act::Decided(..))));
        let back = tally.runs.iter().find(|run| run.rollback.is_some()).unwrap();
        assert!(back.levels.iter().all(Option::is_some), "{back:?}");
        assert!(tally.triggers.iter().any(|spoke| spoke.episodes.iter().any(|episode| episode.proposes)));
        assert!(tally.score.is_some());
    }
    assert_eq!((comparison.here.seed, comparison.there.seed), (Some(1), Some(2)));
}

#[test]
fn journals_of_different_scenarios_are_refused_by_their_first_lines() {
    let folder = tempfile::tempdir().unwrap();
    let (one, _) = journal(&folder, "errors-after-switch", 1);
    let (other, _) = journal(&folder, "clean-day", 1);
    let error = comparable(&one, &other).unwrap_err();
    assert!(matches!(error, CompareError::Different { .. }));
    let said = error.to_string();
    assert!(said.contains("clean-day") && said.contains("one scenario"), "{said}");
    assert!(Comparison::of(&one, &other).is_err());
}

/// What was proposed in the journal is what the episodes say was proposed.
#[test]
fn episodes_tell_what_the_journal_proposed() {
    let folder = tempfile::tempdir().unwrap();
    for scenario in ["errors-after-switch", "slow-burn", "health-flap"] {
        let loaded = lived::scenario(scenario);
        let (path, _) = journal(&folder, scenario, 5);
        let rejudged = Rejudged::of(&path, loaded.plan.clone()).unwrap();
        let proposed: Vec<Id> = jday::journal::Reader::open(&path)
            .unwrap()
            .filter_map(|envelope| match envelope.unwrap().event {
                Event::Proposed { trigger, .. } => Some(trigger),
                _ => None,
            })
            .collect();
        for trigger in &proposed {
            let row = of(&rejudged, trigger.as_str(), Side::Green);
            assert!(row.was.as_ref().unwrap().episodes.iter().any(|episode| episode.proposes), "{scenario}");
        }
    }
}
