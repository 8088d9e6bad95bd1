//! What one drawing needs, borrowed: the room's state and how this console looks at it.

use crate::console::action::{Action, Stage};
use crate::console::dialog::Dialog;
use crate::console::glyphs::Glyphs;
use crate::console::goto::Trouble;
use crate::console::keymap::Keymap;
use crate::console::lang::Lang;
use crate::console::page::{Places, Sight};
use crate::console::palette::Palette;
use crate::console::sitrep::Form;
use crate::console::theme::Theme;
use crate::model::State;
use crate::model::score::Score;
use crate::plan::types::{Id, Zone};
use crate::source::{Later, Log};
use crate::text::Clean;
use crate::wire::{Offer, Track};

/// The panes of the room, in the order in which the focus walks over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Pane {
    /// Response times, throughput, availability, errors.
    Performance,
    /// Missions, authentications, notifications, positions.
    Business,
    /// Disk, memory, certificates, database.
    Platform,
    /// The automatic rollback triggers.
    Triggers,
    /// Sides, levels, resolvers, tail, readiness, stopwatch.
    Cutover,
    /// The alert feed.
    #[default]
    Alerts,
    /// J-Day, hour by hour.
    Schedule,
    /// Progress of the checklists.
    Checklists,
}

impl Pane {
    /// All of them, in the order of the focus.
    pub const ALL: [Self; 8] = [
        Self::Performance,
        Self::Business,
        Self::Platform,
        Self::Triggers,
        Self::Cutover,
        Self::Alerts,
        Self::Schedule,
        Self::Checklists,
    ];

    /// The next one, round and round.
    #[must_use]
    pub fn next(self) -> Self {
        Self::ALL.get((self as usize + 1) % Self::ALL.len()).copied().unwrap_or_default()
    }

    /// The one before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::ALL.get((self as usize + Self::ALL.len() - 1) % Self::ALL.len()).copied().unwrap_or_default()
    }
}

/// Which line is chosen in each pane. A number past the end means the last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursors([usize; Pane::ALL.len()]);

impl Cursors {
    /// The chosen line of `pane`.
    pub fn get(&self, pane: Pane) -> usize {
        self.0.get(pane as usize).copied().unwrap_or_default()
    }

    /// Chooses line `line` of `pane`.
    pub fn set(&mut self, pane: Pane, line: usize) {
        if let Some(cursor) = self.0.get_mut(pane as usize) {
            *cursor = line;
        }
    }
}

/// How a drill or a replay runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transport {
    /// Seconds of the day in one second here.
    pub speed: f64,
    /// Whether it stands still.
    pub paused: bool,
}

/// A replay's place in its journal.
#[derive(Debug, Clone, Copy)]
pub struct Played<'a> {
    /// The time axis.
    pub track: &'a Track,
    /// Whether the end is reached.
    pub over: bool,
}

/// What lies over the panes.
#[derive(Clone, Copy, Default)]
pub enum Overlay<'a> {
    /// Nothing.
    #[default]
    None,
    /// A question or a danger dialog.
    Dialog {
        /// The dialog.
        dialog: &'a Dialog,
        /// Whether it takes keys already (R19).
        settled: bool,
    },
    /// The keys of this page, scrolled by so many lines.
    Help {
        /// Lines scrolled.
        scroll: usize,
    },
    /// A checklist's items, one of them chosen.
    Ticks {
        /// Which checklist.
        checklist: &'a Id,
        /// Index of the chosen item.
        cursor: usize,
    },
    /// The drill's score sheet.
    Score(&'a Score),
    /// The palette.
    Palette {
        /// What was typed and found.
        palette: &'a Palette,
        /// Whether the screen shows a theme that is only tried.
        themed: bool,
    },
    /// The situation report (F17).
    Sitrep {
        /// Its language.
        lang: Lang,
        /// Its form.
        form: Form,
        /// Lines scrolled.
        scroll: usize,
        /// Whether one will be printed on exit.
        printed: bool,
    },
    /// What an action would do (F20).
    Lesson(Action),
    /// What can be broken in the drill (F9).
    Faults {
        /// All of it.
        offers: &'a [Offer],
        /// Index of the chosen one.
        cursor: usize,
    },
    /// Two journals side by side, or what another plan would have said, scrolled by so many rows.
    Compare(&'a Later, usize),
    /// The field in which a place of a journal is typed, and what was wrong with what was typed.
    GoTo {
        /// What was typed.
        typed: &'a str,
        /// Why nobody can go there.
        trouble: Option<Trouble>,
    },
}

/// What jday says in the last line for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Toast<'a> {
    /// What.
    pub text: &'a str,
    /// Whether something was refused or went wrong; shown as a banner then.
    pub refusal: bool,
}

/// Everything one drawing of the room needs. Ages and countdowns come from the state's "now".
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The room.
    pub state: &'a State,
    /// Colours by meaning.
    pub theme: &'a Theme,
    /// Glyphs, or their ASCII twins.
    pub glyphs: &'a Glyphs,
    /// The language of jday's own words.
    pub lang: Lang,
    /// Live, drill or replay; the header's frame and word tell them apart (R33).
    pub stage: Stage,
    /// Which key does what, for hints and help.
    pub keymap: &'a Keymap,
    /// Who looks, if the plan names them.
    pub me: Option<&'a Id>,
    /// The zone of whoever looks, shown beside the plan's where the two differ.
    pub local: Option<Zone>,
    /// Which page is looked at, and how.
    pub places: &'a Places,
    /// What happened so far.
    pub log: &'a Log,
    /// Whether the filter is being typed.
    pub filtering: bool,
    /// The pane of the room that has the focus.
    pub focus: Pane,
    /// The chosen lines.
    pub cursors: Cursors,
    /// Whether each key that acts first says what it would do (F20).
    pub learning: bool,
    /// Whether little is drawn because the link is narrow (`--low-bandwidth`).
    pub sparing: bool,
    /// What lies over the panes.
    pub overlay: Overlay<'a>,
    /// A passing word.
    pub toast: Option<Toast<'a>>,
    /// How a drill or a replay runs.
    pub transport: Option<Transport>,
    /// Where in its journal a replay is.
    pub played: Option<Played<'a>>,
    /// Why nothing can be recorded, while that lasts (R28).
    pub journal_trouble: Option<&'a Clean>,
    /// Why the engine is not there, while it is not: what is shown stands still, and looks so.
    pub lost: Option<&'a Clean>,
}

impl<'a> Scene<'a> {
    /// The page alone: nobody named who looks, nothing over it, nothing said in passing, time not steered.
    /// What differs is set in its place.
    pub fn plain(
        sight: Sight<'a>,
        stage: Stage,
        theme: &'a Theme,
        glyphs: &'a Glyphs,
        keymap: &'a Keymap,
    ) -> Self {
        Self {
            state: sight.state,
            theme,
            glyphs,
            lang: sight.lang,
            stage,
            keymap,
            me: None,
            local: None,
            places: sight.places,
            log: sight.log,
            filtering: false,
            focus: Pane::default(),
            cursors: Cursors::default(),
            learning: false,
            sparing: false,
            overlay: Overlay::None,
            toast: None,
            transport: None,
            played: None,
            journal_trouble: None,
            lost: None,
        }
    }

    /// What the lines of the page depend on.
    pub fn sight(&self) -> Sight<'a> {
        Sight { state: self.state, log: self.log, lang: self.lang, places: self.places }
    }
}
