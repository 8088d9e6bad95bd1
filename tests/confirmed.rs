//! The confirmed switch (F14): it returns by itself unless a person says in time that it stays.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod lived;

use jday::model::alerts::AlertKey;
use jday::model::confirmed;
use jday::model::procedure::Why;
use jday::model::{Actor, Command};
use jday::plan::types::{ProcedureKind, Side};

use lived::{Lived, switch, written};

const SCENARIO: &str = r#"
id = "confirmed"
title = { fr = "Basculement confirmé", en = "Confirmed switch" }
story = { fr = "Sans confirmation, retour.", en = "Unless confirmed, it returns." }
starts = "10:00"
lasts = "15m"
[rollback]
confirm_within = "2m"
why = "to rehearse it"
[[track]]
side = "blue"
recording = "clean-switch"
to = "90s"
repeat = true
[[track]]
side = "green"
recording = "clean-switch"
from = "170s"
to = "240s"
repeat = true
[[track]]
side = "shared"
recording = "clean-switch"
to = "90s"
repeat = true
"#;

fn switched() -> Lived {
    let mut day = Lived::alone(&written(SCENARIO));
    day.until(5_000);
    day.ask("awa", &switch()).unwrap();
    day.until(140_000);
    assert_eq!(day.state().cutover.live, Side::Green);
    assert!(confirmed::awaited(day.state()).is_some(), "an observed switch waits for its confirmation");
    day
}

#[test]
fn unless_confirmed_it_returns_once_and_by_itself() {
    let mut day = switched();
    day.until(400_000);
    let (_, run) = day.state().procedures.last_run(ProcedureKind::Rollback).expect("it returned");
    assert_eq!(run.why, Why::Unconfirmed);
    assert!(matches!(&run.decided, Some((Actor::Engine, _, _))));
    assert_eq!(day.state().cutover.live, Side::Blue);
    assert_eq!(day.state().automatic_returns, 1, "its return counts as the one automatic return (R16)");
}

#[test]
fn confirmed_in_time_it_stays() {
    let mut day = switched();
    day.ask("awa", &Command::Keep).unwrap();
    day.until(800_000);
    assert_eq!(day.state().cutover.live, Side::Green);
    assert!(day.state().procedures.last_run(ProcedureKind::Rollback).is_none());
    assert!(day.ask("awa", &Command::Keep).is_err(), "there is nothing left to confirm");
}

#[test]
fn while_automation_is_paused_it_wakes_people_instead() {
    let mut day = switched();
    let length = jday::plan::types::Millis::from_secs(3_600);
    day.ask("awa", &Command::PauseAutomation { length }).unwrap();
    day.until(400_000);
    assert_eq!(day.state().cutover.live, Side::Green);
    assert!(day.state().alerts.feed.contains_key(&AlertKey::new("unconfirmed", None)));
}
