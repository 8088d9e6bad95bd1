//! `jday keys` and keymap files.

use std::path::{Path, PathBuf};

use jday::console::keymap::Keymap;

use super::{file, jday, temp, text};

fn keymaps(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/keymaps").join(folder);
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|ext| ext == "toml")).collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

#[test]
fn valid_keymaps_are_taken_and_say_what_they_show() {
    for path in keymaps("valid") {
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written.starts_with("# Shows "), "{}", path.display());
        Keymap::parse("keys.toml", &written).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

/// `JDAY_BLESS=1 cargo test --test cli` writes the expectations anew; read them before you commit.
#[test]
fn invalid_keymaps_say_all_that_is_wrong_and_where() {
    for path in keymaps("invalid") {
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written.starts_with("# Shows "), "{}", path.display());
        let name = path.file_name().unwrap().to_str().unwrap();
        let said = Keymap::parse(name, &written).unwrap_err().to_string() + "\n";
        let expected = path.with_extension("expected");
        if std::env::var_os("JDAY_BLESS").is_some() {
            std::fs::write(&expected, &said).unwrap();
        }
        assert_eq!(said, std::fs::read_to_string(&expected).unwrap(), "{}", path.display());
    }
}

#[test]
fn the_keys_of_a_file_are_listed_and_printed_as_a_file_again() {
    let listed = jday(&["keys", "--keys", "fixtures/keymaps/valid/function-keys.toml"]);
    assert_eq!(listed.code, 0, "{}", listed.err);
    assert!(listed.out.lines().any(|line| line.starts_with("f6 alt-n ")), "{}", listed.out);
    let (_folder, folder) = temp();
    let printed = jday(&["keys", "--format", "toml", "--keys", "fixtures/keymaps/valid/unbound.toml"]);
    assert!(printed.out.contains("[everywhere]") && printed.out.contains("fault = []"), "{}", printed.out);
    let copy = file(&folder, "copy.toml", printed.out.as_bytes());
    let again = jday(&["keys", "--format", "toml", "--keys", &copy]);
    assert_eq!(again.out, printed.out);
}

#[test]
fn a_keymap_that_is_missing_or_wrong_is_bad_input_for_every_command_with_a_screen() {
    let bad = text(&keymaps("invalid")[0]);
    for args in [&["keys", "--keys"][..], &["drill", "clean-day", "--keys"]] {
        let with = |path: &str| jday(&[args, &[path]].concat());
        with(&bad).is_bad_input(&["bad-keys.toml:3:", "bad-keys.toml:4:"]);
        with("/nowhere/keys.toml").is_bad_input(&["--keys /nowhere/keys.toml", "jday keys --format toml"]);
    }
}

#[test]
fn the_environment_names_a_keymap_too() {
    let output = super::command(&["keys"])
        .env("JDAY_KEYS", "fixtures/keymaps/valid/function-keys.toml")
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("f6 alt-n"));
}
