//! A small day in keyframes: Green is well for three minutes after the switch and then does what the
//! test says; Blue is well for as long as it is asked.

use jday::scenario::load::Loaded;

use super::lived::{self, Lived, MINUTE};
use jday::plan::types::ProcedureKind;

/// What Green shows from its third minute on.
#[derive(Clone, Copy)]
pub enum Green {
    /// Nothing unusual.
    Well,
    /// One request of five fails; the probe sees nothing.
    Errors,
    /// One request of five fails and the probe says so too.
    ErrorsAndProbe,
    /// Fails for a minute, is well for four, and fails again.
    Twice,
}

impl Green {
    fn values(self) -> (&'static str, &'static str) {
        match self {
            Self::Well => ("0.002", "1"),
            Self::Errors => (r#"[["0s", 0.002], ["3m", 0.002], ["3m 1s", 0.2]]"#, "1"),
            Self::ErrorsAndProbe => {
                (r#"[["0s", 0.002], ["3m", 0.002], ["3m 1s", 0.2]]"#, r#"[["0s", 1], ["3m 15s", 0]]"#)
            }
            Self::Twice => (
                r#"[["0s", 0.002], ["3m", 0.002], ["3m 1s", 0.2], ["4m", 0.2], ["4m 1s", 0.002], ["8m", 0.002], ["8m 1s", 0.2]]"#,
                "1",
            ),
        }
    }
}

/// The day, with whatever else the scenario's file says: `head` before its tables, `more` after them.
pub fn day(green: Green, head: &str, more: &str) -> Loaded {
    let (errors, health) = green.values();
    let calm = r"[track.values]
health = 1
throughput = 150
p95 = 0.3
errors = 0.002
availability = 1
critical-errors = 0
";
    let idle = r#"[track.values]
health = 1
throughput = 0
p95 = "absent"
errors = "absent"
availability = 1
critical-errors = 0
"#;
    lived::written(&format!(
        r#"# A day for tests.
id = "test-day"
title = {{ fr = "Un jour", en = "A day" }}
story = {{ fr = "Un jour.", en = "A day." }}
starts = "13:58:00"
lasts = "1h"
seed = 3
{head}

[triggers.error-rate]
for = "20s"
why = "a test has no five minutes"

[[track]]
side = "blue"
while = "live"
{calm}
[[track]]
side = "green"
while = "idle"
{idle}
[[track]]
side = "blue"
while = "idle"
anchor = "switch"
{idle}
[[track]]
side = "green"
while = "live"
anchor = "switch"
[track.values]
throughput = 150
p95 = 0.3
availability = 1
critical-errors = 0
errors = {errors}
health = {health}

[[track]]
side = "shared"
[track.values]
disk = 0.6
memory = 0.4
database = 1

{more}
"#
    ))
}

/// A day on which nothing happens but what people do.
pub fn calm() -> Lived {
    Lived::alone(&day(Green::Well, "", ""))
}

/// A day that came to its first proposal.
pub fn proposed(green: Green, head: &str, more: &str) -> Lived {
    let mut lived = Lived::alone(&day(green, head, more));
    lived.switched();
    lived.wait_for("a proposal", 5 * MINUTE, |state| {
        state.procedures.open_run(ProcedureKind::Rollback).is_some()
    });
    lived
}
