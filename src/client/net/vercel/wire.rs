//! What Vercel answers.

use serde::Deserialize;

/// A project.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// Its identifier.
    pub id: String,
    targets: Option<Targets>,
    /// The last request to move its alias.
    pub last_alias_request: Option<AliasRequest>,
    /// Whether the next production deployment takes the domains by itself; a rollback turns it off.
    pub auto_assign_custom_domains: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
struct Targets {
    production: Option<Production>,
}

#[derive(Debug, Clone, Deserialize)]
struct Production {
    id: String,
}

/// A request to move the alias of a project.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AliasRequest {
    /// Where it shall point.
    pub to_deployment_id: String,
    /// `pending`, `in-progress`, `succeeded`, `failed` or `skipped`. Of the domains alone: what they serve is
    /// another matter.
    pub job_status: String,
    /// When it was made, in milliseconds since the epoch by Vercel's clock.
    pub requested_at: i64,
}

impl AliasRequest {
    /// Whether it is not at its end.
    pub fn is_moving(&self) -> bool {
        matches!(self.job_status.as_str(), "pending" | "in-progress")
    }
}

impl Project {
    /// The deployment that serves production.
    pub fn production(&self) -> Option<&str> {
        self.targets.as_ref()?.production.as_ref().map(|one| one.id.as_str())
    }
}

/// A deployment.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deployment {
    /// `READY`, or on the way to it, or never.
    pub ready_state: String,
    /// `STAGED`, `ROLLING` or `PROMOTED`.
    pub ready_substate: Option<String>,
    /// `production`, or none for a preview.
    pub target: Option<String>,
    /// Its project.
    pub project_id: Option<String>,
    /// Its own address.
    #[serde(default)]
    pub url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Releases {
    pub(super) rolling_release: Option<Release>,
}

/// A rolling release.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Release {
    /// `ACTIVE`, `COMPLETE` or `ABORTED`.
    pub state: String,
}

impl Release {
    /// Whether it goes on.
    pub fn is_on(&self) -> bool {
        !matches!(self.state.as_str(), "COMPLETE" | "ABORTED")
    }
}

#[derive(Deserialize)]
pub(super) struct Wrong {
    pub(super) error: Option<Mistake>,
    pub(super) err: Option<Mistake>,
}

#[derive(Deserialize)]
pub(super) struct Mistake {
    #[serde(default)]
    pub(super) code: String,
    #[serde(default)]
    pub(super) message: String,
}
