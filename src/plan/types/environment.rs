//! Variables, secrets and the deploy pipeline.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::problem::Problems;
use super::Id;
use crate::text::Clean;

/// What must be present before anything is deployed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Environment {
    /// Environment variables of the production build.
    pub variables: Vec<Variable>,
    /// Secrets of the repository's workflows.
    pub secrets: Vec<Secret>,
}

/// One environment variable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Variable {
    /// Its name, as in the environment.
    pub name: Clean,
    /// "Application", "Supabase", "Monitoring", "Services externes".
    pub group: Clean,
    /// The value the plan fixes, if it does. Never a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub value: Option<Clean>,
    /// Whether its value is a secret and is never shown (R31).
    #[serde(default)]
    #[deserr(default)]
    pub secret: bool,
}

/// One secret of the workflows, by name only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Secret {
    /// Its name.
    pub name: Clean,
}

/// The deploy pipeline whose steps are watched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Pipeline {
    /// Name of the workflow.
    pub workflow: Clean,
    /// Its steps, in order.
    pub steps: Vec<PipelineStep>,
}

/// One step of the pipeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct PipelineStep {
    /// Name in journal and scenario.
    pub id: Id,
    /// Title as the plan's owners say it.
    pub title: Clean,
    /// What it does.
    pub detail: Clean,
    /// True if jday only watches it because jday owns the act itself (lint `two-levers`).
    #[serde(default)]
    #[deserr(default)]
    pub watched_only: bool,
}
