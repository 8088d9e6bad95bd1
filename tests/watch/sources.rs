//! The rhythm of sources, and what their troubles come to.

use jday::client::{Foreign, Item, Observed, PipelineStep, Trouble, Value};
use jday::model::metrics::Track;
use jday::model::{Event, metrics};
use jday::plan::types::{Id, Side, TierLevel};

use super::lived::{Lived, MINUTE, SECOND, plan, plan_with};
use super::world::Manner;

const GREEN: Track = Track::Side(Side::Green);

#[test]
fn all_that_sources_say_in_a_second_is_one_event_and_no_second_is_missed() {
    let mut lived = Lived::open(plan());
    lived.until(10 * MINUTE);
    let rounds = lived.count(|event| matches!(event, Event::Sampled(_)));
    let ticks = lived.count(|event| matches!(event, Event::Ticked));
    assert_eq!((rounds, ticks), (600, 600));
    for envelope in &lived.log {
        if let Event::Sampled(sampled) = &envelope.event {
            assert_eq!(sampled.sources.len(), 4, "each source in each second: {sampled:?}");
        }
    }
    assert_eq!(lived.state().triggers.blind, None);
    assert_eq!(lived.state().triggers.was_blind, []);
}

#[test]
fn a_source_that_never_answers_holds_nobody_else_up() {
    let mut lived = Lived::open(plan());
    lived.world.set("prometheus", Manner::Silent);
    lived.until(MINUTE);
    let board = &lived.state().sources.board;
    for other in ["probe", "sentry", "host"] {
        assert!((58..=62).contains(&lived.world.asked(other).len()), "{other}");
        assert_eq!(board[&Id::new(other)].silent_since, None, "{other}");
    }
    let silent = &board[&Id::new("prometheus")];
    assert!(silent.silent_since.is_some());
    assert!(silent.error.as_ref().unwrap().as_str().contains("no sign"), "{:?}", silent.error);
}

#[test]
fn one_question_at_a_time() {
    let mut lived =
        Lived::open(plan_with(r#"{ id = "slow", interval = "1s", deadline = "10s", environment = {} },"#));
    lived.world.set("slow", Manner::Silent);
    lived.until(MINUTE);
    let asked = lived.world.asked("slow");
    assert!(asked.windows(2).all(|pair| pair[1] - pair[0] > 10 * SECOND), "{asked:?}");
    assert!(asked.len() > 2, "and it is asked again: {asked:?}");
}

#[test]
fn a_trouble_that_passes_is_asked_again_before_anybody_is_told() {
    let mut lived =
        Lived::open(plan_with(r#"{ id = "seldom", interval = "30s", deadline = "5s", environment = {} },"#));
    lived.world.set("seldom", Manner::Trouble(Trouble::passing("refused")));
    lived.until(500);
    lived.world.set("seldom", Manner::Well);
    lived.until(5 * SECOND);
    assert_eq!(lived.world.asked("seldom").len(), 2);
    assert_eq!(lived.state().sources.board[&Id::new("seldom")].error, None);
    let failed = lived.count(|event| {
        matches!(event, Event::Sampled(sampled)
            if sampled.sources.values().any(|answer| matches!(answer, metrics::Answer::Failed(_))))
    });
    assert_eq!(failed, 0);
}

#[test]
fn a_source_that_fails_is_asked_ever_more_seldom_and_never_given_up() {
    let mut lived = Lived::open(plan());
    lived.world.set("sentry", Manner::Trouble(Trouble::lasting("401: wrong token")));
    lived.until(30 * MINUTE);
    let asked = lived.world.asked("sentry");
    let gaps: Vec<u64> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.windows(2).all(|pair| pair[1] + 100 >= pair[0]), "{gaps:?}");
    assert!(*gaps.last().unwrap() <= MINUTE + SECOND, "{gaps:?}");
    assert!((25..=45).contains(&asked.len()), "{}", asked.len());
    let beside = &lived.state().sources.board[&Id::new("sentry")].beside;
    let rests = beside.rests_until.unwrap().0 - lived.begins;
    assert!(
        !beside.limited && rests > i64::try_from(30 * MINUTE).unwrap(),
        "the board says until when: {rests}"
    );
    lived.world.set("sentry", Manner::Well);
    lived.pass(62 * SECOND);
    assert_eq!(lived.state().sources.board[&Id::new("sentry")].error, None);
    let before = lived.world.asked("sentry").len();
    lived.pass(10 * SECOND);
    assert!((9..=11).contains(&(lived.world.asked("sentry").len() - before)), "its rhythm is its own again");
}

#[test]
fn who_asks_for_rest_gets_it_and_the_board_says_until_when() {
    let mut lived = Lived::open(plan());
    let limited = Trouble { retry_after_ms: Some(90_000), ..Trouble::passing("429: too many requests") };
    lived.world.set("sentry", Manner::Trouble(limited));
    lived.until(80 * SECOND);
    assert_eq!(lived.world.asked("sentry").len(), 1);
    let board = &lived.state().sources.board[&Id::new("sentry")];
    assert!(board.beside.limited);
    let until = board.beside.rests_until.unwrap().0 - lived.begins;
    assert!((90_000..=91_000).contains(&until), "{until}");
    lived.world.set("sentry", Manner::Well);
    lived.pass(15 * SECOND);
    assert!(lived.state().sources.board[&Id::new("sentry")].beside.is_empty());
}

#[test]
fn a_rest_of_a_year_is_not_granted() {
    let mut lived = Lived::open(plan());
    let limited = Trouble { retry_after_ms: Some(u64::MAX), ..Trouble::passing("429") };
    lived.world.set("sentry", Manner::Trouble(limited));
    lived.until(16 * MINUTE);
    assert_eq!(lived.world.asked("sentry").len(), 2);
}

#[test]
fn a_source_whose_clock_is_minutes_off_counts_as_unknown() {
    let mut lived = Lived::open(plan());
    lived.until(5 * SECOND);
    lived.world.with().skew_ms = Some(9_000);
    lived.pass(5 * SECOND);
    let board = |lived: &Lived| lived.state().sources.board[&Id::new("prometheus")].clone();
    assert_eq!((board(&lived).beside.skewed(), board(&lived).error), (Some(9_000), None));
    lived.world.with().skew_ms = Some(-75_000);
    lived.pass(5 * SECOND);
    let error = board(&lived).error.unwrap();
    assert!(error.as_str().starts_with("its clock is 75 s behind"), "{error}");
    lived.pass(MINUTE);
    assert!(lived.state().triggers.blind.is_some(), "nothing that it says can be judged");
}

#[test]
fn foreign_alerts_begin_and_end_and_a_silent_source_ends_none() {
    let mut lived = Lived::open(plan());
    let foreign =
        Foreign { name: "DiskFull".into(), side: None, level: TierLevel::Important, title: "disk".into() };
    let says = |alerts| Manner::Says(Box::new(Observed { alerts: Some(alerts), ..Observed::default() }));
    lived.world.set("sentry", says(vec![foreign]));
    lived.until(10 * SECOND);
    let heard = |lived: &Lived| lived.count(|event| matches!(event, Event::AlertHeard(_)));
    assert_eq!(heard(&lived), 1, "told once, not each second");
    lived.world.set("sentry", Manner::Trouble(Trouble::passing("refused")));
    lived.pass(10 * SECOND);
    assert_eq!(heard(&lived), 1);
    lived.world.set("sentry", says(Vec::new()));
    lived.pass(20 * SECOND);
    assert_eq!(heard(&lived), 2);
    let feed = &lived.state().alerts.feed;
    let (_, disk) = feed.iter().find(|(key, _)| key.0.as_str().contains("DiskFull")).unwrap();
    assert!(disk.cleared_at.is_some());
}

#[test]
fn pipeline_steps_are_told_on_change_alone() {
    let mut lived = Lived::open(plan());
    let step = lived.state().plan.pipeline.steps[0].id.clone();
    let says = |state| {
        let steps = vec![
            PipelineStep { step: step.clone(), state },
            PipelineStep { step: Id::new("no-such-step"), state: "failed" },
        ];
        Manner::Says(Box::new(Observed { pipeline: steps, ..Observed::default() }))
    };
    lived.world.set("sentry", says("running"));
    lived.until(5 * SECOND);
    lived.world.set("sentry", says("succeeded"));
    lived.pass(5 * SECOND);
    assert_eq!(lived.count(|event| matches!(event, Event::PipelineSeen { .. })), 2);
}

#[test]
fn facts_are_written_down_where_they_change() {
    let mut lived = Lived::open(plan());
    let says = |holds, detail: &str| {
        let items = vec![Item { fact: Id::new("secrets"), holds, detail: detail.into() }];
        Manner::Says(Box::new(Observed { items, ..Observed::default() }))
    };
    let told = |lived: &Lived| {
        lived.count(|event| matches!(event, Event::Sampled(sampled) if !sampled.facts.is_empty()))
    };
    lived.world.set("sentry", says(Some(true), "14 of 14"));
    lived.until(5 * SECOND);
    assert_eq!(told(&lived), 1);
    lived.world.set("sentry", says(Some(false), "13 of 14"));
    lived.pass(5 * SECOND);
    assert_eq!(told(&lived), 2);
    assert_eq!(lived.state().sources.facts[&Id::new("sentry.secrets")].holds, Some(false));
}

#[test]
fn a_killed_backend_for_ten_minutes_proposes_nothing_and_the_room_says_it_is_blind() {
    let mut lived = Lived::open(plan());
    lived.switched();
    // A breach that has already counted when the backend dies must not ripen in the dark.
    lived.world.value("errors", Side::Green, Value::Number(0.09));
    lived.pass(4 * MINUTE);
    let errors = |lived: &Lived| lived.state().triggers.standing(&Id::new("error-rate"), Side::Green);
    assert!(errors(&lived).hold.at(lived.state().now) > 200 * SECOND);
    lived.world.set("prometheus", Manner::Trouble(Trouble::passing("connection refused")));
    lived.pass(10 * MINUTE);
    assert_eq!(lived.proposals(), 0);
    assert!(lived.state().triggers.blind.is_some());
    lived.world.value("errors", Side::Green, Value::Number(0.004));
    lived.world.set("prometheus", Manner::Well);
    lived.pass(5 * MINUTE);
    assert_eq!(lived.proposals(), 0);
    assert_eq!(lived.state().triggers.blind, None);
}

#[test]
fn a_breach_that_is_seen_is_proposed() {
    let mut lived = Lived::open(plan());
    lived.switched();
    lived.world.value("errors", Side::Green, Value::Number(0.09));
    lived.pass(5 * MINUTE + 10 * SECOND);
    assert_eq!(lived.proposals(), 1);
}

#[test]
fn a_frozen_exporter_is_stale_within_two_intervals() {
    let mut lived = Lived::open(plan());
    lived.until(10 * SECOND);
    let p95 = |lived: &Lived| {
        let series = lived.state().metrics.series(&Id::new("p95"), GREEN).unwrap();
        let (at, reading) = series.last.unwrap();
        lived.state().now.since(at) + u64::from(reading.age_ms)
    };
    let stale = lived.state().plan.metric(&Id::new("p95")).unwrap().stale_after_ms();
    assert!(p95(&lived) <= stale);
    for second in 1..=3 {
        lived.world.set("prometheus", Manner::Aged(second * 1_000));
        lived.pass(SECOND);
    }
    assert!(p95(&lived) > stale, "queries succeed, and what they bring is old");
    for second in 4..=70 {
        lived.world.set("prometheus", Manner::Aged(second * 1_000));
        lived.pass(SECOND);
    }
    assert!(lived.state().triggers.blind.is_some());
    assert_eq!(lived.proposals(), 0);
}

#[test]
fn a_fact_proves_an_item_and_takes_the_proof_back() {
    let mut plan = plan();
    let item = &mut plan.checklists[0].sections[0].items[0];
    item.proof = Some(Id::new("sentry.secrets"));
    let item = item.id.clone();
    let mut lived = Lived::open(plan);
    let says = |holds| {
        let items = vec![Item { fact: Id::new("secrets"), holds, detail: "14".into() }];
        Manner::Says(Box::new(Observed { items, ..Observed::default() }))
    };
    for (holds, done) in [(None, false), (Some(true), true), (None, true), (Some(false), false)] {
        lived.world.set("sentry", says(holds));
        lived.pass(5 * SECOND);
        assert_eq!(lived.state().checklists.is_done(&item), done, "{holds:?}");
    }
    assert_eq!(
        lived.count(|event| matches!(event, Event::ItemProved { item: told, .. } if *told == item)),
        2
    );
}

#[test]
fn a_source_that_warns_of_a_million_things_fills_no_journal() {
    let mut lived = Lived::open(plan());
    let warnings = (0..1_000_000).map(|n| format!("w{n}").as_str().into()).collect();
    let says = Observed { warnings, ..Observed::default() };
    lived.world.set("host", Manner::Says(Box::new(says)));
    lived.until(3 * SECOND);
    let told = &lived.state().sources.board[&Id::new("host")].beside.warnings;
    assert!(told.len() < 30, "{}", told.len());
    assert!(told.last().unwrap().as_str().contains("999980 more"), "{:?}", told.last());
    assert_eq!(lived.watch.mute(), None);
}
