//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

mod database;
mod drill;
mod errand;
mod live;
mod preflight;

pub use database::{Database, DatabaseTask};
pub use drill::{Drill, Speed};
pub use errand::{
    Acknowledge, Answer, Approve, Cancel, Close, Errand, Followed, Keep, Note, Override, Rollback, Run,
    Switch, Tick, Vote,
};
pub use live::{Attach, Engine, Live, Opening, Status, Where};
pub use preflight::Preflight;

/// War-room console for a blue-green production cutover.
#[derive(Debug, Parser)]
#[command(name = "jday", version, about, arg_required_else_help = true, after_help = EXAMPLES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub task: Task,
    /// How it looks.
    #[command(flatten)]
    pub look: Look,
}

const EXAMPLES: &str = "\
Examples:
  jday drill                                  pick a scenario and live a J-Day
  jday drill errors-after-switch --lang fr    one scenario, in French
  jday drill errors-after-switch --headless --json --out /tmp/drill
  jday replay /tmp/drill/errors-after-switch.jsonl
  jday cast /tmp/drill/errors-after-switch.jsonl --out drill.cast
  jday journal verify /tmp/drill/errors-after-switch.jsonl
  jday check my-plan.toml                     every problem of a plan at once
  jday man replay                             one command's manual page

Exit codes: 0 done, 1 failed, 2 bad input, 3 expectation not met, 4 refused, 5 outcome unknown";

/// How it looks.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Look {
    /// Language: fr or en; otherwise `LC_ALL`, `LC_MESSAGES` or `LANG` decide.
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<String>,
    /// Theme: one of `jday themes`, or the path of a theme file.
    #[arg(long, global = true, value_name = "NAME|FILE")]
    pub theme: Option<String>,
    /// Only ASCII characters for lines and signs.
    #[arg(long, global = true)]
    pub ascii: bool,
    /// A keymap file: its keys replace those of the actions it names (`jday keys --format toml`).
    #[arg(long, global = true, value_name = "FILE", env = "JDAY_KEYS")]
    pub keys: Option<PathBuf>,
    /// Take clicks and the wheel: they look and never act. The terminal's own selection then needs Shift.
    #[arg(long, global = true)]
    pub mouse: bool,
    /// Learning mode: each key that acts first says what it would do.
    #[arg(long, global = true)]
    pub learn: bool,
    /// For a narrow link: what only moves is drawn every third second, what matters at once, in fewer
    /// colours.
    #[arg(long, global = true)]
    pub low_bandwidth: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Rehearse a J-Day on recorded telemetry; without a name, pick a scenario.
    #[command(after_help = drill::EXAMPLES)]
    Drill(Drill),
    /// Enter the live room of a plan; its engine is started if none runs, and outlives this console.
    #[command(after_help = live::LIVE_EXAMPLES)]
    Live(Live),
    /// Run the engine of a live room in the foreground, for systemd.
    #[command(after_help = live::ENGINE_EXAMPLES)]
    Engine(Engine),
    /// Open another console in a room whose engine runs.
    #[command(after_help = live::ATTACH_EXAMPLES)]
    Attach(Attach),
    /// Say how a live room stands.
    #[command(after_help = live::STATUS_EXAMPLES)]
    Status(Status),
    /// Move the traffic to Green, without a screen.
    #[command(after_help = errand::SWITCH_EXAMPLES)]
    Switch(Switch),
    /// Move the traffic back to Blue, without a screen, and with no engine running if need be.
    #[command(after_help = errand::ROLLBACK_EXAMPLES)]
    Rollback(Rollback),
    /// Run another procedure of the plan, without a screen.
    #[command(after_help = errand::RUN_EXAMPLES)]
    Run(Run),
    /// Approve what somebody else asked for, without a screen.
    #[command(after_help = errand::APPROVE_EXAMPLES)]
    Approve(Approve),
    /// Stop a run that is under way, without a screen.
    #[command(after_help = errand::CANCEL_EXAMPLES)]
    Cancel(Cancel),
    /// Say that the switch stays, without a screen: unconfirmed it returns by itself.
    #[command(after_help = errand::KEEP_EXAMPLES)]
    Keep(Keep),
    /// Tick a checklist item, without a screen.
    #[command(after_help = errand::TICK_EXAMPLES)]
    Tick(Tick),
    /// Write a note, without a screen.
    #[command(after_help = errand::TICK_EXAMPLES)]
    Note(Note),
    /// Vote go or no-go for the switch, without a screen.
    #[command(after_help = errand::VOTE_EXAMPLES)]
    Vote(Vote),
    /// Open a closed gate with a reason, without a screen.
    #[command(after_help = errand::OVERRIDE_EXAMPLES)]
    Override(Override),
    /// Take an alert on, without a screen.
    #[command(after_help = errand::ACK_EXAMPLES)]
    Ack(Acknowledge),
    /// Close a live room at the end of its day, without a screen.
    #[command(after_help = errand::CLOSE_EXAMPLES)]
    Close(Close),
    /// Play a journal back, read-only, and go anywhere in it.
    #[command(after_help = REPLAY_EXAMPLES)]
    Replay(Replay),
    /// Make a recording for asciinema players of a journal; no terminal is needed.
    #[command(after_help = CAST_EXAMPLES)]
    Cast(Cast),
    /// Check a plan: every error and lint warning with line and column.
    Check(Check),
    /// Back up, check and give back the plan's database; each is a step of a procedure too.
    #[command(subcommand, after_help = database::EXAMPLES)]
    Db(DatabaseTask),
    /// Look at everything a live day rests on: sources, credentials, servers, channels, this machine.
    #[command(after_help = preflight::EXAMPLES)]
    Preflight(Preflight),
    /// Look after journals.
    #[command(subcommand)]
    Journal(Journal),
    /// Evaluate triggers.
    #[command(subcommand)]
    Triggers(Triggers),
    /// List the scenarios.
    Scenarios(Table),
    /// List the keys, or print them as a file to copy and change.
    #[command(after_help = KEYS_EXAMPLES)]
    Keys(Keys),
    /// List the themes.
    Themes(Table),
    /// Print a completion script for a shell.
    Completions {
        /// bash, zsh, fish, elvish or powershell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or that of one command.
    Man {
        /// The command, such as `replay` or `journal verify`; the program itself if not given.
        command: Vec<String>,
    },
}

const REPLAY_EXAMPLES: &str = "\
Examples:
  jday replay DRILL.jsonl                          play it; t goes to a time, ) and ( to decisions
  jday replay DRILL.jsonl --headless --json        check it whole; one JSON object
  jday replay MINE.jsonl --against YOURS.jsonl     two drills of one scenario side by side: key c
  jday replay DAY.jsonl --with-plan PLAN.toml      what other thresholds would have said: key c
  jday replay DAY.jsonl --with-plan PLAN.toml --headless

A damaged journal is played up to the damage and then ends with code 2 and the line's number.
Exit codes: 0 done, 2 bad input";

const CAST_EXAMPLES: &str = "\
Examples:
  jday cast DRILL.jsonl --out drill.cast           then: asciinema play drill.cast
  jday cast DRILL.jsonl | asciinema play -
  jday cast DAY.jsonl --from 13:55 --to 14:20 --speed 30 --size 100x30 --lang fr --out switch.cast

Exit codes: 0 done, 2 bad input";

const KEYS_EXAMPLES: &str = "\
Examples:
  jday keys --lang fr                        all keys and what each does, in French
  jday keys --format toml > keys.toml        a keymap file, to copy and change
  jday keys --keys keys.toml                 what your file makes of them, or every mistake in it
  jday drill --keys keys.toml                use it; JDAY_KEYS=keys.toml does the same

A keymap file replaces the keys of the actions it names. Exit codes: 0 done, 2 bad input";

/// Play a journal back.
#[derive(Debug, Args)]
pub struct Replay {
    /// The journal.
    pub journal: PathBuf,
    /// Another journal of the same scenario, to lay beside it.
    #[arg(long, value_name = "JOURNAL", conflicts_with = "with_plan")]
    pub against: Option<PathBuf>,
    /// Another plan: what its triggers would have said of the same day.
    #[arg(long, value_name = "FILE")]
    pub with_plan: Option<PathBuf>,
    /// Without a screen: check the whole journal and print the final state's hash, or the comparison.
    #[arg(long)]
    pub headless: bool,
    /// As one JSON object.
    #[arg(long, requires = "headless")]
    pub json: bool,
}

/// Make a recording of a journal.
#[derive(Debug, Args)]
pub struct Cast {
    /// The journal.
    pub journal: PathBuf,
    /// The recording, asciicast 2; must not exist. Standard output if not given.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Columns and lines of the screen.
    #[arg(long, value_name = "COLUMNSxLINES", default_value = "120x40")]
    pub size: ScreenSize,
    /// Seconds of the journal in one second of the recording.
    #[arg(long, value_name = "N", default_value = "8")]
    pub speed: Times,
    /// The page that is recorded, 1 to 8.
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u8).range(1..=8))]
    pub page: u8,
    /// Longest stillness in the recording.
    #[arg(long, value_name = "LENGTH", default_value = "2s", value_parser = humantime::parse_duration)]
    pub idle_limit: std::time::Duration,
    /// Where to begin: 14:00, 14:00:30, +5min or #1189; the journal's beginning if not given.
    #[arg(long, value_name = "PLACE")]
    pub from: Option<String>,
    /// Where to end; the journal's end if not given.
    #[arg(long, value_name = "PLACE")]
    pub to: Option<String>,
}

/// How many times faster than the journal's own clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Times(pub f64);

impl std::str::FromStr for Times {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        match raw.parse::<f64>() {
            Ok(times) if times.is_finite() && times > 0.0 => Ok(Self(times)),
            _ => Err("a number above zero, such as 8".into()),
        }
    }
}

/// Columns and lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScreenSize(pub u16, pub u16);

impl ScreenSize {
    /// Smallest and largest screens that recordings are made of.
    const RANGE: (std::ops::RangeInclusive<u16>, std::ops::RangeInclusive<u16>) = (20..=300, 5..=100);
}

impl std::str::FromStr for ScreenSize {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        let (columns, lines) = Self::RANGE;
        let parsed = raw
            .split_once(['x', 'X', '×'])
            .and_then(|(width, height)| Some(Self(width.trim().parse().ok()?, height.trim().parse().ok()?)));
        parsed.filter(|size| columns.contains(&size.0) && lines.contains(&size.1)).ok_or_else(|| {
            format!(
                "columns x lines, such as 120x40; from {}x{} to {}x{}",
                columns.start(),
                lines.start(),
                columns.end(),
                lines.end()
            )
        })
    }
}

/// Check a plan.
#[derive(Debug, Args)]
pub struct Check {
    /// The plan file.
    #[arg(required_unless_present = "schema")]
    pub plan: Option<PathBuf>,
    /// As one JSON object.
    #[arg(long)]
    pub json: bool,
    /// Print the JSON Schema of plan files.
    #[arg(long)]
    pub schema: bool,
}

/// Look after journals.
#[derive(Debug, Subcommand)]
pub enum Journal {
    /// Check hash chain, sequence and tail, and name the first bad record.
    Verify {
        /// The journal.
        file: PathBuf,
        /// As one JSON object.
        #[arg(long)]
        json: bool,
        /// Hash of the last line as noted at close-out: finds a cleanly cut or wholly rewritten file.
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
}

/// Evaluate triggers.
#[derive(Debug, Subcommand)]
pub enum Triggers {
    /// Evaluate alert rules exactly as Prometheus does, one JSON object a case.
    Eval {
        /// A file of the format jday-golden-rules/1.
        #[arg(long, value_name = "FILE")]
        golden: PathBuf,
        /// As JSON lines; the only form there is.
        #[arg(long)]
        json: bool,
    },
}

/// A table.
#[derive(Debug, Clone, Copy, Args)]
pub struct Table {
    /// Form of the table.
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub format: Form,
}

/// The keys.
#[derive(Debug, Clone, Copy, Args)]
pub struct Keys {
    /// Form of the table.
    #[arg(long, value_enum, default_value_t = KeysForm::Text)]
    pub format: KeysForm,
}

/// Form of the table of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeysForm {
    /// For people.
    Text,
    /// For a README.
    Markdown,
    /// For programs.
    Json,
    /// A keymap file, for `--keys`.
    Toml,
}

/// Form of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people.
    Text,
    /// For a README.
    Markdown,
    /// For programs.
    Json,
}
