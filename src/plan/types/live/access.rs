//! How a system is reached and who jday is there.

use std::fmt;
use std::str::FromStr;

use deserr::Deserr;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::super::super::problem::Problems;
use super::super::quantity::{deserr_from_text, text_type};
use crate::text::Clean;

/// Where a secret is, never the secret: `env:NAME` or `file:/path` (R31).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretRef {
    /// In this environment variable.
    Env(String),
    /// In this file, which nobody but its owner may read.
    File(String),
}

impl FromStr for SecretRef {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        match raw.split_once(':') {
            Some(("env", name)) if is_variable(name) => Ok(Self::Env(name.to_owned())),
            Some(("file", path)) if path.starts_with('/') => Ok(Self::File(path.to_owned())),
            _ => Err("where the secret is, never the secret: \"env:NAME\" or \"file:/absolute/path\"".into()),
        }
    }
}

fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl fmt::Display for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{path}"),
        }
    }
}

text_type!(SecretRef, "SecretRef", "Where a secret is, never the secret itself.", "env:PROMETHEUS_TOKEN");

/// How an HTTP system is reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Access {
    /// Base of its addresses, with a path prefix where it has one; no trailing slash.
    pub url: Clean,
    /// Who jday is there. None: nobody in particular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub auth: Option<Auth>,
    /// More headers, such as a tenant's; a list of `name: value`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[deserr(default)]
    pub headers: Vec<Clean>,
    /// A file with certificates that are trusted here beside the machine's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub ca_file: Option<Clean>,
    /// Whether the proxy of the environment is used. Off unless said, since loopback has no exemption.
    #[serde(default)]
    #[deserr(default)]
    pub proxy: bool,
}

/// Who jday is at a system: one of the three.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Auth {
    /// A bearer token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub bearer: Option<SecretRef>,
    /// The user of basic authentication; needs `password`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub user: Option<Clean>,
    /// The password of basic authentication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub password: Option<SecretRef>,
    /// A header that carries the secret, such as `X-API-Key`; needs `secret`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub header: Option<Clean>,
    /// What that header carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub secret: Option<SecretRef>,
}
