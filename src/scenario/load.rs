//! From a file, or a name, to a scenario and the plan it rehearses, or to everything that is wrong.

use std::path::{Path, PathBuf};

use super::check;
use super::types::{Line, Scenario, ScriptFile};
use crate::plan;
use crate::plan::document::{self, Document};
use crate::plan::problem::{Place, Problem};
use crate::plan::report::{Located, Report};
use crate::plan::types::Plan;
use crate::text::Clean;

/// The scenarios that are part of the program, in the order of the picker: file name and text.
pub const EMBEDDED: [(&str, &str); 16] = [
    ("clean-day", include_str!("../../fixtures/scenarios/clean-day.toml")),
    ("errors-after-switch", include_str!("../../fixtures/scenarios/errors-after-switch.toml")),
    ("slow-burn", include_str!("../../fixtures/scenarios/slow-burn.toml")),
    ("health-flap", include_str!("../../fixtures/scenarios/health-flap.toml")),
    ("backend-dies", include_str!("../../fixtures/scenarios/backend-dies.toml")),
    ("lever-does-nothing", include_str!("../../fixtures/scenarios/lever-does-nothing.toml")),
    ("long-tail", include_str!("../../fixtures/scenarios/long-tail.toml")),
    ("both-sides-broken", include_str!("../../fixtures/scenarios/both-sides-broken.toml")),
    ("database-critical", include_str!("../../fixtures/scenarios/database-critical.toml")),
    ("channel-down", include_str!("../../fixtures/scenarios/channel-down.toml")),
    ("former-version", include_str!("../../fixtures/scenarios/former-version.toml")),
    ("out-of-band", include_str!("../../fixtures/scenarios/out-of-band.toml")),
    ("hostile-text", include_str!("../../fixtures/scenarios/hostile-text.toml")),
    ("clock-step", include_str!("../../fixtures/scenarios/clock-step.toml")),
    ("wrong-branch", include_str!("../../fixtures/scenarios/wrong-branch.toml")),
    ("full-day", include_str!("../../fixtures/scenarios/full-day.toml")),
];

/// A scenario that can be rehearsed.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// The plan it rehearses, with the scenario's changes made.
    pub plan: Plan,
}

/// The scenario called `wanted`: the name of an embedded one, or the path of a file.
pub fn find(wanted: &str) -> Result<Loaded, Report> {
    if let Some((name, text)) = EMBEDDED.iter().find(|(name, _)| *name == wanted) {
        return load(text, &format!("{name}.toml"), None);
    }
    let path = Path::new(wanted);
    if path.extension().is_none() && !path.exists() {
        return Err(unknown(wanted));
    }
    load(&plan::load::read(path)?, wanted, path.parent())
}

/// Reads the scenario in `text`, called `name` in messages. A plan file it names is looked for in
/// `folder`.
pub fn load(text: &str, name: &str, folder: Option<&Path>) -> Result<Loaded, Report> {
    let (scenario, document): (Scenario, Document) = document::load(text, name).map_err(with_kinds)?;
    let plan = plan_of(&scenario, &document, folder)?;
    let problems = check::scenario(&scenario, &plan);
    if !problems.is_empty() {
        return Err(document.report(problems));
    }
    let plan = scenario.amend(&plan);
    Ok(Loaded { scenario, plan })
}

/// Reads the script in `text` (`--script`), for a drill of `plan`.
pub fn script(text: &str, name: &str, plan: &Plan) -> Result<Vec<Line>, Report> {
    let (file, document): (ScriptFile, Document) = document::load(text, name)?;
    let problems = check::script(&file.script, plan);
    if problems.is_empty() { Ok(file.script) } else { Err(document.report(problems)) }
}

/// Reads the script in the file at `path`.
pub fn script_file(path: &Path, plan: &Plan) -> Result<Vec<Line>, Report> {
    script(&plan::load::read(path)?, &path.display().to_string(), plan)
}

/// A JSON Schema of scenario files.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Scenario).to_value()
}

/// The reader of documents knows no kinds of faults; whoever wrote one needs those that there are.
fn with_kinds(mut report: Report) -> Report {
    for problem in &mut report.problems {
        if let Some(read) = problem.message.as_str().strip_suffix(crate::plan::SEE_SCHEMA) {
            let known = super::due::FAULTS.join("`, `");
            problem.message = Clean::new(format!("{read}expected one of `{known}`"));
        }
    }
    report
}

fn plan_of(scenario: &Scenario, document: &Document, folder: Option<&Path>) -> Result<Plan, Report> {
    let Some(written) = &scenario.plan else { return Ok(plan::embedded().clone()) };
    let path = folder.map_or_else(|| PathBuf::from(written.as_str()), |f| f.join(written.as_str()));
    plan::load::load_file(&path).map_err(|report| {
        let first = report.lines().into_iter().next().unwrap_or_default();
        let message = format!(
            "the plan cannot be used: {first}; mend it (`jday check {}` shows all), or leave `plan` out for the embedded one",
            path.display()
        );
        document.report(vec![Problem::error("bad-plan", Place::top().key("plan"), message)])
    })
}

fn unknown(wanted: &str) -> Report {
    let names: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).collect();
    let near = names.iter().min_by_key(|name| strsim::damerau_levenshtein(wanted, name));
    let hint = match near {
        Some(name) if strsim::damerau_levenshtein(wanted, name) <= 3 => format!("did you mean `{name}`? "),
        _ => String::new(),
    };
    let message = format!(
        "there is no scenario of this name; {hint}known: {}; or give the path of a .toml file",
        names.join(", ")
    );
    let problem = Problem::error("unknown-scenario", Place::top(), message);
    Report::new(wanted, vec![Located::new(problem, None)])
}
