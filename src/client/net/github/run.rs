//! Runs, jobs and steps as GitHub tells them. States are open words: there have been new ones.

use serde::Deserialize;

use crate::text::Clean;

/// One run of a workflow.
#[derive(Debug, Clone, Deserialize)]
pub struct Run {
    /// Its number.
    pub id: u64,
    /// Its title: the workflow's `run-name`, in which jday's mark stands.
    #[serde(default)]
    pub display_title: Clean,
    /// `queued`, `in_progress`, `completed`, `waiting` …
    #[serde(default)]
    pub status: Option<String>,
    /// How it ended; none until then.
    #[serde(default)]
    pub conclusion: Option<String>,
    /// When it was made (RFC 3339).
    #[serde(default)]
    pub created_at: Option<Clean>,
    /// Its page.
    #[serde(default)]
    pub html_url: Clean,
}

impl Run {
    /// When it was made, in milliseconds since the epoch.
    pub fn created_ms(&self) -> Option<i64> {
        let raw = self.created_at.as_ref()?.as_str();
        chrono::DateTime::parse_from_rfc3339(raw).ok().map(|at| at.timestamp_millis())
    }

    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        self.status.as_deref() == Some("completed")
    }
}

/// One job of a run.
#[derive(Debug, Clone, Deserialize)]
pub struct Job {
    /// Its name: `name`, `name (of a matrix)` or `caller / callee`.
    pub name: String,
    /// As of a run.
    #[serde(default)]
    pub status: Option<String>,
    /// As of a run.
    #[serde(default)]
    pub conclusion: Option<String>,
    /// Its steps; none while it is queued.
    #[serde(default)]
    pub steps: Vec<JobStep>,
}

/// One step of a job.
#[derive(Debug, Clone, Deserialize)]
pub struct JobStep {
    /// Its name.
    pub name: String,
    /// As of a run.
    #[serde(default)]
    pub status: Option<String>,
    /// As of a run.
    #[serde(default)]
    pub conclusion: Option<String>,
}

/// An approval that a run waits for.
#[derive(Debug, Clone, Deserialize)]
pub struct Pending {
    /// Of which environment.
    pub environment: Environment,
    /// Who may give it.
    #[serde(default)]
    pub reviewers: Vec<Reviewer>,
}

/// An environment's name.
#[derive(Debug, Clone, Deserialize)]
pub struct Environment {
    /// The name.
    pub name: Clean,
}

/// Somebody, or a team, who may approve.
#[derive(Debug, Clone, Deserialize)]
pub struct Reviewer {
    /// Who.
    pub reviewer: Who,
}

/// A person's login or a team's slug.
#[derive(Debug, Clone, Deserialize)]
pub struct Who {
    /// A person's.
    #[serde(default)]
    pub login: Option<Clean>,
    /// A team's.
    #[serde(default)]
    pub slug: Option<Clean>,
}

impl Pending {
    /// In words: which environment, and who may approve.
    pub fn told(&self) -> String {
        let who: Vec<&str> = self
            .reviewers
            .iter()
            .filter_map(|one| one.reviewer.login.as_ref().or(one.reviewer.slug.as_ref()))
            .map(Clean::as_str)
            .collect();
        let what = format!("{} waits for approval", self.environment.name);
        if who.is_empty() { what } else { format!("{what} by {}", who.join(", ")) }
    }
}
