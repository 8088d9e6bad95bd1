//! Which live room is meant, and the way into it, for every command that does something in one.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::args::Where;
use super::exit::BadInput;
use super::look::env;
use crate::config;
use crate::engine::serve::{Owner, Place, peer};
use crate::plan;
use crate::plan::types::{Id, Plan};
use crate::text::Clean;
use crate::wire::{Errand, Hello, PROTOCOL};

/// How often, and after how long, a door that is not open yet is tried: an engine reads its lever first, and
/// after a crash its whole journal.
const TRIES: u32 = 200;
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// This program's version, as engines and consoles say it to each other.
pub fn version() -> Clean {
    Clean::new(env!("CARGO_PKG_VERSION"))
}

/// The plan in `file`; everything that is wrong with it otherwise.
pub fn plan(file: &Path) -> Result<Plan, BadInput> {
    plan::load::load_file(file).map_err(|report| BadInput(report.text(false).trim_end().to_owned()))
}

/// The folder of all rooms: the one that was named, that of the plan, or this login's own.
fn rooms(named: Option<&Path>, plan: Option<&Plan>) -> Result<PathBuf, BadInput> {
    let of_plan = plan.and_then(|plan| plan.live.as_ref()?.room.as_ref());
    let named = named.map(Path::to_owned).or_else(|| of_plan.map(|room| PathBuf::from(room.as_str())));
    named
        .or_else(config::rooms)
        .ok_or_else(|| BadInput("this machine names no home: say with --room where the room is".into()))
}

/// The place of `plan`'s room.
pub fn place_of(named: Option<&Path>, plan: &Plan) -> Result<Place, BadInput> {
    Ok(Place::new(&rooms(named, Some(plan))?, &plan.id))
}

/// The place of a served drill.
pub fn rehearsal_of(named: Option<&Path>, scenario: &Id) -> Result<Place, BadInput> {
    Ok(Place::of_drill(&rooms(named, None)?, scenario))
}

/// The place that is meant and who holds it: that of the plan, or the only one where an engine runs.
pub fn find(wanted: &Where) -> anyhow::Result<(Place, Option<Owner>)> {
    find_among(wanted, false)
}

/// The same among the live rooms, or among the served drills.
pub fn find_among(wanted: &Where, drills: bool) -> anyhow::Result<(Place, Option<Owner>)> {
    if let Some(file) = &wanted.plan {
        let place = place_of(wanted.room.as_deref(), &plan(file)?)?;
        let owner = place.owner()?;
        return Ok((place, owner));
    }
    let (rooms, mut held) = held(wanted, drills)?;
    match held.len() {
        1 => Ok(held.remove(0)),
        0 => {
            let begin = if drills { "jday drill SCENARIO --serve" } else { "jday live --plan FILE" };
            let (what, rooms) =
                (if drills { "no drill is served" } else { "no engine runs" }, rooms.display());
            let other = if drills { "--room" } else { "--room or --plan" };
            Err(BadInput(format!(
                "{what} in {rooms}; start one with `{begin}`, or say with {other} where it is"
            ))
            .into())
        }
        _ => {
            let names: Vec<String> =
                held.iter().map(|(place, _)| format!("  {}", place.folder().display())).collect();
            let names = names.join("\n");
            Err(BadInput(format!("several engines run here; say with --plan which is meant:\n{names}"))
                .into())
        }
    }
}

/// A place, and who holds it.
type Held = (Place, Option<Owner>);

/// The folder of all rooms, and those in it where an engine runs.
fn held(wanted: &Where, drills: bool) -> anyhow::Result<(PathBuf, Vec<Held>)> {
    let rooms = rooms(wanted.room.as_deref(), None)?;
    let held: Result<_, crate::engine::serve::PlaceError> = Place::all(&rooms)
        .into_iter()
        .filter(|place| place.is_drill() == drills)
        .filter_map(|place| place.owner().transpose().map(|owner| Ok((place, Some(owner?)))))
        .collect();
    Ok((rooms, held?))
}

/// The folder of all rooms, if no engine runs in any and none was named by its plan.
pub fn deserted(wanted: &Where) -> anyhow::Result<Option<PathBuf>> {
    let (rooms, held) = held(wanted, false)?;
    Ok(Some(rooms).filter(|_| held.is_empty() && wanted.plan.is_none()))
}

/// Waits until an engine that has just taken the lock of `place` opens its door, if there is one. Whoever opened
/// it must be who holds the lock: nothing is said, and no phrase typed, to anybody else.
pub fn wait_for_door(place: &Place) -> Result<(), BadInput> {
    for _ in 0..TRIES {
        let door = UnixStream::connect(place.socket());
        let Ok(Some(owner)) = place.owner() else { return Ok(()) };
        if let Ok(door) = door {
            let peer = peer(&door).map_err(|why| BadInput(format!("{}: {why}", place.socket().display())))?;
            if peer.login == owner.login {
                return Ok(());
            }
            return Err(BadInput(format!(
                "{}: this socket is {}'s, and the room's lock is {}'s; use neither, and ask them both",
                place.socket().display(),
                peer.login,
                owner.login
            )));
        }
        std::thread::sleep(BETWEEN_TRIES);
    }
    Ok(())
}

/// Refuses an engine that speaks otherwise, and says which program to use.
pub fn same_protocol(owner: &Owner) -> Result<(), BadInput> {
    if owner.protocol == PROTOCOL {
        return Ok(());
    }
    Err(BadInput(format!(
        "the engine of this room is jday {}, this is {}; use that program: {}",
        owner.version,
        version(),
        owner.binary
    )))
}

/// The greeting of this process.
pub fn hello(errand: Errand, claims: Option<&str>) -> Result<Hello, BadInput> {
    let claims = claims.map(str::parse::<Id>).transpose();
    let claims = claims.map_err(|why| BadInput(format!("--as: {why}")))?;
    Ok(Hello { protocol: PROTOCOL, version: version(), errand, claims, from: from() })
}

/// Where whoever runs this sits: the terminal, and the address of their SSH client.
fn from() -> Clean {
    let terminal = rustix::termios::ttyname(std::io::stdin(), Vec::new())
        .map(|name| name.to_string_lossy().trim_start_matches("/dev/").to_owned())
        .ok();
    let client =
        env("SSH_CONNECTION").and_then(|said| said.split(' ').next().map(|address| format!("ssh {address}")));
    let parts: Vec<String> = terminal.into_iter().chain(client).collect();
    Clean::new(if parts.is_empty() { "no terminal".to_owned() } else { parts.join(" ") })
}
