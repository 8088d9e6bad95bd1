//! Days, hours and windows.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::problem::Problems;
use super::{Clock, Day, Id, Millis, Weekday};
use crate::text::Clean;

/// Everything that has a date or an hour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Schedule {
    /// Phases from J-14 to J+30.
    pub phases: Vec<Phase>,
    /// J-Day, hour by hour.
    pub slots: Vec<Slot>,
    /// When a switch is recommended.
    pub window: Window,
    /// Holidays; their eves are avoided too. Moving feasts stand as dates.
    pub holidays: Vec<Holiday>,
    /// Periods of high activity to avoid.
    pub busy: Vec<Season>,
}

/// One phase of the calendar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Phase {
    /// Name such as `j-14`.
    pub id: Id,
    /// Days from J-Day; negative before it.
    pub from: i32,
    /// Last day, the same as `from` for a single day.
    pub to: i32,
    /// As the plan's owners say it.
    pub title: Clean,
    /// What is done in it.
    pub tasks: Vec<Clean>,
}

/// One line of J-Day's hours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Slot {
    /// Name in journal and scenario.
    pub id: Id,
    /// Planned beginning, in the plan's zone.
    pub at: Clock,
    /// As the plan's owners say it.
    pub title: Clean,
    /// Role that owns it.
    pub owner: Id,
    /// Procedure it runs, if any: begun and ended by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub procedure: Option<Id>,
}

/// When a switch is recommended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Window {
    /// Recommended days.
    pub days: Vec<Weekday>,
    /// Days to avoid.
    pub avoid: Vec<Weekday>,
    /// Beginning, in the plan's zone.
    pub from: Clock,
    /// End, in the plan's zone.
    pub to: Clock,
    /// Named bypass for emergency maintenance, with what it promises.
    pub emergency: Clean,
    /// How fast somebody must be at work in an emergency.
    pub emergency_within: Millis,
}

/// A public holiday.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Holiday {
    /// The day.
    pub day: Day,
    /// Its name.
    pub title: Clean,
    /// True where the moon decides and the date is the one announced or computed.
    #[serde(default)]
    #[deserr(default)]
    pub moving: bool,
}

/// A period to avoid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Season {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Why.
    pub title: Clean,
}
