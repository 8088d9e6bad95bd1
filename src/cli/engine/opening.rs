//! Which journal an engine goes on with, and the room that it opens on it.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::cli::exit::BadInput;
use crate::cli::out;
use crate::client::net::Net;
use crate::client::{Call, Clients, Now, Reply, Report, Request};
use crate::config;
use crate::engine::serve::{Knocker, Knocks, Place};
use crate::engine::{Opening, Past, Watch, put_all_back, take_up};
use crate::journal::{self, Writer};
use crate::model::{At, Envelope, Event, plan_hash};
use crate::plan::types::{Plan, Side};
use crate::text::Clean;

/// How long the lever may take to say where it points, before a new room is opened.
const READ_LEVER: Duration = Duration::from_secs(20);
/// A room that nobody closed goes on after a night, and not after weeks of rehearsal.
const GOES_ON_MS: i64 = 24 * 60 * 60 * 1_000;

/// The journal of a room.
pub(super) enum Chosen {
    /// One that begins.
    Fresh(PathBuf),
    /// One of a room that was not closed.
    TakenUp(PathBuf),
}

impl Chosen {
    /// Where it is.
    pub(super) fn journal(&self) -> &Path {
        match self {
            Self::Fresh(path) | Self::TakenUp(path) => path,
        }
    }
}

/// Puts journals of `place` back that were deleted while an engine wrote them, and that it rescued.
pub(super) fn put_back(place: &Place, plan: &Plan) {
    // Somebody who holds the room still writes there.
    let (Some(mirrors), Ok(None)) = (config::mirrors(), place.owner()) else { return };
    for day in std::fs::read_dir(mirrors.join(plan.id.as_str())).into_iter().flatten().flatten() {
        let folder = place.folder().join(day.file_name());
        if folder.is_dir() {
            put_all_back(&folder, &day.path());
        }
    }
}

/// The last journal of `place` if its room was not closed within the last day; else a new one of `day`.
pub(super) fn choose(place: &Place, day: &str, anew: bool, now: At) -> Chosen {
    let open = place.last_journal().filter(|journal| {
        let is_young = |last: Envelope| now.0.saturating_sub(last.at.0) < GOES_ON_MS;
        // A last line that cannot be read is a torn one, of a room that is taken up.
        !is_closed(journal) && journal::last_line(journal).is_none_or(is_young)
    });
    match open.filter(|_| !anew) {
        Some(journal) => Chosen::TakenUp(journal),
        None => Chosen::Fresh(place.fresh(day)),
    }
}

/// Whether one of the last events closed the room: answers that came late may stand after it.
fn is_closed(journal: &Path) -> bool {
    /// Bytes looked at; few events follow the last one that matters.
    const TAIL: u64 = 256 * 1024;
    let tail = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(journal)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut bytes = Vec::new();
        file.take(TAIL).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    tail().unwrap_or_default().split(|byte| *byte == b'\n').any(|line| {
        let event = serde_json::from_slice::<Envelope>(line).map(|envelope| envelope.event);
        matches!(event, Ok(Event::Closed { .. }))
    })
}

/// The room, and what those who come late are told of its past.
pub(super) fn open(
    chosen: &Chosen,
    plan: &Plan,
    side: Option<Side>,
    (knocker, knocks): (&Knocker, &Knocks),
    now: impl Fn() -> Now,
) -> anyhow::Result<(Watch<Net>, Past)> {
    let path = chosen.journal();
    let day = path.parent().and_then(Path::file_name).unwrap_or_default();
    // Journals of different rooms bear the same name, so that their mirrors need folders of their own.
    let mirrors = config::mirrors().map(|folder| folder.join(plan.id.as_str()).join(day));
    let (mut watch, past) = match chosen {
        Chosen::Fresh(path) => {
            let mut net = net(plan, path, knocker)?;
            let live = match side {
                Some(side) => side,
                None => lever(&mut net, knocks)?,
            };
            let opening = Opening { plan: plan.clone(), live, low_ttl_since: None };
            (Watch::open(opening, Writer::create(path)?, net, now())?, Past::default())
        }
        Chosen::TakenUp(path) => {
            let mut taken = take_up(path, mirrors.as_deref())?;
            let past = std::mem::take(&mut taken.past);
            let pinned = std::sync::Arc::clone(&taken.state().plan);
            if plan_hash(plan) != taken.state().plan_hash {
                let why = "the room goes on with the plan that it was opened with, not with the file's; \
                           begin another room with --new, or amend the plan in this one (R30)";
                tracing::warn!(why);
                out::say(&format!("jday: {why}"));
            }
            tracing::info!(repair = ?taken.repair, seq = taken.state().seq, "the room is taken up again");
            (Watch::resume(taken, net(&pinned, path, knocker)?, now()), past)
        }
    };
    if let Some(folder) = mirrors {
        watch.mirror_in(folder);
    }
    Ok((watch, past))
}

/// The network clients; everything that is wrong with `[live]` otherwise.
fn net(plan: &Plan, journal: &Path, knocker: &Knocker) -> Result<Net, BadInput> {
    let wake = knocker.clone();
    let room = room_name(plan, journal);
    Net::new(plan, &room, std::sync::Arc::new(move || wake.wake())).map_err(|wrong| {
        let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        BadInput(wrong.join("\n"))
    })
}

/// What the room is called in everything that is sent: the same after a restart, so that what was sent before can be
/// found again (R10), and another for each journal of a day, whose alerts count their episodes anew (R32).
fn room_name(plan: &Plan, journal: &Path) -> Clean {
    let day = journal.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let stem = journal.file_stem().unwrap_or_default().to_string_lossy();
    let number = stem.strip_prefix("journal").unwrap_or(&stem);
    Clean::new(format!("{}-{day}{number}", plan.id))
}

/// The side at which the lever points, read by the lever's own code and by nothing else: the question what
/// became of a move that nobody made has that for its answer.
fn lever(net: &mut Net, knocks: &Knocks) -> Result<Side, BadInput> {
    let request = Box::new(Request::Point { from: Side::Blue, to: Side::Green });
    let deadline_ms = u64::try_from(READ_LEVER.as_millis()).unwrap_or(u64::MAX);
    let request = Request::Reconcile { request, id: 0, settles_ms: 0 };
    net.submit(Call { id: 0, request, deadline_ms }, Now::default());
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
            Some(Reply::Withdrawn) => break Clean::new("nothing was asked"),
            None if since.elapsed() > 2 * READ_LEVER => break Clean::new("it does not answer"),
            // Whatever knocks before the room is open is only its clients' waker.
            None => drop(knocks.recv_timeout(Duration::from_millis(100))),
        }
    };
    Err(BadInput(format!(
        "nobody can tell which side is live ({why}); mend the lever of the plan (live.lever), or say it with --live-side"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_journal_of_a_day_is_another_room_to_those_who_are_written_to() {
        let plan = crate::plan::embedded();
        let named = |journal: &str| room_name(plan, Path::new(journal)).to_string();
        assert_eq!(named("/r/onelog/2026-11-24/journal.jsonl"), "onelog-2026-11-24");
        assert_eq!(named("/r/onelog/2026-11-24/journal-2.jsonl"), "onelog-2026-11-24-2");
    }
}
