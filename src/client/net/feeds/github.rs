//! The newest run of the deploy workflow, the approvals it waits for, and the secrets of the repository.

use super::{Making, Source, apart};
use crate::client::net::github::run::Run;
use crate::client::net::github::{Repository, Steps};
use crate::client::net::wall::ahead_ms;
use crate::client::net::{NetError, Waiting};
use crate::client::{Foreign, Item, Observed, Trouble};
use crate::plan::types::live;
use crate::plan::types::{Id, Millis, TierLevel};
use crate::text::Clean;

/// How old a run may be whose steps are told, where the plan does not say: an old deployment's success must not
/// be taken for today's.
const FRESH: Millis = Millis::from_secs(24 * 3600);

/// The newest run of the workflow.
pub struct Github {
    repository: Repository,
    steps: Steps,
    fresh: Millis,
    /// The secrets that must be there, if they are looked for.
    secrets: Vec<Clean>,
}

impl Github {
    pub(super) fn new(feed: &live::GithubRun, making: &Making<'_>) -> Result<Self, NetError> {
        let Some(workflow) = &making.live.workflow else {
            return Err(NetError::at(
                &making.place,
                "it follows live.workflow, which the plan lacks; add it",
            ));
        };
        let named = making.plan.environment.secrets.iter().map(|secret| secret.name.clone());
        Ok(Self {
            repository: Repository::new(workflow)?,
            steps: Steps::new(workflow, &making.plan.pipeline)?,
            fresh: feed.fresh.unwrap_or(FRESH),
            secrets: if feed.secrets { named.collect() } else { Vec::new() },
        })
    }

    async fn observe(&self) -> Result<(Option<i64>, Observed), Trouble> {
        let (runs, page) = self.repository.runs("per_page=1").await?;
        let mut observed = Observed { alerts: Some(Vec::new()), ..Observed::default() };
        match runs.first() {
            None => observed.warnings.push("the workflow has not run yet".into()),
            Some(run) if !self.is_fresh(run) => {
                let made = run.created_at.clone().unwrap_or_default();
                observed
                    .warnings
                    .push(Clean::new(format!("its newest run is of {made}; nothing of it is told")));
            }
            Some(run) => {
                observed.pipeline = self.steps.seen(&self.repository.jobs(run.id).await?);
                if run.status.as_deref() == Some("waiting") {
                    observed.alerts = Some(self.approvals(run).await?);
                }
            }
        }
        if !self.secrets.is_empty() {
            observed.items.push(self.look_for_secrets().await);
        }
        Ok((page.skew_ms, observed))
    }

    fn is_fresh(&self, run: &Run) -> bool {
        // A run of the future is no younger than one of now: clocks differ.
        run.created_ms().is_some_and(|at| -ahead_ms(at) <= i64::try_from(self.fresh.0).unwrap_or(i64::MAX))
    }

    async fn approvals(&self, run: &Run) -> Result<Vec<Foreign>, Trouble> {
        let pending = self.repository.pending(run.id).await?;
        let alerts = pending.iter().map(|one| Foreign {
            name: Clean::new(format!("approval-{}-{}", run.id, one.environment.name)),
            side: None,
            level: TierLevel::Important,
            title: Clean::new(format!("{}: {}", one.told(), run.html_url)),
        });
        Ok(alerts.collect())
    }

    /// Whether every secret is there at one of the levels. One that was not seen is absent only if every level
    /// could be read: who may not look cannot tell (R1).
    async fn look_for_secrets(&self) -> Item {
        let (mut seen, mut closed) = (Vec::new(), Vec::new());
        for (level, list) in self.repository.secret_lists() {
            match self.repository.secrets(&list).await {
                Ok(names) => seen.extend(names),
                Err(trouble) => closed.push(format!("{level}: {}", trouble.why)),
            }
        }
        let missing: Vec<&str> =
            self.secrets.iter().filter(|name| !seen.contains(name)).map(Clean::as_str).collect();
        let (holds, detail) = match (missing.is_empty(), closed.is_empty()) {
            (true, _) => (Some(true), format!("all {} are there", self.secrets.len())),
            (false, true) => (Some(false), format!("missing: {}", missing.join(", "))),
            (false, false) => {
                (None, format!("not seen: {}; cannot tell, for {}", missing.join(", "), closed.join("; ")))
            }
        };
        Item { fact: Id::new("secrets"), holds, detail: Clean::new(detail) }
    }
}

impl Source for Github {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(async { apart(self.observe().await) })
    }
}
