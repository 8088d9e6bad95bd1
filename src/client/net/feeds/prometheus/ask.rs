//! The questions of one poll, each asked once and several at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use reqwest::Method;
use tokio::time::Instant;

use super::answer::{self, Answered};
use crate::client::Trouble;
use crate::client::net::http::Http;

/// How many questions are under way at once: enough to be quick, too few to hurt the server.
const AT_ONCE: usize = 8;

/// What came of the questions.
pub(super) struct Asked {
    answers: BTreeMap<String, Result<Answered, Trouble>>,
    /// By how much the server's clock is ahead (R26).
    pub skew_ms: Option<i64>,
}

impl Asked {
    /// What `expression` gave; one that was not answered by the deadline says so.
    pub fn answer(&self, expression: &str) -> Result<&Answered, Trouble> {
        match self.answers.get(expression) {
            Some(Ok(answered)) => Ok(answered),
            Some(Err(trouble)) => Err(trouble.clone()),
            None => Err(Trouble::passing("no answer in time")),
        }
    }

    /// What the server said beside, each remark once.
    pub fn remarks(&self) -> BTreeSet<&str> {
        let answers = self.answers.values().filter_map(|answer| answer.as_ref().ok());
        answers.flat_map(|answered| &answered.remarks).map(String::as_str).collect()
    }

    /// Takes the answers of another round.
    pub fn add(&mut self, other: Self) {
        self.answers.extend(other.answers);
    }
}

/// Asks all of `expressions` until `deadline`. Whoever has not answered by then is left out: a slow query
/// costs its own metric alone.
pub(super) async fn ask(http: &Http, expressions: BTreeSet<String>, deadline: Instant) -> Asked {
    let mut asked = Asked { answers: BTreeMap::new(), skew_ms: None };
    let questions = expressions.into_iter().map(|expression| async move {
        let within = deadline.saturating_duration_since(Instant::now());
        let answer = one(http, &expression, within).await;
        (expression, answer)
    });
    let mut answers = stream::iter(questions).buffer_unordered(AT_ONCE);
    while let Ok(Some((expression, (skew_ms, answer)))) =
        tokio::time::timeout_at(deadline, answers.next()).await
    {
        asked.skew_ms = asked.skew_ms.or(skew_ms);
        asked.answers.insert(expression, answer);
    }
    asked
}

async fn one(http: &Http, expression: &str, within: Duration) -> (Option<i64>, Result<Answered, Trouble>) {
    // The server stops working on it when nobody waits any more.
    let timeout = format!("{}ms", within.as_millis().max(1));
    let form = [("query", expression), ("timeout", &timeout)];
    let request = http.request(Method::POST, "/api/v1/query").form(&form);
    match http.send(request).await {
        Ok(page) => (page.skew_ms, answer::read(&page)),
        Err(trouble) => (None, Err(trouble)),
    }
}
