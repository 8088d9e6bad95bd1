//! Sentry: errors of the last whole minute, and fatal issues that are new.

use reqwest::Method;
use serde::Deserialize;

use super::{Making, Source, foreign};
use crate::client::net::http::{Http, Page};
use crate::client::net::wall::{now_ms, until_ms};
use crate::client::net::{NetError, Waiting};
use crate::client::{Foreign, Observed, Reading, Trouble, Value};
use crate::plan::types::{Id, Scope, Side, TierLevel, live};
use crate::text::Clean;

/// What counts, where the plan says nothing else.
const QUERY: &str = "level:[error,fatal]";
/// An issue is new for a day: what came before the day is known.
const ISSUES: &str = "is:unresolved level:fatal firstSeen:-24h";
/// Length of a bucket, in milliseconds: the metric is errors a minute.
const MINUTE_MS: i64 = 60_000;
/// How far a server's time may be ahead before its buckets are not believed.
const AHEAD_MS: i64 = 60_000;
/// Longest that it may ask to be left alone.
const LONGEST_REST_MS: u64 = 3_600_000;

/// One project.
pub struct Sentry {
    http: Http,
    organization: Clean,
    project: Clean,
    environments: Vec<(Option<Side>, Clean)>,
    query: String,
    errors: Option<Id>,
    issues: Option<TierLevel>,
    token: String,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "timeSeries")]
    series: Vec<Series>,
}

#[derive(Deserialize)]
struct Series {
    values: Vec<Bucket>,
    meta: Meta,
}

#[derive(Deserialize)]
struct Meta {
    interval: i64,
}

#[derive(Deserialize)]
struct Bucket {
    timestamp: i64,
    value: Option<f64>,
    #[serde(default)]
    incomplete: bool,
}

#[derive(Deserialize)]
struct Issue {
    #[serde(rename = "shortId")]
    short_id: Clean,
    title: Clean,
    #[serde(default)]
    culprit: Clean,
}

impl Sentry {
    pub(super) fn new(feed: &live::Sentry, making: &Making<'_>) -> Result<Self, NetError> {
        let place = format!("{}.sentry", making.place);
        let environments = match &feed.green_environment {
            Some(green) => {
                vec![(Some(Side::Blue), feed.environment.clone()), (Some(Side::Green), green.clone())]
            }
            None => vec![(None, feed.environment.clone())],
        };
        let per_side = feed.errors.as_ref().and_then(|id| making.plan.metric(id)).map(|metric| metric.scope);
        match (per_side, &feed.green_environment) {
            (Some(Scope::Side), None) => {
                let why = "the metric of `errors` has the scope side; name green_environment too";
                return Err(NetError::at(place, why));
            }
            (Some(Scope::Shared), Some(_)) => {
                return Err(NetError::at(
                    place,
                    "with green_environment the metric of `errors` has the scope side",
                ));
            }
            _ => {}
        }
        let bearer = feed.api.auth.as_ref().and_then(|auth| auth.bearer.as_ref());
        Ok(Self {
            http: Http::new(&feed.api, &format!("{place}.api"))?,
            organization: feed.organization.clone(),
            project: feed.project.clone(),
            environments,
            query: feed.query.as_ref().map_or(QUERY, Clean::as_str).to_owned(),
            errors: feed.errors.clone(),
            issues: feed.issues,
            token: bearer.map_or_else(|| "the token".into(), ToString::to_string),
        })
    }

    async fn ask(&self) -> (Option<i64>, Result<Observed, Trouble>) {
        let mut skew = None;
        let answer = self.all(&mut skew).await;
        (skew, answer)
    }

    /// Both environments and both questions. If one has no answer, none counts: a half would look whole.
    async fn all(&self, skew: &mut Option<i64>) -> Result<Observed, Trouble> {
        let (mut readings, mut alerts, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
        for (side, environment) in &self.environments {
            if let Some(metric) = &self.errors {
                let page = self.get("events-timeseries", &self.of_minutes(environment)).await?;
                *skew = page.skew_ms.or(*skew);
                let now = now_ms().saturating_add(page.skew_ms.unwrap_or(0));
                let (value, age_ms) = last_minute(&page.json()?, now).unwrap_or_else(|why| {
                    warnings.push(Clean::new(why));
                    (Value::SourceError, 0)
                });
                readings.push(Reading { metric: metric.clone(), side: *side, value, age_ms });
                warnings.extend(nearly_limited(&page));
            }
            if let Some(level) = self.issues {
                let page = self.get("issues", &self.of_issues(environment)).await?;
                *skew = page.skew_ms.or(*skew);
                let issues: Vec<Issue> = page.json()?;
                if page.headers.get("link").is_some_and(has_more) {
                    warnings.push("more than a hundred new fatal issues; the most frequent are shown".into());
                }
                alerts.extend(issues.iter().map(|issue| heard(issue, *side, level)));
            }
        }
        let mut observed = foreign::observed(alerts, warnings);
        if self.issues.is_none() {
            observed.alerts = None;
        }
        Ok(Observed { readings, ..observed })
    }

    fn of_minutes<'a>(&'a self, environment: &'a Clean) -> Vec<(&'static str, &'a str)> {
        vec![
            ("dataset", "errors"),
            ("yAxis", "count()"),
            ("interval", "60"),
            ("statsPeriod", "15m"),
            ("project", self.project.as_str()),
            ("environment", environment.as_str()),
            ("query", &self.query),
        ]
    }

    fn of_issues<'a>(&'a self, environment: &'a Clean) -> Vec<(&'static str, &'a str)> {
        vec![
            ("project", self.project.as_str()),
            ("environment", environment.as_str()),
            ("query", ISSUES),
            ("sort", "freq"),
            ("statsPeriod", "24h"),
            ("limit", "100"),
        ]
    }

    /// The slash at the end is required.
    async fn get(&self, what: &str, query: &[(&str, &str)]) -> Result<Page, Trouble> {
        let path = format!("/api/0/organizations/{}/{what}/", self.organization);
        let page = self.http.send(self.http.request(Method::GET, &path).query(query)).await?;
        if page.status.is_success() {
            return Ok(page);
        }
        let mut trouble = foreign::trouble(&page, "retry-after");
        if page.status.as_u16() == 403 {
            let why =
                format!("403: {} needs event:read and org:read; one made for CI has neither", self.token);
            trouble.why = Clean::new(why);
        }
        let reset = header(&page, "x-sentry-rate-limit-reset").filter(|_| page.status.as_u16() == 429);
        trouble.retry_after_ms = trouble.retry_after_ms.or(reset.map(|at| until_ms(at, LONGEST_REST_MS)));
        Err(trouble)
    }
}

/// The count of the newest bucket that is whole, and its age; why there is none.
fn last_minute(answer: &Answer, now: i64) -> Result<(Value, u32), String> {
    let Some(series) = answer.series.first() else { return Ok((Value::NoData, 0)) };
    // In seconds or milliseconds, by the version.
    if ![60, MINUTE_MS].contains(&series.meta.interval) {
        return Err(format!("Sentry counted over {} and not over a minute", series.meta.interval));
    }
    let whole = series.values.iter().filter(|bucket| !bucket.incomplete);
    let Some(bucket) = whole.max_by_key(|bucket| bucket.timestamp) else {
        return Err("no minute is whole yet".into());
    };
    let age = now.saturating_sub(bucket.timestamp.saturating_add(MINUTE_MS));
    if age < -AHEAD_MS {
        return Err("its newest minute lies in the future".into());
    }
    let value = match bucket.value {
        Some(count) if count < 0.0 => return Err(format!("it counted {count} errors")),
        Some(count) => Value::from(count),
        None => Value::NoData,
    };
    Ok((value, u32::try_from(age.max(0)).unwrap_or(u32::MAX)))
}

fn heard(issue: &Issue, side: Option<Side>, level: TierLevel) -> Foreign {
    let title = format!("{} {}", issue.title.one_line(), issue.culprit.one_line());
    Foreign { name: issue.short_id.clone(), side, level, title: Clean::new(title.trim()) }
}

/// A next page is always named; `results` says whether there is one.
fn has_more(link: &reqwest::header::HeaderValue) -> bool {
    let next = |part: &str| part.contains("rel=\"next\"") && part.contains("results=\"true\"");
    link.to_str().is_ok_and(|link| link.split(',').any(next))
}

fn nearly_limited(page: &Page) -> Option<Clean> {
    let left = header(page, "x-sentry-rate-limit-remaining").filter(|left| *left <= 2)?;
    Some(Clean::new(format!("Sentry takes {left} more requests for now; ask less often")))
}

fn header(page: &Page, name: &str) -> Option<i64> {
    page.headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

impl Source for Sentry {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(self.ask())
    }
}
