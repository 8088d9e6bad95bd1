//! Health of a Supabase project, by its management API (APIS 4).

use reqwest::Method;
use serde::Deserialize;

use super::{Making, Source, apart};
use crate::client::net::http::Http;
use crate::client::net::{NetError, Waiting};
use crate::client::{Observed, Reading, Trouble, Value};
use crate::plan::types::live;
use crate::text::Clean;

/// The services that are asked for; the API wants them named.
const SERVICES: [&str; 6] = ["auth", "db", "pooler", "realtime", "rest", "storage"];
/// A state in which all is well, of a service as of the project.
const HEALTHY: &str = "ACTIVE_HEALTHY";
/// The states in which a service does not do its work, and those of a project in which nobody can use it.
const DOWN: [&str; 14] = [
    "UNHEALTHY",
    "COMING_UP",
    "ACTIVE_UNHEALTHY",
    "GOING_DOWN",
    "INACTIVE",
    "INIT_FAILED",
    "PAUSE_FAILED",
    "PAUSING",
    "REMOVED",
    "RESTARTING",
    "RESTORE_FAILED",
    "RESTORING",
    "UPGRADING",
    "RESIZING",
];

/// One project.
pub struct Supabase {
    http: Http,
    feed: live::Supabase,
}

#[derive(Deserialize)]
struct Service {
    name: Clean,
    status: Clean,
    #[serde(default)]
    error: Option<Clean>,
}

#[derive(Deserialize)]
struct Project {
    status: Clean,
}

impl Supabase {
    pub(super) fn new(feed: &live::Supabase, making: &Making<'_>) -> Result<Self, NetError> {
        Ok(Self { http: Http::new(&feed.api, &format!("{}.api", making.place))?, feed: feed.clone() })
    }

    async fn observe(&self) -> Result<(Option<i64>, Observed), Trouble> {
        let root = format!("/v1/projects/{}", self.feed.project);
        let request = self.http.request(Method::GET, &format!("{root}/health"));
        let services: Vec<(&str, &str)> = SERVICES.iter().map(|name| ("services", *name)).collect();
        let page = self.http.send(request.query(&services)).await?;
        let services: Vec<Service> = page.ok()?.json()?;
        let (project, _) = self.http.json::<Project>(&root).await?;
        Ok((page.skew_ms, self.told(&services, &project)))
    }

    fn told(&self, services: &[Service], project: &Project) -> Observed {
        let mut observed = Observed::default();
        let asked = SERVICES.iter().filter(|name| !services.iter().any(|one| one.name.as_str() == **name));
        for name in asked {
            observed.warnings.push(Clean::new(format!("{name}: nothing is said of it")));
        }
        let states = services.iter().map(|one| (one.name.as_str(), one.status.as_str(), one.error.as_ref()));
        let states: Vec<_> = states.chain([("project", project.status.as_str(), None)]).collect();
        for (name, status, error) in states.iter().filter(|(_, status, _)| *status != HEALTHY) {
            let why = error.map(|error| format!(": {error}")).unwrap_or_default();
            observed.warnings.push(Clean::new(format!("{name} is {status}{why}")));
        }
        // One that is down is certain. That all are well is certain only if each was heard of, in known words (R1).
        let down = states.iter().any(|(_, status, _)| DOWN.contains(status));
        let value = match (down, observed.warnings.is_empty()) {
            (true, _) => Value::Number(0.0),
            (false, true) => Value::Number(1.0),
            (false, false) => Value::SourceError,
        };
        let metric = self.feed.health.clone();
        observed.readings.extend(metric.map(|metric| Reading { metric, side: None, value, age_ms: 0 }));
        observed
    }
}

impl Source for Supabase {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(async { apart(self.observe().await) })
    }
}
