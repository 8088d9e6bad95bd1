//! The palette: everything that can be done here, found by a few letters in either language.
//!
//! What it lists comes from the registry of actions, the plan and the themes, so there is nothing to
//! keep in step. Running an entry is what its key does; the palette itself acts on nothing.

mod keys;
mod search;

pub use keys::{Edit, edit};

use std::collections::VecDeque;

use super::action::{Action, Context, Danger};
use super::keymap::Keymap;
use super::lang::Lang;
use super::messages::palette as say;
use super::page::Zoom;
use super::themes::Themes;
use super::typed;
use crate::console::messages::names;
use crate::plan::types::{Id, Plan};

/// Longest query taken, in characters.
const QUERY_CHARS: usize = 60;
/// How many entries are remembered as used last.
const RECENT: usize = 8;

/// One thing that can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// An action of the registry; the pages are among them.
    Act(Action),
    /// A checklist of the plan, to tick its items.
    Checklist(Id),
    /// A procedure of the plan, to run it.
    Procedure(Id),
    /// How much of the past charts show.
    Zoom(Zoom),
    /// The language of jday's own words.
    Language(Lang),
    /// A theme, by name.
    Theme(String),
}

impl Entry {
    /// The action whose rights, stage and danger are this entry's; none for what only changes how this
    /// console looks.
    pub fn action(&self) -> Option<Action> {
        match self {
            Self::Act(action) => Some(*action),
            Self::Procedure(_) => Some(Action::Procedure),
            Self::Checklist(_) | Self::Zoom(_) | Self::Language(_) | Self::Theme(_) => None,
        }
    }

    /// What it can do to the world.
    pub fn danger(&self) -> Danger {
        self.action().map_or(Danger::Looks, |action| action.info().danger)
    }

    /// All its keys, as written in a keymap file; empty if it has none of its own.
    pub fn keys(&self, keymap: &Keymap) -> String {
        match self {
            Self::Act(action) => keymap.all_hints(*action),
            _ => String::new(),
        }
    }

    /// Its name.
    pub fn label(&self, lang: Lang, plan: &Plan) -> String {
        match self {
            Self::Act(action) => action.label(lang).to_owned(),
            Self::Checklist(id) => {
                let title = plan.checklist(id).map(|list| list.title.one_line());
                say::checklist(lang, title.as_deref().unwrap_or(id.as_str()))
            }
            Self::Procedure(id) => say::procedure(lang, names::procedure(plan, id)),
            Self::Zoom(zoom) => zoom_word(lang, *zoom).to_owned(),
            Self::Language(Lang::Fr) => say::french(lang).to_owned(),
            Self::Language(Lang::En) => say::english(lang).to_owned(),
            Self::Theme(name) => say::theme(lang, name),
        }
    }

    /// A sentence about it.
    pub fn help(&self, lang: Lang, themes: &Themes) -> String {
        match self {
            Self::Act(action) => action.help(lang).to_owned(),
            Self::Checklist(_) => say::checklist_help(lang).to_owned(),
            Self::Procedure(_) => say::procedure_help(lang).to_owned(),
            Self::Zoom(_) => say::zoom_help(lang).to_owned(),
            Self::Language(_) => say::language_help(lang).to_owned(),
            Self::Theme(name) => themes.about(lang, name),
        }
    }
}

fn zoom_word(lang: Lang, zoom: Zoom) -> &'static str {
    match zoom {
        Zoom::Close => say::zoom_close(lang),
        Zoom::Near => say::zoom_near(lang),
        Zoom::Day => say::zoom_day(lang),
    }
}

/// What was run from the palette, the newest first.
pub type Recent = VecDeque<Entry>;

/// Notes that `entry` was run.
pub fn remember(recent: &mut Recent, entry: Entry) {
    recent.retain(|known| *known != entry);
    recent.push_front(entry);
    recent.truncate(RECENT);
}

/// The open palette.
#[derive(Debug, Clone)]
pub struct Palette {
    query: String,
    cursor: usize,
    rows: Vec<Row>,
    shown: Vec<usize>,
}

/// An entry with the words by which it is found.
#[derive(Debug, Clone)]
pub struct Row {
    /// The entry.
    pub entry: Entry,
    /// Its name in the console's language.
    pub label: String,
    /// Its sentence in the console's language.
    pub help: String,
    /// Its keys.
    pub keys: String,
    /// Its names in the other language and in keymap files.
    others: Vec<String>,
    /// Its sentence in the other language.
    other_help: String,
}

impl Palette {
    /// A palette of everything there is, what was used last first.
    pub fn new(lang: Lang, plan: &Plan, keymap: &Keymap, themes: &Themes, recent: &Recent) -> Self {
        let other = match lang {
            Lang::Fr => Lang::En,
            Lang::En => Lang::Fr,
        };
        let mut entries = entries(plan, themes);
        // What was used last is what is wanted next; the rest keeps the order of the help page.
        entries.sort_by_key(|entry| recent.iter().position(|known| known == entry).unwrap_or(RECENT));
        let rows: Vec<Row> = entries
            .into_iter()
            .map(|entry| Row {
                label: entry.label(lang, plan),
                help: entry.help(lang, themes),
                keys: entry.keys(keymap),
                others: [Some(entry.label(other, plan)), entry.action().map(|action| action.name().into())]
                    .into_iter()
                    .flatten()
                    .collect(),
                other_help: entry.help(other, themes),
                entry,
            })
            .collect();
        let shown = (0..rows.len()).collect();
        Self { query: String::new(), cursor: 0, rows, shown }
    }

    /// What was typed so far.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The rows that are found, best first.
    pub fn found(&self) -> impl ExactSizeIterator<Item = &Row> {
        self.shown.iter().filter_map(|at| self.rows.get(*at)).collect::<Vec<_>>().into_iter()
    }

    /// All rows, found or not.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Index of the chosen row among those that are found.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The chosen entry; none where nothing is found.
    pub fn chosen(&self) -> Option<&Entry> {
        self.rows.get(*self.shown.get(self.cursor)?).map(|row| &row.entry)
    }

    /// Moves the choice.
    pub fn walk(&mut self, to: impl Fn(usize, usize) -> usize) {
        let last = self.shown.len().saturating_sub(1);
        self.cursor = to(self.cursor.min(last), last);
    }

    /// Takes typed or pasted text.
    pub fn insert(&mut self, text: &str) {
        let before = self.query.len();
        typed::add(&mut self.query, text, QUERY_CHARS);
        // A burst that no longer fits finds nothing new.
        if self.query.len() != before {
            self.search();
        }
    }

    /// Takes the last character back, as a person sees it.
    pub fn erase(&mut self) {
        typed::erase(&mut self.query);
        self.search();
    }

    /// Takes everything back.
    pub fn clear(&mut self) {
        self.query.clear();
        self.search();
    }

    fn search(&mut self) {
        self.shown = search::ranked(&self.query, &self.rows);
        self.cursor = 0;
    }
}

/// Everything there is: actions in the registry's order, then the plan's, then how the console looks.
fn entries(plan: &Plan, themes: &Themes) -> Vec<Entry> {
    let hidden = [Action::Palette, Action::Close];
    let acts = Action::ALL
        .iter()
        .copied()
        .filter(|action| !hidden.contains(action))
        .filter(|action| !matches!(action.info().context, Context::Picker | Context::Sitrep))
        .map(Entry::Act);
    acts.chain(plan.checklists.iter().map(|list| Entry::Checklist(list.id.clone())))
        .chain(plan.procedures.iter().map(|procedure| Entry::Procedure(procedure.id.clone())))
        .chain(Zoom::ALL.map(Entry::Zoom))
        .chain(Lang::ALL.map(Entry::Language))
        .chain(themes.names().into_iter().map(Entry::Theme))
        .collect()
}

#[cfg(test)]
mod tests;
