//! Which rows a query finds, and in which order.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str, chars};

use super::Row;

/// How much more a hit in the name counts than one in the sentence: in its own language, then in the
/// other or in keymap files. Close together, so that a whole word in either beats scattered letters.
const NAME: u32 = 8;
const OTHER_NAME: u32 = 7;
const SENTENCE: u32 = 3;
/// Rows below this share of the best one's score, in percent, are chance.
const LEAST_PERCENT: u32 = 60;

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
        let atom = |kind| Atom::new(&plain, CaseMatching::Ignore, Normalization::Smart, kind, false);
        Self { fuzzy: atom(AtomKind::Fuzzy), whole: atom(AtomKind::Substring) }
    }
}

/// Indices of the rows that hold every word of `query`, best first; all of them for an empty one.
pub(super) fn ranked(query: &str, rows: &[Row]) -> Vec<usize> {
    let words: Vec<Word> = query.split_whitespace().map(Word::new).collect();
    let mut config = Config::DEFAULT;
    config.prefer_prefix = true;
    let mut finder = Finder { matcher: Matcher::new(config), buffer: Vec::new() };
    let mut found: Vec<(bool, u32, usize)> = rows
        .iter()
        .enumerate()
        .filter_map(|(at, row)| {
            let exact = is_exact(query.trim(), row);
            let score = words.iter().map(|word| finder.word(word, row)).sum::<Option<u32>>();
            (exact || score.is_some()).then(|| (exact, score.unwrap_or(0), at))
        })
        .collect();
    let best = found.iter().map(|(_, score, _)| *score).max().unwrap_or(0);
    found.retain(|(exact, score, _)| *exact || *score * 100 >= best * LEAST_PERCENT);
    // A stable sort: of equals, what was used last stays first.
    found.sort_by_key(|(exact, score, _)| std::cmp::Reverse((*exact, *score)));
    found.into_iter().map(|(.., at)| at).collect()
}

/// Whether what was typed is the whole name of an entry, or its key: nothing may stand before that.
fn is_exact(query: &str, row: &Row) -> bool {
    let mut names = std::iter::once(&row.label).chain(&row.others);
    !query.is_empty()
        && (row.keys.split(' ').any(|key| key == query) || names.any(|name| plain(name).eq(plain(query))))
}

/// The letters of `text` without accents, small.
fn plain(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(chars::normalize).flat_map(char::to_lowercase)
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
        let others = others.map(|score| score * OTHER_NAME);
        let help = self.score(&word.whole, &row.help).map(|score| score * SENTENCE);
        let other_help = self.score(&word.whole, &row.other_help).map(|score| score * SENTENCE);
        [name, others, help, other_help].into_iter().flatten().max()
    }

    fn score(&mut self, atom: &Atom, text: &str) -> Option<u32> {
        let text = Utf32Str::new(text, &mut self.buffer);
        atom.score(text, &mut self.matcher).map(u32::from)
    }
}
