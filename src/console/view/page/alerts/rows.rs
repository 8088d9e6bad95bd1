//! The rows of the list: the feed's lines with the headings between them.

use crate::console::view::feed::{Feed, Section};

/// The feed's lines with the headings between them.
pub struct Rows {
    /// Where each heading stands, and how many lines come under it.
    sections: Vec<(Section, usize, usize)>,
    len: usize,
}

impl Rows {
    /// The rows of `feed`; `all_tiers` if tiers without an alert have their heading too.
    pub fn of(feed: &Feed, all_tiers: bool) -> Self {
        let mut len = 0;
        let mut sections = Vec::new();
        for (section, count) in Section::ALL.into_iter().zip(feed.counts()) {
            if count > 0 || (all_tiers && section != Section::Over) {
                sections.push((section, len, count));
                len += 1 + count;
            }
        }
        Self { sections, len }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The heading that row `index` is, if it is one.
    pub fn heading(&self, index: usize) -> Option<Section> {
        self.sections.iter().find(|(_, at, _)| *at == index).map(|(section, ..)| *section)
    }

    /// How many lines of the feed stand above row `index`.
    pub fn entries_before(&self, index: usize) -> usize {
        index - self.sections.iter().filter(|(_, at, _)| *at < index).count()
    }

    /// The row of the feed's line `line`.
    pub fn of_entry(&self, line: usize) -> usize {
        let mut before = 0;
        for (headings, (_, _, count)) in self.sections.iter().enumerate() {
            if line < before + count {
                return line + headings + 1;
            }
            before += count;
        }
        self.len.saturating_sub(1)
    }
}
