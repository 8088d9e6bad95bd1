//! How a side says which one it is.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::super::problem::Problems;
use super::super::Millis;
use crate::text::Clean;

/// How a fresh connection knows which side answered: the version of `sides.*.version` in a header, in a
/// field of a JSON body, or anywhere in the body (R14).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Fingerprinted {
    /// The page that says it, by the public name: `https://api.example.com/version`.
    pub url: Clean,
    /// The response header that holds the version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub header: Option<Clean>,
    /// JSON pointer (RFC 6901) to the version in the body, such as `/version`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub json: Option<Clean>,
    /// Port of both sides, where it is not that of the URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub port: Option<u16>,
    /// Certificates trusted here beside the machine's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub ca_file: Option<Clean>,
    /// How long one look may take.
    pub within: Millis,
}
