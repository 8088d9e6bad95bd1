//! Where the live systems are: what a drill does without and `jday live` needs.
//!
//! Nothing secret stands here: a secret is *named*, by an environment variable or a file (R31). Each kind
//! of source, lever and channel has its file, and the same file name holds its client in `client/net/`.

mod access;
mod channels;
mod database;
mod deploy;
mod fingerprint;
mod lever;
mod sources;
mod templates;

pub use access::{Access, Auth, SecretRef};
pub use channels::{LiveChannel, Pager, SlackBot, Smtp, Twilio, Via, Webhook};
pub use database::LiveDatabase;
pub use deploy::{Kubernetes, LiveApplication, LiveCommands, Workflow};
pub use fingerprint::Fingerprinted;
pub use lever::{
    Cloudflare, Exec, Family, LiveLever, Nameserver, Path, PowerDns, Record, RecordType, Rfc2136, Route53,
    Survey, Tsig, VercelAlias, Worked,
};
pub use sources::{
    Alertmanager, Certificates, Exposition, ExpositionMetric, ExpositionTarget, Feed, GithubRun,
    KubernetesFeed, LiveSource, Maps, PagerdutyFeed, PostgresFeed, Present, Probe, Prometheus, Query,
    Reading, Sentry, SqlMetric, Supabase, VercelFeed,
};
pub use templates::{Language, PLACEHOLDERS, Piece, Templates, Worded, pieces};

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::problem::Problems;
use super::Id;
use crate::text::Clean;

/// Where the live systems are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Live {
    /// Folder of the room's lock, socket and journals, the same for all who attach; a team's has a group.
    /// None: the state folder of whoever starts the engine, where nobody else can attach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub room: Option<Clean>,
    /// How a side says which one it is; level 5 of a switch rests on it (R14).
    pub fingerprint: Fingerprinted,
    /// What pulls the lever.
    pub lever: LiveLever,
    /// Who is asked where the lever points.
    pub survey: Survey,
    /// What is watched, each with its own rhythm.
    pub sources: Vec<LiveSource>,
    /// How each channel of the plan is reached. One without an entry is told to the journal alone.
    #[serde(default)]
    #[deserr(default)]
    pub channels: Vec<LiveChannel>,
    /// The language of everything that is sent; French if not said.
    #[serde(default)]
    #[deserr(default)]
    pub language: Language,
    /// What messages say, where it is not what jday says by itself.
    #[serde(default)]
    #[deserr(default)]
    pub templates: Templates,
    /// The workflow of the deploy pipeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub workflow: Option<Workflow>,
    /// Workflows that other steps of kind `pipeline` run, each by its `id`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[deserr(default)]
    pub workflows: Vec<Workflow>,
    /// What moves the application between its versions, for steps of kind `application`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub application: Option<LiveApplication>,
    /// How commands of procedures are run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub commands: Option<LiveCommands>,
    /// The database that procedures back up, check and give back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub database: Option<LiveDatabase>,
}

impl Live {
    /// The workflow that a step names; none named: that of the deploy pipeline.
    pub fn workflow(&self, id: Option<&Id>) -> Option<&Workflow> {
        match id {
            None => self.workflow.as_ref(),
            Some(_) => self.workflows.iter().find(|workflow| workflow.id.as_ref() == id),
        }
    }
}
