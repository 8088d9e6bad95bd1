//! The terminal's clipboard: OSC 52, which works over SSH where no other clipboard does.

use data_encoding::BASE64;

/// Longest text that terminals take: xterm and tmux stop at 74 994 characters of base64.
pub const MOST_BYTES: usize = 74_994 / 4 * 3;

/// The sequence that puts `text` into the terminal's clipboard; none if it is too long for one.
pub fn copy(text: &str) -> Option<Vec<u8>> {
    (text.len() <= MOST_BYTES)
        .then(|| format!("\x1b]52;c;{}\x07", BASE64.encode(text.as_bytes())).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_copied_is_what_was_said_and_nothing_in_it_ends_the_sequence() {
        let text = "Décision\n\x07\x1b\\ — €";
        let bytes = copy(text).unwrap();
        let inner = bytes.strip_prefix(b"\x1b]52;c;").unwrap().strip_suffix(b"\x07").unwrap();
        assert!(inner.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte)));
        assert_eq!(BASE64.decode(inner).unwrap(), text.as_bytes());
    }

    #[test]
    fn what_terminals_would_cut_is_not_sent_at_all() {
        assert!(copy(&"x".repeat(MOST_BYTES)).is_some_and(|bytes| bytes.len() <= 74_994 + 8));
        assert_eq!(copy(&"x".repeat(MOST_BYTES + 1)), None);
    }
}
