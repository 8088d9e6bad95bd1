//! Untrusted text made printable, once, at the door.
//!
//! Alert titles, HTTP bodies, DNS answers, notes, names of people, plans, scenarios and journals
//! all arrive through [`Clean`]. Everything behind the door may print it without a thought: it holds
//! no control character but the line feed, nothing invisible, nothing that changes direction, and no
//! pile of combining marks. What was removed stays visible in caret notation, because dropping it in
//! silence would alter the evidence.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::ops::ControlFlow;

use deserr::{DeserializeError, Deserr, ErrorKind, IntoValue, Value, ValueKind, ValuePointerRef};
use serde::{Deserialize, Deserializer, Serialize};
use unicode_segmentation::UnicodeSegmentation;

/// Longest text kept, in characters; the rest is cut and marked with `…`.
///
/// A journal line, an alert or a note of more than this is a mistake or an attack, never a message.
pub const MAX_CHARS: usize = 4_000;

/// Most combining marks kept on one base character; real languages need fewer.
const MAX_MARKS: usize = 4;

/// Text that is safe to print on a terminal, to put in a journal and to pipe to `less`.
///
/// There is one way to make one, [`Clean::new`]; reading one from JSON or TOML goes through it too.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Default, schemars::JsonSchema)]
#[serde(transparent)]
#[schemars(transparent)]
pub struct Clean(String);

impl Clean {
    /// Makes `raw` printable: control characters in caret notation, invisible and direction-changing
    /// characters as `<U+200B>`, surplus combining marks and everything past [`MAX_CHARS`] cut.
    pub fn new(raw: impl AsRef<str>) -> Self {
        Self(clean(raw.as_ref()).into_owned())
    }

    /// The text itself. May hold line feeds.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text on one line: each line feed becomes a visible mark.
    pub fn one_line(&self) -> Cow<'_, str> {
        if self.0.contains('\n') { Cow::Owned(self.0.replace('\n', " / ")) } else { Cow::Borrowed(&self.0) }
    }

    /// Whether nothing, or nothing but spaces, is there.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

fn clean(raw: &str) -> Cow<'_, str> {
    if raw.chars().all(|c| c.is_ascii() && !c.is_ascii_control()) && raw.len() <= MAX_CHARS {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut kept = 0;
    for grapheme in raw.graphemes(true) {
        let mut marks = 0;
        for c in grapheme.chars() {
            if kept >= MAX_CHARS {
                out.push('…');
                return Cow::Owned(out);
            }
            if is_mark(c) {
                marks += 1;
                if marks > MAX_MARKS {
                    continue;
                }
            }
            push_visible(&mut out, c);
            kept += 1;
        }
    }
    Cow::Owned(out)
}

fn push_visible(out: &mut String, c: char) {
    match c {
        '\n' => out.push('\n'),
        '\u{7f}' => out.push_str("^?"),
        c if (c as u32) < 0x20 => {
            out.push('^');
            out.push(char::from(b'@' + c as u8));
        }
        c if is_invisible(c) => {
            // Writing into a String cannot fail.
            let _ = write!(out, "<U+{:04X}>", c as u32);
        }
        c => out.push(c),
    }
}

/// C1 controls, zero-width characters, bidirectional controls, variation selectors, tags, the byte
/// order mark and line separators: what a terminal does not show, or shows differently each time.
fn is_invisible(c: char) -> bool {
    matches!(c as u32,
        0x80..=0x9f | 0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f
        | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff
        | 0xffa0 | 0xfff0..=0xfffb | 0xe0000..=0xe0fff)
}

fn is_mark(c: char) -> bool {
    c as u32 >= 0x300 && unicode_width::UnicodeWidthChar::width(c) == Some(0)
}

/// Reads a string and makes something of it, without a copy in between: journals hold millions of names.
/// `expecting` says what the string is, for messages.
pub fn read_str<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    expecting: &'static str,
    make: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Made { expecting, make })
}

struct Made<F> {
    expecting: &'static str,
    make: F,
}

impl<T, F: FnOnce(&str) -> Result<T, String>> serde::de::Visitor<'_> for Made<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.expecting)
    }
    fn visit_str<E: serde::de::Error>(self, raw: &str) -> Result<T, E> {
        (self.make)(raw).map_err(E::custom)
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl From<&str> for Clean {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl From<String> for Clean {
    fn from(raw: String) -> Self {
        Self::new(raw)
    }
}

impl<'de> Deserialize<'de> for Clean {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_str(deserializer, "a text", |raw| Ok(Self::new(raw)))
    }
}

impl<E: DeserializeError> Deserr<E> for Clean {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, place: ValuePointerRef) -> Result<Self, E> {
        match value {
            Value::String(raw) => Ok(Self::new(raw)),
            actual => {
                let kind = ErrorKind::IncorrectValueKind { actual, accepted: &[ValueKind::String] };
                match E::error(None, kind, place) {
                    ControlFlow::Continue(e) | ControlFlow::Break(e) => Err(e),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_stays_visible_and_harmless() {
        assert_eq!(Clean::new("a\x1b[31mb\x07").as_str(), "a^[[31mb^G");
        assert_eq!(Clean::new("\u{9b}2J").as_str(), "<U+009B>2J");
        assert_eq!(Clean::new("abc\u{202e}fed").as_str(), "abc<U+202E>fed");
    }

    #[test]
    fn a_pile_of_marks_is_cut_and_accents_survive() {
        let pile = format!("e{}", "\u{301}".repeat(500));
        assert_eq!(Clean::new(&pile).as_str().chars().count(), 1 + MAX_MARKS);
        assert_eq!(Clean::new("Décision équipe").as_str(), "Décision équipe");
    }

    #[test]
    fn long_text_is_cut_and_says_so() {
        let long = "é".repeat(MAX_CHARS + 50);
        let cut = Clean::new(&long);
        assert!(cut.as_str().ends_with('…'));
        assert_eq!(cut.as_str().chars().count(), MAX_CHARS + 1);
    }

    #[test]
    fn reading_json_passes_the_door() {
        let read: Clean = serde_json::from_str(r#""x\u001b]0;title\u0007""#).unwrap();
        assert_eq!(read.as_str(), "x^[]0;title^G");
    }
}
