//! `jday check`: every problem of a plan at once.

use std::io::IsTerminal;

use super::args::Check;
use super::exit::Exit;
use super::out;
use crate::plan;

/// Prints every error and lint warning of a plan; only errors make it fail.
pub fn run(args: &Check) -> anyhow::Result<Exit> {
    if args.schema {
        out::line(plan::schema::schema().trim_end())?;
        return Ok(Exit::Done);
    }
    let Some(path) = &args.plan else { return Ok(Exit::BadInput) };
    let checked = plan::load::check_file(path);
    let styled = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let text = if args.json { checked.report.json() } else { checked.report.text(styled) };
    out::line(text.trim_end())?;
    Ok(if checked.report.errors() > 0 { Exit::BadInput } else { Exit::Done })
}
