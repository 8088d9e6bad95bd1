//! Plans: what the mission plan holds is in ours, every lint rule fires, and bad files say what is wrong.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::string_slice,
    reason = "a test stops at the first surprise; clippy knows only its functions, not their helpers"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jday::plan::load::{EMBEDDED, check, check_file};
use jday::plan::report::Report;
use jday::plan::types::{Checklist, Plan, ProcedureKind, StepKind, TierLevel, Weekday};
use jday::plan::{embedded, lint, schema};
use jday::text::Clean;
use proptest::prelude::*;

fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/plans").join(folder)
}

fn mission() -> String {
    fs::read_to_string(fixtures("mission-plan-onelog-africa.md")).unwrap()
}

fn as_written() -> (Plan, Report) {
    let checked = check_file(&fixtures("onelog-as-written.toml"));
    (checked.plan.expect("the plan as written can be read"), checked.report)
}

/// The lines of the mission plan below the heading that begins with `heading`, up to the next of its rank.
fn chapter(heading: &str) -> Vec<String> {
    let rank = heading.split(' ').next().unwrap().len();
    let text = mission();
    let mut lines = text.lines().skip_while(|line| !line.starts_with(heading));
    assert!(lines.next().is_some(), "the mission plan has no {heading:?}");
    let mut code = false;
    lines
        .take_while(|line| {
            code ^= line.starts_with("```");
            let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
            code || hashes == 0 || hashes > rank
        })
        .map(str::to_owned)
        .collect()
}

fn starting(lines: &[String], start: &str) -> usize {
    lines.iter().filter(|line| line.trim_start().starts_with(start)).count()
}

/// `- [ ] **Title** : detail` or `- ✅ **Title** : detail` as title and detail.
fn boxes(start: &str) -> Vec<(String, String)> {
    mission()
        .lines()
        .filter_map(|line| line.strip_prefix(start))
        .map(|line| {
            let (title, detail) = line.split_once(" : ").unwrap();
            (title.trim().trim_matches('*').to_owned(), detail.to_owned())
        })
        .collect()
}

#[test]
fn every_box_and_criterion_of_the_mission_plan_is_an_item_word_for_word() {
    let written = boxes("- [ ] ");
    assert_eq!(written.len(), 59, "the mission plan's own figure");
    let criteria = boxes("- ✅ ");
    assert_eq!(criteria.len(), 12);
    for plan in [embedded(), &as_written().0] {
        let items = |wanted: fn(&str) -> bool| -> Vec<(String, String)> {
            let lists = plan.checklists.iter().filter(|list| wanted(list.id.as_str()));
            lists.flat_map(Checklist::items).map(|i| (i.title.to_string(), i.detail.to_string())).collect()
        };
        let mut wanted = written.clone();
        let mut ours = items(|id| id != "success");
        wanted.sort();
        ours.sort();
        assert_eq!(ours, wanted);
        assert_eq!(items(|id| id == "success"), criteria);
    }
}

#[test]
fn every_hour_alert_role_variable_and_step_of_the_mission_plan_is_counted() {
    for plan in [embedded(), &as_written().0] {
        assert_eq!(plan.schedule.slots.len(), starting(&chapter("#### J-Day : Déploiement"), "- **"));
        for slot in &plan.schedule.slots {
            let line = format!("- **{}** : {}", slot.at.to_string().replace(':', "h"), slot.title);
            assert!(mission().contains(&line), "{line}");
        }
        for (level, heading) in [
            (TierLevel::Critical, "#### Critiques"),
            (TierLevel::Important, "#### Importantes"),
            (TierLevel::Info, "#### Informatives"),
        ] {
            let tier = plan.tier(level).unwrap();
            assert_eq!(tier.alerts.len(), starting(&chapter(heading), "- "), "{heading}");
            for (alert, line) in tier.alerts.iter().zip(chapter(heading)) {
                let said = line.trim_start_matches("- ");
                assert!(alert.title.as_str().starts_with(said), "{said}");
            }
        }
        assert_eq!(plan.triggers.len(), starting(&chapter("#### Automatiques"), "- "));
        assert_eq!(plan.reasons.len(), starting(&chapter("#### Manuels"), "- "));
        assert_eq!(plan.roles.len(), starting(&chapter("### Équipe de Déploiement"), "#### "));
        assert_eq!(plan.contacts.len(), starting(&chapter("### Contacts d'Urgence"), "- "));
        let steps = chapter("#### Étapes Automatisées");
        let steps: Vec<&String> = steps.iter().filter(|line| line.contains(". **")).collect();
        assert_eq!(plan.pipeline.steps.len(), steps.len());
        for (step, line) in plan.pipeline.steps.iter().zip(steps) {
            assert!(line.ends_with(&format!("**{}** : {}", step.title, step.detail)), "{line}");
        }
        let variables = chapter("#### Variables d'Environnement Production");
        let variables: Vec<&str> = variables
            .iter()
            .filter(|l| !l.starts_with('#'))
            .filter_map(|l| Some(l.split_once('=')?.0))
            .collect();
        let ours: Vec<&str> = plan.environment.variables.iter().map(|v| v.name.as_str()).collect();
        assert_eq!(ours, variables);
        let secrets = chapter("#### Secrets GitHub");
        assert_eq!(plan.environment.secrets.len(), starting(&secrets, "- "));
        for secret in &plan.environment.secrets {
            assert!(secrets.iter().any(|line| line.contains(secret.name.as_str())), "{:?}", secret.name);
        }
    }
}

#[test]
fn the_plan_as_written_says_nothing_that_its_owners_did_not() {
    let (plan, _) = as_written();
    let mission = mission().replace('*', "").to_lowercase();
    let mut said: Vec<String> = Vec::new();
    said.extend(plan.schedule.phases.iter().flat_map(|phase| &phase.tasks).map(ToString::to_string));
    said.extend(plan.schedule.phases.iter().map(|phase| phase.title.to_string()));
    said.extend(plan.triggers.iter().map(|trigger| trigger.title.to_string()));
    said.extend(plan.reasons.iter().map(|reason| reason.title.to_string()));
    said.extend(plan.tiers.iter().map(|tier| tier.title.to_string()));
    for role in &plan.roles {
        said.push(format!("Responsabilité : {}", role.responsibility));
        said.push(format!("Escalade : {}", role.escalation));
        let actions: Vec<&str> = role.actions.iter().map(Clean::as_str).collect();
        said.push(format!("Actions : {}", actions.join(", ")));
    }
    said.extend(plan.contacts.iter().map(|contact| format!("{} : {}", contact.title, contact.phone)));
    for line in said {
        assert!(mission.contains(&line.to_lowercase()), "{line}");
    }
}

#[test]
fn the_rollback_has_the_five_steps_of_the_mission_plan() {
    let rollback = embedded().procedure_of(ProcedureKind::Rollback).unwrap();
    let written: Vec<String> = chapter("#### Rollback Immédiat (< 5 minutes)")
        .iter()
        .filter_map(|line| line.split_once(". "))
        .map(|(_, step)| step.replace('*', ""))
        .collect();
    let ours: Vec<&str> = rollback.steps.iter().map(|step| step.title.as_str()).collect();
    assert_eq!(ours, written);
    let kinds: Vec<&str> = rollback.steps.iter().map(|step| step.action.word()).collect();
    assert_eq!(kinds, ["notify", "decide", "lever", "verify", "notify"]);
    assert_eq!(rollback.budget, embedded().rollback.budget);
}

#[test]
fn the_cured_plan_has_a_procedure_for_every_need_and_targets_for_every_figure() {
    let plan = embedded();
    for kind in [
        ProcedureKind::Deploy,
        ProcedureKind::Database,
        ProcedureKind::Switch,
        ProcedureKind::Rollback,
        ProcedureKind::Databasereturn,
        ProcedureKind::Applicationreturn,
        ProcedureKind::Teardown,
    ] {
        assert!(plan.procedure_of(kind).is_some(), "{kind:?}");
    }
    for (metric, good, bad) in [
        ("p50", 0.499, 0.5),
        ("p95", 1.99, 2.0),
        ("p99", 4.99, 5.0),
        ("throughput", 101.0, 100.0),
        ("availability", 0.9991, 0.999),
        ("errors", 0.009, 0.01),
        ("auth", 0.981, 0.98),
        ("notification-delay", 29.9, 30.0),
    ] {
        let target = plan.metric(&metric.into()).unwrap().target.unwrap();
        assert!(target.holds(good) && !target.holds(bad), "{metric}");
    }
    assert_eq!(plan.j_day.weekday(), Weekday::Tue);
    let watched: Vec<&str> =
        plan.pipeline.steps.iter().filter(|step| step.watched_only).map(|step| step.id.as_str()).collect();
    assert_eq!(watched, ["switch"]);
    let shells =
        plan.procedures.iter().flat_map(|p| &p.steps).filter(
            |step| matches!(&step.action, StepKind::Command { argv, .. } if argv[0].as_str() == "sh"),
        );
    assert_eq!(shells.count(), 0);
}

#[test]
fn every_rule_fires_on_the_plan_as_written() {
    let (_, report) = as_written();
    assert_eq!(report.errors(), 0);
    let fired: BTreeSet<&str> = report.problems.iter().map(|problem| problem.rule.as_str()).collect();
    let all: BTreeSet<&str> = lint::rules().collect();
    assert_eq!(all.len(), 12);
    assert_eq!(fired, all);
}

#[test]
fn the_cured_plan_keeps_one_warning() {
    let report = check(EMBEDDED, "onelog.toml").report;
    let kept: Vec<String> = report.problems.iter().map(|p| format!("{} {}", p.rule, p.place)).collect();
    // Its owners want to switch at 14:00; the gate asks for an override with a reason.
    assert_eq!(kept, ["switch-outside-window schedule.slots[5].at"]);
}

/// The step that restores, in the cured plan.
const JDAY_RESTORES: &str =
    "[\"jday\", \"db\", \"restore\", \"--within\", \"58m\", \"--plan\", \"/etc/jday/onelog.toml\"]";

/// Each cure undone by itself brings back its own rule and no other.
#[test]
fn a_rule_fires_on_what_a_plan_says_and_on_nothing_else() {
    for (rule, cured, undone) in [
        ("trigger-without-hold", "for = \"60s\"\njday_default", "for = \"0s\"\njday_default"),
        ("no-ttl-lowering", "lowered_ttl = \"60s\"", "lowered_ttl = \"120s\""),
        ("no-ttl-lowering", "Abaisser le TTL de", "Regarder"),
        ("two-levers", ", watched_only = true", ""),
        (
            "two-levers",
            "kind = \"pipeline\", workflow = \"rollback\", dangerous = true",
            "kind = \"command\", argv = [\"vercel\", \"promote\", \"dpl_former\"]",
        ),
        ("two-levers", "workflow = \"rollback\"", "workflow = \"cutover\""),
        (
            "unsafe-command",
            "kind = \"pipeline\", workflow = \"rollback\", dangerous = true",
            "kind = \"command\", argv = [\"gh\", \"workflow\", \"run\", \"rollback.yml\"]",
        ),
        ("lossy-database-return", "writes = \"missions-total\"", ""),
        (
            "unsafe-command",
            JDAY_RESTORES,
            "[\"pg_restore\", \"--exit-on-error\", \"--dbname=onelog\", \"b.dump\"]",
        ),
        ("unsafe-command", "SELECT NOT EXISTS", "SELECT FROM schema_migrations WHERE NOT EXISTS"),
        ("unsafe-command", "\"--within\", \"19m\"", "\"--within\", \"20m\""),
        (
            "unsafe-command",
            "\"--within\", \"19m\", \"--plan\", \"/etc/jday/onelog.toml\"",
            "\"--within=19m\"",
        ),
        ("unsafe-command", "\"--dry-run\"", "\"--include-all\""),
        ("throughput-floor-after-switch", "target_on_sum = true", ""),
        ("phases-against-calendar", "\"Configuration DNS\",", "\"Code freeze sur main\","),
        ("horizon", "from = 30\nto = 30", "from = 8\nto = 8"),
        ("blank-threshold", ", metric = \"disk\", op = \"<\", threshold = \"20%\"", ""),
        ("database-topology", "topology = \"shared\"", ""),
        ("database-topology", "topology = \"shared\"", "topology = \"replicated\""),
        ("blank-threshold", "Nouveau utilisateur inscrit", "Nouveaux utilisateurs au-dessus du seuil"),
        ("unsafe-command", "\"--linked\", \"--dry-run\"", "\"--linked\", \"--dry-run\", \"|\", \"cat\""),
        (
            "unsafe-command",
            "\"jday\", \"db\", \"restart-writes\"",
            "\"kubectl\", \"scale\", \"deployment/api\", \"--replicas\", \"3\"",
        ),
        ("switch-outside-window", "j_day = 2026-12-01", "j_day = 2026-12-24"),
        ("switch-outside-window", "j_day = 2026-12-01", "j_day = 2026-12-04"),
        ("switch-outside-window", "j_day = 2026-12-01", "j_day = 2026-12-17"),
    ] {
        assert!(EMBEDDED.contains(cured), "{cured}");
        let checked = check(&EMBEDDED.replacen(cured, undone, 1), "edited.toml");
        assert!(checked.plan.is_some(), "{}", checked.report);
        let others: Vec<String> = checked
            .report
            .problems
            .iter()
            .filter(|p| p.place.to_string() != "schedule.slots[5].at")
            .map(|p| p.rule.clone())
            .collect();
        assert!(!others.is_empty(), "{rule} says nothing of {undone:?}");
        assert!(others.iter().all(|other| other == rule), "{rule}: {others:?}");
    }
    let auto = EMBEDDED.replace("auto = false", "auto = true");
    assert_eq!(check(&auto, "auto.toml").report.warnings(), 1, "people come first, so that auto is allowed");
    let hasty = auto.replace("silence = \"120s\"", "silence = \"10s\"");
    let report = check(&hasty, "hasty.toml").report;
    assert!(report.problems.iter().any(|p| p.rule == "automatic-or-decided"), "{report}");
}

/// Every `.toml` of `folder`, sorted.
fn plans(folder: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(fixtures(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "toml"))
        .collect();
    found.sort();
    assert!(found.len() >= 5, "{folder} holds plans");
    found
}

/// The report's lines with the file's own name instead of its path.
fn said(path: &Path) -> String {
    let checked = check_file(path);
    let folder = format!("{}/", path.parent().unwrap().display());
    checked.report.lines().iter().map(|line| line.replace(&folder, "") + "\n").collect()
}

#[test]
fn valid_plans_are_accepted_without_a_word() {
    for path in plans("valid") {
        assert!(check_file(&path).plan.is_some(), "{}", said(&path));
        assert_eq!(said(&path), "", "{}", path.display());
    }
}

/// `JDAY_BLESS=1 cargo test --test plans` writes the expectations anew; read them before you commit.
/// What a plan may say of the platform under the application, and must say right.
#[test]
fn gates_and_rhythms_of_the_platform_are_checked() {
    let supabase = "\n[live]\nfingerprint = { url = \"http://a/\", header = \"x\", within = \"1s\" }\n\
        lever = { exec = { point = [\"a\"], read = [\"b\"] } }\nsurvey = { paths = [] }\n\
        [[live.sources]]\nid = \"supabase\"\ninterval = \"5s\"\ndeadline = \"5s\"\n\
        supabase = { api = { url = \"https://api.supabase.com\" }, project = \"p\" }\n";
    for (from, to, expected) in [
        ("[gates]\n", "[gates]\nprocedures = [\"smoke\"]\n", "read \"smoke\", which is no procedure"),
        ("[database]\n", "[database]\nlag = \"no-such\"\n", "read \"no-such\", which is no metric"),
        ("[gates]\n", &format!("{supabase}[gates]\n"), "read 5s; Supabase blocks whoever"),
    ] {
        let report = check(&EMBEDDED.replacen(from, to, 1), "edited.toml").report.text(false);
        assert!(report.contains(expected), "{expected}: {report}");
    }
}

#[test]
fn invalid_plans_say_what_is_wrong_where_and_what_would_be_right() {
    for path in plans("invalid") {
        let bytes = fs::read(&path).unwrap();
        assert!(bytes.starts_with(b"# Shows "), "{} says what it shows", path.display());
        let expected = path.with_extension("expected");
        let said = said(&path);
        assert!(check_file(&path).plan.is_none(), "{} is refused", path.display());
        assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "{said:?}");
        if std::env::var_os("JDAY_BLESS").is_some() {
            fs::write(&expected, &said).unwrap();
        }
        assert_eq!(said, fs::read_to_string(&expected).unwrap(), "{}", path.display());
    }
}

#[test]
fn the_schema_names_every_field_of_the_plan() {
    let schema: serde_json::Value = serde_json::from_str(&schema::schema()).unwrap();
    let properties = schema["properties"].as_object().unwrap();
    let plan = serde_json::to_value(embedded()).unwrap();
    let mut fields: BTreeSet<&String> = plan.as_object().unwrap().keys().collect();
    // What the embedded plan does without: live systems are not for drills.
    let beside = ["live", "four_eyes"].map(str::to_owned);
    fields.extend(&beside);
    assert_eq!(properties.keys().collect::<BTreeSet<_>>(), fields);
    assert_eq!(schema["additionalProperties"], false);
    let kinds = schema["$defs"]["StepKind"]["oneOf"].as_array().unwrap();
    let kinds: Vec<&str> =
        kinds.iter().map(|kind| kind["properties"]["kind"]["const"].as_str().unwrap()).collect();
    assert_eq!(kinds, StepKind::WORDS);
    let guide = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/plan.md")).unwrap();
    for field in fields {
        assert!(guide.contains(&format!("\n| `{field}` | ")), "docs/plan.md has no row for {field}");
    }
    for rule in lint::rules() {
        assert!(guide.contains(&format!("\n| `{rule}` | ")), "docs/plan.md has no row for {rule}");
    }
}

#[test]
fn a_plan_survives_json_and_names_places_in_it() {
    let json = serde_json::to_string(embedded()).unwrap();
    let read: Plan = serde_json::from_str(&json).unwrap();
    assert_eq!(&read, embedded());
    let report = check(&EMBEDDED.replace("zone = \"Africa/Dakar\"", "zone = \"Dakar\""), "p.toml").report;
    let json: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
    assert_eq!(json["errors"], 1);
    assert_eq!(json["problems"][0]["field"], "zone");
    assert_eq!(json["problems"][0]["column"], 8);
    assert!(report.text(false).contains("^^^^^^^ zone"), "{}", report.text(false));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes);
        let report = check(&text, "noise.toml").report;
        prop_assert!(report.errors() > 0);
        let _ = report.text(true);
        let _ = report.json();
    }

    #[test]
    fn no_edit_of_the_cured_plan_makes_it_panic(
        at in 0..EMBEDDED.len(), cut in 0_usize..60, put in "[\\[\\]{}=\"'#.,a-z0-9\\-\u{1b}é\n]{0,12}"
    ) {
        let edge = |mut at: usize| { while !EMBEDDED.is_char_boundary(at) { at += 1; } at };
        let from = edge(at);
        let to = edge((from + cut).min(EMBEDDED.len()));
        let text = format!("{}{put}{}", &EMBEDDED[..from], &EMBEDDED[to..]);
        let checked = check(&text, "edited.toml");
        prop_assert_eq!(checked.plan.is_none(), checked.report.errors() > 0);
        let _ = checked.report.text(false);
    }
}
