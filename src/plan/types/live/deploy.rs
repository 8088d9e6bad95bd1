//! Workflows, the application's own way back, and the programs of procedures.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::super::problem::Problems;
use super::super::Id;
use super::{Access, VercelAlias};
use crate::text::Clean;

/// A GitHub Actions workflow that is dispatched and followed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Workflow {
    /// Its name in steps; the deploy workflow has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub id: Option<Id>,
    /// Its API: `https://api.github.com` with a bearer token.
    pub api: Access,
    /// `owner/name`.
    pub repository: Clean,
    /// The workflow's file, such as `deploy.yml`.
    pub file: Clean,
    /// The branch or tag it runs on.
    pub git_ref: Clean,
    /// Inputs, a list of `name=value`.
    #[serde(default)]
    #[deserr(default)]
    pub inputs: Vec<Clean>,
    /// The input that carries jday's own mark, by which the run is found again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub nonce_input: Option<Clean>,
    /// The deployment environment whose approval and secrets are looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub environment: Option<Clean>,
    /// Which job or step of the run each step of the pipeline is; a list of `step=name on GitHub`. One that
    /// is left out is looked for by its title. Of the deploy workflow alone: another's jobs keep their names.
    #[serde(default)]
    #[deserr(default)]
    pub steps: Vec<Clean>,
}

impl Workflow {
    /// Where it stands in the plan, for messages.
    pub fn place(&self) -> String {
        self.id.as_ref().map_or_else(|| "live.workflow".to_owned(), |id| format!("live.workflows[{id}]"))
    }
}

/// What moves the application back to its former version where that is not the lever: the return of the
/// application, beside the return of the traffic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct LiveApplication {
    /// A Vercel project: its `blue` is the former version's deployment, its `green` the new one's.
    pub vercel: VercelAlias,
}

/// How commands of procedures, and the programs of an `exec` lever, are run. Without it they run in `/` with `PATH`,
/// `HOME` and `LANG` alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct LiveCommands {
    /// The folder in which they run; it must be there when the room opens.
    pub folder: Clean,
    /// Variables they get beside `PATH`, `HOME` and `LANG`: `NAME=value`.
    #[serde(default)]
    #[deserr(default)]
    pub variables: Vec<Clean>,
    /// Secrets they get as variables: `NAME=env:OTHER` or `NAME=file:/path`. They are taken out of all output.
    #[serde(default)]
    #[deserr(default)]
    pub secrets: Vec<Clean>,
}

/// A cluster, as `kubectl` reaches it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Kubernetes {
    /// The kubeconfig's context.
    pub context: Clean,
    /// The namespace.
    pub namespace: Clean,
    /// The kubeconfig; `~/.kube/config` if not said. It holds the credentials: on a command line everybody on
    /// this machine could read them (R31).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub kubeconfig: Option<Clean>,
    /// The program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub program: Option<Clean>,
    /// Blue's deployment.
    pub blue: Id,
    /// Green's deployment.
    pub green: Id,
}
