//! Two things side by side, as rows of words: two journals, or a journal and what another plan would have
//! said of it. The screen and `--headless` show the same rows.

mod against;
mod plan;

use unicode_width::UnicodeWidthStr;

use super::format;
use super::lang::Lang;
use super::messages::replay as say;
use crate::plan::types::{Id, Plan, Zone};
use crate::source::{Aside, Episode, Spoke, When};

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

/// How moments are written: on the clock within one day, or counted from each day's beginning.
#[derive(Clone, Copy)]
enum Hand {
    Clock(Zone),
    Count,
}

impl Hand {
    fn write(self, when: When) -> String {
        match self {
            Self::Clock(zone) => format::clock(when.at, zone),
            Self::Count => format!("+{}", format::stopwatch(when.after_ms)),
        }
    }
}

/// What a trigger did, in one cell.
fn spoke(lang: Lang, plan: &Plan, spoke: Option<&Spoke>, hand: Hand) -> String {
    let Some(spoke) = spoke else { return say::never_counted(lang).into() };
    let mut fired = spoke.episodes.iter().filter(|episode| episode.fired.is_some());
    let hold = plan.trigger(&spoke.trigger).map_or(0, |trigger| trigger.hold.0);
    if let Some(first) = fired.next() {
        let cell = episode(lang, first, hand);
        let rest = fired.count();
        return if rest == 0 { cell } else { say::and_more(lang, cell, rest) };
    }
    match spoke.episodes.iter().map(|episode| episode.held_ms).max() {
        None => say::never_counted(lang).into(),
        Some(longest) => say::held(lang, format::stopwatch(longest), format::stopwatch(hold)),
    }
}

fn episode(lang: Lang, episode: &Episode, hand: Hand) -> String {
    let began = hand.write(episode.began);
    let fired = episode.fired.map(|fired| hand.write(fired)).unwrap_or_default();
    let cell = if episode.proposes {
        say::fired_proposes(lang, began, fired)
    } else {
        say::fired(lang, began, fired)
    };
    match episode.cleared {
        Some(at) => say::cleared(lang, cell, hand.write(at)),
        None => cell,
    }
}

fn title_of_trigger(plan: &Plan, other: &Plan, id: &Id) -> String {
    let known = plan.trigger(id).or_else(|| other.trigger(id));
    known.map_or_else(|| id.to_string(), |trigger| trigger.title.one_line().into_owned())
}

fn title_of_procedure(plan: &Plan, id: &Id) -> String {
    plan.procedure(id).map_or_else(|| id.to_string(), |procedure| procedure.title.one_line().into_owned())
}
