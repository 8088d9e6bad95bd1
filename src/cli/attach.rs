//! `jday attach`: another console in a room whose engine runs.

use anyhow::Context;

use super::args::{Attach, Look};
use super::drill::{console, print_parting};
use super::exit::{BadInput, Exit};
use super::look::looks;
use super::{out, room};
use crate::console::action::Stage;
use crate::console::terminal;
use crate::console::ui::Ended;
use crate::engine::serve::Place;
use crate::model::Mode;
use crate::source::attach::{AttachError, attach};
use crate::wire::Errand;

/// Runs the command.
pub fn run(args: &Attach, look: &Look) -> anyhow::Result<Exit> {
    let (place, owner) = room::find_among(&args.place, args.drill)?;
    let Some(owner) = owner else {
        let folder = place.folder().display();
        return Err(BadInput(format!(
            "{folder}: no engine runs; start it with `jday live --plan FILE`, which attaches too"
        ))
        .into());
    };
    room::same_protocol(&owner)?;
    sit(&place, args.person.as_deref(), look)
}

/// Shows the room of `place` until the person leaves it, and says whether the engine goes on.
pub fn sit(place: &Place, claims: Option<&str>, look: &Look) -> anyhow::Result<Exit> {
    let (left, ended) = show(place, claims, look)?;
    if ended == Ended::Left && place.owner().context("the room's lock")?.is_some() {
        let more = if place.is_drill() { " --drill" } else { "" };
        out::say(&format!("the engine goes on; `jday attach{more}` brings you back"));
    }
    Ok(left)
}

/// Shows the room of `place` until the person leaves it.
pub fn show(place: &Place, claims: Option<&str>, look: &Look) -> anyhow::Result<(Exit, Ended)> {
    let looks = looks(look)?;
    terminal::check(looks.term.as_deref()).map_err(|error| BadInput(error.to_string()))?;
    let hello = room::hello(Errand::Sit, claims)?;
    room::wait_for_door(place)?;
    let (source, welcome) = attach(&place.socket(), hello).map_err(|error| match error {
        AttachError::TurnedAway(why) => anyhow::Error::from(BadInput(why.to_string())),
        error => anyhow::Error::from(error).context("the room cannot be attached to"),
    })?;
    let stage = match welcome.mode {
        Mode::Live => Stage::Live,
        Mode::Drill => Stage::Drill,
    };
    let mut console = console(looks)?;
    let ended = console.room(source, stage, welcome.person);
    Ok((print_parting(console, ended)?, ended))
}
