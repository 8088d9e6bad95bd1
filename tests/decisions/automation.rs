//! When jday may go back by itself: R5, R16, R20. Each missing condition prevents it.

use jday::model::procedure::Choice;
use jday::model::{Actor, Command, Event};
use jday::plan::types::{Millis, ProcedureKind, Side};

use super::day::{Green, day, proposed};
use super::lived::{Lived, MINUTE, SECOND, choose, go_back, open_gate, switch};

const AUTO: &str = "rollback = { auto = true, silence = \"30s\", why = \"a test has no two minutes\" }";

/// Decisions that nobody but jday took.
fn own_decisions(lived: &Lived) -> usize {
    let own = |envelope: &&std::sync::Arc<jday::model::Envelope>| {
        envelope.by == Actor::Engine && matches!(envelope.event, Event::DecisionMade { .. })
    };
    lived.log.iter().filter(own).count()
}

#[test]
fn with_everything_in_place_it_goes_back_after_the_silence_and_not_before() {
    let mut lived = proposed(Green::ErrorsAndProbe, AUTO, "");
    let asked = lived.rollback().unwrap().1.requested_at;
    lived.wait_for("its own decision", MINUTE, |state| state.automatic_returns == 1);
    let (by, decided, choice) = lived.rollback().unwrap().1.decided.clone().unwrap();
    assert_eq!((by, choice), (Actor::Engine, Choice::Approve));
    assert!((30_000..=32_000).contains(&decided.since(asked)), "{} ms", decided.since(asked));
    lived.pass(4 * MINUTE);
    assert_eq!(lived.state().cutover.live, Side::Blue);
    assert_eq!(own_decisions(&lived), 1);
}

#[test]
fn each_missing_condition_prevents_it() {
    let quiet = "rollback = { auto = false, silence = \"30s\", why = \"off\" }";
    let unready =
        "[[event]]\nat = \"2m\"\nafter = \"switch\"\nfault = { kind = \"unready\", side = \"blue\" }";
    let cases = [
        ("the plan does not allow it", Green::ErrorsAndProbe, quiet, ""),
        ("one witness alone", Green::Errors, AUTO, ""),
        ("the way back is not proved", Green::ErrorsAndProbe, AUTO, unready),
    ];
    for (why, green, head, more) in cases {
        let mut lived = proposed(green, head, more);
        lived.pass(5 * MINUTE);
        assert_eq!((own_decisions(&lived), lived.state().cutover.live), (0, Side::Green), "{why}");
        let (run, _) = lived.rollback().unwrap();
        lived.gets("awa", &choose(run, Choice::Approve, None));
    }
}

#[test]
fn an_answer_within_the_silence_prevents_it() {
    let mut lived = proposed(Green::ErrorsAndProbe, AUTO, "");
    let (run, _) = lived.rollback().unwrap();
    lived.pass(10 * SECOND).gets("awa", &choose(run, Choice::Decline, Some("known, harmless")));
    lived.pass(60 * SECOND);
    assert_eq!((own_decisions(&lived), lived.state().cutover.live), (0, Side::Green));
}

#[test]
fn a_pause_prevents_it_until_it_is_over() {
    let mut lived = proposed(Green::ErrorsAndProbe, AUTO, "");
    lived.gets("moussa", &Command::PauseAutomation { length: Millis(3 * MINUTE) });
    lived.pass(2 * MINUTE + 50 * SECOND);
    assert_eq!(own_decisions(&lived), 0, "paused");
    lived.pass(20 * SECOND);
    assert_eq!(own_decisions(&lived), 1, "a pause has an end");

    let mut lived = proposed(Green::ErrorsAndProbe, AUTO, "");
    assert!(lived.ask("moussa", &Command::ResumeAutomation).is_err(), "nothing is paused");
    lived.gets("moussa", &Command::PauseAutomation { length: Millis(30 * MINUTE) }).pass(MINUTE);
    lived.gets("awa", &Command::ResumeAutomation).pass(3 * SECOND);
    assert_eq!(own_decisions(&lived), 1);
}

#[test]
fn blindness_prevents_it() {
    // Sentry and the host go on; the probe's last word stays one witness, but nothing is fresh.
    let silent = "[[event]]\nat = \"3m 30s\"\nafter = \"switch\"\nsilent = \"prometheus\"\n[[event]]\nat = \"3m 30s\"\nafter = \"switch\"\nsilent = \"probe\"";
    let mut lived = proposed(Green::ErrorsAndProbe, AUTO, silent);
    lived.pass(5 * MINUTE);
    assert!(lived.state().triggers.blind.is_some());
    assert_eq!((own_decisions(&lived), lived.state().cutover.live), (0, Side::Green));
}

/// R16: at most one automatic return a room, and never by itself to Green again.
#[test]
fn it_acts_once() {
    let mut lived = proposed(Green::ErrorsAndProbe, AUTO, "");
    lived.wait_for("Blue", 5 * MINUTE, |state| state.procedures.open_run(ProcedureKind::Rollback).is_none());
    assert_eq!(own_decisions(&lived), 1);
    lived.pass(3 * MINUTE);
    assert_eq!(lived.points().len(), 2, "nobody is sent to Green again");
    // People switch again; Green breaks again.
    for gate in ["critical-alert", "blind", "readiness"] {
        lived.gets("awa", &open_gate(gate, "we try once more"));
    }
    lived.gets("awa", &switch());
    lived.wait_for("a second proposal", 10 * MINUTE, |state| {
        state.procedures.open_run(ProcedureKind::Rollback).is_some()
    });
    lived.pass(5 * MINUTE);
    assert_eq!(
        (own_decisions(&lived), lived.state().cutover.live),
        (1, Side::Green),
        "the second is people's"
    );
    lived.gets("awa", &go_back(None, Some("again")));
    lived.pass(4 * MINUTE);
    assert_eq!(lived.state().cutover.live, Side::Blue, "a person always may");
}

/// R16: the same breach on Blue after the return says so and moves nobody.
#[test]
fn a_breach_on_blue_does_not_send_anybody_anywhere() {
    let broken_blue = "[[track]]\nside = \"blue\"\nwhile = \"live\"\nanchor = \"rollback\"\n[track.values]\nerrors = 0.3\nhealth = 0\nthroughput = 150\np95 = 0.3\navailability = 0\ncritical-errors = 0";
    let mut lived = Lived::alone(&day(Green::ErrorsAndProbe, AUTO, broken_blue));
    lived.switched().pass(14 * MINUTE);
    assert_eq!(lived.points().len(), 2);
    assert_eq!(lived.state().cutover.live, Side::Blue);
    assert!(lived.alert("rollback-did-not-help").unwrap().1.is_firing());
    assert_eq!(lived.count(|event| matches!(event, Event::Proposed { .. })), 1);
}
