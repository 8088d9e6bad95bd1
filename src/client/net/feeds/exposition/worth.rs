//! What the pages of one side are worth: the value of one metric.

use std::collections::BTreeMap;

use super::history::{History, Series};
use super::wanted::{Recipe, Wanted};
use crate::client::Value;
use crate::promql::{self, Bucket, Rounding, Selector};

/// Most that a time may be in the future before it is not believed, in milliseconds.
const FUTURE_MS: i64 = 5_000;

/// How much a series grew, in how many seconds, and its labels.
type Grown<'a> = (f64, f64, &'a [(String, String)]);

/// The targets of one side.
pub(super) struct Seen<'a> {
    /// Those that answered.
    pub histories: Vec<&'a History>,
    /// How many did not.
    pub silent: usize,
    /// The feed's clock, in milliseconds, as in the histories.
    pub now: u64,
    /// The wall clock of the targets, in milliseconds since the epoch.
    pub wall_ms: i64,
}

impl Seen<'_> {
    /// The value of `wanted` and its age in milliseconds.
    ///
    /// # Errors
    /// Why it cannot be told, though pages were read.
    pub fn worth(&self, wanted: &Wanted) -> Result<(Value, u32), String> {
        self.trust(wanted)?;
        let selector = match &wanted.recipe {
            // A ratio is as old as what it is divided by: the bad ones may be none.
            Recipe::Ratio { of, .. } => of,
            _ => &wanted.series,
        };
        let number = match &wanted.recipe {
            Recipe::Sum => self.values(&wanted.series).reduce(|a, b| a + b),
            Recipe::Min => self.values(&wanted.series).reduce(f64::min),
            Recipe::Max => self.values(&wanted.series).reduce(f64::max),
            Recipe::Since => self.since(&wanted.series)?,
            Recipe::Rate { window_ms, per_secs } => {
                self.rate(&wanted.series, *window_ms)?.map(|rate| rate * per_secs)
            }
            Recipe::Increase { window_ms } => self.increase(&wanted.series, *window_ms)?,
            Recipe::Ratio { window_ms, of } => self.ratio(&wanted.series, of, *window_ms)?,
            Recipe::Quantile { window_ms, q } => {
                if let Some(highest) = self.highest_bound(&wanted.series)
                    && let Some(why) = wanted.thresholds.beyond(highest)
                {
                    return Err(why);
                }
                self.quantile(&wanted.series, *q, *window_ms)?
            }
        };
        match number {
            Some(number) => Ok((Value::from(number), self.age(selector)?)),
            None => Ok((Value::NoData, 0)),
        }
    }

    /// Whether what is there is all there is. A share or a quantile of the targets that answered is one of
    /// those alone; a sum of them would be too low and is not told.
    fn trust(&self, wanted: &Wanted) -> Result<(), String> {
        let of_some = matches!(wanted.recipe, Recipe::Ratio { .. } | Recipe::Quantile { .. });
        if self.histories.is_empty() || (self.silent > 0 && !of_some) {
            return Err(format!("{} of its targets did not answer", self.silent));
        }
        let selectors = [
            Some(&wanted.series),
            match &wanted.recipe {
                Recipe::Ratio { of, .. } => Some(of),
                _ => None,
            },
        ];
        let doubtful = selectors
            .into_iter()
            .flatten()
            .find(|selector| self.histories.iter().any(|history| history.is_doubtful(selector)));
        match doubtful {
            Some(selector) => {
                Err(format!("a line of {} is there twice or cannot be read", selector.family()))
            }
            None => Ok(()),
        }
    }

    fn values(&self, selector: &Selector) -> impl Iterator<Item = f64> {
        self.histories.iter().flat_map(|history| history.present(selector)).map(|(_, series)| series.value)
    }

    fn since(&self, selector: &Selector) -> Result<Option<f64>, String> {
        let Some(newest) = self.values(selector).reduce(f64::max) else { return Ok(None) };
        let seconds = self.wall_ms as f64 / 1000.0 - newest;
        if seconds * 1000.0 < -(FUTURE_MS as f64) {
            return Err(format!("it is {:.0} s in the future; is it in seconds?", -seconds));
        }
        Ok(Some(seconds.max(0.0)))
    }

    /// The growth of every series since the page from which the window counts, with the seconds since then.
    fn growth<'a>(&'a self, selector: &'a Selector, window_ms: u64) -> Result<Vec<Grown<'a>>, String> {
        let mut all = Vec::new();
        for history in &self.histories {
            let Some(since) = history.since(window_ms) else {
                if history.knows(selector) {
                    return Err("counting begins with the next page".into());
                }
                continue;
            };
            let seconds = history.span_ms(since) as f64 / 1000.0;
            let grown =
                |(labels, series): (&'a Vec<_>, &Series)| (series.grown_since(since), seconds, &labels[..]);
            // What went away before the window is no part of it.
            all.extend(history.series(selector).filter(|(_, series)| series.seen >= since).map(grown));
        }
        Ok(all)
    }

    fn rate(&self, selector: &Selector, window_ms: u64) -> Result<Option<f64>, String> {
        let growth = self.growth(selector, window_ms)?;
        Ok(growth.into_iter().map(|(grown, seconds, _)| grown / seconds).reduce(|a, b| a + b))
    }

    fn increase(&self, selector: &Selector, window_ms: u64) -> Result<Option<f64>, String> {
        let growth = self.growth(selector, window_ms)?;
        let shortest = growth.iter().map(|(_, seconds, _)| *seconds).reduce(f64::min);
        let window = window_ms as f64 / 1000.0;
        if let Some(seconds) = shortest.filter(|seconds| *seconds < window) {
            return Err(format!("it was counted for {seconds:.0} s of its window of {window:.0} s"));
        }
        Ok(growth.into_iter().map(|(grown, _, _)| grown).reduce(|a, b| a + b))
    }

    /// None of the bad ones is zero of them, if their family is there: a counter that never counted is not
    /// written. A family that nobody knows is no data.
    fn ratio(&self, bad: &Selector, of: &Selector, window_ms: u64) -> Result<Option<f64>, String> {
        let sum =
            |growth: Vec<(f64, f64, _)>| growth.into_iter().map(|(grown, _, _)| grown).reduce(|a, b| a + b);
        let Some(all) = sum(self.growth(of, window_ms)?) else { return Ok(None) };
        let known = self.histories.iter().any(|history| history.knows(bad));
        let bad = sum(self.growth(bad, window_ms)?).or_else(|| known.then_some(0.0));
        Ok(bad.map(|bad| bad / all))
    }

    fn quantile(&self, selector: &Selector, q: f64, window_ms: u64) -> Result<Option<f64>, String> {
        let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
        for (grown, _, labels) in self.growth(selector, window_ms)? {
            *counts.entry(bound(labels).ok_or("a bucket has no label le")?).or_default() += grown;
        }
        if counts.is_empty() {
            return Ok(None);
        }
        let read = |(le, count)| promql::number(le).map(|le| Bucket { le, count });
        let buckets: Option<Vec<Bucket>> = counts.into_iter().map(read).collect();
        Ok(Some(promql::quantile(q, buckets.ok_or("a bucket's le is no number")?, Rounding::Ironed)))
    }

    fn highest_bound(&self, selector: &Selector) -> Option<f64> {
        let present = self.histories.iter().flat_map(|history| history.present(selector));
        let bounds = present.filter_map(|(labels, _)| promql::number(bound(labels)?));
        bounds.filter(|bound| bound.is_finite()).reduce(f64::max)
    }

    /// How old the newest sample is: since its page was read, and before that by its own timestamp.
    fn age(&self, selector: &Selector) -> Result<u32, String> {
        let age = |series: &Series| {
            let read_ago = self.now.saturating_sub(series.seen) as i64;
            series.at_ms.map_or(read_ago, |at| self.wall_ms.saturating_sub(at))
        };
        let all = self.histories.iter().flat_map(|history| history.series(selector));
        let youngest = all.map(|(_, series)| age(series)).min().unwrap_or(i64::MAX);
        if youngest < -FUTURE_MS {
            return Err(format!("its newest sample is {} s in the future; set the clocks", -youngest / 1000));
        }
        Ok(u32::try_from(youngest.max(0)).unwrap_or(u32::MAX))
    }
}

fn bound(labels: &[(String, String)]) -> Option<&str> {
    labels.iter().find(|(name, _)| name == "le").map(|(_, le)| le.as_str())
}

#[cfg(test)]
mod tests;
