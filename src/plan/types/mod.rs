//! The plan as types: what a company decided before the day. Pure: no file, no clock.
//!
//! Each noun has its file, and the same file name holds it in `model/` and on the screen.
//! Text of the plan stays as its owners wrote it; only jday's own words are translated.

mod alerts;
mod checklist;
mod cutover;
mod environment;
mod four_eyes;
mod id;
pub mod live;
mod metrics;
mod people;
mod procedure;
mod quantity;
mod schedule;
mod triggers;

pub use alerts::{AlertRule, Channel, ChannelKind, Occasion, Tier, TierLevel};
pub use checklist::{Checklist, Item, Section};
pub use cutover::{
    Analysis, Automation, ConfirmedSwitch, Database, DatabaseTopology, Drained, Gates, Lever, LeverKind,
    Resolver, Rollback, Side, SideInfo, Sides,
};
pub use environment::{Environment, Pipeline, PipelineStep, Secret, Variable};
pub use four_eyes::FourEyes;
pub use id::Id;
pub use live::Live;
pub use metrics::{Group, Metric, Scope, Unit};
pub use people::{Contact, Inform, ManualReason, Person, Reason, Right, Role};
pub use procedure::{Procedure, ProcedureKind, Step, StepKind};
pub use quantity::{Amount, Clock, Condition, Day, Millis, Op, Weekday, Zone};
pub(crate) use quantity::{read_text, refused, wrong_kind};
pub use schedule::{Holiday, Phase, Schedule, Season, Slot, Window};
pub use triggers::{Absence, Trigger};

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::problem::Problems;
use crate::text::Clean;

/// The whole plan of one cutover, as read from its TOML file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Plan {
    /// Short name, used for the room's folder.
    pub id: Id,
    /// Title shown in the header.
    pub title: Clean,
    /// Version of the document, as its owners count.
    pub version: Clean,
    /// Time zone in which every clock time of this plan is meant.
    pub zone: Zone,
    /// The day of the switch.
    pub j_day: Day,
    /// The two environments.
    pub sides: Sides,
    /// What moves the traffic. There is one; see lint `two-levers`.
    pub lever: Lever,
    /// How the two sides share their data.
    pub database: Database,
    /// What may stand between a request to switch and the lever.
    pub gates: Gates,
    /// What a rollback may do by itself, and its time budget.
    pub rollback: Rollback,
    /// Days, hours and windows.
    pub schedule: Schedule,
    /// What is measured, with its targets.
    pub metrics: Vec<Metric>,
    /// Rules whose verdict proposes a rollback.
    pub triggers: Vec<Trigger>,
    /// Reasons for which people may ask for a rollback.
    pub reasons: Vec<ManualReason>,
    /// Ways to reach people.
    pub channels: Vec<Channel>,
    /// Alert tiers with every alert and its channels.
    pub tiers: Vec<Tier>,
    /// Roles with their actions, their escalation and what they may do.
    pub roles: Vec<Role>,
    /// Who holds which role on the day.
    pub people: Vec<Person>,
    /// Emergency contacts.
    pub contacts: Vec<Contact>,
    /// Who tells whom, over which channel.
    pub informs: Vec<Inform>,
    /// Variables and secrets that must be present.
    pub environment: Environment,
    /// The deploy pipeline whose steps are watched.
    pub pipeline: Pipeline,
    /// Every checklist.
    pub checklists: Vec<Checklist>,
    /// Every procedure.
    pub procedures: Vec<Procedure>,
    /// Which acts need a second person. None: no act does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub four_eyes: Option<FourEyes>,
    /// Where the live systems are. A drill does without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub live: Option<Live>,
}

impl Plan {
    /// The metric named `id`.
    pub fn metric(&self, id: &Id) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.id == *id)
    }

    /// The trigger named `id`.
    pub fn trigger(&self, id: &Id) -> Option<&Trigger> {
        self.triggers.iter().find(|trigger| trigger.id == *id)
    }

    /// The procedure named `id`.
    pub fn procedure(&self, id: &Id) -> Option<&Procedure> {
        self.procedures.iter().find(|procedure| procedure.id == *id)
    }

    /// The first procedure of `kind`.
    pub fn procedure_of(&self, kind: ProcedureKind) -> Option<&Procedure> {
        self.procedures.iter().find(|procedure| procedure.kind == kind)
    }

    /// The checklist named `id`.
    pub fn checklist(&self, id: &Id) -> Option<&Checklist> {
        self.checklists.iter().find(|checklist| checklist.id == *id)
    }

    /// The person named `id`.
    pub fn person(&self, id: &Id) -> Option<&Person> {
        self.people.iter().find(|person| person.id == *id)
    }

    /// The role named `id`.
    pub fn role(&self, id: &Id) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == *id)
    }

    /// The tier of `level`.
    pub fn tier(&self, level: TierLevel) -> Option<&Tier> {
        self.tiers.iter().find(|tier| tier.level == level)
    }

    /// The channel named `id`.
    pub fn channel(&self, id: &Id) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == *id)
    }

    /// The alert rule named `id` with the level of its tier.
    pub fn alert(&self, id: &Id) -> Option<(TierLevel, &AlertRule)> {
        self.tiers.iter().find_map(|tier| {
            tier.alerts.iter().find(|alert| alert.id == *id).map(|alert| (tier.level, alert))
        })
    }

    /// The workflows that steps name beside the deploy pipeline's, each once.
    pub fn workflows(&self) -> std::collections::BTreeSet<&Id> {
        let steps = self.procedures.iter().flat_map(|procedure| &procedure.steps);
        let named = steps.filter_map(|step| match &step.action {
            StepKind::Pipeline { workflow, .. } => workflow.as_ref(),
            _ => None,
        });
        named.collect()
    }

    /// What person `id` may do, or nothing for somebody the plan does not name.
    pub fn may(&self, id: &Id, right: Right) -> bool {
        self.person(id)
            .and_then(|person| self.role(&person.role))
            .is_some_and(|role| role.may.contains(&right))
    }
}
