//! Alerts of other systems.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::super::super::problem::Problems;
use super::super::super::{Id, TierLevel};
use super::super::Access;
use crate::text::Clean;

/// Alerts of Alertmanager (API v2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Alertmanager {
    /// Its address, without `/api/v2`.
    pub api: Access,
    /// Matchers, such as `env="prod"`; all must match.
    #[serde(default)]
    #[deserr(default)]
    pub filter: Vec<Clean>,
    /// The label that says how grave an alert is; `severity` if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub severity: Option<Clean>,
    /// The label that says which side it speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub side: Option<Clean>,
}

impl Alertmanager {
    #[expect(clippy::unused_self, reason = "each feed is asked the same")]
    pub(super) fn metrics(&self) -> Vec<&Id> {
        Vec::new()
    }
}

/// Errors and issues of Sentry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Sentry {
    /// `https://sentry.io` or the organisation's region, with a bearer token that may read events.
    pub api: Access,
    /// The organisation.
    pub organization: Clean,
    /// The project's number.
    pub project: Clean,
    /// The environment, or Blue's where each side has its own.
    pub environment: Clean,
    /// Green's environment, where each side has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub green_environment: Option<Clean>,
    /// What counts; `level:[error,fatal]` if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub query: Option<Clean>,
    /// The metric that is the errors of the last whole minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub errors: Option<Id>,
    /// The tier of the alert that a new fatal issue is; none: issues are not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub issues: Option<TierLevel>,
}

impl Sentry {
    pub(super) fn metrics(&self) -> Vec<&Id> {
        self.errors.iter().collect()
    }
}

/// Open incidents of `PagerDuty`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct PagerdutyFeed {
    /// `https://api.pagerduty.com`, with the key as `header = "Authorization"` and `Token token=…` in it.
    pub api: Access,
    /// The services looked at; all if none is said.
    #[serde(default)]
    #[deserr(default)]
    pub services: Vec<Clean>,
}

impl PagerdutyFeed {
    #[expect(clippy::unused_self, reason = "each feed is asked the same")]
    pub(super) fn metrics(&self) -> Vec<&Id> {
        Vec::new()
    }
}
