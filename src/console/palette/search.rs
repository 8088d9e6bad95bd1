//! Which rows a query finds, and in which order.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str, chars};

use super::Row;

/// How much more a hit in the name counts than one in the sentence: its own language, then the other
/// language and the word of keymap files.
const NAME: u32 = 4;
const OTHER_NAME: u32 = 3;
/// What an entry gains whose key is exactly what was typed.
const KEY: u32 = 10_000;

/// One word of the query: letters in order in a name, or whole in a sentence. In a sentence letters in
/// order are found nearly everywhere.
struct Word {
    fuzzy: Atom,
    whole: Atom,
}

impl Word {
    fn new(word: &str) -> Self {
        // Accents do not matter on either side: the query loses its own here, names theirs in the matcher.
        let plain: String = word.chars().map(chars::normalize).collect();
        let atom =
            |kind| Atom::new(&plain, CaseMatching::Ignore, Normalization::Smart, kind, false);
        Self { fuzzy: atom(AtomKind::Fuzzy), whole: atom(AtomKind::Substring) }
    }
}

/// Indices of the rows that hold every word of `query`, best first; all of them for an empty one.
pub(super) fn ranked(query: &str, rows: &[Row]) -> Vec<usize> {
    let words: Vec<Word> = query.split_whitespace().map(Word::new).collect();
    let mut config = Config::DEFAULT;
    config.prefer_prefix = true;
    let mut finder = Finder { matcher: Matcher::new(config), buffer: Vec::new() };
    let mut found: Vec<(u32, usize)> = rows
        .iter()
        .enumerate()
        .filter_map(|(at, row)| {
            let key = row.keys.split(' ').any(|key| !key.is_empty() && key == query.trim());
            let words = words.iter().map(|word| finder.word(word, row)).sum::<Option<u32>>();
            match (words, key) {
                (Some(score), false) => Some((score, at)),
                (score, true) => Some((score.unwrap_or(0) + KEY, at)),
                (None, false) => None,
            }
        })
        .collect();
    // A stable sort: of equals, what was used last stays first.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, at)| at).collect()
}

struct Finder {
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Finder {
    /// The best of what `word` scores in the row; none if it is nowhere in it.
    fn word(&mut self, word: &Word, row: &Row) -> Option<u32> {
        let name = self.score(&word.fuzzy, &row.label).map(|score| score * NAME);
        let others = row.others.iter().filter_map(|name| self.score(&word.fuzzy, name)).max();
        let help = self.score(&word.whole, &row.help);
        let other_help = self.score(&word.whole, &row.other_help);
        [name, others.map(|score| score * OTHER_NAME), help, other_help].into_iter().flatten().max()
    }

    fn score(&mut self, atom: &Atom, text: &str) -> Option<u32> {
        let text = Utf32Str::new(text, &mut self.buffer);
        atom.score(text, &mut self.matcher).map(u32::from)
    }
}
