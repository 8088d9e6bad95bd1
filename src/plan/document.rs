//! A TOML file as a tree that remembers where each part stands, and its decoding into any type.
//!
//! serde stops at the first mistake. Here a file becomes a tree of our own with byte ranges, deserr
//! decodes the tree and collects *every* mistake, and the places it names become lines and columns.
//! Plans and scenarios share this; nothing in it knows what is being read.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use deserr::{Deserr, IntoValue, Value, ValueKind};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Hop, Place, Problem, Problems};
use super::report::{Located, Position, Report};

/// A line of a file, the part of it that a problem is about, and where that part begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Line and column.
    pub at: Position,
    /// The line's text without its line end.
    pub line: String,
    /// Bytes of `line` that are meant; never empty unless the line is.
    pub part: Range<usize>,
}

/// A TOML file that was parsed: its name, its text and its tree.
#[derive(Debug, Clone)]
pub struct Document {
    name: String,
    text: String,
    root: Node,
}

/// Reads `text` as a `T`, with every mistake at its line and column.
///
/// `name` is how the file is called in messages. With mistakes of syntax the rest is read as far as
/// the parser recovers, so that one run still shows mistakes elsewhere in the file.
pub fn load<T: Deserr<Problems>>(text: &str, name: &str) -> Result<(T, Document), Report> {
    let (document, syntax) = Document::parse(text, name);
    let decoded = deserr::deserialize::<T, Node, Problems>(document.root.clone());
    match decoded {
        Ok(read) if syntax.is_empty() => Ok((read, document)),
        Ok(_) => Err(document.report(Vec::new()).with(syntax)),
        Err(found) if syntax.is_empty() => Err(document.report(found.0)),
        Err(found) => {
            let report = document.report(trustworthy(&document, found.0, &syntax));
            Err(report.with(syntax))
        }
    }
}

/// Beside mistakes of syntax, what is missing may only be missing because it could not be read.
fn trustworthy(document: &Document, found: Vec<Problem>, syntax: &[Located]) -> Vec<Problem> {
    let broken: BTreeSet<usize> =
        syntax.iter().filter_map(|problem| problem.spot.as_ref().map(|spot| spot.at.line)).collect();
    found
        .into_iter()
        .filter(|problem| problem.rule != "missing-field" && problem.rule != "wrong-type")
        .filter(|problem| !broken.contains(&document.spot_of(problem).at.line))
        .collect()
}

impl Document {
    /// Parses `text` with best-effort recovery; the problems are those of syntax.
    pub fn parse(text: &str, name: &str) -> (Self, Vec<Located>) {
        let (tree, errors) = DeTable::parse_recoverable(text);
        let document = Self { name: name.to_owned(), text: text.to_owned(), root: Node::of_table(&tree) };
        let syntax = errors
            .iter()
            .map(|error| {
                let problem =
                    Problem::error("syntax", Place::top(), format!("not TOML: {}", error.message()));
                let range = error.span().unwrap_or(0..0);
                Located::new(problem, Some(document.spot(range)))
            })
            .collect();
        (document, syntax)
    }

    /// Name of the file as given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Gives each problem its line and column.
    pub fn report(&self, problems: Vec<Problem>) -> Report {
        let located = problems
            .into_iter()
            .map(|problem| {
                let spot = self.spot_of(&problem);
                Located::new(problem, Some(spot))
            })
            .collect();
        Report::new(&self.name, located)
    }

    fn spot_of(&self, problem: &Problem) -> Spot {
        let found = self.root.find(&problem.place);
        // What is unknown is the key; everything else is about what stands behind it.
        let range = match found.key {
            Some(key) if problem.rule == "unknown-field" || found.value.is_none() => key,
            _ => found.value.unwrap_or(0..0),
        };
        self.spot(range)
    }

    /// The line in which `range` begins, and the part of the range that lies on it.
    fn spot(&self, range: Range<usize>) -> Spot {
        let begin = floor_boundary(&self.text, range.start);
        let before = self.text.get(..begin).unwrap_or_default();
        let line_begin = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = self.text.get(line_begin..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let from = (begin - line_begin).min(line.len());
        let to = floor_boundary(&self.text, range.end).saturating_sub(line_begin).clamp(from, line.len());
        let next = line.get(from..).and_then(|tail| tail.chars().next()).map_or(0, char::len_utf8);
        let at = Position {
            line: before.matches('\n').count() + 1,
            column: line.get(..from).unwrap_or_default().chars().count() + 1,
        };
        Spot { at, line: line.to_owned(), part: from..to.max(from + next) }
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A value of the file with the bytes it was read from.
#[derive(Debug, Clone)]
struct Node {
    span: Range<usize>,
    tree: Tree,
}

#[derive(Debug, Clone)]
enum Tree {
    Text(String),
    Bool(bool),
    Whole(u64),
    Negative(i64),
    Real(f64),
    List(Vec<Node>),
    Table(BTreeMap<String, (Range<usize>, Node)>),
}

/// What a place leads to: the last key on the way, and the value if the whole way exists.
struct Found {
    key: Option<Range<usize>>,
    value: Option<Range<usize>>,
}

impl Node {
    fn of_table(table: &Spanned<DeTable<'_>>) -> Self {
        Self { span: table.span(), tree: Tree::of_table(table.get_ref()) }
    }

    fn of(value: &Spanned<DeValue<'_>>) -> Self {
        let tree = match value.get_ref() {
            DeValue::String(text) => Tree::Text(text.to_string()),
            DeValue::Boolean(yes) => Tree::Bool(*yes),
            DeValue::Integer(number) => whole(number.as_str(), number.radix()),
            DeValue::Float(number) => Tree::Real(number.as_str().parse().unwrap_or(f64::NAN)),
            // A bare date or time is what the quoted one is, so that nobody has to remember quotes.
            DeValue::Datetime(when) => Tree::Text(when.to_string()),
            DeValue::Array(list) => Tree::List(list.iter().map(Self::of).collect()),
            DeValue::Table(table) => Tree::of_table(table),
        };
        Self { span: value.span(), tree }
    }

    /// Follows `place`; where it leads nowhere, the nearest part that exists is what one can show.
    fn find(&self, place: &Place) -> Found {
        let mut node = self;
        let mut key = None;
        for hop in &place.0 {
            let next = match (hop, &node.tree) {
                (Hop::Key(name), Tree::Table(fields)) => fields.get(name).map(|(at, node)| {
                    key = Some(at.clone());
                    node
                }),
                (Hop::Index(index), Tree::List(items)) => items.get(*index),
                _ => None,
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        // A table that was only implied, and the file itself, stand where their key does, or on top.
        let value = if place.0.is_empty() || (key.is_none() && std::ptr::eq(node, self)) {
            Some(0..0)
        } else {
            (!node.span.is_empty()).then(|| node.span.clone())
        };
        Found { key, value }
    }
}

impl Tree {
    fn of_table(table: &DeTable<'_>) -> Self {
        Self::Table(
            table
                .iter()
                .map(|(key, value)| (key.get_ref().to_string(), (key.span(), Node::of(value))))
                .collect(),
        )
    }
}

/// A whole number, or the nearest real one where 64 bits do not hold it: refused later with its kind.
fn whole(digits: &str, radix: u32) -> Tree {
    if let Ok(number) = u64::from_str_radix(digits, radix) {
        return Tree::Whole(number);
    }
    i64::from_str_radix(digits, radix)
        .map_or_else(|_| Tree::Real(digits.parse().unwrap_or(f64::NAN)), Tree::Negative)
}

impl IntoValue for Node {
    type Sequence = Vec<Self>;
    type Map = Fields;

    fn kind(&self) -> ValueKind {
        match self.tree {
            Tree::Text(_) => ValueKind::String,
            Tree::Bool(_) => ValueKind::Boolean,
            Tree::Whole(_) => ValueKind::Integer,
            Tree::Negative(_) => ValueKind::NegativeInteger,
            Tree::Real(_) => ValueKind::Float,
            Tree::List(_) => ValueKind::Sequence,
            Tree::Table(_) => ValueKind::Map,
        }
    }

    fn into_value(self) -> Value<Self> {
        match self.tree {
            Tree::Text(text) => Value::String(text),
            Tree::Bool(yes) => Value::Boolean(yes),
            Tree::Whole(number) => Value::Integer(number),
            Tree::Negative(number) => Value::NegativeInteger(number),
            Tree::Real(number) => Value::Float(number),
            Tree::List(items) => Value::Sequence(items),
            Tree::Table(fields) => Value::Map(Fields(fields)),
        }
    }
}

/// The fields of a table, for deserr.
struct Fields(BTreeMap<String, (Range<usize>, Node)>);

impl deserr::Map for Fields {
    type Value = Node;
    type Iter = std::iter::Map<
        std::collections::btree_map::IntoIter<String, (Range<usize>, Node)>,
        fn((String, (Range<usize>, Node))) -> (String, Node),
    >;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn remove(&mut self, key: &str) -> Option<Node> {
        self.0.remove(key).map(|(_, node)| node)
    }

    fn into_iter(self) -> Self::Iter {
        self.0.into_iter().map(|(key, (_, node))| (key, node))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::types::{Slot, Tier};

    #[derive(Debug, Deserr)]
    #[deserr(error = Problems, deny_unknown_fields)]
    #[expect(dead_code, reason = "read for its mistakes only")]
    struct Hours {
        slots: Vec<Slot>,
        #[deserr(default)]
        tiers: Vec<Tier>,
    }

    type Row = (usize, usize, String, String);

    fn spots(text: &str) -> Vec<Row> {
        let report = load::<Hours>(text, "hours.toml").unwrap_err();
        report
            .problems
            .iter()
            .map(|p| {
                let at = p.spot.as_ref().unwrap().at;
                (at.line, at.column, p.rule.clone(), p.place.to_string())
            })
            .collect()
    }

    fn row(line: usize, column: usize, rule: &str, place: &str) -> Row {
        (line, column, rule.into(), place.into())
    }

    #[test]
    fn every_mistake_of_structure_comes_in_one_reading_with_its_place() {
        let text = "[[slots]]\nid = \"a\"\nat = \"25:00\"\ntitle = 3\nowner = \"dev\"\n\n[[slots]]\nid = \"b\"\nextra = 1\nat = 10:00:00\ntitle = \"x\"\nowner = \"dev\"\nownr = 1\n\n[[slots]]\nid = \"c\"\n";
        assert_eq!(
            spots(text),
            [
                row(3, 6, "bad-value", "slots[0].at"),
                row(4, 9, "wrong-type", "slots[0].title"),
                row(9, 1, "unknown-field", "slots[1].extra"),
                row(13, 1, "unknown-field", "slots[1].ownr"),
                row(15, 1, "missing-field", "slots[2].at"),
                row(15, 1, "missing-field", "slots[2].owner"),
                row(15, 1, "missing-field", "slots[2].title"),
            ]
        );
    }

    #[test]
    fn broken_syntax_does_not_hide_the_other_mistakes() {
        let text = "slots = [\n";
        assert!(spots(text).iter().all(|(_, _, rule, _)| rule == "syntax"));
        let text = "[[slots]]\nid = = 3\nat = \"99:99\"\n";
        let found = spots(text);
        assert!(found.iter().any(|(line, _, rule, _)| *line == 2 && rule == "syntax"), "{found:?}");
        assert!(found.iter().any(|(line, _, rule, _)| *line == 3 && rule == "bad-value"), "{found:?}");
        assert!(found.iter().all(|(_, _, rule, _)| rule != "missing-field"), "{found:?}");
    }

    #[test]
    fn columns_count_characters_and_numbers_too_large_are_refused() {
        let text = "slots = []\ntiers = [{ level = \"critical\", title = \"é\", channels = [], alerts = 99999999999999999999 }]\n";
        assert_eq!(spots(text), [row(2, 69, "wrong-type", "tiers[0].alerts")]);
    }
}
