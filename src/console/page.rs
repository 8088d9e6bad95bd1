//! The eight pages, and what each remembers of how it is looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::action::{Action, Context};
use super::lang::Lang;
use super::lookup::Lookup;
use super::messages::pages;
use super::wanted::Wanted;
use crate::model::alerts::AlertKey;
use crate::model::{Actor, State};
use crate::plan::types::Id;
use crate::source::{Kind, Log};

/// One page of the room. Their numbers are their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Page {
    /// 1: everything at a glance.
    #[default]
    Room,
    /// 2: every metric with its chart.
    Metrics,
    /// 3: the schedule and the procedures.
    Schedule,
    /// 4: checklists.
    Checklists,
    /// 5: the alert feed.
    Alerts,
    /// 6: the lever and the truth about it.
    Cutover,
    /// 7: the journal and its notes.
    Journal,
    /// 8: people and sources.
    People,
}

impl Page {
    /// All of them, in the order of their keys.
    pub const ALL: [Self; 8] = [
        Self::Room,
        Self::Metrics,
        Self::Schedule,
        Self::Checklists,
        Self::Alerts,
        Self::Cutover,
        Self::Journal,
        Self::People,
    ];

    /// 1 … 8.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// Its name, a word or two.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Room => pages::room(lang),
            Self::Metrics => pages::metrics(lang),
            Self::Schedule => pages::schedule(lang),
            Self::Checklists => pages::checklists(lang),
            Self::Alerts => pages::alerts(lang),
            Self::Cutover => pages::cutover(lang),
            Self::Journal => pages::journal(lang),
            Self::People => pages::people(lang),
        }
    }

    /// The action that shows it.
    pub fn action(self) -> Action {
        match self {
            Self::Room => Action::ShowRoom,
            Self::Metrics => Action::ShowMetrics,
            Self::Schedule => Action::ShowSchedule,
            Self::Checklists => Action::ShowChecklists,
            Self::Alerts => Action::ShowAlerts,
            Self::Cutover => Action::ShowCutover,
            Self::Journal => Action::ShowJournal,
            Self::People => Action::ShowPeople,
        }
    }

    /// Where its keys count.
    pub fn context(self) -> Context {
        match self {
            Self::Metrics => Context::Metrics,
            Self::Alerts => Context::Alerts,
            Self::Journal => Context::Journal,
            Self::Room | Self::Schedule | Self::Checklists | Self::Cutover | Self::People => Context::Room,
        }
    }
}

/// How one page is looked at. It is kept while other pages are on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    cursors: [Option<usize>; Place::PARTS],
    /// Which part has the focus, on pages of several parts.
    pub part: usize,
    /// Whether the chosen line is told in full.
    pub open: bool,
    /// Only lines with these words are shown; empty: all.
    pub filter: String,
}

impl Place {
    /// Most parts that a page may have.
    pub const PARTS: usize = 5;

    /// The chosen line of `part` in the page's order, past the end meaning the last; none: the page's own
    /// choice, such as the first item that is open, or the newest line.
    pub fn cursor(&self, part: usize) -> Option<usize> {
        self.cursors.get(part).copied().flatten()
    }

    /// Chooses a line of `part`, or leaves the choice to the page.
    pub fn choose(&mut self, part: usize, line: Option<usize>) {
        if let Some(cursor) = self.cursors.get_mut(part) {
            *cursor = line;
        }
    }
}

/// How much of the past charts show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zoom {
    /// Five minutes.
    Close,
    /// Half an hour.
    #[default]
    Near,
    /// The whole day.
    Day,
}

impl Zoom {
    /// From the closest to the widest.
    pub const ALL: [Self; 3] = [Self::Close, Self::Near, Self::Day];

    /// Closer by one step.
    #[must_use]
    pub fn closer(self) -> Self {
        match self {
            Self::Day => Self::Near,
            Self::Near | Self::Close => Self::Close,
        }
    }

    /// Wider by one step.
    #[must_use]
    pub fn wider(self) -> Self {
        match self {
            Self::Close => Self::Near,
            Self::Near | Self::Day => Self::Day,
        }
    }
}

/// A page nobody looked at yet.
static UNTOUCHED: Place =
    Place { cursors: [None; Place::PARTS], part: 0, open: false, filter: String::new() };

/// A line of the checklists by its name, so that it stays chosen wherever it moves when a list is
/// completed, folded or opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChecklistLine {
    /// A list's head.
    List(Id),
    /// An item.
    Item(Id),
}

/// Where this console looks, and how.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Places {
    /// The page on the screen.
    pub page: Page,
    seen: BTreeMap<Page, Place>,
    /// How much of the past the charts of page 2 show.
    pub zoom: Zoom,
    /// Checklists whose items are hidden on page 4.
    pub folded: BTreeSet<Id>,
    /// The chosen line of page 4; none: the first open item.
    pub item: Option<ChecklistLine>,
    /// Whether page 5 shows the alerts of one rule or system as one line.
    pub grouped: bool,
    /// The alert under the cursor of pages 1 and 5. It is the alert and not its line, so that `a` never
    /// hits another one than the eye does when a new alert comes in above.
    pub alert: Option<AlertKey>,
    /// Whether a person put the cursor there. If not, it goes on once somebody took that alert on.
    pub alert_held: bool,
    /// The event under the cursor of page 7, by its number; none: the newest one, whichever that is.
    pub event: Option<u64>,
    /// The log's lines, ready to be searched.
    pub lookup: Arc<Lookup>,
    /// Only events of this kind on page 7; none: all.
    pub kind: Option<Kind>,
    /// Only events that this one caused on page 7; none: all.
    pub who: Option<Actor>,
}

impl Places {
    /// How `page` is looked at.
    pub fn of(&self, page: Page) -> &Place {
        self.seen.get(&page).unwrap_or(&UNTOUCHED)
    }

    /// How the page on the screen is looked at.
    pub fn here(&self) -> &Place {
        self.of(self.page)
    }

    /// Chooses a line of `part` of the page on the screen.
    pub fn choose(&mut self, part: usize, line: usize) {
        let page = self.page;
        let place = self.here_mut();
        place.choose(part, Some(line));
        // Behind the calendar each part of page 3 tells of the line chosen in the one before it.
        if page == Page::Schedule && part > 0 {
            (part + 1..Place::PARTS).for_each(|inner| place.choose(inner, None));
        }
    }

    /// The same, to change it.
    pub fn here_mut(&mut self) -> &mut Place {
        self.seen.entry(self.page).or_default()
    }
}

/// What the lines of a page depend on: the room, its log, and how this console looks at them.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    /// The room.
    pub state: &'a State,
    /// What happened so far.
    pub log: &'a Log,
    /// The language of the words that a filter looks for.
    pub lang: Lang,
    /// How this console looks.
    pub places: &'a Places,
}

/// Whether a line of these words passes the filter `wanted`: every word of it is there, in any order,
/// upper or lower case alike.
pub fn passes(wanted: &str, line: &str) -> bool {
    Wanted::new(wanted).search().finds(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_numbered_as_their_keys() {
        for (index, page) in Page::ALL.into_iter().enumerate() {
            assert_eq!(page.number(), index + 1);
            assert!(Lang::ALL.iter().all(|lang| !page.title(*lang).is_empty()));
        }
    }

    #[test]
    fn each_page_keeps_how_it_was_looked_at() {
        let mut places = Places { page: Page::Alerts, ..Places::default() };
        places.here_mut().choose(1, Some(7));
        places.page = Page::Journal;
        assert_eq!(places.here(), &UNTOUCHED);
        assert_eq!(places.of(Page::Alerts).cursor(1), Some(7));
        assert_eq!(places.of(Page::Alerts).cursor(Place::PARTS), None);
    }

    #[test]
    fn a_filter_wants_every_word_in_any_order_and_case() {
        assert!(passes("DNS veri", "Vérification : dns, verifié"));
        assert!(passes("", "anything"));
        assert!(!passes("dns tls", "dns only"));
    }
}
