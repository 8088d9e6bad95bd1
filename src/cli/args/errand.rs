//! What can be typed about acts in a live room without a screen.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::Opening;
use super::live::{Where, side};
use crate::plan::types::{Reason, Side};

pub(super) const SWITCH_EXAMPLES: &str = "\
Examples:
  jday switch --to green --dry-run               what would happen and which gates are closed
  jday switch --to green                         asks for the phrase
  jday switch --to green --confirm \"SWITCH GREEN\" --json

Exit codes: 0 done, 1 failed, 2 bad input, 4 refused, 5 outcome unknown";

pub(super) const ROLLBACK_EXAMPLES: &str = "\
Examples:
  jday rollback --reason users                   asks for the phrase
  jday rollback --reason security --note \"CVE in the gateway\" --confirm \"RETOUR BLEU\"
  jday rollback --reason users --plan onelog.toml
                                                 with no engine running: it takes the room's lock itself

Exit codes: 0 done, 1 failed, 2 bad input, 4 refused, 5 outcome unknown";

pub(super) const APPROVE_EXAMPLES: &str = "\
Examples:
  jday approve 1812                              the act or run of that number; asks for the phrase
  jday approve 1812 --dry-run

Exit codes: 0 done, 2 bad input, 4 refused, 5 outcome unknown";

pub(super) const CANCEL_EXAMPLES: &str = "\
Examples:
  jday cancel 1812 --reason \"wrong branch\"      the run of that number; `jday status` lists them
  jday cancel 1812 --reason \"wrong branch\" --dry-run
  jday cancel 1812 --reason \"wrong branch\" --within 0s --json

A workflow is asked to end and followed until it has; a program gets TERM, then KILL.
What moves the traffic is never cut short: the way back is `jday rollback`.

Exit codes: 0 done, 1 failed, 2 bad input, 4 refused, 5 outcome unknown";

pub(super) const KEEP_EXAMPLES: &str = "\
Examples:
  jday status                                    says until when, where a switch waits for it
  jday keep                                      the switch stays, and returns by itself no more
  jday keep --dry-run

Exit codes: 0 done, 2 bad input, 4 refused: no switch waits for it, 5 outcome unknown";

pub(super) const TICK_EXAMPLES: &str = "\
Examples:
  jday tick backup-verified --note \"sha256 noted in the wiki\"
  jday note \"gateway restarted by hand\" --as moussa

Exit codes: 0 done, 2 bad input, 4 refused, 5 outcome unknown";

pub(super) const RUN_EXAMPLES: &str = "\
Examples:
  jday run database-backup                       runs it and follows it to its end
  jday run database-return --confirm EXECUTE     what overwrites something asks for the phrase
  jday run deploy --dry-run

Exit codes: 0 done, 1 failed, 2 bad input, 4 refused, 5 outcome unknown";

pub(super) const VOTE_EXAMPLES: &str = "\
Examples:
  jday vote go
  jday vote no-go --note \"load tests are not through\" --as fatou

Exit codes: 0 done, 2 bad input, 4 refused, 5 outcome unknown";

pub(super) const OVERRIDE_EXAMPLES: &str = "\
Examples:
  jday switch --to green --dry-run               names the gates and says which are closed
  jday override window --reason \"agreed with the product owner\"

Exit codes: 0 done, 2 bad input, 4 refused, 5 outcome unknown";

pub(super) const ACK_EXAMPLES: &str = "\
Examples:
  jday ack                                       takes on the gravest alert that nobody has
  jday ack error-rate@green                      that of the trigger `error-rate` on Green

Exit codes: 0 done, 2 bad input, 4 refused, 5 outcome unknown";

pub(super) const CLOSE_EXAMPLES: &str = "\
Examples:
  jday close                                     asks for the phrase; the engine of the room ends
  jday close --confirm \"CLOSE THE ROOM\"

The journal stays: replay it, verify it, rehearse it. Exit codes: 0 done, 2 bad input, 4 refused, 5 outcome unknown";

/// In which room, as whom, and how it is told.
#[derive(Debug, Clone, Args)]
pub struct Errand {
    /// Which room.
    #[command(flatten)]
    pub place: Where,
    /// Which person of the plan you are, where several share this login.
    #[arg(long = "as", value_name = "PERSON")]
    pub person: Option<String>,
    /// Only say what would happen.
    #[arg(long)]
    pub dry_run: bool,
    /// As one JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

/// How a run is begun and followed.
#[derive(Debug, Clone, Args)]
pub struct Followed {
    /// The phrase, in either language; asked for on the terminal if not given.
    #[arg(long, value_name = "PHRASE")]
    pub confirm: Option<String>,
    /// Said beside it.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// How long to follow it; it goes on without this command.
    #[arg(long, value_name = "LENGTH", default_value = "15min", value_parser = humantime::parse_duration)]
    pub within: Duration,
}

/// Move the traffic to Green.
#[derive(Debug, Args)]
pub struct Switch {
    /// To which side; only `green`, for the way back is `jday rollback`.
    #[arg(long, value_name = "green", value_parser = side)]
    pub to: Side,
    /// In which room, and how it is told.
    #[command(flatten)]
    pub errand: Errand,
    /// How it is begun and followed.
    #[command(flatten)]
    pub followed: Followed,
}

/// Move the traffic back to Blue, or decide the rollback that is proposed.
#[derive(Debug, Clone, Args)]
pub struct Rollback {
    /// Why; not needed where a trigger proposed it.
    #[arg(long, value_name = "business|users|security|performance", value_parser = reason)]
    pub reason: Option<Reason>,
    /// In which room, and how it is told.
    #[command(flatten)]
    pub errand: Errand,
    /// How it is begun and followed.
    #[command(flatten)]
    pub followed: Followed,
    /// Which side is live, where no engine runs and the lever cannot be read just now.
    #[arg(long, value_name = "blue|green", value_parser = side)]
    pub live_side: Option<Side>,
}

impl Rollback {
    /// How an engine is begun for it, where none runs.
    pub fn opening(&self, plan: PathBuf) -> Opening {
        Opening { plan, room: self.errand.place.room.clone(), live_side: self.live_side, new: false }
    }
}

/// Approve what somebody else asked for.
#[derive(Debug, Args)]
pub struct Approve {
    /// Number of the act, or of the run that waits for a decision; `jday status` lists them.
    #[arg(value_parser = number)]
    pub id: u64,
    /// In which room, and how it is told.
    #[command(flatten)]
    pub errand: Errand,
    /// The phrase, in either language; asked for on the terminal if it is needed and not given.
    #[arg(long, value_name = "PHRASE")]
    pub confirm: Option<String>,
    /// Said beside it.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Stop a run that is under way.
#[derive(Debug, Args)]
pub struct Cancel {
    /// Number of the run; `jday status` lists those that are under way.
    #[arg(value_parser = number)]
    pub run: u64,
    /// Why; it stands in the journal.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// In which room, and how it is told.
    #[command(flatten)]
    pub errand: Errand,
    /// How long to wait for its end; it goes on without this command.
    #[arg(long, value_name = "LENGTH", default_value = "15min", value_parser = humantime::parse_duration)]
    pub within: Duration,
}

/// Say that the switch stays.
#[derive(Debug, Args)]
pub struct Keep {
    /// In which room, and how it is told.
    #[command(flatten)]
    pub errand: Errand,
}

/// Tick a checklist item.
#[derive(Debug, Args)]
pub struct Tick {
    /// The item, as named in the plan.
    pub item: String,
    /// Where the proof lies.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// In which room, and how it is told.
    #[command(flatten)]
    pub errand: Errand,
}

/// Write a note.
#[derive(Debug, Args)]
pub struct Note {
    /// What.
    pub text: String,
    /// In which room, and how it is told.
    #[command(flatten)]
    pub errand: Errand,
}

/// Close a room.
#[derive(Debug, Args)]
pub struct Close {
    /// In which room, and how it is told.
    #[command(flatten)]
    pub errand: Errand,
    /// The phrase, in either language; asked for on the terminal if not given.
    #[arg(long, value_name = "PHRASE")]
    pub confirm: Option<String>,
}

/// Run another procedure.
#[derive(Debug, Args)]
pub struct Run {
    /// The procedure, as named in the plan.
    pub procedure: String,
    /// In which room, and how it is told.
    #[command(flatten)]
    pub errand: Errand,
    /// How it is begun and followed.
    #[command(flatten)]
    pub followed: Followed,
}

/// Go or no-go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Answer {
    /// As far as this person is concerned, the switch may come.
    Go,
    /// It may not.
    NoGo,
}

/// Vote for or against the switch.
#[derive(Debug, Args)]
pub struct Vote {
    /// For or against; the last word counts.
    pub answer: Answer,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// In which room, and how it is told.
    #[command(flatten)]
    pub errand: Errand,
}

/// Open a closed gate.
#[derive(Debug, Args)]
pub struct Override {
    /// The gate, as a dry run of the switch names it: `window`, `checklist:ID`, …
    pub gate: String,
    /// Why; it goes to the journal with your name.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// In which room, and how it is told.
    #[command(flatten)]
    pub errand: Errand,
}

/// Take an alert on.
#[derive(Debug, Args)]
pub struct Acknowledge {
    /// Which: its trigger's or rule's name in the plan, with `@blue` or `@green` where it is of one side; the gravest
    /// that nobody has if left out.
    pub alert: Option<String>,
    /// In which room, and how it is told.
    #[command(flatten)]
    pub errand: Errand,
}

fn number(raw: &str) -> Result<u64, String> {
    raw.parse().map_err(|_| "a number, such as 1812; `jday status` lists what waits".into())
}

fn reason(raw: &str) -> Result<Reason, String> {
    Reason::ALL
        .into_iter()
        .find(|reason| reason.word() == raw)
        .ok_or_else(|| "one of business, users, security, performance".into())
}
