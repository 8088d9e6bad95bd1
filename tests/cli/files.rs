//! `jday check`, `jday triggers eval`, and the tables.

use serde_json::Value as Json;

use super::{file, jday, temp, text};

fn plans(folder: &str) -> Vec<String> {
    let entries =
        std::fs::read_dir(format!("fixtures/plans/{folder}")).unwrap().map(|entry| entry.unwrap().path());
    let mut plans: Vec<String> = entries
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .map(|path| text(&path))
        .collect();
    plans.sort();
    plans
}

#[test]
fn plans_are_checked_with_every_problem_at_its_place() {
    let valid = plans("valid");
    assert!(valid.len() > 4);
    for plan in valid.iter().map(String::as_str).chain(["fixtures/plans/onelog.toml"]) {
        let ran = jday(&["check", plan, "--json"]);
        assert_eq!(ran.code, 0, "{plan}: {}", ran.out);
        assert_eq!(ran.lines()[0]["errors"], 0);
    }
    for plan in plans("invalid") {
        let ran = jday(&["check", &plan, "--json"]);
        assert_eq!(ran.code, 2, "{plan}: {}", ran.out);
        let report: Json = serde_json::from_str(&ran.out).unwrap();
        let problems = report["problems"].as_array().unwrap();
        assert!(problems.iter().any(|problem| problem["line"].as_u64() > Some(0)), "{plan}: {report}");
        assert!(report["errors"].as_u64() > Some(0));
    }
}

#[test]
fn the_plan_as_its_owners_wrote_it_is_linted_by_name() {
    let ran = jday(&["check", "fixtures/plans/onelog-as-written.toml"]);
    for rule in [
        "switch-outside-window",
        "trigger-without-hold",
        "no-ttl-lowering",
        "two-levers",
        "lossy-database-return",
        "unsafe-command",
        "automatic-or-decided",
        "throughput-floor-after-switch",
        "phases-against-calendar",
        "horizon",
        "blank-threshold",
        "database-topology",
    ] {
        assert!(ran.out.contains(rule), "{rule}");
    }
}

#[test]
fn what_is_no_plan_is_said() {
    let (_folder, folder) = temp();
    let latin = file(&folder, "latin.toml", b"title = \"caf\xe9\"\n");
    for path in [latin, text(&folder.join("none.toml")), text(&folder)] {
        let ran = jday(&["check", &path]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!((ran.out + &ran.err).contains(&path));
    }
    jday(&["check"]).is_bad_input(&["PLAN"]);
    jday(&["chekc"]).is_bad_input(&["check"]);
    jday(&[]).is_bad_input(&["Usage"]);
}

#[test]
fn schemas_are_json() {
    let schema: Json = serde_json::from_str(&jday(&["check", "--schema"]).out).unwrap();
    assert!(schema["properties"]["triggers"].is_object());
}

#[test]
fn golden_cases_give_what_prometheus_gave() {
    for name in ["golden_rules_shared.json", "golden_rules_live.json"] {
        let path = format!("fixtures/golden/{name}");
        let golden: Json = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let ran = jday(&["triggers", "eval", "--golden", &path, "--json"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let lines = ran.lines();
        let cases = golden["cases"].as_array().unwrap();
        assert_eq!(lines.len(), cases.len());
        for (case, line) in cases.iter().zip(&lines) {
            assert_eq!(line["case"], case["id"]);
            assert!(line["states"].is_object(), "{line}");
        }
    }
    let (_folder, folder) = temp();
    for bytes in [&b"{"[..], b"{}", b"[1]", b"\xff", br#"{"format":"jday-golden-rules/9","cases":[]}"#] {
        let path = file(&folder, "bad.json", bytes);
        jday(&["triggers", "eval", "--golden", &path]).is_bad_input(&["bad.json"]);
    }
    jday(&["triggers", "eval", "--golden", "no-such.json"])
        .is_bad_input(&["no-such.json", "jday-golden-rules/1"]);
}

#[test]
fn tables_say_what_there_is() {
    let scenarios = jday(&["scenarios"]);
    for (name, _) in jday::scenario::load::EMBEDDED {
        assert!(scenarios.out.contains(name));
    }
    assert!(jday(&["themes"]).out.contains("mono"));
    assert!(jday(&["keys"]).out.lines().count() > 10);
    for table in ["scenarios", "keys", "themes"] {
        let rows: Json = serde_json::from_str(&jday(&[table, "--format", "json"]).out).unwrap();
        assert!(!rows.as_array().unwrap().is_empty(), "{table}");
        let markdown = jday(&[table, "--format", "markdown"]);
        assert!(
            markdown.code == 0 && markdown.out.lines().nth(1).unwrap().starts_with("| ---"),
            "{}",
            markdown.out
        );
    }
    let (fr, en) = (jday(&["keys", "--lang", "fr"]), jday(&["keys", "--lang", "en"]));
    assert_ne!(fr.out, en.out);
    jday(&["keys", "--lang", "de"]).is_bad_input(&["--lang", "fr", "en"]);
}

#[test]
fn shells_and_manuals_are_served() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = jday(&["completions", shell]);
        assert!(ran.code == 0 && ran.out.contains("jday") && ran.out.contains("drill"), "{shell}");
        for flag in ["against", "with-plan", "idle-limit", "low-bandwidth", "keys"] {
            assert!(ran.out.contains(flag), "{shell} does not complete --{flag}");
        }
    }
    let man = jday(&["man"]);
    assert!(man.code == 0 && man.out.starts_with('.') && man.out.contains("jday"));
    let pages: [(&[&str], &str); 4] = [
        (&["replay"], "with\\-plan"),
        (&["cast"], "asciinema play"),
        (&["keys"], "keys.toml"),
        (&["journal", "verify"], "head"),
    ];
    for (command, told) in pages {
        let man = jday(&[&["man"], command].concat());
        assert!(man.code == 0 && man.out.contains(told), "{command:?} lacks {told:?}: {}", man.out);
    }
    let nothing = jday(&["man", "journal", "burn"]);
    assert!(nothing.code == 2 && nothing.err.contains("journal burn"), "{}", nothing.err);
    let help = jday(&["--help"]);
    assert!(help.code == 0 && help.out.contains("Exit codes"));
    assert_eq!(jday(&["--version"]).code, 0);
}

/// Without a terminal the console says so and what to do, and leaves standard output alone.
#[test]
fn the_console_needs_a_terminal() {
    let ran = jday(&["drill", "clean-day"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("terminal") && !ran.out.contains('\u{1b}'), "{}", ran.err);
}
