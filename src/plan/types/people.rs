//! Roles, people, contacts, and the reasons for which people may ask for a rollback.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::problem::Problems;
use super::Id;
use crate::text::Clean;

/// A role of the plan: what it answers for and what it may do in jday.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Role {
    /// Name used by deciders, owners and people.
    pub id: Id,
    /// Title as the plan's owners say it.
    pub title: Clean,
    /// What the role answers for.
    pub responsibility: Clean,
    /// What it does on the day.
    pub actions: Vec<Clean>,
    /// What is escalated to it.
    pub escalation: Clean,
    /// What it may do; enforced where commands are decided.
    pub may: Vec<Right>,
    /// Who takes over when the role does not answer, first to last.
    #[serde(default)]
    #[deserr(default)]
    pub deputies: Vec<Id>,
}

/// Something a role may do. Looking is always allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Right {
    /// Ask for and decide the switch.
    Switch,
    /// Ask for a rollback.
    Rollback,
    /// Decide a rollback for a technical reason, or one that a trigger proposed.
    Technical,
    /// Decide a rollback for a business reason.
    Business,
    /// Start and steer the other procedures.
    Operate,
    /// Open a closed gate with a reason.
    Override,
    /// Tick checklist items.
    Tick,
    /// Acknowledge and silence alerts.
    Acknowledge,
    /// Vote go or no-go.
    Vote,
    /// Write notes.
    Note,
    /// Pause and resume automation.
    Automation,
    /// Amend the running plan.
    Amend,
}

/// A person of the day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Person {
    /// Short name in journal, scripts and ticks.
    pub id: Id,
    /// Name on the screen.
    pub name: Clean,
    /// The role this person holds.
    pub role: Id,
    /// Login on the bastion whose socket peer this person is (DESIGN section 10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub login: Option<Clean>,
}

/// An emergency contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Contact {
    /// "Technique" or "Métier" in the mission plan.
    pub group: Clean,
    /// Whom one reaches.
    pub title: Clean,
    /// Telephone number, as written.
    pub phone: Clean,
}

/// Who tells whom, over which channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Inform {
    /// Who is told: clients, partners, teams.
    pub audience: Clean,
    /// The role that tells them.
    pub by: Id,
    /// Over which channel.
    pub channel: Id,
    /// On which occasion.
    pub when: Clean,
}

/// A reason for which people may ask for a rollback, and who decides it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ManualReason {
    /// Which of the four.
    pub id: Reason,
    /// As the plan's owners say it.
    pub title: Clean,
    /// The role whose decision it needs.
    pub decider: Id,
}

/// The four reasons of the contract (DESIGN section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Reason {
    /// A critical business problem: the team decides.
    Business,
    /// Users report major faults.
    Users,
    /// A vulnerability was found.
    Security,
    /// Performance is significantly worse.
    Performance,
}

impl Reason {
    /// All four, in the plan's order.
    pub const ALL: [Self; 4] = [Self::Business, Self::Users, Self::Security, Self::Performance];

    /// The word used on the command line and in scripts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Users => "users",
            Self::Security => "security",
            Self::Performance => "performance",
        }
    }
}
