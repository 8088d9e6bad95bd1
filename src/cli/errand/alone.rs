//! The way back where no engine runs: this process lives the room itself, and where the room's own disk takes
//! nothing any more, in the state folder (R20, R28).

use crate::cli::engine::Here;
use crate::cli::exit::BadInput;
use crate::cli::{args, out, room};
use crate::config;
use crate::engine::serve::PlaceError;

/// An engine in this process, and the errand in the room that it lives.
pub(super) fn begin(args: &args::Rollback) -> anyhow::Result<(Here, args::Rollback)> {
    let mut args = args.clone();
    let file = args.errand.place.plan.clone().unwrap_or_default();
    let plan = room::plan(&file)?;
    let place = room::place_of(args.errand.place.room.as_deref(), &plan)?;
    out::say("jday: no engine runs; this command lives the room until it is done");
    let error = match Here::begin(args.opening(file.clone()), plan.clone(), place) {
        Ok(here) => return Ok((here, args)),
        Err(error) => error,
    };
    let Some(aside) = config::mirrors().filter(|_| is_dead_disk(&error)) else { return Err(error) };
    out::say(&format!(
        "jday: {error:#}; the way back goes on without it, its journal is in {}",
        aside.display()
    ));
    args.errand.place.room = Some(aside.clone());
    let here = Here::begin(args.opening(file), plan.clone(), room::place_of(Some(&aside), &plan)?)?;
    Ok((here, args))
}

/// Whether only a disk, or what lies on it, stands in the way: not a mistake of whoever asks, and nobody else who
/// holds the room.
pub(super) fn is_dead_disk(error: &anyhow::Error) -> bool {
    let ours = !error.is::<BadInput>();
    ours && !matches!(error.downcast_ref::<PlaceError>(), Some(place) if !matches!(place, PlaceError::Io { .. }))
}
