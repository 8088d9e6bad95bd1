//! Which series are meant: `family{label="value",code=~"5.."}`.

use super::Pattern;

/// The label that holds a series' name.
pub const NAME_LABEL: &str = "__name__";

/// A family and what its labels must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    family: String,
    matchers: Vec<(String, Matcher)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Matcher {
    Is(String),
    IsNot(String),
    Fits(Pattern),
    FitsNot(Pattern),
}

impl Matcher {
    fn new(op: &str, value: String) -> Result<Self, String> {
        Ok(match op {
            "=~" => Self::Fits(Pattern::new(&value)?),
            "!~" => Self::FitsNot(Pattern::new(&value)?),
            "!=" => Self::IsNot(value),
            _ => Self::Is(value),
        })
    }
}

impl Selector {
    /// Reads a selector. A name that is none of the old ones is quoted: `{"my.name", a="b"}`.
    ///
    /// # Errors
    /// It is none; the message says where.
    pub fn new(raw: &str) -> Result<Self, String> {
        let text = raw.trim();
        let (name, labels) = match text.split_once('{') {
            Some((name, rest)) => {
                let inside = rest.strip_suffix('}').ok_or_else(|| format!("{raw:?} has no closing brace"))?;
                (name.trim(), inside)
            }
            None => (text, ""),
        };
        let mut selector = Self { family: name.to_owned(), matchers: Vec::new() };
        let mut rest = labels.trim();
        while !rest.is_empty() {
            rest = selector.term(rest).map_err(|why| format!("{raw:?}: {why}"))?;
        }
        let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        if selector.family.is_empty() || (!name.is_empty() && !name.chars().all(is_name)) {
            return Err(format!("{raw:?}: name one family, as in requests_total{{code=~\"5..\"}}"));
        }
        Ok(selector)
    }

    /// Takes one term and its comma from `text`, and answers what is left.
    fn term<'a>(&mut self, text: &'a str) -> Result<&'a str, String> {
        let (label, rest) = if text.starts_with('"') {
            quoted(text)?
        } else {
            let end = text.find(|c: char| "=!,".contains(c)).unwrap_or(text.len());
            let (label, rest) = text.split_at(end);
            (label.trim().to_owned(), rest)
        };
        let rest = rest.trim_start();
        if rest.is_empty() || rest.starts_with(',') {
            if !self.family.is_empty() || label.is_empty() {
                return Err(format!("the label {label:?} is compared with nothing"));
            }
            self.family = label;
            return Ok(after_comma(rest));
        }
        let found = ["=~", "!~", "!=", "="].into_iter().find_map(|op| Some((op, rest.strip_prefix(op)?)));
        let Some((op, rest)) = found else {
            return Err(format!("after the label {label:?} one of =, !=, =~, !~ is expected"));
        };
        let (value, rest) = quoted(rest.trim_start())?;
        let rest = rest.trim_start();
        if !rest.is_empty() && !rest.starts_with(',') {
            return Err(format!("a comma is expected after {value:?}"));
        }
        match (label == NAME_LABEL, Matcher::new(op, value)?) {
            (true, Matcher::Is(name)) if self.family.is_empty() => self.family = name,
            (_, matcher) => self.matchers.push((label, matcher)),
        }
        Ok(after_comma(rest))
    }

    /// The family's name, which every series of it bears.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// Whether a series of the family with these labels is meant. A label that is not there is empty.
    pub fn matches<'a>(&self, label: impl Fn(&str) -> Option<&'a str>) -> bool {
        self.matchers.iter().all(|(name, matcher)| {
            let value = label(name).unwrap_or("");
            match matcher {
                Matcher::Is(wanted) => value == wanted,
                Matcher::IsNot(other) => value != other,
                Matcher::Fits(pattern) => pattern.matches(value),
                Matcher::FitsNot(pattern) => !pattern.matches(value),
            }
        })
    }
}

fn after_comma(rest: &str) -> &str {
    rest.strip_prefix(',').unwrap_or(rest).trim_start()
}

/// The text in quotes at the beginning of `text`, and what comes after it.
fn quoted(text: &str) -> Result<(String, &str), String> {
    let missing = || format!("text in double quotes is expected at {text:?}");
    let inside = text.strip_prefix('"').ok_or_else(missing)?;
    let (mut value, mut chars) = (String::new(), inside.chars());
    loop {
        match chars.next().ok_or_else(missing)? {
            '"' => return Ok((value, chars.as_str())),
            '\\' => match chars.next() {
                Some('n') => value.push('\n'),
                Some(c @ ('"' | '\\')) => value.push(c),
                // As in Go a backslash of a pattern is written twice; a single one is kept for those who forget.
                Some(other) => value.extend(['\\', other]),
                None => return Err(missing()),
            },
            other => value.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_meant(selector: &str, labels: &[(&str, &str)]) -> bool {
        let selector = Selector::new(selector).expect(selector);
        selector.matches(|name| labels.iter().find(|(known, _)| *known == name).map(|(_, value)| *value))
    }

    #[test]
    fn labels_are_compared_in_four_ways() {
        let labels = [("code", "503"), ("env", "green")];
        for (selector, meant) in [
            ("up", true),
            ("up{}", true),
            (r#"up{code="503"}"#, true),
            (r#"up{ code = "503" , env="green", }"#, true),
            (r#"up{code="500"}"#, false),
            (r#"up{code!="503"}"#, false),
            (r#"up{code=~"5..",env!~"blue|red"}"#, true),
            (r#"up{code!~"5.."}"#, false),
            (r#"up{missing=""}"#, true),
            (r#"up{missing!=""}"#, false),
            (r#"{__name__="up",code="503"}"#, true),
            (r#"{"a.b", env="green"}"#, true),
        ] {
            assert_eq!(is_meant(selector, &labels), meant, "{selector}");
        }
        assert_eq!(Selector::new(r#"{"a.b", env="green"}"#).map(|s| s.family().to_owned()), Ok("a.b".into()));
    }

    #[test]
    fn what_is_no_selector_is_refused_with_a_reason() {
        for (selector, why) in [
            ("", "name one family"),
            ("{}", "name one family"),
            (r#"{a="b"}"#, "name one family"),
            ("up{", "closing brace"),
            ("up{a}", "compared with nothing"),
            ("up{a=b}", "double quotes"),
            (r#"up{a="b}"#, "double quotes"),
            (r#"up{a="b" c="d"}"#, "comma"),
            (r#"up{a=~"[b]"}"#, "not known here"),
            ("sum(up)", "name one family"),
        ] {
            let told = Selector::new(selector).expect_err(selector);
            assert!(told.contains(why), "{selector}: {told}");
        }
    }
}
