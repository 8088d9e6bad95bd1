//! What can be typed about the look before the day.

use std::path::PathBuf;

use clap::Args;

use crate::plan::types::Millis;

pub(super) const EXAMPLES: &str = "\
Examples:
  jday preflight --plan onelog-live.toml             one line a source, credential, server and gate
  jday preflight --plan onelog-live.toml --json      the same for programs
  jday preflight --plan onelog-live.toml --notify    also a TEST over each channel, for people to confirm
  jday preflight --plan onelog-live.toml --notify --within 30s

Nothing is changed: levers and credentials are tried dry. Each source is asked once, in parallel.
Whether a test was received is asked on a terminal, and nowhere else.

Exit codes: 0 all good or only to be known, 1 it could not be run, 2 bad plan, 3 something is not ready";

/// Look at everything a live day rests on.
#[derive(Debug, Args)]
pub struct Preflight {
    /// The plan file.
    #[arg(long, value_name = "FILE")]
    pub plan: PathBuf,
    /// One JSON object a line, the last of them the summary.
    #[arg(long)]
    pub json: bool,
    /// Also send one test message over each channel, and ask whether it was received.
    #[arg(long)]
    pub notify: bool,
    /// How long somebody has to say that a test was received.
    #[arg(long, value_name = "LENGTH", default_value = "2m", requires = "notify")]
    pub within: Millis,
}
