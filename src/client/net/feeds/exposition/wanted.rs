//! One metric of the plan: which series it is made of, and how.

use crate::client::net::NetError;
use crate::client::net::feeds::Making;
use crate::client::net::feeds::buckets::Thresholds;
use crate::plan::types::live::{ExpositionMetric, Reading as How};
use crate::plan::types::{Id, Metric, Scope, Unit};
use crate::promql::Selector;

/// How a value is made; growth is over a window in milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Recipe {
    /// The sum of what is there.
    Sum,
    /// The lowest.
    Min,
    /// The highest.
    Max,
    /// Seconds since the highest.
    Since,
    /// Growth in so many seconds.
    Rate { window_ms: u64, per_secs: f64 },
    /// Growth.
    Increase { window_ms: u64 },
    /// Growth by that of others.
    Ratio { window_ms: u64, of: Selector },
    /// A quantile of growth.
    Quantile { window_ms: u64, q: f64 },
}

/// A metric that is wanted.
#[derive(Debug)]
pub(super) struct Wanted {
    /// Which.
    pub metric: Id,
    /// Whether each side has its own.
    pub scope: Scope,
    /// The series that it is made of.
    pub series: Selector,
    /// How.
    pub recipe: Recipe,
    /// What it is compared with.
    pub thresholds: Thresholds,
}

impl Wanted {
    /// What the plan wants.
    ///
    /// # Errors
    /// It is no metric of the plan, a selector is none, or something is missing that the recipe needs.
    pub fn new(raw: &ExpositionMetric, making: &Making<'_>) -> Result<Self, NetError> {
        let at = format!("{}.metrics ({})", making.place, raw.metric);
        let wrong = |why: String| NetError::at(&at, why);
        let metric =
            making.plan.metric(&raw.metric).ok_or_else(|| wrong("it is no metric of the plan".into()))?;
        let series = Selector::new(raw.series.as_str()).map_err(wrong)?;
        let recipe = recipe(raw, metric).map_err(wrong)?;
        let thresholds = Thresholds::of(making.plan, metric);
        Ok(Self { metric: raw.metric.clone(), scope: metric.scope, series, recipe, thresholds })
    }

    /// The families that it is made of.
    pub fn families(&self) -> impl Iterator<Item = &str> {
        let of = match &self.recipe {
            Recipe::Ratio { of, .. } => Some(of.family()),
            _ => None,
        };
        [Some(self.series.family()), of].into_iter().flatten()
    }

    /// The window over which it is made.
    pub fn window_ms(&self) -> Option<u64> {
        match self.recipe {
            Recipe::Rate { window_ms, .. }
            | Recipe::Increase { window_ms }
            | Recipe::Ratio { window_ms, .. }
            | Recipe::Quantile { window_ms, .. } => Some(window_ms),
            _ => None,
        }
    }
}

fn recipe(raw: &ExpositionMetric, metric: &Metric) -> Result<Recipe, String> {
    let window = || {
        metric
            .window
            .map(|window| window.0)
            .filter(|window| *window > 0)
            .ok_or_else(|| format!("growth is over a window; give the metric {} one", metric.id))
    };
    let recipe = match raw.read {
        How::Sum => Recipe::Sum,
        How::Min => Recipe::Min,
        How::Max => Recipe::Max,
        How::Since => Recipe::Since,
        How::Increase => Recipe::Increase { window_ms: window()? },
        How::Rate => {
            let per_secs = if metric.unit == Unit::Perminute { 60.0 } else { 1.0 };
            Recipe::Rate { window_ms: window()?, per_secs }
        }
        How::Ratio => {
            let of = raw.of.as_ref().ok_or("a ratio is divided by something; write it as `of`")?;
            Recipe::Ratio { window_ms: window()?, of: Selector::new(of.as_str())? }
        }
        How::Quantile => {
            let q = raw.quantile.filter(|q| (0.0..=1.0).contains(q));
            Recipe::Quantile { window_ms: window()?, q: q.ok_or("`quantile` is a share from 0 to 1")? }
        }
    };
    if raw.of.is_some() && raw.read != How::Ratio {
        return Err("`of` is for read = \"ratio\"".into());
    }
    if raw.quantile.is_some() && raw.read != How::Quantile {
        return Err("`quantile` is for read = \"quantile\"".into());
    }
    Ok(recipe)
}
