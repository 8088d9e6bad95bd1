//! Left-hand sides: what a rule compares.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Case, shown};
use crate::model::triggers::prometheus::{Lookback, Samples, Stored, Version, rate};
use crate::promql::{self, Bucket, NAME_LABEL, Rounding, Selector};

/// Labels without the metric's name; several series may become one element.
type Labels = Vec<(String, String)>;

/// As a file holds it.
#[derive(Debug, Deserialize)]
pub(super) struct Left {
    kind: String,
    #[serde(default)]
    promql: String,
    #[serde(default)]
    metric: String,
    #[serde(default)]
    num: String,
    #[serde(default)]
    den: String,
    #[serde(default)]
    q: f64,
    #[serde(default)]
    range_s: f64,
}

/// A left-hand side over the series of one case.
pub(super) enum Elements {
    /// The newest value of each series.
    Instant(BTreeMap<Labels, Samples>),
    /// What each grew by in so many milliseconds.
    Increase(BTreeMap<Labels, Samples>, i64),
    /// The growth of all the first, divided by that of all the second.
    Ratio(Vec<Samples>, Vec<Samples>, i64),
    /// A quantile of the growth of buckets, by their bound.
    Quantile(f64, Vec<(f64, Samples)>, i64),
}

impl Left {
    /// This left-hand side over the series of `case`.
    ///
    /// # Errors
    /// Why it cannot be worked out.
    pub(super) fn of(&self, case: &Case) -> Result<Elements, String> {
        let range_ms = || match (self.range_s * 1000.0).round() {
            ms if ms >= 1.0 && ms < i64::MAX as f64 => Ok(ms as i64),
            _ => Err(format!("`range_s` is {}; expected more than 0", self.range_s)),
        };
        match self.kind.as_str() {
            "instant" => Ok(Elements::Instant(by_labels(case, &bare(&self.promql)?))),
            "increase" => Ok(Elements::Increase(by_labels(case, &Selector::new(&self.metric)?), range_ms()?)),
            "ratio_of_sum_rates" => Ok(Elements::Ratio(
                by_labels(case, &Selector::new(&self.num)?).into_values().collect(),
                by_labels(case, &Selector::new(&self.den)?).into_values().collect(),
                range_ms()?,
            )),
            "histogram_quantile" => {
                let series = by_labels(case, &Selector::new(&self.metric)?);
                let bound = |labels: &Labels| {
                    let le = labels.iter().find(|(name, _)| name == "le")?;
                    promql::number(&le.1)
                };
                // A series without a bound is no bucket, and Prometheus leaves it out too.
                let buckets =
                    series.into_iter().filter_map(|(labels, samples)| Some((bound(&labels)?, samples)));
                Ok(Elements::Quantile(self.q, buckets.collect(), range_ms()?))
            }
            other => Err(format!(
                "left-hand side {:?} is not known; instant, increase, ratio_of_sum_rates and \
                 histogram_quantile are",
                shown(other)
            )),
        }
    }
}

/// A selector of a bare name: an instant value of anything else is an expression.
fn bare(promql: &str) -> Result<Selector, String> {
    Selector::new(promql)
        .map_err(|_| format!("{:?} is not built yet: only a selector of one metric is", shown(promql)))
}

impl Elements {
    /// Every element and its value at `at`.
    pub(super) fn at(&self, at: i64, lookback: Lookback) -> Vec<(&[(String, String)], f64)> {
        let version = if lookback.is_closed { Version::Two } else { Version::Three };
        let range = |samples: &Samples, range_ms: i64| samples.range(at, range_ms, lookback.is_closed);
        let rate_of = |samples: &Samples, ms: i64| rate::rate(&range(samples, ms), at, ms, version);
        match self {
            Self::Instant(series) => {
                let value = |(labels, samples): (_, &Samples)| Some((labels, samples.instant(at, lookback)?));
                series.iter().map(|(labels, samples)| (&labels[..], samples)).filter_map(value).collect()
            }
            Self::Increase(series, ms) => {
                let value = |(labels, samples): (_, &Samples)| {
                    Some((labels, rate::increase(&range(samples, *ms), at, *ms, version)?))
                };
                series.iter().map(|(labels, samples)| (&labels[..], samples)).filter_map(value).collect()
            }
            Self::Ratio(above, below, ms) => {
                let sum =
                    |all: &[Samples]| rate::sum(all.iter().filter_map(|one| rate_of(one, *ms)), version);
                let ratio = sum(above).zip(sum(below)).map(|(above, below)| above / below);
                ratio.map(|ratio| (&[][..], ratio)).into_iter().collect()
            }
            Self::Quantile(q, buckets, ms) => {
                let mut by_bound: Vec<(f64, Vec<f64>)> = Vec::new();
                for (le, samples) in buckets {
                    let Some(rate) = rate_of(samples, *ms) else { continue };
                    match by_bound.iter_mut().find(|(known, _)| known.total_cmp(le).is_eq()) {
                        Some((_, rates)) => rates.push(rate),
                        None => by_bound.push((*le, vec![rate])),
                    }
                }
                let count = |(le, rates)| Some(Bucket { le, count: rate::sum(rates, version)? });
                let counts: Vec<Bucket> = by_bound.into_iter().filter_map(count).collect();
                if counts.is_empty() {
                    return Vec::new();
                }
                let rounding = if version == Version::Two { Rounding::Kept } else { Rounding::Ironed };
                vec![(&[][..], promql::quantile(*q, counts, rounding))]
            }
        }
    }
}

/// The series of `case` that `selector` means, by their labels without the metric's name.
fn by_labels(case: &Case, selector: &Selector) -> BTreeMap<Labels, Samples> {
    let mut samples: BTreeMap<_, Vec<(i64, Stored)>> = BTreeMap::new();
    for series in &case.series {
        let label = |name: &str| series.labels.get(name).map(String::as_str);
        if label(NAME_LABEL) == Some(selector.family()) && selector.matches(label) {
            let mut labels = series.labels.clone();
            labels.remove(NAME_LABEL);
            let list = samples.entry(labels.into_iter().collect()).or_default();
            list.extend(series.samples.iter().map(|(at, stored)| (*at, stored.0)));
        }
    }
    samples.into_iter().map(|(labels, list)| (labels, Samples::new(list))).collect()
}
