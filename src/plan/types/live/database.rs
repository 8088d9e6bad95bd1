//! The database that procedures back up, check and give back.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::super::problem::Problems;
use super::{Kubernetes, SecretRef};
use crate::text::Clean;

/// The database of `jday db …`, which procedures run as steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct LiveDatabase {
    /// Connection string `postgresql://user@host:port/database`, without a password, past any pooler.
    pub url: Clean,
    /// The password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub password: Option<SecretRef>,
    /// Certificates trusted here beside the machine's own; with them TLS is required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub ca_file: Option<Clean>,
    /// The folder of backups, and of what must be remembered between two steps.
    pub folder: Clean,
    /// The tables whose rows are counted, before and after; with their schema where it is not `public`.
    pub counts: Vec<Clean>,
    /// The database one is connected to while two others are renamed; `postgres` if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub maintenance: Option<Clean>,
    /// The folder of `pg_dump` and `pg_restore`; where the machine finds them if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub programs: Option<Clean>,
    /// Who writes to it: stopped before a return and started again after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub writers: Option<Kubernetes>,
    /// Roles of the application, of which no session may be left once writes are stopped. None: every role but
    /// jday's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[deserr(default)]
    pub writer_roles: Vec<Clean>,
    /// Every version that is applied once the migration is done, and no other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[deserr(default)]
    pub schema: Vec<Clean>,
    /// The table of applied versions; `supabase_migrations.schema_migrations` if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub history: Option<Clean>,
}
