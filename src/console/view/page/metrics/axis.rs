//! The two axes of a chart: round numbers up its side, round times along its foot.

use chrono::Offset as _;

use crate::console::view::spark::{Ranges, Window, is_floor};
use crate::model::time::At;
use crate::plan::types::{Metric, Unit, Zone};

/// About how many steps a chart is high.
const STEPS: f64 = 4.0;
/// From here up a share is shown from just below its target: from zero it would be a flat line.
const NEARLY_ALL: f64 = 0.5;

/// What the foot and the head of a chart stand for: round numbers, so that the scale stands still while
/// the values move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    low: f64,
    high: f64,
    step: f64,
}

impl Axis {
    /// One scale for all charts of `metric`, with its target in it.
    pub fn of(metric: &Metric, charts: &[Ranges]) -> Self {
        let numbers = || charts.iter().flatten().flatten();
        let least = numbers().fold(f64::INFINITY, |least, (low, _)| least.min(*low));
        let most = numbers().fold(f64::NEG_INFINITY, |most, (_, high)| most.max(*high));
        let target = metric.target.map(|target| target.amount.0);
        if metric.unit == Unit::Updown {
            return Self { low: 0.0, high: 1.0, step: 1.0 };
        }
        let high = most.max(target.unwrap_or(f64::NEG_INFINITY));
        let (low, high) = match (target, metric.unit) {
            (Some(target), Unit::Ratio) if is_floor(metric.target) && target > NEARLY_ALL => {
                (least.min(2.0 * target - 1.0), high.max(1.0))
            }
            // A total only grows: what matters is how fast.
            (None, Unit::Count) => (least, high),
            _ => (least.min(0.0), high),
        };
        Self::round(low, high, metric.unit == Unit::Ratio && high <= 1.0)
    }

    /// Round numbers around `low` and `high`; a share ends at one.
    fn round(low: f64, high: f64, share: bool) -> Self {
        if !(low.is_finite() && high.is_finite() && (high - low).is_finite()) {
            return Self { low: 0.0, high: 1.0, step: 0.5 };
        }
        let high = if high > low { high } else { low + low.abs().max(1.0) };
        let step = round_step((high - low) / STEPS);
        let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
        Self { low, high: if share { high.min(1.0) } else { high }, step }
    }

    /// Whether `number` is within the scale.
    pub fn holds(self, number: f64) -> bool {
        (self.low..=self.high).contains(&number)
    }

    /// How high `number` stands, 0 at the foot, 1 at the head; none if that cannot be said.
    pub fn share(self, number: f64) -> Option<f64> {
        let share = (number - self.low) / (self.high - self.low);
        share.is_finite().then(|| share.clamp(0.0, 1.0))
    }

    /// The numbers worth a label: foot and head first, then those between.
    pub fn labels(self) -> Vec<f64> {
        let steps = ((self.high - self.low) / self.step).round();
        let between = (1..(steps.min(4.0 * STEPS)) as usize).map(|n| self.low + self.step * n as f64);
        [self.low, self.high].into_iter().chain(between).collect()
    }
}

/// The smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `rough`.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|digit| digit * power);
    step.into_iter().find(|step| *step >= rough * (1.0 - 1e-9)).filter(|step| *step > 0.0).unwrap_or(1.0)
}

const MINUTE_MS: i64 = 60_000;
/// Between two labels of the axis of time, in minutes.
const EVERY: [i64; 10] = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360];
/// Fewest cells from one label to the next.
const LEAST_CELLS: u64 = 9;

/// The round times in `window`, whose cells are `each` columns wide, and the cell of each.
pub fn times(window: &Window, each: u16, zone: Zone) -> Vec<(usize, At)> {
    let cell_ms = window.column_ms().saturating_mul(u64::from(each));
    let least = cell_ms.saturating_mul(LEAST_CELLS);
    let fits = |every: &i64| (every * MINUTE_MS).unsigned_abs() >= least;
    let Some(every) = EVERY.into_iter().find(fits).map(|minutes| minutes * MINUTE_MS) else {
        return Vec::new();
    };
    let begins = window.begins();
    let offset = i64::from(begins.utc().with_timezone(&zone.0).offset().fix().local_minus_utc()) * 1000;
    let first = (begins.0.saturating_add(offset)).div_euclid(every).saturating_add(1).saturating_mul(every);
    let times = (0..64).map(|n| At(first.saturating_sub(offset).saturating_add(n * every)));
    times.map_while(|at| Some((window.column(at)? / usize::from(each.max(1)), at))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::time::Stamp;

    fn metric(id: &str) -> Metric {
        crate::plan::embedded().metric(&crate::plan::types::Id::new(id)).unwrap().clone()
    }

    fn axis(id: &str, low: f64, high: f64) -> (f64, f64) {
        let axis = Axis::of(&metric(id), &[vec![None, Some((low, high))]]);
        (axis.low, axis.high)
    }

    #[test]
    fn the_scale_is_round_and_holds_the_target_and_every_number() {
        assert_eq!(axis("p95", 0.6, 0.8), (0.0, 2.0));
        assert_eq!(axis("p95", 0.6, 2.3), (0.0, 3.0));
        assert_eq!(axis("health", 1.0, 1.0), (0.0, 1.0));
        let (low, high) = axis("availability", 0.9312, 0.9997);
        assert!((0.9..0.9312).contains(&low) && (high - 1.0).abs() < 1e-9, "{low} {high}");
        let (low, high) = axis("missions-total", 3803.0, 4212.0);
        assert!(low > 3000.0 && low <= 3803.0 && high >= 4212.0, "a total does not begin at zero: {low}");
    }

    #[test]
    fn odd_numbers_make_an_axis_too() {
        for (low, high) in
            [(f64::MAX, f64::MAX), (f64::MIN, f64::MAX), (0.0, 0.0), (-3.0, -2.0), (1e-300, 1e-300)]
        {
            let axis = Axis::of(&metric("gps-accuracy"), &[vec![Some((low, high))]]);
            assert!(axis.labels().len() < 32, "{axis:?}");
            assert!(axis.share(low).is_none_or(|share| (0.0..=1.0).contains(&share)));
        }
        assert!(Axis::of(&metric("p95"), &[]).high >= 2.0, "without a number the target still has its place");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_number_has_its_height_and_foot_and_head_are_labelled(
            id in prop_oneof![Just("p95"), Just("errors"), Just("availability"), Just("missions-total"), Just("disk")],
            low in -1e6_f64..1e6,
            more in 0.0_f64..1e6,
        ) {
            let metric = metric(id);
            let axis = Axis::of(&metric, &[vec![Some((low, low + more))]]);
            let slack = (axis.high - axis.low) * 1e-9;
            prop_assert!(axis.low <= low + slack && low + more <= axis.high + slack, "{axis:?}");
            if let Some(target) = metric.target {
                prop_assert!(axis.holds(target.amount.0), "the target is in {axis:?}");
            }
            let labels = axis.labels();
            prop_assert_eq!(&labels[..2], &[axis.low, axis.high][..]);
            prop_assert!(labels.len() <= 16, "{} labels", labels.len());
        }
    }

    #[test]
    fn times_are_round_in_the_plans_zone() {
        let noon = Stamp { at: At(1_796_126_400_000 + 7 * 60_000), mono: 0, boot: 0 };
        let window = Window::of(noon, 30 * 60_000, 100, 2).unwrap();
        for zone in ["Africa/Dakar", "Asia/Kolkata"] {
            let zone: Zone = zone.parse().unwrap();
            let times = times(&window, 2, zone);
            assert!((2..=6).contains(&times.len()), "{times:?}");
            for (cell, at) in &times {
                assert!(crate::console::format::clock_short(*at, zone).ends_with(['0', '5']), "{at}");
                assert!(*cell < 50);
            }
        }
    }
}
