//! Steps that run `jday db`: what they need must reach them, and their own limit must come before the step's.

use super::super::problem::Place;
use super::super::types::live::SecretRef;
use super::super::types::{Live, Millis, Plan, StepKind};
use crate::text::Clean;

/// How long a task may take where its step does not say.
const UNLESS_SAID: &str = "1h";

/// Each such step that would fail, or be ended before it can say why.
pub(super) fn out_of_reach(plan: &Plan) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    let mut first = None;
    for (p, procedure) in plan.procedures.iter().enumerate() {
        for (n, step) in procedure.steps.iter().enumerate() {
            let StepKind::Command { argv, .. } = &step.action else { continue };
            if is_ours(argv) {
                let at = Place::top().key("procedures").index(p).key("steps").index(n);
                let at = at.key("action").key("argv");
                found.extend(limits(argv, step.budget).map(|message| (at.clone(), message)));
                first.get_or_insert(at);
            }
        }
    }
    if let (Some(first), Some(live)) = (first, &plan.live) {
        found.extend(reach(live, first));
    }
    found
}

/// What a step says of itself.
fn limits(argv: &[Clean], budget: Millis) -> impl Iterator<Item = String> {
    let plan = value_of(argv, "--plan").is_none();
    let plan = plan.then(|| "say of which plan: --plan /etc/jday/NAME.toml".to_owned());
    let within: Option<Millis> = value_of(argv, "--within").unwrap_or(UNLESS_SAID).parse().ok();
    let within = within.is_none_or(|within| within >= budget).then(|| {
        format!("say --within and less than the step's {budget}, or it is ended before it can say what it waited for")
    });
    plan.into_iter().chain(within)
}

/// Whether the plan has the database, and its password reaches a step's program.
fn reach(live: &Live, first: Place) -> Option<(Place, String)> {
    let Some(database) = &live.database else {
        return Some((first, "it works on [live.database], and the plan has none; add it".to_owned()));
    };
    let Some(SecretRef::Env(name)) = &database.password else { return None };
    let message = format!(
        "a step's program finds only what [live.commands] hands on; add secrets = [\"{name}=env:{name}\"] there, or \
         name a file"
    );
    let at = Place::top().key("live").key("database").key("password");
    (!is_handed_on(live, name)).then_some((at, message))
}

fn is_ours(argv: &[Clean]) -> bool {
    let mut words = argv.iter().map(Clean::as_str);
    let program = words.next().and_then(|word| word.rsplit('/').next());
    program == Some("jday") && words.next() == Some("db")
}

/// Whether programs of steps find the variable `name`.
fn is_handed_on(live: &Live, name: &str) -> bool {
    let lines = live.commands.iter().flat_map(|how| how.variables.iter().chain(&how.secrets));
    lines.filter_map(|line| line.as_str().split_once('=')).any(|(given, _)| given == name)
}

/// What stands after `option`, as its next word or behind `=`.
fn value_of<'a>(argv: &'a [Clean], option: &str) -> Option<&'a str> {
    let mut words = argv.iter().map(Clean::as_str);
    words
        .find_map(|word| match word.strip_prefix(option) {
            Some("") => Some(None),
            Some(rest) => rest.strip_prefix('=').map(Some),
            None => None,
        })?
        .or_else(|| words.next())
}
