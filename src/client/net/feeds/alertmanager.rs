//! Alertmanager, API v2: what is on and neither silenced nor inhibited.

use std::collections::BTreeMap;

use reqwest::Method;
use serde::Deserialize;

use super::{Making, Source, foreign};
use crate::client::net::http::{Http, Page};
use crate::client::net::{NetError, Waiting};
use crate::client::{Foreign, Observed, Trouble};
use crate::plan::types::{TierLevel, live};
use crate::text::Clean;

/// The label that says how grave an alert is, where the plan says no other.
const SEVERITY: &str = "severity";
/// Digits of a fingerprint that tell alerts of one name apart.
const FINGERPRINT_DIGITS: usize = 8;

/// One Alertmanager.
pub struct Alertmanager {
    http: Http,
    filter: Vec<Clean>,
    severity: String,
    side: Option<Clean>,
}

#[derive(Deserialize)]
struct Alert {
    fingerprint: Clean,
    labels: BTreeMap<String, Clean>,
    #[serde(default)]
    annotations: BTreeMap<String, Clean>,
    status: Status,
}

#[derive(Deserialize)]
struct Status {
    state: String,
}

/// An error: a bare string, or a number with its words.
#[derive(Deserialize)]
#[serde(untagged)]
enum Wrong {
    Bare(Clean),
    Coded { message: Clean },
}

impl Alertmanager {
    pub(super) fn new(feed: &live::Alertmanager, making: &Making<'_>) -> Result<Self, NetError> {
        Ok(Self {
            http: Http::new(&feed.api, &format!("{}.alertmanager.api", making.place))?,
            filter: feed.filter.clone(),
            severity: feed.severity.as_ref().map_or(SEVERITY, Clean::as_str).to_owned(),
            side: feed.side.clone(),
        })
    }

    async fn ask(&self) -> (Option<i64>, Result<Observed, Trouble>) {
        let mut query = vec![("active", "true"), ("silenced", "false"), ("inhibited", "false")];
        query.extend(self.filter.iter().map(|filter| ("filter", filter.as_str())));
        let request = self.http.request(Method::GET, "/api/v2/alerts").query(&query);
        match self.http.send(request).await {
            Ok(page) => (page.skew_ms, self.read(&page)),
            Err(trouble) => (None, Err(trouble)),
        }
    }

    fn read(&self, page: &Page) -> Result<Observed, Trouble> {
        if !page.status.is_success() {
            return Err(told(page));
        }
        let alerts: Vec<Alert> = page.json()?;
        let mut warnings = Vec::new();
        let on = alerts.iter().filter(|alert| alert.status.state == "active");
        let all = on.map(|alert| self.foreign(alert, &mut warnings)).collect();
        Ok(foreign::observed(all, warnings))
    }

    fn foreign(&self, alert: &Alert, warnings: &mut Vec<Clean>) -> Foreign {
        let label = |name: &str| alert.labels.get(name).map(Clean::as_str);
        let side_label = self.side.as_ref().map(Clean::as_str);
        let named = label("alertname").unwrap_or("alert");
        let level = label(&self.severity).and_then(foreign::level).unwrap_or_else(|| {
            let why = format!("{named}: the label {} says nothing known; taken as important", self.severity);
            if warnings.len() < 5 {
                warnings.push(Clean::new(why));
            }
            TierLevel::Important
        });
        let is_common = |name: &&String| {
            *name == "alertname" || **name == self.severity || Some(name.as_str()) == side_label
        };
        let others = alert.labels.keys().any(|name| !is_common(&name));
        let name = if others {
            let digits: String = alert.fingerprint.as_str().chars().take(FINGERPRINT_DIGITS).collect();
            format!("{named}/{digits}")
        } else {
            named.to_owned()
        };
        let said = ["summary", "description", "message"].iter().find_map(|name| alert.annotations.get(*name));
        Foreign {
            name: Clean::new(name),
            side: side_label.and_then(label).and_then(foreign::side),
            level,
            title: said.cloned().unwrap_or_else(|| Clean::new(labels(named, &alert.labels))),
        }
    }
}

fn labels(named: &str, labels: &BTreeMap<String, Clean>) -> String {
    let rest: Vec<String> = labels
        .iter()
        .filter(|(name, _)| *name != "alertname")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("{named} {}", rest.join(" "))
}

fn told(page: &Page) -> Trouble {
    let trouble = page.trouble();
    let Ok(Wrong::Bare(said) | Wrong::Coded { message: said }) = page.json() else { return trouble };
    Trouble { why: Clean::new(format!("{}: {}", page.status, said.one_line())), ..trouble }
}

impl Source for Alertmanager {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(self.ask())
    }
}
