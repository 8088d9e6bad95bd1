//! Text as a part of an address.

/// `raw` with every byte as `%XX` that is no letter, digit, `-`, `.`, `_` or `~` (RFC 3986, 2.3).
pub fn encoded(raw: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    raw.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn what_is_no_letter_is_encoded() {
        assert_eq!(encoded("*.app_1-x.org~/ é"), "%2A.app_1-x.org~%2F%20%C3%A9");
    }
}
