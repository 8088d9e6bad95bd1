//! Alert tiers, their alerts and the channels that carry them.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::problem::Problems;
use super::{Amount, Id, Millis, Op};
use crate::text::Clean;

/// How grave an alert is, which is also who gets woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum TierLevel {
    /// Somebody must act now.
    Critical,
    /// Somebody must look soon.
    Important,
    /// Good to know.
    Info,
}

impl TierLevel {
    /// The word used in plan files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Important => "important",
            Self::Info => "info",
        }
    }
}

/// One tier: its channels and its alerts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Tier {
    /// Which tier.
    pub level: TierLevel,
    /// Title as the plan's owners say it.
    pub title: Clean,
    /// Channels that carry it, all at once.
    pub channels: Vec<Id>,
    /// The plan's alerts of this tier.
    pub alerts: Vec<AlertRule>,
}

/// What happens on a day that an alert can tell of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Occasion {
    /// A run of the deploy procedure ended, well or not.
    Deployment,
    /// A slot of the schedule is due whose procedure works on production: any kind but `other`.
    Maintenance,
}

/// One alert of the plan, raised by a metric or by an occasion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct AlertRule {
    /// Name in journal and scenario.
    pub id: Id,
    /// As the plan's owners say it.
    pub title: Clean,
    /// Metric that raises it; needs `op` and `threshold` with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub metric: Option<Id>,
    /// How it is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub op: Option<Op>,
    /// With what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub threshold: Option<Amount>,
    /// Compares by how much the metric grew over this long, instead of its value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub grown_over: Option<Millis>,
    /// The occasion that raises it, where no metric does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub on: Option<Occasion>,
    /// How long it must hold.
    #[serde(default, rename = "for")]
    #[deserr(default, rename = "for")]
    pub hold: Millis,
    /// True where jday, not the plan's owners, chose a number; the screen marks it.
    #[serde(default)]
    #[deserr(default)]
    pub jday_default: bool,
}

/// A way to reach people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Channel {
    /// Name in journal and scenario.
    pub id: Id,
    /// What it is.
    pub kind: ChannelKind,
    /// Who or what it reaches, as shown: a channel name, a team. Never a secret.
    pub to: Clean,
}

/// What carries a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
#[expect(missing_docs, reason = "the four carriers are named for what they are")]
pub enum ChannelKind {
    Pagerduty,
    Sms,
    Slack,
    Email,
}
