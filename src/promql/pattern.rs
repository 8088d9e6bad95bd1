//! The patterns of `=~`: what selectors are written with, without an engine for all of RE2.

use std::fmt;

/// A pattern over a whole label value: alternatives of literal text, `.`, `.*` and `.+`, as in `5..` or
/// `api|web-.*`. Anything else of RE2 is refused when it is read, never misread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    alternatives: Vec<Vec<Part>>,
    raw: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// This character.
    Literal(char),
    /// Any one character.
    Any,
    /// Any number of any characters.
    Many,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// It uses more of RE2 than this knows.
    pub fn new(raw: &str) -> Result<Self, String> {
        // One pair of parentheses around all of it changes nothing.
        let inner = raw.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(raw);
        let mut alternatives = vec![Vec::new()];
        let mut chars = inner.chars().peekable();
        while let Some(c) = chars.next() {
            let part = match c {
                '|' => {
                    alternatives.push(Vec::new());
                    continue;
                }
                '.' => Part::Any,
                '\\' => match chars.next() {
                    Some(escaped) if escaped.is_ascii_punctuation() => Part::Literal(escaped),
                    _ => return Err(unknown(raw, "\\")),
                },
                '[' | ']' | '(' | ')' | '{' | '}' | '*' | '+' | '?' | '^' | '$' => {
                    return Err(unknown(raw, &c.to_string()));
                }
                other => Part::Literal(other),
            };
            let Some(last) = alternatives.last_mut() else { continue };
            match (part, chars.peek()) {
                (Part::Any, Some('*')) => last.push(Part::Many),
                (Part::Any, Some('+')) => last.extend([Part::Any, Part::Many]),
                _ => {
                    last.push(part);
                    continue;
                }
            }
            chars.next();
        }
        Ok(Self { alternatives, raw: raw.to_owned() })
    }

    /// Whether all of `text` fits.
    pub fn matches(&self, text: &str) -> bool {
        self.alternatives.iter().any(|parts| fits(parts, text))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.raw)
    }
}

fn unknown(raw: &str, what: &str) -> String {
    format!("{raw:?}: {what:?} is not known here; a pattern is alternatives (a|b) of text, ., .* and .+")
}

/// Whether `parts` fit all of `text`: every place that the parts so far can have come to, character by
/// character, so that no pattern takes more than their product.
fn fits(parts: &[Part], text: &str) -> bool {
    let mut places = vec![false; parts.len() + 1];
    let start = |places: &mut Vec<bool>| {
        for (n, part) in parts.iter().enumerate() {
            if *part == Part::Many && places.get(n) == Some(&true) {
                set(places, n + 1);
            }
        }
    };
    set(&mut places, 0);
    start(&mut places);
    for c in text.chars() {
        let mut next = vec![false; parts.len() + 1];
        for (n, part) in parts.iter().enumerate() {
            if places.get(n) != Some(&true) {
                continue;
            }
            match part {
                Part::Literal(literal) if *literal != c => {}
                Part::Literal(_) | Part::Any => set(&mut next, n + 1),
                Part::Many => set(&mut next, n),
            }
        }
        start(&mut next);
        places = next;
    }
    places.last() == Some(&true)
}

fn set(places: &mut [bool], n: usize) {
    if let Some(place) = places.get_mut(n) {
        *place = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_whole_values() {
        for (pattern, fitting, others) in [
            ("5..", vec!["500", "5xx"], vec!["50", "5000", "1500", ""]),
            ("a|bc", vec!["a", "bc"], vec!["abc", "b", ""]),
            ("(get|post)", vec!["get", "post"], vec!["put"]),
            ("web-.*", vec!["web-", "web-1"], vec!["web", "my-web-1"]),
            (".+", vec!["x", "é"], vec![""]),
            (".*", vec!["", "x"], vec![]),
            ("", vec![""], vec!["x"]),
            (r"1\.5", vec!["1.5"], vec!["1x5"]),
            ("a.*b.*c", vec!["abc", "aXbbYc"], vec!["acb"]),
        ] {
            let read = Pattern::new(pattern).expect(pattern);
            for text in fitting {
                assert!(read.matches(text), "{pattern} {text}");
            }
            for text in others {
                assert!(!read.matches(text), "{pattern} {text}");
            }
        }
    }

    #[test]
    fn what_it_does_not_know_is_refused() {
        for pattern in ["[45]..", "5.{2}", "a*", "a+", "a?", "^5", "5$", r"\d", "(a)(b)", "a|(b|c)", "\\"] {
            let why = Pattern::new(pattern).expect_err(pattern);
            assert!(why.contains("not known here"), "{why}");
        }
    }
}
