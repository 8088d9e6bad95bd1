//! `jday engine`: the process that lives a room, in the foreground or in a session of its own.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::args;
use super::exit::{BadInput, Exit};
use super::look::env;
use super::{live, out, room, secrets};
use crate::client::net::Net;
use crate::client::{Call, Clients, Now, Reply, Report, Request};
use crate::engine::serve::{self, Door, Host, Knocker, Knocks, Live, Manager, Owner, Place, PlaceError};
use crate::engine::{Opening, Watch};
use crate::journal::Writer;
use crate::log;
use crate::model::At;
use crate::plan::types::{Plan, Side};
use crate::text::Clean;
use crate::wire::PROTOCOL;

/// How long the lever may take to say where it points, before a new room is opened.
const READ_LEVER: Duration = Duration::from_secs(20);

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
        return Err(
            BadInput(format!("{file}: has no [live] section, without which there is no live room")).into()
        );
    }
    let place = room::place_of(args.opening.room.as_deref(), &plan)?;
    held(args, &plan, &place)
}

/// Takes the room's lock, and lives the room under it.
fn held(args: &args::Engine, plan: &Plan, place: &Place) -> anyhow::Result<Exit> {
    let start = Instant::now();
    let day = wall().utc().with_timezone(&plan.zone.0).format("%F").to_string();
    place.make(&day)?;
    let journal = place.fresh(&day);
    let owner = owner(&journal);
    let lock = place.take(&owner)?;
    let logged = log::start(&journal.with_file_name("engine.log"), secrets::of(plan))
        .with_context(|| format!("the log beside {}", journal.display()))?;
    let (knocker, knocks) = serve::knocks();
    watch_signals(knocker.clone())?;
    let ended = lived(args, plan, place, &journal, (knocker, knocks), start);
    if let Err(error) = &ended {
        tracing::error!("the engine ends: {error:#}");
    }
    drop(logged);
    lock.release();
    ended
}

fn lived(
    args: &args::Engine,
    plan: &Plan,
    place: &Place,
    journal: &Path,
    (knocker, knocks): (Knocker, Knocks),
    start: Instant,
) -> anyhow::Result<Exit> {
    let mut net = net(plan, journal, &knocker)?;
    let side = match args.opening.live_side {
        Some(side) => side,
        None => lever(&mut net, &knocks)?,
    };
    let now = Now { mono: u64::try_from(start.elapsed().as_millis()).unwrap_or(0), wall: wall().0 };
    let opening = Opening { plan: plan.clone(), live: side, low_ttl_since: None };
    let watch = Watch::open(opening, Writer::create(journal)?, net, now)?;
    let manager = Manager::new(std::env::var_os("NOTIFY_SOCKET"), env("WATCHDOG_USEC").as_deref());
    let door = Door::open(place.socket(), knocker, &room::version(), &owner(journal).binary)?;
    manager.ready();
    tracing::info!(journal = %journal.display(), "the room is open");
    if args.detached {
        out::line(live::READY_WORD)?;
    } else {
        out::say(&format!("jday: the room of {} is open; `jday attach` enters it", plan.id));
    }
    let told = Some(Clean::new(journal.display().to_string()));
    let host = Host::new(Live::new(watch, now), start, manager, room::version(), told);
    let (_, why) = host.run(&knocks);
    drop(knocks);
    door.close();
    tracing::info!(?why, "the engine ends");
    Ok(Exit::Done)
}

/// The network clients; everything that is wrong with `[live]` otherwise.
fn net(plan: &Plan, journal: &Path, knocker: &Knocker) -> Result<Net, BadInput> {
    let wake = knocker.clone();
    // The same after a restart, so that what was sent before can be found again (R10).
    let day = journal.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let room = Clean::new(format!("{}-{day}", plan.id));
    Net::new(plan, &room, std::sync::Arc::new(move || wake.wake())).map_err(|wrong| {
        let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        BadInput(wrong.join("\n"))
    })
}

/// The side at which the lever points, read by the lever's own code and by nothing else: the question what
/// became of a move that nobody made has that for its answer.
fn lever(net: &mut Net, knocks: &Knocks) -> Result<Side, BadInput> {
    let request = Box::new(Request::Point { from: Side::Blue, to: Side::Green });
    let deadline_ms = u64::try_from(READ_LEVER.as_millis()).unwrap_or(u64::MAX);
    net.submit(Call { id: 0, request: Request::Reconcile { request, id: 0 }, deadline_ms }, Now::default());
    let since = Instant::now();
    let why = loop {
        let ended = net.reports(Now::default()).into_iter().find_map(|report| match report {
            Report::Ended { reply, .. } => Some(reply),
            _ => None,
        });
        match ended {
            Some(Reply::Done(_)) => return Ok(Side::Green),
            Some(Reply::Refused(_)) => return Ok(Side::Blue),
            Some(Reply::Unknown(why)) => break why,
            None if since.elapsed() > 2 * READ_LEVER => break Clean::new("it does not answer"),
            // Whatever knocks before the room is open is only its clients' waker.
            None => drop(knocks.recv_timeout(Duration::from_millis(100))),
        }
    };
    Err(BadInput(format!(
        "nobody can tell which side is live ({why}); mend the lever of the plan (live.lever), or say it with --live-side"
    )))
}

fn wall() -> At {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    At(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Who holds the lock: this process.
fn owner(journal: &Path) -> Owner {
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

/// SIGTERM and SIGINT end the engine in order; a hang-up of the terminal that started it is nothing to it.
fn watch_signals(knocker: Knocker) -> anyhow::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP]).context("signals")?;
    std::thread::Builder::new().name("jday-signals".into()).spawn(move || {
        for signal in signals.forever() {
            tracing::info!(signal, "a signal");
            if signal != SIGHUP {
                knocker.end();
            }
        }
    })?;
    Ok(())
}
