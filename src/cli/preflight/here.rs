//! What can be seen on this machine alone: window, programs, logins, and whether a logout kills the engine.

use std::path::Path;

use chrono::Utc;

use super::Line;
use crate::cli::logind;
use crate::model::At;
use crate::model::schedule;
use crate::plan::types::{Plan, StepKind};

/// All of it.
pub fn lines(plan: &Plan) -> Vec<Line> {
    let mut lines = vec![window(plan), logout(&user())];
    lines.extend(logins(plan, &std::fs::read_to_string("/etc/passwd").unwrap_or_default()));
    lines.extend(programs(plan, &std::env::var("PATH").unwrap_or_default()));
    lines
}

fn user() -> String {
    std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).unwrap_or_default()
}

/// Whether the switch's slot lies in the window: a gate will ask otherwise.
fn window(plan: &Plan) -> Line {
    let slot = plan.schedule.slots.iter().find(|slot| {
        let procedure = slot.procedure.as_ref().and_then(|id| plan.procedure(id));
        procedure.is_some_and(|procedure| procedure.kind == crate::plan::types::ProcedureKind::Switch)
    });
    let at = slot.map_or_else(|| At(Utc::now().timestamp_millis()), |slot| schedule::planned_at(plan, slot));
    let day = at.utc().with_timezone(&plan.zone.0).format("%Y-%m-%d %H:%M");
    if schedule::outside_window(plan, at).is_empty() {
        return Line::new("schedule", "window", Some(true), format!("the switch, {day}, lies in the window"));
    }
    Line::new("schedule", "window", None, format!("the switch, {day}, lies outside the window"))
        .todo("the gate will ask for an override with a reason")
}

/// Whether a logout of the starter ends the engine.
fn logout(user: &str) -> Line {
    if logind::kills_at_logout(user) {
        return Line::new("here", "logout", Some(false), "logind ends an engine with its starter's session")
            .todo(format!("run it as a service, or: loginctl enable-linger {user}"));
    }
    Line::new("here", "logout", Some(true), "the engine outlives a logout")
}

/// Whether each login of the plan exists on this machine.
fn logins(plan: &Plan, passwd: &str) -> Vec<Line> {
    let known: Vec<&str> = passwd.lines().filter_map(|line| line.split(':').next()).collect();
    let named = plan.people.iter().filter_map(|person| Some((person, person.login.as_ref()?)));
    let missing: Vec<String> = named
        .filter(|(_, login)| !known.contains(&login.as_str()))
        .map(|(person, login)| format!("{login} ({})", person.id))
        .collect();
    if missing.is_empty() {
        return vec![Line::new("people", "logins", Some(true), "every login of the plan is known here")];
    }
    // A directory service knows logins that no file holds.
    let proof = format!("not in /etc/passwd: {}", missing.join(", "));
    vec![Line::new("people", "logins", None, proof).todo("they may only look, unless a directory knows them")]
}

/// Whether the programs of procedures are there.
fn programs(plan: &Plan, path: &str) -> Vec<Line> {
    let steps = plan.procedures.iter().flat_map(|procedure| &procedure.steps);
    let mut names: Vec<&str> = steps
        .filter_map(|step| match &step.action {
            StepKind::Command { argv, .. } => argv.first().map(crate::text::Clean::as_str),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| program(name, path)).collect()
}

fn program(name: &str, path: &str) -> Line {
    let found = if name.contains('/') {
        Some(Path::new(name).to_owned()).filter(|path| path.is_file())
    } else {
        std::env::split_paths(path).map(|folder| folder.join(name)).find(|path| path.is_file())
    };
    match found {
        Some(path) => Line::new("program", name, Some(true), path.display().to_string()),
        None => Line::new("program", name, Some(false), "not found in PATH")
            .todo("install it, or correct the step's argv"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_looked_for_where_it_would_be_run_from() {
        assert_eq!(program("sh", "/nowhere:/bin").ok, Some(true));
        assert_eq!(program("sh", "/nowhere").ok, Some(false));
        assert_eq!(program("/bin/sh", "").ok, Some(true));
    }
}
