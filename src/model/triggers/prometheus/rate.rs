//! `rate` and `increase`, with Prometheus' guesses about what lies between the samples and the window's ends.

/// Which Prometheus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 2: a window holds a sample at its beginning, and the way to zero is looked at first.
    Two,
    /// 3 and later.
    Three,
}

/// What a counter grew by in the window of `range_ms` that ends at `at`, from its samples in it, in order of
/// time. None with fewer than two: nothing is known of a counter's birth.
pub fn increase(samples: &[(i64, f64)], at: i64, range_ms: i64, version: Version) -> Option<f64> {
    let (grown, factor) = extrapolated(samples, at, range_ms, version)?;
    Some(grown * factor)
}

/// The same a second. In Prometheus' own order of operations: at a threshold the last bit decides.
pub fn rate(samples: &[(i64, f64)], at: i64, range_ms: i64, version: Version) -> Option<f64> {
    let (grown, factor) = extrapolated(samples, at, range_ms, version)?;
    Some(grown * (factor / (range_ms as f64 / 1000.0)))
}

/// The sum of `values` as `sum` makes it: since 3 with what each addition loses (Neumaier). None of nothing.
pub fn sum(values: impl IntoIterator<Item = f64>, version: Version) -> Option<f64> {
    let mut values = values.into_iter();
    let first = values.next()?;
    if version == Version::Two {
        return Some(values.fold(first, |sum, value| sum + value));
    }
    let (sum, lost) = values.fold((first, 0.0), |(sum, lost), value| {
        let next: f64 = sum + value;
        let lost = match () {
            () if next.is_infinite() => 0.0,
            () if sum.abs() >= value.abs() => lost + ((sum - next) + value),
            () => lost + ((value - next) + sum),
        };
        (next, lost)
    });
    Some(sum + lost)
}

/// What it grew by between its first and last sample, and by how much more over the whole window.
fn extrapolated(samples: &[(i64, f64)], at: i64, range_ms: i64, version: Version) -> Option<(f64, f64)> {
    let (&(first_at, first), &(last_at, last)) = (samples.first()?, samples.last()?);
    let intervals = samples.len().checked_sub(1).filter(|intervals| *intervals > 0)?;
    let drops = samples.windows(2).filter_map(|pair| match pair {
        [(_, before), (_, after)] if after < before => Some(*before),
        _ => None,
    });
    let grown = drops.fold(last - first, |grown, before| grown + before);
    let secs = |ms: i64| ms as f64 / 1000.0;
    let span = secs(last_at - first_at);
    let mean = span / intervals as f64;
    // A gap much longer than the usual one means that the series began or ended inside the window.
    let near = mean * 1.1;
    let to_zero = if grown > 0.0 && first >= 0.0 { span * (first / grown) } else { f64::INFINITY };
    let mut to_start = secs(first_at - (at - range_ms));
    if version == Version::Two {
        to_start = to_start.min(to_zero);
    }
    if to_start >= near {
        to_start = mean / 2.0;
    }
    if version == Version::Three {
        to_start = to_start.min(to_zero);
    }
    let mut to_end = secs(at - last_at);
    if to_end >= near {
        to_end = mean / 2.0;
    }
    Some((grown, (span + to_start + to_end) / span))
}
