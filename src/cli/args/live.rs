//! What can be typed about live rooms.

use std::path::PathBuf;

use clap::Args;

use crate::plan::types::Side;

pub(super) const LIVE_EXAMPLES: &str = "\
Examples:
  jday live --plan onelog.toml                   start the engine if none runs, and open a console
  jday live --plan onelog.toml --as awa          where several people share this login
  jday live --plan onelog.toml --room /var/lib/jday

`q` leaves the console; the engine goes on. Exit codes: 0 done, 1 failed, 2 bad input";

pub(super) const ENGINE_EXAMPLES: &str = "\
Examples:
  jday engine --plan /etc/jday/onelog.toml       until SIGTERM; tells systemd when it is ready
  systemctl start jday@onelog                    with packaging/jday@.service

A room that was not closed is taken up again. Exit codes: 0 done, 1 failed, 2 bad input, 4 held by another";

pub(super) const ATTACH_EXAMPLES: &str = "\
Examples:
  jday attach                                    the one room whose engine runs here
  jday attach --room /var/lib/jday               a team's
  ssh -t bastion jday attach                     from elsewhere: nothing listens on TCP

Exit codes: 0 done, 1 failed, 2 bad input";

pub(super) const STATUS_EXAMPLES: &str = "\
Examples:
  jday status
  jday status --room /var/lib/jday --json
  jday status --slack --lang fr          the situation, to paste into a chat

Exit codes: 0 an engine runs, 1 none does, 2 bad input";

/// Which room is meant.
#[derive(Debug, Clone, Args)]
pub struct Where {
    /// The folder of all rooms; otherwise that of the plan (`live.room`), or this login's own.
    #[arg(long, value_name = "DIR", env = "JDAY_ROOM")]
    pub room: Option<PathBuf>,
    /// The plan whose room is meant; otherwise the only one whose engine runs there.
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
}

/// Enter a live room.
#[derive(Debug, Args)]
pub struct Live {
    /// How its engine is started, if none runs.
    #[command(flatten)]
    pub opening: Opening,
    /// Which person of the plan you are, where several share this login.
    #[arg(long = "as", value_name = "PERSON")]
    pub person: Option<String>,
}

/// Run an engine.
#[derive(Debug, Args)]
pub struct Engine {
    /// How it is started.
    #[command(flatten)]
    pub opening: Opening,
    /// In a session of its own, saying on standard output when it is ready; `jday live` starts it so.
    #[arg(long, hide = true)]
    pub detached: bool,
}

/// How an engine is started.
#[derive(Debug, Clone, Args)]
pub struct Opening {
    /// The plan file; it must have a `[live]` section.
    #[arg(long, value_name = "FILE")]
    pub plan: PathBuf,
    /// The folder of all rooms; otherwise that of the plan (`live.room`), or this login's own.
    #[arg(long, value_name = "DIR", env = "JDAY_ROOM")]
    pub room: Option<PathBuf>,
    /// Which side is live, for a new room whose lever cannot be read just now. Never needed otherwise.
    #[arg(long, value_name = "blue|green", value_parser = side)]
    pub live_side: Option<Side>,
    /// Begin a new journal, although the last one was not closed.
    #[arg(long)]
    pub new: bool,
}

/// Attach a console.
#[derive(Debug, Args)]
pub struct Attach {
    /// Which room.
    #[command(flatten)]
    pub place: Where,
    /// Which person of the plan you are, where several share this login.
    #[arg(long = "as", value_name = "PERSON")]
    pub person: Option<String>,
    /// A drill that is served (`jday drill SCENARIO --serve`), instead of a live room.
    #[arg(long)]
    pub drill: bool,
}

/// Say how a room stands.
#[derive(Debug, Args)]
pub struct Status {
    /// Which room.
    #[command(flatten)]
    pub place: Where,
    /// As one JSON object.
    #[arg(long)]
    pub json: bool,
    /// Only the situation, as Slack formats messages: to paste into a chat, or to send on.
    #[arg(long, conflicts_with = "json")]
    pub slack: bool,
}

/// `blue` or `green`.
pub(super) fn side(raw: &str) -> Result<Side, String> {
    match raw {
        "blue" => Ok(Side::Blue),
        "green" => Ok(Side::Green),
        _ => Err("`blue` or `green`".into()),
    }
}
