//! Rules for a plan that can be used and still would hurt on the day (F15, DESIGN section 4).
//!
//! A rule looks at what a plan says, never at how OneLog's parts are called, and warns; it refuses nothing.

mod commands;
mod cutover;
mod database;
mod judging;
mod schedule;
mod words;

use super::problem::{Place, Problem};
use super::types::Plan;

/// One rule: what it finds in a plan, as place and sentence.
type Rule = fn(&Plan) -> Vec<(Place, String)>;

/// Every rule by its name, in the order of DESIGN section 4.
const RULES: [(&str, Rule); 12] = [
    ("switch-outside-window", schedule::switch_outside_window),
    ("trigger-without-hold", judging::trigger_without_hold),
    ("no-ttl-lowering", cutover::no_ttl_lowering),
    ("two-levers", cutover::two_levers),
    ("lossy-database-return", cutover::lossy_database_return),
    ("unsafe-command", commands::unsafe_command),
    ("automatic-or-decided", cutover::automatic_or_decided),
    ("throughput-floor-after-switch", judging::throughput_floor_after_switch),
    ("phases-against-calendar", schedule::phases_against_calendar),
    ("horizon", schedule::horizon),
    ("blank-threshold", judging::blank_threshold),
    ("database-topology", cutover::database_topology),
];

/// The names of all rules.
pub fn rules() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|(name, _)| *name)
}

/// Every warning for `plan`.
pub fn lint(plan: &Plan) -> Vec<Problem> {
    RULES
        .iter()
        .flat_map(|(name, rule)| {
            rule(plan).into_iter().map(|(place, message)| Problem::warning(name, place, message))
        })
        .collect()
}
