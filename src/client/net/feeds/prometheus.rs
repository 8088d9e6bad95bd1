//! A server with the HTTP API of Prometheus (APIS section 7).
//!
//! The age of a value is worked out by the server: its clock less the newest timestamp behind the value (R6).
//! After a failed scrape a series ends for instant queries at once while its rates go on; then the newest
//! sample is looked for further back, so that such a value is told with its true age.

mod answer;
mod ask;
mod bounds;

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use self::ask::Asked;
use self::bounds::Bounds;
use super::buckets::Thresholds;
use super::{Making, Source};
use crate::client::net::http::Http;
use crate::client::net::{NetError, Waiting};
use crate::client::{Observed, Reading, Trouble, Value};
use crate::plan::types::{Id, Metric, Plan, Scope, Side, live};
use crate::text::Clean;

/// What stands for the side in a query.
const SIDE: &str = "$side";
/// Share of the source's deadline after which the answers so far are told, in percent.
const PATIENCE_PERCENT: u64 = 90;
/// How far back the newest sample is looked for where a series has ended, unless the metric's window is longer.
const LOOK_BACK_MS: u64 = 300_000;
/// Most that a sample may be from the future before its age is not believed.
const FUTURE_SECS: f64 = 5.0;

/// One Prometheus.
pub struct Prometheus {
    http: Http,
    questions: Vec<Question>,
    patience: Duration,
    bounds: Mutex<Bounds>,
}

/// What is asked for one value.
struct Question {
    metric: Id,
    side: Option<Side>,
    value: String,
    /// Age of the newest sample now.
    age: String,
    /// The same where the series has ended for instant queries.
    last_age: String,
    /// The bounds of its buckets.
    bounds: Option<String>,
    thresholds: Thresholds,
}

impl Prometheus {
    pub(super) fn new(feed: &live::Prometheus, making: &Making<'_>) -> Result<Self, NetError> {
        let http = Http::new(&feed.api, &making.place)?;
        let mut questions = Vec::new();
        for query in &feed.queries {
            let at = format!("{}.queries ({})", making.place, query.metric);
            let metric = making
                .plan
                .metric(&query.metric)
                .ok_or_else(|| NetError::at(&at, "it is no metric of the plan"))?;
            let parts = [Some(&query.query), Some(&query.series), query.buckets.as_ref()];
            let names_side = |part: &&Clean| part.as_str().contains(SIDE);
            match metric.scope {
                Scope::Shared if parts.iter().flatten().any(names_side) => {
                    return Err(NetError::at(
                        &at,
                        format!("both sides share it, so {SIDE} stands for nothing"),
                    ));
                }
                Scope::Shared => questions.push(Question::new(making.plan, metric, query, None)),
                Scope::Side if !parts.iter().flatten().all(names_side) => {
                    let why = format!("each side has its own; write {SIDE} in query, series and buckets");
                    return Err(NetError::at(&at, why));
                }
                Scope::Side => {
                    questions
                        .extend(Side::BOTH.map(|side| Question::new(making.plan, metric, query, Some(side))));
                }
            }
        }
        let patience = Duration::from_millis(making.source.deadline.0 * PATIENCE_PERCENT / 100);
        Ok(Self { http, questions, patience, bounds: Mutex::default() })
    }

    fn bounds(&self) -> MutexGuard<'_, Bounds> {
        // What one broken poll left is whole: an entry is written at once.
        self.bounds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn observe(&self) -> (Option<i64>, Result<Observed, Trouble>) {
        let deadline = Instant::now() + self.patience;
        let open = self.bounds().open(&self.questions);
        let first = self.questions.iter().flat_map(|one| [one.value.clone(), one.age.clone()]);
        let mut asked = ask::ask(&self.http, first.chain(open).collect(), deadline).await;
        let ended: BTreeSet<String> = self
            .questions
            .iter()
            .filter(|one| has_value(&asked, &one.value) && !has_value(&asked, &one.age))
            .map(|one| one.last_age.clone())
            .collect();
        if !ended.is_empty() {
            asked.add(ask::ask(&self.http, ended, deadline).await);
        }
        if let Some(trouble) = self.silence(&asked) {
            return (asked.skew_ms, Err(trouble));
        }
        let mut warnings: BTreeSet<String> = asked.remarks().into_iter().map(str::to_owned).collect();
        let readings = self.questions.iter().map(|one| self.reading(one, &asked, &mut warnings)).collect();
        let warnings = warnings.into_iter().map(Clean::new).collect();
        (asked.skew_ms, Ok(Observed { readings, warnings, ..Observed::default() }))
    }

    /// The trouble, if no value was answered at all.
    fn silence(&self, asked: &Asked) -> Option<Trouble> {
        let mut troubles = Vec::new();
        for one in &self.questions {
            troubles.push(asked.answer(&one.value).err()?);
        }
        // Whatever passes may bring the others back with it.
        let retry_after_ms = troubles.iter().filter_map(|trouble| trouble.retry_after_ms).max();
        let passing = troubles.iter().find(|trouble| trouble.passing).cloned();
        let told = passing.or_else(|| troubles.first().cloned())?;
        Some(Trouble { retry_after_ms, ..told })
    }

    /// The reading of one question; what stands against it goes to `warnings`.
    fn reading(&self, one: &Question, asked: &Asked, warnings: &mut BTreeSet<String>) -> Reading {
        let refused = self.bounds().refusal(one, asked);
        let (value, age_ms) = match refused.map_or_else(|| one.value(asked), Err) {
            Ok(told) => told,
            Err(why) => {
                let side = one.side.map_or(String::new(), |side| format!(" of {side}"));
                warnings.insert(format!("{}{side}: {why}", one.metric));
                (Value::SourceError, 0)
            }
        };
        Reading { metric: one.metric.clone(), side: one.side, value, age_ms }
    }
}

impl Question {
    fn new(plan: &Plan, metric: &Metric, query: &live::Query, side: Option<Side>) -> Self {
        let of = |raw: &Clean| match side {
            Some(side) => raw.as_str().replace(SIDE, side.word()),
            None => raw.as_str().to_owned(),
        };
        let series = of(&query.series);
        let back = metric.window.map_or(LOOK_BACK_MS, |window| window.0.max(LOOK_BACK_MS));
        let step = metric.interval.0.max(1);
        Self {
            metric: metric.id.clone(),
            side,
            value: of(&query.query),
            age: format!("time() - max(timestamp({series}))"),
            last_age: format!("time() - max(max_over_time(timestamp({series})[{back}ms:{step}ms]))"),
            bounds: query.buckets.as_ref().map(|buckets| format!("count by (le) ({})", of(buckets))),
            thresholds: Thresholds::of(plan, metric),
        }
    }

    /// The value and its age in milliseconds.
    fn value(&self, asked: &Asked) -> Result<(Value, u32), String> {
        let words = |trouble: Trouble| trouble.why.to_string();
        let Some(number) = asked.answer(&self.value).map_err(words)?.one()? else {
            return Ok((Value::NoData, 0));
        };
        let age = |expression: &str| {
            let words = |trouble: Trouble| format!("its age is not known: {}", trouble.why);
            asked.answer(expression).map_err(words)?.one()
        };
        let seconds = match age(&self.age)? {
            Some(seconds) => Some(seconds),
            None => age(&self.last_age)?,
        };
        match seconds {
            // A number of nothing: `or vector(0)` answers although nobody was ever seen.
            None => Ok((Value::NoData, 0)),
            Some(seconds) if seconds.is_nan() || seconds < -FUTURE_SECS => {
                Err(format!("its newest sample is {:.0} s from the future; set the clocks", -seconds))
            }
            Some(seconds) => Ok((Value::from(number), (seconds.max(0.0) * 1000.0) as u32)),
        }
    }
}

fn has_value(asked: &Asked, expression: &str) -> bool {
    asked.answer(expression).is_ok_and(|answered| !answered.elements.is_empty())
}

impl Source for Prometheus {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(self.observe())
    }
}
