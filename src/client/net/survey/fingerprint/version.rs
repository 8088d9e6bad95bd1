//! Which side a page says it is.

use serde_json::Value;

use super::super::super::look::Seen;
use crate::plan::types::live::Fingerprinted;
use crate::plan::types::{Plan, Side};

/// Both sides' versions and where a page says one.
pub struct Versions {
    blue: String,
    green: String,
    header: Option<String>,
    json: Option<String>,
}

impl Versions {
    /// Those of `plan`, said as `page` has it.
    pub fn new(plan: &Plan, page: &Fingerprinted) -> Self {
        let version = |side| plan.sides.get(side).version.as_str().trim().to_owned();
        Self {
            blue: version(Side::Blue),
            green: version(Side::Green),
            header: page.header.as_ref().map(|name| name.as_str().to_lowercase()),
            json: page.json.as_ref().map(|pointer| pointer.as_str().to_owned()),
        }
    }

    /// The side that `seen` says it is; none if it says neither, or both.
    pub fn side(&self, seen: &Seen) -> Option<Side> {
        let says = |version: &str| match (&self.header, &self.json) {
            (Some(name), _) => {
                let mut values = seen.headers.get_all(name).iter();
                let is_one =
                    |value: &hyper::header::HeaderValue| value.to_str().is_ok_and(|it| it.trim() == version);
                values.any(is_one)
            }
            (None, Some(pointer)) => is_at(&seen.body, pointer, version),
            (None, None) => is_in(&String::from_utf8_lossy(&seen.body), version),
        };
        match (says(&self.blue), says(&self.green)) {
            (true, false) => Some(Side::Blue),
            (false, true) => Some(Side::Green),
            _ => None,
        }
    }

    /// What would have been `side`, in words.
    pub fn told(&self, side: Side) -> String {
        let version = if side == Side::Blue { &self.blue } else { &self.green };
        match (&self.header, &self.json) {
            (Some(name), _) => format!("{version:?} in the header {name}"),
            (None, Some(pointer)) => format!("{version:?} at {pointer} of a JSON body"),
            (None, None) => format!("{version:?} in the body"),
        }
    }
}

/// Whether the JSON `body` holds `version` at `pointer` (RFC 6901).
fn is_at(body: &[u8], pointer: &str, version: &str) -> bool {
    let Ok(read) = serde_json::from_slice::<Value>(body) else { return false };
    match read.pointer(pointer) {
        Some(Value::String(said)) => said.trim() == version,
        Some(Value::Number(said)) => said.to_string() == version,
        _ => false,
    }
}

/// Whether `text` holds `version` as a whole: 1.0.0 is neither in 11.0.0 nor in 1.0.0-rc1 or 1.0.0.1.
fn is_in(text: &str, version: &str) -> bool {
    let goes_on = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '_');
    text.match_indices(version).any(|(at, found)| {
        let (before, from) = text.split_at(at);
        let mut after = from.chars().skip(found.chars().count());
        let (next, over_next) = (after.next(), after.next());
        let mut back = before.chars().rev();
        let (last, before_last) = (back.next(), back.next());
        let begins = match last {
            // As in `v1.0.0`.
            Some('v' | 'V') => !before_last.is_some_and(goes_on),
            Some(c) => !goes_on(c) && c != '.',
            None => true,
        };
        let ends = match next {
            Some('.') => !over_next.is_some_and(goes_on),
            Some(c) => !goes_on(c),
            None => true,
        };
        begins && ends
    })
}

#[cfg(test)]
mod tests {
    use super::{is_at, is_in};

    #[test]
    fn a_version_in_a_body_is_a_whole_one() {
        for body in
            ["1.0.0", "OneLog v1.0.0.", "{\"version\":\"1.0.0\"}", "<b>1.0.0</b>", "0.9.0 is now 1.0.0"]
        {
            assert!(is_in(body, "1.0.0"), "{body}");
        }
        for body in ["11.0.0", "1.0.01", "1.0.0-rc1", "1.0.0.1", "1.0.0+b7", "2.1.0.0", "rev1.0.0", ""] {
            assert!(!is_in(body, "1.0.0"), "{body}");
        }
    }

    #[test]
    fn a_version_in_json_is_where_the_pointer_points() {
        let body = br#"{"app": {"version": " 1.0.0 ", "api": 2}, "old": "0.9.0"}"#;
        assert!(is_at(body, "/app/version", "1.0.0"));
        assert!(is_at(body, "/app/api", "2"));
        assert!(!is_at(body, "/old", "1.0.0"));
        assert!(!is_at(body, "/nowhere", "1.0.0"));
        assert!(!is_at(b"<html>1.0.0", "/app/version", "1.0.0"));
    }
}
