//! Synthetic requests and certificates.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::super::super::problem::Problems;
use super::super::super::Id;
use super::super::SecretRef;
use crate::text::Clean;

/// Synthetic requests: to both sides by their pinned addresses, with the public name as SNI and Host, and to
/// the public name by fresh resolution. No connection is used twice (R14).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Probe {
    /// The page, by the public name.
    pub url: Clean,
    /// Port of both sides, where it is not that of the URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub port: Option<u16>,
    /// Status codes that are up; 200 if none is said. A redirect is never followed.
    #[serde(default)]
    #[deserr(default)]
    pub expect: Vec<u16>,
    /// Text that the body must hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub body: Option<Clean>,
    /// Certificates trusted here beside the machine's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub ca_file: Option<Clean>,
    /// The metric that is 1 while a side answers and 0 while it does not (scope `side`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub health: Option<Id>,
    /// The metric that is the share of good answers over its window (scope `side`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub availability: Option<Id>,
    /// The metric that is the time to the whole answer, in seconds (scope `side`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub duration: Option<Id>,
}

impl Probe {
    pub(super) fn metrics(&self) -> Vec<&Id> {
        [&self.health, &self.availability, &self.duration].into_iter().flatten().collect()
    }
}

/// Certificates of both sides, read also where verification fails.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Certificates {
    /// The name they must be for.
    pub host: Clean,
    /// Port of both sides; 443 if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub port: Option<u16>,
    /// Certificates trusted here beside the machine's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub ca_file: Option<Clean>,
    /// The metric that is the days left (scope `side`); 0 where chain or name are wrong.
    pub days: Id,
}

impl Certificates {
    pub(super) fn metrics(&self) -> Vec<&Id> {
        vec![&self.days]
    }
}

/// The key of Google Maps: one geocoding request, which is billed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Maps {
    /// `https://maps.googleapis.com` if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub url: Option<Clean>,
    /// The key.
    pub key: SecretRef,
    /// The metric that is 1 while the key works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub metric: Option<Id>,
}

impl Maps {
    pub(super) fn metrics(&self) -> Vec<&Id> {
        self.metric.iter().collect()
    }
}
