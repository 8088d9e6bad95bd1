//! What rules read in a plan's own sentences, in French or English.

use std::collections::BTreeSet;

/// The words of `text` that carry meaning: lower-case, without accents, four letters or more.
pub(super) fn telling(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 4)
        .map(|word| word.to_lowercase().chars().map(plain).collect())
        .collect()
}

/// Whether `text` speaks of moving the traffic.
pub(super) fn moves_traffic(text: &str) -> bool {
    let said = telling(text);
    ["switch", "switchover", "basculement", "bascule", "cutover"].iter().any(|word| said.contains(*word))
}

/// Whether `text` speaks of a limit.
pub(super) fn names_limit(text: &str) -> bool {
    let said = telling(text);
    text.contains(['<', '>', '≤', '≥']) || ["seuil", "threshold"].iter().any(|word| said.contains(*word))
}

/// The letter without its accent, for those of French.
fn plain(c: char) -> char {
    match c {
        'à' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        c => c,
    }
}

/// The number that stands right before one of `units` in `text`, such as 30 in "sur 30 jours".
pub(super) fn number_before(text: &str, units: &[&str]) -> Option<i32> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.iter().zip(words.iter().skip(1)).find_map(|(number, unit)| {
        let unit = unit.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        units.contains(&unit.as_str()).then(|| number.parse().ok()).flatten()
    })
}

/// The hours in a delay written `+ 2h` or `+2 h`.
pub(super) fn hours_after(text: &str) -> Option<i64> {
    let (_, rest) = text.split_once('+')?;
    let rest = rest.trim_start();
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let unit = rest.strip_prefix(digits.as_str())?.trim_start();
    let is_hours = unit.strip_prefix('h').is_some_and(|tail| !tail.starts_with(char::is_alphabetic));
    if is_hours { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_give_their_numbers_and_words() {
        assert_eq!(number_before("> 99.9% sur 30 jours", &["jours", "days"]), Some(30));
        assert_eq!(number_before("30 utilisateurs", &["jours"]), None);
        assert_eq!(hours_after("Basculement (J-Day + 2h)"), Some(2));
        assert_eq!(hours_after("J+1 à J+7"), None);
        assert_eq!(hours_after("J+2 heures"), None);
        assert!(telling("Branche gelée").contains("gelee"));
    }
}
