//! Two things side by side, as rows of words: two journals, or a journal and what another plan would have
//! said of it. The screen and `--headless` show the same rows.

mod against;
mod plan;
mod spoke;

use unicode_width::UnicodeWidthStr;

use super::lang::Lang;
use super::messages::replay as say;
use crate::source::Aside;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// What the rows below are about.
    Heading(String),
    /// One thing on both sides.
    Pair {
        /// What.
        what: String,
        /// On the side that is replayed.
        here: String,
        /// On the other side.
        there: String,
    },
    /// A sentence.
    Note(String),
}

impl Row {
    fn pair(what: impl Into<String>, here: impl Into<String>, there: impl Into<String>) -> Self {
        Self::Pair { what: what.into(), here: here.into(), there: there.into() }
    }

    /// Whether the two sides say different things.
    pub fn differs(&self) -> bool {
        matches!(self, Self::Pair { here, there, .. } if here != there)
    }
}

/// Everything there is to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What is compared.
    pub title: &'static str,
    /// Names of the two sides.
    pub columns: [&'static str; 2],
    /// Whether the second side never happened, so that nobody takes it for what did (F8).
    pub imagined: bool,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Sheet {
    /// The sheet of `aside`; none if it could not be worked out.
    pub fn of(lang: Lang, aside: &Aside) -> Option<Self> {
        match aside {
            Aside::Against(comparison) => Some(against::sheet(lang, comparison)),
            Aside::Plan(rejudged) => Some(plan::sheet(lang, rejudged)),
            Aside::Failed(_) => None,
        }
    }

    /// How many rows differ, in words.
    pub fn verdict(&self, lang: Lang) -> String {
        match self.rows.iter().filter(|row| row.differs()).count() {
            0 => say::difference_none(lang).into(),
            1 => say::difference_one(lang).into(),
            count => say::differences(lang, count),
        }
    }

    /// The widest name of a row and the widest cell of the first side, in cells of a terminal.
    pub fn widths(&self) -> (usize, usize) {
        let widths = self.rows.iter().map(|row| match row {
            Row::Pair { what, here, .. } => (what.width(), here.width()),
            Row::Heading(_) | Row::Note(_) => (0, 0),
        });
        widths.fold((0, self.columns[0].width()), |most, next| (most.0.max(next.0), most.1.max(next.1)))
    }

    /// As lines of plain text; `mark` stands before what differs.
    pub fn text(&self, lang: Lang, mark: &str) -> String {
        let (what, here) = self.widths();
        let pad =
            |text: &str, wide: usize| format!("{text}{}", " ".repeat(wide.saturating_sub(text.width())));
        let line = |sign: &str, name: &str, one: &str, other: &str| {
            format!("  {} {}  {}  {other}", pad(sign, mark.width()), pad(name, what), pad(one, here))
        };
        let mut lines = vec![format!("{} · {}", self.title, self.verdict(lang))];
        lines.push(line("", "", self.columns[0], self.columns[1]));
        lines.extend(self.rows.iter().map(|row| match row {
            Row::Heading(text) => text.clone(),
            Row::Note(text) => format!("  {} {text}", pad("", mark.width())),
            Row::Pair { what, here, there } => line(if row.differs() { mark } else { "" }, what, here, there),
        }));
        lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
    }
}
