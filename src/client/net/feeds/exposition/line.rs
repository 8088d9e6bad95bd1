//! One line of a page: text format 0.0.4 or `OpenMetrics` 1.0 (APIS section 7).
//!
//! Own, because the crates drop lines with escapes or refuse a page for one line.

use std::borrow::Cow;

use crate::promql;

/// Which of the two formats a page says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Prometheus' own, 0.0.4: timestamps in milliseconds.
    Text,
    /// `OpenMetrics`: timestamps in seconds, exemplars, and `# EOF` at the end.
    OpenMetrics,
}

/// A sample.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sample<'a> {
    /// Its family.
    pub name: Cow<'a, str>,
    /// Its labels, as written.
    pub labels: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// Its value.
    pub value: f64,
    /// When it was taken, in milliseconds since the epoch, where the page says so.
    pub at_ms: Option<i64>,
}

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Its family, if that much could be read.
    pub name: Option<String>,
    /// What is wrong.
    pub why: &'static str,
}

/// Reads a line. None of a blank one and of a comment; a sample of a family that is not `wanted` is read no
/// further than its name.
pub(super) fn read(
    raw: &str,
    format: Format,
    wanted: impl Fn(&str) -> bool,
) -> Result<Option<Sample<'_>>, Wrong> {
    let mut rest = blank(raw.trim_end_matches('\r'));
    if rest.is_empty() || rest.starts_with('#') {
        return Ok(None);
    }
    let mut name = take_name(&mut rest);
    if name.is_empty() && !rest.starts_with('{') {
        return Err(Wrong { name: None, why: "it begins with no name" });
    }
    if !name.is_empty() && !wanted(&name) {
        return Ok(None);
    }
    let mut parsed = || {
        let mut labels = Vec::new();
        rest = blank(rest);
        if let Some(inside) = rest.strip_prefix('{') {
            rest = take_labels(inside, &mut name, &mut labels)?;
        }
        if name.is_empty() {
            return Err("it has no name");
        }
        let value = promql::number(word(&mut rest)).ok_or("its value is no number")?;
        let at_ms = timestamp(&mut rest, format)?;
        Ok((labels, value, at_ms))
    };
    match parsed() {
        Ok(_) if !wanted(&name) => Ok(None),
        Ok((labels, value, at_ms)) => Ok(Some(Sample { name, labels, value, at_ms })),
        Err(why) => Err(Wrong { name: (!name.is_empty()).then(|| name.into_owned()), why }),
    }
}

fn blank(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

/// The next word and what follows it.
fn word<'a>(rest: &mut &'a str) -> &'a str {
    let text = blank(rest);
    let end = text.find([' ', '\t']).unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    *rest = after;
    word
}

fn take_name<'a>(rest: &mut &'a str) -> Cow<'a, str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    let begins_well = name.starts_with(|c: char| !c.is_ascii_digit());
    // A name ends where labels or a blank begin; anything else is part of no name.
    if !begins_well || !(after.is_empty() || after.starts_with([' ', '\t', '{'])) {
        return Cow::Borrowed("");
    }
    *rest = after;
    Cow::Borrowed(name)
}

/// Reads labels up to the closing brace and answers what follows. A quoted name without a value is the family.
fn take_labels<'a>(
    inside: &'a str,
    name: &mut Cow<'a, str>,
    labels: &mut Vec<(Cow<'a, str>, Cow<'a, str>)>,
) -> Result<&'a str, &'static str> {
    let mut rest = blank(inside);
    loop {
        if let Some(after) = rest.strip_prefix('}') {
            return Ok(after);
        }
        let label = if rest.starts_with('"') {
            quoted(&mut rest)?
        } else {
            let end = rest.find(['=', ' ', '\t', ',', '}']).ok_or("its labels have no end")?;
            let (label, after) = rest.split_at(end);
            rest = after;
            Cow::Borrowed(label)
        };
        rest = blank(rest);
        if let Some(after) = rest.strip_prefix('=') {
            rest = blank(after);
            labels.push((label, quoted(&mut rest)?));
        } else if name.is_empty() && !label.is_empty() {
            *name = label;
        } else {
            return Err("a label has no value");
        }
        rest = blank(rest);
        match rest.strip_prefix(',') {
            Some(after) => rest = blank(after),
            None if rest.starts_with('}') => {}
            None => return Err("its labels have no end"),
        }
    }
}

/// Text in quotes; borrowed unless something in it is escaped.
fn quoted<'a>(rest: &mut &'a str) -> Result<Cow<'a, str>, &'static str> {
    const UNQUOTED: &str = "a label's value is not in quotes";
    let inside = rest.strip_prefix('"').ok_or(UNQUOTED)?;
    let end = inside.find(['"', '\\']).ok_or(UNQUOTED)?;
    let (plain, after) = inside.split_at(end);
    if let Some(after) = after.strip_prefix('"') {
        *rest = after;
        return Ok(Cow::Borrowed(plain));
    }
    let (mut text, mut chars) = (plain.to_owned(), after.chars());
    loop {
        match chars.next().ok_or(UNQUOTED)? {
            '"' => break,
            '\\' => match chars.next().ok_or(UNQUOTED)? {
                'n' => text.push('\n'),
                escaped @ ('"' | '\\') => text.push(escaped),
                other => text.extend(['\\', other]),
            },
            other => text.push(other),
        }
    }
    *rest = chars.as_str();
    Ok(Cow::Owned(text))
}

/// The timestamp, if there is one; an exemplar after it is not looked at.
fn timestamp(rest: &mut &str, format: Format) -> Result<Option<i64>, &'static str> {
    const WRONG: &str = "its timestamp is no time";
    let at_ms = match (word(rest), format) {
        ("", _) | ("#", Format::OpenMetrics) => return Ok(None),
        (word, Format::Text) => word.parse().map_err(|_| WRONG)?,
        (word, Format::OpenMetrics) => {
            let seconds: f64 = word.parse().map_err(|_| WRONG)?;
            if seconds.is_nan() {
                return Err(WRONG);
            }
            (seconds * 1000.0).round() as i64
        }
    };
    match (word(rest), format) {
        ("", _) | ("#", Format::OpenMetrics) => Ok(Some(at_ms)),
        _ => Err("something stands after its timestamp"),
    }
}

#[cfg(test)]
mod tests;
