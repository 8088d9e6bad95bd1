//! Problems with their lines and columns, as text for people and as JSON for programs.

use std::fmt::{self, Write as _};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;

use super::document::Spot;
use super::problem::{Place, Problem, Severity};
use crate::text::Clean;

/// A place in a text, both counted from one; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

/// One problem and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Error or warning.
    pub severity: Severity,
    /// Short name of what is wrong.
    pub rule: String,
    /// The field.
    pub place: Place,
    /// What was read, what would be right and what to do; safe to print.
    pub message: Clean,
    /// The line it is about. None where the file itself could not be read.
    pub spot: Option<Spot>,
}

impl Located {
    /// `problem` at `spot`.
    pub fn new(problem: Problem, spot: Option<Spot>) -> Self {
        let Problem { severity, rule, place, message } = problem;
        Self { severity, rule, place, message: Clean::new(message), spot }
    }
}

/// Everything that is wrong with one file, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Name of the file as given.
    pub file: String,
    /// What is wrong.
    pub problems: Vec<Located>,
}

impl Report {
    /// The problems of `file`, sorted by line, column and rule.
    pub fn new(file: &str, problems: Vec<Located>) -> Self {
        Self { file: file.to_owned(), problems: Vec::new() }.with(problems)
    }

    /// With `more` problems of the same file.
    #[must_use]
    pub fn with(mut self, more: Vec<Located>) -> Self {
        self.problems.extend(more);
        self.problems.sort_by(|a, b| {
            let key = |p: &Located| (p.spot.as_ref().map(|spot| spot.at), p.severity, p.place.clone());
            key(a).cmp(&key(b))
        });
        self
    }

    /// How many errors.
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many warnings.
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|problem| problem.severity == severity).count()
    }

    /// One line a problem: `file:line:column: error[rule] field: message`.
    pub fn lines(&self) -> Vec<String> {
        self.problems.iter().map(|problem| self.line(problem)).collect()
    }

    fn line(&self, problem: &Located) -> String {
        let file = Clean::new(&self.file);
        let at = problem
            .spot
            .as_ref()
            .map_or_else(String::new, |spot| format!(":{}:{}", spot.at.line, spot.at.column));
        let field = match problem.place.to_string() {
            field if field.is_empty() => String::new(),
            field => format!(" {}", Clean::new(field)),
        };
        let severity = problem.severity.word();
        format!("{file}{at}: {severity}[{}]{field}: {}", problem.rule, problem.message.one_line())
    }

    /// For people: each problem with its source line and a caret, then the sums. `styled`: with colour.
    pub fn text(&self, styled: bool) -> String {
        let mut out = String::new();
        for problem in &self.problems {
            out.push_str(&self.block(problem, styled));
            out.push_str("\n\n");
        }
        // Writing into a String cannot fail.
        let _ = writeln!(
            out,
            "{}: {}, {}",
            Clean::new(&self.file),
            counted(self.errors(), "error"),
            counted(self.warnings(), "warning")
        );
        out
    }

    fn block(&self, problem: &Located, styled: bool) -> String {
        let Some(spot) = &problem.spot else { return self.line(problem) };
        let level = match problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let file = Clean::new(&self.file).to_string();
        let field = Clean::new(problem.place.to_string()).to_string();
        let (line, part) = printable(spot);
        let snippet = Snippet::source(line)
            .path(file)
            .line_start(spot.at.line)
            .annotation(AnnotationKind::Primary.span(part).label(field));
        let message = problem.message.one_line().into_owned();
        let title = level.primary_title(message).id(problem.rule.clone());
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[title.element(snippet)])
    }

    /// For programs, on one line, as fixed in DESIGN section 8.
    pub fn json(&self) -> String {
        let file = Clean::new(&self.file);
        let problems: Vec<JsonProblem> = self.problems.iter().map(JsonProblem::of).collect();
        serde_json::json!({
            "file": file,
            "problems": problems,
            "errors": self.errors(),
            "warnings": self.warnings(),
        })
        .to_string()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("\n"))
    }
}

impl std::error::Error for Report {}

#[derive(Serialize)]
struct JsonProblem<'a> {
    severity: &'static str,
    rule: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    field: Clean,
    message: &'a Clean,
}

impl<'a> JsonProblem<'a> {
    fn of(problem: &'a Located) -> Self {
        Self {
            severity: problem.severity.word(),
            rule: &problem.rule,
            line: problem.spot.as_ref().map(|spot| spot.at.line),
            column: problem.spot.as_ref().map(|spot| spot.at.column),
            field: Clean::new(problem.place.to_string()),
            message: &problem.message,
        }
    }
}

fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// The line with each character that [`Clean`] would spell out replaced by one mark, so that the
/// caret still stands under what is meant.
fn printable(spot: &Spot) -> (String, std::ops::Range<usize>) {
    let mut line = String::new();
    let mut part = 0..0;
    for (at, c) in spot.line.char_indices() {
        if at == spot.part.start {
            part.start = line.len();
        }
        let as_is = c != '\n' && Clean::new(c.encode_utf8(&mut [0; 4])).as_str().starts_with(c);
        line.push(if as_is {
            c
        } else if c == '\t' {
            ' '
        } else {
            '\u{fffd}'
        });
        if at < spot.part.end {
            part.end = line.len();
        }
    }
    part.start = part.start.min(part.end);
    (line, part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(line: &str, part: std::ops::Range<usize>) -> Report {
        let spot = Spot { at: Position { line: 7, column: part.start + 1 }, line: line.into(), part };
        let problem = Problem::error(
            "bad-value",
            Place::top().key("slots").index(1).key("at"),
            "read \"x\"; expected y",
        );
        Report::new("a.toml", vec![Located::new(problem, Some(spot))])
    }

    #[test]
    fn people_see_the_line_and_a_caret() {
        let text = report("at = \"25:00\"", 5..12).text(false);
        assert!(text.contains("a.toml:7:6"), "{text}");
        assert!(text.contains("7 | at = \"25:00\""), "{text}");
        assert!(text.contains("^^^^^^^ slots[1].at"), "{text}");
        assert!(text.ends_with("a.toml: 1 error, 0 warnings\n"), "{text}");
    }

    #[test]
    fn a_hostile_line_is_shown_harmless() {
        let text = report("at = \"\u{1b}[31m\u{202e}\"", 5..14).text(false);
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    }

    #[test]
    fn programs_read_one_object() {
        let json: serde_json::Value = serde_json::from_str(&report("at = 1", 5..6).json()).unwrap();
        assert_eq!(json["problems"][0]["line"], 7);
        assert_eq!(json["problems"][0]["field"], "slots[1].at");
        assert_eq!(json["errors"], 1);
    }
}
