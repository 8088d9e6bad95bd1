//! Dialogs: what they say, what has the focus, and what comes out. Pure; drawn by [`draw`].
//!
//! Danger passes through here (R18, R19): the dry run is read first, the focus begins on "cancel",
//! Esc is always safe, and the phrase is typed letter by letter. What a dialog gives is a command,
//! which `decide` may still refuse; the screen itself decides nothing.

mod before;
mod cancel;
pub mod draw;
pub mod eyes;
pub mod open;
mod silence;

pub use cancel::cancel;
pub use silence::silence;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_textarea::TextArea;

use super::input::{Focus, Meaning, Why};
use super::lang::Lang;
use super::messages::dialog as say;
use super::typed;
use crate::model::Command;
use crate::model::cutover::{Gate, Phrase};
use crate::model::procedure::Choice;
use crate::plan::types::{Id, Reason};
use crate::text::Clean;

/// How a line of a dialog is marked: glyph and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Plain text.
    None,
    /// Holds.
    Good,
    /// Does not hold.
    Bad,
    /// Opened against its own verdict.
    Overridden,
    /// Nobody knows.
    Unknown,
    /// Mind this.
    Warn,
}

/// One line a dialog says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its mark.
    pub mark: Mark,
    /// Its text.
    pub text: String,
}

impl Line {
    /// A line.
    pub fn new(mark: Mark, text: impl Into<String>) -> Self {
        Self { mark, text: text.into() }
    }
}

/// Whether a dialog's frame warns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It does not.
    Plain,
    /// It moves traffic or data, or takes a safeguard away.
    Danger,
}

/// Something in a dialog that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The way out.
    Cancel,
    /// One of the choices of a menu.
    Option(usize),
    /// The list of reasons for a rollback.
    Reason,
    /// The phrase.
    Phrase,
    /// One line of text.
    Line,
    /// Many lines of text.
    Area,
    /// The act.
    Confirm,
}

/// What a dialog leads to.
#[derive(Debug, Clone)]
pub enum Step {
    /// It stays open.
    Stay,
    /// It closes and nothing happens.
    Close,
    /// It closes and asks for this.
    Send(Command),
    /// Another dialog takes its place.
    Open(Box<Dialog>),
    /// The console is left.
    Leave,
}

/// What confirming asks for, once the fields are filled.
#[derive(Debug, Clone, PartialEq)]
enum Wish {
    Nothing,
    Switch,
    Rollback,
    Run(Id),
    Override(Gate),
    Decide(u64, Choice),
    Cancel(u64),
    Approve(u64),
    Alone(u64),
    TakeLead,
    Close,
    Vote(bool),
    Note,
}

/// An open dialog.
#[derive(Debug, Clone)]
pub struct Dialog {
    /// The language of its words.
    pub lang: Lang,
    /// Its title.
    pub title: String,
    /// Whether its frame warns.
    pub tone: Tone,
    /// What it says.
    pub lines: Vec<Line>,
    stops: Vec<Stop>,
    at: usize,
    options: Vec<(String, Step)>,
    reasons: Vec<(Reason, String)>,
    reason: Option<usize>,
    phrase: Option<Phrase>,
    typed: String,
    label: String,
    line: String,
    required: bool,
    area: TextArea<'static>,
    confirm: String,
    cancel: String,
    wish: Wish,
    hint: Option<String>,
}

/// Longest phrase and reason taken, in characters.
const LINE_CHARS: usize = 200;

impl Dialog {
    fn new(lang: Lang, title: String, tone: Tone, wish: Wish, stops: Vec<Stop>) -> Self {
        Self {
            lang,
            title,
            tone,
            lines: Vec::new(),
            stops,
            at: 0,
            options: Vec::new(),
            reasons: Vec::new(),
            reason: None,
            phrase: None,
            typed: String::new(),
            label: String::new(),
            line: String::new(),
            required: false,
            area: TextArea::default(),
            confirm: super::messages::common::confirm(lang).to_owned(),
            cancel: super::messages::common::cancel(lang).to_owned(),
            wish,
            hint: None,
        }
    }

    /// What has the focus.
    pub fn stop(&self) -> Stop {
        self.stops.get(self.at).copied().unwrap_or(Stop::Cancel)
    }

    /// What the focus takes, for [`super::input::Guard`].
    pub fn focus(&self) -> Focus {
        match self.stop() {
            // Letters typed on "cancel" of a danger dialog are the phrase; Enter there still cancels.
            Stop::Cancel if self.phrase.is_some() => Focus::Line,
            Stop::Phrase | Stop::Line => Focus::Line,
            Stop::Area => Focus::Lines,
            _ => Focus::Buttons,
        }
    }

    /// The note as far as it is written, if this is one and something is.
    pub fn draft(&self) -> Option<String> {
        let text = self.area.lines().join("\n");
        (self.wish == Wish::Note && !text.trim().is_empty()).then_some(text)
    }

    /// Whether this asks for a note.
    pub fn is_note(&self) -> bool {
        self.wish == Wish::Note
    }

    /// What the dialog answers to one key, text or drop.
    pub fn take(&mut self, meaning: Meaning) -> Step {
        self.hint = None;
        match meaning {
            Meaning::Key(key) => self.key(key),
            Meaning::Text(text) => {
                if self.stop() == Stop::Cancel
                    && let Some(at) = self.stops.iter().position(|stop| *stop == Stop::Phrase)
                {
                    self.at = at;
                }
                self.insert(&text);
                Step::Stay
            }
            Meaning::Dropped(why) => {
                self.hint = match why {
                    // The screen says so anyway, and stops when it is no longer true.
                    Why::TooSoon => None,
                    Why::HastyEnter => Some(say::hint_hasty(self.lang).to_owned()),
                    Why::Burst => Some(say::hint_burst(self.lang).to_owned()),
                };
                Step::Stay
            }
        }
    }

    fn key(&mut self, key: KeyEvent) -> Step {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => return Step::Close,
            KeyCode::BackTab => return self.walk(-1),
            KeyCode::Tab => {
                // Some terminals say Shift and Tab where others say BackTab.
                return self.walk(if key.modifiers.contains(KeyModifiers::SHIFT) { -1 } else { 1 });
            }
            _ => {}
        }
        match (self.stop(), key.code) {
            (Stop::Area, KeyCode::Char('s')) if ctrl => self.confirmed(),
            (Stop::Area, _) => {
                self.area.input(key);
                Step::Stay
            }
            (Stop::Reason, KeyCode::Up) => self.choose(-1),
            (Stop::Reason, KeyCode::Down) => self.choose(1),
            (_, KeyCode::Up | KeyCode::Left) => self.walk(-1),
            // Enter on the list of reasons goes on to the next field: it never skips the phrase.
            (_, KeyCode::Down | KeyCode::Right) | (Stop::Reason, KeyCode::Enter) => self.walk(1),
            (Stop::Phrase | Stop::Line, KeyCode::Backspace) => {
                typed::erase(self.field());
                Step::Stay
            }
            (Stop::Phrase | Stop::Line, KeyCode::Char('u')) if ctrl => {
                self.field().clear();
                Step::Stay
            }
            (Stop::Cancel, KeyCode::Enter | KeyCode::Char(' ')) => {
                // Only Esc leaves a draft behind; this button says that it does not.
                self.area = TextArea::default();
                Step::Close
            }
            // Leaving harms nothing: one more key is enough, in either language.
            (_, KeyCode::Char('y' | 'Y' | 'o' | 'O')) if self.is_farewell() => Step::Leave,
            (Stop::Option(index), KeyCode::Enter) => {
                self.options.get(index).map_or(Step::Stay, |(_, step)| step.clone())
            }
            (Stop::Phrase | Stop::Line | Stop::Confirm, KeyCode::Enter) => self.confirmed(),
            _ => Step::Stay,
        }
    }

    fn is_farewell(&self) -> bool {
        self.options.iter().any(|(_, step)| matches!(step, Step::Leave))
    }

    fn walk(&mut self, by: isize) -> Step {
        let count = self.stops.len().max(1);
        self.at = (self.at + count).saturating_add_signed(by) % count;
        Step::Stay
    }

    fn choose(&mut self, by: isize) -> Step {
        let last = self.reasons.len().saturating_sub(1);
        self.reason = Some(match self.reason {
            None if by > 0 => 0,
            None => last,
            Some(at) => at.saturating_add_signed(by).min(last),
        });
        Step::Stay
    }

    fn field(&mut self) -> &mut String {
        if self.stop() == Stop::Phrase { &mut self.typed } else { &mut self.line }
    }

    fn insert(&mut self, text: &str) {
        if self.stop() == Stop::Area {
            self.area.insert_str(text);
            return;
        }
        typed::add(self.field(), text, LINE_CHARS);
    }

    /// The command, or a hint at what is missing.
    fn confirmed(&mut self) -> Step {
        if let Some(phrase) = self.phrase.filter(|phrase| !phrase.matches(&self.typed)) {
            if self.reason_is_missing() {
                return self.missing(Stop::Reason, say::hint_reason(self.lang).to_owned());
            }
            let wanted = phrase_word(self.lang, phrase);
            return self.missing(Stop::Phrase, say::hint_phrase(self.lang, wanted));
        }
        if self.reason_is_missing() {
            return self.missing(Stop::Reason, say::hint_reason(self.lang).to_owned());
        }
        if self.required && self.line.trim().is_empty() {
            return self.missing(Stop::Line, say::hint_why(self.lang).to_owned());
        }
        let note = Some(Clean::new(self.line.trim())).filter(|note| !note.is_blank());
        let confirm = Clean::new(self.typed.trim());
        Step::Send(match &self.wish {
            Wish::Nothing => return Step::Stay,
            Wish::Switch => Command::Switch { confirm, note },
            Wish::Rollback => {
                let chosen = self.reason.and_then(|at| self.reasons.get(at));
                Command::Rollback { confirm, reason: chosen.map(|(reason, _)| *reason), note }
            }
            Wish::Run(procedure) => {
                Command::Run { procedure: procedure.clone(), confirm: self.phrase.map(|_| confirm), note }
            }
            Wish::Override(gate) => {
                Command::Override { gate: gate.clone(), reason: note.unwrap_or_default() }
            }
            Wish::Decide(run, choice) => {
                let confirm = self.phrase.map(|_| confirm);
                Command::Decide { run: *run, choice: *choice, confirm, note }
            }
            Wish::Cancel(run) => Command::Cancel { run: *run, reason: note.unwrap_or_default() },
            Wish::Approve(action) => {
                Command::Approve { action: *action, confirm: self.phrase.map(|_| confirm) }
            }
            Wish::Alone(action) => Command::BreakGlass {
                action: *action,
                confirm: self.phrase.map(|_| confirm),
                reason: note.unwrap_or_default(),
            },
            Wish::TakeLead => Command::TakeLead { reason: note.unwrap_or_default() },
            Wish::Close => Command::Close,
            Wish::Vote(go) => Command::Vote { go: *go, note },
            Wish::Note => {
                let text = Clean::new(self.area.lines().join("\n").trim());
                if text.is_blank() {
                    return self.missing(Stop::Area, say::hint_empty(self.lang).to_owned());
                }
                Command::Note { text }
            }
        })
    }

    fn reason_is_missing(&self) -> bool {
        !self.reasons.is_empty() && self.reason.is_none()
    }

    fn missing(&mut self, stop: Stop, hint: String) -> Step {
        self.hint = Some(hint);
        if let Some(at) = self.stops.iter().position(|known| *known == stop) {
            self.at = at;
        }
        Step::Stay
    }
}

/// The phrase in the language of the screen; both are accepted.
pub fn phrase_word(lang: Lang, phrase: Phrase) -> &'static str {
    let [fr, en] = phrase.words();
    match lang {
        Lang::Fr => fr,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests;
