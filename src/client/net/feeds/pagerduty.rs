//! `PagerDuty`, REST: incidents that nobody has resolved.

use reqwest::Method;
use serde::Deserialize;

use super::{Making, Source, foreign};
use crate::client::net::http::Http;
use crate::client::net::{NetError, Waiting};
use crate::client::{Foreign, Observed, Trouble};
use crate::plan::types::{TierLevel, live};
use crate::text::Clean;

/// Incidents on one page; the service gives no more.
const PAGE: usize = 100;
/// Most pages that are read in one poll.
const MOST_PAGES: usize = 5;
/// What begins the keys of incidents that jday itself opened: hearing them would echo them.
const OWN: &str = "jday/";

/// The incidents of some services.
pub struct Pagerduty {
    http: Http,
    services: Vec<Clean>,
}

#[derive(Deserialize)]
struct Answer {
    incidents: Vec<Incident>,
    more: bool,
}

#[derive(Deserialize)]
struct Incident {
    #[serde(rename = "incident_number")]
    number: u64,
    title: Clean,
    status: Clean,
    urgency: String,
    #[serde(default, rename = "incident_key")]
    key: Option<String>,
    service: Reference,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(default)]
    summary: Clean,
}

impl Pagerduty {
    pub(super) fn new(feed: &live::PagerdutyFeed, making: &Making<'_>) -> Result<Self, NetError> {
        let http = Http::new(&feed.api, &format!("{}.pagerduty.api", making.place))?;
        Ok(Self { http, services: feed.services.clone() })
    }

    async fn ask(&self) -> (Option<i64>, Result<Observed, Trouble>) {
        let (mut skew, mut all, mut warnings) = (None, Vec::new(), Vec::new());
        for page in 0..MOST_PAGES {
            let answer = match self.page(page * PAGE, &mut skew).await {
                Ok(answer) => answer,
                Err(trouble) => return (skew, Err(trouble)),
            };
            all.extend(answer.incidents.iter().filter(|one| !is_own(one)).map(heard));
            if !answer.more {
                return (skew, Ok(foreign::observed(all, warnings)));
            }
        }
        warnings.push("there are more incidents than are read; name the services".into());
        (skew, Ok(foreign::observed(all, warnings)))
    }

    async fn page(&self, offset: usize, skew: &mut Option<i64>) -> Result<Answer, Trouble> {
        let (limit, offset) = (PAGE.to_string(), offset.to_string());
        let mut query = vec![
            ("statuses[]", "triggered"),
            ("statuses[]", "acknowledged"),
            ("limit", &limit),
            ("offset", &offset),
        ];
        query.extend(self.services.iter().map(|service| ("service_ids[]", service.as_str())));
        let request = self
            .http
            .request(Method::GET, "/incidents")
            .header("accept", "application/vnd.pagerduty+json;version=2")
            .query(&query);
        let page = self.http.send(request).await?;
        *skew = page.skew_ms;
        if !page.status.is_success() {
            return Err(foreign::trouble(&page, "ratelimit-reset"));
        }
        page.json()
    }
}

fn is_own(incident: &Incident) -> bool {
    incident.key.as_ref().is_some_and(|key| key.starts_with(OWN))
}

fn heard(incident: &Incident) -> Foreign {
    let level = match incident.urgency.as_str() {
        "low" => TierLevel::Important,
        _ => TierLevel::Critical,
    };
    let title = format!(
        "{} ({}, {})",
        incident.title.one_line(),
        incident.service.summary.one_line(),
        incident.status.one_line()
    );
    Foreign {
        name: Clean::new(format!("PD-{}", incident.number)),
        side: None,
        level,
        title: Clean::new(title),
    }
}

impl Source for Pagerduty {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(self.ask())
    }
}
