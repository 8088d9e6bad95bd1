//! Tracks: what telemetry shows, while what holds, from which moment on.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByName, Curve, empty};
use crate::plan::problem::Problems;
use crate::plan::types::{Amount, Millis, Side};
use crate::text::Clean;

/// What one side's telemetry shows from a certain moment on, while the side is in a certain position.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Track {
    /// Whose values.
    pub side: Whose,
    /// In which position of the side they show.
    #[serde(default, rename = "while")]
    #[deserr(default, rename = "while")]
    pub position: Position,
    /// From which moment of the drill they count.
    #[serde(default)]
    #[deserr(default)]
    pub anchor: Anchor,
    /// How long after the anchor they begin.
    #[serde(default)]
    #[deserr(default)]
    pub begins: Millis,
    /// A recording by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub recording: Option<Clean>,
    /// Second of the recording with which the track begins.
    #[serde(default)]
    #[deserr(default)]
    pub from: Millis,
    /// Second of the recording before which it ends; the recording's end if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub to: Option<Millis>,
    /// Whether it begins again when it ends. Only for a stretch that looks like itself.
    #[serde(default)]
    #[deserr(default)]
    pub repeat: bool,
    /// Second of the recording to which it goes back when it ends, again and again: the last steady
    /// stretch lasts as long as people take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub repeat_from: Option<Millis>,
    /// Keyframes by metric.
    #[serde(default, skip_serializing_if = "empty")]
    #[deserr(default)]
    pub values: ByName<Curve>,
    /// How far seeded noise moves the keyframes' numbers up or down, such as `3%`.
    #[serde(default = "no_noise")]
    #[deserr(default = no_noise())]
    pub noise: Amount,
}

fn no_noise() -> Amount {
    Amount(0.0)
}

/// Whose values a track gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Whose {
    /// Blue's own.
    Blue,
    /// Green's own.
    Green,
    /// What both share.
    Shared,
}

impl Whose {
    /// The side, if it is one's own.
    pub fn side(self) -> Option<Side> {
        match self {
            Self::Blue => Some(Side::Blue),
            Self::Green => Some(Side::Green),
            Self::Shared => None,
        }
    }
}

/// The position of a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Position {
    /// It has the traffic.
    Live,
    /// It has not.
    Idle,
    /// Either.
    #[default]
    Always,
}

/// The moment a track counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Anchor {
    /// The drill's start.
    #[default]
    Start,
    /// The lever's real move to Green in the drill.
    Switch,
    /// Its real move back to Blue in the drill.
    Rollback,
}
