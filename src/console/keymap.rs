//! Keys as data. The defaults stand in the registry; a file in the same words replaces an action's keys.
//!
//! ```toml
//! [room]
//! acknowledge = ["a", "f5"]
//! ```

mod file;

use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Write as _};
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{Action, Context, Stage};

/// One key with Ctrl or Alt. Shift is in the letter itself: `S`, not `shift-s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key.
    pub code: KeyCode,
    /// Ctrl and Alt.
    pub modifiers: KeyModifiers,
}

/// Keys that have a name because they have no letter.
const NAMED: [(&str, KeyCode); 15] = [
    ("space", KeyCode::Char(' ')),
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backtab", KeyCode::BackTab),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
];

impl From<KeyEvent> for Key {
    /// Terminals disagree on whether a capital also carries Shift; here it never does.
    fn from(event: KeyEvent) -> Self {
        let modifiers = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT);
        let code = match event.code {
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            // A terminal without capitals after Ctrl sends either; both mean the same.
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => {
                KeyCode::Char(c.to_ascii_lowercase())
            }
            code => code,
        };
        Self { code, modifiers }
    }
}

impl FromStr for Key {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        let wrong = || {
            let names = NAMED.map(|(name, _)| name).join(", ");
            format!("read {raw:?}; expected one character, f1 … f12, {names}, with ctrl- or alt- before it")
        };
        let mut rest = raw;
        let mut modifiers = KeyModifiers::NONE;
        loop {
            if let Some(after) = rest.strip_prefix("ctrl-").filter(|after| !after.is_empty()) {
                modifiers |= KeyModifiers::CONTROL;
                rest = after;
            } else if let Some(after) = rest.strip_prefix("alt-").filter(|after| !after.is_empty()) {
                modifiers |= KeyModifiers::ALT;
                rest = after;
            } else {
                break;
            }
        }
        let mut chars = rest.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(' '), None) => return Err(wrong()),
            (Some(one), None) if !one.is_control() => KeyCode::Char(one),
            _ => match NAMED.iter().find(|(name, _)| *name == rest) {
                Some((_, code)) => *code,
                None => rest
                    .strip_prefix('f')
                    .and_then(|number| number.parse::<u8>().ok())
                    .filter(|number| (1..=12).contains(number))
                    .map(KeyCode::F)
                    .ok_or_else(wrong)?,
            },
        };
        Ok(Self { code, modifiers })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            f.write_str("ctrl-")?;
        }
        if self.modifiers.contains(KeyModifiers::ALT) {
            f.write_str("alt-")?;
        }
        match (NAMED.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, KeyCode::Char(c)) => write!(f, "{c}"),
            (None, KeyCode::F(number)) => write!(f, "f{number}"),
            (None, code) => write!(f, "{code}"),
        }
    }
}

/// Which key means what, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    by_action: BTreeMap<Action, Vec<Key>>,
    by_key: HashMap<(Context, Key), Action>,
}

/// Everything that is wrong with a keymap file, a line each with file, line and column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct KeymapError(pub Vec<String>);

impl Keymap {
    /// The keys of the registry. A test holds that they are legible and without duplicates.
    pub fn standard() -> Self {
        let by_action = Action::ALL
            .iter()
            .map(|action| (*action, action.info().keys.iter().filter_map(|key| key.parse().ok()).collect()))
            .collect();
        let by_key = index(&by_action).0;
        Self { by_action, by_key }
    }

    /// What `key` means in `context`: the context's own meaning, else that of the place around it.
    pub fn action(&self, context: Context, key: Key) -> Option<Action> {
        context.outwards().find_map(|context| self.by_key.get(&(context, key))).copied()
    }

    /// The keys of `action`.
    pub fn keys(&self, action: Action) -> &[Key] {
        self.by_action.get(&action).map_or(&[], Vec::as_slice)
    }

    /// The first key of `action` as shown in hints; empty if it has none.
    pub fn hint(&self, action: Action) -> String {
        self.keys(action).first().map(ToString::to_string).unwrap_or_default()
    }

    /// All keys of `action` as shown in help.
    pub fn all_hints(&self, action: Action) -> String {
        self.keys(action).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    /// This keymap as a file: what a person would copy and change.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        for context in Context::ALL {
            // Writing into a String cannot fail.
            let _ = writeln!(out, "[{}]", context.word());
            for action in Action::ALL.iter().filter(|action| action.info().context == context) {
                let keys = self.keys(*action).iter().map(|key| quoted(&key.to_string())).collect::<Vec<_>>();
                let _ = writeln!(out, "{action} = [{}]", keys.join(", "));
            }
            out.push('\n');
        }
        out
    }
}

fn quoted(key: &str) -> String {
    toml::Value::String(key.to_owned()).to_string()
}

/// A key that would mean two things in one place, or hide what it means around it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Clash {
    key: Key,
    one: Action,
    other: Action,
    context: Context,
    /// Whether `one` hides `other`, which has the key on more pages.
    hides: bool,
}

impl fmt::Display for Clash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, one, other, context, hides } = self;
        let place = context.word();
        if *hides {
            write!(f, "{key} means {one} in [{place}] and hides {other}; give one of them another key")
        } else {
            write!(f, "{key} means both {other} and {one} in [{place}]; give one of them another key")
        }
    }
}

/// Keys to actions, and every clash.
fn index(by_action: &BTreeMap<Action, Vec<Key>>) -> (HashMap<(Context, Key), Action>, Vec<Clash>) {
    let mut by_key = HashMap::new();
    let mut clashes = Vec::new();
    for (action, keys) in by_action {
        for key in keys {
            let context = action.info().context;
            let before = by_key.insert((context, *key), *action);
            if let Some(other) = before.filter(|other| other != action) {
                clashes.push(Clash { key: *key, one: *action, other, context, hides: false });
            }
        }
    }
    // A key of one page must not hide one of the whole room: on J-Day that would be an incident.
    for (action, keys) in by_action {
        let context = action.info().context;
        for key in keys {
            for around in context.outwards().skip(1) {
                if let Some(other) = by_key.get(&(around, *key)) {
                    clashes.push(Clash { key: *key, one: *action, other: *other, context, hides: true });
                }
            }
        }
    }
    (by_key, clashes)
}

/// One row of `jday keys` and of the README's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The action.
    pub action: Action,
    /// Its keys.
    pub keys: String,
    /// Its label.
    pub label: &'static str,
    /// Its sentence.
    pub help: &'static str,
    /// Where it exists.
    pub stages: &'static [Stage],
}

/// Every action with its keys, in the registry's order.
pub fn rows(keymap: &Keymap, lang: super::lang::Lang) -> Vec<Row> {
    Action::ALL
        .iter()
        .map(|action| Row {
            action: *action,
            keys: keymap.all_hints(*action),
            label: action.label(lang),
            help: action.help(lang),
            stages: action.info().stages,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> Key {
        KeyEvent::new(code, modifiers).into()
    }

    #[test]
    fn the_standard_keys_are_legible_and_without_duplicates() {
        for action in Action::ALL {
            for key in action.info().keys {
                assert_eq!(key.parse::<Key>().unwrap().to_string(), *key, "{action}");
            }
        }
        assert_eq!(index(&Keymap::standard().by_action).1, []);
    }

    #[test]
    fn the_standard_keymap_written_as_a_file_reads_as_itself() {
        let standard = Keymap::standard();
        assert_eq!(Keymap::parse("keys.toml", &standard.to_toml()).unwrap(), standard);
    }

    #[test]
    fn a_capital_is_the_same_with_and_without_shift() {
        let keys = Keymap::standard();
        for modifiers in [KeyModifiers::NONE, KeyModifiers::SHIFT] {
            let key = press(KeyCode::Char('S'), modifiers);
            assert_eq!(keys.action(Context::Room, key), Some(Action::Switch));
        }
        assert_eq!(keys.action(Context::Room, press(KeyCode::Char('s'), KeyModifiers::NONE)), None);
        assert_eq!(keys.action(Context::Picker, press(KeyCode::Char('S'), KeyModifiers::SHIFT)), None);
        let redraw = press(KeyCode::Char('l'), KeyModifiers::CONTROL);
        assert_eq!(keys.action(Context::Room, redraw), Some(Action::Repaint));
        let back = press(KeyCode::Tab, KeyModifiers::SHIFT);
        assert_eq!(keys.action(Context::Room, back), Some(Action::PreviousPane));
    }

    #[test]
    fn a_file_replaces_one_action_and_leaves_the_others() {
        let keys = Keymap::parse("keys.toml", "[room]\nnote = [\"f5\", \"alt-n\"]\n").unwrap();
        assert_eq!(keys.all_hints(Action::Note), "f5 alt-n");
        assert_eq!(keys.hint(Action::Acknowledge), "a");
        assert_eq!(keys.action(Context::Room, "n".parse().unwrap()), None);
    }

    #[test]
    fn all_mistakes_of_a_file_come_at_once() {
        let text =
            "[room]\nnote = [\"S\"]\nnoet = [\"x\"]\nhelp = [\"h\"]\ntick = [\"spacebar\"]\n[kitchen]\n";
        let error = Keymap::parse("keys.toml", text).unwrap_err().to_string();
        for expected in [
            "S means both",
            "keys.toml:3:1: \"noet\" is not an action; did you mean \"note\"?",
            "keys.toml:4:1: help belongs to [everywhere]",
            "keys.toml:5:9: tick: read \"spacebar\"",
            "keys.toml:6:2: \"kitchen\" is not a context",
        ] {
            assert!(error.contains(expected), "{expected} in:\n{error}");
        }
    }

    #[test]
    fn nobody_can_lock_themselves_in_or_hide_a_key() {
        assert!(Keymap::parse("k", "[everywhere]\nquit = []\n").unwrap_err().to_string().contains("leave"));
        let hidden = Keymap::parse("k", "[room]\nnote = [\"q\"]\n").unwrap_err().to_string();
        assert!(hidden.contains("q means note in [room] and hides quit"), "{hidden}");
    }
}
