//! jday's own words: both languages say the same with the same arguments, French is set as French is
//! printed, and every message reads well at 80 columns.
//!
//! `JDAY_BLESS=1 cargo test --test architecture messages` puts no-break spaces where French wants them.

use std::fs;
use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthStr;

use jday::console::action::Action;
use jday::console::lang::Lang;

/// Columns of the smallest full screen, less a frame and the air in it.
const WIDEST: usize = 76;
/// What an argument is taken to be: short, as most are.
const ARGUMENT: &str = "12:34";
/// Files whose messages are wrapped where they are shown: in a dialog, a banner, or by a shell.
const WRAPPED: [&str; 4] = ["dialog.rs", "errand.rs", "refusal.rs", "status.rs"];
/// Messages that are longer, by file. In the room they are banners, whose end may be lost, or are wrapped;
/// on the pages they are sentences, which are wrapped.
const LONG: [(&str, &[&str]); 6] = [
    ("common.rs", &["because_not_yet_clear"]),
    (
        "cutover.rs",
        &[
            "nothing_moved",
            "missed_accepted",
            "missed_authoritative",
            "missed_resolvers",
            "missed_observed",
            "never_asked",
            "lingering",
            "how_proved",
            "no_rollback",
        ],
    ),
    ("palette.rs", &["hint_theme"]),
    (
        "room.rs",
        &["returns_in", "lever_missed", "lever_unknown", "journal_silent", "drifted", "choose_drill"],
    ),
    ("schedule.rs", &["latest_watch"]),
    ("sitrep.rs", &["copied"]),
];

fn is_long(message: &Message) -> bool {
    LONG.iter().any(|(file, keys)| *file == message.file && keys.contains(&message.key.as_str()))
}

/// One message of a file.
struct Message {
    file: String,
    key: String,
    arguments: Vec<String>,
    french: String,
    english: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/console/messages")
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.is_file() && path.file_name().is_some_and(|name| name != "mod.rs"));
    files.sort();
    files
}

/// The messages of every file: `key(argument, …) => "français" | "English";`, each on a line.
fn messages() -> Vec<Message> {
    let mut all = Vec::new();
    for path in files() {
        let text = fs::read_to_string(&path).unwrap();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        for line in text.lines().map(str::trim).filter(|line| line.ends_with("\";") && line.contains("=> \""))
        {
            let (head, texts) = line.split_once(" => \"").unwrap();
            let (french, english) = texts.split_once("\" | \"").unwrap();
            let (key, arguments) = head.split_once('(').unwrap_or((head, ")"));
            let arguments = arguments.trim_end_matches(')').split(',').map(str::trim);
            all.push(Message {
                file: file.clone(),
                key: key.to_owned(),
                arguments: arguments.filter(|name| !name.is_empty()).map(str::to_owned).collect(),
                french: french.to_owned(),
                english: english.trim_end_matches("\";").to_owned(),
            });
        }
    }
    assert!(all.len() > 200, "the form of the files has changed: only {} messages were found", all.len());
    all
}

/// Names between braces.
fn placeholders(text: &str) -> Vec<String> {
    let mut names: Vec<String> = text
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.split(':').next().unwrap_or_default().to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// What is wrong with `text` as French is printed: a plain space where the line may not break, or a
/// typewriter's apostrophe mixed with a printed one.
fn misprints(text: &str) -> Option<String> {
    let plain = [" :", " ;", " !", " ?", " »", "« "].into_iter().find(|pair| text.contains(pair));
    if let Some(pair) = plain {
        return Some(format!("{pair:?} wants a no-break space"));
    }
    text.contains('’').then(|| "’ where all others are '".to_owned())
}

#[test]
fn both_languages_use_every_argument_and_say_something() {
    let mut wrong = Vec::new();
    for message in messages() {
        let mut wanted = message.arguments.clone();
        wanted.sort();
        for (lang, text) in [("fr", &message.french), ("en", &message.english)] {
            if text.trim().is_empty() {
                wrong.push(format!("{} {} is empty in {lang}", message.file, message.key));
            }
            if placeholders(text) != wanted {
                wrong.push(format!("{} {}: {lang} uses {:?}", message.file, message.key, placeholders(text)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn french_is_set_as_french_is_printed() {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/console/action/table.rs");
    if std::env::var_os("JDAY_BLESS").is_some() {
        files().into_iter().chain([table]).for_each(|path| set(&path));
    }
    let mut wrong = Vec::new();
    for message in messages() {
        let what = misprints(&message.french);
        wrong.extend(what.map(|what| format!("{} {}: {what}", message.file, message.key)));
    }
    if std::env::var_os("JDAY_BLESS").is_none() {
        for action in Action::ALL {
            for text in [action.label(Lang::Fr), action.help(Lang::Fr)] {
                wrong.extend(misprints(text).map(|what| format!("{action}: {what}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Puts no-break spaces into the texts of a file; English has no space before these marks.
fn set(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    let line = |line: &str| {
        if line.trim_start().starts_with("//") || !line.contains('"') {
            return line.to_owned();
        }
        let mut line = line.replace("« ", "«\u{a0}");
        for mark in [':', ';', '!', '?', '»', '%'] {
            line = line.replace(&format!(" {mark}"), &format!("\u{a0}{mark}"));
        }
        line
    };
    let set: String = text.lines().map(|text| line(text) + "\n").collect();
    if set != text {
        fs::write(path, set).unwrap();
    }
}

#[test]
fn every_message_reads_well_at_80_columns() {
    let mut long = Vec::new();
    for message in messages() {
        if WRAPPED.contains(&message.file.as_str()) || is_long(&message) {
            continue;
        }
        for text in [&message.french, &message.english] {
            let shown = placeholders(text)
                .iter()
                .fold(text.clone(), |text, name| text.replace(&format!("{{{name}}}"), ARGUMENT));
            if shown.width() > WIDEST {
                long.push(format!("{} {}: {} columns: {shown}", message.file, message.key, shown.width()));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn every_exception_is_one() {
    let all = messages();
    for (file, keys) in LONG {
        for key in keys {
            let known = all.iter().any(|message| message.file == file && message.key == *key);
            assert!(known, "{file} has no message {key} any more");
        }
    }
}
