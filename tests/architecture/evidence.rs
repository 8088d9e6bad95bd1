//! What clients say is told in French too: every sentence in their sources has a line in
//! `src/console/messages/evidence`, or its place here among those that no screen shows.

#![expect(clippy::string_slice, reason = "places come from the search for ASCII marks")]

use jday::console::lang::Lang;
use jday::console::messages::evidence;
use jday::text::Clean;

/// Where clients live whose words reach a screen. `database` is a program (`jday db`) and speaks as one.
const CLIENTS: [&str; 2] = ["client/net/", "client/sim/"];
const PROGRAMS: [&str; 3] = ["client/net/database/", "client/sim/command.rs", "client/sim/database.rs"];

/// What stands for something that a sentence names.
const NAMED: &str = "X1";

/// Every string of Rust source `text` before its tests, with the 80 bytes before each.
fn strings(text: &str) -> Vec<(&str, String)> {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let (bytes, mut at, mut found) = (text.as_bytes(), 0, Vec::new());
    while at < bytes.len() {
        let rest = &text[at..];
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            at += 3;
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            at += 3 + raw.find("\"#").unwrap() + 2;
        } else if bytes[at] == b'"' {
            let (string, length) = string(&rest[1..]);
            let before = (at.saturating_sub(80)..=at).find(|from| text.is_char_boundary(*from)).unwrap();
            found.push((&text[before..at], string));
            at += length + 2;
        } else {
            at += rest.chars().next().unwrap().len_utf8();
        }
    }
    found
}

/// The string that begins at `rest`, as it is read, and its length in the source.
fn string(rest: &str) -> (String, usize) {
    let mut out = String::new();
    let mut letters = rest.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (out, at),
            '\\' => match letters.next().unwrap().1 {
                '\n' => while letters.next_if(|(_, next)| next.is_whitespace()).is_some() {},
                'n' => out.push('\n'),
                other => out.push(other),
            },
            other => out.push(other),
        }
    }
    (out, rest.len())
}

/// A sentence's text with something named in its places; none if it is no sentence.
fn sentence(text: &str) -> Option<String> {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (_, after) = after.split_once('}')?;
        shown.push_str(before);
        shown.push_str(NAMED);
        rest = after;
    }
    shown.push_str(rest);
    let words = shown.split_whitespace().filter(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase() || c == '\'')
    });
    (words.count() > 1).then_some(shown)
}

#[test]
fn what_clients_say_is_told_in_french() {
    let mut missing = Vec::new();
    for (path, text) in super::sources() {
        let is_client = CLIENTS.iter().any(|folder| path.starts_with(folder));
        if !is_client || PROGRAMS.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        for (before, string) in strings(&text) {
            // What is wrong with the plan is told before there is a screen.
            let of_the_plan =
                ["NetError::at(", "expect(", "reason = "].iter().any(|word| before.contains(word));
            let Some(said) = sentence(&string).filter(|_| !of_the_plan) else { continue };
            // By itself, or as the end of a sentence about something.
            let said = [said.trim_start_matches("; ").to_owned(), format!("{NAMED}{said}")].map(Clean::new);
            let is_told = said.iter().any(|said| evidence::told(Lang::Fr, said) != said.one_line());
            if !is_told && !NOT_SHOWN.contains(&string.as_str()) {
                missing.push(format!("{path}: {string:?}"));
            }
        }
    }
    assert!(missing.is_empty(), "no line in src/console/messages/evidence for\n{}", missing.join("\n"));
}

/// Sentences that no screen shows: what is wrong with a plan when a room is opened, SQL, what is looked for in
/// somebody else's words.
const NOT_SHOWN: &[&str] = &[
    "what `to` names holds numbers in E.164 form, +221…, one a line",
    "{text:?} is no name: {error}",
    "{name:?} is no name of a key: {why}",
    "{text:?} is no value of {} record",
    "this name and type stands there already; put all its values there",
    "read {other:?}; write hmac-sha256, hmac-sha384 or hmac-sha512",
    "{text:?} is no name server; write an address or a name, with its port where it is not {PORT}",
    "it is no metric of the plan",
    "growth is over a window; give the metric {} one",
    "a ratio is divided by something; write it as `of`",
    "`quantile` is a share from 0 to 1",
    "`of` is for read = \"ratio\"",
    "`quantile` is for read = \"quantile\"",
    "no target gives {}; name its targets, each with its side",
    "ip address",
    "application restriction",
    "each side has its own; write {SIDE} in query, series and buckets",
    "count by (le) ({})",
    "the metric of `errors` has the scope side; name green_environment too",
    "{:?} is no repository; write \"owner/name\"",
    "{:?} names no step; write \"step=name on GitHub\" with one of {}",
    "client error (",
    "tcp connect error",
    "Error from server (",
    "the plan lists no record",
    "updates go to the primary itself; name it",
    "it moves no record",
    "{} lies outside the zone {zone}; one update is atomic in one zone alone",
    "{}: an alias stands alone under its name, with one value",
    "jday op {id}",
    "read {other}://; a page begins with https:// or http://",
    "the url holds credentials, which are not sent; remove them",
    "holds no certificate",
    "the plan says nowhere where the live systems are; add a [live] section (docs/live.md)",
    "no threads for the network clients: {0}",
    "{:?} is no input; write \"name=value\"",
    "a password has no place in url; take it out and name it: password = \"env:NAME\"",
    "{path} may be read by others; run `chmod 600 {path}`",
];
