//! The platform under the application.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::super::super::problem::Problems;
use super::super::super::{Id, Millis};
use super::super::{Access, Kubernetes, SecretRef};
use crate::text::Clean;

/// The newest run of `live.workflow`, its waiting approvals, and the secrets of `environment.secrets`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct GithubRun {
    /// Whether the secrets are looked for too.
    #[serde(default)]
    #[deserr(default)]
    pub secrets: bool,
    /// How old the newest run may be for its steps to be told; a day if not said. An older one is another
    /// deployment's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub fresh: Option<Millis>,
}

impl GithubRun {
    #[expect(clippy::unused_self, reason = "each feed is asked the same")]
    pub(super) fn metrics(&self) -> Vec<&Id> {
        Vec::new()
    }
}

/// The production deployment of a Vercel project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct VercelFeed {
    /// Its API: `https://api.vercel.com` with a bearer token.
    pub api: Access,
    /// The project, `prj_…`.
    pub project: Clean,
    /// The team, `team_…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub team: Option<Clean>,
}

impl VercelFeed {
    #[expect(clippy::unused_self, reason = "each feed is asked the same")]
    pub(super) fn metrics(&self) -> Vec<&Id> {
        Vec::new()
    }
}

/// Health of a Supabase project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Supabase {
    /// Its management API: `https://api.supabase.com` with a bearer token.
    pub api: Access,
    /// The project's reference.
    pub project: Clean,
    /// The metric that is 1 while every service is healthy (scope `shared`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub health: Option<Id>,
}

impl Supabase {
    pub(super) fn metrics(&self) -> Vec<&Id> {
        self.health.iter().collect()
    }
}

/// A `PostgreSQL` database, asked by the way the application goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct PostgresFeed {
    /// Connection string `postgresql://user@host:port/database`, without a password.
    pub url: Clean,
    /// The password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub password: Option<SecretRef>,
    /// Certificates trusted here beside the machine's own; with them TLS is required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub ca_file: Option<Clean>,
    /// The metric that is 1 while `select 1` answers and writes are possible (scope `shared`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub up: Option<Id>,
    /// The metric that is the share of `max_connections` in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub connections: Option<Id>,
    /// The metric that is the seconds a replica lags behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub lag: Option<Id>,
    /// Metrics that are the single number of a query.
    #[serde(default)]
    #[deserr(default)]
    pub counts: Vec<SqlMetric>,
    /// The schema versions that must be applied, for the migration's checklist item.
    #[serde(default)]
    #[deserr(default)]
    pub schema: Vec<Clean>,
    /// The table in which applied versions stand, with its schema; Supabase's if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub history: Option<Clean>,
}

/// A metric that is the single number of a query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct SqlMetric {
    /// The metric.
    pub metric: Id,
    /// SQL that gives one row with one number.
    pub sql: Clean,
}

impl PostgresFeed {
    pub(crate) fn metrics(&self) -> Vec<&Id> {
        let fixed = [&self.up, &self.connections, &self.lag].into_iter().flatten();
        fixed.chain(self.counts.iter().map(|count| &count.metric)).collect()
    }
}

/// Replicas and pods of both sides, by `kubectl … -o json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct KubernetesFeed {
    /// The cluster.
    pub cluster: Kubernetes,
    /// The metric that is the ready replicas (scope `side`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub ready: Option<Id>,
    /// The metric that is the pods that are there, terminating ones too (scope `side`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub pods: Option<Id>,
}

impl KubernetesFeed {
    pub(super) fn metrics(&self) -> Vec<&Id> {
        [&self.ready, &self.pods].into_iter().flatten().collect()
    }
}

/// Variables and secrets of `environment`, on this machine: present, not empty, well formed, never shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Present {
    /// A file of `NAME=value` lines that is looked at in place of this process's own environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub file: Option<Clean>,
    /// The metric that is the number of variables that are wrong (scope `shared`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub wrong: Option<Id>,
}

impl Present {
    pub(super) fn metrics(&self) -> Vec<&Id> {
        self.wrong.iter().collect()
    }
}
