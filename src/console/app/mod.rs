//! What a key does to this screen, and what it asks of the room. Pure: it is told the time, and its
//! wishes are carried out by [`super::ui`].

mod act;
mod checklists;
mod walk;

use crossterm::event::KeyEvent;

use super::action::{Situation, Stage};
use super::dialog::{Dialog, Step, Tone};
use super::input::{Focus, Meaning};
use super::keymap::{Key, Keymap};
use super::lang::Lang;
use super::messages::refusal as say;
use super::page::{Places, Sight};
use super::view::{Cursors, Overlay, Pane, Toast};
use crate::model::decide::Refusal;
use crate::model::{Command, State};
use crate::plan::types::Id;
use crate::source::Log;
use crate::wire::Transport;

/// How long a passing word stays, in milliseconds.
const TOAST_MS: u64 = 6_000;

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
}

/// What a key asks of whoever runs this screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// Ask the room for this.
    Send(Command),
    /// The same, once it is certain that the key did not begin a paste (R19).
    SendWhenSettled(Command),
    /// Another pace.
    Transport(Transport),
    /// Draw everything again.
    Repaint,
    /// A danger dialog opened.
    Opened,
    /// No danger dialog is open any more.
    Closed,
    /// Leave the console.
    Leave,
}

/// What a key finds when it is pressed: the room, and what happened in it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The room.
    pub state: &'a State,
    /// What happened so far.
    pub log: &'a Log,
}

/// How this screen looks at its room.
pub struct App {
    /// The language of jday's own words.
    pub lang: Lang,
    /// Drill, live or replay.
    pub stage: Stage,
    /// Who looks.
    pub me: Option<Id>,
    /// Which key does what.
    pub keymap: Keymap,
    /// Which page is looked at, and how.
    pub places: Places,
    /// Whether the filter is being typed.
    pub filtering: bool,
    /// The pane of the room that has the focus.
    pub focus: Pane,
    /// The chosen lines.
    pub cursors: Cursors,
    /// What lies over the panes.
    pub layer: Layer,
    toast: Option<(String, bool, u64)>,
    scored: bool,
}

impl App {
    /// A screen that looks at a room for the first time.
    pub fn new(lang: Lang, stage: Stage, me: Option<Id>, keymap: Keymap) -> Self {
        Self {
            lang,
            stage,
            me,
            keymap,
            places: Places::default(),
            filtering: false,
            focus: Pane::default(),
            cursors: Cursors::default(),
            layer: Layer::None,
            toast: None,
            scored: false,
        }
    }

    /// What has the focus, for the guard.
    pub fn input_focus(&self) -> Focus {
        match &self.layer {
            Layer::Dialog(dialog) => dialog.focus(),
            Layer::None if self.filtering => Focus::Query,
            _ => Focus::Page,
        }
    }

    /// The overlay as the view takes it.
    pub fn overlay<'a>(&'a self, state: &'a State, settled: bool) -> Overlay<'a> {
        match &self.layer {
            Layer::None => Overlay::None,
            Layer::Dialog(dialog) => Overlay::Dialog { dialog, settled },
            Layer::Help(scroll) => Overlay::Help { scroll: *scroll },
            Layer::Ticks(checklist, cursor) => Overlay::Ticks { checklist, cursor: *cursor },
            Layer::Score => match &state.closed {
                Some((_, Some(score))) => Overlay::Score(score),
                _ => Overlay::None,
            },
        }
    }

    /// The passing word, if one is on.
    pub fn toast(&self) -> Option<Toast<'_>> {
        self.toast.as_ref().map(|(text, refusal, _)| Toast { text, refusal: *refusal })
    }

    /// Says something in passing.
    pub fn say(&mut self, text: impl Into<String>, refusal: bool, now: u64) {
        self.toast = Some((text.into(), refusal, now + TOAST_MS));
    }

    /// Says something that stays until something else is said.
    pub fn say_from_now_on(&mut self, text: impl Into<String>) {
        self.toast = Some((text.into(), true, u64::MAX));
    }

    /// Takes a passing word away when its time is over; true if it did. Otherwise the time until then.
    pub fn expire(&mut self, now: u64) -> Result<bool, u64> {
        match &self.toast {
            Some((_, _, until)) if *until <= now => {
                self.toast = None;
                Ok(true)
            }
            Some((_, _, until)) => Err(until - now),
            None => Ok(false),
        }
    }

    /// The answer to a command.
    pub fn answered(&mut self, state: &State, answer: &Result<(), Refusal>, now: u64) {
        if let Err(refusal) = answer {
            self.say(say::sentence(self.lang, &state.plan, refusal), true, now);
        }
    }

    /// The room changed: a drill that was closed shows its score once.
    pub fn changed(&mut self, state: &State) {
        let scored = matches!(&state.closed, Some((_, Some(_))));
        if scored && self.stage == Stage::Drill && !std::mem::replace(&mut self.scored, true) {
            self.layer = Layer::Score;
        }
    }

    /// Time leapt or stood still: what was about to be confirmed may no longer be what was read, so an
    /// open danger dialog closes (R26). True if one did.
    pub fn cancel_confirmation(&mut self, now: u64) -> bool {
        let armed = matches!(&self.layer, Layer::Dialog(dialog) if dialog.tone == Tone::Danger);
        if armed {
            self.layer = Layer::None;
            self.say(say::time_leapt(self.lang), true, now);
        }
        armed
    }

    /// What one key or text means here.
    pub fn take(&mut self, meaning: Meaning, seen: Seen, now: u64) -> Vec<Wish> {
        if let Layer::Dialog(dialog) = &mut self.layer {
            let step = dialog.take(meaning);
            return self.step(step);
        }
        if self.filtering && matches!(self.layer, Layer::None) {
            self.filter(meaning);
            return Vec::new();
        }
        match meaning {
            Meaning::Key(key) => self.key(key, seen, now),
            Meaning::Text(_) | Meaning::Dropped(_) => Vec::new(),
        }
    }

    /// What the lines of the page on the screen depend on.
    pub fn sight<'a>(&'a self, seen: Seen<'a>) -> Sight<'a> {
        Sight { state: seen.state, log: seen.log, lang: self.lang, places: &self.places }
    }

    fn step(&mut self, step: Step) -> Vec<Wish> {
        match step {
            Step::Stay => Vec::new(),
            Step::Close => self.close(),
            Step::Send(command) => {
                let mut wishes = self.close();
                wishes.push(Wish::Send(command));
                wishes
            }
            Step::Open(next) => self.open(next),
            Step::Leave => vec![Wish::Leave],
        }
    }

    fn close(&mut self) -> Vec<Wish> {
        self.layer = Layer::None;
        vec![Wish::Closed]
    }

    fn key(&mut self, key: KeyEvent, seen: Seen, now: u64) -> Vec<Wish> {
        let key = Key::from(key);
        let Some(action) = self.keymap.action(self.places.page.context(), key) else { return Vec::new() };
        let rights = self.rights(seen.state);
        let situation =
            Situation { stage: self.stage, rights: rights.as_deref(), closed: seen.state.closed.is_some() };
        if let Some(why) = action.why_not(self.lang, &situation) {
            self.say(why, true, now);
            return Vec::new();
        }
        self.act(action, seen, now)
    }

    fn rights(&self, state: &State) -> Option<Vec<crate::plan::types::Right>> {
        let person = state.plan.person(self.me.as_ref()?)?;
        state.plan.role(&person.role).map(|role| role.may.clone())
    }

    /// Only what could do harm makes people wait until they can have read it (R19).
    fn open(&mut self, dialog: Box<Dialog>) -> Vec<Wish> {
        let wish = if dialog.tone == Tone::Danger { Wish::Opened } else { Wish::Closed };
        self.layer = Layer::Dialog(dialog);
        vec![wish]
    }

    fn toggle(&mut self, layer: Layer) {
        let same = std::mem::discriminant(&self.layer) == std::mem::discriminant(&layer);
        self.layer = if same { Layer::None } else { layer };
    }
}
