//! What systems' clients say as evidence, in French.
//!
//! A client knows no language: what it says goes to the journal once, in English, and is what was said. A
//! French screen shows it by the tables here, each line a sentence of a client with `{}` where it names
//! something. Sentences hold sentences (`nothing was sent: no answer in time`), so what stands in a hole is
//! looked up too; what no table knows, such as a server's own words, stays as it was said.

mod database;
mod feeds;
mod levers;
mod preflight;
mod services;
mod wire;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::console::lang::Lang;
use crate::text::Clean;

/// A client's sentence and the same in French; both have the same holes, in the same order.
type Phrase = (&'static str, &'static str);

/// All tables.
const TABLES: [&[Phrase]; 6] = [
    levers::PHRASES,
    preflight::PHRASES,
    wire::PHRASES,
    feeds::PHRASES,
    services::PHRASES,
    database::PHRASES,
];

/// What stands between sentences in one line, the strongest first.
const BETWEEN: [&str; 3] = ["; ", ": ", ", "];

/// How deep sentences may hold sentences; nobody builds deeper ones.
const DEPTH: usize = 6;

/// A client's words in one line, in the reader's language.
pub fn told(lang: Lang, said: &Clean) -> Cow<'_, str> {
    let said = said.one_line();
    match lang {
        Lang::En => said,
        Lang::Fr => match french(&said, &BETWEEN, DEPTH) {
            Some(french) => Cow::Owned(french),
            None => said,
        },
    }
}

/// The sentences by their first letter, and those that begin with a hole: screens look many words up.
struct Index {
    by_letter: BTreeMap<u8, Vec<&'static Phrase>>,
    with_hole_first: Vec<&'static Phrase>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index { by_letter: BTreeMap::new(), with_hole_first: Vec::new() };
    for phrase in TABLES.into_iter().flatten() {
        match phrase.0.bytes().next() {
            Some(letter) if letter != b'{' => index.by_letter.entry(letter).or_default().push(phrase),
            _ => index.with_hole_first.push(phrase),
        }
    }
    index
});

/// The sentences that `said` may be.
fn candidates(said: &str) -> impl Iterator<Item = &'static Phrase> {
    let by_letter = said.bytes().next().and_then(|letter| INDEX.by_letter.get(&letter));
    // A word alone is no sentence about something.
    let with_hole = said.contains(' ').then_some(&INDEX.with_hole_first);
    by_letter.into_iter().chain(with_hole).flatten().copied()
}

/// `said` in French; none if nothing in it is known. Several sentences in one line stand between `between`.
fn french(said: &str, between: &[&str], depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    if let Some(whole) = sentence(said, depth) {
        return Some(whole);
    }
    match between {
        [first, rest @ ..] if said.contains(first) => {
            parts(said, first, rest, depth).or_else(|| french(said, rest, depth))
        }
        [_, rest @ ..] => french(said, rest, depth + 1),
        // A name, and what is said of it.
        [] => {
            let (name, rest) = said.split_once(' ')?;
            sentence(rest, depth).map(|rest| format!("{name} {rest}"))
        }
    }
}

/// The sentence that `said` is; the one that leaves the least to its holes is the one that was meant.
fn sentence(said: &str, depth: usize) -> Option<String> {
    let known = |(english, french): &'static Phrase| {
        let holes = holes(english, said)?;
        let kept: usize = holes.iter().map(|hole| hole.len()).sum();
        Some((kept, holes, *french))
    };
    let (_, holes, french) = candidates(said).filter_map(known).min_by_key(|(kept, ..)| *kept)?;
    Some(filled(french, &holes, depth))
}

/// The parts of `said` between `first`, each in French where it is known; none if none is.
fn parts(said: &str, first: &str, rest: &[&str], depth: usize) -> Option<String> {
    let parts: Vec<&str> = said.split(first).collect();
    let told: Vec<Option<String>> = parts.iter().map(|part| french(part, rest, depth)).collect();
    told.iter().any(Option::is_some).then(|| {
        let words = parts.iter().zip(told).map(|(part, french)| french.unwrap_or_else(|| (*part).to_owned()));
        // These marks do not begin a line in French.
        words.collect::<Vec<_>>().join(&if first == ", " {
            first.to_owned()
        } else {
            format!("\u{a0}{first}")
        })
    })
}

/// What stands in the holes of `sentence` where `said` is that sentence.
fn holes<'a>(sentence: &str, said: &'a str) -> Option<Vec<&'a str>> {
    let mut fixed = sentence.split("{}");
    let mut rest = said.strip_prefix(fixed.next()?)?;
    let mut found = Vec::new();
    let mut fixed = fixed.peekable();
    while let Some(text) = fixed.next() {
        let (hole, after) = match (fixed.peek(), text) {
            (None, "") => (rest, ""),
            (None, text) => (rest.strip_suffix(text)?, ""),
            (Some(_), text) => rest.split_once(text)?,
        };
        if hole.is_empty() {
            return None;
        }
        found.push(hole);
        rest = after;
    }
    rest.is_empty().then_some(found)
}

fn filled(french: &str, holes: &[&str], depth: usize) -> String {
    let mut out = String::new();
    let mut holes = holes.iter();
    for (n, text) in french.split("{}").enumerate() {
        if n > 0
            && let Some(hole) = holes.next()
        {
            out.push_str(&self::french(hole, &BETWEEN, depth).unwrap_or_else(|| (*hole).to_owned()));
        }
        out.push_str(text);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(english: &str) -> String {
        told(Lang::Fr, &Clean::new(english)).replace('\u{a0}', " ")
    }

    #[test]
    fn a_sentence_in_a_sentence_is_told_in_french_and_names_stay() {
        assert_eq!(
            said("nothing was sent: cannot connect to dns.example.org:53: no answer in time"),
            "rien n'a été envoyé : pas de connexion possible à dns.example.org:53 : pas de réponse à temps"
        );
        assert_eq!(said("read again: it still points at Blue"), "relu : il pointe toujours vers Blue");
    }

    #[test]
    fn the_times_of_a_look_are_told_in_french_to_the_last() {
        assert_eq!(
            said("status 200 from 192.0.2.1:80: connect 0.5 ms, first byte 1.8 ms, whole 2.3 ms"),
            "statut 200 de 192.0.2.1:80 : connexion 0.5 ms, premier octet 1.8 ms, en tout 2.3 ms"
        );
    }

    #[test]
    fn a_foreign_value_is_told_in_french_with_what_to_do() {
        assert_eq!(
            said(
                "192.0.2.53:53: nothing was sent: it has 192.0.2.9, which is no side's; set the records right by \
                 hand, then ask again"
            ),
            "192.0.2.53:53 : rien n'a été envoyé : il a 192.0.2.9, qui n'est d'aucun côté ; corrigez les \
             enregistrements à la main, puis redemandez"
        );
    }

    #[test]
    fn the_proof_of_a_backup_and_of_a_stop_is_told_in_french_with_its_numbers() {
        assert_eq!(
            said("exit 0: 412.0 MB, missions 4812, users 1203, SHA-256 9f2c, read to its end: onelog.dump"),
            "code 0 : 412.0 MB, missions 4812, users 1203, SHA-256 9f2c, lue jusqu'au bout : onelog.dump"
        );
        assert_eq!(
            said(
                "exit 0: nobody writes: api from 3 to 0; no pod is left; no session of others is left in onelog"
            ),
            "code 0 : plus personne n'écrit : api de 3 à 0 ; plus aucun pod ; plus aucune session d'autres dans onelog"
        );
    }

    #[test]
    fn what_nobody_knows_stays_as_it_was_said_and_so_does_everything_in_english() {
        for words in ["BEGONE (42)", "pg_dump: last built-in OID is 16383 at: 4", "", "12/12"] {
            assert_eq!(said(words), words);
        }
        let english = Clean::new("no answer in time");
        assert_eq!(told(Lang::En, &english), "no answer in time");
    }

    #[test]
    fn every_sentence_has_its_holes_in_french_too_and_stands_once() {
        let mut all: Vec<&str> = TABLES.into_iter().flatten().map(|(english, _)| *english).collect();
        all.sort_unstable();
        let twice: Vec<_> = all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        assert_eq!(twice, Vec::<&str>::new());
        for (english, french) in TABLES.into_iter().flatten() {
            assert_eq!(english.matches("{}").count(), french.matches("{}").count(), "{english}");
            for mark in [" :", " ;", " ?", " !"] {
                assert!(!french.contains(mark), "{mark:?} wants a no-break space: {french}");
            }
        }
    }
}
