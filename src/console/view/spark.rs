//! A history as columns: what is missing is a gap, never a zero (R1).

use crate::model::metrics::Series;
use crate::model::time::{At, Stamp};
use crate::plan::types::{Condition, Metric, Op, Unit};

/// The columns of a chart: a number each, or a gap.
pub type Columns = Vec<Option<f64>>;

/// The columns of a chart: the lowest and the highest number of each, or a gap.
pub type Ranges = Vec<Option<(f64, f64)>>;

/// A stretch of the past in columns. Their edges are whole multiples of their width on the wall clock,
/// so that a chart stands still until its newest columns are full: a chart that crawls each second
/// would cost a slow link more than all the rest of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    now: Stamp,
    /// Milliseconds that a column covers.
    column_ms: u64,
    count: usize,
    /// The number of the newest column, counted from the epoch.
    newest: i64,
}

impl Window {
    /// About the last `span_ms` before `now` in `count` columns, which move on by `stride` at a time;
    /// none where there is nothing to show it in.
    pub fn of(now: Stamp, span_ms: u64, count: u16, stride: u16) -> Option<Self> {
        let column_ms = span_ms.checked_div(u64::from(count))?.max(1);
        let stride = i64::from(stride.max(1));
        let current = now.at.0.div_euclid(i64::try_from(column_ms).ok()?);
        let newest = current.div_euclid(stride).checked_mul(stride)?.checked_add(stride - 1)?;
        Some(Self { now, column_ms, count: usize::from(count), newest })
    }

    /// Milliseconds that a column covers.
    pub fn column_ms(&self) -> u64 {
        self.column_ms
    }

    /// The column of a time of the wall clock; none before the first and after the last.
    pub fn column(&self, at: At) -> Option<usize> {
        let back = self.newest.checked_sub(at.0.div_euclid(i64::try_from(self.column_ms).ok()?))?;
        self.count.checked_sub(1)?.checked_sub(usize::try_from(back).ok()?)
    }

    /// When the first column begins.
    pub fn begins(&self) -> At {
        let first = self.newest.saturating_sub_unsigned(self.count as u64).saturating_add(1);
        At(first.saturating_mul(i64::try_from(self.column_ms).unwrap_or(i64::MAX)))
    }

    /// When `stamp` was, on the wall clock as it goes now (R26).
    fn at(&self, stamp: Stamp) -> At {
        At(self.now.at.0.saturating_sub_unsigned(self.now.since(stamp)))
    }

    /// How many columns behind its own a value may fill that stands for `ms`.
    fn behind(&self, ms: u64) -> usize {
        usize::try_from(ms / self.column_ms).unwrap_or(usize::MAX)
    }

    /// The last column that has begun.
    fn current(&self) -> usize {
        self.column(self.now.at).unwrap_or_default()
    }
}

/// The points of `series` in the columns of `window`.
pub fn ranges(series: &Series, metric: &Metric, window: &Window) -> Ranges {
    // A value is expected only every interval: until twice that (R6) the columns behind it are its own.
    let behind = window.behind(metric.interval.0.saturating_mul(2));
    let points = series.points.iter().map(|point| {
        let number = point.number.filter(|number| number.is_finite());
        (window.at(point.stamp), number.map(|number| (number, number)))
    });
    fill(window, behind, points)
}

/// The minutes of `series` in the columns of `window`, for stretches longer than points are kept.
pub fn ranges_of_minutes(series: &Series, metric: &Metric, window: &Window) -> Ranges {
    let behind = window.behind(metric.interval.0.saturating_mul(2).max(MINUTE_MS - 1));
    let minutes = series.minutes.iter().map(|minute| {
        let begins = minute.minute.saturating_mul(MINUTE_MS.cast_signed());
        (At(begins), Some((minute.low, minute.high)))
    });
    fill(window, behind, minutes)
}

const MINUTE_MS: u64 = 60_000;

/// Puts what was read, oldest first, into its columns, and into at most `behind` empty ones behind it.
fn fill(window: &Window, behind: usize, read: impl Iterator<Item = (At, Option<(f64, f64)>)>) -> Ranges {
    let mut out: Ranges = vec![None; window.count];
    let mut carried: Option<(usize, (f64, f64))> = None;
    let carry = |out: &mut Ranges, carried: Option<(usize, (f64, f64))>, until: usize| {
        let Some((from, range)) = carried else { return };
        let until = until.min(from.saturating_add(behind).saturating_add(1));
        for slot in out.iter_mut().take(until).skip(from + 1) {
            slot.get_or_insert(range);
        }
    };
    for (at, range) in read {
        let Some(column) = window.column(at) else { continue };
        carry(&mut out, carried, column);
        carried = range.map(|range| (column, range));
        let (Some((low, high)), Some(slot)) = (range, out.get_mut(column)) else { continue };
        let (lowest, highest) = slot.unwrap_or((low, high));
        *slot = Some((lowest.min(low), highest.max(high)));
    }
    carry(&mut out, carried, window.current().saturating_add(1));
    out
}

/// The last `span_ms` of `series` before `now` in `count` columns, each the worst of its stretch.
pub fn columns(series: &Series, metric: &Metric, now: Stamp, span_ms: u64, count: u16) -> Columns {
    let Some(window) = Window::of(now, span_ms, count, 1) else { return Columns::new() };
    let floor = is_floor(metric.target);
    let worst = |(low, high): (f64, f64)| if floor { low } else { high };
    ranges(series, metric, &window).into_iter().map(|range| range.map(worst)).collect()
}

/// Whether the target is a floor: more is better.
pub fn is_floor(target: Option<Condition>) -> bool {
    target.is_some_and(|target| matches!(target.op, Op::Above | Op::AtLeast))
}

/// Air above the highest column, as a share of it.
const HEADROOM: f64 = 0.6;

/// What the foot and the head of a chart stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    /// One scale for both sides, so that the two charts of a metric compare. The target is in it, so
    /// that a column's height says how near it is.
    pub fn of(metric: &Metric, charts: &[&Columns]) -> Self {
        let numbers = || charts.iter().flat_map(|chart| chart.iter().flatten().copied());
        let most = numbers().fold(f64::NEG_INFINITY, f64::max);
        let least = numbers().fold(f64::INFINITY, f64::min);
        let target = metric.target.map(|target| target.amount.0);
        let (low, high) = match (target, metric.unit) {
            // A share near one would be a flat line from zero; twice the allowed loss is the foot.
            (Some(target), Unit::Ratio) if is_floor(metric.target) && target > 0.5 => {
                let low = least.min(2.0 * target - 1.0);
                (low, 1.0 + (1.0 - low) * HEADROOM)
            }
            (Some(target), _) if !is_floor(metric.target) && metric.unit != Unit::Updown => {
                (least.min(0.0), most.max(target))
            }
            // Where high is good or means nothing, a chart that fills its cells would shout.
            _ => (least.min(0.0), most * (1.0 + HEADROOM)),
        };
        Self { low, high }
    }

    /// Eighths of a cell that `number` is high in a chart of `rows` rows; at least one, so that a
    /// zero is seen and differs from a gap.
    pub fn eighths(self, number: f64, rows: u16) -> u16 {
        let full = f64::from(rows) * 8.0;
        let share = (number - self.low) / (self.high - self.low);
        if share.is_finite() { ((share * full).round() as u16).clamp(1, full as u16) } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::metrics::Point;
    use crate::plan::types::{Group, Id, Millis, Scope};

    fn metric(target: Option<&str>, unit: Unit) -> Metric {
        Metric {
            id: Id::new("m"),
            title: "m".into(),
            group: Group::Performance,
            unit,
            scope: Scope::Side,
            target: target.map(|target| target.parse().unwrap()),
            target_on_sum: false,
            source: Id::new("s"),
            interval: Millis::from_secs(1),
            window: None,
            volume: None,
            gate: false,
        }
    }

    fn stamp(secs: u64) -> Stamp {
        Stamp { at: At(secs as i64 * 1000), mono: secs * 1000, boot: 0 }
    }

    fn series(points: &[(u64, Option<f64>)]) -> Series {
        let points = points.iter().map(|(secs, number)| Point { stamp: stamp(*secs), number: *number });
        Series { points: points.collect(), ..Series::default() }
    }

    #[test]
    fn what_is_missing_is_a_gap_and_never_zero() {
        let series = series(&[(1, Some(5.0)), (2, None), (3, None), (4, None), (8, Some(7.0))]);
        let drawn = columns(&series, &metric(None, Unit::Count), stamp(10), 10_000, 10);
        assert_eq!(
            drawn,
            vec![Some(5.0), None, None, None, None, None, None, Some(7.0), Some(7.0), Some(7.0)]
        );
    }

    #[test]
    fn a_chart_stands_still_until_its_newest_columns_are_full() {
        let metric = metric(None, Unit::Count);
        let at = |now| {
            let points: Vec<_> = (0..=now).map(|secs| (secs, Some(secs as f64 % 7.0))).collect();
            let window = Window::of(stamp(now), 300_000, 60, 2).unwrap();
            let drawn = ranges(&series(&points), &metric, &window);
            (drawn[..58].to_vec(), window.begins())
        };
        // Ten seconds a pair of columns.
        let (before, begins) = at(590);
        for secs in 591..600 {
            assert_eq!(at(secs), (before.clone(), begins), "{secs}");
        }
        let (after, later) = at(600);
        assert_eq!(later.0 - begins.0, 10_000);
        assert_eq!(after[..56], before[2..]);
    }

    #[test]
    fn a_column_of_many_samples_keeps_the_lowest_and_the_highest() {
        let points: Vec<_> = (0..60).map(|secs| (secs, Some(if secs == 31 { 9.0 } else { 2.0 }))).collect();
        let window = Window::of(stamp(59), 60_000, 2, 1).unwrap();
        let drawn = ranges(&series(&points), &metric(None, Unit::Count), &window);
        assert_eq!(drawn, vec![Some((2.0, 2.0)), Some((2.0, 9.0))]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Nothing is invented: each column's ends were read, and only within twice the interval before it.
        #[test]
        fn a_column_shows_only_what_was_read(
            read in prop::collection::vec(prop::option::weighted(0.7, -5_i8..5), 1..120),
            span in 10_u64..200,
            count in 1_u16..80,
            stride in 1_u16..3,
        ) {
            let points: Vec<_> =
                read.iter().enumerate().map(|(at, number)| (at as u64, number.map(f64::from))).collect();
            let now = read.len() as u64 - 1;
            let window = Window::of(stamp(now), span * 1000, count, stride).unwrap();
            let drawn = ranges(&series(&points), &metric(None, Unit::Count), &window);
            prop_assert_eq!(drawn.len(), usize::from(count));
            for (column, range) in drawn.iter().enumerate() {
                let wide = window.column_ms() as i64;
                let from = window.begins().0 + column as i64 * wide;
                // A value fills its own column and those that begin within twice the interval behind it.
                let reaches = |secs: u64| (from - 2_000 - wide..from + wide).contains(&(secs as i64 * 1000));
                let near: Vec<f64> = points
                    .iter()
                    .filter(|(secs, _)| reaches(*secs))
                    .filter_map(|(_, number)| *number)
                    .collect();
                if let Some((low, high)) = range {
                    prop_assert!(low <= high && near.contains(low) && near.contains(high), "{column}: {range:?} of {near:?}");
                }
                let own = |secs: u64| (from..from + wide).contains(&(secs as i64 * 1000));
                let inside = points.iter().filter(|(secs, _)| own(*secs)).filter_map(|(_, number)| *number);
                for number in inside {
                    prop_assert!(range.is_some_and(|(low, high)| (low..=high).contains(&number)));
                }
            }
        }
    }

    #[test]
    fn a_minute_without_a_number_is_a_gap_in_the_day() {
        let minute = |minute, low, high| crate::model::metrics::Minute { minute, low, high };
        let minutes = vec![minute(1, 1.0, 2.0), minute(2, 3.0, 4.0), minute(5, 5.0, 6.0)];
        let series = Series { minutes, ..Series::default() };
        let window = Window::of(stamp(359), 360_000, 6, 1).unwrap();
        let drawn = ranges_of_minutes(&series, &metric(None, Unit::Count), &window);
        assert_eq!(drawn, vec![None, Some((1.0, 2.0)), Some((3.0, 4.0)), None, None, Some((5.0, 6.0))]);
        let halves = Window::of(stamp(359), 360_000, 12, 1).unwrap();
        let drawn = ranges_of_minutes(&series, &metric(None, Unit::Count), &halves);
        assert_eq!(drawn.iter().filter(|column| column.is_some()).count(), 6, "each fills its two halves");
    }

    #[test]
    fn the_worst_of_a_stretch_is_shown() {
        let points = [(1, Some(2.0)), (2, Some(9.0)), (3, Some(1.0))];
        let high = columns(&series(&points), &metric(Some("< 5"), Unit::Count), stamp(3), 4_000, 1);
        assert_eq!(high, vec![Some(9.0)]);
        let low = columns(&series(&points), &metric(Some("> 5"), Unit::Count), stamp(3), 4_000, 1);
        assert_eq!(low, vec![Some(1.0)]);
    }

    #[test]
    fn a_zero_is_seen_and_the_target_is_in_the_scale() {
        let metric = metric(Some("< 500ms"), Unit::Seconds);
        let scale = Scale::of(&metric, &[&vec![Some(0.0), Some(0.25)]]);
        assert_eq!((scale.eighths(0.0, 1), scale.eighths(0.25, 1), scale.eighths(0.5, 1)), (1, 4, 8));
        assert_eq!(Scale::of(&metric, &[]).eighths(f64::NAN, 1), 1);
    }
}
