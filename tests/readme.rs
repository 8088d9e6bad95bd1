//! What the documents say is true: commands exist, tables are the program's own, links lead somewhere.
//!
//! `JDAY_BLESS=1 cargo test --test readme` rewrites the README's generated parts, which stand between
//! `<!-- name -->` and `<!-- /name -->`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what cannot be read shall fail the test")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jday::console::action::{Context, Stage};
use jday::console::keymap::{self, Keymap};
use jday::console::lang::Lang;
use jday::console::page::Page;
use jday::console::theme;
use jday::scenario::load::{self, EMBEDDED};

/// The documents with generated parts, and the language that their readers speak.
const READMES: [(&str, Lang); 2] = [("README.md", Lang::En), ("README.fr.md", Lang::Fr)];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every document that people read, with its path.
fn documents() -> Vec<(String, String)> {
    let mut paths: Vec<String> =
        ["README.md", "README.fr.md", "CHANGELOG.md", "CONTRIBUTING.md"].map(str::to_owned).into();
    for folder in ["docs", "fixtures/golden", "fixtures/recordings"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if Path::new(&name).extension().is_some_and(|end| end == "md") {
                paths.push(format!("{folder}/{name}"));
            }
        }
    }
    paths.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

/// Lines of fenced blocks that hold commands.
fn command_lines(text: &str) -> Vec<String> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            inside = !inside && line.trim_start_matches('`').starts_with("sh");
        } else if inside {
            lines.push(line.split(" #").next().unwrap_or(line).trim().to_owned());
        }
    }
    lines
}

/// What follows `jday` on a line of the documents, whichever way the program is called there.
fn arguments(line: &str) -> Option<Vec<&str>> {
    let line = line.split(['|', '>']).next()?;
    let rest = ["cargo run --release -- ", "cargo run -- ", "jday "]
        .iter()
        .find_map(|way| line.strip_prefix(way))?;
    Some(rest.split_whitespace().collect())
}

fn help(of: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_jday")).args(of).arg("--help").output().unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut out = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let cells: Vec<_> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        writeln!(out, "| {} |", cells.join(" | ")).unwrap();
    }
    out
}

/// What a reader of `lang` is told: French where only French is read, both where English is.
fn cells(lang: Lang, en: String, fr: String) -> Vec<String> {
    match lang {
        Lang::Fr => vec![fr],
        Lang::En => vec![en, fr],
    }
}

/// The head of a table with such cells.
fn head(
    lang: Lang,
    first: [&'static str; 2],
    words: [&'static str; 2],
    rest: &[[&'static str; 2]],
) -> Vec<&'static str> {
    let own = |[fr, en]: [&'static str; 2]| if lang == Lang::Fr { fr } else { en };
    let mut head = vec![own(first), own(words)];
    if lang == Lang::En {
        head.push("en français");
    }
    head.extend(rest.iter().map(|words| own(*words)));
    head
}

fn keys(lang: Lang) -> String {
    let standard = Keymap::standard();
    let french = keymap::rows(&standard, Lang::Fr);
    let rows = keymap::rows(&standard, Lang::En).into_iter().zip(french).map(|(en, fr)| {
        let keys: Vec<_> = en.keys.split(' ').map(|key| format!("`{key}`")).collect();
        let mut row = vec![keys.join(" ")];
        row.extend(cells(lang, en.label.into(), fr.label.into()));
        row.push(place(lang, &en));
        row.push(if lang == Lang::Fr { fr.help.into() } else { en.help.into() });
        row
    });
    let rest = [["où", "in"], ["ce que cela fait", "what it does"]];
    table(&head(lang, ["touches", "keys"], ["action", "action"], &rest), rows)
}

/// Where a key counts.
fn place(lang: Lang, row: &keymap::Row) -> String {
    let context = row.action.info().context;
    if let Some(page) =
        Page::ALL.into_iter().find(|page| page.context() == context && context != Context::Room)
    {
        return format!("page {}", page.number());
    }
    match (context, row.stages.len() == Stage::ALL.len(), lang) {
        (Context::Picker, _, Lang::Fr) => "choix de l'exercice".into(),
        (Context::Picker, _, Lang::En) => "picker".into(),
        (Context::Sitrep, _, Lang::Fr) => "point de situation".into(),
        (Context::Sitrep, _, Lang::En) => "sitrep".into(),
        (_, true, Lang::Fr) => "partout".into(),
        (_, true, Lang::En) => "always".into(),
        _ => row.stages.iter().map(|stage| stage.word(lang).to_lowercase()).collect::<Vec<_>>().join(", "),
    }
}

fn scenarios(lang: Lang) -> String {
    let rows = EMBEDDED.iter().map(|(name, _)| {
        let scenario = load::find(name).unwrap().scenario;
        let minutes = scenario.lasts.0 / 60_000;
        let lasts =
            if minutes.is_multiple_of(60) { format!("{} h", minutes / 60) } else { format!("{minutes} min") };
        let title = |text: &jday::text::Clean| text.as_str().to_owned();
        let mut row = vec![format!("`{name}`")];
        row.extend(cells(lang, title(&scenario.title.en), title(&scenario.title.fr)));
        row.push(lasts);
        row
    });
    table(&head(lang, ["exercice", "scenario"], ["titre", "title"], &[["dure", "lasts"]]), rows)
}

fn themes(lang: Lang) -> String {
    let french = theme::table(Lang::Fr);
    let rows = theme::table(Lang::En).into_iter().zip(french).map(|((name, en), (_, fr))| {
        let mut row = vec![format!("`{name}`")];
        row.extend(cells(lang, en, fr));
        row
    });
    table(&head(lang, ["thème", "theme"], ["pour", "for"], &[]), rows)
}

/// The room while a trigger holds, as the tests store it.
fn screen(lang: Lang) -> String {
    let snapshot = read(&format!("tests/screens/snaps/holding-120x40-{lang}.snap"));
    let (_, drawn) = snapshot.split_once("\n---\n").unwrap();
    format!("```text\n{}\n```\n", drawn.trim_end())
}

#[test]
fn the_generated_parts_are_the_programs_own() {
    let mut stale = Vec::new();
    for (path, lang) in READMES {
        let mut readme = read(path);
        let parts = [
            ("screen", screen(lang)),
            ("keys", keys(lang)),
            ("scenarios", scenarios(lang)),
            ("themes", themes(lang)),
        ];
        for (name, fresh) in parts {
            let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
            let (before, rest) = readme.split_once(&begin).unwrap_or_else(|| panic!("{path} lacks {begin}"));
            let (old, after) = rest.split_once(&end).unwrap_or_else(|| panic!("{path} lacks {end}"));
            if old != fresh {
                stale.push(format!("{name} of {path}"));
                readme = format!("{before}{begin}{fresh}{end}{after}");
            }
        }
        if std::env::var_os("JDAY_BLESS").is_some() {
            fs::write(root().join(path), readme).unwrap();
        }
    }
    assert!(
        stale.is_empty() || std::env::var_os("JDAY_BLESS").is_some(),
        "stale: {stale:?}; run `JDAY_BLESS=1 cargo test --test readme` and look at the difference"
    );
}

/// Where a line may not break: as in the program's own messages.
#[test]
fn the_french_guide_is_set_as_french_is() {
    let text = read("README.fr.md");
    let prose: String = text.split("```").step_by(2).collect();
    let mut wrong = Vec::new();
    for line in prose.lines() {
        // What stands in code marks is what somebody types.
        let spoken: String = line.split('`').step_by(2).collect::<Vec<_>>().join("…");
        let loose = [" :", " ;", " !", " ?", " »", "« "].into_iter().find(|loose| spoken.contains(loose));
        wrong.extend(loose.map(|why| format!("{why:?} in: {line}")));
    }
    assert!(wrong.is_empty(), "no-break spaces belong there:\n{}", wrong.join("\n"));
}

#[test]
fn every_command_of_the_documents_exists_with_its_flags() {
    let mut wrong = Vec::new();
    let mut found = 0;
    for (path, text) in documents() {
        for line in command_lines(&text) {
            let Some(arguments) = arguments(&line) else { continue };
            found += 1;
            let words =
                if matches!(arguments.first(), Some(&("journal" | "triggers" | "db"))) { 2 } else { 1 };
            let (subcommand, rest) = arguments.split_at(words.min(arguments.len()));
            let (exists, help) = help(subcommand);
            if !exists {
                wrong.push(format!("{path}: {line}: there is no such command"));
            }
            for flag in rest.iter().filter(|word| word.starts_with("--")) {
                if !help.split([' ', '\n', '=', ',']).any(|word| word == *flag) {
                    wrong.push(format!("{path}: {line}: {subcommand:?} has no {flag}"));
                }
            }
        }
    }
    assert!(found > 10, "only {found} commands were found in the documents");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_command_of_the_program_is_in_the_readme() {
    let readme = read("README.md");
    let (_, help) = help(&[]);
    let commands = help.split_once("Commands:").unwrap().1.split_once("\n\n").unwrap().0.lines();
    // What a long description goes on with stands further in.
    let begins = commands.filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    let names: Vec<_> = begins.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.contains(&"drill") && names.contains(&"replay"), "{names:?}");
    for name in names.into_iter().filter(|name| *name != "help") {
        assert!(readme.contains(&format!("`jday {name}")), "README.md does not mention `jday {name}`");
    }
}

#[test]
fn the_two_commands_are_what_a_newcomer_types_and_what_ci_runs() {
    let lines = command_lines(&read("README.md"));
    assert_eq!(lines.first().map(String::as_str), Some("cargo run --release -- drill"));
    assert_eq!(lines.get(1).map(String::as_str), Some("cargo test"));
    let ci = read(".ci/run");
    assert!(
        ci.lines().any(|line| line.trim() == format!("run {}", lines[1])),
        ".ci/run runs another test command"
    );
}

#[test]
fn every_bench_and_test_that_is_named_exists() {
    let mut found = BTreeSet::new();
    for (path, text) in documents() {
        for line in command_lines(&text) {
            for (flag, folder) in [("--bench ", "benches"), ("--test ", "tests")] {
                let Some((_, name)) = line.split_once(flag) else { continue };
                let name = name.split_whitespace().next().unwrap();
                let below = root().join(folder);
                let exists =
                    below.join(format!("{name}.rs")).exists() || below.join(name).join("main.rs").exists();
                assert!(exists, "{path}: {line}: there is no {folder}/{name}");
                found.insert(name.to_owned());
            }
        }
    }
    for entry in fs::read_dir(root().join("benches")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(found.contains(&name), "no document names the bench {name}");
    }
}

#[test]
fn links_lead_to_files_of_the_repository() {
    let mut found = 0;
    for (path, text) in documents() {
        let folder = root().join(&path).parent().unwrap().to_owned();
        let prose: String = text.split("```").step_by(2).collect();
        for part in prose.split("](").skip(1) {
            let target = part.split(')').next().unwrap();
            if target.starts_with("http") {
                continue;
            }
            found += 1;
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let linked = if file.is_empty() { root().join(&path) } else { folder.join(file) };
            assert!(linked.exists(), "{path}: {target} leads nowhere");
            if !anchor.is_empty() {
                let heads = fs::read_to_string(&linked).unwrap();
                assert!(
                    heads.lines().any(|line| slug(line).as_deref() == Some(anchor)),
                    "{path}: no heading {target}"
                );
            }
        }
    }
    assert!(found > 5, "only {found} links were found");
}

/// The anchor of a heading, as GitHub makes it.
fn slug(line: &str) -> Option<String> {
    let title = line.strip_prefix('#')?.trim_start_matches('#').trim().to_lowercase();
    Some(
        title
            .chars()
            .filter_map(|c| match c {
                ' ' => Some('-'),
                c if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
                _ => None,
            })
            .collect(),
    )
}

#[test]
fn files_that_are_named_in_code_marks_exist() {
    let begins = ["src/", "tests/", "docs/", "fixtures/", "benches/", "themes/", ".ci/"];
    let mut found = 0;
    for (path, text) in documents() {
        let prose: String = text.split("```").step_by(2).collect();
        for name in prose.split('`').skip(1).step_by(2) {
            let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
            if plain && begins.iter().any(|begin| name.starts_with(begin)) {
                found += 1;
                assert!(root().join(name).exists(), "{path}: there is no {name}");
            }
        }
    }
    assert!(found > 20, "only {found} files are named");
}

#[test]
fn nothing_outside_the_repository_is_named() {
    // Written in parts, so that this file does not name what it forbids.
    let outside =
        [concat!("/wo", "rk/"), concat!("../sha", "red"), concat!("/ho", "me/"), concat!("/ro", "ot/")];
    let mut texts = documents();
    for path in [".ci/run", "Cargo.toml", "deny.toml"] {
        texts.push((path.into(), read(path)));
    }
    let mut folders =
        vec![root().join("src"), root().join("tests"), root().join("benches"), root().join("themes")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if let Ok(text) = fs::read_to_string(&entry) {
                texts.push((entry.strip_prefix(root()).unwrap().display().to_string(), text));
            }
        }
    }
    assert!(texts.len() > 100, "only {} files were read", texts.len());
    for (path, text) in texts {
        for name in outside {
            assert!(!text.contains(name), "{path} names {name}");
        }
    }
}

#[test]
fn the_map_shows_every_layer() {
    let map = read("docs/architecture.md");
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        // A file beside a folder of its name is one module.
        if entry.path().is_dir() && root().join("src").join(format!("{name}.rs")).exists() {
            continue;
        }
        let shown = if entry.path().is_dir() { format!("{name}/") } else { name };
        assert!(map.contains(&shown), "docs/architecture.md does not show src/{shown}");
    }
}

#[test]
fn every_rule_that_the_code_names_is_explained() {
    let rules = read("docs/rules.md");
    let explained = |rule: &str| rules.lines().any(|line| line.starts_with(&format!("| {rule} |")));
    let mut folders = vec![root().join("src"), root().join("tests"), root().join("benches")];
    let mut named = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|end| end == "rs") {
                named.extend(rules_in(&fs::read_to_string(&entry).unwrap()));
            }
        }
    }
    assert!(named.len() > 30, "only {named:?}");
    let missing: Vec<_> = named.iter().filter(|rule| !explained(rule)).collect();
    assert!(missing.is_empty(), "docs/rules.md does not explain {missing:?}");
}

/// Rules named in comments: `R12` and `F3` between brackets, alone or in a list.
fn rules_in(text: &str) -> Vec<String> {
    let comments = text.lines().filter_map(|line| line.split_once("//"));
    let brackets = comments
        .flat_map(|(_, comment)| comment.split('(').skip(1).filter_map(|part| part.split(')').next()));
    brackets
        .flat_map(|inside| inside.split([',', ' ']).map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| {
            word.strip_prefix(['R', 'F']).is_some_and(|number| {
                !number.is_empty() && number.len() < 3 && number.chars().all(|c| c.is_ascii_digit())
            })
        })
        .collect()
}

#[test]
fn every_kind_of_event_is_in_the_guide_to_the_journal() {
    let source = read("src/model/event.rs");
    let (_, kinds) = source.split_once("pub enum Event {").unwrap();
    let (kinds, _) = kinds.split_once("\n}\n").unwrap();
    let names: Vec<_> = kinds
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(char::is_uppercase))
        .map(|line| snake(line.split([' ', '(', ',', '{']).next().unwrap()))
        .collect();
    assert!(names.len() > 30 && names.contains(&"level_reached".to_owned()), "{names:?}");
    let guide = read("docs/journal.md");
    let missing: Vec<_> = names.iter().filter(|name| !guide.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/journal.md lacks {missing:?}");
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}
