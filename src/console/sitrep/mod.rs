//! The situation in a few lines (F17): to read aloud, to paste into a chat, to keep.
//!
//! Pure: a function of state and log. It holds nothing but numbers and text that is [`crate::text::Clean`]
//! already, so no secret can be in it and no terminal can be fooled by it.

mod acts;
mod facts;
mod form;
pub mod osc52;

pub use form::{Form, LABEL};

use super::action::Stage;
use super::lang::Lang;
use super::messages::sitrep as say;
use crate::model::State;
use crate::source::Log;

/// What a report is about.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// Whose words: any language, whatever the screen speaks.
    pub lang: Lang,
    /// Live, drill or replay.
    pub stage: Stage,
    /// The room.
    pub state: &'a State,
    /// What happened so far.
    pub log: &'a Log,
}

/// One line: what it is about, what it says, and whether it is what to read first.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    label: &'static str,
    text: String,
    grave: bool,
}

impl Line {
    fn new(label: &'static str, text: impl Into<String>) -> Self {
        Self { label, text: text.into(), grave: false }
    }

    fn grave(label: &'static str, text: impl Into<String>) -> Self {
        Self { label, text: text.into(), grave: true }
    }
}

impl Report<'_> {
    /// The report as text of several lines, with a line feed after each.
    pub fn text(&self, form: Form) -> String {
        let mut out = form.heading(&self.heading(), self.stage != Stage::Live);
        for line in self.lines() {
            out.push_str(&form.line(&line));
        }
        out
    }

    /// The mode comes first, so that nobody takes a drill for the real day (R33).
    fn heading(&self) -> [String; 2] {
        let mode = match self.stage {
            Stage::Live => say::real(self.lang),
            Stage::Drill => say::not_real_drill(self.lang),
            Stage::Replay => say::not_real_replay(self.lang),
        };
        let mut about = self.state.plan.title.one_line().into_owned();
        if let Some(scenario) = &self.state.scenario {
            about.push_str(" · ");
            about.push_str(&scenario.one_line());
        }
        [mode.to_owned(), about]
    }

    fn lines(&self) -> Vec<Line> {
        let mut out = vec![
            facts::clock(self),
            facts::live(self),
            facts::metrics(self),
            facts::triggers(self),
            facts::decision(self),
            facts::alerts(self),
        ];
        out.extend(acts::last(self));
        out.extend([facts::next(self), facts::way_back(self), facts::here(self)]);
        out
    }

    /// Name of a file for it: by the room's own clock, so that a report of a replay bears the replay's time.
    pub fn file_name(&self) -> String {
        let at = self.state.now.at.utc().with_timezone(&self.state.plan.zone.0);
        format!("sitrep-{}-{}.txt", at.format("%Y%m%d-%H%M%S"), self.lang)
    }
}
