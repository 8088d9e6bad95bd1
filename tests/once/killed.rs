//! Engines that are killed at any moment of a switch or of a rollback.

use jday::plan::types::Side;

use crate::program::{Manner, Program};
use crate::runs::{all, moments, number, run};

/// Runs that are over soon, so that some are in every build.
const RUNS: usize = 24;
const AT_ONCE: usize = 12;

#[test]
fn killed_at_any_step_an_engine_gives_no_order_twice_and_loses_no_outcome() {
    let count = number("JDAY_RUNS", RUNS);
    let seed = number("JDAY_SEED", 7) as u64;
    let at_once = number("JDAY_AT_ONCE", AT_ONCE);
    let figures = all(count, at_once, |n| {
        let mut chance = fastrand::Rng::with_seed(seed.wrapping_mul(1_000_003) + n as u64);
        let to = if n % 8 < 4 { Side::Green } else { Side::Blue };
        let manner = match n % 13 {
            5 => Manner::Refuses,
            8 => Manner::MovesAndFails,
            11 => Manner::Fails,
            _ => Manner::Well,
        };
        let slow_ms = *chance.choice(&[0, 50, 300, 1_200]).unwrap_or(&0);
        let moments = moments(n, &mut chance);
        eprintln!("run {n}: to {to}, {manner:?}, {slow_ms} ms, {moments:?}");
        run(&Program::new(to.other(), manner, slow_ms), to, &moments)
    });
    eprintln!("{figures:#?}");
    assert_eq!(figures.runs, count);
    // It would prove nothing if they were killed when nothing was under way.
    assert!(figures.kills >= count * 3 / 4, "{figures:?}");
    assert!(figures.between >= count / 5, "{figures:?}");
}
