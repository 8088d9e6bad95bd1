//! The plan's twelve alerts: each is provoked, raised on its tier, and said over every channel of that tier.

use jday::model::effect::About;
use jday::model::{Command, Effect, Event};
use jday::plan::types::{Amount, Id, Millis, Occasion, Plan, ProcedureKind};
use jday::scenario::load::Loaded;

use super::lived::{Lived, MINUTE, SECOND, written};

/// Shared values of a day, and Blue's, from its second minute on.
struct Ill {
    blue: &'static str,
    shared: &'static str,
}

/// A day before the switch with Blue ill in one way; long holds of the plan are seconds here.
fn ill(ill: &Ill, starts: &str) -> Loaded {
    let text = format!(
        r#"# A day for one alert.
id = "alert-day"
title = {{ fr = "Un jour", en = "A day" }}
story = {{ fr = "Un jour.", en = "A day." }}
starts = "{starts}"
lasts = "1h"
seed = 3

[[track]]
side = "blue"
while = "live"
[track.values]
health = 1
throughput = 150
p95 = 0.3
errors = 0.002
auth = 0.99
certificate = 80
missions-total = 100
availability = 1
critical-errors = 0
{}

[[track]]
side = "green"
while = "idle"
[track.values]
health = 1
throughput = 0

[[track]]
side = "shared"
[track.values]
disk = 0.6
memory = 0.4
database = 1
{}
"#,
        ill.blue, ill.shared
    );
    let mut loaded = written(&last_wins(&text));
    rules(&mut loaded.plan);
    loaded
}

/// What the cured plan has not: rules of the three that are told by an occasion or by a growth.
fn rules(plan: &mut Plan) {
    for rule in plan.tiers.iter_mut().flat_map(|tier| &mut tier.alerts) {
        match rule.id.as_str() {
            "deployment" => rule.on = Some(Occasion::Deployment),
            "maintenance" => rule.on = Some(Occasion::Maintenance),
            "new-user" => {
                rule.metric = Some(Id::new("missions-total"));
                rule.op = Some(jday::plan::types::Op::Above);
                rule.threshold = Some(Amount(0.0));
                rule.grown_over = Some(Millis(60 * SECOND));
            }
            _ => {}
        }
    }
}

/// A key that a table says twice counts as it is said last.
fn last_wins(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut table = 0;
    for line in text.lines() {
        if line.starts_with('[') {
            table = out.len();
        }
        let key = line.split_once(" = ").map(|(key, _)| format!("{key} = "));
        if let Some(key) = key {
            let old = out.iter().skip(table).position(|known| known.starts_with(&key));
            old.map(|old| out.remove(table + old));
        }
        out.push(line.to_owned());
    }
    out.join("\n")
}

/// Channels over which the alert called `name` was said.
fn said(lived: &Lived, name: &str) -> Vec<String> {
    let mut over: Vec<String> = lived
        .log
        .iter()
        .filter_map(|envelope| match &envelope.event {
            Event::Intended(Effect::Notify { about: About::Alert(key), channel, .. })
                if jday::scenario::script::names(&name.into(), key) =>
            {
                Some(channel.to_string())
            }
            _ => None,
        })
        .collect();
    over.sort_unstable();
    over.dedup();
    over
}

const FROM_MINUTE_2: &str = r#"["2m", %], ["2m 1s", "#;

/// From `well` to `bad` in the second minute.
fn turns(metric: &str, well: &str, bad: &str) -> String {
    format!("{metric} = [[\"0s\", {well}], {}{bad}]]", FROM_MINUTE_2.replace('%', well))
}

#[test]
fn each_of_the_twelve_is_raised_by_what_it_names_and_said_over_its_tier() {
    let cases: [(&str, bool, String, u64); 10] = [
        ("app-down", true, turns("health", "1", "0"), 2),
        ("error-rate-high", true, turns("errors", "0.002", "0.06"), 5),
        ("database-down", false, turns("database", "1", "0"), 0),
        ("certificate-expired", true, turns("certificate", "80", "0"), 0),
        ("performance-degraded", true, turns("p95", "0.3", "2.5"), 10),
        ("business-errors", true, turns("auth", "0.99", "0.94"), 5),
        ("disk-low", false, turns("disk", "0.6", "0.19"), 0),
        ("memory-high", false, turns("memory", "0.4", "0.91"), 0),
        ("new-user", true, turns("missions-total", "100", "101"), 0),
        ("traffic-spike", true, turns("throughput", "150", "600"), 1),
    ];
    let mut provoked: Vec<&str> = vec!["deployment", "maintenance"];
    for (name, is_blue, turn, minutes) in cases {
        let turn: &'static str = turn.leak();
        let ill_day = if is_blue { Ill { blue: turn, shared: "" } } else { Ill { blue: "", shared: turn } };
        let mut lived = Lived::alone(&ill(&ill_day, "12:30:00"));
        lived.until(2 * MINUTE);
        assert!(lived.alert(name).is_none(), "{name}: nothing is wrong yet");
        if minutes > 0 {
            lived.pass(minutes * MINUTE - 5 * SECOND);
            assert!(lived.alert(name).is_none(), "{name}: it has not held long enough");
        }
        lived.pass(15 * SECOND);
        let (_, alert) = lived.alert(name).unwrap_or_else(|| panic!("{name} was not raised"));
        assert!(alert.is_firing(), "{name}");
        assert_said(&lived, name);
        provoked.push(name);
    }
    let plan = jday::plan::embedded();
    let mut all: Vec<&str> =
        plan.tiers.iter().flat_map(|tier| &tier.alerts).map(|it| it.id.as_str()).collect();
    provoked.sort_unstable();
    all.sort_unstable();
    assert_eq!(provoked, all, "every alert of the plan has its case here or below");
}

fn assert_said(lived: &Lived, name: &str) {
    let plan = &lived.state().plan;
    let tier =
        plan.tiers.iter().find(|tier| tier.alerts.iter().any(|rule| rule.id.as_str() == name)).unwrap();
    let mut channels: Vec<String> = tier.channels.iter().map(ToString::to_string).collect();
    channels.sort_unstable();
    assert_eq!(said(lived, name), channels, "{name} goes over its tier's channels");
}

const WELL: Ill = Ill { blue: "", shared: "" };

#[test]
fn planned_work_is_told_while_its_slot_is_due() {
    // The switch is planned at 14:00 with half an hour.
    let mut lived = Lived::alone(&ill(&WELL, "13:58:00"));
    lived.pass(2 * MINUTE - 5 * SECOND);
    assert!(lived.alert("maintenance").is_none());
    lived.pass(10 * SECOND);
    let (_, alert) = lived.alert("maintenance").unwrap();
    assert!(alert.is_firing() && alert.title.as_str().ends_with(": Basculement DNS"), "{alert:?}");
    assert_said(&lived, "maintenance");
    lived.pass(31 * MINUTE);
    let (_, alert) = lived.alert("maintenance").unwrap();
    assert!(!alert.is_firing() && alert.episodes == 1, "{alert:?}");
}

#[test]
fn a_deployment_is_told_when_it_ends_and_forgotten_when_the_next_begins() {
    let mut lived = Lived::alone(&ill(&WELL, "12:30:00"));
    let start = Command::Run { procedure: Id::new("deploy"), confirm: None, note: None };
    lived.gets("moussa", &start);
    assert!(lived.alert("deployment").is_none(), "it has not ended");
    lived.wait_for("its end", 50 * MINUTE, |state| {
        state.procedures.last_run(ProcedureKind::Deploy).is_some_and(|(_, run)| run.ended.is_some())
    });
    lived.pass(5 * SECOND);
    let (_, alert) = lived.alert("deployment").unwrap();
    assert!(alert.is_firing() && alert.title.as_str().contains("deploy ("), "{alert:?}");
    assert_said(&lived, "deployment");
    lived.gets("moussa", &start).pass(SECOND);
    assert!(!lived.alert("deployment").unwrap().1.is_firing());
}
