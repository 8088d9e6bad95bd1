//! What a key does to this screen, and what it asks of the room. Pure: it is told the time, and its
//! wishes are carried out by [`super::ui`].

mod act;
mod alerts;
mod checklists;
mod faults;
mod journal;
mod layer;
mod lesson;
mod palette;
mod sitrep;
mod toast;
mod travel;
mod walk;

pub use layer::Layer;
pub use walk::lines_of;

use std::sync::Arc;

use crossterm::event::KeyEvent;

use super::action::{Action, Context, Situation, Stage};
use super::dialog::{Dialog, Step, Tone};
use super::input::{Focus, Meaning};
use super::keymap::{Key, Keymap};
use super::lang::Lang;
use super::messages::refusal as say;
use super::page::{Page, Places, Sight};
use super::palette::Recent;
use super::theme::Theme;
use super::themes::Themes;
use super::view::{Cursors, Overlay, Pane};
use crate::model::alerts::AlertKey;
use crate::model::decide::Refusal;
use crate::model::{Command, State};
use crate::plan::types::Id;
use crate::source::{Later, Log};
use crate::text::Clean;
use crate::wire::{Offer, Seek, Track, Transport};

/// What a key asks of whoever runs this screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// Ask the room for this.
    Send(Command),
    /// The same, once it is certain that the key did not begin a paste (R19).
    SendWhenSettled(Command),
    /// Break something in the drill or mend it, once it is certain that the key did not begin a paste.
    FaultWhenSettled(Clean, bool),
    /// Send these bytes to the terminal with the next frame.
    Copy(Vec<u8>),
    /// Keep this text in a file of this name.
    Keep(String, String),
    /// Another pace.
    Transport(Transport),
    /// Elsewhere in time.
    Seek(Seek),
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
    /// The time axis of a replay.
    pub track: Option<&'a Track>,
    /// What there is to compare a replay with.
    pub aside: Option<&'a Later>,
}

impl<'a> Seen<'a> {
    /// A room that is lived rather than replayed.
    pub fn of(state: &'a State, log: &'a Log) -> Self {
        Self { state, log, track: None, aside: None }
    }
}

/// How this screen looks at its room.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and none excludes another")]
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
    /// Whether each key that acts first says what it would do (F20).
    pub learning: bool,
    /// The theme in force; [`Self::theme`] is the one to draw with.
    pub worn: Theme,
    /// The themes to choose from.
    pub themes: Themes,
    /// Whether the terminal takes text into its clipboard (OSC 52).
    pub can_copy: bool,
    /// What can be broken in this drill.
    pub offers: Vec<Offer>,
    /// What is to be printed when the console is left.
    pub parting: Option<String>,
    tried: Option<Theme>,
    recent: Recent,
    toast: Option<(String, bool, u64)>,
    scored: bool,
    /// The alert that is being taken on, and what to say once it is.
    taking: Option<(AlertKey, String)>,
    /// A note that was begun and left.
    draft: Option<String>,
    /// A note whose answer has not come: refused, it is a draft again.
    sent: Option<String>,
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
            learning: false,
            worn: Theme::default(),
            themes: Themes::default(),
            can_copy: true,
            offers: Vec::new(),
            parting: None,
            tried: None,
            recent: Recent::new(),
            toast: None,
            scored: false,
            taking: None,
            draft: None,
            sent: None,
        }
    }

    /// What has the focus, for the guard.
    pub fn input_focus(&self) -> Focus {
        match &self.layer {
            Layer::Dialog(dialog) => dialog.focus(),
            Layer::Palette(_) | Layer::GoTo(..) => Focus::Query,
            // Keys that came together with the one that asked for it are not meant for it (R19).
            Layer::Lesson(..) => Focus::Buttons,
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
            Layer::Palette(palette) => Overlay::Palette { palette, themed: self.tried.is_some() },
            Layer::Sitrep(lang, form, scroll) => {
                Overlay::Sitrep { lang: *lang, form: *form, scroll: *scroll, printed: self.parting.is_some() }
            }
            Layer::Lesson(action, _) => Overlay::Lesson(*action),
            Layer::Faults(cursor) => Overlay::Faults { offers: &self.offers, cursor: *cursor },
            Layer::Compare(later, scroll) => Overlay::Compare(later, *scroll),
            Layer::GoTo(typed, trouble) => Overlay::GoTo { typed, trouble: *trouble },
        }
    }

    /// The theme to draw with: the one in force, or the one that the palette lets people try.
    pub fn theme(&self) -> &Theme {
        let tried = self.tried.as_ref().filter(|_| matches!(self.layer, Layer::Palette(_)));
        tried.unwrap_or(&self.worn)
    }

    /// The answer to a command.
    pub fn answered(&mut self, state: &State, answer: &Result<(), Refusal>, now: u64) {
        let sent = self.sent.take();
        if answer.is_err() {
            self.taking = None;
            self.draft = sent.or_else(|| self.draft.take());
        }
        if let Err(refusal) = answer {
            self.say(say::sentence(self.lang, &state.plan, refusal), true, now);
        }
    }

    /// The room changed: new events can be searched, the cursor of the alerts goes on where it may, and a
    /// drill that was closed shows its score.
    pub fn changed(&mut self, seen: Seen, now: u64) {
        let state = seen.state;
        Arc::make_mut(&mut self.places.lookup).follow(self.lang, &state.plan, seen.log);
        self.settle_alert(seen);
        self.settle_event(seen);
        self.tell_taken(state, now);
        self.show_score(state);
    }

    /// Shows the score of a drill that was closed, once. It waits while somebody types or is asked
    /// something: a note would be torn away, and the rest of its letters would be keys (R19).
    fn show_score(&mut self, state: &State) {
        let scored = matches!(&state.closed, Some((_, Some(_))));
        if scored && self.stage == Stage::Drill && !self.scored && self.input_focus() == Focus::Page {
            self.scored = true;
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
        let wishes = self.take_meaning(meaning, seen, now);
        self.settle_alert(seen);
        self.settle_event(seen);
        self.show_score(seen.state);
        wishes
    }

    fn take_meaning(&mut self, meaning: Meaning, seen: Seen, now: u64) -> Vec<Wish> {
        if let Layer::Dialog(dialog) = &mut self.layer {
            let step = dialog.take(meaning);
            self.keep_draft(&step, now);
            return self.step(step);
        }
        if matches!(self.layer, Layer::Palette(_)) {
            return self.find(meaning, seen, now);
        }
        if matches!(self.layer, Layer::GoTo(..)) {
            return self.go_to(meaning, seen);
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
        if matches!(self.layer, Layer::Lesson(..)) {
            return self.taught(key, seen, now);
        }
        let Some(action) = self.meant(Key::from(key)) else { return Vec::new() };
        self.perform(action, seen, now)
    }

    /// What a key means: what the open layer makes of it, else what the page does.
    fn meant(&self, key: Key) -> Option<Action> {
        let page = self.keymap.action(self.places.page.context(), key);
        match self.layer {
            Layer::Sitrep(..) => self.keymap.action(Context::Sitrep, key).or(page),
            _ => page,
        }
    }

    /// Does an action, unless it is not possible just now, or is to be learned first.
    fn perform(&mut self, action: Action, seen: Seen, now: u64) -> Vec<Wish> {
        if let Some(why) = self.why_not(action, seen.state) {
            self.say(why, true, now);
            return Vec::new();
        }
        if self.is_covered(action) {
            self.layer = Layer::None;
            self.say(say::was_covered(self.lang), true, now);
            return Vec::new();
        }
        if self.learning && self.teach(action) {
            return Vec::new();
        }
        self.act(action, seen, now)
    }

    /// Whether `action` would act on a chosen line that something else lies over: nobody sees which it is.
    fn is_covered(&self, action: Action) -> bool {
        let acts_on_a_line = match action {
            Action::Tick => self.places.page == Page::Checklists,
            Action::Silence => true,
            Action::Acknowledge => {
                self.places.page == Page::Alerts
                    || self.places.page == Page::Room && self.focus == Pane::Alerts
            }
            _ => false,
        };
        self.layer.is_to_be_read() && acts_on_a_line
    }

    fn why_not(&self, action: Action, state: &State) -> Option<String> {
        let rights = self.rights(state);
        let situation =
            Situation { stage: self.stage, rights: rights.as_deref(), closed: state.closed.is_some() };
        action.why_not(self.lang, &situation)
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
