//! What alerts of other systems have in common: how grave they are, and that there may be too many.

use crate::client::net::http::Page;
use crate::client::{Foreign, Observed, Trouble};
use crate::plan::types::{Side, TierLevel};
use crate::text::Clean;

/// Most alerts that one source tells. More is a storm, which is told as one.
pub const MOST: usize = 200;

/// How grave the usual words are; none for a word that nobody agreed on.
pub fn level(word: &str) -> Option<TierLevel> {
    Some(match word.to_ascii_lowercase().as_str() {
        "critical" | "fatal" | "page" | "emergency" | "disaster" | "p1" | "sev1" => TierLevel::Critical,
        "error" | "major" | "important" | "warning" | "warn" | "high" | "medium" | "p2" | "sev2" => {
            TierLevel::Important
        }
        "info" | "low" | "information" | "informational" | "notice" | "none" | "debug" | "minor" | "p3"
        | "sev3" => TierLevel::Info,
        _ => return None,
    })
}

/// The side that a label's value names, by itself or as a part such as `green-2`.
pub fn side(value: &str) -> Option<Side> {
    let mut words = value.split(|c: char| !c.is_alphanumeric()).map(str::to_ascii_lowercase);
    words.find_map(|word| [Side::Blue, Side::Green].into_iter().find(|side| side.word() == word))
}

/// What a source says whose alerts are `all`: the gravest [`MOST`], and a warning if there are more.
pub fn observed(mut all: Vec<Foreign>, mut warnings: Vec<Clean>) -> Observed {
    all.sort_by(|a, b| (a.level, &a.name, a.side).cmp(&(b.level, &b.name, b.side)));
    if all.len() > MOST {
        warnings.push(Clean::new(format!("{} alerts; the gravest {MOST} are shown", all.len())));
        all.truncate(MOST);
    }
    Observed { alerts: Some(all), warnings, ..Observed::default() }
}

/// The trouble that `page` is, with the wait that the header `name` asks for, in seconds from now, where it
/// has no `Retry-After`.
pub fn trouble(page: &Page, name: &str) -> Trouble {
    let trouble = page.trouble();
    let wait = || page.headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    let limited = page.status.as_u16() == 429;
    let asked = trouble.retry_after_ms.or_else(|| wait().filter(|_| limited).map(|s| s.min(3600) * 1000));
    Trouble { retry_after_ms: asked, ..trouble }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_storm_is_told_as_its_gravest_and_a_warning() {
        let alert = |n: usize| Foreign {
            name: format!("a{n:04}").into(),
            side: None,
            level: if n == 900 { TierLevel::Critical } else { TierLevel::Info },
            title: "t".into(),
        };
        let observed = observed((0..1000).map(alert).collect(), Vec::new());
        let alerts = observed.alerts.unwrap();
        assert_eq!((alerts.len(), alerts[0].name.as_str()), (MOST, "a0900"));
        assert!(observed.warnings[0].as_str().contains("1000"));
    }

    #[test]
    fn a_side_is_a_whole_word() {
        assert_eq!(
            [side("green"), side("app-Blue-2"), side("evergreen"), side("")],
            [Some(Side::Green), Some(Side::Blue), None, None]
        );
    }
}
