//! `jday drill SCENARIO --serve`: a drill that others attach to. It lives as long as whoever started it stays.

use std::path::Path;
use std::time::Instant;

use anyhow::Context;

use super::args::Look;
use super::exit::Exit;
use super::{attach, engine, headless, out, room};
use crate::engine::serve::{Door, Host, Manager, Rehearsal, knocks};
use crate::engine::{Drill, Past};
use crate::journal::Writer;
use crate::plan::types::Id;
use crate::text::Clean;

/// Serves the drill that `open` makes on a journal, named `scenario` and `lasts` milliseconds long, and shows it to
/// `me`; when they leave it is closed and scored.
pub fn run(
    (scenario, lasts): (&Id, u64),
    me: &Id,
    named: Option<&Path>,
    look: &Look,
    open: impl FnOnce(Writer) -> anyhow::Result<Drill>,
) -> anyhow::Result<Exit> {
    let place = room::rehearsal_of(named, scenario)?;
    let day = engine::wall().utc().format("%F").to_string();
    place.make(&day)?;
    let journal = place.fresh(&day);
    let owner = engine::owner(&journal);
    let held = place.take(&owner)?;
    let drill = open(Writer::create(&journal)?)?;
    let (knocker, inbox) = knocks();
    let door = Door::open(place.socket(), knocker.clone(), &owner.version, &owner.binary)?;
    let told = Some(Clean::new(journal.display().to_string()));
    let rehearsal = Rehearsal::new(drill, lasts);
    let manager = Manager::default();
    let host = Host::new(rehearsal, Past::default(), Instant::now(), manager, room::version(), told);
    let name = std::thread::Builder::new().name("jday-engine".into());
    let thread = name.spawn(move || host.run(&inbox)).context("the drill's engine")?;
    let sat = attach::show(&place, Some(me.as_str()), look);
    knocker.end();
    let (rehearsal, _) = thread.join().map_err(|_| anyhow::anyhow!("the engine of this drill broke"))?;
    let drill = rehearsal.end();
    door.close();
    held.release();
    let (left, _) = sat?;
    if let Some((_, Some(score))) = &drill.state().closed {
        out::line(&headless::score_line(score))?;
    }
    let path = journal.display();
    out::line(&format!("journal {path}\nhead    {}\nagain   jday replay {path}", drill.head()))?;
    Ok(left)
}
