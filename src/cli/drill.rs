//! `jday drill`: the picker, the console on a drill, or a drill without a screen.

use std::path::PathBuf;

use anyhow::Context;

use super::args::{self, Look, Speed};
use super::exit::{BadInput, Exit};
use super::{headless, out};
use crate::engine::{Drill, Sync};
use crate::journal::Writer;
use crate::plan::types::Id;
use crate::scenario::load::{self, Loaded};
use crate::scenario::script::Script;
use crate::source::Source;

/// Runs the command.
pub fn run(args: args::Drill, _look: &Look) -> anyhow::Result<Exit> {
    if args.schema {
        out::line(&serde_json::to_string_pretty(&load::schema())?)?;
        return Ok(Exit::Done);
    }
    let Some(wanted) = args.scenario.as_deref() else {
        return Err(BadInput("name a scenario; `jday scenarios` lists them".into()).into());
    };
    let loaded = match load::find(wanted) {
        Ok(loaded) => loaded,
        Err(report) => {
            out::say(report.text(false).trim_end());
            return Ok(Exit::BadInput);
        }
    };
    if args.check {
        out::line(&format!("{wanted}: no problem"))?;
        return Ok(Exit::Done);
    }
    let sync = if args.headless { Sync::Intents } else { Sync::Decisions };
    let (drill, journal) = open(&args, &loaded, sync)?;
    if args.headless {
        let speed = args.speed.unwrap_or(Speed::Max);
        return headless::run(drill, &loaded.scenario, speed, args.json, journal);
    }
    anyhow::bail!("no console yet")
}

/// The drill, and where its journal is.
fn open(args: &args::Drill, loaded: &Loaded, sync: Sync) -> anyhow::Result<(Drill, Option<PathBuf>)> {
    let Loaded { scenario, plan } = loaded;
    let lines = match &args.script {
        Some(file) => load::script_file(file, plan).map_err(|report| BadInput(report.text(false)))?,
        None if args.headless => scenario.script.clone(),
        None => Vec::new(),
    };
    let (journal, path) = match &args.out {
        None => (Writer::memory(), None),
        Some(folder) => {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
            let path = folder.join(format!("{}.jsonl", scenario.id));
            let writer = Writer::create(&path).map_err(|error| BadInput(error.to_string()))?;
            (writer, Some(path))
        }
    };
    let seed = args.seed.unwrap_or(scenario.seed);
    let drill = Drill::open(scenario, plan, seed, Script::new(&lines), journal, sync)?;
    Ok((drill, path))
}

/// Shows a source on the screen until the person leaves.
pub fn show(_source: Source, _person: Option<Id>, _look: &Look) -> anyhow::Result<Exit> {
    anyhow::bail!("no console yet")
}
