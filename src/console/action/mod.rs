//! The registry of actions: everything a person can do on the screen, in one table.
//!
//! Keymap, help, the README's table, palette and journal all read it, so there is nothing to keep in
//! step. What an action is called here is what keymap files and journals call it.

mod table;

use std::fmt;
use std::str::FromStr;

pub use table::Action;

use super::lang::Lang;
use super::messages::{common, words};
use crate::model::event::Mode;
use crate::plan::types::Right;

/// What kind of room is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Real systems.
    Live,
    /// People act on recorded observations.
    Drill,
    /// Everything is played back; nothing can be asked for.
    Replay,
}

impl Stage {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Live, Self::Drill, Self::Replay];
    /// Where people act.
    const ACTING: &'static [Self] = &[Self::Live, Self::Drill];
    /// Where a watch goes on until somebody ends it.
    const WATCHED: &'static [Self] = &[Self::Live];
    /// Where time can be steered.
    const STEERED: &'static [Self] = &[Self::Drill, Self::Replay];
    /// Where a facilitator can break things.
    const DRILLED: &'static [Self] = &[Self::Drill];
    /// Where time can go back.
    const PLAYED: &'static [Self] = &[Self::Replay];
    const ANY: &'static [Self] = &Self::ALL;

    /// The mode's word on the screen: `LIVE`, `EXERCICE`, `RELECTURE`.
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Live => common::mode_live(lang),
            Self::Drill => common::mode_drill(lang),
            Self::Replay => common::mode_replay(lang),
        }
    }
}

impl From<Mode> for Stage {
    /// The stage of a room people are in; a replay is the caller's to say.
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Live => Self::Live,
            Mode::Drill => Self::Drill,
        }
    }
}

/// Where a key counts. A key of a narrower place may not hide one of a wider place around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// On every page, and in the picker.
    Everywhere,
    /// On the pages of a room.
    Room,
    /// On page 2.
    Metrics,
    /// On page 5.
    Alerts,
    /// On page 7.
    Journal,
    /// While the sitrep is open.
    Sitrep,
    /// In the scenario picker.
    Picker,
}

impl Context {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Everywhere,
        Self::Room,
        Self::Metrics,
        Self::Alerts,
        Self::Journal,
        Self::Sitrep,
        Self::Picker,
    ];

    /// The table's name in keymap files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Room => "room",
            Self::Metrics => "metrics",
            Self::Alerts => "alerts",
            Self::Journal => "journal",
            Self::Sitrep => "sitrep",
            Self::Picker => "picker",
        }
    }

    /// The place around it; none around everywhere.
    pub fn around(self) -> Option<Self> {
        match self {
            Self::Everywhere => None,
            Self::Room | Self::Sitrep | Self::Picker => Some(Self::Everywhere),
            Self::Metrics | Self::Alerts | Self::Journal => Some(Self::Room),
        }
    }

    /// It and every place around it, the narrowest first.
    pub fn outwards(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |context| context.around())
    }
}

/// What an action can do to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Danger {
    /// Nothing: it only changes what this screen shows.
    Looks,
    /// It writes to the journal, and can be taken back or does no harm.
    Records,
    /// It moves traffic or data, or takes a safeguard away.
    Moves,
}

/// What a key does at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// The action itself.
    Acts,
    /// It opens a dialog; nothing happens until that is answered (R19).
    Asks,
}

/// One row of the table.
#[derive(Debug)]
pub struct Info {
    /// Name in keymap files and journals.
    pub name: &'static str,
    /// A word or two, French and English.
    pub label: [&'static str; 2],
    /// A sentence, French and English.
    pub help: [&'static str; 2],
    /// What it can do to the world.
    pub danger: Danger,
    /// What its key does at once.
    pub press: Press,
    /// Any one of these rights is needed; none: everybody may.
    pub rights: &'static [Right],
    /// Where it exists.
    pub stages: &'static [Stage],
    /// Where its keys count.
    pub context: Context,
    /// Its keys unless a keymap file says otherwise, as written in such a file.
    pub keys: &'static [&'static str],
}

/// What decides whether an action can be used just now.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The kind of room.
    pub stage: Stage,
    /// What this person may do; none for somebody whom the plan does not name.
    pub rights: Option<&'a [Right]>,
    /// Whether the room is closed.
    pub closed: bool,
}

impl Action {
    /// Its name in keymap files and journals.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// A word or two for it.
    pub fn label(self, lang: Lang) -> &'static str {
        pick(lang, self.info().label)
    }

    /// A sentence about it.
    pub fn help(self, lang: Lang) -> &'static str {
        pick(lang, self.info().help)
    }

    /// Why its key does nothing just now, or nothing if it works. Disabled keys say why.
    pub fn why_not(self, lang: Lang, situation: &Situation<'_>) -> Option<String> {
        let info = self.info();
        if !info.stages.contains(&situation.stage) {
            let why = match situation.stage {
                Stage::Replay => common::why_replay(lang),
                Stage::Live | Stage::Drill if info.stages == Stage::PLAYED => common::why_played(lang),
                Stage::Live if info.stages == Stage::DRILLED => common::why_drilled(lang),
                Stage::Live | Stage::Drill => common::why_live(lang),
            };
            return Some(why.to_owned());
        }
        if info.danger != Danger::Looks && situation.closed {
            return Some(common::why_closed(lang).to_owned());
        }
        let first = info.rights.first()?;
        match situation.rights {
            None => Some(common::why_nobody(lang).to_owned()),
            Some(held) if info.rights.iter().any(|right| held.contains(right)) => None,
            Some(_) => Some(common::why_right(lang, words::right(lang, *first))),
        }
    }
}

fn pick(lang: Lang, [fr, en]: [&'static str; 2]) -> &'static str {
    match lang {
        Lang::Fr => fr,
        Lang::En => en,
    }
}

impl FromStr for Action {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|action| action.name() == raw).ok_or_else(|| {
            let near = Self::ALL
                .iter()
                .map(|action| (strsim::damerau_levenshtein(raw, action.name()), action.name()))
                .min()
                .filter(|(distance, _)| *distance <= 3);
            match near {
                Some((_, name)) => format!("is not an action; did you mean {name:?}?"),
                None => "is not an action; `jday keys` lists them".to_owned(),
            }
        })
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_plain() {
        let names: BTreeSet<_> = Action::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        for name in names {
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            assert_eq!(name.parse::<Action>().unwrap().name(), name);
        }
    }

    #[test]
    fn every_action_has_its_words_and_keys_in_both_languages() {
        for action in Action::ALL {
            let info = action.info();
            for lang in Lang::ALL {
                assert!(!action.label(lang).is_empty(), "{action}");
                assert!(action.help(lang).ends_with('.'), "{action}: {}", action.help(lang));
            }
            assert_ne!(info.help[0], info.help[1], "{action}");
            assert!(!info.keys.is_empty() && !info.stages.is_empty(), "{action}");
        }
    }

    #[test]
    fn nothing_dangerous_happens_on_one_key() {
        for action in Action::ALL {
            let info = action.info();
            if info.danger == Danger::Moves {
                assert_eq!(info.press, Press::Asks, "{action} acts at once");
                assert!(!info.rights.is_empty(), "{action} needs no right");
            }
            if info.danger != Danger::Looks {
                assert!(!info.stages.contains(&Stage::Replay), "{action} acts in a replay");
            }
        }
    }

    #[test]
    fn a_disabled_key_says_why() {
        let at = |stage, rights| Situation { stage, rights, closed: false };
        let why = |action: Action, situation| action.why_not(Lang::En, &situation);
        assert_eq!(why(Action::Tick, at(Stage::Drill, Some(&[Right::Tick]))), None);
        assert_eq!(
            why(Action::Switch, at(Stage::Live, Some(&[Right::Tick]))).as_deref(),
            Some("your role may not switch")
        );
        assert!(why(Action::Note, at(Stage::Live, None)).unwrap().contains("only look"));
        assert!(why(Action::Note, at(Stage::Replay, Some(&[Right::Note]))).unwrap().contains("replay"));
        assert!(why(Action::Faster, at(Stage::Live, None)).unwrap().contains("drills"));
        assert_eq!(why(Action::Quit, at(Stage::Live, None)), None);
        let closed = Situation { stage: Stage::Drill, rights: Some(&[Right::Note]), closed: true };
        assert!(Action::Note.why_not(Lang::En, &closed).is_some());
        assert!(Action::Help.why_not(Lang::En, &closed).is_none());
    }
}
