//! Checklists, their sections and items.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::problem::Problems;
use super::Id;
use crate::text::Clean;

/// One checklist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Checklist {
    /// Name in journal and scenario.
    pub id: Id,
    /// As the plan's owners say it.
    pub title: Clean,
    /// Whether the switch waits for it.
    #[serde(default)]
    #[deserr(default)]
    pub gates_switch: bool,
    /// Whether it opens only after a rollback.
    #[serde(default)]
    #[deserr(default)]
    pub after_rollback: bool,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

impl Checklist {
    /// Its items, in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.sections.iter().flat_map(|section| &section.items)
    }
}

/// A section of a checklist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Section {
    /// As the plan's owners say it.
    pub title: Clean,
    /// Its items, in order.
    pub items: Vec<Item>,
}

/// One item to tick. Its name is unique over all checklists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Item {
    /// Name in journal, scenario and `jday tick`.
    pub id: Id,
    /// The bold word of the plan.
    pub title: Clean,
    /// The rest of the line.
    pub detail: Clean,
    /// Metric that proves the item by meeting its target, and un-proves it by missing it; or a fact of a
    /// live source, named `source.fact`, such as `environment.secrets`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub proof: Option<Id>,
}
