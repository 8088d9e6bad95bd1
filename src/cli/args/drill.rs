//! What can be typed about drills.

use std::path::PathBuf;

use clap::Args;

pub(super) const EXAMPLES: &str = "\
Examples:
  jday drill                                     the picker
  jday drill slow-burn --as awa                  live it as one person of the plan
  jday drill slow-burn --headless --json         no screen; one JSON object a line, then a summary
  jday drill my-scenario.toml --headless --json --script calm.toml --seed 7 --out /tmp/d
  jday drill my-scenario.toml --check            every problem of a scenario file at once
  jday drill slow-burn --serve                   others attach: jday attach --drill --as moussa
  jday drill --from room.jsonl                   a day that was lived, within what was recorded of it";

/// Rehearse a J-Day.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Drill {
    /// Name of a scenario (`jday scenarios`), or the path of a scenario file.
    pub scenario: Option<String>,
    /// Rehearse a day that was lived, from its journal, in place of a scenario; says what it covers.
    #[arg(long, value_name = "JOURNAL", conflicts_with_all = ["scenario", "check"])]
    pub from: Option<PathBuf>,
    /// Without a screen.
    #[arg(long)]
    pub headless: bool,
    /// Decided and outcome events as JSON lines, then one line with the summary.
    #[arg(long, requires = "headless")]
    pub json: bool,
    /// How fast a headless drill runs: `max`, or so many times real time.
    #[arg(long, value_name = "max|N", requires = "headless")]
    pub speed: Option<Speed>,
    /// What operators do, instead of the scenario's own script.
    #[arg(long, value_name = "FILE")]
    pub script: Option<PathBuf>,
    /// Folder for the journal, SCENARIO.jsonl; must not hold one of that name.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Seed of noise and delays; the scenario's own if not given.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Let others attach (`jday attach --drill`); the drill lasts as long as you stay.
    #[arg(long, conflicts_with_all = ["headless", "check", "out"])]
    pub serve: bool,
    /// The folder of all rooms, for `--serve`; otherwise this login's own.
    #[arg(long, value_name = "DIR", env = "JDAY_ROOM")]
    pub room: Option<PathBuf>,
    /// Who you are: a person of the plan; the first Tech Lead if not given.
    #[arg(long = "as", value_name = "PERSON")]
    pub person: Option<String>,
    /// Only check the scenario file, and print every problem.
    #[arg(long, conflicts_with_all = ["headless", "script", "out"])]
    pub check: bool,
    /// Print the JSON Schema of scenario files.
    #[arg(long)]
    pub schema: bool,
}

/// How fast a headless drill runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Speed {
    /// As fast as the machine can.
    Max,
    /// So many times real time.
    Times(f64),
}

impl std::str::FromStr for Speed {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        match raw.parse::<f64>() {
            _ if raw == "max" => Ok(Self::Max),
            Ok(times) if times.is_finite() && times > 0.0 => Ok(Self::Times(times)),
            _ => Err("`max` or a number above zero, such as 10".into()),
        }
    }
}
