//! What lies over the page.

use crate::console::action::Action;
use crate::console::dialog::Dialog;
use crate::console::goto::Trouble;
use crate::console::lang::Lang;
use crate::console::palette::Palette;
use crate::console::sitrep::Form;
use crate::plan::types::Id;
use crate::source::Later;

/// What lies over the panes, owned.
#[derive(Debug, Default)]
pub enum Layer {
    /// Nothing.
    #[default]
    None,
    /// A dialog.
    Dialog(Box<Dialog>),
    /// The help, scrolled.
    Help(usize),
    /// A checklist, with the chosen item.
    Ticks(Id, usize),
    /// The score sheet.
    Score,
    /// The palette.
    Palette(Box<Palette>),
    /// The situation report: its language, its form, lines scrolled.
    Sitrep(Lang, Form, usize),
    /// What an action would do, before it does it, and what was open below (F20).
    Lesson(Action, Box<Layer>),
    /// What can be broken, with the chosen line (F9).
    Faults(usize),
    /// What there is to compare a replay with, scrolled.
    Compare(Later, usize),
    /// The field for a place of a journal: what was typed, and what was wrong with it.
    GoTo(String, Option<Trouble>),
}

impl Layer {
    /// Whether it is there to be read and the page below it is not.
    pub(super) fn is_to_be_read(&self) -> bool {
        match self {
            Self::Help(_) | Self::Score | Self::Sitrep(..) | Self::Faults(_) | Self::Compare(..) => true,
            Self::None
            | Self::Dialog(_)
            | Self::Ticks(..)
            | Self::Palette(_)
            | Self::Lesson(..)
            | Self::GoTo(..) => false,
        }
    }
}
