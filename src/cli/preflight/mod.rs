//! `jday preflight`: everything the day will rest on, looked at once, in parallel: one line each, proven how,
//! in how long, or what to do.

mod asked;
mod database;
mod here;
mod notify;
mod told;
mod ways;

use self::told::Told;
use super::args::{Look, Preflight};
use super::exit::Exit;
use super::look::language;
use super::out;
use crate::client::net::NetError;
use crate::plan;
use crate::plan::types::Plan;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Line {
    /// What kind of thing: `source`, `lever`, `dns`, `path`, `channel`, `workflow`, `here`, …
    pub area: &'static str,
    /// Which.
    pub name: String,
    /// Whether it is ready; none: to be known, and no obstacle.
    pub ok: Option<bool>,
    /// What proves it, or what is wrong.
    pub proof: String,
    /// How long that took, in milliseconds, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<u64>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub todo: Option<String>,
}

impl Line {
    fn new(area: &'static str, name: impl Into<String>, ok: Option<bool>, proof: impl Into<String>) -> Self {
        Self { area, name: name.into(), ok, proof: proof.into(), took_ms: None, todo: None }
    }

    fn took(mut self, ms: u64) -> Self {
        self.took_ms = Some(ms);
        self
    }

    fn todo(mut self, what: impl Into<String>) -> Self {
        self.todo = Some(what.into());
        self
    }
}

/// Runs the command.
pub fn run(args: &Preflight, look: &Look) -> anyhow::Result<Exit> {
    let checked = plan::load::check_file(&args.plan);
    let Some(plan) = checked.plan else {
        out::say(checked.report.text(false).trim_end());
        return Ok(Exit::BadInput);
    };
    if plan.live.is_none() {
        out::say(&format!("jday: {}: {}", args.plan.display(), NetError::NoLive));
        return Ok(Exit::BadInput);
    }
    let mut told = Told::new(args.json, language(look)?);
    told.all(&here::lines(&plan))?;
    told.all(&of_the_plan(&plan, checked.report.warnings()))?;
    match asked::World::new(&plan) {
        Err(lines) => told.all(&lines)?,
        Ok(mut world) => {
            world.ask(&plan, |line| told.one(line))?;
            told.all(&database::lines(&plan))?;
            if args.notify {
                notify::run(&plan, &mut world, &mut told, args.within)?;
            }
        }
    }
    told.end()?;
    Ok(if told.failed() { Exit::NotMet } else { Exit::Done })
}

/// What the plan itself says about the day.
fn of_the_plan(plan: &Plan, warnings: usize) -> Vec<Line> {
    let noted = match warnings {
        0 => Line::new("plan", "lint", Some(true), "no warning"),
        count => Line::new("plan", "lint", None, format!("{count} warnings")).todo("read them: jday check"),
    };
    let mut lines = vec![noted];
    let reached = |id| plan.live.iter().any(|live| live.channels.iter().any(|channel| channel.id == id));
    for channel in plan.channels.iter().filter(|channel| !reached(channel.id.clone())) {
        let line = Line::new("channel", channel.id.as_str(), Some(false), "no service carries it");
        lines.push(line.todo("add it to [[live.channels]]"));
    }
    lines
}
