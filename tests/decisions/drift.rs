//! What follows from what servers say: a move that was not jday's (F19), and a time to live that came down.

use jday::model::cutover::{Answered, Drift, Level, Survey};
use jday::model::procedure::RunResult;
use jday::model::react::{own, react};
use jday::model::{Envelope, Event, State};
use jday::plan::types::{Id, ProcedureKind, Side, StepKind};

use super::day::{Green, calm, day};
use super::lived::{Lived, MINUTE, SECOND, open_gate, switch};

/// What the rules say to answers of two servers: each its side, its value and its time to live.
fn drift(state: &State, answers: [(Option<Side>, &str, u64); 2]) -> Vec<Drift> {
    let said = |(n, (side, value, ttl_ms)): (usize, (Option<Side>, &str, u64))| Answered {
        from: Id::new(["ns1", "ns2"][n]),
        side,
        value: value.into(),
        ttl_ms,
    };
    let authoritative = answers.into_iter().enumerate().map(said).collect();
    let survey = Event::Surveyed(Survey { authoritative, ..Survey::default() });
    let follows = react(state, &survey).into_iter();
    follows
        .filter_map(|(_, event)| if let Event::Drifted(drift) = event { Some(drift) } else { None })
        .collect()
}

/// F19: what no side has is told at the first sight of it, on whichever server; what a side has only when all
/// say so, for one that is late has the old value too.
#[test]
fn a_foreign_value_is_told_at_once_and_a_late_server_is_not_a_move() {
    const BLUE: (Option<Side>, &str, u64) = (Some(Side::Blue), "192.0.2.10", 60_000);
    const GREEN: (Option<Side>, &str, u64) = (Some(Side::Green), "198.51.100.20", 60_000);
    const FOREIGN: (Option<Side>, &str, u64) = (None, "203.0.113.9", 60_000);
    const SILENT: (Option<Side>, &str, u64) = (None, "no answer in time", 0);
    let mut lived = calm();
    lived.switched();
    let state = lived.state();
    assert_eq!(state.cutover.live, Side::Green);
    for calm in [[GREEN, GREEN], [GREEN, BLUE], [BLUE, GREEN], [GREEN, SILENT], [SILENT, SILENT]] {
        assert_eq!(drift(state, calm), [], "{calm:?}");
    }
    for (answers, from, side) in [
        ([FOREIGN, GREEN], "ns1", None),
        ([GREEN, FOREIGN], "ns2", None),
        ([SILENT, FOREIGN], "ns2", None),
        ([(None, "NXDOMAIN", 1), GREEN], "ns1", None),
        ([BLUE, BLUE], "ns1", Some(Side::Blue)),
        ([SILENT, BLUE], "ns2", Some(Side::Blue)),
        ([(Some(Side::Blue), "192.0.2.10", 0), BLUE], "ns1", Some(Side::Blue)),
    ] {
        let [told] = &drift(state, answers)[..] else { panic!("{answers:?} is told once") };
        assert_eq!((told.from.as_str(), told.side, told.expected), (from, side, Side::Green), "{answers:?}");
        let alert = react(state, &Event::Drifted(told.clone()));
        let raised = |event: &Event| matches!(event, Event::AlertRaised(raised) if raised.alert.0.as_str() == own::OUT_OF_BAND);
        assert!(alert.iter().any(|(_, event)| raised(event)), "{answers:?}: {alert:?}");
    }
}

/// Both sides' values are in order while a move is on its way, and a foreign one is not.
#[test]
fn a_foreign_value_is_told_while_a_move_is_on_its_way() {
    let fault = "[[event]]\nat = \"0s\"\nfault = { kind = \"lever\", how = \"accepts\" }";
    let mut lived = Lived::alone(&day(Green::Well, "", fault));
    lived.until(20 * SECOND).gets("awa", &open_gate("window", "the plan says 14:00"));
    lived.gets("awa", &switch()).pass(5 * SECOND);
    let state = lived.state();
    assert!(state.cutover.movement().is_some_and(|movement| movement.levels[2].is_none()), "on its way");
    let green = (Some(Side::Green), "198.51.100.20", 60_000);
    assert_eq!(drift(state, [(Some(Side::Blue), "192.0.2.10", 60_000), green]), []);
    assert_eq!(drift(state, [(None, "203.0.113.9", 60_000), green]).len(), 1);
}

/// R11: what others did is no level of a switch whose order was refused. It is told at once, and not only after the
/// deadlines of that order.
#[test]
fn what_others_did_after_a_refused_order_is_told_as_theirs() {
    let faults = "[[event]]\nat = \"19s\"\nuntil = \"2m\"\nfault = { kind = \"lever\", how = \"refuses\" }\n\
                  [[event]]\nat = \"25s\"\nfault = { kind = \"moved\", to = \"green\" }";
    let mut lived = Lived::alone(&day(Green::Well, "", faults));
    lived.until(20 * SECOND).gets("awa", &open_gate("window", "the plan says 14:00"));
    lived.gets("awa", &switch()).pass(8 * SECOND);
    assert_eq!(lived.count(|event| matches!(event, Event::Drifted(_))), 1);
    lived.pass(MINUTE);
    let state = lived.state();
    assert_eq!(state.cutover.live, Side::Green);
    assert!(
        state.cutover.movement().unwrap().levels[1..].iter().all(Option::is_none),
        "none of it is jday's"
    );
    assert_eq!(lived.count(|event| matches!(event, Event::Drifted(_))), 1, "told once");
}

/// R11: a switch that somebody made after it was decided is not ordered any more.
#[test]
fn a_switch_that_others_made_before_its_order_ends_without_one() {
    let moved = "[[event]]\nat = \"30s\"\nfault = { kind = \"moved\", to = \"green\" }";
    let mut loaded = day(Green::Well, "", moved);
    // A dump between the phrase and the order takes most of a minute.
    let procedures = &mut loaded.plan.procedures;
    let steps = &mut procedures.iter_mut().find(|one| one.kind == ProcedureKind::Switch).unwrap().steps;
    let mut dump = steps[1].clone();
    dump.id = Id::new("dump");
    dump.action = StepKind::Command { argv: vec!["pg_dump".into()], dangerous: false };
    steps.insert(2, dump);
    let mut lived = Lived::alone(&loaded);
    lived.until(20 * SECOND).gets("awa", &open_gate("window", "the plan says 14:00"));
    lived.gets("awa", &switch()).until(2 * MINUTE);
    let (run, _) = lived.state().procedures.last_run(ProcedureKind::Switch).unwrap();
    let state = lived.state();
    assert_eq!(state.procedures.runs[&run].ended.unwrap().1, RunResult::Failed);
    assert!(lived.points().is_empty(), "nothing was sent");
    assert_eq!(lived.count(|event| matches!(event, Event::Drifted(_))), 1);
    let is_said = |event: &Event| matches!(event, Event::StepEnded { detail, .. } if detail.as_str().contains("not by jday"));
    assert_eq!(lived.count(is_said), 1);
}

/// The gate counts from the first survey in which no server had more than the lowered time to live.
#[test]
fn the_lowered_time_to_live_counts_from_the_survey_that_first_saw_it_everywhere() {
    let mut lived = calm();
    let mut state = lived.until(MINUTE).state().clone();
    let lowered = state.plan.lever.lowered_ttl.0;
    let mut look = |first: u64, second: u64| {
        let said =
            |ttl_ms| Answered { from: Id::new("ns"), side: Some(Side::Blue), value: "x".into(), ttl_ms };
        let survey = Survey { authoritative: vec![said(first), said(second)], ..Survey::default() };
        let last = lived.log.last().unwrap();
        let mut envelope = Envelope::clone(last);
        envelope.event = Event::Surveyed(survey);
        state.apply(&envelope);
        (state.cutover.low_ttl_since.is_some(), state.cutover.highest_ttl_ms)
    };
    assert_eq!(look(lowered, lowered * 5), (false, lowered * 5), "one server has the old one");
    assert_eq!(look(lowered, lowered), (true, lowered * 5), "what clients may hold is not forgotten");
    assert!(!look(lowered + 1_000, lowered).0, "it rose again");
}

/// One resolver may be later than the confirmation, which is about users; it has its time all the same.
#[test]
fn a_resolver_that_is_later_than_the_confirmation_still_reaches_level_four() {
    let mut lived = calm();
    lived.switched();
    let mut state = lived.state().clone();
    let said = |from: &str, side| Answered {
        from: Id::new(from),
        side: Some(side),
        value: "x".into(),
        ttl_ms: 1_000,
    };
    let reaches = |state: &State, late: Side| {
        let (authoritative, resolvers) =
            (vec![said("ns", Side::Green)], vec![said("prompt", Side::Green), said("late", late)]);
        let survey = Event::Surveyed(Survey { authoritative, resolvers, ..Survey::default() });
        let follows = react(state, &survey);
        follows.iter().any(|(_, event)| matches!(event, Event::LevelReached { level: Level::Resolvers, .. }))
    };
    let movement = state.cutover.movements.last_mut().unwrap();
    assert!(movement.confirmed_at.is_some());
    assert!(movement.levels[3].take().is_some());
    assert!(!reaches(&state, Side::Blue));
    assert!(reaches(&state, Side::Green));
    state.cutover.live = Side::Blue;
    assert!(!reaches(&state, Side::Green), "somebody else moved it since");
}

/// A lever that is no DNS record has no caches; level 4 is then level 3.
#[test]
fn nobody_waits_for_resolvers_that_are_not_there() {
    let fault = "[[event]]\nat = \"0s\"\nfault = { kind = \"lever\", how = \"accepts\" }";
    let mut lived = Lived::alone(&day(Green::Well, "", fault));
    lived.until(20 * SECOND).gets("awa", &open_gate("window", "the plan says 14:00"));
    lived.gets("awa", &switch()).pass(5 * SECOND);
    let said = |side| Answered { from: Id::new("lever"), side: Some(side), value: "x".into(), ttl_ms: 1 };
    let reaches = |resolvers: Vec<Answered>| {
        let authoritative = vec![said(Side::Green)];
        let survey = Event::Surveyed(Survey { authoritative, resolvers, ..Survey::default() });
        let follows = react(lived.state(), &survey);
        follows.iter().any(|(_, event)| matches!(event, Event::LevelReached { level: Level::Resolvers, .. }))
    };
    assert!(reaches(Vec::new()));
    assert!(reaches(vec![said(Side::Green)]));
    assert!(!reaches(vec![said(Side::Blue)]), "a cache that is there counts");
}
