//! The example of a live plan: it is the cured plan and more, it shows every kind of feed, lever and channel, and
//! what a live plan must have. And the guide to it: its examples are a plan's, and no field is missing.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;

use jday::plan::load::{EMBEDDED, check};
use jday::plan::types::live::{
    Fingerprinted, LiveApplication, LiveChannel, LiveCommands, LiveDatabase, LiveLever, LiveSource, Survey,
    Templates, Workflow,
};
use jday::plan::types::{Live, Plan};
use serde_json::Value;

const EXAMPLE: &str = include_str!("../fixtures/plans/onelog-live.toml");

fn read(text: &str) -> Plan {
    let checked = check(text, "live.toml");
    assert!(checked.plan.is_some(), "{}", checked.report);
    checked.plan.unwrap()
}

fn live() -> Live {
    read(EXAMPLE).live.unwrap()
}

/// Rule and place of every problem of a plan.
fn problems(text: &str) -> Vec<String> {
    let report = check(text, "live.toml").report;
    report.problems.iter().map(|problem| format!("{} {}", problem.rule, problem.place)).collect()
}

#[test]
fn it_is_accepted_with_the_warnings_of_the_cured_plan() {
    assert_eq!(problems(EXAMPLE), problems(EMBEDDED));
    read(EXAMPLE);
}

#[test]
fn it_is_the_cured_plan_but_for_what_a_live_room_adds() {
    let value = |text| serde_json::to_value(read(text)).unwrap();
    let (mut ours, mut cured) = (value(EXAMPLE), value(EMBEDDED));
    for plan in [&mut ours, &mut cured] {
        let fields = plan.as_object_mut().unwrap();
        fields.remove("id");
        fields.remove("live");
        for gate in ["procedures", "drained"] {
            fields["gates"].as_object_mut().unwrap().remove(gate);
        }
        for metric in fields["metrics"].as_array_mut().unwrap() {
            let metric = metric.as_object_mut().unwrap();
            metric.remove("source");
            metric.remove("interval");
        }
        for tier in fields["tiers"].as_array_mut().unwrap() {
            for rule in tier["alerts"].as_array_mut().unwrap() {
                let rule = rule.as_object_mut().unwrap();
                let is_told_live =
                    ["deployment", "new-user", "maintenance"].contains(&rule["id"].as_str().unwrap());
                rule.retain(|field, _| !is_told_live || ["id", "title"].contains(&field.as_str()));
            }
        }
    }
    for list in ["metrics", "procedures"] {
        let (ours, cured) = (ours[list].take(), cured[list].take());
        let (ours, cured) = (ours.as_array().unwrap(), cured.as_array().unwrap());
        assert!(cured.len() < ours.len() && cured.iter().all(|one| ours.contains(one)), "{list}");
    }
    assert_eq!(ours, cured);
}

#[test]
fn it_shows_every_kind_of_feed_and_channel() {
    let live = serde_json::to_value(live()).unwrap();
    let fields = |list: &str| -> BTreeSet<String> {
        let entries = live[list].as_array().unwrap().iter();
        entries.flat_map(|entry| entry.as_object().unwrap().keys().cloned()).collect()
    };
    let kinds: BTreeSet<String> = LiveSource::KINDS.iter().map(|kind| (*kind).to_owned()).collect();
    assert_eq!(kinds.difference(&fields("sources")).count(), 0, "{kinds:?}");
    let channels = fields("channels");
    for kind in ["pagerduty", "twilio", "slack", "smtp"] {
        assert!(channels.contains(kind), "{kind}");
    }
    // The other way into Slack stands beside it.
    let (_, webhook) = EXAMPLE.split_once("# slack_webhook = ").expect("a comment");
    let webhook = webhook.lines().next().unwrap();
    let (before, slack) = EXAMPLE.split_once("\nslack = ").unwrap();
    let (_, after) = slack.split_once('\n').unwrap();
    let plan = read(&format!("{before}\nslack_webhook = {webhook}\n{after}"));
    assert!(plan.live.unwrap().channels.iter().any(|channel| channel.slack_webhook.is_some()));
}

#[test]
fn every_lever_of_its_comments_fits_in_the_place_of_the_one_in_use() {
    let (before, rest) = EXAMPLE.split_once("[live.lever.rfc2136]").unwrap();
    let (_, rest) = rest.split_once("# Instead of it").unwrap();
    let (levers, after) = rest.split_once("\n\n").unwrap();
    let blocks: Vec<String> = levers
        .split("\n#\n")
        .skip(1)
        .map(|block| block.lines().map(|line| line.trim_start_matches("# ").to_owned() + "\n").collect())
        .collect();
    let mut shown = BTreeSet::from(["rfc2136".to_owned()]);
    for block in blocks {
        let plan = read(&format!("{before}{block}\n{after}"));
        let lever = serde_json::to_value(plan.live.unwrap().lever).unwrap();
        shown.extend(lever.as_object().unwrap().keys().filter(|key| *key != "records").cloned());
    }
    let all = ["cloudflare", "exec", "powerdns", "rfc2136", "route53", "vercel"].map(str::to_owned);
    assert_eq!(shown, BTreeSet::from(all));
}

#[test]
fn every_alert_is_raised_by_something_and_every_business_figure_has_its_feed() {
    let plan = read(EXAMPLE);
    let rules: Vec<_> = plan.tiers.iter().flat_map(|tier| &tier.alerts).collect();
    assert_eq!(rules.len(), 12);
    assert!(rules.iter().all(|rule| rule.metric.is_some() != rule.on.is_some()));
    let live = plan.live.as_ref().unwrap();
    for (metric, target) in [
        ("auth", Some("> 0.98")),
        ("notification-delay", Some("< 30")),
        ("gps-accuracy", None),
        ("gps-rate", None),
    ] {
        let known = plan.metrics.iter().find(|known| known.id.as_str() == metric).unwrap();
        let said = known.target.as_ref().map(|target| serde_json::to_value(target).unwrap());
        assert_eq!(said, target.map(Value::from), "{metric}");
        let source = live.sources.iter().find(|source| source.id == known.source).unwrap();
        assert!(source.feeds()[0].metrics().contains(&&known.id), "{metric}");
        let carried = live.channels.iter().map(|channel| channel.id.as_str()).collect::<BTreeSet<_>>();
        assert!(plan.channels.iter().all(|channel| carried.contains(channel.id.as_str())));
    }
}

/// One thing made wrong, and what is said of it.
#[test]
fn a_live_plan_that_would_be_blind_or_mute_is_refused() {
    let cases = [
        ("live-alert", ", on = \"maintenance\"", ""),
        (
            "bad-value",
            "on = \"maintenance\"",
            "on = \"maintenance\", metric = \"disk\", op = \"<\", threshold = \"20%\"",
        ),
        ("bad-value", "grown_over = \"60s\"", "grown_over = \"3h\""),
        ("bad-value", "grown_over = \"60s\"", "grown_over = \"60s\", for = \"1m\""),
        ("bad-value", "on = \"deployment\"", "on = \"deployment\", grown_over = \"60s\""),
        ("live-metric", "days = \"certificate\"", "days = \"disk\""),
        ("live-fingerprint", "header = \"X-App-Version\"", "header = \"X-App-Version\"\njson = \"/version\""),
        ("live-rhythm", "within = \"2s\"", "within = \"0s\""),
        ("live-rhythm", "id = \"probe\"\ninterval = \"2s\"", "id = \"probe\"\ninterval = \"500000000y\""),
        ("bad-value", "version = \"0.9.0\"", "version = \"1.0.0\""),
        (
            "live-paths",
            "  { id = \"google\", resolver = \"google\" },\n  { id = \"quad9\", resolver = \"quad9\" },\n]\n# A page",
            "]\n# A page",
        ),
    ];
    for (rule, right, wrong) in cases {
        assert!(EXAMPLE.contains(right), "{right}");
        let found = problems(&EXAMPLE.replacen(right, wrong, 1));
        assert!(found.iter().any(|problem| problem.starts_with(rule)), "{rule}: {found:?}");
        assert!(
            check(&EXAMPLE.replacen(right, wrong, 1), "live.toml").plan.is_none(),
            "{rule}: it is refused"
        );
    }
}

/// `said` with the number of the procedure that gives the application back.
fn placed(said: &str) -> String {
    let at = read(EXAMPLE).procedures.iter().position(|known| known.id.as_str() == "application-return");
    said.replace("RETURN", &at.unwrap().to_string())
}

/// Rule, place and words of what is wrong with the example once `right` is `wrong`, a workflow's or an
/// application's matter.
#[test]
fn a_step_runs_only_what_is_somewhere_and_written_as_its_system_takes_it() {
    let named = "id = \"rollback\"\napi";
    for (right, wrong, said) in [
        (
            "workflow = \"rollback\"",
            "workflow = \"rolback\"",
            "unknown-name procedures[RETURN].steps[1].action.workflow: read \"rolback\", which is none of \
             [[live.workflows]]; did you mean `rollback`?",
        ),
        (named, "api", "live-workflow live.workflows[0]: it has no `id`"),
        (
            "nonce_input = \"mark\"\nenvironment = \"production\"\n\n# Or by",
            "steps = [\"deploy=Deploy\"]\n\n# Or by",
            "live-workflow live.workflows[0].steps: the plan lists",
        ),
        (
            "# Or by Vercel",
            "[[live.workflows]]\nid = \"rollback\"\napi = { url = \"https://api.github.com\" }\nrepository = \"a/b\"\n\
             file = \"x.yml\"\ngit_ref = \"main\"\n# Or by Vercel",
            "duplicate-name live.workflows[1].id",
        ),
        ("[live.workflow]\n", "[live.workflow]\nid = \"deploy\"\n", "live-workflow live.workflow.id"),
        (
            "file = \"rollback.yml\"\ngit_ref = \"main\"\ninputs = [\"environment=production\"]",
            "file = \" \"\ngit_ref = \"main\"\ninputs = [\"environment\"]",
            "live-workflow live.workflows[0].inputs[0]: \"environment\" is no input",
        ),
        ("file = \"rollback.yml\"", "file = \" \"", "live-workflow live.workflows[0].file: it is empty"),
        (
            "inputs = [\"environment=production\"]\nnonce_input = \"mark\"",
            "inputs = [\"mark=mine\"]\nnonce_input = \"mark\"",
            "live-workflow live.workflow.inputs[0]: the input \"mark\" is given twice",
        ),
        (
            "repository = \"onelog-africa/onelog\"\nfile = \"rollback.yml\"",
            "repository = \"onelog\"\nfile = \"rollback.yml\"",
            "live-workflow live.workflows[0].repository: \"onelog\" is no repository",
        ),
        ("\n[live.workflow]\n", "\n[[live.workflows]]\nid = \"deploy\"\n", "live-workflow procedures["),
        (
            "kind = \"pipeline\", workflow = \"rollback\", dangerous = true",
            "kind = \"application\", to = \"blue\"",
            "live-application procedures[RETURN].steps[1].action: it moves the application, and nothing says by what",
        ),
    ] {
        assert!(EXAMPLE.contains(right), "{right}");
        let checked = check(&EXAMPLE.replacen(right, wrong, 1), "live.toml");
        assert!(checked.plan.is_none(), "{said}: it is refused");
        let problems = checked.report.problems.iter();
        let found: Vec<String> = problems
            .map(|problem| format!("{} {}: {}", problem.rule, problem.place, problem.message))
            .collect();
        let said = placed(said);
        assert!(found.iter().any(|problem| problem.starts_with(&said)), "{said}\n{found:#?}");
    }
}

/// The example with the application's return by Vercel, as its comment shows it.
fn by_vercel() -> String {
    let (before, rest) = EXAMPLE.split_once("# [live.application]\n# ").unwrap();
    let step = "kind = \"pipeline\", workflow = \"rollback\", dangerous = true";
    format!("{before}[live.application]\n{rest}").replace(step, "kind = \"application\", to = \"blue\"")
}

#[test]
fn the_application_goes_back_by_vercel_where_vercel_is_not_the_lever() {
    let text = by_vercel();
    assert_eq!(problems(&text), problems(EMBEDDED));
    assert!(read(&text).live.unwrap().application.is_some());
    let (before, rest) = text.split_once("[live.lever.rfc2136]").unwrap();
    let (_, rest) = rest.split_once("\n\n").unwrap();
    let lever = "[live.lever.vercel]\napi = { url = \"https://api.vercel.com\" }\nproject = \"prj_example\"\n\
                 blue = \"dpl_blue\"\ngreen = \"dpl_green\"";
    let two = problems(&format!("{before}{lever}\n\n{rest}"));
    assert!(two.contains(&"live-application live.application".to_owned()), "{two:?}");
    let same = problems(&text.replace("green = \"dpl_new\"", "green = \"dpl_former\""));
    assert!(same.contains(&"live-application live.application.vercel.blue".to_owned()), "{same:?}");
    // Where a drill's lever is an alias, moving one beside it is a second lever.
    let alias = problems(&text.replace("kind = \"dns\"", "kind = \"alias\""));
    assert!(
        alias.iter().any(|problem| problem.starts_with(&placed("two-levers procedures[RETURN].steps[1]"))),
        "{alias:?}"
    );
    let inside = text.replacen(
        "action = { kind = \"lever\", to = \"green\" }",
        "action = { kind = \"application\", to = \"green\" }",
        1,
    );
    assert!(
        problems(&inside).iter().any(|problem| problem.starts_with("step-not-allowed")),
        "{:?}",
        problems(&inside)
    );
}

/// What a step needs, taken away, and what is warned of.
#[test]
fn a_step_of_the_database_that_would_not_be_reached_is_warned_of() {
    let named = "password = \"env:DB_PASSWORD\"\nca_file = \"/etc/jday/database-ca.pem\"\nfolder";
    let file =
        "password = \"file:/etc/jday/postgres.password\"\nca_file = \"/etc/jday/database-ca.pem\"\nfolder";
    let (without, _) = EXAMPLE.split_once("[live.database]").unwrap();
    let not_handed_on = EXAMPLE.replacen(file, named, 1);
    let handed_on = not_handed_on.replacen("secrets = [", "secrets = [\"DB_PASSWORD=env:DB_PASSWORD\", ", 1);
    let warned =
        |text: &str| problems(text).into_iter().filter(|one| one.starts_with("unsafe")).collect::<Vec<_>>();
    assert_eq!(warned(without).len(), 1, "{:?}", warned(without));
    assert_eq!(warned(&not_handed_on), ["unsafe-command live.database.password"]);
    assert_eq!(warned(&handed_on), [""; 0]);
}

const GUIDE: &str = include_str!("../docs/live.md");

/// The examples of the guide, in the order in which they stand there.
fn examples() -> Vec<toml::Table> {
    let blocks = GUIDE.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(|block| block.parse().unwrap_or_else(|why| panic!("{why}\n{block}"))).collect()
}

#[test]
fn every_example_of_the_guide_is_what_a_plan_may_hold() {
    fn holds<T: serde::de::DeserializeOwned>(value: &toml::Value, found: &mut BTreeSet<String>, kind: &str) {
        let read: Result<T, _> = value.clone().try_into();
        assert!(read.is_ok(), "{kind}: {}\n{value}", read.err().unwrap());
        found.insert(kind.to_owned());
    }
    let mut found = BTreeSet::new();
    for example in examples() {
        let Some(live) = example.get("live").and_then(toml::Value::as_table) else { continue };
        for (name, value) in live {
            match name.as_str() {
                "fingerprint" => holds::<Fingerprinted>(value, &mut found, name),
                "lever" => holds::<LiveLever>(value, &mut found, name),
                "survey" => holds::<Survey>(value, &mut found, name),
                "sources" => {
                    for source in value.as_array().unwrap() {
                        holds::<LiveSource>(source, &mut found, name);
                        let kinds = LiveSource::KINDS.iter().filter(|kind| source.get(**kind).is_some());
                        found.extend(kinds.map(|kind| (*kind).to_owned()));
                    }
                }
                "channels" => {
                    let all = value.as_array().unwrap().iter();
                    all.for_each(|channel| holds::<LiveChannel>(channel, &mut found, name));
                }
                "templates" => holds::<Templates>(value, &mut found, name),
                "workflow" => holds::<Workflow>(value, &mut found, name),
                "workflows" => {
                    let all = value.as_array().unwrap().iter();
                    all.for_each(|workflow| holds::<Workflow>(workflow, &mut found, name));
                }
                "application" => holds::<LiveApplication>(value, &mut found, name),
                "commands" => holds::<LiveCommands>(value, &mut found, name),
                "database" => holds::<LiveDatabase>(value, &mut found, name),
                "room" | "language" => assert!(value.is_str()),
                other => panic!("the guide shows live.{other}, which is no part of a plan"),
            }
        }
    }
    let parts = [
        "fingerprint",
        "lever",
        "survey",
        "channels",
        "templates",
        "workflow",
        "workflows",
        "application",
        "commands",
        "database",
    ];
    for part in parts.iter().chain(LiveSource::KINDS) {
        assert!(found.contains(*part), "docs/live.md has no example of {part}");
    }
}

/// Every name of a field below `Live` in the schema of plans.
fn fields() -> BTreeSet<String> {
    fn walk(value: &Value, definitions: &Value, seen: &mut BTreeSet<String>, names: &mut BTreeSet<String>) {
        if let Some(to) = value.get("$ref").and_then(Value::as_str) {
            let name = to.rsplit('/').next().unwrap();
            if seen.insert(name.to_owned()) {
                walk(definitions.get(name).unwrap(), definitions, seen, names);
            }
        }
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            names.extend(properties.keys().cloned());
        }
        match value {
            Value::Object(inner) => inner.values().for_each(|inner| walk(inner, definitions, seen, names)),
            Value::Array(inner) => inner.iter().for_each(|inner| walk(inner, definitions, seen, names)),
            _ => {}
        }
    }
    let schema = serde_json::to_value(schemars::schema_for!(Live)).unwrap();
    let mut names = BTreeSet::new();
    walk(&schema, schema.get("$defs").unwrap(), &mut BTreeSet::new(), &mut names);
    names
}

#[test]
fn the_guide_names_every_field_of_a_live_plan() {
    let told: BTreeSet<&str> = GUIDE
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let fields = fields();
    assert!(fields.len() > 80 && fields.contains("nonce_input"), "{fields:?}");
    let missing: Vec<_> = fields.iter().filter(|field| !told.contains(field.as_str())).collect();
    assert!(missing.is_empty(), "docs/live.md lacks {missing:?}");
}
