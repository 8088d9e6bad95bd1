//! Reads Rust just well enough to see which paths a file names: comments, strings and test modules
//! are left out, groups such as `std::{fs, net}` are taken apart.

use std::collections::BTreeSet;

/// One token that matters, with its line.
#[derive(Debug, Clone, PartialEq)]
struct Token {
    kind: Kind,
    line: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Word(String),
    /// `::`
    Sep,
    Mark(char),
}

/// What a file names, tests aside.
pub struct Scan {
    /// Paths of two or more segments, and the line where each begins.
    pub paths: Vec<(Vec<String>, usize)>,
    /// Number of lines outside tests.
    pub lines: usize,
}

/// Scans one file's text.
pub fn scan(text: &str) -> Scan {
    let (tokens, tested) = without_tests(&tokens(text));
    let mut paths = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if matches!(tokens[at].kind, Kind::Word(_)) {
            at = path(&tokens, at, &[], &mut paths);
        } else {
            at += 1;
        }
    }
    paths.retain(|(path, _): &(Vec<String>, usize)| path.len() > 1);
    Scan { paths, lines: text.lines().count() - tested.len() }
}

/// Reads the path that begins at `at` behind `prefix`; answers where reading goes on.
fn path(tokens: &[Token], mut at: usize, prefix: &[String], out: &mut Vec<(Vec<String>, usize)>) -> usize {
    let mut path = prefix.to_vec();
    let line = tokens[at].line;
    loop {
        match tokens.get(at).map(|token| &token.kind) {
            Some(Kind::Word(word)) => path.push(word.clone()),
            Some(Kind::Mark('{')) => return group(tokens, at + 1, &path, out),
            Some(Kind::Mark('*')) => {}
            _ => break,
        }
        at += 1;
        if tokens.get(at).map(|token| &token.kind) != Some(&Kind::Sep) {
            break;
        }
        at += 1;
    }
    out.push((path, line));
    at
}

fn group(tokens: &[Token], mut at: usize, prefix: &[String], out: &mut Vec<(Vec<String>, usize)>) -> usize {
    while let Some(token) = tokens.get(at) {
        match &token.kind {
            Kind::Mark('}') => return at + 1,
            Kind::Word(word) if word == "as" => at += 2,
            Kind::Word(_) | Kind::Mark('*') => at = path(tokens, at, prefix, out),
            _ => at += 1,
        }
    }
    at
}

/// Drops each item under `#[cfg(test)]`; answers the lines it took as well.
fn without_tests(tokens: &[Token]) -> (Vec<Token>, BTreeSet<usize>) {
    let test = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut lines, mut at) = (Vec::new(), BTreeSet::new(), 0);
    while at < tokens.len() {
        let here = tokens[at..].iter().take(test.len()).map(|token| spelled(&token.kind));
        if here.eq(test.map(str::to_owned)) {
            let end = item_end(tokens, at + test.len());
            lines.extend(tokens[at].line..=tokens[end.min(tokens.len()) - 1].line);
            at = end;
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    (kept, lines)
}

/// Behind the item that begins at `at`: its `;` or the end of its outermost braces.
fn item_end(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0_i32;
    for (place, token) in tokens.iter().enumerate().skip(at) {
        match token.kind {
            Kind::Mark('{' | '(' | '[') => depth += 1,
            Kind::Mark('}') if depth == 1 => return place + 1,
            Kind::Mark('}' | ')' | ']') => depth -= 1,
            Kind::Mark(';') if depth == 0 => return place + 1,
            _ => {}
        }
    }
    tokens.len()
}

fn spelled(kind: &Kind) -> String {
    match kind {
        Kind::Word(word) => word.clone(),
        Kind::Sep => "::".into(),
        Kind::Mark(mark) => mark.to_string(),
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at, mut line) = (Vec::new(), 0, 1);
    while at < chars.len() {
        let start = at;
        let next = chars.get(at + 1).copied().unwrap_or(' ');
        let kind = match chars[at] {
            '/' if next == '/' => {
                at += chars[at..].iter().take_while(|c| **c != '\n').count();
                None
            }
            '/' if next == '*' => {
                at = comment_end(&chars, at);
                None
            }
            '"' => {
                at = string_end(&chars, at + 1);
                None
            }
            '\'' => {
                at = quote_end(&chars, at);
                None
            }
            ':' if next == ':' => {
                at += 2;
                Some(Kind::Sep)
            }
            c if c.is_alphanumeric() || c == '_' => {
                at += chars[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count();
                let word: String = chars[start..at].iter().collect();
                match raw_string_end(&chars, at).filter(|_| ["r", "br", "cr"].contains(&word.as_str())) {
                    Some(end) => {
                        at = end;
                        None
                    }
                    None => Some(Kind::Word(word)),
                }
            }
            c => {
                at += 1;
                (!c.is_whitespace()).then_some(Kind::Mark(c))
            }
        };
        out.extend(kind.map(|kind| Token { kind, line }));
        line += chars[start..at.min(chars.len())].iter().filter(|c| **c == '\n').count();
    }
    out
}

fn comment_end(chars: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn string_end(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Behind a character such as `'a'` or `'\''`; of a lifetime, behind its quote alone.
fn quote_end(chars: &[char], at: usize) -> usize {
    if chars.get(at + 1) == Some(&'\\') {
        return at + 3 + chars[(at + 3).min(chars.len())..].iter().take_while(|c| **c != '\'').count() + 1;
    }
    if chars.get(at + 2) == Some(&'\'') { at + 3 } else { at + 1 }
}

fn raw_string_end(chars: &[char], at: usize) -> Option<usize> {
    let hashes = chars[at..].iter().take_while(|c| **c == '#').count();
    let open = at + hashes;
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let closes = |place: &usize| {
        chars[*place] == '"'
            && chars[place + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
    };
    Some((open + 1..chars.len()).find(closes).map_or(chars.len(), |place| place + 1 + hashes))
}
