//! The little of `PromQL` that jday works out itself: which series a selector means, and quantiles of buckets.
//!
//! Pure, and below both who copies Prometheus (`jday triggers eval`) and who reads pages without one.

mod pattern;
mod quantile;
mod selector;

pub use pattern::Pattern;
pub use quantile::{Bucket, Rounding, quantile};
pub use selector::{NAME_LABEL, Selector};

/// A number as Prometheus writes it: a Go float, with `NaN` and `+Inf`.
pub fn number(word: &str) -> Option<f64> {
    // Rust takes "infinity" and "nan" of any case too, which Go does as well.
    word.parse().ok()
}
