//! What one target's counters did since they are watched.
//!
//! Each series keeps how much it has grown in all, reset by reset, so that replicas are added only after their
//! own differences are known. A counter that appears on a page whose predecessor lacked it was born between
//! the two and is counted from zero; one on the first page is a beginning, not growth.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::line::Sample;
use super::page::Page;
use crate::promql::Selector;

/// Most series of one target; more is a selector that is too wide, or a target whose labels never end.
pub(super) const MOST_SERIES: usize = 20_000;
/// Tells when the target's process began: where it changes, every counter began anew.
pub(super) const PROCESS_START: &str = "process_start_time_seconds";

type Labels = Vec<(String, String)>;

/// One target.
#[derive(Debug, Default)]
pub(super) struct History {
    families: BTreeMap<String, BTreeMap<Labels, Series>>,
    /// When its pages were read, in milliseconds of the feed's clock; one before the longest window is kept.
    pages: VecDeque<u64>,
    /// Whether every line of the last page could be read.
    tidy: bool,
    process_start: Option<f64>,
    /// Families of which the last page does not tell all.
    doubtful: BTreeSet<String>,
}

/// One series.
#[derive(Debug)]
pub(super) struct Series {
    /// Its last value.
    pub value: f64,
    /// Its timestamp, where the page had one.
    pub at_ms: Option<i64>,
    /// The last page that it was on.
    pub seen: u64,
    grown: f64,
    /// How much it had grown at the pages where that changed.
    points: VecDeque<(u64, f64)>,
}

impl History {
    /// Takes a page that was read at `now`; what happened before `now - keep_ms` is forgotten.
    ///
    /// # Errors
    /// There are more series than anybody wants to read.
    pub fn take(&mut self, page: &Page<'_>, now: u64, keep_ms: u64) -> Result<(), String> {
        let started = process_start(page);
        let restarted =
            matches!((self.process_start, started), (Some(before), Some(after)) if after > before + 1.0);
        self.process_start = started.or(self.process_start);
        self.doubtful = page.wrong.iter().filter_map(|(_, wrong)| wrong.name.clone()).collect();
        let before = self.pages.back().copied();
        for sample in &page.samples {
            self.sample(sample, now, before, restarted);
        }
        self.pages.push_back(now);
        let unreadable = page.wrong.iter().any(|(_, wrong)| wrong.name.is_none());
        for (family, all) in &self.families {
            // One that was there a page ago may be in the line that nobody could read.
            if unreadable && all.values().any(|series| Some(series.seen) == before) {
                self.doubtful.insert(family.clone());
            }
        }
        self.tidy = page.wrong.is_empty();
        self.forget(now.saturating_sub(keep_ms));
        let count: usize = self.families.values().map(BTreeMap::len).sum();
        if count > MOST_SERIES {
            Err(format!("it has more than {MOST_SERIES} series of these families"))
        } else {
            Ok(())
        }
    }

    fn sample(&mut self, sample: &Sample<'_>, now: u64, before: Option<u64>, restarted: bool) {
        let mut labels: Labels =
            sample.labels.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        labels.sort_unstable();
        let value = sample.value;
        let family = self.families.entry(sample.name.to_string()).or_default();
        match family.get_mut(&labels) {
            Some(series) if series.seen == now => {
                self.doubtful.insert(sample.name.to_string());
            }
            Some(series) => {
                let more = if restarted || value < series.value { value } else { value - series.value };
                // No counter goes to or from such a value; what comes after it counts from there.
                if more.is_finite() && more > 0.0 {
                    series.grown += more;
                    series.points.push_back((now, series.grown));
                }
                (series.value, series.at_ms, series.seen) = (value, sample.at_ms, now);
            }
            None => {
                let born = before.is_some() && self.tidy && value.is_finite() && value > 0.0;
                let grown = if born { value } else { 0.0 };
                let points = born.then_some((now, grown)).into_iter().collect();
                family.insert(labels, Series { value, at_ms: sample.at_ms, seen: now, grown, points });
            }
        }
    }

    fn forget(&mut self, before: u64) {
        while self.pages.get(1).is_some_and(|page| *page <= before) {
            self.pages.pop_front();
        }
        let too_many = self.families.values().map(BTreeMap::len).sum::<usize>() > MOST_SERIES;
        for all in self.families.values_mut() {
            // Where there is room a series that went away is remembered: it may come back where it was.
            all.retain(|_, series| !too_many || series.seen > before);
            for series in all.values_mut() {
                while series.points.get(1).is_some_and(|(at, _)| *at <= before) {
                    series.points.pop_front();
                }
            }
        }
    }

    /// Whether the last page may have lost something of the family of `selector`.
    pub fn is_doubtful(&self, selector: &Selector) -> bool {
        self.doubtful.contains(selector.family())
    }

    /// Whether the family was ever seen here.
    pub fn knows(&self, selector: &Selector) -> bool {
        self.families.contains_key(selector.family())
    }

    /// The series that `selector` means, with their labels.
    pub fn series(&self, selector: &Selector) -> impl Iterator<Item = (&Labels, &Series)> {
        let all = self.families.get(selector.family()).into_iter().flatten();
        all.filter(|(labels, _)| {
            selector.matches(|name| {
                labels.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
            })
        })
    }

    /// Those of them that are on the newest page.
    pub fn present(&self, selector: &Selector) -> impl Iterator<Item = (&Labels, &Series)> {
        let newest = self.pages.back().copied();
        self.series(selector).filter(move |(_, series)| Some(series.seen) == newest)
    }

    /// The page from which a window of `window_ms` that ends with the newest page is counted: the last one that
    /// is old enough, or the first. None with a single page: nothing has grown before anybody's eyes.
    pub fn since(&self, window_ms: u64) -> Option<u64> {
        let newest = *self.pages.back()?;
        let from = newest.saturating_sub(window_ms);
        let old_enough = self.pages.iter().rev().find(|page| **page <= from);
        old_enough.or(self.pages.front()).copied().filter(|page| *page < newest)
    }

    /// How many pages and points are kept.
    #[cfg(test)]
    pub fn kept(&self) -> (usize, usize) {
        let all = self.families.values().flat_map(BTreeMap::values);
        (self.pages.len(), all.map(|series| series.points.len()).sum())
    }

    /// Milliseconds from `since` to the newest page.
    pub fn span_ms(&self, since: u64) -> u64 {
        self.pages.back().map_or(0, |newest| newest.saturating_sub(since))
    }
}

/// When the process behind a page began, in seconds; not known of a page that speaks for several.
fn process_start(page: &Page<'_>) -> Option<f64> {
    let mut all = page.samples.iter().filter(|sample| sample.name == PROCESS_START);
    let first = all.next()?;
    all.next().is_none().then_some(first.value)
}

impl Series {
    /// How much it grew after the page at `since`.
    pub fn grown_since(&self, since: u64) -> f64 {
        let then = self.points.iter().rev().find(|(at, _)| *at <= since);
        self.grown - then.map_or(0.0, |(_, grown)| *grown)
    }
}
