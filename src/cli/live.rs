//! `jday live`: the console of a live room, and its engine where none runs.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::Context;

use super::args::{self, Look};
use super::exit::{BadInput, Exit};
use super::look::{env, looks};
use super::{attach, out, room};
use crate::console::terminal;
use crate::engine::serve::Place;

/// How long an engine may take to be ready: it reads the lever and, after a crash, the whole journal.
const READY: Duration = Duration::from_mins(1);
/// What a detached engine says when it can be attached to.
pub const READY_WORD: &str = "ready";

/// Runs the command.
pub fn run(args: &args::Live, look: &Look) -> anyhow::Result<Exit> {
    let plan = room::plan(&args.opening.plan)?;
    let place = room::place_of(args.opening.room.as_deref(), &plan)?;
    // Before an engine: a console that cannot be shown starts none.
    let looks = looks(look)?;
    terminal::check(looks.term.as_deref()).map_err(|error| BadInput(error.to_string()))?;
    match place.owner()? {
        Some(owner) => room::same_protocol(&owner)?,
        None => start(args, &place)?,
    }
    attach::sit(&place, args.person.as_deref(), look)
}

/// Starts an engine in a session of its own, and waits until it can be attached to.
fn start(args: &args::Live, place: &Place) -> anyhow::Result<()> {
    let opening = &args.opening;
    let program = std::env::current_exe().context("the path of this program")?;
    let mut command = Command::new(program);
    command.arg("engine").arg("--detached").arg("--plan").arg(&opening.plan);
    if let Some(folder) = place.folder().parent() {
        command.arg("--room").arg(folder);
    }
    if let Some(side) = opening.live_side {
        command.arg("--live-side").arg(side.to_string().to_lowercase());
    }
    if opening.new {
        command.arg("--new");
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut engine = command.spawn().context("the engine does not start")?;
    let mut said = engine.stdout.take().context("the engine's first words")?;
    let (hear, heard) = channel();
    std::thread::spawn(move || {
        let mut words = String::new();
        let mut piece = [0; 4096];
        // Until it is ready, or its last word where it is not.
        while let Ok(length) = said.read(&mut piece) {
            words.push_str(&String::from_utf8_lossy(piece.get(..length).unwrap_or_default()));
            if length == 0 || words.starts_with(READY_WORD) {
                break;
            }
        }
        let _ = hear.send(words);
    });
    match heard.recv_timeout(READY) {
        Ok(words) if words.starts_with(READY_WORD) => {
            warn_of_logout();
            Ok(())
        }
        // Somebody else's was faster: theirs is the room.
        Ok(_) if place.owner()?.is_some_and(|owner| owner.pid != engine.id()) => Ok(()),
        Ok(words) => Err(anyhow::anyhow!("the engine did not start: {}", words.trim())),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Err(anyhow::anyhow!(
            "the engine is not ready after {} s; its log is in {}",
            READY.as_secs(),
            place.folder().display()
        )),
    }
}

/// Says so where the machine would end the engine with the login that started it (logind.conf(5)).
fn warn_of_logout() {
    if super::logind::kills_at_logout(&env("USER").unwrap_or_default()) {
        out::say(
            "jday: this machine ends everything of yours when you log out (KillUserProcesses=yes); \
             run `loginctl enable-linger`, or start the engine with systemd (packaging/jday@.service)",
        );
    }
}
