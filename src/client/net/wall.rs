//! This machine's wall clock, where times of other machines are compared with it (R26).

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since the epoch.
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// By how much a clock that shows `theirs`, in milliseconds since the epoch, is ahead of this machine's.
pub fn ahead_ms(theirs: i64) -> i64 {
    theirs.saturating_sub(now_ms())
}

/// How long it is until the second `at` since the epoch, in milliseconds; nothing if that is past, and never more
/// than `most`. A header may name any number.
pub fn until_ms(at: i64, most: u64) -> u64 {
    u64::try_from(ahead_ms(at.saturating_mul(1_000))).unwrap_or(0).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_of_a_server_is_too_large_to_be_compared() {
        assert_eq!(until_ms(i64::MAX, 7), 7);
        assert_eq!(until_ms(i64::MIN, 7), 0);
        assert_eq!(until_ms(0, 7), 0);
        assert!(ahead_ms(i64::MIN) < 0 && ahead_ms(i64::MAX) > 0);
    }
}
