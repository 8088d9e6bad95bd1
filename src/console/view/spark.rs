//! A history as columns: what is missing is a gap, never a zero (R1).

use crate::model::metrics::Series;
use crate::model::time::Stamp;
use crate::plan::types::{Condition, Metric, Op, Unit};

/// The columns of a chart: a number each, or a gap.
pub type Columns = Vec<Option<f64>>;

/// The last `span_ms` of `series` before `now` in `count` columns, each the worst of its stretch.
pub fn columns(series: &Series, metric: &Metric, now: Stamp, span_ms: u64, count: u16) -> Columns {
    let count = usize::from(count);
    let mut out: Columns = vec![None; count];
    if count == 0 || span_ms == 0 {
        return out;
    }
    let floor = is_floor(metric.target);
    let mut carried: Option<(usize, f64)> = None;
    // A value is expected only every interval: until twice that (R6) the columns behind it are its own.
    let carry = usize::try_from(metric.interval.0.saturating_mul(2).saturating_mul(count as u64) / span_ms)
        .unwrap_or(0);
    for point in &series.points {
        let age = now.since(point.stamp);
        if age >= span_ms {
            continue;
        }
        let at = count - 1 - usize::try_from(age * count as u64 / span_ms).unwrap_or(0).min(count - 1);
        if let Some((from, number)) = carried {
            let until = at.min(from.saturating_add(carry).saturating_add(1));
            for slot in out.iter_mut().take(until).skip(from + 1) {
                slot.get_or_insert(number);
            }
        }
        carried = point.number.filter(|number| number.is_finite()).map(|number| (at, number));
        let (Some((_, number)), Some(slot)) = (carried, out.get_mut(at)) else { continue };
        *slot = Some(match *slot {
            Some(before) if floor => before.min(number),
            Some(before) => before.max(number),
            None => number,
        });
    }
    if let Some((from, number)) = carried {
        for slot in out.iter_mut().skip(from + 1).take(carry) {
            slot.get_or_insert(number);
        }
    }
    out
}

fn is_floor(target: Option<Condition>) -> bool {
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
    use super::*;
    use crate::model::metrics::Point;
    use crate::model::time::At;
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
