//! What a key does to this screen, and what it asks of the room. Pure: it is told the time, and its
//! wishes are carried out by [`super::ui`].

use crossterm::event::KeyEvent;

use super::action::{Action, Situation, Stage};
use super::dialog::{Dialog, Step, Tone, open};
use super::input::{Focus, Meaning};
use super::keymap::{Key, Keymap};
use super::lang::Lang;
use super::messages::refusal as say;
use super::view::{Cursors, Overlay, Pane, Toast, alerts, checklists, ticks};
use crate::model::decide::Refusal;
use crate::model::{Command, State, gates};
use crate::plan::types::Id;
use crate::wire::Transport;

/// How long a passing word stays, in milliseconds.
const TOAST_MS: u64 = 6_000;
/// Lines of one page.
const PAGE: usize = 10;

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
    /// The pane that has the focus.
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
    pub fn take(&mut self, meaning: Meaning, state: &State, now: u64) -> Vec<Wish> {
        if let Layer::Dialog(dialog) = &mut self.layer {
            let step = dialog.take(meaning);
            return self.step(step);
        }
        match meaning {
            Meaning::Key(key) => self.key(key, state, now),
            Meaning::Text(_) | Meaning::Dropped(_) => Vec::new(),
        }
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

    fn key(&mut self, key: KeyEvent, state: &State, now: u64) -> Vec<Wish> {
        let key = Key::from(key);
        let Some(action) = self.keymap.action(super::action::Context::Room, key) else { return Vec::new() };
        let rights = self.rights(state);
        let situation =
            Situation { stage: self.stage, rights: rights.as_deref(), closed: state.closed.is_some() };
        if let Some(why) = action.why_not(self.lang, &situation) {
            self.say(why, true, now);
            return Vec::new();
        }
        self.act(action, state, now)
    }

    fn rights(&self, state: &State) -> Option<Vec<crate::plan::types::Right>> {
        let person = state.plan.person(self.me.as_ref()?)?;
        state.plan.role(&person.role).map(|role| role.may.clone())
    }

    fn act(&mut self, action: Action, state: &State, now: u64) -> Vec<Wish> {
        match action {
            Action::Help => self.toggle(Layer::Help(0)),
            Action::Close | Action::ShowRoom => self.layer = Layer::None,
            Action::NextPane => self.focus = self.focus.next(),
            Action::PreviousPane => self.focus = self.focus.previous(),
            Action::Up => self.walk(state, |at, _| at.saturating_sub(1)),
            Action::Down => self.walk(state, |at, last| (at + 1).min(last)),
            Action::PageUp => self.walk(state, |at, _| at.saturating_sub(PAGE)),
            Action::PageDown => self.walk(state, |at, last| (at + PAGE).min(last)),
            Action::First => self.walk(state, |_, _| 0),
            Action::Last => self.walk(state, |_, last| last),
            Action::Tick => return self.tick(state, now),
            Action::Acknowledge => return self.acknowledge(state, now),
            Action::Repaint => return vec![Wish::Repaint],
            Action::Slower => return vec![Wish::Transport(Transport::Slower)],
            Action::Faster => return vec![Wish::Transport(Transport::Faster)],
            Action::PlayPause => return vec![Wish::Transport(Transport::Toggle)],
            Action::StepForward => return vec![Wish::Transport(Transport::Step)],
            Action::Choose => {}
            _ => return self.ask(action, state, now),
        }
        Vec::new()
    }

    /// Keys that open a dialog.
    fn ask(&mut self, action: Action, state: &State, now: u64) -> Vec<Wish> {
        let lang = self.lang;
        let dialog = match action {
            Action::Note => open::note(lang),
            Action::Vote => open::vote(lang),
            Action::Switch => open::switch(lang, state, &gates::switch(state)),
            Action::Rollback => open::rollback(lang, state),
            Action::Override => open::overrides(lang, &state.plan, &all_gates(state)),
            Action::Automation => open::automation(lang, state),
            Action::Procedure => open::procedures(lang, state, &gates::switch(state)),
            Action::Quit => open::quit(lang, self.stage),
            Action::Decide => {
                let Some(dialog) = open::decide(lang, state) else {
                    self.say(say::nothing_to_decide(lang), true, now);
                    return Vec::new();
                };
                dialog
            }
            _ => return Vec::new(),
        };
        self.open(Box::new(dialog))
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

    fn walk(&mut self, state: &State, to: impl Fn(usize, usize) -> usize) {
        match &mut self.layer {
            Layer::Help(scroll) => *scroll = to(*scroll, Action::ALL.len()),
            Layer::Ticks(checklist, cursor) => {
                let items = state.plan.checklist(checklist).map_or(0, |list| list.items().count());
                *cursor = to((*cursor).min(items.saturating_sub(1)), items.saturating_sub(1));
            }
            _ => {
                let last = lines_of(state, self.focus).saturating_sub(1);
                let at = self.cursors.get(self.focus).min(last);
                self.cursors.set(self.focus, to(at, last));
            }
        }
    }

    /// The first press opens a checklist, the next ones tick and untick its items.
    fn tick(&mut self, state: &State, now: u64) -> Vec<Wish> {
        if let Layer::Ticks(checklist, cursor) = &self.layer {
            let chosen = state.plan.checklist(checklist).and_then(|list| ticks::chosen(list, *cursor));
            let Some(item) = chosen.map(|item| item.id.clone()) else { return Vec::new() };
            let command = if state.checklists.is_done(&item) {
                Command::Untick { item, note: None }
            } else {
                Command::Tick { item, note: None }
            };
            return vec![Wish::SendWhenSettled(command)];
        }
        let lists = checklists::in_order(state);
        let at = if self.focus == Pane::Checklists { self.cursors.get(Pane::Checklists) } else { 0 };
        let Some(list) = lists.get(at).or_else(|| lists.last()) else {
            self.say(say::no_checklist(self.lang), true, now);
            return Vec::new();
        };
        let open = list.items().position(|item| !state.checklists.is_done(&item.id)).unwrap_or(0);
        self.layer = Layer::Ticks(list.id.clone(), open);
        Vec::new()
    }

    /// The chosen alert, or the gravest that nobody took on yet.
    fn acknowledge(&mut self, state: &State, now: u64) -> Vec<Wish> {
        let all = alerts::in_order(state);
        let is_open = |alert: &crate::model::alerts::Alert| alert.acknowledged.is_none();
        let chosen = all.get(self.cursors.get(Pane::Alerts)).filter(|(_, alert)| is_open(alert));
        let Some((key, _)) = chosen.or_else(|| all.iter().find(|(_, alert)| is_open(alert))) else {
            self.say(say::no_alert(self.lang), false, now);
            return Vec::new();
        };
        vec![Wish::SendWhenSettled(Command::Acknowledge { alert: (*key).clone() })]
    }
}

fn all_gates(state: &State) -> Vec<crate::model::cutover::GateState> {
    // Before the switch nobody thinks of stopping Blue; after it nobody of the switch's gates.
    if state.can_go_back() { gates::teardown(state) } else { gates::switch(state) }
}

/// How many lines a pane has to choose from.
fn lines_of(state: &State, pane: Pane) -> usize {
    match pane {
        Pane::Alerts => state.alerts.feed.len(),
        Pane::Checklists => checklists::in_order(state).len(),
        Pane::Triggers => state.plan.triggers.len(),
        Pane::Schedule => state.plan.schedule.slots.len(),
        Pane::Performance | Pane::Business | Pane::Platform | Pane::Cutover => state.plan.metrics.len(),
    }
}
