//! `jday status`: how a room stands, without a screen.

pub mod evidence;
mod json;
mod todo;

use serde_json::json;

use super::args::{self, Look};
use super::exit::Exit;
use super::look::language;
use super::{out, room};
use crate::console::action::Stage;
use crate::console::lang::Lang;
use crate::console::messages::status as say;
use crate::console::sitrep::{Form, Report};
use crate::engine::serve::Owner;
use crate::model::State;
use crate::model::event::Mode;
use crate::model::procedure::Run;
use crate::source::Log;
use crate::source::attach::Line;
use crate::wire::{Errand, Tell};

/// Runs the command; a room without an engine is told with [`Exit::Failed`].
pub fn run(args: &args::Status, look: &Look) -> anyhow::Result<Exit> {
    let lang = language(look)?;
    if let Some(rooms) = room::deserted(&args.place)? {
        return nobody(args.json, lang, &rooms.display().to_string(), None);
    }
    let (place, owner) = room::find(&args.place)?;
    let Some(owner) = owner else {
        let last = place.last_journal().map(|journal| journal.display().to_string());
        return nobody(args.json, lang, &place.folder().display().to_string(), last.as_deref());
    };
    room::same_protocol(&owner)?;
    room::wait_for_door(&place)?;
    let mut line = Line::dial(&place.socket(), &room::hello(Errand::Look, None)?)?;
    let welcome = line.welcome.clone();
    loop {
        if let Tell::Placed { state, log } = line.hear()? {
            let report = Report { lang, stage: stage(&state), state: &state, log: &Log::at(&state, &log) };
            let told = match (args.json, args.slack) {
                (true, _) => json::room(&place, &owner, &welcome, &state),
                (false, true) => report.text(Form::Slack),
                (false, false) => text(&report, &owner),
            };
            out::line(told.trim_end())?;
            return Ok(Exit::Done);
        }
    }
}

fn stage(state: &State) -> Stage {
    match state.mode {
        Mode::Live => Stage::Live,
        Mode::Drill => Stage::Drill,
    }
}

fn nobody(as_json: bool, lang: Lang, folder: &str, last: Option<&str>) -> anyhow::Result<Exit> {
    let text = if as_json {
        json!({ "engine": null, "room": folder, "last_journal": last }).to_string()
    } else {
        say::no_engine(lang, folder)
    };
    out::line(&text)?;
    Ok(Exit::Failed)
}

/// The situation, what can be done about it and by which command, and who watches.
fn text(report: &Report, owner: &Owner) -> String {
    let lang = report.lang;
    let mut out = report.text(Form::Plain);
    for (label, text) in todo::lines(report) {
        out.push_str(&Form::Plain.labelled(label, &text));
    }
    let since = owner.since.utc().format("%F %T UTC");
    let engine = say::engine_is(lang, owner.pid, &owner.login, since);
    out.push_str(&Form::Plain.labelled(say::label_engine(lang), &engine));
    out.push_str(&Form::Plain.labelled(say::label_journal(lang), &owner.journal.to_string()));
    out
}

/// The level of truth that the last movement of the lever reached, of five (F3).
fn level(state: &State) -> Option<usize> {
    let movement = state.cutover.movement()?;
    Some(movement.levels.iter().filter(|reached| reached.is_some()).count())
}

/// Runs whose next step is somebody's decision, the proposals of triggers among them.
fn undecided(state: &State) -> impl Iterator<Item = (u64, &Run)> {
    let runs = state.procedures.runs.iter();
    runs.filter(|(_, run)| run.awaited(&state.plan).is_some()).map(|(id, run)| (*id, run))
}
