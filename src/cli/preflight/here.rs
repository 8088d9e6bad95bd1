//! What can be seen on this machine alone: window, programs, logins, and whether a logout kills the engine.

use std::path::Path;

use chrono::Utc;

use super::Line;
use crate::model::At;
use crate::model::schedule;
use crate::plan::types::{Plan, StepKind};

/// All of it.
pub fn lines(plan: &Plan) -> Vec<Line> {
    let mut lines = vec![window(plan), logout(Path::new("/"), &user())];
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

/// Whether logind ends what a user left running (logind.conf(5), `KillUserProcesses`).
fn logout(root: &Path, user: &str) -> Line {
    let name = "logout";
    if !root.join("run/systemd/system").exists() {
        return Line::new("here", name, Some(true), "no systemd: a logout ends nothing");
    }
    if root.join("var/lib/systemd/linger").join(user).exists() {
        return Line::new("here", name, Some(true), format!("{user} lingers: the engine outlives a logout"));
    }
    let mut texts = vec![std::fs::read_to_string(root.join("etc/systemd/logind.conf")).unwrap_or_default()];
    if let Ok(more) = std::fs::read_dir(root.join("etc/systemd/logind.conf.d")) {
        let mut paths: Vec<_> = more.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        texts.extend(paths.iter().map(|path| std::fs::read_to_string(path).unwrap_or_default()));
    }
    let kills = texts.iter().flat_map(|text| text.lines()).filter_map(|line| {
        let (key, value) = line.trim().split_once('=')?;
        (key.trim() == "KillUserProcesses").then(|| matches!(value.trim(), "yes" | "true" | "1" | "on"))
    });
    if kills.last() == Some(true) {
        return Line::new("here", name, Some(false), "logind ends an engine with its starter's session")
            .todo(format!("run it as a service, or: loginctl enable-linger {user}"));
    }
    Line::new("here", name, Some(true), "logind leaves the engine running at a logout")
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
    fn a_machine_that_ends_what_was_left_running_is_not_ready() {
        let root = tempfile::tempdir().unwrap();
        let verdict = || logout(root.path(), "awa").ok;
        assert_eq!(verdict(), Some(true), "no systemd");
        std::fs::create_dir_all(root.path().join("run/systemd/system")).unwrap();
        std::fs::create_dir_all(root.path().join("etc/systemd/logind.conf.d")).unwrap();
        assert_eq!(verdict(), Some(true), "the default is no");
        std::fs::write(root.path().join("etc/systemd/logind.conf"), "#KillUserProcesses=yes\n").unwrap();
        assert_eq!(verdict(), Some(true), "a comment says nothing");
        let more = root.path().join("etc/systemd/logind.conf.d/10-kill.conf");
        std::fs::write(more, "[Login]\nKillUserProcesses = yes\n").unwrap();
        assert_eq!(verdict(), Some(false));
        std::fs::create_dir_all(root.path().join("var/lib/systemd/linger")).unwrap();
        std::fs::write(root.path().join("var/lib/systemd/linger/awa"), "").unwrap();
        assert_eq!(verdict(), Some(true), "who lingers is left alone");
    }

    #[test]
    fn a_program_is_looked_for_where_it_would_be_run_from() {
        assert_eq!(program("sh", "/nowhere:/bin").ok, Some(true));
        assert_eq!(program("sh", "/nowhere").ok, Some(false));
        assert_eq!(program("/bin/sh", "").ok, Some(true));
    }
}
