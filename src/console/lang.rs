//! The language of jday's own words. The plan's text stays as its owners wrote it.

use std::fmt;
use std::str::FromStr;

/// French or English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// French, the language of the mission plan.
    Fr,
    /// English, also for every locale that is neither.
    #[default]
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The word used by `--lang`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// `asked` (from `--lang`), else the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set.
    pub fn choose(asked: Option<Self>, env: impl Fn(&str) -> Option<String>) -> Self {
        asked.unwrap_or_else(|| locale(env).map_or_else(Self::default, |locale| Self::of_locale(&locale)))
    }

    fn of_locale(locale: &str) -> Self {
        let language = locale.split(['_', '.', '@', '-']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("fr") { Self::Fr } else { Self::En }
    }
}

/// Whether the locale can print anything but ASCII: `C`, `POSIX` and other character sets cannot.
///
/// With no locale set at all the answer is no, because that is the C locale too.
pub fn is_utf8(env: impl Fn(&str) -> Option<String>) -> bool {
    // LC_CTYPE decides about characters where LC_MESSAGES decides about words.
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(env).find(|value| !value.is_empty());
    set.is_some_and(|locale| {
        let lower = locale.to_ascii_lowercase();
        lower.contains("utf-8") || lower.contains("utf8")
    })
}

fn locale(env: impl Fn(&str) -> Option<String>) -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(env).find(|value| !value.is_empty())
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|lang| lang.word().eq_ignore_ascii_case(raw))
            .ok_or_else(|| format!("read {raw:?}; expected \"fr\" or \"en\""))
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env<'a>(pairs: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'a {
        move |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn the_option_wins_then_the_locale_in_its_order() {
        assert_eq!(Lang::choose(Some(Lang::En), env(&[("LANG", "fr_FR.UTF-8")])), Lang::En);
        assert_eq!(Lang::choose(None, env(&[("LANG", "fr_SN.UTF-8")])), Lang::Fr);
        assert_eq!(Lang::choose(None, env(&[("LC_ALL", "en_GB"), ("LANG", "fr_FR")])), Lang::En);
        assert_eq!(Lang::choose(None, env(&[("LC_ALL", ""), ("LC_MESSAGES", "fr")])), Lang::Fr);
        assert_eq!(Lang::choose(None, env(&[("LANG", "wo_SN.UTF-8")])), Lang::En);
        assert_eq!(Lang::choose(None, env(&[])), Lang::En);
    }

    #[test]
    fn only_a_utf8_locale_prints_more_than_ascii() {
        assert!(is_utf8(env(&[("LANG", "fr_FR.UTF-8")])));
        assert!(is_utf8(env(&[("LC_CTYPE", "C.utf8")])));
        assert!(!is_utf8(env(&[("LC_ALL", "C"), ("LANG", "fr_FR.UTF-8")])));
        assert!(!is_utf8(env(&[])));
    }
}
