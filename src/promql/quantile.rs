//! `histogram_quantile`: the quantile of cumulative buckets, as Prometheus makes it.

use std::cmp::Ordering;

/// Relative difference of neighbouring buckets that Prometheus 3 takes for noise of its sums.
const NOISE: f64 = 1e-12;

/// A cumulative bucket.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// Its upper bound, the label `le`.
    pub le: f64,
    /// How many were at most that.
    pub count: f64,
}

/// What is done with neighbours that differ by a rounding error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// They are the same, as since Prometheus 3.
    Ironed,
    /// They differ, as in Prometheus 2.
    Kept,
}

/// The value below which the share `q` of all lies, by linear interpolation inside its bucket. Where that is
/// the unbounded one, the largest finite bound is all that is known. NaN without a `+Inf` bucket, with fewer
/// than two, or without any observation.
pub fn quantile(q: f64, mut buckets: Vec<Bucket>, rounding: Rounding) -> f64 {
    if q.is_nan() {
        return f64::NAN;
    }
    if !(0.0..=1.0).contains(&q) {
        return if q < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    buckets.sort_by(|a, b| a.le.partial_cmp(&b.le).unwrap_or(Ordering::Equal));
    buckets.dedup_by(|next, kept| {
        let same = next.le.total_cmp(&kept.le) == Ordering::Equal;
        if same {
            kept.count += next.count;
        }
        same
    });
    straighten(&mut buckets, rounding);
    let Some((last, finite)) = buckets.split_last() else { return f64::NAN };
    let Some(highest) = finite.last() else { return f64::NAN };
    if last.le != f64::INFINITY || last.count == 0.0 || last.count.is_nan() {
        return f64::NAN;
    }
    let rank = q * last.count;
    let Some(n) = finite.iter().position(|bucket| bucket.count >= rank) else { return highest.le };
    let below = n.checked_sub(1).and_then(|n| finite.get(n)).copied();
    let Some(bucket) = finite.get(n) else { return highest.le };
    match below {
        None if bucket.le <= 0.0 => bucket.le,
        None => bucket.le * (rank / bucket.count),
        Some(below) => {
            below.le + (bucket.le - below.le) * ((rank - below.count) / (bucket.count - below.count))
        }
    }
}

/// Makes counts grow with their bounds: they were not read at one instant.
fn straighten(buckets: &mut [Bucket], rounding: Rounding) {
    let mut before: Option<f64> = None;
    for bucket in buckets {
        let Some(least) = before else {
            before = Some(bucket.count);
            continue;
        };
        let sum = (least.abs() + bucket.count.abs()).min(f64::MAX);
        let is_noise = rounding == Rounding::Ironed && (least - bucket.count).abs() < NOISE * sum;
        if is_noise || bucket.count < least {
            bucket.count = least;
        } else {
            before = Some(bucket.count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(q: f64, buckets: &[(f64, f64)]) -> f64 {
        let buckets = buckets.iter().map(|&(le, count)| Bucket { le, count }).collect();
        quantile(q, buckets, Rounding::Ironed)
    }

    #[test]
    fn a_quantile_lies_inside_its_bucket() {
        let buckets = [(f64::INFINITY, 100.0), (1.0, 50.0), (2.0, 90.0)];
        assert!((of(0.25, &buckets) - 0.5).abs() < 1e-12, "the first bucket begins at nothing");
        assert!((of(0.7, &buckets) - 1.5).abs() < 1e-12);
        assert!((of(0.95, &buckets) - 2.0).abs() < 1e-12, "no more is known than the largest bound");
    }

    #[test]
    fn what_cannot_be_told_is_not_a_number() {
        for buckets in [
            &[][..],
            &[(f64::INFINITY, 5.0)],
            &[(1.0, 5.0), (2.0, 6.0)],
            &[(1.0, 0.0), (f64::INFINITY, 0.0)],
            &[(1.0, f64::NAN), (f64::INFINITY, f64::NAN)],
        ] {
            assert!(of(0.5, buckets).is_nan(), "{buckets:?}");
        }
    }

    #[test]
    fn buckets_that_shrink_are_straightened() {
        let crooked = of(0.9, &[(1.0, 10.0), (2.0, 8.0), (4.0, 20.0), (f64::INFINITY, 20.0)]);
        let straight = of(0.9, &[(1.0, 10.0), (2.0, 10.0), (4.0, 20.0), (f64::INFINITY, 20.0)]);
        assert!((crooked - straight).abs() < 1e-12);
    }
}
