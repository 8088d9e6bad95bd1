//! Metrics: Prometheus' HTTP API, and pages in its text format.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::super::super::problem::Problems;
use super::super::super::{Id, Side};
use super::super::Access;
use crate::text::Clean;

/// A server with the HTTP API of Prometheus: Mimir, Thanos and Grafana Cloud by prefix and headers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Prometheus {
    /// Its address, without `/api/v1`.
    pub api: Access,
    /// One query a metric.
    pub queries: Vec<Query>,
}

/// The query of one metric. `$side` in it becomes `blue`, then `green`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Query {
    /// The metric.
    pub metric: Id,
    /// `PromQL` that gives one value.
    pub query: Clean,
    /// `PromQL` that selects the series behind it, whose newest timestamp is the value's age (R6).
    pub series: Clean,
    /// Selector of the histogram's buckets, whose largest finite `le` bounds a quantile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub buckets: Option<Clean>,
}

impl Prometheus {
    pub(super) fn metrics(&self) -> Vec<&Id> {
        self.queries.iter().map(|query| &query.metric).collect()
    }
}

/// Pages in the text format of Prometheus or `OpenMetrics`, read directly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Exposition {
    /// The pages; replicas of one side are added up.
    pub targets: Vec<ExpositionTarget>,
    /// What is taken from them.
    pub metrics: Vec<ExpositionMetric>,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ExpositionTarget {
    /// The page's address.
    pub api: Access,
    /// Whose it is. None: what both share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub side: Option<Side>,
}

/// What is taken from the pages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ExpositionMetric {
    /// The metric.
    pub metric: Id,
    /// Family and labels, such as `http_requests_total{code=~"5.."}`.
    pub series: Clean,
    /// What is made of them.
    pub read: Reading,
    /// The quantile, 0 … 1, where `read` asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub quantile: Option<f64>,
    /// The series that a ratio is divided by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub of: Option<Clean>,
}

/// What is made of the series that match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Reading {
    /// Their sum, as it is.
    Sum,
    /// The lowest.
    Min,
    /// The highest.
    Max,
    /// Growth of counters in a second, or in a minute where that is the metric's unit, over the metric's window.
    /// Counted, not extrapolated; resets and restarts are known.
    Rate,
    /// The same growth as a plain number, told once the whole window was watched.
    Increase,
    /// Growth of counters over the window, divided by that of `of`. None of them yet is nothing of it.
    Ratio,
    /// A quantile of a histogram's growth over the window.
    Quantile,
    /// Seconds since the highest value, which is a time.
    Since,
}

impl Exposition {
    pub(super) fn metrics(&self) -> Vec<&Id> {
        self.metrics.iter().map(|metric| &metric.metric).collect()
    }
}
