//! `jday engine`: the process that lives a room, in the foreground or in a session of its own.

mod opening;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::JoinHandle;
use std::time::{Instant, SystemTime};

use anyhow::Context;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;

use self::opening::Chosen;
use super::args;
use super::exit::{BadInput, Exit};
use super::look::env;
use super::{live, out, room};
use crate::client::Now;
use crate::client::net::secret::Redactor;
use crate::engine::serve::{self, Door, Host, Knocker, Live, Manager, Owner, Place, PlaceError};
use crate::log;
use crate::model::At;
use crate::plan::types::Plan;
use crate::text::Clean;
use crate::wire::PROTOCOL;

/// Runs the command: until the room is closed, or a signal asks for the end.
pub fn run(args: &args::Engine) -> anyhow::Result<Exit> {
    if args.detached {
        // The login that started it may go.
        rustix::process::setsid().context("a session of its own")?;
    }
    let ended = begin(args);
    if let (Err(error), true) = (&ended, args.detached) {
        // Whoever started it waits for these words.
        out::line(&format!("{error:#}"))?;
    }
    match ended {
        Err(error)
            if matches!(error.downcast_ref(), Some(PlaceError::Held(_) | PlaceError::HeldByNobody(_))) =>
        {
            out::say(&format!("jday: {error}; `jday attach` enters it"));
            Ok(Exit::Refused)
        }
        ended => ended,
    }
}

fn begin(args: &args::Engine) -> anyhow::Result<Exit> {
    let plan = room::plan(&args.opening.plan)?;
    if plan.live.is_none() {
        let file = args.opening.plan.display();
        return Err(BadInput(format!(
            "{file}: has no [live] section, without which there is no live room; add one (docs/live.md)"
        ))
        .into());
    }
    let place = room::place_of(args.opening.room.as_deref(), &plan)?;
    held(&args.opening, &plan, &place, |_| {
        if args.detached {
            return Ok(out::line(live::READY_WORD)?);
        }
        out::say(&format!("jday: the room of {} is open; `jday attach` enters it", plan.id));
        Ok(())
    })
}

/// An engine in a thread of this process, for an errand in a room that has none.
pub struct Here {
    knocker: Knocker,
    thread: JoinHandle<anyhow::Result<Exit>>,
}

impl Here {
    /// Takes the lock, opens the room or takes it up again, and opens its door.
    pub fn begin(opening: args::Opening, plan: Plan, place: Place) -> anyhow::Result<Self> {
        let (ready, is_ready) = channel();
        let name = std::thread::Builder::new().name("jday-engine".into());
        let thread = name.spawn(move || {
            held(&opening, &plan, &place, |knocker| {
                let _ = ready.send(knocker);
                Ok(())
            })
        })?;
        match is_ready.recv() {
            Ok(knocker) => Ok(Self { knocker, thread }),
            // It ended before it was ready, and says why.
            Err(_) => match thread.join() {
                Ok(Err(error)) => Err(error),
                _ => Err(anyhow::anyhow!("the engine of this errand broke")),
            },
        }
    }

    /// Ends it in order: what is in flight is still written down, and the room stays open in its journal.
    pub fn end(self) -> anyhow::Result<()> {
        self.knocker.end();
        self.thread.join().map_err(|_| anyhow::anyhow!("the engine of this errand broke"))?.map(drop)
    }
}

/// Takes the room's lock, and lives the room under it. `ready` is called once the room can be attached to.
fn held(
    opening: &args::Opening,
    plan: &Plan,
    place: &Place,
    ready: impl FnOnce(Knocker) -> anyhow::Result<()>,
) -> anyhow::Result<Exit> {
    let start = Instant::now();
    let day = wall().utc().with_timezone(&plan.zone.0).format("%F").to_string();
    place.make(&day)?;
    opening::put_back(place, plan);
    let chosen = opening::choose(place, &day, opening.new, wall());
    let owner = owner(chosen.journal());
    let lock = place.take(&owner)?;
    let redactor = Redactor::of(plan);
    let redact = Arc::new(move |line: &str| redactor.redact(line));
    let logged = log::start(&chosen.journal().with_file_name("engine.log"), redact)
        .with_context(|| format!("the log beside {}", chosen.journal().display()))?;
    let ended = lived(opening, plan, place, &chosen, start, ready);
    if let Err(error) = &ended {
        tracing::error!("the engine ends: {error:#}");
    }
    drop(logged);
    lock.release();
    ended
}

fn lived(
    opening: &args::Opening,
    plan: &Plan,
    place: &Place,
    chosen: &Chosen,
    start: Instant,
    ready: impl FnOnce(Knocker) -> anyhow::Result<()>,
) -> anyhow::Result<Exit> {
    let (knocker, knocks) = serve::knocks();
    watch_signals(knocker.clone())?;
    let now = || Now { mono: u64::try_from(start.elapsed().as_millis()).unwrap_or(0), wall: wall().0 };
    let (watch, past) = opening::open(chosen, plan, opening.live_side, (&knocker, &knocks), now)?;
    let manager = Manager::new(std::env::var_os("NOTIFY_SOCKET"), env("WATCHDOG_USEC").as_deref());
    let journal = Clean::new(chosen.journal().display().to_string());
    let door =
        Door::open(place.socket(), knocker.clone(), &room::version(), &owner(chosen.journal()).binary)?;
    manager.ready();
    tracing::info!(%journal, "the room is open");
    ready(knocker)?;
    let live = Live::new(watch, now());
    let host = Host::new(live, past, start, manager, room::version(), Some(journal));
    let (_, why) = host.run(&knocks);
    drop(knocks);
    door.close();
    tracing::info!(?why, "the engine ends");
    Ok(Exit::Done)
}

/// The wall clock.
pub fn wall() -> At {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    At(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Who holds the lock: this process.
pub fn owner(journal: &Path) -> Owner {
    let read = |path: &str| Clean::new(std::fs::read_to_string(path).unwrap_or_default().trim());
    let binary = std::env::current_exe().map(|path| path.display().to_string()).unwrap_or_default();
    Owner {
        login: serve::login_of(rustix::process::getuid().as_raw()),
        host: read("/proc/sys/kernel/hostname"),
        pid: std::process::id(),
        boot: read("/proc/sys/kernel/random/boot_id"),
        since: wall(),
        version: room::version(),
        binary: Clean::new(binary),
        protocol: PROTOCOL,
        journal: Clean::new(journal.display().to_string()),
    }
}

/// SIGTERM and SIGINT end the engine in order; a hang-up of the terminal that started it is nothing to it. A file
/// that may grow no more is an error of its writer, and not the end of everybody's watch (R28).
fn watch_signals(knocker: Knocker) -> anyhow::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP, SIGXFSZ]).context("signals")?;
    std::thread::Builder::new().name("jday-signals".into()).spawn(move || {
        for signal in signals.forever() {
            tracing::info!(signal, "a signal");
            if matches!(signal, SIGTERM | SIGINT) {
                knocker.end();
            }
        }
    })?;
    Ok(())
}
