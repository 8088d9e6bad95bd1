//! Clock times by the thousand, for filters that look for a time.

use super::format::clock;
use crate::model::time::At;
use crate::plan::types::Zone;

/// Clock times of one zone by the thousand: the zone is asked once for a stretch in which its offset
/// does not change.
#[derive(Debug, Clone, Copy)]
pub struct Clocks {
    zone: Zone,
    /// The offset in milliseconds, if it is one for the whole stretch.
    offset: Option<i64>,
}

impl Clocks {
    /// Clock times in `zone` of instants between `from` and `to`.
    pub fn new(zone: Zone, from: At, to: At) -> Self {
        use chrono::Offset;
        let offset =
            |at: At| i64::from(at.utc().with_timezone(&zone.0).offset().fix().local_minus_utc()) * 1000;
        let (first, last) = (offset(from), offset(to));
        Self { zone, offset: (first == last).then_some(first) }
    }

    /// The same as [`clock`].
    pub fn digits(&self, at: At) -> Digits {
        let Some(offset) = self.offset else {
            let mut digits = Digits(*b"??:??:??");
            digits.0.iter_mut().zip(clock(at, self.zone).bytes()).for_each(|(cell, byte)| *cell = byte);
            return digits;
        };
        let secs = at.0.saturating_add(offset).div_euclid(1000).rem_euclid(86_400) as u32;
        let digit = |number: u32| b'0' + (number % 10) as u8;
        let pair = |number: u32| (digit(number / 10), digit(number));
        let ((h1, h2), (m1, m2), (s1, s2)) = (pair(secs / 3600), pair(secs / 60 % 60), pair(secs % 60));
        Digits([h1, h2, b':', m1, m2, b':', s1, s2])
    }
}

/// A clock time that takes no memory of its own.
#[derive(Debug, Clone, Copy)]
pub struct Digits([u8; 8]);

impl Digits {
    /// `14:00:05`.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_by_the_thousand_are_the_same_clocks() {
        for zone in ["Africa/Dakar", "Europe/Paris", "Asia/Kolkata", "America/St_Johns"] {
            let zone: Zone = zone.parse().unwrap();
            let start = 1_796_000_000_000_i64;
            let clocks = Clocks::new(zone, At(start), At(start + 400 * 86_400_000));
            let day = Clocks::new(zone, At(start), At(start + 86_400_000));
            for step in 0..2_000 {
                let at = At(start + step * 43_211);
                assert_eq!(day.digits(at).as_str(), clock(at, zone));
                assert_eq!(clocks.digits(at).as_str(), clock(at, zone));
            }
        }
    }
}
