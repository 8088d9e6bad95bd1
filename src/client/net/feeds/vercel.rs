//! The production deployment of a Vercel project, and how its alias stands.

use super::{Making, Source};
use crate::client::net::vercel::{AliasRequest, Project, Vercel as Api};
use crate::client::net::{NetError, Waiting};
use crate::client::{Foreign, Item, Observed, Trouble};
use crate::plan::types::{Id, Side, TierLevel, live};
use crate::text::Clean;

/// A project that is watched.
pub struct Vercel {
    api: Api,
    /// Blue's and Green's deployments, where the plan's lever is this project's alias.
    sides: Option<(Clean, Clean)>,
}

impl Vercel {
    pub(super) fn new(feed: &live::VercelFeed, making: &Making<'_>) -> Result<Self, NetError> {
        let place = format!("{}.vercel", making.place);
        let lever = making.live.lever.vercel.as_ref().filter(|lever| lever.project == feed.project);
        let sides = lever.map(|lever| (lever.blue.clone(), lever.green.clone()));
        Ok(Self { api: Api::new(&feed.api, &feed.project, feed.team.as_ref(), &place)?, sides })
    }

    /// Whose deployment it is; none if the plan does not say.
    fn side(&self, deployment: &str) -> Option<Side> {
        let (blue, green) = self.sides.as_ref()?;
        let known = [(Side::Blue, blue), (Side::Green, green)];
        known.into_iter().find(|(_, id)| id.as_str() == deployment).map(|(side, _)| side)
    }

    /// Whether what serves production is ready, and what it is.
    async fn production(&self, project: &Project) -> Item {
        let Some(id) = project.production() else {
            return item("vercel-production", Some(false), "no deployment serves production");
        };
        let whose = self.side(id).map_or(String::new(), |side| format!(" ({side})"));
        match self.api.deployment(id).await {
            Ok(deployment) => {
                let why =
                    format!("deployment {id}{whose} is {} at {}", deployment.ready_state, deployment.url);
                item("vercel-production", Some(deployment.ready_state == "READY"), why)
            }
            Err(trouble) => item("vercel-production", None, format!("{id}{whose}: {}", trouble.why)),
        }
    }

    /// Somebody moved the alias away from both sides (F19). None where the plan does not say whose is whose.
    fn alerts(&self, project: &Project) -> Option<Vec<Foreign>> {
        self.sides.as_ref()?;
        let foreign = project.production().filter(|id| self.side(id).is_none());
        let alert = |id: &str| Foreign {
            name: Clean::new(format!("vercel-production {id}")),
            side: None,
            level: TierLevel::Critical,
            title: Clean::new(format!("Vercel serves {id}, which is neither Blue's nor Green's")),
        };
        Some(foreign.map(alert).into_iter().collect())
    }

    async fn warnings(&self, project: &Project) -> Vec<Clean> {
        let mut warnings = Vec::new();
        if project.auto_assign_custom_domains == Some(false) {
            let why = "autoAssignCustomDomains is off: the next deployment stays staged until a promotion";
            warnings.push(Clean::new(why));
        }
        match self.api.release().await {
            Ok(Some(release)) => {
                warnings.push(Clean::new(format!("a rolling release is {}", release.state)));
            }
            Ok(None) => {}
            Err(trouble) => warnings.push(Clean::new(format!("rolling releases: {}", trouble.why))),
        }
        warnings
    }
}

impl Source for Vercel {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(async {
            let (project, page) = match self.api.project().await {
                Ok(read) => read,
                Err(trouble) => return (None, Err(trouble)),
            };
            let (production, warnings) =
                futures_util::future::join(self.production(&project), self.warnings(&project)).await;
            let items = vec![production, alias(project.last_alias_request.as_ref())];
            let alerts = self.alerts(&project);
            (page.skew_ms, Ok(Observed { alerts, items, warnings, ..Observed::default() }))
        })
    }
}

/// Whether the last move of the alias came to its end. A word that is new here is not known.
fn alias(last: Option<&AliasRequest>) -> Item {
    let Some(last) = last else { return item("vercel-alias", Some(true), "the alias was never moved") };
    let holds = match last.job_status.as_str() {
        "succeeded" => Some(true),
        "failed" | "skipped" => Some(false),
        _ => None,
    };
    item("vercel-alias", holds, format!("to {}: {}", last.to_deployment_id, last.job_status))
}

fn item(fact: &str, holds: Option<bool>, detail: impl AsRef<str>) -> Item {
    Item { fact: Id::new(fact), holds, detail: Clean::new(detail) }
}
