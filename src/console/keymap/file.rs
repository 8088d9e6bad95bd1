//! Reading a keymap file: everything that is wrong with it at once, each with its line and column.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{Action, Clash, Context, Key, Keymap, KeymapError, index};

impl Keymap {
    /// The standard keys with those that `text` replaces; `file` names it in messages.
    ///
    /// # Errors
    /// Every mistake of the file at once: what is not TOML, unknown contexts, actions and keys, two actions
    /// on one key, keys that hide others, and an action that must not be left without a key.
    pub fn parse(file: &str, text: &str) -> Result<Self, KeymapError> {
        let (tree, syntax) = DeTable::parse_recoverable(text);
        let mut reading =
            Reading { file, text, wrong: Vec::new(), broken: BTreeSet::new(), places: BTreeMap::new() };
        for error in &syntax {
            reading.broken(error.span().unwrap_or(0..0), error.message());
        }
        let mut by_action = Self::standard().by_action;
        for (context, actions) in tree.get_ref() {
            let named = context.get_ref().as_ref();
            let Some(known) = Context::ALL.into_iter().find(|known| known.word() == named) else {
                let words = Context::ALL.map(Context::word).join(", ");
                reading.note(context.span(), format!("{named:?} is not a context; expected one of {words}"));
                continue;
            };
            let DeValue::Table(actions) = actions.get_ref() else {
                reading.note(actions.span(), format!("{named} must be a table: write [{named}] on a line"));
                continue;
            };
            for (name, keys) in actions {
                if let Some((action, keys)) = reading.action(known, name, keys) {
                    by_action.insert(action, keys);
                }
            }
        }
        let (by_key, clashes) = index(&by_action);
        for clash in clashes {
            reading.clash(&clash);
        }
        reading.lost(&by_action);
        if reading.wrong.is_empty() { Ok(Self { by_action, by_key }) } else { Err(reading.error()) }
    }
}

/// Actions without a key of which somebody would be helpless: nobody could leave, or close what is open.
const NEEDED: [(Action, &str); 2] =
    [(Action::Quit, "nobody could leave"), (Action::Close, "nobody could close what is open")];

/// Collects the mistakes of one file, and where it names which action.
struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    wrong: Vec<(usize, String)>,
    /// Lines that are not TOML: what else seems wrong there is only a consequence.
    broken: BTreeSet<usize>,
    places: BTreeMap<Action, Range<usize>>,
}

impl Reading<'_> {
    fn note(&mut self, at: Range<usize>, message: impl Into<String>) {
        if !self.broken.contains(&self.line(at.start)) {
            self.wrong.push((at.start, message.into()));
        }
    }

    fn broken(&mut self, at: Range<usize>, message: &str) {
        self.note(at.clone(), format!("not TOML: {message}"));
        self.broken.insert(self.line(at.start));
    }

    fn line(&self, at: usize) -> usize {
        self.text.get(..at).unwrap_or(self.text).matches('\n').count() + 1
    }

    /// One line of the file.
    fn action(
        &mut self,
        context: Context,
        name: &toml::Spanned<std::borrow::Cow<'_, str>>,
        keys: &toml::Spanned<DeValue<'_>>,
    ) -> Option<(Action, Vec<Key>)> {
        let action = match name.get_ref().parse::<Action>() {
            Ok(action) if action.info().context == context => action,
            Ok(action) => {
                self.note(name.span(), format!("{action} belongs to [{}]", action.info().context.word()));
                return None;
            }
            Err(message) => {
                self.note(name.span(), format!("{:?} {message}", name.get_ref()));
                return None;
            }
        };
        self.places.insert(action, name.span());
        let DeValue::Array(list) = keys.get_ref() else {
            self.note(keys.span(), format!("{action}: expected a list of keys, such as [\"x\", \"f5\"]"));
            return None;
        };
        let mut read = Vec::new();
        for key in list {
            match key.get_ref() {
                DeValue::String(word) => match word.parse::<Key>() {
                    Ok(key) => read.push(key),
                    Err(message) => self.note(key.span(), format!("{action}: {message}")),
                },
                _ => self.note(key.span(), format!("{action}: expected a key in quotes, such as \"x\"")),
            }
        }
        Some((action, read))
    }

    /// A clash, at the line that brought it in: the registry's own keys have none.
    fn clash(&mut self, clash: &Clash) {
        let places = [clash.one, clash.other].map(|action| self.places.get(&action).cloned());
        let place = places.into_iter().flatten().max_by_key(|place| place.start);
        self.note(place.unwrap_or(0..0), clash.to_string());
    }

    fn lost(&mut self, by_action: &BTreeMap<Action, Vec<Key>>) {
        for (action, why) in NEEDED {
            if by_action.get(&action).is_none_or(Vec::is_empty) {
                let place = self.places.get(&action).cloned().unwrap_or(0..0);
                self.note(place, format!("{action} has no key; {why}"));
            }
        }
    }

    /// All of it in the order of the file, each once.
    fn error(mut self) -> KeymapError {
        self.wrong.sort_by_key(|(at, _)| *at);
        let mut seen = BTreeSet::new();
        let wrong = self.wrong.into_iter().filter(|wrong| seen.insert(wrong.clone()));
        KeymapError(
            wrong.map(|(at, message)| format!("{}: {message}", place(self.file, self.text, at))).collect(),
        )
    }
}

/// `file:line:column`, in characters from 1.
fn place(file: &str, text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{file}:{}:{column}", before.matches('\n').count() + 1)
}
